"""Who may report which fact, and who may see what; whatever is not allowed here is denied."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from events import (
    assessment,
    clearance,
    closing,
    consent,
    contact,
    conversation,
    correction,
    court,
    directory,
    duty_to_report,
    guidance,
    intake,
    matter,
    measure,
    move,
    outreach,
    person,
    policy,
    protection,
    report,
    staff,
    unit,
)
from events.fact import Fact, FactData
from events.values import Role, Source
from workflows.case import Case
from workflows.known import Known, StaffMember
from workflows.outcome import Reason
from workflows.workdays import day_of

C, L, G, H = Role.COORDINATOR, Role.LEADER, Role.GUIDE, Role.HOLDER
I, P, R, O = Role.INVESTIGATOR, Role.PROSECUTOR, Role.REFERRER, Role.OPERATOR  # noqa: E741

AT_HAND: Final = frozenset({Source.DESK, Source.CLI})
MUNICIPAL: Final = AT_HAND | {Source.MUNICIPALITY}
LOGGED: Final = AT_HAND | {Source.GUIDELOG, Source.MUNICIPALITY}
POLICE: Final = AT_HAND | {Source.POLICE}
NOBODY: Final[frozenset[Role]] = frozenset()

STATUTORY: Final = (duty_to_report.ConcernRaised, duty_to_report.ReportJudged, duty_to_report.AvertJudged)


@dataclass(frozen=True, slots=True)
class MayReport:
    """The roles that may report a fact, by which sources; `systems` may report it without a person behind it."""

    roles: frozenset[Role]
    sources: frozenset[Source]
    systems: frozenset[Source] = frozenset()


def _by(*roles: Role, sources: frozenset[Source] = AT_HAND, systems: tuple[Source, ...] = ()) -> MayReport:
    return MayReport(frozenset(roles), sources | frozenset(systems), frozenset(systems))


EVERYBODY: Final = _by(C, L, G, H, I, P, R, sources=LOGGED | POLICE)
"""The statutory duties are every professional's, before any secrecy (R164, R165, R174)."""

WHEREVER: Final = (closing.NeedReported, intake.ReferralReceived, *STATUTORY)
"""Facts that nobody is too far away to report: neither the unit nor a part in the case is asked for."""
PROSECUTION: Final = _by(C, L, I, P, sources=POLICE | {Source.COURT}, systems=(Source.COURT, Source.POLICE))
"""What police, prosecution and court decide, and tell of."""

