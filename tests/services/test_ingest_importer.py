"""An import adds up whatever is in the file, and reading the same file again changes nothing."""

import csv
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.catalogue import read
from events.intake import RowRead
from events.personal import reveal
from events.refs import case_ref
from events.unit import ExtractReceived, RowRejected
from services.casework.incoming import Answer, Incoming
from services.ingest import faults
from services.ingest.importer import Importer
from services.ingest.imports import Begun, Job
from tests.support.extracts import WEEK, csv_of, number_of, person, token, without, write
from tests.support.fixed_clock import FixedClock
from workflows.intake import judge_row

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Killed(Exception):
    """The process went away."""


class MemoryCasework:
    """Judges rows by the programme's own rule and keeps them in dictionaries; dies before the batch it is told to."""

    def __init__(self) -> None:
        self.inbox: dict[str, tuple[bytes, Answer]] = {}
        self.kept: dict[str, str] = {}
        self.outside: set[str] = set()
        self.dies_before_batch = 0
        self.batches = 0

    def take(self, facts: Sequence[Incoming]) -> list[Answer]:
        self.batches += 1
        if self.batches == self.dies_before_batch:
            raise Killed
        return [self._decide(incoming) for incoming in facts]

    def told(self, kind):
        return [told for body, _ in self.inbox.values() for told in [_data(body)] if isinstance(told, kind)]

    def _decide(self, incoming: Incoming) -> Answer:
        fact = incoming.fact
        assert fact is not None
        if fact.id in self.inbox:
            body, answer = self.inbox[fact.id]
            assert body == incoming.raw, "the same id with another body"
            return answer.again()
        answer = Answer(fact.source, fact.id, "recorded", subject=fact.subject, sequence=1)
        if isinstance(fact.data, RowRead):
            answer = self._judge(fact.id, fact.data)
        self.inbox[fact.id] = (incoming.raw, answer)
        return answer

    def _judge(self, fact_id: str, row: RowRead) -> Answer:
        if "quarantine" in (reveal(row.person.name) or ""):
            return Answer("import", fact_id, "quarantined", number=1)
        judged = judge_row(
            row,
            reveal(row.person.birth_date),
            has_case=row.row_key in self.kept,
            kept=self.kept.get(row.row_key),
            was_outside=row.row_key in self.outside,
        )
        to_decide = row.row_key not in self.kept and judged in ("new", "changed")
        if judged == "outside":
            self.outside.add(row.row_key)
            return Answer("import", fact_id, "outside", row=judged)
        self.kept[row.row_key] = row.content
        case = case_ref(token("case", row.row_key)[:4])
        return Answer("import", fact_id, "recorded", row=judged, case=case, to_decide=to_decide)


def _data(body: bytes):
    return read(body).data


class MemoryImports:
    """Keeps in a dictionary which files were read."""

    def __init__(self) -> None:
        self.jobs: dict[Job, Begun] = {}
        self.counts: dict[str, int] = {}

    def units(self) -> tuple[str, ...]:
        return ("ost", "sentrum", "vest")

    def begun(self, job: Job) -> Begun | None:
        return self.jobs.get(job)

    def begin(self, job: Job, rows: int, started: datetime) -> Begun:
        return self.jobs.setdefault(job, Begun(started, done=False))

    def finish(self, job: Job, counts: dict[str, int], finished: datetime) -> None:
        self.jobs[job] = Begun(self.jobs[job].started, done=True)
        self.counts = counts


class Installation:
    """A casework, its imports and an importer of a given hour."""

    def __init__(self, batch: int = 3) -> None:
        self.casework = MemoryCasework()
        self.imports = MemoryImports()
        self.batch = batch

    def at(self, now: datetime = NOW) -> Importer:
        return Importer(self.casework, self.imports, token, FixedClock(at=now), batch=self.batch)

    def read(self, path: Path, week: str = WEEK, now: datetime = NOW):
        return self.at(now).import_file(path, "ost", week)


ADULT = {"fodselsnummer": "", "fodselsdato": "1990-01-09", "hatmotiv": "nei"}
MIXED = [
    person(1),
    person(2) | {"tolk": "litt"},
    person(3) | {"sakstype": "innbrudd"},
    person(1),
    person(4) | ADULT,
    without(person(5), "fodselsnummer"),
    person(6),
]


