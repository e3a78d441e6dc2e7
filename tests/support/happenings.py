"""Facts as they happen in tests of the record: short to write, whole in form, about synthetic people only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID

from events.assessment import Assessed, HandedOver
from events.catalogue import build
from events.clearance import ClearanceAsked, ClearanceGiven
from events.court import HearingScheduled
from events.fact import Fact, FactData
from events.guidance import GuideAccepted, GuideAsked
from events.intake import ReferralReceived, Referrer, RowRead
from events.person import Guardian, Person
from events.personal import Open
from events.staff import StaffAbsent, StaffAdded
from events.unit import ExtractReceived, OpenRow, UnitAdded
from events.values import Answer as Word
from events.values import CaseRole, Category, GuardianKind, Reported, Role, Source
from services.clock import SystemClock
from services.national_number import synthetic

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
WEEK = "2026-W47"

_ids = count(1)


class SteppingClock(SystemClock):
    """A clock that a test sets; ids and secrets are real."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        """Later by so many days, hours, minutes."""
        self.at += timedelta(**by)


@dataclass(frozen=True)
class Someone:
    """A synthetic person. The number is a Tenor number: nobody real can have it."""

    n: int
    born: date
    name: str

    @property
    def number(self) -> str:
        found = (digits for i in range(999 - self.n % 400, 499, -1) if (digits := synthetic(self.born, i)) is not None)
        return next(found)


def someone(n: int, born: date | None = None) -> Someone:
    """The n-th person, about sixteen years old."""
    return Someone(n, born or date(2010, 1, 1) + timedelta(days=n % 700), f"Syntetisk Person {n}")


def fact(
    data: FactData,
    subject: str,
    *,
    by: str,
    source: Source = Source.DESK,
    at: datetime = NOW,
    fact_id: str | None = None,
) -> Fact:
    """A fact with an id that no other has in this run."""
    return build(
        data,
        id=fact_id or f"f{next(_ids)}",
        source=source,
        subject=subject,
        time=at,
        reported_by=by,
        recorded_by=by,
    )


def people(*units: str) -> list[Fact]:
    """Units, each with coordinator `k-<unit>`, guide `g-<unit>` and leader `l-<unit>`; an investigator `e1` in all."""
    facts = [
        fact(UnitAdded(name=unit.title(), since=date(2026, 11, 2)), f"unit/{unit}", by="system/cli", source=Source.CLI)
        for unit in units
    ]
    for unit in units:
        for letter, role in (("k", Role.COORDINATOR), ("g", Role.GUIDE), ("l", Role.LEADER)):
            facts.append(staff(f"{letter}-{unit}", role, unit))
    return [*facts, staff("e1", Role.INVESTIGATOR, *units)]


def staff(slug: str, role: Role, *units: str) -> Fact:
    told = StaffAdded(name=Open(f"Syntetisk {slug}"), roles=(role,), units=units, organisation="Prøvekommune")
    return fact(told, f"staff/{slug}", by="system/cli", source=Source.CLI)


def row(
    who: Someone,
    unit: str = "ost",
    *,
    report: str | None = None,
    number: bool = True,
    content: str = "a",
    week: str = WEEK,
    row: int = 1,
    at: datetime = NOW,
    fact_id: str | None = None,
    **more: Any,
) -> Fact:
    """A row of an extract. Without `number` the person is known by name and birth date only."""
    report = report or f"{10_000_000 + who.n}"
    told = RowRead(
        person=Person(
            name=Open(who.name),
            national_number=Open(who.number) if number else None,
            birth_date=None if number else Open(who.born),
            phone=Open("+47 00000000"),
        ),
        guardians=(Guardian(name=Open("Syntetisk Foresatt"), kind=GuardianKind.MOTHER),),
        category=more.pop("category", Category.VIOLENCE),
        role=more.pop("role", CaseRole.VICTIM),
        hate_motive=more.pop("hate_motive", Word.NO),
        report_number=Open(report),
        investigator="e1",
        week=week,
        row=row,
        row_key=sha256(f"{report}|{who.n}|{number}".encode()).hexdigest()[:26],
        content=content,
        incident_on=more.pop("incident_on", date(2026, 11, 10)),
        **more,
    )
    return fact(told, f"unit/{unit}", by="system/import", source=Source.IMPORT, at=at, fact_id=fact_id)


def referral(
    who: Someone, subject: str = "unit/ost", *, report: str | None = None, at: datetime = NOW, number: bool = True
) -> Fact:
    """A school that has turned to the coordinator."""
    told = ReferralReceived(
        person=Person(
            name=Open(who.name),
            national_number=Open(who.number) if number else None,
            birth_date=None if number else Open(who.born),
        ),
        category=Category.THREATS,
        role=CaseRole.VICTIM,
        report_number=Open(report) if report else None,
        referrer=Referrer(name=Open("Syntetisk Melder"), agency="skole"),
        reported=Reported.YES if report else Reported.NO,
        incident_on=date(2026, 11, 12),
    )
    return fact(told, subject, by="system/municipality", source=Source.MUNICIPALITY, at=at)


def hearing(
    report: str, unit: str = "ost", *, version: int = 1, at: datetime = NOW, fact_id: str | None = None
) -> Fact:
    """A date in court, addressed by report number."""
    told = HearingScheduled(
        report_number=Open(report),
        hearing_ref=f"h-{report}",
        sequence=version,
        starts_at=NOW + timedelta(days=40),
        court="X",
    )
    return fact(told, f"unit/{unit}", by="system/court", source=Source.COURT, at=at, fact_id=fact_id)


def assessed(
    case: str, decision: str = "offer", *, unit: str = "ost", incident: str = "i1", at: datetime = NOW
) -> Fact:
    """The coordinator's decision."""
    told = Assessed(
        decision=decision,  # type: ignore[arg-type]
        incident=incident,
        perpetrator_in_family=Word.NO,
        not_because=Open("Annet tiltak passer bedre") if decision == "not" else None,
        handed_over=HandedOver(agency="BUP", on=date(2026, 11, 20)) if decision == "not" else None,
    )
    return fact(told, f"case/{case}", by=f"staff/k-{unit}", at=at)


