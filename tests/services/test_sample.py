"""The synthetic district: the same for the same seed, nobody real in it, and everything comes out as its story says."""

import io
import re
from datetime import date, timedelta
from random import Random

import orjson
import pytest

from events.catalogue import read, to_wire
from events.values import Role
from services import national_number
from services.casework.casework import Casework
from services.casework.incoming import Incoming
from services.clock import SystemClock
from services.ingest.csvfile import CsvFile
from services.ingest.imports import RecordedImports
from services.ingest.rows import Rejected, read_row
from services.sample import files
from services.sample.before import still_to_play
from services.sample.district import District, make
from services.sample.people import Population
from services.sample.play import play
from services.sample.plots import PLOTS, cast
from services.sample.staff import UNITS, everybody
from services.store.connect import Role as DatabaseRole
from services.store.keys import KeyRing
from tests.support.extracts import token
from tests.support.happenings import people, referral, someone
from tests.support.record import Record
from workflows.workdays import day_of

TODAY = date(2026, 11, 23)
PHASES = {"detected", "assessed", "conversation", "guided", "closed", "reopened"}


@pytest.fixture(scope="module")
def district() -> District:
    return make(300, 1, TODAY)


def cells_of(district: District, column: str) -> list[str]:
    return [cell for extract in district.extracts for row in extract.rows if (cell := row.get(column))]


def wire_of(district: District) -> bytes:
    steps = (*district.units, *district.staff, *district.steps)
    return b"\n".join(to_wire(step.fact(lambda name: "T-0000-00")) for step in steps)


def test_a_seed_and_a_day_give_the_same_district(district):
    again = make(300, 1, TODAY)
    assert wire_of(again) == wire_of(district)
    assert [extract.csv() for extract in again.extracts] == [extract.csv() for extract in district.extracts]
    assert wire_of(make(300, 2, TODAY)) != wire_of(district)


@pytest.mark.parametrize("today", [TODAY + timedelta(days=n) for n in range(7)] + [date(2027, 1, 2), date(2027, 4, 5)])
def test_the_story_ends_before_the_day(today):
    district = make(60, 3, today)
    assert all(day_of(step.at) < today for step in district.steps)
    assert all(day_of(extract.at) < today for extract in district.extracts)
    assert max(extract.at for extract in district.extracts) > min(step.at for step in district.steps)


def test_every_kind_of_story_is_told():
    assert {plot.name for plot in cast(300)} == {plot.name for plot in PLOTS}
    assert len(cast(300)) == 300
    assert len(cast(5)) == 5
    assert sum(plot.share for plot in PLOTS) <= 1


def test_every_role_works_in_the_district():
    staff = everybody(iter(f"Navn {n}" for n in range(1000)).__next__)
    assert {role for told in staff.values() for role in told.roles} == set(Role)
    assert {unit for told in staff.values() for unit in told.units} == set(UNITS)
    assert {told.public_employee for told in staff.values()} == {True, False}


def test_nobody_real_can_have_a_number_of_the_sample(district):
    numbers = {cell for cell in cells_of(district, "fodselsnummer") if cell.isdigit()}
    numbers |= {found.decode() for found in re.findall(rb'"national_number":"(\d+)"', wire_of(district))}
    assert len(numbers) > 250
    for digits in numbers:
        number = national_number.read(digits)
        assert number is not None
        assert number.synthetic


def test_no_telephone_of_the_sample_is_assigned_and_no_mail_goes_anywhere(district):
    phones = {
        re.sub(r"\D", "", cell)
        for n in ("", "foresatt_1_", "foresatt_2_")
        for cell in cells_of(district, f"{n}telefon")
    }
    phones |= {found.decode() for found in re.findall(rb'"phone":"(\d+)"', wire_of(district))}
    assert len(phones) > 500
    assert all(len(phone) == 8 and phone.startswith("01") for phone in phones)
    assert set(re.findall(rb"@([\w.]+)", wire_of(district))) == {b"example.org"}


def test_no_report_number_is_one_that_the_police_could_have_given(district):
    assert all(cell.startswith("SYN") for cell in cells_of(district, "anmeldelsesnr"))


def test_everybody_has_a_name_of_their_own():

    population = Population(Random(1))
    names = [population.name() for _ in range(20_000)]
    assert len(set(names)) == len(names)


