"""Reads what a report is made of, for somebody who may see it; personal values of cases stay sealed."""

from collections import defaultdict
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
from services.store.asking import Actor, NotAllowed, NotThere, seeing_as
from services.store.codec import decode_entry, load_state, open_values
from services.store.keys import KeyRing, KeyRow
from services.store.queries import QUERIES
from workflows.access import may
from workflows.outcome import Entry
from workflows.report.archive import Archive
from workflows.report.behind import Behind, behind
from workflows.report.figure import ReminderTold
from workflows.report.reading import Lines, end_of
from workflows.report.report import Report, ShownTable, compared, shown
from workflows.report.versions import ReportVersion, YearReport
from workflows.unit import Unit
from workflows.workdays import day_of

READS_DRAFTS: Final = frozenset({Role.COORDINATOR, Role.LEADER, Role.OPERATOR, Role.AUDITOR})
"""Who reads the coordinator's words before the unit leader has approved them."""


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
class _Record:
    lines: Lines
    units: tuple[Unit, ...]
    reminders: tuple[ReminderTold, ...]

    @property
    def names(self) -> dict[str, str]:
        """The name of every unit by slug."""
        told = ((unit.slug, self.lines[unit.subject][0].fact.data) for unit in self.units)
        return {slug: data.name for slug, data in told if isinstance(data, UnitAdded)}


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
        draft that nobody has approved is not compared with, since its figures have not been told.

        Raises NotAllowed, DayNotOver, NoSuchVersion.
        """
        if not may(actor.member, "see_report", unit):
            raise NotAllowed(actor, "see_report")
        record, written = self._read(actor, year, unit)
        archive = Archive(record.lines, record.units, record.reminders)
        versions = self._versions(record, unit, year)
        chosen = None
        if version is not None:
            chosen = next((one for one in versions if one.number == version), None)
            if chosen is None:
                raise NoSuchVersion(version, tuple(one.number for one in versions))
        day = self._day(record, unit, year, chosen.as_of if chosen is not None else as_of)
        texts = self._texts(unit, year, written, day, chosen, drafts=bool(actor.member.roles & READS_DRAFTS))
        publication = archive.of_version(unit, year, chosen) if chosen and unit else archive.as_of(day, unit, year)
        report = shown(publication, unit, record.names, texts, chosen)
        moment = chosen.drafted.at if chosen is not None else end_of(day)
        before = [one for one in versions if one.approved is not None and one.approved.at < moment]
        if not before or unit is None:
            return report
        then = shown(archive.of_version(unit, year, before[-1]), unit, record.names, {})
        return compared(report, then, before[-1])

    def behind(self, actor: Actor, year: int, unit: str, figure: str) -> tuple[Report, ShownTable, Behind | None]:
        """A figure as a unit's report tells it today, and the cases behind each of its rows for those who see them all,
        where no small number could be found by them. Raises NotAllowed, DayNotOver, NotThere.
        """
        if not may(actor.member, "see_report", unit):
            raise NotAllowed(actor, "see_report")
        record, _ = self._read(actor, year, unit)
        archive, day = Archive(record.lines, record.units, record.reminders), self._day(record, unit, year, None)
        publication = archive.as_of(day, unit, year)
        report = shown(publication, unit, record.names, {})
        table = next((one for one in report.tables if one.figure.id == figure), None)
        if table is None:
            raise NotThere(figure)
        if not may(actor.member, "see_personal", unit):
            return report, table, None
        return report, table, behind(publication, archive.log(day), table.figure, unit)

    def of_unit(self, actor: Actor, unit: str, year: int) -> YearReport:
        """The versions of a unit's year, and which sections have a text. Raises NotAllowed."""
        if not may(actor.member, "see_report", unit):
            raise NotAllowed(actor, "see_report")
        with self._pool.connection() as connection, seeing_as(connection, actor):
            row = connection.execute(QUERIES["unit_states"], {"units": [unit]}).fetchone()
        state = load_state("unit", bytes(row[1])) if row is not None else None
        return state.report(year) if isinstance(state, Unit) else YearReport(year)

    def _read(self, actor: Actor, year: int, unit: str | None) -> tuple[_Record, list[TupleRow]]:
        """Everything, in one snapshot; and that it was read is in the ledger before anything leaves."""
        lines: dict[str, list[Entry]] = defaultdict(list)
        with self._pool.connection() as connection, seeing_as(connection, actor):
            connection.execute(QUERIES["see_as"], {"units": "*", "staff": ""})
            for subject, body in connection.execute(QUERIES["report_lines"]):
                lines[subject].append(decode_entry(body, None))
            states = [load_state("unit", state) for (state,) in connection.execute(QUERIES["report_units"])]
            reminders = [
                ReminderTold(of_unit, day_of(raised), kind)
                for of_unit, raised, kind in connection.execute(QUERIES["report_reminders"])
            ]
            written = connection.execute(
                QUERIES["report_texts"], {"unit": unit or "", "type": ReportText.TYPE}
            ).fetchall()
            noted = (self._clock.now(), actor.ref, "read_report", f"unit/{unit}" if unit else None, str(year))
            connection.execute(QUERIES["note_in_ledger"], noted)
        units = tuple(state for state in states if isinstance(state, Unit))
        return _Record(lines, units, tuple(reminders)), written

    def _day(self, record: _Record, unit: str | None, year: int, as_of: date | None) -> date:
        """The day whose log is told of: of the year or later, over, and no earlier than that the unit was recorded."""
        last = day_of(self._clock.now()) - timedelta(days=1)
        asked = [one for one in record.units if unit in (None, one.slug)]
        recorded = (day_of(record.lines[one.subject][0].recorded_at) for one in asked)
        began = min(recorded, default=last + timedelta(days=1))
        first = max(date(year, 1, 1), began)
        day = last if as_of is None else as_of
        if not first <= day <= last or year < min((one.since.year for one in asked), default=year):
            raise DayNotOver(day, first, last)
        return day

    def _versions(self, record: _Record, unit: str | None, year: int) -> tuple[ReportVersion, ...]:
        found = next((one for one in record.units if one.slug == unit), None)
        return found.report(year).versions if found is not None else ()

    def _texts(
        self,
        unit: str | None,
        year: int,
        written: list[TupleRow],
        day: date,
        version: ReportVersion | None,
        *,
        drafts: bool,
    ) -> dict[str, str]:
        """The coordinator's words: of a version those before it was drafted, else those of the day."""
        if unit is None or not written or not (drafts or (version is not None and version.approved is not None)):
            return {}
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(QUERIES["see_as"], {"units": unit, "staff": ""})
            row = connection.execute(QUERIES["key_of"], ("unit", unit)).fetchone()
        key = self._keyring.open_key(KeyRow("unit", unit, *row)) if row is not None else None
        found: dict[str, str] = {}
        for sequence, type_, body, ciphertext in written:
            values = None
            if key is not None and ciphertext is not None:
                values = open_values(key, f"unit/{unit}", sequence, type_, ciphertext)
            entry = decode_entry(body, values)
            told = entry.fact.data
            mine = sequence < version.sequence if version is not None else entry.recorded_at < end_of(day)
            if entry.applies and mine and isinstance(told, ReportText) and told.year == year:
                found[told.section] = reveal(told.text) or ""
        return found