def cleared(case: str, *incidents: str, at: datetime = NOW) -> list[Fact]:
    """Asked for, and given by the investigator."""
    keys = incidents or ("i1",)
    return [
        fact(ClearanceAsked(incidents=keys, asked="e1"), f"case/{case}", by="staff/k-ost", at=at),
        fact(ClearanceGiven(incidents=keys, by="e1"), f"case/{case}", by="staff/e1", at=at),
    ]


def guide_asked(case: str, guide: str = "g-ost", *, at: datetime = NOW) -> Fact:
    return fact(GuideAsked(guide=guide, basis=("relation",)), f"case/{case}", by="staff/k-ost", at=at)


def guide_accepted(case: str, guide: str = "g-ost", *, at: datetime = NOW) -> Fact:
    return fact(GuideAccepted(guide=guide), f"case/{case}", by="staff/k-ost", at=at)


def absent(slug: str, first: date, last: date, *, at: datetime = NOW) -> Fact:
    return fact(StaffAbsent(first_day=first, last_day=last), f"staff/{slug}", by="staff/k-ost", at=at)


def extract(rows: Sequence[tuple[Fact, str]] = (), *, unit: str = "ost", week: str = WEEK) -> Fact:
    """The week's extract has been read; `rows` wait for a decision, each with its case."""
    told = ExtractReceived(
        week=week,
        file_hash=f"h{next(_ids)}",
        rows=len(rows),
        new=len(rows),
        known=0,
        changed=0,
        outside=0,
        rejected=0,
        open=tuple(OpenRow(row_key=row_key(read), case=case) for read, case in rows),
    )
    return fact(told, f"unit/{unit}", by="system/import", source=Source.IMPORT)


def row_key(fact: Fact) -> str:
    """The key of a row."""
    assert isinstance(fact.data, RowRead)
    return fact.data.row_key


def import_id(n: int = 1) -> UUID:
    return UUID(int=n)
