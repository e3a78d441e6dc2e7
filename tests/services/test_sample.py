"""The synthetic district: the same for the same seed, nobody real in it, and everything comes out as its story says."""

import io
import re
from datetime import date, timedelta
from random import Random

import orjson
import pytest

from events.catalogue import BY_TYPE, DERIVED, read, to_wire
from events.court import HearingFact
from events.fact import FactRef
from events.intake import ReferralReceived
from events.matter import MatterFact
from events.person import ContactHalted
from events.personal import reveal
from events.refs import CaseRef
from events.staff import StaffAdded
from events.unit import UnitAdded
from events.values import Role, Source
from services import national_number
from services.casework.casework import Casework
from services.casework.incoming import Incoming
from services.clock import SystemClock
from services.ingest.csvfile import CsvFile
from services.ingest.imports import RecordedImports
from services.ingest.rows import Rejected, read_row
from services.sample import files
from services.sample.before import still_to_play
from services.sample.calendar import WEEKS
from services.sample.district import District, make
from services.sample.people import Population
from services.sample.play import play
from services.sample.plots import PLOTS, cast
from services.sample.staff import UNITS, everybody
from services.store.connect import Role as DatabaseRole
from services.store.connect import closed_after
from services.store.keys import KeyRing
from services.store.verify import verify
from tests.support.extracts import token
from tests.support.happenings import people, referral, someone
from tests.support.record import Record
from workflows.workdays import day_of

TODAY = date(2026, 11, 23)
PHASES = {"detected", "assessed", "conversation", "guided", "closed", "reopened"}


CASES = 120

DERIVED_OR_BY_IMPORT = {
    "trygghet.intake.row_read.v1",
    "trygghet.unit.extract_received.v1",
    "trygghet.unit.row_rejected.v1",
    *(model.TYPE for model in DERIVED),
}
"""Facts that nobody tells: the importer and the service itself write them."""


class Somebody:
    """Answers whatever a fact asks about what only the playing finds out."""

    def case(self, handle: str) -> CaseRef:
        return "T-0000-00"

    def rejected(self, report: str) -> str:
        return report

    def row(self, report: str) -> str:
        return report

    def read(self, report: str, name: str) -> FactRef:
        return FactRef(source=Source.IMPORT, id=report)


@pytest.fixture(scope="module")
def district() -> District:
    return make(CASES, 1, TODAY)


def cells_of(district: District, column: str) -> list[str]:
    return [cell for extract in district.extracts for row in extract.rows if (cell := row.get(column))]


def wire_of(district: District) -> bytes:
    steps = (*district.units, *district.staff, *district.steps)
    return b"\n".join(to_wire(step.fact(Somebody())) for step in steps)


def test_a_seed_and_a_day_give_the_same_district(district):
    again = make(CASES, 1, TODAY)
    assert wire_of(again) == wire_of(district)
    assert [extract.csv() for extract in again.extracts] == [extract.csv() for extract in district.extracts]
    assert wire_of(make(CASES, 2, TODAY)) != wire_of(district)


@pytest.mark.parametrize("today", [TODAY + timedelta(days=n) for n in range(7)] + [date(2027, 1, 2), date(2027, 4, 5)])
def test_the_story_ends_before_the_day(today):
    district = make(60, 3, today)
    assert all(day_of(step.told) < today for step in district.steps)
    assert all(day_of(extract.at) < today for extract in district.extracts)
    assert max(extract.at for extract in district.extracts) > min(step.at for step in district.steps)


def test_every_kind_of_story_is_told():
    assert {plot.name for plot in cast(90)} == {plot.name for plot in PLOTS}
    assert len(cast(300)) == 300
    assert len(cast(5)) == 5


def test_a_large_district_tells_every_fact_that_somebody_can_tell():
    told = {step.fact(Somebody()).type for step in make(600, 1, TODAY).steps}
    assert told | DERIVED_OR_BY_IMPORT | {UnitAdded.TYPE, StaffAdded.TYPE} == set(BY_TYPE)


def test_the_year_has_every_week_of_every_unit_but_the_one_that_is_late(district):
    weeks = {(extract.unit, extract.week) for extract in district.extracts}
    assert len(weeks) == len(district.extracts) == WEEKS * len(UNITS) - 1


def test_rows_come_again_some_of_them_changed(district):
    seen: dict[tuple[str, str], list[dict[str, str]]] = {}
    for extract in district.extracts:
        for row in extract.rows:
            seen.setdefault((row["anmeldelsesnr"], row["navn"]), []).append(row)
    again = [rows for rows in seen.values() if len(rows) > 1]
    assert len(again) > CASES / 4
    assert any(rows[0] != rows[-1] for rows in again)
    assert sum(rows[0] == rows[-1] for rows in again) > len(again) / 2


