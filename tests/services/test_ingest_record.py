"""Extracts through casework into a real record: each case once, whoever sends the file and however often."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

from events.catalogue import build
from events.fact import Fact
from events.personal import Open
from events.staff import StaffAdded
from events.unit import UnitAdded
from events.values import Role, Source
from services.casework.casework import Casework
from services.casework.incoming import Incoming
from services.clock import SystemClock
from services.ingest.importer import Importer
from services.ingest.imports import RecordedImports
from services.store.connect import Role as Connects
from services.store.keys import KeyRing
from tests.support.extracts import WEEK, number_of, person, without, write, write_sheet
from tests.support.fixed_clock import FixedClock
from tests.support.record import Record

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
UNITS = ("ost", "sentrum", "vest")


class MorningClock(FixedClock):
    """Stands still, but no two ids or keys are alike."""

    new_id = SystemClock().new_id
    token = SystemClock().token


@dataclass
class Installation:
    """A real record with three units."""

    importer: Importer
    casework: Casework
    pool: Any

    def count(self, what: str, *arguments: object) -> int:
        with self.pool.connection() as connection:
            found = connection.execute(f"SELECT count(*) FROM {what}", arguments).fetchone()
        return int(found[0])


@contextmanager
def installation(record: Record, size: int = 4) -> Iterator[Installation]:
    clock = MorningClock(at=NOW)
    keyring = KeyRing(record.secrets, SystemClock())
    with record.database.pool(Connects.WRITER, size) as pool:
        casework = Casework(pool, keyring, clock)
        added = [
            build(
                UnitAdded(name=unit, since=NOW.date()),
                id=f"unit-{unit}",
                source=Source.CLI,
                subject=f"unit/{unit}",
                time=NOW,
                reported_by="system/cli",
                recorded_by="system/cli",
            )
            for unit in UNITS
        ]
        answers = casework.take([Incoming.of(fact) for fact in added])
        assert {answer.outcome for answer in answers} == {"recorded"}
        yield Installation(
            Importer(casework, RecordedImports(pool), keyring.index_token, clock, batch=7), casework, pool
        )


ROWS = [
    *(person(n) for n in range(20)),
    person(3),
    person(4) | {"rolle": "mistenkt"},
    person(5) | {"saksstatus": "henlagt"},
]


def test_an_extract_imported_twice_gives_each_case_once(record: Record, tmp_path: Path):
    with installation(record) as there:
        path = write(tmp_path, ROWS)
        first = there.importer.import_file(path, "ost", WEEK)
        assert (first.rows, first.new, first.known, first.changed, len(first.rejected)) == (23, 20, 1, 1, 1)
        events = there.count("events")
        again = there.importer.import_file(path, "ost", WEEK)
        assert (again.rows, again.new, again.known, again.changed, len(again.rejected)) == (23, 0, 22, 0, 1)
        assert there.count("subjects WHERE kind = 'case'") == 20
        assert there.count("events") == events
        assert there.count("imports WHERE state = 'done' AND rows = 23") == 1
        assert there.count("quarantine") == 0
        assert there.count("duties WHERE kind = 'answer_rejected_row'") == 1


def test_the_same_rows_as_a_workbook_are_all_known(record: Record, tmp_path: Path):
    with installation(record) as there:
        first = there.importer.import_file(write(tmp_path, ROWS), "ost", WEEK)
        events = there.count("events WHERE type <> 'trygghet.unit.extract_received.v1'")
        rejected = there.count("events WHERE type = 'trygghet.unit.row_rejected.v1'")
        for n, other in enumerate((write_sheet(tmp_path, ROWS), write_sheet(tmp_path, ROWS, "to.xlsx", cell=numbers))):
            again = there.importer.import_file(other, "ost", WEEK)
            assert (again.rows, again.new, again.changed, again.rejected) == (23, 0, 2, first.rejected), n
        assert there.count("subjects WHERE kind = 'case'") == 20
        assert there.count("duties WHERE kind = 'answer_rejected_row'") == rejected == 1
        assert there.count("events WHERE type <> 'trygghet.unit.extract_received.v1'") > events


def numbers(column: str, text: str) -> object:
    return int(text) if column in ("anmeldelsesnr", "fodselsnummer") and text.isdigit() else text


def test_a_rejected_row_that_comes_again_corrected_is_answered(record: Record, tmp_path: Path):
    with installation(record) as there:
        bad = person(4) | {"rolle": "mistenkt"}
        there.importer.import_file(write(tmp_path, [bad, person(1)]), "ost", WEEK)
        with there.pool.connection() as connection:
            (fingerprint,) = connection.execute("SELECT row_key FROM import_rows WHERE outcome = 'rejected'").fetchone()
        worse = write(tmp_path, [bad | {"rolle": "?", "avvist_rad": fingerprint, "feil": "rolle: ukjent"}], "to.csv")
        told = there.importer.import_file(worse, "ost", WEEK)
        assert (len(told.rejected), told.warnings) == (1, [])
        assert there.count("duties WHERE kind = 'answer_rejected_row'") == 1
        with there.pool.connection() as connection:
            (fingerprint,) = connection.execute(
                "SELECT party FROM duties WHERE kind = 'answer_rejected_row'"
            ).fetchone()
        good = write(tmp_path, [person(4) | {"avvist_rad": fingerprint}], "tre.csv")
        assert there.importer.import_file(good, "ost", WEEK).new == 1
        assert there.count("duties WHERE kind = 'answer_rejected_row'") == 0
        assert there.count("events WHERE type = 'trygghet.unit.rejected_row_answered.v1' AND verb = 'recorded'") == 1
        assert there.importer.import_file(good, "ost", WEEK).known == 1


def test_a_search_is_in_the_ledger_before_its_rows(record: Record, tmp_path: Path):
    with installation(record) as there:
        there.casework.take([Incoming.of(coordinator())])
        path = write(tmp_path, [person(1)])
        there.importer.import_file(path, "ost", WEEK, actor="staff/k1", purpose="Vold ved stasjonen")
        with there.pool.connection() as connection:
            (first, *_) = connection.execute(
                "SELECT actor, act, subject, detail FROM ledger WHERE act = 'search' ORDER BY id"
            ).fetchall()
        assert first[:3] == ("staff/k1", "search", "unit/ost")
        assert first[3].endswith(": Vold ved stasjonen")
        assert there.count("duties WHERE kind = 'receive_extract' AND subject_id = 'ost'") == 1
        assert there.count("duties WHERE kind = 'go_through_extract' AND subject_id = 'ost'") == 1


def coordinator() -> Fact:
    told = StaffAdded(name=Open("Syntetisk Ansatt"), roles=(Role.COORDINATOR,), units=("ost",), organisation="Politiet")
    whose = {"reported_by": "system/cli", "recorded_by": "system/cli"}
    return build(told, id="k1", source=Source.CLI, subject="staff/k1", time=NOW, **whose)


def test_units_are_those_of_the_record(record: Record):
    with installation(record) as there:
        assert there.importer.imports.units() == UNITS


def test_a_row_without_a_number_is_the_same_person_in_the_same_matter(record: Record, tmp_path: Path):
    with installation(record) as there:
        numbered = person(1)
        numberless = without(numbered, "fodselsnummer") | {"fodselsdato": "2010-02-01"}
        assert numbered["fodselsnummer"] == number_of(date(2010, 2, 1))
        told = there.importer.import_file(write(tmp_path, [numbered, numberless]), "ost", WEEK)
        assert (told.new, told.changed + told.known) == (1, 1)
        assert there.count("subjects WHERE kind = 'case'") == 1


def test_four_imports_of_the_same_file_at_once_make_each_case_once(record: Record, tmp_path: Path):
    with installation(record, size=8) as there:
        path = write(tmp_path, ROWS)
        told: list[Any] = []
        threads = [Thread(target=lambda: told.append(there.importer.import_file(path, "ost", WEEK))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert [summary.rows for summary in told] == [23] * 4
        assert there.count("subjects WHERE kind = 'case'") == 20
        assert there.count("imports") == 1
        assert there.count("quarantine") == 0
        assert there.count("events WHERE type = 'trygghet.unit.extract_received.v1'") == 1
