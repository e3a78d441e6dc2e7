"""Anything that may be told of the criminal case, its clearance and its hearings: what random stories draw from."""

from typing import Any

from hypothesis import strategies as st

from events.values import Answer
from tests.support import ladder, ladder_matter
from tests.support.story import Step, at

_CAPACITIES = st.sampled_from(["investigator", "prosecutor", "leader_of_investigation"])
_HEARINGS = st.sampled_from(["h-1", "h-2"])
_SEQUENCES = st.integers(1, 4)


def happenings_of_matters(
    incidents: st.SearchStrategy[str], parties: st.SearchStrategy[Any], people: st.SearchStrategy[str]
) -> dict[str, st.SearchStrategy[Step]]:
    """By name: a fact about the matter of one of these incidents."""
    of_one = incidents | st.none()
    return {
        "reported later": st.builds(ladder_matter.reported_later, of_one, investigator=people | st.none()),
        "report withdrawn": st.builds(ladder_matter.report_withdrawn, of_one),
        "dismissed": st.builds(ladder_matter.dismissed, of_one),
        "charged": st.builds(ladder_matter.charged, of_one),
        "judged": st.builds(ladder_matter.judged, of_one),
        "appealed": st.builds(ladder_matter.appealed, of_one),
        "investigator named": st.builds(
            ladder_matter.investigator_named,
            people | st.just("e2") | st.none(),
            name=st.sampled_from([None, "Etterforsker Syntetisk"]),
            incident=of_one,
        ),
        "prosecutor named": st.builds(ladder_matter.prosecutor_named, people | st.just("j1"), incident=of_one),
        "cleared on conditions": st.builds(
            ladder_matter.cleared_with,
            incidents,
            by=people | st.just("e2"),
            capacity=_CAPACITIES,
            not_before=st.none() | st.builds(at, st.integers(0, 40), st.integers(0, 23)),
            not_whom=st.lists(parties, max_size=2, unique=True).map(tuple),
            until=st.none() | st.integers(0, 90),
        ),
        "cleared on behalf": st.builds(ladder_matter.cleared_on_behalf, incidents),
        "clearance contradicted": st.builds(
            ladder_matter.clearance_contradicted, st.integers(2, 12).map(lambda n: f"desk:f{n}")
        ),
        "clearance withdrawn": st.builds(ladder_matter.clearance_withdrawn, incidents),
        "hearing": st.builds(ladder.hearing, _HEARINGS, version=_SEQUENCES, starts=st.integers(5, 90)),
        "hearing moved": st.builds(
            ladder_matter.hearing_moved,
            _HEARINGS,
            sequence=_SEQUENCES,
            starts=st.integers(5, 90),
            attends=st.sampled_from(list(Answer)),
        ),
        "hearing cancelled": st.builds(ladder_matter.hearing_cancelled, _HEARINGS, sequence=_SEQUENCES),
        "support in court": st.builds(
            ladder_matter.court_support, _HEARINGS, st.sampled_from(["vitnestotte", "guide_attends", "none_wanted"])
        ),
    }
