"""The yearly reports, for somebody who may see them; personal values of cases stay sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.personal import reveal
from events.report import ReportText
from events.unit import UnitAdded
from events.values import Role
from services.clock import Clock
from services.report.kept import Wanted, find, keep, to_behind, to_report
from services.report.making import Progress, parts, quiet, read
from services.store.asking import Actor, NotAllowed, NotThere, seeing_as
from services.store.codec import decode_entry, load_state, open_values
from services.store.keys import KeyRing, KeyRow
from services.store.queries import QUERIES
from services.store.transaction import transaction_of
from workflows.access import may
from workflows.report.archive import Plans
from workflows.report.behind import Behind
from workflows.report.reading import end_of
from workflows.report.report import Report, ShownTable
from workflows.report.versions import ReportVersion, YearReport
from workflows.unit import Unit
from workflows.workdays import day_of

READS_DRAFTS: Final = frozenset({Role.COORDINATOR, Role.LEADER, Role.OPERATOR, Role.AUDITOR})
"""Who reads the coordinator's words before the unit leader has approved them."""

_ALL: Final = {"units": "*", "staff": ""}


class DayNotOver(Exception):
    """The day is not over, or before the year; `first` and `last` are those that can be asked for."""

    def __init__(self, day: date, first: date, last: date) -> None:
        super().__init__(f"{day} is not between {first} and {last}")
        self.day, self.first, self.last = day, first, last


class NoSuchVersion(Exception):
    """The unit has no version of that number; `numbers` are those that it has."""

    def __init__(self, version: int, numbers: tuple[int, ...]) -> None:
        super().__init__(f"no version {version}")
        self.version, self.numbers = version, numbers


@dataclass(frozen=True, slots=True)
class _Units:
    """The units as they are now, since when each is recorded, and what they are called."""

    states: tuple[Unit, ...]
    began: dict[str, date]
    names: dict[str, str]

    def report(self, unit: str | None, year: int) -> YearReport:
        found = next((one for one in self.states if one.slug == unit), None)
        return found.report(year) if found is not None else YearReport(year)


