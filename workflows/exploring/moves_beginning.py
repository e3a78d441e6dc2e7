"""How a case is found, assessed and cleared, and what becomes of the criminal case."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from events.assessment import Assessed
from events.clearance import (
    ClearanceAsked,
    ClearanceContradicted,
    ClearanceGiven,
    ClearanceRefused,
    ClearanceWithdrawn,
)
from events.court import CourtSupportConsidered, HearingCancelled, HearingMoved, HearingScheduled
from events.fact import FactData
from events.intake import ReferralReceived, Referrer, RowRead, UnreadValue
from events.matter import (
    InvestigatorNamed,
    MatterAppealed,
    MatterCharged,
    MatterDismissed,
    MatterJudged,
    MatterReported,
    ProsecutorNamed,
    ReportWithdrawn,
)
from events.person import (
    AddressProtectionChanged,
    ContactDataChanged,
    Guardian,
    GuardianTold,
    InterpreterBooked,
    InterpreterNeeded,
    Person,
    RelationLearned,
    ResidenceChecked,
    SafeToContact,
)
from events.personal import Open
from events.values import (
    AddressProtection,
    Answer,
    CaseRole,
    Category,
    GuardianKind,
    LivesWith,
    PerpetratorIs,
    Reported,
)
from workflows.case import Case
from workflows.exploring.telling import HANDED_OVER, TEXT, days, incident, incidents, last, moment, say
from workflows.exploring.world import OTHER, Move, Start, World

YOUTH: Final = date(2010, 6, 15)
GROWN: Final = date(1990, 6, 15)
SOON_GROWN: Final = date(2008, 2, 20)

GUARDIANS: Final = (Guardian(name=TEXT, kind=GuardianKind.MOTHER), Guardian(name=TEXT, kind=GuardianKind.FATHER))

CONDITIONS: Final = "conditions"
NAMED: Final = "named"
RELATION: Final = "relation"
SAFE: Final = "safe to contact"
KIN: Final = "guardians"

FEW: Final = 2
"""Two incidents show what any number does."""

NUMBER: Final = Open("12345671")

ORDINARY: Final[dict[str, Any]] = {
    "guardians": GUARDIANS,
    "lives_with": LivesWith.BOTH,
    "category": Category.VIOLENCE,
    "role": CaseRole.VICTIM,
    "hate_motive": Answer.NO,
}


def _person(born: date | None) -> Person:
    return Person(name=TEXT, birth_date=None if born is None else Open(born))


def _referral(says: str, born: date | None = YOUTH, **about: Any) -> Move:
    told = {**ORDINARY, "reported": Reported.NO, "incident_on": date(2026, 1, 10), **about}
    data = ReferralReceived(person=_person(born), referrer=Referrer(name=TEXT, agency="Skole"), **told)
    return Move(says, ReferralReceived, _while_few(data))


def _row(says: str, key: str, born: date | None = YOUTH, content: str = "a", **about: Any) -> Move:
    told = {**ORDINARY, "investigator": "e2", "incident_on": date(2026, 1, 7), **about}
    data = RowRead(
        person=_person(born),
        week="2026-W02",
        row=1,
        row_key=key,
        content=content,
        report_number=Open(f"1234567{key}"),
        **told,
    )
    return Move(says, RowRead, _while_few(data))


def _while_few(data: FactData) -> Callable[[World], FactData | None]:
    def said(world: World) -> FactData | None:
        known = world.state.incidents if isinstance(world.state, Case) else ()
        same = isinstance(data, RowRead) and any(row.row_key == data.row_key for one in known for row in one.rows)
        return data if len(known) < FEW or same else None

    return said


INTAKE: Final = (
    _row("new incident", "row-2"),
    _row("the guide investigates", "row-2", content="b", investigator="g1"),
    _row("a guardian is the perpetrator", "row-2", content="c", perpetrator_is=PerpetratorIs.GUARDIAN_1),
    _row("not readable in part", "row-2", content="d", unread=(UnreadValue(column="rolle", reason="ukjent"),)),
    _referral("again"),
)

CASE_STARTS: Final = (
    Start("unreported, under 18", _referral(""), YOUTH),
    Start("reported, under 18", _row("", "row-1"), YOUTH),
    Start("hate crime, grown up", _referral("", GROWN, hate_motive=Answer.YES), GROWN),
    Start("hate motive unknown, grown up", _referral("", GROWN, hate_motive=Answer.UNKNOWN), GROWN),
    Start("soon 18", _referral("", SOON_GROWN), SOON_GROWN),
    Start("parents apart", _referral("", lives_with=LivesWith.GUARDIAN_2), YOUTH),
    Start("a guardian is the perpetrator", _referral("", perpetrator_is=PerpetratorIs.GUARDIAN_1), YOUTH),
    Start("witness", _referral("", role=CaseRole.WITNESS), YOUTH),
    Start("another crime", _referral("", category=Category.OTHER), YOUTH),
    Start("no birth date", _referral("", None), None),
    Start("perhaps known before", _referral("", None), None, alike=(OTHER,)),
)


UNREPORTED, REPORTED, HATE, HATE_UNKNOWN, SOON_18, APART, PERPETRATOR, WITNESS, OTHER_CRIME, NO_BIRTH, ALIKE = (
    CASE_STARTS
)

AFTER_DEATH: Final = Start("of somebody recorded as dead", _referral(""), YOUTH, after_death=True)


def _offer(says: str, **about: Any) -> Move:
    told: dict[str, Any] = {"decision": "offer", "perpetrator_in_family": Answer.NO, "stated_need": TEXT, **about}
    return say(Assessed, says, incident=incident, **told)


def _not(says: str, **about: Any) -> Move:
    return say(Assessed, says, incident=incident, decision="not", **about)


ASSESSMENT: Final = (
    _offer("offer"),
    _not("not", not_because=TEXT, handed_over=HANDED_OVER),
    say(Assessed, "duplicate", incident=incident, decision="duplicate", duplicate_of="T-0000-00"),
    _offer("offer, serious", serious=True),
    _offer("offer, family", perpetrator_in_family=Answer.YES, reason_to_go_on=TEXT),
    _offer("offer, family without a reason", perpetrator_in_family=Answer.YES),
    _offer("offer, family not asked about", perpetrator_in_family=Answer.UNKNOWN),
    _offer("offer, no need stated", stated_need=None),
    _not("not, hate motive answered", hate_motive=Answer.NO, not_because=TEXT, handed_over=HANDED_OVER),
    _not("not, without a reason", handed_over=HANDED_OVER),
    _not("not, nobody takes over", not_because=TEXT),
    say(Assessed, "duplicate of nothing", incident=incident, decision="duplicate"),
    say(Assessed, "offer of nothing", incident="i9", decision="offer", perpetrator_in_family=Answer.NO),
)

PERSON: Final = (
    say(ResidenceChecked, "with guardian_2", parents_live_together=Answer.NO, lives_with=LivesWith.GUARDIAN_2),
    say(ResidenceChecked, "together", parents_live_together=Answer.YES, lives_with=LivesWith.BOTH),
)

SAFETY: Final = (
    say(RelationLearned, "guardian_1", part=RELATION, incident=incident, perpetrator_is=PerpetratorIs.GUARDIAN_1),
    say(RelationLearned, "of nothing", part=RELATION, incident="i9", perpetrator_is=PerpetratorIs.FAMILY),
    say(RelationLearned, "acquainted", part=RELATION, incident=incident, perpetrator_is=PerpetratorIs.ACQUAINTED),
    say(SafeToContact, "guardian_1 is not", part=SAFE, person="guardian_1", safe=False),
    say(SafeToContact, "guardian_1 is", part=SAFE, person="guardian_1", safe=True),
    say(SafeToContact, "guardian_2 is not", part=RELATION, person="guardian_2", safe=False),
    say(SafeToContact, "the participant is not", part=SAFE, person="participant", safe=False),
    say(SafeToContact, "the participant is", part=SAFE, person="participant", safe=True),
    say(SafeToContact, "a guardian who is none", part=SAFE, person="guardian_3", safe=True),
    say(AddressProtectionChanged, part=RELATION, person="participant", protection=AddressProtection.STRICT),
    say(GuardianTold, "another one", part=KIN, place="guardian_3", kind=GuardianKind.APPOINTED),
    say(GuardianTold, "one less", part=KIN, place="guardian_2", ended=True),
    say(ContactDataChanged, part=KIN, phone=Open("00000001")),
    say(InterpreterNeeded, part=KIN, person="guardian_1"),
    say(InterpreterNeeded, "no more", part=KIN, person="guardian_1", needed=False),
    say(InterpreterBooked, part=KIN, persons=("guardian_1",), booked_for=moment(5)),
)

CLEARANCE: Final = (
    say(ClearanceAsked, incidents=incidents, asked="e2"),
    say(ClearanceGiven, incidents=incidents, by="e2"),
    say(ClearanceRefused, incidents=incidents, by="e2"),
    say(ClearanceAsked, "the prosecutor", incidents=incidents, asked="j1", capacity="prosecutor"),
    say(ClearanceAsked, "of nothing", incidents=("i9",), asked="e2"),
    say(ClearanceGiven, part=CONDITIONS, says="for ten days", incidents=incidents, by="e2", until=days(10)),
    say(
        ClearanceGiven,
        part=CONDITIONS,
        says="by the prosecutor",
        incidents=incidents,
        by="j1",
        capacity="prosecutor",
        who="j1",
    ),
    say(
        ClearanceGiven,
        part=CONDITIONS,
        says="not the participant",
        incidents=incidents,
        by="e2",
        not_whom=("participant",),
    ),
    say(ClearanceGiven, part=CONDITIONS, says="nobody knows how", incidents=incidents, by="e2", heard=None),
    say(ClearanceWithdrawn, part=CONDITIONS, incidents=incidents, by="e2"),
    say(ClearanceContradicted, part=CONDITIONS, clearance=last(ClearanceGiven)),
)

MATTER: Final = (
    say(MatterReported, report_number=NUMBER, incident=incident, investigator="e2"),
    say(MatterReported, "nobody investigates", report_number=NUMBER, incident=incident),
    say(MatterDismissed, "of which?", report_number=NUMBER),
    say(ReportWithdrawn, report_number=NUMBER, incident=incident),
    say(MatterDismissed, report_number=NUMBER, incident=incident),
    say(MatterCharged, report_number=NUMBER, incident=incident),
    say(MatterJudged, report_number=NUMBER, incident=incident, result="convicted"),
    say(MatterAppealed, report_number=NUMBER, incident=incident, by="accused"),
    say(InvestigatorNamed, part=NAMED, report_number=NUMBER, incident=incident, investigator="e2"),
    say(InvestigatorNamed, "the guide", part=NAMED, report_number=NUMBER, incident=incident, investigator="g1"),
    say(InvestigatorNamed, "the holder", part=NAMED, report_number=NUMBER, incident=incident, investigator="h1"),
    say(InvestigatorNamed, "nobody", part=NAMED, report_number=NUMBER, incident=incident),
    say(ProsecutorNamed, part=NAMED, report_number=NUMBER, incident=incident, prosecutor="j1"),
)


def _hearing(model: type[FactData], says: str, sequence: int, ahead: int) -> Move:
    told: dict[str, Any] = {"report_number": NUMBER, "hearing_ref": "h-1", "sequence": sequence, "court": "Tingrett"}
    return say(model, says, starts_at=moment(ahead), **told)


COURT: Final = (
    _hearing(HearingScheduled, "", 1, 30),
    _hearing(HearingMoved, "", 2, 60),
    _hearing(HearingCancelled, "", 3, 60),
    say(CourtSupportConsidered, hearing_ref="h-1", support=("vitnestotte",)),
    say(CourtSupportConsidered, "none and some", hearing_ref="h-1", support=("none_wanted", "vitnestotte")),
)

BEGINNING: Final = (*INTAKE, *ASSESSMENT, *PERSON, *SAFETY, *CLEARANCE, *MATTER, *COURT)
