"""Who works in a unit: how many youths each follows up, when they are away, what they have signed (R55-R59)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.values import Role
from services.store.asking import Actor, NotAllowed, seeing_as
from services.store.codec import load_state
from services.store.queries import QUERIES
from services.store.read import open_cases_of
from workflows.access import may
from workflows.case import Case
from workflows.eligible import guides_now
from workflows.known import ACKNOWLEDGED_DAYS
from workflows.policy import DEFAULT, Policy
from workflows.staff import RENEW_AHEAD_DAYS, Staff
from workflows.workdays import day_of

FOLLOW_UP: Final = frozenset({Role.GUIDE, Role.HOLDER})
"""Who follows up youths, or holds conversations."""

Signed = Literal["not_asked", "missing", "run_out", "soon", "good"]
"""not_asked: publicly employed, so that nobody asks (R56)."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works in a unit, as of today. `load` counts the youths whom they guide or stand in for, `held` the
    conversations that they have said yes to and not held."""

    staff: Staff
    load: int
    held: int
    signed: Signed
    signed_until: date | None
    supervised_by: date | None
    away: tuple[tuple[date, date], ...]

    @property
    def slug(self) -> str:
        """`g1` of `staff/g1`."""
        return self.staff.subject.removeprefix("staff/")

    def here(self, today: date) -> bool:
        """Whether they are at work today."""
        return not any(first <= today <= last for first, last in self.away)


class Staffing:
    """The question who works in a unit. Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]]) -> None:
        self._pool = pool

    def of_unit(self, actor: Actor, unit: str, today: date) -> tuple[Colleague, ...]:
        """Those who follow up youths in the unit, by slug; cases are counted that the actor sees. Raises NotAllowed."""
        if not may(actor.member, "see_people", unit):
            raise NotAllowed(actor, "see_people")
        with self._pool.connection() as connection, seeing_as(connection, actor):
            states = (load_state("staff", bytes(row[0])) for row in connection.execute(QUERIES["staff_of_every_unit"]))
            found = [one for one in states if isinstance(one, Staff) and _works_here(one, unit)]
            slugs = [one.subject.removeprefix("staff/") for one in found]
            cases = connection.execute(QUERIES["open_cases_of"], open_cases_of(actor, slugs)).fetchall()
            row = connection.execute(QUERIES["policy_of"], {"unit": unit, "on": today}).fetchone()
        policy = DEFAULT if row is None else Policy.model_validate_json(row[0])
        loads, held = _loads(cases)
        return tuple(_colleague(one, loads, held, policy, today) for one in found)


def _works_here(staff: Staff, unit: str) -> bool:
    return staff.active and unit in staff.units and bool(FOLLOW_UP.intersection(staff.roles))


def _loads(rows: list[TupleRow]) -> tuple[Counter[str], Counter[str]]:
    loads: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for (state,) in rows:
        case = load_state("case", bytes(state))
        if isinstance(case, Case):
            loads.update(guides_now(case))
            if case.period.holder is not None and case.phase == "conversation":
                held[case.period.holder.staff] += 1
    return loads, held


def _colleague(
    staff: Staff, loads: Mapping[str, int], held: Mapping[str, int], policy: Policy, today: date
) -> Colleague:
    slug = staff.subject.removeprefix("staff/")
    until = day_of(staff.acknowledged.at) + timedelta(days=ACKNOWLEDGED_DAYS) if staff.acknowledged else None
    supervised = None
    if staff.outside_guide:
        supervised = day_of((staff.supervised or staff.since).at) + timedelta(weeks=policy.supervision_weeks)
    away = tuple(days for days in staff.absences if days[1] >= today)
    return Colleague(
        staff, loads.get(slug, 0), held.get(slug, 0), _signed(staff, until, today), until, supervised, away
    )


def _signed(staff: Staff, until: date | None, today: date) -> Signed:
    if not staff.outside_guide:
        return "not_asked"
    if until is None:
        return "missing"
    if until < today:
        return "run_out"
    return "soon" if until - timedelta(days=RENEW_AHEAD_DAYS) <= today else "good"