class Reports:
    """The yearly reports. Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing, clock: Clock) -> None:
        self._pool = pool
        self._keyring = keyring
        self._clock = clock

    def report(
        self, actor: Actor, year: int, unit: str | None = None, as_of: date | None = None, version: int | None = None
    ) -> Report:
        """A year's report: of a unit or the whole district, as of a day that is over (default: yesterday), or a
        version that was put forward. What it tells otherwise than the latest version approved by then stands in it; a
        draft that nobody has approved is not compared with, since its figures have not been told. It is made where it
        is not kept, which takes its time.

        Raises NotAllowed, DayNotOver, NoSuchVersion.
        """
        units, wanted = self._wanted(actor, year, unit, as_of, version)
        body = self._body(units, wanted)
        return to_report(body, wanted, self._read(actor, wanted))

    def unmade(self, actor: Actor, year: int, unit: str | None = None, version: int | None = None) -> Wanted | None:
        """What has to be made before the report can be shown; None where it is kept. Raises as `report`."""
        _, wanted = self._wanted(actor, year, unit, None, version)
        return wanted if self._kept(wanted, "") is None else None

    def make(self, wanted: Wanted, on_progress: Progress = quiet) -> None:
        """Make a report and keep it, and with it those of other units that are a part of the same publication."""
        self._make(self._units(), wanted, on_progress)

    def behind(self, actor: Actor, year: int, unit: str, figure: str) -> tuple[Report, ShownTable, Behind | None]:
        """A figure as a unit's report tells it today, and the cases behind each of its rows for those who see them all,
        where no small number could be found by them. Raises NotAllowed, DayNotOver, NotThere.
        """
        units, wanted = self._wanted(actor, year, unit, None, None)
        body = self._body(units, wanted)
        self._read(actor, wanted)
        report = to_report(body, wanted, {})
        table = next((one for one in report.tables if one.figure.id == figure), None)
        if table is None:
            raise NotThere(figure)
        cases = self._kept(wanted, figure) if may(actor.member, "see_personal", unit) else None
        return report, table, to_behind(cases) if cases is not None else None

    def of_unit(self, actor: Actor, unit: str, year: int) -> YearReport:
        """The versions of a unit's year, and which sections have a text. Raises NotAllowed."""
        if not may(actor.member, "see_report", unit):
            raise NotAllowed(actor, "see_report")
        with self._pool.connection() as connection, seeing_as(connection, actor):
            row = connection.execute(QUERIES["unit_states"], {"units": [unit]}).fetchone()
        state = load_state("unit", bytes(row[1])) if row is not None else None
        return state.report(year) if isinstance(state, Unit) else YearReport(year)

    def _body(self, units: _Units, wanted: Wanted) -> bytes:
        return self._kept(wanted, "") or self._make(units, wanted, quiet)

    def _kept(self, wanted: Wanted, part: str) -> bytes | None:
        with transaction_of(self._pool) as connection:
            connection.execute(QUERIES["see_as"], _ALL)
            return find(connection, wanted, part, self._clock.now())

    def _make(self, units: _Units, wanted: Wanted, on_progress: Progress) -> bytes:
        with transaction_of(self._pool) as connection:
            connection.execute(QUERIES["see_as"], _ALL)
            counted = read(connection, wanted, on_progress)
        alike = self._alike(units, wanted)
        made = dict(parts(counted, Plans(units.states), wanted, alike, units.names))
        with transaction_of(self._pool) as connection:
            connection.execute(QUERIES["see_as"], _ALL)
            for one, of_it in made.items():
                keep(connection, one, of_it, counted.position, self._clock.now())
        return next(body for part, body in made[wanted] if not part)

    def _alike(self, units: _Units, wanted: Wanted) -> Sequence[Wanted]:
        """The other reports of the same day that are a part of the same publication."""
        if wanted.version is not None:
            return ()
        day, year = wanted.plan.day, wanted.plan.year
        others = [self._of_day(units, one, year, day) for one in (None, *(state.slug for state in units.states))]
        return [one for one in others if one.unit != wanted.unit and one.plan == wanted.plan]

    def _wanted(
        self, actor: Actor, year: int, unit: str | None, as_of: date | None, version: int | None
    ) -> tuple[_Units, Wanted]:
        if not may(actor.member, "see_report", unit):
            raise NotAllowed(actor, "see_report")
        units = self._units()
        versions = units.report(unit, year).versions
        if version is None:
            return units, self._of_day(units, unit, year, self._day(units, unit, year, as_of))
        chosen = next((one for one in versions if one.number == version), None)
        if chosen is None or unit is None:
            raise NoSuchVersion(version, tuple(one.number for one in versions))
        self._day(units, unit, year, chosen.as_of)
        plans = Plans(units.states)
        plan = plans.of_version(unit, year, chosen)
        since = _latest(versions, chosen)
        return units, Wanted(unit, plan, plans.behind(plan), chosen, since)

    def _of_day(self, units: _Units, unit: str | None, year: int, day: date) -> Wanted:
        plans = Plans(units.states)
        plan, over = plans.as_of(day, unit, year), end_of(day)
        approved = [o for o in units.report(unit, year).versions if o.approved is not None and o.approved.at < over]
        return Wanted(unit, plan, plans.behind(plan), None, approved[-1] if approved else None)

    def _units(self) -> _Units:
        with transaction_of(self._pool) as connection:
            connection.execute(QUERIES["see_as"], _ALL)
            rows = connection.execute(QUERIES["report_units"]).fetchall()
        states, began, names = [], {}, {}
        for stored, recorded, body in rows:
            state, first = load_state("unit", bytes(stored)), decode_entry(body, None).fact.data
            if isinstance(state, Unit) and isinstance(first, UnitAdded):
                states.append(state)
                began[state.slug] = day_of(recorded)
                names[state.slug] = first.name
        return _Units(tuple(states), began, names)

    def _day(self, units: _Units, unit: str | None, year: int, as_of: date | None) -> date:
        """The day whose log is told of: of the year or later, over, and no earlier than that the unit was recorded."""
        last = day_of(self._clock.now()) - timedelta(days=1)
        asked = [one for one in units.states if unit in (None, one.slug)]
        began = min((units.began[one.slug] for one in asked), default=last + timedelta(days=1))
        first = max(date(year, 1, 1), began)
        day = last if as_of is None else as_of
        if not first <= day <= last or year < min((one.since.year for one in asked), default=year):
            raise DayNotOver(day, first, last)
        return day

    def _read(self, actor: Actor, wanted: Wanted) -> dict[str, str]:
        """That it was read is in the ledger before anything leaves; the coordinator's words, for whoever may read
        them: of a version those before it was drafted, else those of the day."""
        unit, year, version = wanted.unit, wanted.plan.year, wanted.version
        subject = f"unit/{unit}" if unit else None
        with transaction_of(self._pool) as connection:
            connection.execute(QUERIES["see_as"], _ALL)
            noted = (self._clock.now(), actor.ref, "read_report", subject, str(year))
            connection.execute(QUERIES["note_in_ledger"], noted)
            drafts = bool(actor.member.roles & READS_DRAFTS)
            if unit is None or not (drafts or (version is not None and version.approved is not None)):
                return {}
            asked = {"unit": unit, "type": ReportText.TYPE}
            written = connection.execute(QUERIES["report_texts"], asked).fetchall()
            row = connection.execute(QUERIES["key_of"], ("unit", unit)).fetchone() if written else None
        key = self._keyring.open_key(KeyRow("unit", unit, *row)) if row is not None else None
        found: dict[str, str] = {}
        for sequence, type_, body, ciphertext in written:
            values = None
            if key is not None and ciphertext is not None:
                values = open_values(key, f"unit/{unit}", sequence, type_, ciphertext)
            entry = decode_entry(body, values)
            told = entry.fact.data
            mine = sequence < version.sequence if version is not None else entry.recorded_at < end_of(wanted.plan.day)
            if entry.applies and mine and isinstance(told, ReportText) and told.year == year:
                found[told.section] = reveal(told.text) or ""
        return found


def _latest(versions: Sequence[ReportVersion], chosen: ReportVersion) -> ReportVersion | None:
    """The latest version that was approved when the chosen one was drafted."""
    before = [one for one in versions if one.approved is not None and one.approved.at < chosen.drafted.at]
    return before[-1] if before else None