MAY_REPORT: Final[Mapping[type[FactData], MayReport]] = {
    intake.RowRead: _by(systems=(Source.IMPORT, Source.POLICE)),
    intake.ReferralReceived: _by(C, L, G, H, I, P, R, sources=MUNICIPAL | POLICE, systems=(Source.MUNICIPALITY,)),
    assessment.Assessed: _by(C, L),
    matter.MatterReported: _by(C, L, G, H, I, P, sources=POLICE | LOGGED, systems=(Source.POLICE,)),
    matter.ReportWithdrawn: _by(C, L, G, H, I, P, sources=POLICE | LOGGED, systems=(Source.POLICE,)),
    matter.MatterDismissed: PROSECUTION,
    matter.MatterCharged: PROSECUTION,
    matter.MatterJudged: PROSECUTION,
    matter.MatterAppealed: PROSECUTION,
    matter.InvestigatorNamed: _by(C, L, I, P, sources=POLICE, systems=(Source.POLICE,)),
    matter.ProsecutorNamed: _by(C, L, I, P, sources=POLICE, systems=(Source.POLICE,)),
    person.ResidenceChecked: _by(C, L, H, sources=MUNICIPAL),
    person.ContactHalted: MayReport(NOBODY, frozenset({Source.CLOCK}), frozenset({Source.CLOCK})),
    person.Died: _by(C, L, G, H, I, sources=LOGGED | POLICE),
    person.RelationLearned: _by(C, L, G, H, I, P, sources=LOGGED | POLICE),
    person.SafeToContact: _by(C, L, G, H, I, sources=LOGGED | POLICE),
    person.GuardianTold: _by(C, L, G, H, sources=LOGGED),
    person.InterpreterNeeded: _by(C, L, G, H, sources=LOGGED),
    person.InterpreterBooked: _by(C, L, G, H, sources=LOGGED),
    person.AddressProtectionChanged: _by(
        C, L, sources=MUNICIPAL | POLICE, systems=(Source.MUNICIPALITY, Source.POLICE)
    ),
    person.ContactDataChanged: _by(C, L, G, H, sources=LOGGED),
    clearance.ClearanceAsked: _by(C, L),
    clearance.ClearanceGiven: _by(I, P, C, L, sources=POLICE),
    clearance.ClearanceRefused: _by(I, P, C, L, sources=POLICE),
    clearance.ClearanceWithdrawn: _by(I, P, C, L, sources=POLICE),
    clearance.ClearanceContradicted: _by(I, P, sources=POLICE),
    contact.FirstContactMade: _by(C, L, H, sources=MUNICIPAL),
    contact.YouthConsidered: _by(C, L),
    contact.AnswersResolved: _by(C, L),
    contact.ContactLogged: _by(G, H, C, L, sources=LOGGED),
    conversation.HolderAsked: _by(C, L),
    conversation.HolderAccepted: _by(H, G, C, L, sources=LOGGED),
    conversation.HolderDeclined: _by(H, G, C, L, sources=LOGGED),
    contact.AddendumWritten: _by(G, H, C, L, sources=LOGGED),
    contact.FrequencyAgreed: _by(G, H, C, L, sources=LOGGED),
    contact.PauseAgreed: _by(G, H, C, L, sources=LOGGED),
    conversation.ConversationAccepted: _by(C, L, H, sources=MUNICIPAL),
    conversation.ConversationBooked: _by(H, G, C, L, sources=LOGGED),
    conversation.ConversationCancelled: _by(H, G, C, L, sources=LOGGED),
    conversation.ConversationHeld: _by(H, G, C, L, sources=LOGGED),
    conversation.InformationGiven: _by(H, G, C, L, sources=LOGGED),
    conversation.ParentsConsidered: _by(H, G, C, L, sources=LOGGED),
    guidance.WishesTold: _by(G, H, C, L, sources=LOGGED),
    guidance.GuideAsked: _by(C, L),
    guidance.GuideAccepted: _by(G, C, L, sources=LOGGED),
    guidance.GuideDeclined: _by(G, C, L, sources=LOGGED),
    guidance.GuideReplaced: _by(C, L),
    guidance.GuideEnded: _by(G, C, L, sources=LOGGED),
    guidance.GuideAway: MayReport(NOBODY, frozenset({Source.CLOCK}), frozenset({Source.CLOCK})),
    guidance.ReviewHeld: _by(G, C, L, sources=LOGGED),
    guidance.StagnationSeen: _by(G, C, L, sources=LOGGED),
    guidance.GuideBack: MayReport(NOBODY, frozenset({Source.CLOCK}), frozenset({Source.CLOCK})),
    guidance.SubstituteConsidered: _by(C, L),
    guidance.AbsenceTold: _by(G, H, C, L, sources=LOGGED),
    guidance.GuideInformed: _by(C, L),
    guidance.GuidanceAsked: _by(G, H, C, L, sources=LOGGED),
    guidance.GuidanceGiven: _by(C, L),
    guidance.Disclosed: _by(I, P, C, L, sources=POLICE),
    guidance.InvestigatorTold: _by(G, C, L, sources=LOGGED),
    guidance.BlConfirmed: _by(I, P, G, H, C, L, sources=POLICE),
    guidance.ProsecutorTold: _by(I, P, G, H, C, L, sources=POLICE),
    consent.ConsentGiven: _by(G, H, C, L, sources=LOGGED),
    consent.ConsentRefused: _by(G, H, C, L, sources=LOGGED),
    consent.ConsentWithdrawn: _by(G, H, C, L, sources=LOGGED),
    consent.ConsentDecided: _by(C, L),
    consent.ParticipantEnds: _by(G, H, C, L, sources=LOGGED),
    protection.MeasuresConsidered: _by(C, L),
    protection.ResponsibleContacted: _by(C, L, G, H, I, sources=LOGGED | POLICE),
    protection.SeriousJudged: _by(C, L),
    protection.InvestigatorConsulted: _by(C, L, G, H, I, sources=LOGGED | POLICE),
    protection.ThreatLearned: _by(G, H, C, L, I, P, R, sources=LOGGED | POLICE),
    protection.UrgedToReport: _by(G, H, C, L, I, sources=LOGGED | POLICE),
    protection.OwnReportWritten: _by(G, C, L, I, sources=LOGGED | POLICE),
    measure.MeasureAgreed: _by(G, H, C, L, sources=LOGGED),
    measure.MeasureDone: _by(G, H, C, L, sources=LOGGED),
    measure.AgencyReferred: _by(G, H, C, L, sources=LOGGED),
    measure.AgencyReceived: _by(G, H, C, L, sources=LOGGED),
    measure.AgencyFollowedThrough: _by(G, H, C, L, sources=LOGGED),
    duty_to_report.ConcernRaised: EVERYBODY,
    duty_to_report.ReportJudged: EVERYBODY,
    duty_to_report.AvertJudged: EVERYBODY,
    court.HearingScheduled: PROSECUTION,
    court.HearingMoved: PROSECUTION,
    court.HearingCancelled: PROSECUTION,
    court.CourtSupportConsidered: _by(C, L, G, H, sources=LOGGED),
    closing.NeedReported: _by(C, L, G, H, I, R, sources=LOGGED),
    closing.Closed: _by(C, L),
    closing.ClosingAnnulled: _by(C, L),
    move.MoveOffered: _by(C, L),
    move.MoveAccepted: _by(C, L),
    move.MoveDeclined: _by(C, L),
    move.MoveWithdrawn: _by(C, L),
    move.LeftDistrict: _by(C, L, G, H, sources=LOGGED),
    correction.Corrected: _by(C, L),
    correction.MistakeAnnulled: _by(C, L),
    correction.WrongCase: _by(C, L),
    correction.CasesJoined: _by(C, L),
    correction.CasesSeparated: _by(C, L),
    correction.NotTheSame: _by(C, L),
    correction.RegisteredByMistake: _by(C, L),
    correction.Answered: _by(C, L, O),
    unit.UnitAdded: _by(O, systems=(Source.CLI,)),
    unit.ExtractReceived: _by(C, L, O, sources=frozenset({Source.IMPORT}), systems=(Source.IMPORT,)),
    unit.RowRejected: _by(systems=(Source.IMPORT,)),
    unit.RejectedRowAnswered: _by(C, L),
    unit.RowDecided: MayReport(NOBODY, frozenset({Source.CLOCK}), frozenset({Source.CLOCK})),
    unit.RowTakenBack: _by(C, L),
    unit.ExtractGoneThrough: MayReport(NOBODY, frozenset({Source.CLOCK}), frozenset({Source.CLOCK})),
    outreach.Anchored: _by(C, L),
    outreach.MadeKnown: _by(C, L, sources=MUNICIPAL),
    directory.DirectoryTold: _by(C, L),
    policy.PolicyChanged: _by(L, C, O, systems=(Source.CLI,)),
    report.ReportText: _by(C, L),
    report.ReportDrafted: _by(C, L),
    report.ReportApproved: _by(L),
    report.ReportSent: _by(C, L),
    staff.StaffAdded: _by(O, L, systems=(Source.CLI,)),
    staff.StaffChanged: _by(O, L, systems=(Source.CLI,)),
    staff.StaffAbsent: _by(C, L, G, H, O, sources=LOGGED),
    staff.StaffBack: _by(C, L, G, H, O, sources=LOGGED, systems=(Source.CLI,)),
    staff.StaffLeft: _by(C, L, O, systems=(Source.CLI,)),
    staff.PartEnded: MayReport(NOBODY, frozenset({Source.CLOCK}), frozenset({Source.CLOCK})),
    staff.Acknowledged: _by(C, L, G),
    staff.SupervisionHeld: _by(C, L),
}
"""Fact type -> who may report it. A participant or a guardian never reports by themselves."""

