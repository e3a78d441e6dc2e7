"""A member of staff as facts have made them: roles, units, days away; what is signed, and when they were supervised."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from events.fact import FactData
from events.staff import (
    Acknowledged,
    PartEnded,
    StaffAbsent,
    StaffAdded,
    StaffBack,
    StaffChanged,
    StaffLeft,
    SupervisionHeld,
)
from events.values import Role
from workflows.case import Case, Mark, PendingFact, ToLookAt
from workflows.duty import DutyKind, Owed
from workflows.guidance import without_guide
from workflows.holder import MAY_HOLD
from workflows.known import ACKNOWLEDGED_DAYS, StaffMember
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.replacing import replace
from workflows.rule import Form, Rule
from workflows.workdays import day_of

RENEW_AHEAD_DAYS: Final = 30
"""R56: so long before the year is over the acknowledgement is asked for again."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works in the programme. Name and address lie sealed in the log.

    `lost_roles` and `lost_units` are those that they had once and have no more.
    """

    subject: str
    sequence: int
    roles: tuple[Role, ...]
    units: tuple[str, ...]
    organisation: str
    public_employee: bool
    since: Mark
    police: bool = False
    active: bool = True
    lost_roles: tuple[Role, ...] = ()
    lost_units: tuple[str, ...] = ()
    absences: tuple[tuple[date, date], ...] = ()
    acknowledged: Mark | None = None
    supervised: Mark | None = None
    to_look_at: tuple[ToLookAt, ...] = ()
    waiting: tuple[PendingFact, ...] = ()

    @property
    def outside_guide(self) -> bool:
        """A guide who is not publicly employed, to whom R55 and R56 apply."""
        return self.active and not self.public_employee and Role.GUIDE in self.roles

    def as_member(self) -> StaffMember:
        """As rules see them."""
        return StaffMember(
            ref=self.subject,
            roles=frozenset(self.roles),
            units=frozenset(self.units),
            public_employee=self.public_employee,
            police=self.police,
            absences=self.absences,
            active=self.active,
            acknowledged_on=None if self.acknowledged is None else day_of(self.acknowledged.at),
        )


EXISTS_ONCE = Form("exists_already", on=(StaffAdded,), holds=lambda staff, fact, known: staff is None)
DAYS_IN_ORDER = Form(
    "days_out_of_order", on=(StaffAbsent,), holds=lambda staff, fact, known: fact.data.first_day <= fact.data.last_day
)
STILL_HERE = Form("has_left", on=(StaffLeft, StaffChanged), holds=lambda staff, fact, known: staff.active)

RULES: Final[tuple[Rule, ...]] = (EXISTS_ONCE, DAYS_IN_ORDER, STILL_HERE)


# duties


def _to_acknowledge(staff: Staff, _policy: Policy) -> Iterator[Owed]:
    if not staff.outside_guide:
        return
    if staff.acknowledged is None:
        yield Owed(staff.since.fact, day_of(staff.since.at), day_of(staff.since.at))
    else:
        due = day_of(staff.acknowledged.at) + timedelta(days=ACKNOWLEDGED_DAYS)
        yield Owed(staff.acknowledged.fact, due - timedelta(days=RENEW_AHEAD_DAYS), due)


def _to_supervise(staff: Staff, policy: Policy) -> Iterator[Owed]:
    if staff.outside_guide:
        last = staff.supervised or staff.since
        due = day_of(last.at) + timedelta(weeks=policy.supervision_weeks)
        yield Owed(last.fact, day_of(last.at) + timedelta(days=1), due)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("get_acknowledgement", (56,), Role.COORDINATOR, (Acknowledged,), _to_acknowledge),
    DutyKind("supervise_guide", (55,), Role.COORDINATOR, (SupervisionHeld,), _to_supervise),
)


# what changes in the staff member


def added(_staff: Staff | None, entry: Entry) -> Staff:
    """Somebody new, with roles in units."""
    told, fact = said(entry.fact, StaffAdded), entry.fact
    return Staff(
        subject=fact.subject,
        sequence=0,
        roles=told.roles,
        units=told.units,
        organisation=told.organisation,
        public_employee=told.public_employee,
        police=told.police,
        since=Mark(fact.time, fact.key),
    )


def changed(staff: Staff, entry: Entry) -> Staff:
    """What is told is so from now on."""
    told = said(entry.fact, StaffChanged)
    roles = staff.roles if told.roles is None else told.roles
    units = staff.units if told.units is None else told.units
    had_roles, had_units = (*staff.lost_roles, *staff.roles), (*staff.lost_units, *staff.units)
    return replace(
        staff,
        roles=roles,
        units=units,
        organisation=told.organisation or staff.organisation,
        public_employee=staff.public_employee if told.public_employee is None else told.public_employee,
        police=staff.police if told.police is None else told.police,
        lost_roles=tuple(sorted({role for role in had_roles if role not in roles})),
        lost_units=tuple(sorted({unit for unit in had_units if unit not in units})),
    )


def absent(staff: Staff, entry: Entry) -> Staff:
    """Away for some days; whoever owns duties through them is not asked in that time."""
    told = said(entry.fact, StaffAbsent)
    return replace(staff, absences=tuple(sorted({*staff.absences, (told.first_day, told.last_day)})))


def back(staff: Staff, entry: Entry) -> Staff:
    """At work again: an absence ends the day before, and whoever had left is here."""
    first_day = said(entry.fact, StaffBack).first_day
    shorter = (
        (first, min(last, first_day - timedelta(days=1)) if first <= first_day else last)
        for first, last in staff.absences
    )
    return replace(staff, active=True, absences=tuple(days for days in shorter if days[0] <= days[1]))


def left(staff: Staff, _entry: Entry) -> Staff:
    """Nobody's duty and nobody's sight from now on."""
    return replace(staff, active=False)


def acknowledged(staff: Staff, entry: Entry) -> Staff:
    """Signed; the latest counts."""
    return replace(staff, acknowledged=_latest(staff.acknowledged, entry))


def supervised(staff: Staff, entry: Entry) -> Staff:
    """Supervised; the latest counts."""
    return replace(staff, supervised=_latest(staff.supervised, entry))


def _latest(before: Mark | None, entry: Entry) -> Mark:
    mark = Mark(entry.fact.time, entry.fact.key)
    return mark if before is None or mark.at >= before.at else before


# what changes in the cases in which they had a part


def parts_lost(case: Case, staff: Staff) -> PartEnded | None:
    """Which part in a case somebody has no more: all where they left or lost its unit, else those of the roles lost."""
    slug, period = staff.subject.removeprefix("staff/"), case.period
    guides = (period.guide, period.candidate, *period.substitutes)
    holders = (period.holder, period.holder_asked)
    spoken = [incident.words[-1] for incident in case.incidents if incident.words and incident.words[-1].by == slug]
    had: dict[Literal["guide", "holder", "investigator", "prosecutor"], bool] = {
        "guide": any(one is not None and one.staff == slug for one in guides),
        "holder": any(one is not None and one.staff == slug for one in holders) or slug in period.holders,
        "investigator": any(incident.investigator == slug for incident in case.incidents)
        or any(word.capacity != "prosecutor" for word in spoken),
        "prosecutor": any(incident.prosecutor == slug for incident in case.incidents)
        or any(word.capacity == "prosecutor" for word in spoken),
    }
    why: Literal["left", "role_lost", "unit_lost"] = "left"
    kept: frozenset[str] = frozenset()
    if staff.active:
        why = "unit_lost" if case.unit in staff.lost_units else "role_lost"
        needed = {"guide": {Role.GUIDE}, "holder": MAY_HOLD, "investigator": {Role.INVESTIGATOR}}
        needed["prosecutor"] = {Role.PROSECUTOR}
        lost = {
            part for part, roles in needed.items() if not roles & set(staff.roles) and roles & set(staff.lost_roles)
        }
        kept = frozenset(needed) - lost if why == "role_lost" else kept
    parts = tuple(part for part, there in had.items() if there and part not in kept)
    return PartEnded(member=slug, why=why, parts=parts) if parts else None


def part_ended(case: Case, entry: Entry) -> Case:
    """They guide no more, hold no conversation, and have nothing to do with the criminal case here."""
    told, mark = said(entry.fact, PartEnded), Mark(entry.fact.time, entry.fact.key)
    staff, period = told.member, case.period
    if "guide" in told.parts:
        case = without_guide(case, staff, mark)
    if "holder" in told.parts:
        case = case.now(
            holder=None if period.holder is not None and period.holder.staff == staff else period.holder,
            holder_asked=None
            if period.holder_asked is not None and period.holder_asked.staff == staff
            else period.holder_asked,
        )
        case = replace(case, gone=tuple(sorted({*case.gone, staff})))
    for incident in case.incidents:
        if "investigator" in told.parts and incident.investigator == staff:
            incident = incident.investigated_by(None, mark, nobody=True)
        if "prosecutor" in told.parts and incident.prosecutor == staff:
            incident = incident.prosecuted_by(None, mark)
        case = case.with_incident(incident)
    if {"investigator", "prosecutor"} & set(told.parts):
        case = replace(case, gone=tuple(sorted({*case.gone, staff})))
    return case


CHANGES: Final[Mapping[type[FactData], Callable[[Any, Entry], Any]]] = {
    StaffChanged: changed,
    StaffAbsent: absent,
    StaffBack: back,
    StaffLeft: left,
    Acknowledged: acknowledged,
    SupervisionHeld: supervised,
    PartEnded: part_ended,
}