def test_rows_are_counted_by_what_became_of_them(tmp_path):
    installation = Installation()
    told = installation.read(write(tmp_path, MIXED)).as_json()
    assert told == {
        "rows": 7,
        "new": 3,
        "known": 1,
        "changed": 0,
        "outside": 1,
        "rejected": [
            {"row": 3, "column": "sakstype", "reason": "unknown_word"},
            {"row": 6, "column": "fodselsnummer", "reason": "missing"},
        ],
        "warnings": [{"row": 2, "column": "tolk", "reason": "unknown_word"}],
    }
    (received,) = installation.casework.told(ExtractReceived)
    assert (received.rows, received.new, received.known, received.outside, received.rejected) == (7, 3, 1, 1, 2)
    assert len(received.open) == 3
    assert len(installation.casework.told(RowRejected)) == 2


def test_the_same_file_again_changes_nothing_and_knows_every_case(tmp_path):
    installation, path = Installation(), write(tmp_path, MIXED)
    installation.read(path)
    inbox = dict(installation.casework.inbox)
    again = installation.read(path, now=NOW + timedelta(days=3)).as_json()
    assert (again["new"], again["known"], again["changed"], again["outside"]) == (0, 4, 0, 1)
    assert len(again["rejected"]) == 2
    assert installation.casework.inbox == inbox


def test_the_same_rows_in_another_file_are_known_and_their_bad_rows_the_same_duty(tmp_path):
    installation = Installation()
    installation.read(write(tmp_path, MIXED))
    told = installation.read(write(tmp_path, list(reversed(MIXED)), "annen.csv")).as_json()
    assert (told["new"], told["known"], told["changed"], told["outside"]) == (0, 4, 0, 1)
    assert len({rejected.fingerprint for rejected in installation.casework.told(RowRejected)}) == 2


def test_a_row_that_says_something_else_next_week_has_changed(tmp_path):
    installation = Installation()
    installation.read(write(tmp_path, [person(1), person(2) | ADULT]))
    changed = [person(1) | {"saksstatus": "henlagt"}, person(2) | ADULT | {"hatmotiv": "ja"}]
    told = installation.read(write(tmp_path, changed, "neste.csv"), week="2026-W48")
    assert (told.new, told.changed, told.outside) == (0, 2, 0)
    assert [len(week.open) for week in installation.casework.told(ExtractReceived)] == [1, 1]


@pytest.mark.parametrize("dies_before_batch", [1, 2, 3, 4])
def test_an_import_that_was_killed_is_run_again_and_ends_as_if_it_never_was(tmp_path, dies_before_batch):
    unharmed, path = Installation(), write(tmp_path, MIXED)
    expected = unharmed.read(path).as_json()
    installation = Installation()
    installation.casework.dies_before_batch = dies_before_batch
    with pytest.raises(Killed):
        installation.read(path)
    assert installation.read(path, now=NOW + timedelta(days=2)).as_json() == expected
    assert installation.casework.inbox == unharmed.casework.inbox


def test_a_header_without_rows_is_a_week_done(tmp_path):
    installation = Installation()
    assert installation.read(write(tmp_path, [])).as_json()["rows"] == 0
    (received,) = installation.casework.told(ExtractReceived)
    assert (received.rows, received.open) == (0, ())


def test_more_rows_than_anybody_can_mend_are_the_wrong_file(tmp_path, monkeypatch):
    monkeypatch.setattr("services.ingest.importer.MOST_REJECTED", 2)
    installation = Installation()
    good = [person(1), *(person(n) | {"rolle": "mistenkt"} for n in (2, 3))]
    assert len(installation.read(write(tmp_path, good)).rejected) == 2
    inbox = dict(installation.casework.inbox)
    with pytest.raises(faults.TooManyRejected, match="linje 4"):
        installation.read(write(tmp_path, [*good, person(4) | {"rolle": "mistenkt"}], "feil.csv"))
    assert (installation.casework.inbox, len(installation.imports.jobs)) == (inbox, 1)


def test_a_zero_that_was_lost_and_put_back_is_said(tmp_path):
    short = person(1) | {"fodselsnummer": number_of(date(2010, 2, 1))[1:]}
    told = Installation().read(write(tmp_path, [short, person(2)]))
    assert [noted.as_json() for noted in told.warnings] == [
        {"row": 1, "column": "fodselsnummer", "reason": "zero_restored"}
    ]


def test_a_search_is_told_with_its_purpose_and_its_rows_are_candidates_like_others(tmp_path):
    installation = Installation()
    installation.read(write(tmp_path, [person(1)]))
    rows = [person(1), person(2)]
    told = installation.at().import_file(
        write(tmp_path, rows, "sok.csv"), "ost", WEEK, actor="staff/k1", purpose="Vold ved stasjonen"
    )
    assert (told.known, told.new) == (1, 1)
    extract, search = installation.casework.told(ExtractReceived)
    assert (extract.kind, extract.purpose, search.kind) == ("extract", None, "search")
    assert reveal(search.purpose) == "Vold ved stasjonen"
    assert [row.found_by for row in installation.casework.told(RowRead)] == ["extract", "search", "search"]


