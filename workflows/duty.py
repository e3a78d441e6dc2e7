"""What is owed: a verb, an owner, dates, the rules behind it and what would clear it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from events.fact import FactData
from events.values import Role
from workflows.policy import Policy


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing owed. The key is stable: recomputing the duties gives the same one as long as its cause stands.

    `owner` is `staff/k1` or `<role>@<unit>` (a unit's queue, R39). It is *pressing* from `from_date` to `until_date`
    (None: until it is cleared) unless `waiting_for` names the kinds of duty that must be done first.
    """

    subject: str
    kind: str
    party: str
    owner: str
    from_date: date
    due_date: date
    rules: tuple[int, ...]
    caused_by: str
    cleared_by: tuple[str, ...]
    until_date: date | None = None
    waiting_for: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Hash of subject, kind, party and causing event; 32 hex digits."""
        return sha256("\0".join((self.subject, self.kind, self.party, self.caused_by)).encode()).hexdigest()[:32]

    def pressing(self, today: date) -> bool:
        """Whether somebody can and should do it today."""
        return not self.waiting_for and self.from_date <= today and self.stands(today)

    def stands(self, today: date) -> bool:
        """Whether it is still owed on the day, now or later."""
        return self.until_date is None or today <= self.until_date

    def overdue(self, today: date) -> bool:
        """Past its date, and not yet done."""
        return self.due_date < today and self.stands(today)


@dataclass(frozen=True, slots=True)
class Owed:
    """One occurrence of a kind of duty: what causes it, from when, until when, and for whom where it is not the role's.

    `owner` is a role, `<role>@<unit>` or `staff/…`; None is the kind's own role in the subject's unit. `party` sets
    apart duties that have the same cause. `halts` names, per kind in the way, the day from which it is so, where that
    is not the blocker's own first day.
    """

    cause: str
    from_date: date
    due: date
    party: str = ""
    until: date | None = None
    owner: str | None = None
    halts: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DutyKind:
    """A kind of duty: its verb as a code, the rules behind it, whose it is, and the facts that clear it.

    `blocked_by` are the kinds that must be done first where they are owed too; the duty then waits and names them,
    from the day on which the first of them is in the way (an expiry known beforehand makes two rows).
    """

    kind: str
    rules: tuple[int, ...]
    role: Role
    cleared_by: tuple[type[FactData], ...]
    owed: Callable[[Any, Policy], Iterable[Owed]]
    blocked_by: tuple[str, ...] = ()
    clearing: tuple[str, ...] = field(init=False)
    """The types of the facts that clear it."""

    def __post_init__(self) -> None:
        """The types are told once and not for every duty of the kind."""
        object.__setattr__(self, "clearing", tuple(model.TYPE for model in self.cleared_by))
