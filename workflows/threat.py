"""A threat against the participant: urged to report it, written down by a guide in the police, protection again."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, cast

from events.fact import Fact, FactData
from events.matter import MatterReported
from events.protection import OwnReportWritten, ThreatLearned, UrgedToReport
from events.values import Answer, Reported, Role
from workflows.case import Case, Mark, in_order
from workflows.clearance import BEFORE_CONTACT, halts
from workflows.duty import DutyKind, Owed
from workflows.followup import Noted, Threat, WishToReport
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
    if not case.safeguards.threats or not case.is_open or case.said_no is not None:
        return
    for threat in case.safeguards.threats:
        if not _done(threat, case.safeguards.urged):
            day = day_of(threat.at)
            own = guide is not None and case.guide_in_conflict is None
            owner = f"staff/{guide.staff}" if own and guide is not None else None
            yield Owed(threat.fact, day, day, owner=owner, halts=halts(case, policy))


def wish_of(case: Case, threat: Threat) -> WishToReport | None:
    """What the participant last said of reporting the threat."""
    about = (w for w in case.safeguards.wishes if w.about == threat.fact or (not w.about and w.at >= threat.at))
    return max(about, key=lambda w: w.at, default=None)


def reported_since(case: Case, threat: Threat) -> bool:
    """Whether anything of the case was reported after the threat, or came reported."""
    return any(
        (incident.came_at >= threat.at and incident.needs_clearance)
        or any(word.at >= threat.at and word.state is Reported.YES for word in incident.reports)
        for incident in case.incidents
    )


def _to_report(case: Case, policy: Policy) -> Iterator[Owed]:
    guide = case.period.guide
    if not case.is_open or case.said_no is not None:
        return
    for threat in case.safeguards.threats:
        wish = wish_of(case, threat)
        if wish is not None and wish.yes and not reported_since(case, threat):
            day = day_of(wish.at)
            own = guide is not None and case.guide_in_conflict is None
            owner = f"staff/{guide.staff}" if own and guide is not None else None
            yield Owed(threat.fact, day, add_workdays(day, policy.protection_wd), owner=owner)


def _to_write(case: Case, policy: Policy) -> Iterator[Owed]:
    if not case.safeguards.threats or not still_matters(case) or not any(i.needs_clearance for i in case.incidents):
        return
    for threat in case.safeguards.threats:
        if threat.police_guide is not None and not _done(threat, case.safeguards.own_reports):
            day = day_of(threat.at)
            # Whoever has left the case may no longer write on it: then the coordinator sees to it.
            owner = f"staff/{threat.police_guide}" if threat.police_guide in case.people else None
            yield Owed(threat.fact, day, add_workdays(day, policy.protection_wd), owner=owner)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("urge_to_report", (149,), Role.COORDINATOR, (UrgedToReport,), _to_urge, blocked_by=BEFORE_CONTACT),
    DutyKind("report_threat", (12, 149, 151), Role.COORDINATOR, (MatterReported, UrgedToReport), _to_report),
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
    case = _wishing(replace(case, safeguards=safe), fact, fact.key, told.wants_to_report)
    return consider_again(case, Mark(fact.time, fact.key))


def _wishing(case: Case, fact: Fact, about: str, wants: Answer) -> Case:
    """The participant's answer to reporting it; the latest counts."""
    if wants is Answer.UNKNOWN:
        return case
    wish = WishToReport(fact.time, fact.key, about, wants is Answer.YES)
    return replace(case, safeguards=replace(case.safeguards, wishes=in_order((*case.safeguards.wishes, wish))))


def urged(case: Case, entry: Entry) -> Case:
    """The participant knows that they may report it (R149)."""
    told, fact = said(entry.fact, UrgedToReport), entry.fact
    note = Noted(fact.time, fact.key, str(told.threat) if told.threat is not None else "")
    case = replace(case, safeguards=replace(case.safeguards, urged=in_order((*case.safeguards.urged, note))))
    return _wishing(case, fact, note.about, told.wants_to_report)


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
