"""How things stand: cases by phase and unit, extracts, flow, what lags, what waits. Figures only, nobody's data."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, Final, Literal

import psycopg
from nats.errors import Error as NatsError
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolTimeout

from events.subjects import INTAKE
from services.bus.broker import connect
from services.bus.streams import CASEWORK, Misfit, check
from services.clock import Clock
from services.errors import StartError
from services.settings import Settings
from services.store.codec import load_state
from services.store.queries import QUERIES
from workflows.practice import practice_on
from workflows.unit import Unit, extract_due, over_on
from workflows.workdays import day_of, monday_of, week_of

WEEKS: Final = 6
DAYS: Final = 14

_FRESH_SECONDS: Final = 2.0
_BUS_SECONDS: Final = 2.0
_STUCK_AFTER: Final = timedelta(seconds=60)

Week = Literal["done", "open", "missing", "expected", "ahead", "before"]
"""done: gone through; open: rows wait; missing: no extract and its day is past; expected: the week is over, its day is
not; ahead: the week is not over; before: the unit was not there yet."""


@dataclass(frozen=True, slots=True)
class Phase:
    """Cases in a phase, and how many of them have something overdue."""

    cases: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Age:
    """How many days ago the open cases of a phase were opened: half of them fewer, and the oldest."""

    median: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Consumer:
    """How far a consumer is behind the feed."""

    name: str
    lag: int
    touched: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """Outcomes of one day."""

    day: date
    recorded: int = 0
    breached: int = 0
    not_taken: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.recorded + self.breached + self.not_taken


@dataclass(frozen=True, slots=True)
class Bus:
    """The bus, as far as it answers: facts not decided yet, whether somebody works on them, what is wrong with it."""

    reachable: bool = False
    pending: int = 0
    worked: bool = False
    faults: tuple[Misfit, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """The record, as far as it answers. `fault` is the sentence that says why not."""

    fault: str | None = None
    units: tuple[str, ...] = ()
    phases: dict[tuple[str, str], Phase] = field(default_factory=dict)
    ages: dict[str, Age] = field(default_factory=dict)
    weeks: tuple[str, ...] = ()
    extracts: dict[tuple[str, str], tuple[Week, int]] = field(default_factory=dict)
    days: tuple[Day, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    refusals: int = 0
    waiting: int = 0
    no_case: int = 0
    quarantined: int = 0
    breaches: int = 0
    not_mailed: int = 0
    last_mail: datetime | None = None
    head: int | None = None
    head_at: datetime | None = None
    verified: datetime | None = None
    verified_with: str | None = None

    def phase(self, phase: str, unit: str | None = None) -> Phase:
        """Of one unit, or of all."""
        found = [p for (of, name), p in self.phases.items() if name == phase and unit in (None, of)]
        return Phase(sum(p.cases for p in found), sum(p.overdue for p in found))


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is shown, or told to machines."""

    at: datetime
    record: Record
    bus: Bus
    mail: bool

    @property
    def behind(self) -> tuple[Consumer, ...]:
        """Consumers that are behind and have not moved for a minute."""
        return tuple(c for c in self.record.consumers if c.lag and c.touched < self.at - _STUCK_AFTER)

    @property
    def ready(self) -> bool:
        """Database migrated, bus there with its streams as they should be, nobody stuck."""
        return self.record.fault is None and self.bus.reachable and not self.bus.faults and not self.behind