def test_some_were_exposed_together_and_some_are_siblings(district):
    names: dict[str, set[str]] = {}
    homes: dict[str, set[str]] = {}
    for extract in district.extracts:
        for row in extract.rows:
            names.setdefault(row["anmeldelsesnr"], set()).add(row["navn"])
            homes.setdefault(row.get("foresatt_1_navn") or row["navn"], set()).add(row["navn"])
    assert any(len(found) > 1 for found in names.values())
    assert any(len(found) > 1 for found in homes.values())


def test_only_one_story_tells_what_becomes_of_a_criminal_case():
    district = make(600, 1, TODAY)
    names: dict[str, set[str]] = {}
    for extract in district.extracts:
        for row in extract.rows:
            names.setdefault(row["anmeldelsesnr"], set()).add(row["navn"])
    told = 0
    for step in district.steps:
        if isinstance(step.said, MatterFact) and not isinstance(step.said, HearingFact):
            exposed = names.get(reveal(step.said.report_number) or "", set())
            assert len(exposed) <= 1
            assert "/" in step.about or exposed <= {step.about}
            told += 1
    assert told > 10


def test_referrals_come_by_several_ways(district):
    ways = {step.said.came_from for step in district.steps if isinstance(step.said, ReferralReceived)}
    assert ways >= {"school", "health"}
    assert "other" not in ways


def test_every_role_works_in_the_district():
    staff = everybody(iter(f"Navn {n}" for n in range(1000)).__next__)
    assert {role for told in staff.values() for role in told.roles} == set(Role)
    assert {unit for told in staff.values() for unit in told.units} == set(UNITS)
    assert {told.public_employee for told in staff.values()} == {True, False}


def test_nobody_real_can_have_a_number_of_the_sample(district):
    numbers = {cell for cell in cells_of(district, "fodselsnummer") if cell.isdigit()}
    numbers |= {found.decode() for found in re.findall(rb'"national_number":"(\d+)"', wire_of(district))}
    assert len(numbers) > CASES
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
    phones -= {"112", "02800"}  # the police's own, in the units' directories
    assert len(phones) > 2 * CASES
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
    assert len(subjects) > 10 * CASES
    assert sum(subject.removeprefix("case/") in reports for subject in subjects) > 0.7 * len(subjects)
    assert all(path.stat().st_mode & 0o077 == 0 for path in written.values())
    assert len(written) == len(district.extracts) + 3


def test_the_district_is_played_as_its_story_says(record: Record):
    clock = SystemClock()
    keyring = KeyRing(record.secrets, clock)
    with record.database.pool(DatabaseRole.WRITER) as pool:
        imports = RecordedImports(pool)
        first = still_to_play(pool, 90, 4, TODAY)
        assert first is not None
        played = play(first, lambda story: Casework(pool, keyring, story), imports, keyring.index_token, clock)
        assert played.unlike == []
        assert {"recorded", "breached", "waiting", "refused", "quarantined", "no_case"} == set(played.facts)
        assert set(played.rows) == {"new", "known", "changed", "outside", "rejected"}
        assert len(played.cases) >= 90
        with pool.connection() as connection:
            phases = {phase for (phase,) in connection.execute("SELECT phase FROM subjects WHERE kind = 'case'")}
            overdue = connection.execute("SELECT count(*) FROM duties WHERE due_date < %s", (TODAY,)).fetchone()
            types = {told for (told,) in connection.execute("SELECT DISTINCT type FROM events")}
        assert phases == PHASES
        assert types == set(BY_TYPE) - {ContactHalted.TYPE}  # no youth of the district is in two units
        assert overdue is not None
        assert 5 < overdue[0] < 60
        with closed_after(auditor := record.connect(DatabaseRole.AUDITOR)):
            assert verify(auditor, keyring) == []
        assert still_to_play(pool, 90, 4, TODAY + timedelta(days=1)) is None


def test_where_somebody_has_been_at_work_no_sample_is_added(record: Record):
    clock = SystemClock()
    keyring = KeyRing(record.secrets, clock)
    with record.database.pool(DatabaseRole.WRITER) as pool:
        Casework(pool, keyring, clock).take([Incoming.of(fact) for fact in (*people("ost"), referral(someone(1)))])
        assert still_to_play(pool, 90, 4, TODAY) is None


def test_a_play_that_was_interrupted_goes_on_with_the_same_district_and_only_once(record: Record):
    clock = SystemClock()
    keyring = KeyRing(record.secrets, clock)

    class Away(Exception):
        """The process went away."""

    class Dies:
        def __init__(self, casework: Casework) -> None:
            self.casework = casework
            self.batches = 250

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
        assert len(played.cases) >= 30
        assert still_to_play(pool, 300, 9, TODAY) is None

        with pool.connection() as connection:
            events = connection.execute("SELECT count(*) FROM events").fetchone()
        again = play(district, lambda story: Casework(pool, keyring, story), imports, keyring.index_token, clock)
        with pool.connection() as connection:
            assert connection.execute("SELECT count(*) FROM events").fetchone() == events
        assert again.cases == played.cases
        assert again.rows["new"] == 0
