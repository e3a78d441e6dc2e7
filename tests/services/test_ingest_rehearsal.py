"""An extract that is only tried: the same counts as when it is imported, and not a line written."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.ingest.importer import Importer
from services.store.connect import Role
from services.store.verify import verify
from tests.services.test_ingest_record import Installation, installation
from tests.support.extracts import WEEK, person, without, write
from tests.support.record import Record

ADULT = {"fodselsnummer": "", "fodselsdato": "1990-01-09", "hatmotiv": "nei"}

TABLES = ("events", "sealed", "subjects", "keys", "duties", "blind_index", "inbox", "imports", "import_rows", "outbox",
          "ledger", "quarantine")  # fmt: skip


def tried(there: Installation) -> Importer:
    return there.importer.tried(there.casework.rehearsal())


def counts(there: Installation) -> dict[str, int]:
    return {table: there.count(table) for table in TABLES}


ROWS = [
    *(person(n) for n in range(12)),
    person(3),
    person(4) | {"rolle": "mistenkt"},
    person(5) | {"saksstatus": "henlagt"},
    person(20) | ADULT,
    person(20) | ADULT,
    person(20) | ADULT | {"hatmotiv": "ja"},
    without(person(7), "fodselsnummer") | {"fodselsdato": "2010-08-01"},
    person(8) | {"anmeldelsesnr": "99 88 77"},
    person(8) | {"anmeldelsesnr": "99 88 77"},
]


def test_it_tells_exactly_what_would_come_and_writes_nothing(record: Record, tmp_path: Path):
    with installation(record) as there:
        path, before = write(tmp_path, ROWS), counts(there)
        would = tried(there).import_file(path, "ost", WEEK).as_json()
        assert tried(there).import_file(path, "ost", WEEK).as_json() == would
        assert counts(there) == before
        assert there.importer.import_file(path, "ost", WEEK).as_json() == would
        assert (would["new"], would["outside"], would["changed"]) == (13, 2, 3)


def test_it_knows_what_was_imported_before(record: Record, tmp_path: Path):
    with installation(record) as there:
        path = write(tmp_path, ROWS)
        there.importer.import_file(path, "ost", WEEK)
        before = counts(there)
        assert tried(there).import_file(path, "ost", WEEK).as_json()["new"] == 0
        later = write(tmp_path, [*ROWS[:3], person(30), person(5) | {"saksstatus": "ukjent"}], "neste.csv")
        would = tried(there).import_file(later, "ost", "2026-W48")
        assert (would.new, would.known, would.changed) == (1, 3, 1)
        assert counts(there) == before
        assert there.importer.import_file(later, "ost", "2026-W48") == would


def test_nobody_waits_for_it(record: Record, tmp_path: Path):
    """No lock is taken: the same rows can be recorded while they are being tried."""
    with installation(record) as there:
        path = write(tmp_path, ROWS)
        there.importer.import_file(path, "ost", WEEK)
        changed = write(tmp_path, [row | {"saksstatus": "ukjent"} for row in ROWS[:7]], "neste.csv")
        during: list[int] = []

        def meanwhile(_done: int, _rows: int) -> None:
            during.append(there.importer.import_file(changed, "vest", WEEK).rows)

        would = tried(there).import_file(changed, "ost", WEEK, on_progress=meanwhile)
        assert (would.rows, during) == (7, [7])


def test_postgresql_itself_refuses_to_write(record: Record):
    with installation(record) as there:
        rehearsal = there.casework.rehearsal()

        def write_something(decider):
            decider.history._connection.execute("DELETE FROM duties")
            return []

        with pytest.raises(Exception, match="read-only"):
            rehearsal._try([], frozenset(), write_something)


PEOPLE = st.integers(0, 4)
CHANGES = st.sampled_from(
    [{}, {"saksstatus": "henlagt"}, {"hatmotiv": "ja"}, ADULT, {"anmeldelsesnr": "77 66"}, {"sakstype": "?"}]
)
FILES = st.lists(st.lists(st.builds(lambda n, more: person(n) | more, PEOPLE, CHANGES), max_size=20), max_size=3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FILES)
def test_whatever_is_in_the_files(record: Record, tmp_path: Path, files: list[list[dict[str, str]]]):
    with installation(record) as there:
        for n, rows in enumerate(files):
            path = write(tmp_path, rows, f"fil-{n}.csv")
            would = tried(there).import_file(path, "ost", WEEK)
            assert there.importer.import_file(path, "ost", WEEK) == would
    with record.connect(Role.AUDITOR) as connection:
        assert verify(connection, record.keyring) == []
