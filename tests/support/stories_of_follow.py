"""Kinds of duty in follow-up, protection and by statute: what has happened, and a day on which the duty presses."""

from typing import Any, Final

from events.values import Answer, PerpetratorIs
from tests.support.ladder import (
    assessed,
    cleared,
    consent_withdrawn,
    consented,
    considered,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    referred,
    row,
    to_conversation,
    to_guided,
    to_held,
)
from tests.support.ladder_follow import (
    agency_referred,
    concern_raised,
    consent_decided,
    measure_agreed,
    review_held,
    serious_judged,
    stagnation_seen,
    threat_learned,
)
from tests.support.ladder_telling import family_asks

REPORTED = (referred(reported=True, investigator="e2"), assessed(), considered(), cleared(), family_called())
FOLLOWED = (*REPORTED, conversation_held(), guide_asked("p1"), guide_accepted("p1"), consented())
LOST = (*to_guided(), consent_withdrawn(day=1))

STORIES: Final[dict[str, tuple[tuple[Any, ...], int]]] = {
    "judge_report": ((row(perpetrator=PerpetratorIs.HOUSEHOLD),), 0),
    "judge_avert": ((*to_guided(), concern_raised("avert", day=1)), 1),
    "contact_responsible": ((referred(), assessed(), considered(needed=("voldsalarm",))), 1),
    "contact_witness_protection": ((referred(), assessed(), serious_judged()), 1),
    "consult_investigator": ((*REPORTED, serious_judged(day=1)), 1),
    "urge_to_report": ((*to_guided(), threat_learned(day=1)), 1),
    "write_own_report": ((*FOLLOWED, threat_learned("p1", day=1)), 1),
    "restore_consent": (LOST, 2),
    "ask_consent_again": ((*LOST, consent_decided("ask_again", day=2)), 3),
    "hear_youth": ((*LOST, consent_decided("talk_to_youth", day=2)), 3),
    "end_without_consent": ((*LOST, consent_decided("close", day=2)), 3),
    "resolve_consent": ((*to_guided(), consent_withdrawn("guardian_2", day=1)), 2),
    "hold_review": (to_guided(), 50),
    "consider_going_on": ((*to_guided(), stagnation_seen(day=5)), 6),
    "report_threat": ((*to_guided(), threat_learned(urged=True, wants=Answer.YES, day=1)), 2),
    "give_information": (to_held(), 1),
    "consider_parents": ((*to_conversation(), conversation_held(parents_need=Answer.YES)), 1),
    "ask_wishes": ((*to_conversation(), conversation_held(holder_as_guide=Answer.YES)), 1),
    "talk_with_investigator": ((*FOLLOWED, cleared(day=1)), 50),
    "ask_investigator": ((*FOLLOWED, family_asks("p1", day=3)), 4),
    "assess_right_measure": ((*to_guided(), review_held(still_right=False, day=20)), 21),
    "hand_over": ((*to_guided(), review_held("hand_over", day=20)), 21),
    "wind_down": ((*to_guided(), review_held("close", day=20)), 21),
    "follow_up_measure": ((*to_guided(), measure_agreed(until=9)), 9),
    "follow_up_agency": ((*to_guided(), agency_referred(day=1)), 3),
}
