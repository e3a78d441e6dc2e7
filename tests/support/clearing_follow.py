"""How what is owed in follow-up, protection and by statute is done now, by its owner."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.support import ladder
from tests.support import ladder_follow as follow
from tests.support import ladder_telling as telling
from tests.support.story import Step
from workflows.case import Case
from workflows.duty import Duty


def _consent_again(case: Case, duty: Duty) -> Step:
    if duty.party == "participant" or not case.is_minor:
        return follow.consent_refused("participant")
    return follow.consent_refused(next(iter(case.callable_guardians()), "guardian_1"))


def _resolve(case: Case, _duty: Duty) -> Step:
    safe = next(iter(case.callable_guardians()), None)
    return follow.consent_decided("follow_one", guardian=safe or "guardian_1")


def _measure_considered(_case: Case, duty: Duty) -> Step:
    return follow.responsible_contacted(duty.party.partition(":")[2])


def _wish_missing(case: Case, duty: Duty) -> Step:
    return telling.wished("participant" if duty.party == "wish:participant" else case.callable_guardians()[0])


BY_KIND: Final[Mapping[str, Callable[[Case, Duty], Step]]] = {
    "judge_report": lambda case, duty: follow.report_judged(about=duty.caused_by),
    "judge_avert": lambda case, duty: follow.avert_judged(about=duty.caused_by),
    "contact_responsible": _measure_considered,
    "contact_witness_protection": lambda case, duty: follow.responsible_contacted("witness_protection"),
    "consult_investigator": lambda case, duty: follow.investigator_consulted(),
    "urge_to_report": lambda case, duty: follow.urged_to_report(about=duty.caused_by),
    "write_own_report": lambda case, duty: follow.own_report_written(about=duty.caused_by),
    "restore_consent": lambda case, duty: follow.consent_decided("close"),
    "ask_consent_again": _consent_again,
    "hear_youth": lambda case, duty: ladder.contact("participant", purpose="hear_youth"),
    "end_without_consent": lambda case, duty: ladder.closed("left_district"),
    "resolve_consent": _resolve,
    "report_threat": lambda case, duty: telling.threat_reported(case.incidents[0].key),
    "give_information": lambda case, duty: telling.information_given(),
    "consider_parents": lambda case, duty: telling.parents_considered(),
    "ask_wishes": _wish_missing,
    "talk_with_investigator": lambda case, duty: telling.investigator_spoken_to(),
    "ask_investigator": lambda case, duty: telling.investigator_spoken_to(),
    "assess_right_measure": lambda case, duty: ladder.not_offered(case.incidents[0].key),
    "hold_review": lambda case, duty: follow.review_held(),
    "consider_going_on": lambda case, duty: follow.review_held(going_on_considered=True),
    "hand_over": lambda case, duty: follow.agency_referred(),
    "wind_down": lambda case, duty: ladder.closed("left_district"),
    "follow_up_measure": lambda case, duty: follow.measure_done(duty.caused_by),
    "follow_up_agency": lambda case, duty: follow.agency_followed_through(duty.caused_by),
}
