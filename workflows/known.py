"""What a rule may consult besides the subject itself; a frozen value that the caller has looked up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from events.fact import Fact
from events.values import Role
from workflows.policy import DEFAULT, Policy


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff as rules see them. `absences` are first and last day, both included."""

    ref: str
    roles: frozenset[Role]
    units: frozenset[str]
    public_employee: bool = True
    absences: tuple[tuple[date, date], ...] = ()
    active: bool = True

    def present(self, on: date) -> bool:
        """Active, and not away on the day."""
        return self.active and not any(first <= on <= last for first, last in self.absences)


@dataclass(frozen=True, slots=True)
class Known:
    """Policy, the staff concerned, and what only the caller can know.

    `minor` says whether the participant was under 18 when the fact happened (None: no birth date; counts as under 18).
    `adult_from` is the last day of the month of the 18th birthday (coarsened: the exact day stays sealed).
    `staff` holds those that the fact and the subject name, by `staff/…`. `target` is the fact that a correction or an
    answer names, None where there is none such on this subject. `derived` is true for what the service itself concludes.
    """

    policy: Policy = DEFAULT
    minor: bool | None = None
    adult_from: date | None = None
    staff: Mapping[str, StaffMember] = field(default_factory=dict)
    target: Fact | None = None
    derived: bool = False
