"""The coordinator's decision, in each case and before any contact, whether the programme is the right measure."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from events.assessment import Assessed
from events.closing import Closed
from events.correction import Corrected
from events.fact import Fact, FactData
from events.values import Answer, CaseRole, Category, PerpetratorIs, Role
from workflows import because
from workflows.case import Case, Incident, Mark, Relation
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.protection import judged_serious
from workflows.relation import learned
from workflows.replacing import replace
from workflows.rule import Decision, Form, Handbook, Hard, Rule
from workflows.workdays import add_workdays, day_of


def _offers(fact: Fact) -> bool:
    return isinstance(fact.data, Assessed) and fact.data.decision == "offer"


def _hate(told: Assessed, incident: Incident) -> Answer:
    known = told.hate_motive if told.hate_motive is not Answer.UNKNOWN else None
    return known or incident.hate


def _in_target_group(case: Case, fact: Fact, _known: Known) -> bool:
    told, incident = fact.data, case.incident(fact.data.incident) if isinstance(fact.data, Assessed) else None
    if not isinstance(told, Assessed) or told.decision != "offer" or incident is None:
        return True
    hate = _hate(told, incident)
    return hate is Answer.YES or incident.role is CaseRole.WITNESS or incident.under_18 is not False


def _need_is_stated(case: Case, fact: Fact, witness: bool) -> bool:
    told, incident = fact.data, case.incident(fact.data.incident) if isinstance(fact.data, Assessed) else None
    if not isinstance(told, Assessed) or told.decision != "offer" or incident is None:
        return True
    if witness:
        asks = incident.role is CaseRole.WITNESS
    else:
        asks = incident.category is Category.OTHER and _hate(told, incident) is not Answer.YES
    return not asks or incident.stated_need or told.stated_need is not None


INCIDENT_EXISTS = Form(
    "no_such_incident",
    on=(Assessed,),
    holds=lambda case, fact, known: case.incident(fact.data.incident) is not None,
)

CASE_IS_OPEN = Form(
    "case_closed", on=(Assessed,), holds=lambda case, fact, known: case.is_open, because=because.closing
)

DUPLICATE_IS_NAMED = Form(
    "duplicate_of_missing",
    on=(Assessed,),
    holds=lambda case, fact, known: (
        fact.data.decision != "duplicate"
        or (fact.data.duplicate_of is not None and f"case/{fact.data.duplicate_of}" != case.subject)
    ),
)

IN_TARGET_GROUP = Hard(
    7,
    also=(10,),
    cites=(Handbook("1"), Decision("D27")),
    refusal="outside_target_group",
    on=(Assessed,),
    holds=_in_target_group,
    because=because.detected,
)

OTHER_CASES_NEED_A_STATED_NEED = Hard(
    9,
    cites=(Handbook("1"),),
    refusal="stated_need_missing",
    on=(Assessed,),
    holds=lambda case, fact, known: _need_is_stated(case, fact, witness=False),
    because=because.detected,
)

WITNESSES_NEED_A_STATED_NEED = Hard(
    11,
    cites=(Handbook("1"),),
    refusal="stated_need_missing",
    on=(Assessed,),
    holds=lambda case, fact, known: _need_is_stated(case, fact, witness=True),
    because=because.detected,
)

FAMILY_IS_ASKED_ABOUT = Hard(
    17,
    cites=(Handbook("1"), Decision("D4")),
    refusal="family_question_open",
    on=(Assessed,),
    holds=lambda case, fact, known: not _offers(fact) or fact.data.perpetrator_in_family is not Answer.UNKNOWN,
    because=because.detected,
)

FAMILY_NEEDS_A_REASON_TO_GO_ON = Hard(
    17,
    cites=(Handbook("1"),),
    refusal="family_reason_missing",
    on=(Assessed,),
    holds=lambda case, fact, known: (
        not _offers(fact) or fact.data.perpetrator_in_family is not Answer.YES or fact.data.reason_to_go_on is not None
    ),
    because=because.detected,
)

DEATH_NEEDS_A_REASON_TO_GO_ON = Form(
    "recorded_as_dead",
    on=(Assessed,),
    holds=lambda case, fact, known: not _offers(fact) or not case.after_death or fact.data.reason_to_go_on is not None,
    because=because.beginning,
)

NO_HAS_A_REASON = Hard(
    24,
    cites=(Handbook("1"), Decision("D26")),
    refusal="reason_missing",
    on=(Assessed,),
    holds=lambda case, fact, known: fact.data.decision != "not" or fact.data.not_because is not None,
    because=because.detected,
)

NO_IS_HANDED_OVER = Hard(
    53,
    cites=(Handbook("2"),),
    refusal="handover_missing",
    on=(Assessed,),
    holds=lambda case, fact, known: (
        fact.data.decision != "not" or (fact.data.handed_over is not None and fact.data.handed_over.complete)
    ),
    because=because.detected,
)

RULES: Final[tuple[Rule, ...]] = (
    INCIDENT_EXISTS,
    CASE_IS_OPEN,
    DUPLICATE_IS_NAMED,
    IN_TARGET_GROUP,
    OTHER_CASES_NEED_A_STATED_NEED,
    WITNESSES_NEED_A_STATED_NEED,
    FAMILY_IS_ASKED_ABOUT,
    FAMILY_NEEDS_A_REASON_TO_GO_ON,
    DEATH_NEEDS_A_REASON_TO_GO_ON,
    NO_HAS_A_REASON,
    NO_IS_HANDED_OVER,
)


# duties


def _to_assess(case: Case, policy: Policy) -> Iterator[Owed]:
    if not case.is_open:
        return
    for incident in case.incidents:
        if incident.decided is None:
            came = day_of(incident.came_at)
            yield Owed(incident.fact, came, add_workdays(came, policy.assess_wd), party=incident.key)


def _to_reassess(case: Case, policy: Policy) -> Iterator[Owed]:
    if case.phase == "reopened" and case.period.offer is None:
        came = day_of(case.period.since)
        yield Owed(case.period.fact, came, add_workdays(came, policy.assess_wd))


def _to_look_again(case: Case, policy: Policy) -> Iterator[Owed]:
    if not case.is_open:
        return
    for incident in case.incidents:
        if incident.changed is not None and incident.decided is not None:
            came = day_of(incident.changed.at)
            yield Owed(incident.changed.fact, came, add_workdays(came, policy.assess_wd), party=incident.key)


def _hate_to_clarify(case: Case, policy: Policy) -> Iterator[Owed]:
    if not case.is_open:
        return
    for incident in case.incidents:
        if incident.decided is None and incident.under_18 is False and incident.hate is Answer.UNKNOWN:
            came = day_of(incident.came_at)
            yield Owed(incident.fact, came, add_workdays(came, policy.assess_wd), party=incident.key)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("clarify_hate_motive", (10,), Role.COORDINATOR, (Corrected, Assessed), _hate_to_clarify),
    DutyKind("assess", (24, 27, 28, 52), Role.COORDINATOR, (Assessed,), _to_assess),
    DutyKind("assess_again", (63, 136), Role.COORDINATOR, (Assessed, Closed), _to_reassess),
    DutyKind("assess_changed", (17, 52, 63), Role.COORDINATOR, (Assessed, Closed), _to_look_again),
)


# what changes in the case


def assessed(case: Case, entry: Entry) -> Case:
    """The incident has its decision; the first offer marks the period."""
    told, mark = said(entry.fact, Assessed), Mark(entry.fact.time, entry.fact.key)
    incident = case.incident(told.incident)
    if incident is None:
        return case  # a correction may have taken it away; the form rule lets no other come here
    if told.perpetrator_in_family is Answer.YES and incident.family_known is None:
        case = learned(case, incident.related(Relation(mark.at, mark.fact, PerpetratorIs.FAMILY, learned=True)))
        incident = case.incident(told.incident) or incident
    decided = replace(
        incident,
        decided_at=mark.at,
        changed=None,
        decided=told.decision,
        decided_fact=entry.fact.key,
        hate=_hate(told, incident),
        stated_need=incident.stated_need or told.stated_need is not None,
    )
    case = case.with_incident(decided)
    if told.decision == "offer":
        before = case.period.offer
        first = before if before is not None and before.at <= mark.at else mark
        case = case.now(offer=first)
        return judged_serious(case, mark, yes=True) if told.serious else case
    return case


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {Assessed: assessed}
