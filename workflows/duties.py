"""Everything that is owed on a subject: a pure function of its state and the unit's local practice, without a today."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from workflows.case import Case
from workflows.clearance import CLEARANCE_DUTIES, opens_on
from workflows.duty import Duty, DutyKind, Owed
from workflows.policy import Policy
from workflows.replacing import replace
from workflows.rulebook import CASE_DUTIES, STAFF_DUTIES, UNIT_DUTIES
from workflows.staff import Staff
from workflows.unit import Unit

Subject = Case | Unit | Staff

CLEARED_FIRST: Final = frozenset(CLEARANCE_DUTIES)


def duties(state: Subject, policy: Policy, only: Container[str] | None = None) -> tuple[Duty, ...]:
    """All duties of a subject, in the rulebook's order; a closed case owes nobody a contact (invariant 4).

    `only` are kinds with everything that may block them, where the others are not asked for.
    """
    kinds = CASE_DUTIES if isinstance(state, Case) else UNIT_DUTIES if isinstance(state, Unit) else STAFF_DUTIES
    if only is not None:
        kinds = tuple(kind for kind in kinds if kind.kind in only)
    owed = [(kind, one) for kind in kinds for one in kind.owed(state, policy)]
    opens = opens_on(state) if isinstance(state, Case) else None
    if opens is not None:
        owed = list(_from_the_opening(owed, opens))
    starts: dict[str, date] = {}
    for kind, one in owed:
        starts[kind.kind] = min(starts.get(kind.kind, one.from_date), one.from_date)
    return tuple(row for kind, one in owed for row in _rows(state, kind, one, starts))


def _from_the_opening(owed: Iterable[tuple[DutyKind, Owed]], opens: date) -> Iterator[tuple[DutyKind, Owed]]:
    """What needs clearance begins when the clearance does (D23)."""
    for kind, one in owed:
        if not CLEARED_FIRST.intersection(kind.blocked_by):
            yield kind, one
        elif one.until is None or opens <= one.until:
            yield kind, replace(one, from_date=max(one.from_date, opens), due=max(one.due, opens))


def _rows(state: Subject, kind: DutyKind, one: Owed, starts: Mapping[str, date]) -> Iterator[Duty]:
    """One row, or two where something comes in the way on a day known beforehand (an expiry, D8's five days)."""
    halts = {name: one.halts.get(name, starts[name]) for name in kind.blocked_by if name in starts}
    halt = min(halts.values(), default=None)
    if halt is None or (one.until is not None and halt > one.until):
        yield _duty(state, kind, one, ())
        return
    if halt > one.from_date:
        last = halt - timedelta(days=1)
        yield _duty(state, kind, replace(one, until=last), ())
        one = replace(one, from_date=halt, due=max(one.due, halt), party=f"{one.party}:halted")
    yield _duty(state, kind, one, tuple(name for name, day in halts.items() if day <= one.from_date))


def _duty(state: Subject, kind: DutyKind, one: Owed, waiting_for: tuple[str, ...]) -> Duty:
    owner = one.owner or kind.role.value
    return Duty(
        subject=state.subject,
        kind=kind.kind,
        party=one.party,
        owner=owner if owner.startswith("staff/") or "@" in owner else f"{owner}@{unit_of(state)}",
        from_date=one.from_date,
        due_date=one.due,
        until_date=one.until,
        rules=kind.rules,
        caused_by=one.cause,
        cleared_by=kind.clearing,
        waiting_for=waiting_for,
    )


def unit_owing(duty: Duty, unit: str | None) -> str | None:
    """Where a duty of a subject of `unit` is seen and reminded of: the unit of its queue, else the subject's."""
    return duty.owner.partition("@")[2] or unit


def unit_of(state: Subject) -> str:
    """The unit whose queue a subject's duties stand in."""
    if isinstance(state, Case):
        return state.unit
    if isinstance(state, Unit):
        return state.slug
    return state.units[0] if state.units else "any"
