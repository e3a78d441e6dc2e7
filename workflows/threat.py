"""A threat against the participant: urged to report it, written down by a guide in the police, protection again."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, cast

from events.fact import Fact, FactData
from events.protection import OwnReportWritten, ThreatLearned, UrgedToReport
from events.values import Role
from workflows.case import Case, Mark, in_order
from workflows.clearance import CLEARANCE_DUTIES, halts
from workflows.duty import DutyKind, Owed
from workflows.followup import Noted, Threat
from workflows.known import Known
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.protection import consider_again, still_matters
from workflows.replacing import replace
from workflows.rule import Form, Rule
from workflows.workdays import add_workdays, day_of


def _threat_exists(case: Case, fact: Fact, _known: Known) -> bool:
    told: Any = fact.data
    return told.threat is None or any(threat.fact == str(told.threat) for threat in case.safeguards.threats)


THREAT_EXISTS = Form("no_such_threat", on=(UrgedToReport, OwnReportWritten), holds=_threat_exists)

RULES: Final[tuple[Rule, ...]] = (THREAT_EXISTS,)


# duties


def _done(threat: Threat, notes: tuple[Noted, ...]) -> bool:
    return any(n.about == threat.fact or (not n.about and n.at >= threat.at) for n in notes)


def _to_urge(case: Case, policy: Policy) -> Iterator[Owed]:
    guide = case.period.guide
    if not case.is_open or case.said_no is not None:
        return
    for threat in case.safeguards.threats:
        if not _done(threat, case.safeguards.urged):
            day = day_of(threat.at)
            own = guide is not None and case.guide_in_conflict is None
            owner = f"staff/{guide.staff}" if own and guide is not None else None
            yield Owed(threat.fact, day, day, owner=owner, halts=halts(case, policy))


def _to_write(case: Case, policy: Policy) -> Iterator[Owed]:
    if not still_matters(case) or not any(i.needs_clearance for i in case.incidents):
        return
    for threat in case.safeguards.threats:
        if threat.police_guide is not None and not _done(threat, case.safeguards.own_reports):
            day = day_of(threat.at)
            # Whoever has left the case may no longer write on it: then the coordinator sees to it.
            owner = f"staff/{threat.police_guide}" if threat.police_guide in case.people else None
            yield Owed(threat.fact, day, add_workdays(day, policy.protection_wd), owner=owner)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("urge_to_report", (149,), Role.COORDINATOR, (UrgedToReport,), _to_urge, blocked_by=CLEARANCE_DUTIES),
    DutyKind("write_own_report", (150,), Role.COORDINATOR, (OwnReportWritten,), _to_write),
)


# what changes in the case


def threat_learned(case: Case, entry: Entry) -> Case:
    """The five boxes are owed again the same day (R151); a guide in the police writes an own report (R150)."""
    told, fact, guide = said(entry.fact, ThreatLearned), entry.fact, case.period.guide
    police = cast("list[str]", entry.decided_with.get("police", []))
    writer = guide.staff if guide is not None and guide.staff in police else None
    safe = case.safeguards
    safe = replace(safe, threats=in_order((*safe.threats, Threat(fact.time, fact.key, writer))))
    if told.urged_to_report:
        safe = replace(safe, urged=in_order((*safe.urged, Noted(fact.time, fact.key, fact.key))))
    return consider_again(replace(case, safeguards=safe), Mark(fact.time, fact.key))


def urged(case: Case, entry: Entry) -> Case:
    """The participant knows that they may report it (R149)."""
    told, fact = said(entry.fact, UrgedToReport), entry.fact
    note = Noted(fact.time, fact.key, str(told.threat) if told.threat is not None else "")
    return replace(case, safeguards=replace(case.safeguards, urged=in_order((*case.safeguards.urged, note))))


def own_report_written(case: Case, entry: Entry) -> Case:
    """The report is written (R150)."""
    told, fact = said(entry.fact, OwnReportWritten), entry.fact
    note = Noted(fact.time, fact.key, str(told.threat) if told.threat is not None else "")
    return replace(
        case, safeguards=replace(case.safeguards, own_reports=in_order((*case.safeguards.own_reports, note)))
    )


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    ThreatLearned: threat_learned,
    UrgedToReport: urged,
    OwnReportWritten: own_report_written,
}
