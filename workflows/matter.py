"""The criminal case: reported or not, who investigates and prosecutes it, and how far it has come."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from events.clearance import ClearanceAsked, ClearanceGiven, ClearanceRefused
from events.fact import Fact, FactData
from events.matter import (
    InvestigatorNamed,
    MatterAppealed,
    MatterCharged,
    MatterDismissed,
    MatterFact,
    MatterJudged,
    MatterReported,
    ProsecutorNamed,
    ReportWithdrawn,
)
from events.values import MatterStatus, Reported, Role
from workflows.case import Case, Incident, Mark, ReportWord
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.offer import to_look_at
from workflows.outcome import Entry
from workflows.policy import Policy
from workflows.replacing import replace
from workflows.rule import Form, Rule
from workflows.workdays import add_workdays, day_of

NAMINGS: Final = (InvestigatorNamed, ProsecutorNamed)

STATUS: Final[Mapping[type[FactData], MatterStatus]] = {
    MatterReported: MatterStatus.INVESTIGATED,
    MatterDismissed: MatterStatus.DISMISSED,
    MatterCharged: MatterStatus.CHARGED,
    MatterJudged: MatterStatus.JUDGED,
    MatterAppealed: MatterStatus.APPEALED,
}
"""How far the criminal case has come by each fact that tells it."""


def incident_of(case: Case, told: MatterFact, found: str | None) -> str | None:
    """The incident that a fact about the criminal case concerns: the one named, the one with that number (`found`), or
    the only one."""
    if told.incident is not None:
        return told.incident
    return found or (case.incidents[0].key if len(case.incidents) == 1 else None)


def _concerns_an_incident(case: Case, fact: Fact, known: Known) -> bool:
    told = fact.data
    if not isinstance(told, MatterFact):
        return True
    key = known.incident if known.incident is not None else incident_of(case, told, None)
    return key is not None and case.incident(key) is not None


def _somebody_is_named(_case: Case, fact: Fact, _known: Known) -> bool:
    told = fact.data
    if isinstance(told, InvestigatorNamed):
        return told.investigator is not None or told.name is not None
    return not isinstance(told, ProsecutorNamed) or told.prosecutor is not None or told.name is not None


INCIDENT_IS_CLEAR = Form(
    "which_incident",
    on=(*STATUS, ReportWithdrawn, *NAMINGS),
    holds=_concerns_an_incident,
)

SOMEBODY_IS_NAMED = Form("not_named", on=NAMINGS, holds=_somebody_is_named)

RULES: Final[tuple[Rule, ...]] = (INCIDENT_IS_CLEAR, SOMEBODY_IS_NAMED)


def superseded(case: Case, fact: Fact) -> bool:
    """The matter is known to have come further since: an older step tells nothing of today."""
    told = fact.data
    if not isinstance(told, MatterFact) or type(told) not in STATUS or isinstance(told, MatterReported):
        return False
    incident = case.incident(incident_of(case, told, None) or "")
    known = incident.matter_known if incident is not None else None
    return known is not None and fact.time < known.at


# duties


def _to_find_investigator(case: Case, policy: Policy) -> Iterator[Owed]:
    offer = case.period.offer
    if not case.is_open or offer is None:
        return
    for incident in case.incidents:
        since = incident.needed_since()
        if since is None or incident.somebody_known or incident.dismissed():
            continue
        if not any(w.at >= case.period_since(offer.at) for w in incident.words):
            day = max(day_of(offer.at), day_of(since))
            yield Owed(offer.fact, day, add_workdays(day, policy.find_investigator_wd), party=incident.key)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind(
        "find_investigator",
        (47, 48),
        Role.COORDINATOR,
        (InvestigatorNamed, MatterReported, ClearanceAsked, ClearanceGiven, ClearanceRefused),
        _to_find_investigator,
    ),
)


# what changes in the case


def _told(case: Case, entry: Entry) -> Incident | None:
    told = entry.fact.data
    found = entry.decided_with.get("incident")
    key = found if found is not None or not isinstance(told, MatterFact) else incident_of(case, told, None)
    return case.incident(str(key))


def _mark(entry: Entry) -> Mark:
    return Mark(entry.fact.time, entry.fact.key)


def status_told(case: Case, entry: Entry) -> Case:
    """How far the criminal case has come."""
    incident = _told(case, entry)
    if incident is None:
        return case
    return case.with_incident(incident.come_to(STATUS[type(entry.fact.data)], _mark(entry)))


def reported(case: Case, entry: Entry) -> Case:
    """From now on the incident is reported, and contact needs clearance (R47, D8)."""
    told, incident, fact = entry.fact.data, _told(case, entry), entry.fact
    if incident is None or not isinstance(told, MatterReported):
        return case
    incident = incident.reported_anew(ReportWord(fact.time, fact.key, Reported.YES))
    incident = incident.come_to(MatterStatus.INVESTIGATED, _mark(entry))
    if told.investigator is not None:
        incident = incident.investigated_by(told.investigator, _mark(entry))
    elif told.investigator_name is not None:
        incident = replace(incident, somebody_investigates=True)
    return case.with_incident(incident)


def withdrawn(case: Case, entry: Entry) -> Case:
    """There is no report any more."""
    incident, fact = _told(case, entry), entry.fact
    if incident is None:
        return case
    return case.with_incident(incident.reported_anew(ReportWord(fact.time, fact.key, Reported.WITHDRAWN)))


def investigator_named(case: Case, entry: Entry) -> Case:
    """A guide who investigates is in conflict from then on (R51, D7): that follows from the state."""
    told, incident = entry.fact.data, _told(case, entry)
    if incident is None or not isinstance(told, InvestigatorNamed):
        return case
    return case.with_incident(incident.investigated_by(told.investigator, _mark(entry)))


def prosecutor_named(case: Case, entry: Entry) -> Case:
    """Who prosecutes may be guide, but somebody looks at it (R51)."""
    told, incident = entry.fact.data, _told(case, entry)
    if incident is None or not isinstance(told, ProsecutorNamed):
        return case
    case = case.with_incident(incident.prosecuted_by(told.prosecutor, _mark(entry)))
    return prosecutor_warned(case, entry, told.prosecutor)


def prosecutor_warned(case: Case, entry: Entry, staff: str | None) -> Case:
    """The coordinator looks at a guide, or at who holds the conversation, asked or in place, who prosecutes the matter
    (R51 forbids only who investigates)."""
    period = case.period
    named = (period.guide, period.candidate, *period.substitutes, period.holder, period.holder_asked)
    parts = {one.staff for one in named if one is not None}
    if case.is_open and staff in parts and any(i.prosecutor == staff for i in case.incidents):
        return to_look_at(case, entry.fact.key, entry.recorded_at)
    return case


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    **dict.fromkeys(STATUS, status_told),
    MatterReported: reported,
    ReportWithdrawn: withdrawn,
    InvestigatorNamed: investigator_named,
    ProsecutorNamed: prosecutor_named,
}