OWN_CASES_ONLY: Final = frozenset({G, H, I, P})
"""Roles that see a case, and report on it, by having a part in it, whichever unit it is in."""

IN_THE_MATTER: Final = frozenset({I, P})
"""Those of them whose part is in the criminal case, and not in the programme."""

MATTER: Final = "matter/"
"""Before the slug of somebody whose part in a case is in its criminal cases alone."""


def may_report(fact: Fact, unit_of_subject: str, known: Known, case: Case | None = None) -> Reason | None:
    """None where the reporter may; else why not. Staff need role *and* unit, a guide also a part in the case."""
    rule = MAY_REPORT[type(fact.data)]
    if fact.source not in rule.sources:
        return Reason("may_not_report_from_here")
    kind, _, name = fact.reported_by.partition("/")
    if kind == "system":
        if name != fact.source or fact.source not in rule.systems:
            return Reason("may_not_report")
        return None
    reporter = known.staff.get(fact.reported_by)
    if reporter is None or not reporter.active:
        return Reason("unknown_reporter")
    roles = reporter.roles & rule.roles
    if not roles:
        return Reason("may_not_report")
    if roles == {Role.OPERATOR} or isinstance(fact.data, WHEREVER):
        return None
    has_part = case is not None and name in case.people_on(day_of(fact.time))
    takes_part = has_part and bool(roles & OWN_CASES_ONLY)
    if _answers_for(fact, unit_of_subject, case) not in reporter.units and not takes_part:
        return Reason("other_unit")
    if roles <= {Role.GUIDE} and case is not None and not has_part and not _was_guide(fact, name, case):
        return Reason("not_on_this_case")
    return None