class Standing:
    """Looks, at most every two seconds however many ask."""

    def __init__(
        self,
        pool: ConnectionPool[Connection[TupleRow]],
        bus_url: Callable[[], str],
        settings: Settings,
        clock: Clock,
    ) -> None:
        """`pool` connects as the reader."""
        self._pool = pool
        self._bus_url = bus_url
        self._mail = settings.smtp_url is not None
        self._clock = clock
        self._looking = Lock()
        self._seen: Figures | None = None
        self._seen_at = 0.0

    async def look(self) -> Figures:
        """The figures as of now; what does not answer is said so."""
        return await asyncio.to_thread(self.seen)

    def seen(self) -> Figures:
        """As `look`, for who asks from a thread without a loop."""
        with self._looking:
            if self._seen is None or time.monotonic() - self._seen_at > _FRESH_SECONDS:
                self._seen = Figures(self._clock.now(), self._record(), asyncio.run(self._bus()), self._mail)
                self._seen_at = time.monotonic()
            return self._seen

    def _record(self) -> Record:
        today = day_of(self._clock.now())
        try:
            with self._pool.connection() as connection, connection.transaction():
                connection.execute(QUERIES["see_as"], {"units": "*", "staff": ""})
                return _read(connection, today, self._clock.now())
        except (psycopg.Error, PoolTimeout, StartError) as fault:
            return Record(fault=type(fault).__name__)

    async def _bus(self) -> Bus:
        try:
            connection = await connect(self._bus_url(), "trygghet ops", _BUS_SECONDS)
        except (StartError, NatsError, OSError):
            return Bus()
        try:
            async with asyncio.timeout(_BUS_SECONDS):
                faults = await check(connection)
                if faults:
                    return Bus(reachable=True, faults=tuple(faults))
                info = await connection.jsm().consumer_info(INTAKE, CASEWORK)
        except (TimeoutError, NatsError, OSError):
            return Bus()
        finally:
            await connection.close()
        pending = (info.num_pending or 0) + (info.num_ack_pending or 0)
        return Bus(reachable=True, pending=pending, worked=bool(info.num_waiting or info.num_ack_pending))


def _read(connection: Connection[TupleRow], today: date, now: datetime) -> Record:
    def rows(name: str, **asked: Any) -> list[TupleRow]:
        return connection.execute(QUERIES[name], asked or None).fetchall()

    states = {slug: load_state("unit", bytes(state)) for slug, state in rows("ops_units")}
    units = {slug: state for slug, state in states.items() if isinstance(state, Unit)}
    weeks = tuple(week_of(monday_of(week_of(today)) - timedelta(days=7 * n)) for n in range(WEEKS - 1, -1, -1))
    first = today - timedelta(days=DAYS - 1)
    days = {day: Day(day, *counts) for day, *counts in rows("ops_days", since=now - timedelta(days=DAYS))}
    (top, unnumbered), counts = rows("ops_feed")[0], rows("ops_counts")[0]
    verified = rows("ops_verified")
    return Record(
        units=tuple(units),
        phases={
            (unit, phase): Phase(cases, overdue) for unit, phase, cases, overdue in rows("ops_phases", today=today)
        },
        ages={phase: Age(round(median), oldest) for phase, median, oldest in rows("ops_ages", now=now)},
        weeks=weeks,
        extracts={(slug, week): how_week_stands(unit, week, today) for slug, unit in units.items() for week in weeks},
        days=tuple(days.get(d, Day(d)) for d in (first + timedelta(days=n) for n in range(DAYS))),
        consumers=tuple(
            Consumer(name, max(0, top - feed) + unnumbered, touched) for name, feed, touched in rows("ops_positions")
        ),
        refusals=counts[0],
        waiting=counts[1],
        no_case=counts[2],
        quarantined=counts[3],
        breaches=counts[4],
        not_mailed=counts[5],
        last_mail=counts[6],
        head=counts[7],
        head_at=counts[8],
        verified=verified[0][0] if verified else None,
        verified_with=verified[0][1] if verified else None,
    )


def how_week_stands(unit: Unit, week: str, today: date) -> tuple[Week, int]:
    """How a week of a unit stands, and how many rows wait for a decision."""
    state = unit.week(week)
    if state.received:
        return ("open", len(state.open_rows)) if state.open_rows else ("done", 0)
    if monday_of(week) < monday_of(week_of(unit.since)):
        return "before", 0
    if over_on(week) > today:
        return "ahead", 0
    return ("missing" if extract_due(week, practice_on(unit, today)) < today else "expected"), 0
