"""The weeks of a unit's extracts: how each stands, what became of its rows, and the rows of one with their cases."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.store.asking import Actor, NotAllowed, NotThere, seeing_as
from services.store.codec import load_state
from services.store.queries import QUERIES
from services.store.rows import MOST, RowLine, RowState, RowStates
from workflows.access import may
from workflows.case import Case, Incident
from workflows.policy import DEFAULT, Policy
from workflows.unit import Unit, extract_due
from workflows.workdays import monday_of, week_of

Standing = Literal["open", "done", "ahead", "expected", "missing"]
"""open: rows wait; done: gone through; ahead: the week is not over; expected: it is, its day is not; missing: both."""

LATEST: Final = 8
"""So many weeks are shown whatever they are; older ones where something is left to do."""

_OPEN_AT_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A week: whether its extract came, by when it is to be done, whether the unit owes one, and how many
    rows stand how."""

    week: str
    received: bool
    searched: bool
    due: date
    owed: bool
    counts: Mapping[RowState, int]

    @property
    def rows(self) -> int:
        """Rows in; those open, decided, decided by rule and answered add up to it."""
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """Rows that wait for a person."""
        return self.counts.get("open", 0)

    @property
    def out(self) -> int:
        """Rows that somebody, or a rule, has decided."""
        return self.rows - self.open

    def standing(self, today: date) -> Standing:
        """How the week stands."""
        if self.open:
            return "open"
        if self.received:
            return "done"
        if monday_of(self.week) + timedelta(days=7) > today:
            return "ahead"
        return "expected" if today <= self.due else "missing"


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row with the case that it made or changed; the case is None where there is none, or the actor does not see it.

    `incident` is the one of the case that the row tells of.
    """

    line: RowLine
    case: Case | None
    incident: Incident | None

    @property
    def open(self) -> bool:
        """Whether a person has to decide it."""
        return self.line.state == "open"


class Weeks:
    """The questions about weeks. Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]]) -> None:
        self._pool = pool

    def of_unit(self, actor: Actor, unit: str, today: date) -> tuple[WeekLine, ...]:
        """The weeks of a unit, the latest first: the last ones, and those before in which something is left to do.

        Raises NotAllowed, NotThere.
        """
        _require(actor, unit)
        with self._pool.connection() as connection, seeing_as(connection, actor):
            state = _unit(connection, unit)
            policy = _policy(connection, unit, today)
            weeks = _shown(state, today)
            rows = connection.execute(QUERIES["rows_of_weeks"], {"unit": unit, "weeks": list(weeks)}).fetchall()
        counts: dict[str, Counter[RowState]] = {week: Counter() for week in weeks}
        states = {week: RowStates(state, week) for week in weeks}
        for week, key, outcome in rows:
            counts[week][states[week].of(key, outcome)] += 1
        return tuple(_line(state, week, policy, counts[week]) for week in weeks)

    def rows(self, actor: Actor, unit: str, week: str) -> tuple[RowShown, ...]:
        """The rows of a week in the order of the file, each with its case; nothing that says who it is.

        Raises NotAllowed, NotThere.
        """
        _require(actor, unit)
        with self._pool.connection() as connection, seeing_as(connection, actor):
            states = RowStates(_unit(connection, unit), week)
            rows = connection.execute(QUERIES["rows_with_cases"], {"unit": unit, "week": week, "most": MOST}).fetchall()
        return tuple(_row(unit, week, states, row) for row in rows)

    def kind_of(self, actor: Actor, unit: str, week: str, key: str) -> Literal["extract", "search"]:
        """How a row came, so that it is mended in the same way. Raises NotAllowed."""
        _require(actor, unit)
        with self._pool.connection() as connection, seeing_as(connection, actor):
            found = connection.execute(QUERIES["kind_of_row"], {"unit": unit, "week": week, "key": key}).fetchone()
        return "search" if found is not None and found[0] == "search" else "extract"


def _require(actor: Actor, unit: str) -> None:
    if not may(actor.member, "see_rows", unit):
        raise NotAllowed(actor, "see_rows")


def _unit(connection: Connection[TupleRow], unit: str) -> Unit:
    found = connection.execute(QUERIES["unit_states"], {"units": [unit]}).fetchone()
    state = load_state("unit", found[1]) if found is not None else None
    if not isinstance(state, Unit):
        raise NotThere(f"unit/{unit}")
    return state


def _policy(connection: Connection[TupleRow], unit: str, on: date) -> Policy:
    found = connection.execute(QUERIES["policy_of"], {"unit": unit, "on": on}).fetchone()
    return DEFAULT if found is None else Policy.model_validate_json(found[0])


def _shown(unit: Unit, today: date) -> tuple[str, ...]:
    monday = monday_of(week_of(today))
    latest = {week_of(monday - timedelta(weeks=n)) for n in range(LATEST)}
    left = [*unit.missing_weeks(today), *(one.week for one in unit.weeks if one.open_rows)]
    left += [row.week for row in unit.rejected]
    first = week_of(unit.since)
    ahead = [one.week for one in unit.weeks if one.week > week_of(today)]
    found = {*latest, *sorted(left)[-_OPEN_AT_MOST:], *ahead}
    had = {one.week for one in unit.weeks}
    return tuple(sorted((week for week in found if week >= first or week in had), reverse=True))


def _line(unit: Unit, week: str, policy: Policy, counts: Mapping[RowState, int]) -> WeekLine:
    state = unit.week(week)
    due = extract_due(week, policy)
    return WeekLine(week, bool(state.received), bool(state.searched), due, week >= week_of(unit.since), counts)


def _row(unit: str, week: str, states: RowStates, row: TupleRow) -> RowShown:
    key, number, outcome, ref, reason, stored = row
    state = states.of(key, outcome)
    found = load_state("case", bytes(stored)) if stored is not None else None
    case = found if isinstance(found, Case) else None
    incidents = case.incidents if case is not None else ()
    incident = next((one for one in incidents if any(origin.row_key == key for origin in one.rows)), None)
    column, _, code = (reason or "").partition(": ")
    decision = _decision(unit, ref, case, incident) if state == "decided" else None
    why = (column, code) if reason else None
    return RowShown(RowLine(unit, week, key, number, outcome, state, decision, ref, why), case, incident)


def _decision(unit: str, ref: str | None, case: Case | None, incident: Incident | None) -> str | None:
    """What became of a decided row, as its case tells it now: the assessment, or how it ended before there was one."""
    if incident is not None and incident.decided is not None:
        return incident.decided
    if ref is None:
        return None
    if case is None or case.unit != unit:
        return "moved"
    return "mistake" if case.void else "closed"