def test_a_row_that_casework_puts_aside_is_counted(tmp_path):
    told = Installation().read(write(tmp_path, [person(1) | {"navn": "quarantine"}, person(2)]))
    assert (told.rows, told.new, [noted.reason for noted in told.rejected]) == (2, 1, ["quarantined"])


def test_extra_columns_are_named(tmp_path):
    told = Installation().read(write(tmp_path, [person(1) | {"notat": "x"}]))
    assert told.as_json()["warnings"] == [{"row": 0, "column": "notat", "reason": "column_ignored"}]


@pytest.mark.parametrize("week", ["2026-W54", "2027-W53", "2026-W00", "2026W47", "47", "1999-W01", "2026-W4"])
def test_a_week_that_does_not_exist_is_a_usage_error(tmp_path, week):
    with pytest.raises(faults.UnknownWeek) as fault:
        Installation().at().import_file(write(tmp_path, MIXED), "ost", week)
    assert fault.value.exit_code == 2


def test_a_unit_that_does_not_exist_is_a_usage_error_naming_those_that_do(tmp_path):
    with pytest.raises(faults.UnknownUnit, match="ost, sentrum, vest") as fault:
        Installation().at().import_file(write(tmp_path, MIXED), "nord", WEEK)
    assert fault.value.exit_code == 2


def test_a_file_that_lies_changes_nothing(tmp_path):
    installation, path = Installation(), tmp_path / "uttrekk.csv"
    path.write_bytes(csv_of(MIXED).encode() + b'"uten slutt')
    with pytest.raises(faults.FileBroken):
        installation.read(path)
    assert installation.casework.inbox == {}
    assert installation.imports.jobs == {}


def test_progress_is_told_batch_by_batch(tmp_path):
    told: list[tuple[int, int]] = []
    Installation().at().import_file(
        write(tmp_path, MIXED), "ost", WEEK, on_progress=lambda done, rows: told.append((done, rows))
    )
    assert told == [(3, 7), (6, 7), (7, 7)]


def test_nothing_of_a_person_is_in_an_id_or_a_subject(tmp_path):
    installation = Installation()
    installation.read(write(tmp_path, [person(1), person(2) | {"rolle": "ukjent"}]))
    for fact_id in installation.casework.inbox:
        assert len(fact_id) == 26
        assert "syntetisk" not in fact_id


ROWS = st.lists(
    st.builds(
        lambda n, more: person(n) | more,
        st.integers(0, 5),
        st.dictionaries(
            st.sampled_from(["sakstype", "hatmotiv", "fodselsdato", "navn", "telefon", "fodselsnummer", "ekstra"]),
            st.one_of(
                st.sampled_from(["ja", "nei", "vold", "1990-01-01", "", "01234567"]), st.text("aå;\n\"'", max_size=5)
            ),
        ),
    ),
    max_size=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ROWS, st.integers(1, 4))
def test_rows_always_add_up(tmp_path, rows, batch):
    path, installation = tmp_path / "uttrekk.csv", Installation(batch)
    titles = tuple(dict.fromkeys([*person(0), *(column for row in rows for column in row)]))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, titles, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    for _ in range(2):
        told = installation.read(path)
        assert told.rows == told.new + told.known + told.changed + told.outside + len(told.rejected) == len(rows)


GROWS = """
import resource, sys
from datetime import date
from pathlib import Path
from services.ingest.opening import opened
from services.ingest.rows import read_row
from tests.support.extracts import TODAY, WEEK, csv_of, person, token

rows, path = int(sys.argv[1]), Path(sys.argv[2])
with path.open("w", encoding="utf-8") as file:
    header, line, _ = csv_of([person(1)]).split("\\n")
    file.write(header + "\\n")
    for n in range(rows):
        file.write(line.replace("10000001", str(20000000 + n)) + "\\n")
with opened(path) as source:
    extract = source.look_through()
    assert extract.records == sum(1 for record in source.records(extract) if read_row(record, WEEK, TODAY, token))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak_kib(rows: int, folder: Path) -> int:
    """The most memory that a process of its own takes to read a file of so many full rows."""
    command = [sys.executable, "-c", GROWS, str(rows), str(folder / "stor.csv")]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return int(run.stdout)


def test_twenty_thousand_rows_take_no_more_memory_than_a_thousand(tmp_path):
    assert peak_kib(20_000, tmp_path) < peak_kib(1_000, tmp_path) + 4 * 1024
