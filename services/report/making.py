"""Makes reports out of the log: every case is read once, counted and let go of, so that memory stays flat."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow

from services.report.kept import Part, Wanted, of_behind, of_report
from services.store.codec import decode_entry
from services.store.queries import QUERIES
from workflows.outcome import Entry
from workflows.report.archive import Archive, Plans
from workflows.report.behind import told_behind
from workflows.report.catalogue import FIGURES
from workflows.report.counting import Counting
from workflows.report.figure import ReminderTold
from workflows.report.report import Report, compared, shown
from workflows.workdays import day_of

Progress = Callable[[int, int], None]
"""Called with lines read and lines in all."""

_AT_A_TIME: Final = 500


@dataclass(frozen=True, slots=True)
class Read:
    """What was counted in the log, and how far the log had come."""

    counting: Counting
    position: int


def quiet(_done: int, _of: int) -> None:
    """Nobody waits."""


def read(connection: Connection[TupleRow], wanted: Wanted, on_progress: Progress) -> Read:
    """Count everything that the report needs. Personal values stay sealed; the connection sees every unit."""
    days = dict.fromkeys(plan.day for plan in wanted.together)
    position = int((connection.execute(QUERIES["report_position"]).fetchone() or (0,))[0])
    others: dict[str, list[Entry]] = defaultdict(list)
    for subject, body in connection.execute(QUERIES["report_others"]):
        others[subject].append(decode_entry(body, None))
    reminders = [
        ReminderTold(unit, day_of(raised), kind)
        for unit, raised, kind in connection.execute(QUERIES["report_reminders"])
    ]
    listing = (wanted.plan.day, wanted.plan.year) if wanted.version is None else None
    counting = Counting(others, tuple(days), reminders, listing)
    done = sum(map(len, others.values()))
    for lines in _cases(connection):
        counting.add(lines)
        done += len(lines)
        on_progress(min(done, position), position)
    return Read(counting, position)


def _cases(connection: Connection[TupleRow]) -> Iterator[Sequence[Entry]]:
    with connection.cursor(name="report_cases") as cursor:
        cursor.itersize = _AT_A_TIME
        cursor.execute(QUERIES["report_cases"])
        for _, rows in groupby(cursor, key=lambda row: row[0]):
            yield [decode_entry(body, None) for _, body in rows]


def parts(
    read: Read, plans: Plans, wanted: Wanted, alike: Sequence[Wanted], names: Mapping[str, str]
) -> Iterator[tuple[Wanted, list[Part]]]:
    """What was wanted, and what else is a part of the same publication."""
    archive = Archive(plans, read.counting.counted)
    there = {unit.unit for unit in read.counting.counted[wanted.plan.day].units}
    for one in (wanted, *alike):
        if one.unit is None or one.unit in there:
            made = [("", of_report(_report(archive, one, names)))]
            if one.unit is not None and one.version is None:
                made += _behind(archive, read.counting, one, one.unit)
            yield one, made


def _report(archive: Archive, wanted: Wanted, names: Mapping[str, str]) -> Report:
    report = shown(archive.publication(wanted.plan), wanted.unit, names, {}, wanted.version)
    if wanted.since is None or wanted.unit is None:
        return report
    plan = archive.plans.of_version(wanted.unit, wanted.plan.year, wanted.since)
    return compared(report, shown(archive.publication(plan), wanted.unit, names, {}), wanted.since)


def _behind(archive: Archive, counting: Counting, wanted: Wanted, unit: str) -> Iterator[Part]:
    publication = archive.publication(wanted.plan)
    for figure in FIGURES:
        told = told_behind(publication, figure, unit, counting.behind(figure.id, unit))
        if told is not None:
            yield figure.id, of_behind(told)
