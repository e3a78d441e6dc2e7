"""Who has to do what is owed: the one named, else the unit's coordinators, else its leaders, else the operators."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from events.values import Role
from workflows.known import StaffMember

OPERATORS: Final = "operator"
"""Whoever runs the installation: where a unit has nobody, they see to it that somebody is there."""


def owners(owner: str, unit: str | None, staff: Iterable[StaffMember], today: date) -> tuple[str, ...]:
    """Whose a duty of `unit` is today (invariant 2): `staff/…` in order, or `(OPERATORS,)`; never empty.

    `owner` is the duty's: `<role>@<unit>`, or `staff/k1`, who has to be active and present, in whichever unit: a guide
    goes on when the family moves (D9).
    """
    queue = owner.partition("@")[2] or unit
    staff = tuple(staff)
    if named := _refs(m for m in staff if m.ref == owner and m.present(today)):
        return named
    here = [member for member in staff if member.active and queue in member.units]
    present = [member for member in here if member.present(today)]
    role = owner.partition("@")[0]
    return _refs(m for m in present if role in m.roles) or _coordinators(here, present)


def coordinators(unit: str | None, staff: Iterable[StaffMember], today: date) -> tuple[str, ...]:
    """Who answers for a unit today: its coordinators who are present, else its leaders, else the operators."""
    return owners(f"{Role.COORDINATOR.value}@{unit or ''}", unit, staff, today)


def _coordinators(here: Iterable[StaffMember], present: Iterable[StaffMember]) -> tuple[str, ...]:
    """A leader who is away is still told before nobody is."""
    return (
        _refs(m for m in present if Role.COORDINATOR in m.roles)
        or _refs(m for m in present if Role.LEADER in m.roles)
        or _refs(m for m in here if Role.LEADER in m.roles)
        or (OPERATORS,)
    )


def _refs(members: Iterable[StaffMember]) -> tuple[str, ...]:
    return tuple(sorted(member.ref for member in members))