def test_each_units_extracts_have_a_dialect_and_all_are_read(district):
    dialects = set()
    for extract in district.extracts:
        file = CsvFile(io.BytesIO(extract.csv()), extract.name)
        found = file.look_through()
        dialects.add((extract.unit, found.delimiter, bool(found.ignored)))
        kept = [read_row(record, extract.week, TODAY, token) for record in file.records(found)]
        assert len(kept) == len(extract.rows)
        assert sum(isinstance(row, Rejected) for row in kept) <= 2
    assert dialects == {("ost", ";", False), ("vest", ",", False), ("sentrum", ";", True)}


def test_what_is_published_can_be_read_and_the_rest_says_whose_case_it_is(district, tmp_path):
    written = {path.name: path for path in files.write(district, tmp_path / "distrikt")}
    for line in written["fakta.ndjson"].read_bytes().splitlines():
        assert read(line).addressed_kind in ("unit", "staff")
    reports = set(cells_of(district, "anmeldelsesnr"))
    subjects = [orjson.loads(line)["subject"] for line in written["fortelling.ndjson"].read_bytes().splitlines()]
    assert len(subjects) > 2000
    assert sum(subject.removeprefix("case/") in reports for subject in subjects) > 0.8 * len(subjects)
    assert all(path.stat().st_mode & 0o077 == 0 for path in written.values())
    assert len(written) == len(district.extracts) + 3


def test_the_district_is_played_as_its_story_says_and_only_once(record: Record):
    clock, district = SystemClock(), make(90, 4, TODAY)
    keyring = KeyRing(record.secrets, clock)
    with record.database.pool(DatabaseRole.WRITER) as pool:
        imports = RecordedImports(pool)
        first = still_to_play(pool, 90, 4, TODAY)
        assert first is not None
        played = play(first, lambda story: Casework(pool, keyring, story), imports, keyring.index_token, clock)
        assert played.unlike == []
        assert {"recorded", "breached", "waiting", "refused", "no_case"} <= set(played.facts)
        assert set(played.rows) == {"new", "known", "changed", "outside", "rejected"}
        assert len(played.cases) == 90
        with pool.connection() as connection:
            phases = {phase for (phase,) in connection.execute("SELECT phase FROM subjects WHERE kind = 'case'")}
            overdue = connection.execute("SELECT count(*) FROM duties WHERE due_date < %s", (TODAY,)).fetchone()
            events = connection.execute("SELECT count(*) FROM events").fetchone()
        assert phases == PHASES
        assert overdue is not None
        assert overdue[0] > 10
        assert still_to_play(pool, 90, 4, TODAY + timedelta(days=1)) is None

        again = play(district, lambda story: Casework(pool, keyring, story), imports, keyring.index_token, clock)
        with pool.connection() as connection:
            assert connection.execute("SELECT count(*) FROM events").fetchone() == events
        assert again.cases == played.cases
        assert again.rows["new"] == 0


def test_where_somebody_has_been_at_work_no_sample_is_added(record: Record):
    clock = SystemClock()
    keyring = KeyRing(record.secrets, clock)
    with record.database.pool(DatabaseRole.WRITER) as pool:
        Casework(pool, keyring, clock).take([Incoming.of(fact) for fact in (*people("ost"), referral(someone(1)))])
        assert still_to_play(pool, 90, 4, TODAY) is None


def test_a_play_that_was_interrupted_goes_on_with_the_same_district(record: Record):
    clock = SystemClock()
    keyring = KeyRing(record.secrets, clock)

    class Away(Exception):
        """The process went away."""

    class Dies:
        def __init__(self, casework: Casework) -> None:
            self.casework = casework
            self.batches = 40

        def take(self, facts):
            self.batches -= 1
            if not self.batches:
                raise Away
            return self.casework.take(facts)

    with record.database.pool(DatabaseRole.WRITER) as pool:
        imports = RecordedImports(pool)
        district = make(30, 5, TODAY)
        with pytest.raises(Away):
            play(district, lambda story: Dies(Casework(pool, keyring, story)), imports, keyring.index_token, clock)
        going_on = still_to_play(pool, 300, 9, TODAY + timedelta(days=5))
        assert going_on is not None
        assert going_on.prefix == district.prefix
        played = play(going_on, lambda story: Casework(pool, keyring, story), imports, keyring.index_token, clock)
        assert played.unlike == []
        assert len(played.cases) == 30
        assert still_to_play(pool, 300, 9, TODAY) is None
