"""Anything that may be said of the wrong case, of joined cases, and of mistakes, for random stories."""

from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from tests.support import ladder, ladder_correction
from tests.support.ladder_correction import CLOSED, ELSEWHERE, HERE, OPEN, VOID, wrong_case
from tests.support.story import Step

others = st.sampled_from([OPEN, CLOSED, VOID, ELSEWHERE, HERE])
facts = st.integers(1, 12).map(lambda n: f"desk:f{n}")

values = st.sampled_from(
    [
        ("reported", "yes"),
        ("category", "other"),
        ("perpetrator_is", "household"),
        ("incident_on", "2026-01-09"),
        ("decision", "offer"),
        ("serious", True),
        ("answer", "not_reached"),
        ("follow_up_wanted", "unknown"),
        ("reached", ["participant"]),
        ("by", "guardian_1"),
        ("until", "2026-03-02"),
        ("initiative", "starts"),
        ("decision", None),
        ("no_such_field", "x"),
    ]
)
looked_at = st.sampled_from(["breach", "refusal", "unread_value", "review", "waiting", "identity", "halt"])

FACTS: Final[dict[str, st.SearchStrategy[Step]]] = {
    "corrected": st.builds(lambda about, said: ladder.corrected(about, *said), facts, values),
    "answered": st.builds(ladder.answered, looked_at, facts),
    "wrong case": st.builds(wrong_case, facts, st.sampled_from([OPEN, None])),
    "joined": st.builds(ladder_correction.joined, st.just(HERE), others),
    "taken in": st.builds(ladder_correction.joined, others, st.just(HERE)),
    "separated": st.builds(ladder_correction.separated, st.sampled_from([HERE, OPEN, CLOSED])),
    "not the same": st.builds(ladder_correction.not_the_same, others),
    "mistake annulled": st.builds(ladder_correction.mistake_annulled),
    "maybe the same": st.sampled_from([OPEN, CLOSED]).map(lambda other: replace(ladder.referred(), alike=(other,))),
}
