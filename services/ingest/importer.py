"""An extract's way in: every row becomes a fact that casework decides, and the week is told what came.

Nothing is written before the whole file has been looked through. The id and the hour of every fact come out of the file
and of the hour at which its import first began, so the same file again is harmless, and an import that was killed is
simply run again: it ends with the counts that it would have had.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, Protocol
from uuid import UUID

from events.catalogue import build
from events.fact import Fact, FactData
from events.intake import RowRead
from events.personal import Open
from events.unit import ExtractReceived, OpenRow, RowRejected
from events.values import Source
from services.casework.incoming import Answer, Incoming
from services.clock import Clock
from services.ingest import faults
from services.ingest.extract import Extract, Record
from services.ingest.extract import Source as File
from services.ingest.imports import Begun, Imports, Job, Kind, OnlyLookedAt
from services.ingest.keys import Token, derived, written
from services.ingest.opening import opened, source_of
from services.ingest.rows import WHOLE_ROW, Rejected, read_row, usable, zero_restored
from services.ingest.summary import Noted, Summary
from workflows.workdays import day_of

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows in all."""

BATCH: Final = 500
MOST_REJECTED: Final = 2000
"""A file with more rows than these that cannot be used is the wrong file: nobody mends them one by one."""

MACHINE: Final = "system/import"


class Takes(Protocol):
    """What the importer needs of casework."""

    def take(self, facts: Sequence[Incoming]) -> list[Answer]:
        """Decide a batch in one transaction; one answer for each fact, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Importer:
    """Imports files. `token` is the installation's keyed hash (`KeyRing.index_token`)."""

    casework: Takes
    imports: Imports
    token: Token
    clock: Clock
    batch: int = BATCH

    def tried(self, rehearsal: Takes) -> "Importer":
        """The same importer, for an extract that is only tried: nothing is written."""
        return replace(self, casework=rehearsal, imports=OnlyLookedAt(self.imports))

    def import_file(
        self,
        path: Path,
        unit: str,
        week: str,
        *,
        actor: str = MACHINE,
        purpose: str | None = None,
        sheet: str | None = None,
        on_progress: Progress = lambda done, rows: None,
    ) -> Summary:
        """Import one extract, or with `purpose` the rows of a search in police systems (R43). `actor` is who does it
        (`staff/k1`, or `system/import`); `sheet` names one of several in a spreadsheet.

        Raises an ImportFault, having changed nothing, for a unit or week that does not exist and for a file that is
        no extract.
        """
        self._require(unit, week)
        with opened(path, sheet) as file:
            return self._read(file, unit, week, actor, purpose, on_progress)

    def import_bytes(
        self,
        content: BinaryIO,
        name: str,
        unit: str,
        week: str,
        *,
        actor: str = MACHINE,
        purpose: str | None = None,
        sheet: str | None = None,
        on_progress: Progress = lambda done, rows: None,
    ) -> Summary:
        """As `import_file`, from a file that is open, or in memory: the sample and the desk leave no copy on the
        disk."""
        self._require(unit, week)
        return self._read(source_of(content, name, sheet), unit, week, actor, purpose, on_progress)

    def _require(self, unit: str, week: str) -> None:
        units = self.imports.units()
        if unit not in units:
            raise faults.UnknownUnit(unit=unit, units=", ".join(units) or "ingen")
        if not is_week(week):
            raise faults.UnknownWeek(week=week)

    def _read(
        self, file: File, unit: str, week: str, actor: str, purpose: str | None, on_progress: Progress
    ) -> Summary:
        extract = file.look_through()
        job = self._job(extract, unit, week, actor, purpose)
        now = self.clock.now()
        self._require_usable(file, extract, day_of(now))
        begun = self.imports.begin(job, extract.records, now)
        run = _Run(self, job, begun, extract, on_progress)
        run.rows(file)
        if begun.done:
            return run.summary.again()
        run.received()
        self.imports.finish(job, run.summary.counts(), self.clock.now())
        return run.summary

    def _require_usable(self, file: File, extract: Extract, today: date) -> None:
        """Read every row once before the first is written, where there are so many."""
        if extract.records <= MOST_REJECTED:
            return
        rejected = 0
        with closing(file.records(extract)) as records:
            for record in records:
                rejected += not usable(record, today)
                if rejected > MOST_REJECTED:
                    raise faults.TooManyRejected(file=extract.name, most=MOST_REJECTED, row=record.row)

    def _job(self, extract: Extract, unit: str, week: str, actor: str, purpose: str | None) -> Job:
        kind: Kind = "extract" if purpose is None else "search"
        return Job(
            id=UUID(bytes=self.token("import", f"{unit}|{week}|{kind}|{extract.digest}")),
            unit=unit,
            week=week,
            kind=kind,
            file_hash=written(self.token("file", extract.digest)),
            name_hash=written(self.token("file_name", extract.name)),
            actor=actor,
            purpose=purpose,
        )