def _was_guide(fact: Fact, name: str, case: Case) -> bool:
    """Whether this is an entry in the log of what somebody did while they still were the guide (R142)."""
    if not isinstance(fact.data, contact.ContactLogged):
        return False
    for period in (case.period, *case.earlier):
        if name in period.guides and period.since <= fact.time:
            after = period.guide.accepted if period.guide is not None else period.guide_lost
            return after is not None and fact.time <= after.at
    return False


def _answers_for(fact: Fact, unit_of_subject: str, case: Case | None) -> str:
    """The unit whose people speak: of an offered move the other one (D9), else the one that has the case."""
    offer = case.whereabouts.offer if case is not None else None
    if offer is not None and isinstance(fact.data, move.MoveAccepted | move.MoveDeclined):
        return offer.to_unit
    return unit_of_subject


Act = Literal[
    "see_overview",
    "see_case",
    "see_personal",
    "see_matter",
    "see_clearances",
    "see_youths",
    "see_asks",
    "see_duties",
    "see_eligible",
    "see_directory",
    "see_people",
    "see_practice",
    "refer",
    "see_rows",
    "see_quarantine",
    "see_report",
    "import",
    "search",
    "find_case",
    "see_rules",
    "see_contracts",
    "see_who_read",
    "answer_refusal",
    "verify",
    "operate",
    "write_concern",
    "print_template",
    "print_log",
    "print_family_sheet",
    "print_call_sheet",
    "print_handover",
]

PRINTED: Final[frozenset[Act]] = frozenset(
    {"print_template", "print_log", "print_family_sheet", "print_call_sheet", "print_handover"}
)
"""Papers about somebody, by name."""

CASE_DATA: Final[frozenset[Act]] = PRINTED | {"see_case", "see_personal", "see_matter"}
"""What a guide who is not publicly employed sees only once they have signed (R56)."""

SEES: Final[Mapping[Act, frozenset[Role]]] = {
    "see_overview": frozenset({C, L, O, Role.AUDITOR}),
    "see_case": frozenset({C, L, G, H, I, P, O, Role.AUDITOR}),
    "see_personal": frozenset({C, L, G, H}),
    "see_matter": frozenset({I, P}),
    "see_clearances": frozenset({C, L, I, P}),
    "see_youths": frozenset({G, H}),
    "see_asks": frozenset({G, H}),
    "see_duties": frozenset({C, L, G, H, I, O}),
    "see_eligible": frozenset({C, L, O}),
    "see_directory": frozenset({C, L}),
    "see_people": frozenset({C, L, O}),
    "see_practice": frozenset({C, L, O, Role.AUDITOR}),
    "refer": frozenset({C, L, G, H, I, P, R}),
    "see_rows": frozenset({C, L, O, Role.AUDITOR}),
    "see_quarantine": frozenset({O}),
    "see_report": frozenset({C, L, O, Role.AUDITOR, Role.SALTO}),
    "import": frozenset({C, L, O}),
    "search": frozenset({C, L}),
    "find_case": frozenset({C, L}),
    "see_rules": frozenset(Role),  # what is asked of everybody, everybody may read
    "see_contracts": frozenset({O, L, Role.AUDITOR}),
    "see_who_read": frozenset({L, Role.AUDITOR}),
    "answer_refusal": frozenset({C, L, O}),
    "verify": frozenset({O, Role.AUDITOR}),
    "operate": frozenset({O}),
    "write_concern": frozenset(Role),  # R164: no secrecy hides it; what somebody does not see, they fill in themselves
    "print_template": frozenset({C, L, G, H}),
    "print_log": frozenset({C, L, G}),
    "print_family_sheet": frozenset({C, L, G, H}),
    "print_call_sheet": frozenset({C, L, H}),
    "print_handover": frozenset({C, L, G, H}),
}


def may(actor: StaffMember, act: Act, unit_of_subject: str | None = None, people: tuple[str, ...] = ()) -> bool:
    """Whether the actor may do this to a subject of that unit, in which `people` (slugs, or `matter/` and the slug)
    have a part; else denied.

    Of somebody whose signature has run out `acknowledged_on` is None: whoever looks them up knows which day it is.
    """
    roles = actor.roles & SEES[act] if actor.active else frozenset()
    if act in CASE_DATA and not actor.public_employee and actor.acknowledged_on is None:
        roles -= OWN_CASES_ONLY
    if Role.OPERATOR in roles or Role.AUDITOR in roles:
        return True
    if unit_of_subject is None:
        return bool(roles)
    if roles - OWN_CASES_ONLY and unit_of_subject in actor.units:
        return True
    slug = actor.ref.removeprefix("staff/")
    theirs = OWN_CASES_ONLY if slug in people else IN_THE_MATTER if f"{MATTER}{slug}" in people else NOBODY
    return bool(roles & theirs)
