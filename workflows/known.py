"""What a rule may consult besides the subject itself; a frozen value that the caller has looked up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from events.fact import Fact
from events.values import Role
from workflows.age import Age
from workflows.policy import DEFAULT, Policy
from workflows.ties import OtherCase

if TYPE_CHECKING:
    from workflows.case import Case

ACKNOWLEDGED_DAYS: Final = 365
"""R56: an acknowledgement is renewed each year (or with each assignment, by local practice)."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff as rules see them. `absences` are first and last day, both included;
    `acknowledged_on` is when they last signed what R56 asks of those who are not publicly employed."""

    ref: str
    roles: frozenset[Role]
    units: frozenset[str]
    public_employee: bool = True
    police: bool = False
    absences: tuple[tuple[date, date], ...] = ()
    active: bool = True
    acknowledged_on: date | None = None

    def may_be_told(self, on: date) -> bool:
        """Whether they may learn of a case: publicly employed, or by a signature that still stands (R56)."""
        signed = self.acknowledged_on
        return self.public_employee or (signed is not None and on <= signed + timedelta(days=ACKNOWLEDGED_DAYS))

    def present(self, on: date) -> bool:
        """Active, and not away on the day."""
        return self.active and not any(first <= on <= last for first, last in self.absences)


@dataclass(frozen=True, slots=True)
class Known:
    """Policy, the staff concerned, and what only the caller can know.

    `minor`: under 18 when the fact happened (None: no birth date; counts as under 18). `under_18`: the same on the day
    of the incident that a row or a referral tells of. `adult_from`: the last day of the month of the 18th birthday
    (coarsened; the exact day stays sealed). `outside`: the row is out of the target group by D27. `incident`: the one
    that a row was found to be about, also where its key differs (one row had a national number, the other none).
    `row`: how rules decided the row that is taken back, None where they decided none. `staff`: those that the fact and
    the subject name, by `staff/…`. `target`: the fact that a correction names, None where there is none on this
    subject. `age`: what such a correction makes of the birth date or of the day of an incident, None where it touches
    neither. `target_refused`: that fact was refused, so that nothing stands that could be mended. `derived`: the
    service itself concludes it. `unit`: the subject's unit (of a new case the one that the row or referral came to).
    `continues`: the closed case that a new one follows (D24); `after_death`: of somebody who died.
    `units`: all units that there are.
    `then`: the case as it stood when a fact happened that comes late, None where nothing later is known.
    `other`: the case that the fact names beside its own. `target_waits`: the fact named waits for others. `stood_in`:
    the case on which the fact stood before. `alike`: cases that may be of the same person (D28); `elsewhere`: the units
    in which the person is known too.
    """

    policy: Policy = DEFAULT
    minor: bool | None = None
    under_18: bool | None = None
    adult_from: date | None = None
    outside: bool = False
    row: Literal["known", "outside"] | None = None
    staff: Mapping[str, StaffMember] = field(default_factory=dict)
    target: Fact | None = None
    derived: bool = False
    unit: str = "any"
    units: frozenset[str] = frozenset()
    continues: str | None = None
    after_death: bool = False
    incident: str | None = None
    age: Age | None = None
    target_refused: bool = False
    target_waits: bool = False
    then: "Case | None" = None
    other: OtherCase | None = None
    stood_in: str | None = None
    alike: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
