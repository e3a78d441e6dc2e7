"""What is kept of the reports, so that each is made once: the numbers that are told, and the cases behind them.

The log stays the only truth. Whatever is kept says what it was made of and how far the log had come; it counts only as
long as both still hold, can be thrown away at any time, and is made again to the same bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import orjson
from psycopg import Connection
from psycopg.rows import TupleRow

from services.store.queries import QUERIES
from workflows.report.archive import Plan
from workflows.report.behind import Behind
from workflows.report.catalogue import FIGURES, SECTIONS
from workflows.report.reading import end_of
from workflows.report.report import Change, Column, Report, Row, ShownSection, ShownTable
from workflows.report.tally import DISTRICT
from workflows.report.versions import ReportVersion

SETTLED: Final = timedelta(minutes=10)
"""So long after a day everything that was recorded on it has been committed: no transaction lives longer."""

FOR: Final = timedelta(days=31)
"""How long the report of a day is kept; a version that was put forward is kept for good."""

_LOOK_AGAIN: Final = 10_000
"""After so many new lines it is noted that none of them belongs to the day."""

_CODE: Final = ("events", "workflows")

Part = tuple[str, bytes]
"""The empty name and a report, or the id of a figure and the cases behind it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One report: of a unit (None: the district), or a version of it; `since` is the version that it is compared with.
    `together` is everything that its publication hangs together with."""

    unit: str | None
    plan: Plan
    together: tuple[Plan, ...]
    version: ReportVersion | None = None
    since: ReportVersion | None = None

    @property
    def address(self) -> dict[str, Any]:
        """Where it is kept, and what it must have been made of."""
        return {
            "unit": self.unit or DISTRICT,
            "year": self.plan.year,
            "day": self.plan.day,
            "version": self.version.number if self.version is not None else 0,
            "made_of": self.made_of,
        }

    @property
    def made_of(self) -> bytes:
        """32 bytes: the programs that count, and every version that has a say in what may be told."""
        since = self.since.number if self.since is not None else 0
        plans = sorted(repr(plan) for plan in self.together)
        return sha256(repr((code(), repr(self.plan), plans, since)).encode()).digest()


@lru_cache(maxsize=1)
def code() -> str:
    """What the programs that count look like, so that nobody has to remember that a figure counts otherwise now."""
    found = sha256()
    for name in _CODE:
        folder = Path(str(import_module(name).__file__)).parent
        for file in sorted(folder.rglob("*.py")):
            found.update(f"{file.relative_to(folder)}\n".encode())
            found.update(file.read_bytes())
    return found.hexdigest()


def find(connection: Connection[TupleRow], wanted: Wanted, part: str, now: datetime) -> bytes | None:
    """What is kept, where it still holds; the connection sees every unit."""
    asked = wanted.address | {"part": part}
    row = connection.execute(QUERIES["report_kept"], asked).fetchone()
    if row is None:
        return None
    body, position, made = row
    over = end_of(wanted.plan.day)
    if made < over + SETTLED <= now:
        return None
    come = connection.execute(QUERIES["report_late"], {"position": position, "before": over}).fetchone()
    last, late = come if come is not None else (0, True)
    if late:
        return None
    if last > position + _LOOK_AGAIN:
        connection.execute(QUERIES["report_holds"], asked | {"position": last})
    return bytes(body)


def keep(connection: Connection[TupleRow], wanted: Wanted, parts: Iterable[Part], position: int, now: datetime) -> None:
    """Instead of what was kept there, and without what is old; the connection sees every unit."""
    connection.execute(QUERIES["report_drop"], wanted.address | {"before": now - FOR})
    told = [wanted.address | {"part": part, "body": body, "position": position, "made": now} for part, body in parts]
    with connection.cursor() as cursor:
        cursor.executemany(QUERIES["report_keep"], told)


def of_report(report: Report) -> bytes:
    """A report without the words of the unit, which lie sealed in the log, and without its versions, which the unit's
    state has."""
    tables = [
        {
            "figure": table.figure.id,
            "columns": [_plain_column(column) for column in table.columns],
            "rows": [[row.word, row.values] for row in table.rows],
            "total": table.total.values,
            "kept": table.kept,
        }
        for table in report.tables
    ]
    changes = [[one.figure.id, one.row, _plain_column(one.column), one.before, one.after] for one in report.changes]
    told = {"small": report.small, "names": dict(report.names), "tables": tables, "changes": changes}
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def to_report(body: bytes, wanted: Wanted, texts: dict[str, str]) -> Report:
    """The report again, with the words of the unit."""
    told = orjson.loads(body)
    figures = {figure.id: figure for figure in FIGURES}
    tables = [
        ShownTable(
            figures[table["figure"]],
            tuple(Column(*column) for column in table["columns"]),
            tuple(Row(word, tuple(values)) for word, values in table["rows"]),
            Row("", tuple(table["total"])),
            tuple(table["kept"]),
        )
        for table in told["tables"]
    ]
    return Report(
        year=wanted.plan.year,
        unit=wanted.unit,
        as_of=wanted.plan.day,
        small=told["small"],
        names=told["names"],
        sections=tuple(
            ShownSection(section, texts.get(section), tuple(one for one in tables if one.figure.section == section))
            for section in SECTIONS
        ),
        version=wanted.version,
        since=wanted.since,
        changes=tuple(
            Change(figures[figure], row, Column(*column), before, after)
            for figure, row, column, before, after in told["changes"]
        ),
    )


def of_behind(told: Behind) -> bytes:
    """The cases behind a figure, row by row."""
    return orjson.dumps(dict(told))


def to_behind(body: bytes) -> Behind:
    """The cases again."""
    return {row: tuple(refs) for row, refs in orjson.loads(body).items()}


def _plain_column(column: Column) -> list[str | int | None]:
    return [column.place, column.year, column.since]
