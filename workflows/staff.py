"""A member of staff as facts have made them: roles, units, and days away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from events.fact import FactData
from events.staff import StaffAbsent, StaffAdded
from events.values import Role
from workflows.case import PendingFact, ToLookAt
from workflows.known import StaffMember
from workflows.outcome import Entry, said
from workflows.rule import Form, Rule


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works in the programme. Name and address lie sealed in the log."""

    subject: str
    sequence: int
    roles: tuple[Role, ...]
    units: tuple[str, ...]
    organisation: str
    public_employee: bool
    police: bool = False
    absences: tuple[tuple[date, date], ...] = ()
    to_look_at: tuple[ToLookAt, ...] = ()
    waiting: tuple[PendingFact, ...] = ()

    def as_member(self) -> StaffMember:
        """As rules see them."""
        return StaffMember(
            ref=self.subject,
            roles=frozenset(self.roles),
            units=frozenset(self.units),
            public_employee=self.public_employee,
            police=self.police,
            absences=self.absences,
        )


EXISTS_ONCE = Form("exists_already", on=(StaffAdded,), holds=lambda staff, fact, known: staff is None)
DAYS_IN_ORDER = Form(
    "days_out_of_order", on=(StaffAbsent,), holds=lambda staff, fact, known: fact.data.first_day <= fact.data.last_day
)

RULES: Final[tuple[Rule, ...]] = (EXISTS_ONCE, DAYS_IN_ORDER)


# what changes in the staff member


def added(_staff: Staff | None, entry: Entry) -> Staff:
    """Somebody new, with roles in units."""
    told = said(entry.fact, StaffAdded)
    return Staff(
        subject=entry.fact.subject,
        sequence=0,
        roles=told.roles,
        units=told.units,
        organisation=told.organisation,
        public_employee=told.public_employee,
        police=told.police,
    )


def absent(staff: Staff, entry: Entry) -> Staff:
    """Away for some days; whoever owns duties through them is not asked in that time."""
    told = said(entry.fact, StaffAbsent)
    return replace(staff, absences=tuple(sorted({*staff.absences, (told.first_day, told.last_day)})))


CHANGES: Final[Mapping[type[FactData], Callable[[Staff, Entry], Staff]]] = {StaffAbsent: absent}