class _Run:
    """One reading of the rows."""

    def __init__(self, importer: Importer, job: Job, begun: Begun, extract: Extract, on_progress: Progress) -> None:
        self._importer = importer
        self._job = job
        self._began = begun.started
        self._extract = extract
        self._on_progress = on_progress
        self._open: list[tuple[str, str]] = []
        self.summary = Summary(warnings=[Noted(0, title, "column_ignored") for title in extract.ignored])

    def rows(self, file: File) -> None:
        """Have every row decided, batch by batch."""
        with closing(file.records(self._extract)) as records:
            read = (self._row(record) for record in records)
            while batch := list(islice(read, self._importer.batch)):
                answers = self._take([self._fact_of(item) for item in batch])
                for item, answer in zip(batch, answers, strict=True):
                    self._note(item, answer)
                self._on_progress(self.summary.rows, self._extract.records)

    def _row(self, record: Record) -> RowRead | Rejected:
        read = read_row(record, self._job.week, day_of(self._began), self._importer.token, self._job.kind)
        if isinstance(read, RowRead) and zero_restored(record):
            self.summary.warnings.append(Noted(record.row, "fodselsnummer", "zero_restored"))
        return read

    def received(self) -> None:
        """Tell the unit that the week's extract has been read through, and which rows wait for a person (D26)."""
        counts = self.summary.counts()
        told = ExtractReceived(
            week=self._job.week,
            file_hash=self._job.file_hash,
            kind=self._job.kind,
            rows=counts["rows"],
            new=counts["new"],
            known=counts["known"],
            changed=counts["changed"],
            outside=counts["outside"],
            rejected=counts["rejected"],
            open=tuple(OpenRow(row_key=key, case=case) for key, case in self._open),
            purpose=None if self._job.purpose is None else Open(self._job.purpose),
        )
        self._take([self._fact(told, "received")])

    def _take(self, facts: Sequence[Fact]) -> list[Answer]:
        return self._importer.casework.take([Incoming.of(fact, self._job.id) for fact in facts])

    def _fact_of(self, item: RowRead | Rejected) -> Fact:
        if isinstance(item, RowRead):
            return self._fact(item, "row", item.row, item.row_key, item.content)
        told = RowRejected(
            week=self._job.week,
            row=item.row,
            column=item.column,
            reason=item.reason,
            fingerprint=item.fingerprint,
            content=Open(dict(item.content)),
            corrects=item.corrects,
        )
        return self._fact(told, "rejected", item.row, item.fingerprint)

    def _fact(self, told: FactData, *parts: object) -> Fact:
        return build(
            told,
            id=derived(self._importer.token, self._job.id, *parts),
            source=Source.IMPORT,
            subject=f"unit/{self._job.unit}",
            time=self._began,
            reported_by=MACHINE,
            recorded_by=self._job.actor,
        )

    def _note(self, item: RowRead | Rejected, answer: Answer) -> None:
        if isinstance(item, Rejected):
            self.summary.reject(item.row, item.column, item.reason)
            return
        self.summary.warnings += [Noted(item.row, unread.column, unread.reason) for unread in item.unread]
        if answer.row is None:
            # Refused or put aside: the record has it and somebody owes an answer; here it must add up all the same.
            self.summary.reject(item.row, WHOLE_ROW, answer.outcome)
            return
        self.summary.count(answer.row)
        if answer.to_decide and answer.case is not None:
            self._open.append((item.row_key, answer.case))


def is_week(week: str) -> bool:
    """Whether the text is an ISO week of this century that its year has (2026 has 53 weeks, 2027 has 52)."""
    try:
        monday = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    except ValueError:
        return False
    return week == monday.strftime("%G-W%V") and week.startswith("20")
