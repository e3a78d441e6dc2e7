"""Anything that may be told of follow-up, protection and the statutory duties: strategies for random stories."""

from collections.abc import Mapping
from typing import Final

from hypothesis import strategies as st

from events.refs import Party
from events.values import Answer
from tests.support import ladder_follow as ladder
from tests.support import ladder_telling as telling
from tests.support.story import Step

parties: st.SearchStrategy[Party] = st.sampled_from(["participant", "guardian_1", "guardian_2"])
days = st.integers(0, 60)
decisions = st.sampled_from(
    ["ask_again", "other_guardian", "talk_to_youth", "hand_over", "close", "follow_one", "youths_own"]
)
measures = st.sampled_from(["oppholdsforbud", "voldsalarm", "witness_protection"])
doers = st.sampled_from(["the_youth", "the_family", "the_guide", "the_school"])
keys = st.one_of(st.none(), st.sampled_from(["desk:f3", "desk:f9", "desk:f12"]))

FACTS: Final[Mapping[str, st.SearchStrategy[Step]]] = {
    "frequency": st.builds(ladder.frequency_agreed, st.integers(1, 30)),
    "pause": st.builds(ladder.pause_agreed, st.integers(0, 20), st.integers(10, 60), parties),
    "addendum": st.builds(ladder.addendum, st.sampled_from(["desk:f5", "desk:f9", "desk:f12"])),
    "consent refused": st.builds(ladder.consent_refused, parties),
    "consent decided": st.builds(
        ladder.consent_decided, decisions, guardian=st.one_of(st.none(), parties), on=st.one_of(st.none(), days)
    ),
    "participant ends": st.builds(ladder.participant_ends),
    "responsible contacted": st.builds(ladder.responsible_contacted, measures),
    "serious": st.builds(ladder.serious_judged, st.booleans()),
    "consulted": st.builds(ladder.investigator_consulted),
    "threat": st.builds(
        ladder.threat_learned, imminent=st.booleans(), urged=st.booleans(), wants=st.sampled_from(Answer)
    ),
    "urged": st.builds(ladder.urged_to_report, about=keys, wants=st.sampled_from(Answer)),
    "own report": st.builds(ladder.own_report_written, about=keys),
    "measure agreed": st.builds(ladder.measure_agreed, until=st.one_of(st.none(), days), done_by=doers),
    "measure done": st.builds(ladder.measure_done, st.sampled_from(["desk:f9", "desk:f12"])),
    "agency referred": st.builds(ladder.agency_referred, parties),
    "agency received": st.builds(ladder.agency_received, st.sampled_from(["desk:f9", "desk:f12"])),
    "agency followed": st.builds(ladder.agency_followed_through, st.sampled_from(["desk:f9", "desk:f12"])),
    "review": st.builds(
        ladder.review_held,
        st.sampled_from(["go_on", "hand_over", "close"]),
        next_on=st.one_of(st.none(), st.integers(100, 300)),
        safety=st.one_of(st.none(), st.integers(1, 5)),
        going_on_considered=st.booleans(),
        still_right=st.booleans(),
    ),
    "information": st.builds(telling.information_given, st.sampled_from([93, 94, 112, 145])),
    "parents considered": st.builds(telling.parents_considered, st.sampled_from(["agreed", "not_needed"])),
    "wished": st.builds(telling.wished, parties),
    "family asks": st.builds(telling.family_asks),
    "investigator spoken to": st.builds(telling.investigator_spoken_to),
    "stagnation": st.builds(ladder.stagnation_seen),
    "concern": st.builds(ladder.concern_raised, st.sampled_from(["report", "avert"])),
    "report judged": st.builds(ladder.report_judged, sent=st.booleans(), about=keys),
    "avert judged": st.builds(ladder.avert_judged, about=keys),
}
