"""A report is made once and shown again at once; what is kept is no second truth, and tells nothing that is hidden."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import orjson
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

import services.report.kept as kept
import services.report.reports as reports
from services.casework.incoming import Incoming
from services.report import making
from services.report.forms import FORMS
from services.report.kept import Wanted
from services.report.making import Progress, Read
from services.store.asking import NotAllowed, operator
from services.store.connect import Role
from services.texts import texts
from tests.services.test_report import TODAY, YEAR, Played, played
from tests.support.happenings import referral, someone
from tests.support.record import Record
from tests.support.story import OSLO
from workflows.report.reading import end_of
from workflows.report.report import Report

ASK = operator("test")
EARLY = date(YEAR, 1, 12)


@pytest.fixture(scope="module")
def year(shared_record: Record) -> Iterator[Played]:
    yield from played(shared_record, 6)


@pytest.fixture
def makings(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The days whose reports have been made in this test."""
    found: list[date] = []
    read = making.read

    def counted(connection: Connection[TupleRow], wanted: Wanted, on_progress: Progress) -> Read:
        found.append(wanted.plan.day)
        return read(connection, wanted, on_progress)

    monkeypatch.setattr(reports, "read", counted)
    return found


def of_ost(year: Played) -> Report:
    """Of a day on which little had happened."""
    return year.reports.report(ASK, YEAR, "ost", EARLY)


def plain(report: Report) -> bytes:
    return FORMS["json"](report, texts("nb"))


def rows(year: Played, units: str, *columns: str) -> list[tuple[object, ...]]:
    """What a reader sees of what is kept, who sees these units."""
    with year.record.connect(Role.READER) as connection, connection.transaction():
        connection.execute("SELECT set_config('trygghet.units', %s, true)", (units,))
        return connection.execute(f"SELECT {', '.join(columns)} FROM reports_kept ORDER BY unit, part").fetchall()


def thrown_away(year: Played) -> None:
    with year.record.connect(Role.READER) as connection, connection.transaction():
        connection.execute("SELECT set_config('trygghet.units', '*', true)")
        connection.execute("DELETE FROM reports_kept")


def told(year: Played, person: int, at: datetime) -> None:
    """A referral that was recorded then."""
    now, year.clock.at = year.clock.at, at
    fact = referral(someone(person), at=at - timedelta(minutes=1))
    assert year.casework.take([Incoming.of(fact)])[0].outcome == "recorded"
    year.clock.at = max(now, at)


def test_it_is_made_once_with_those_of_the_other_units_and_is_the_same_again(year: Played, makings: list[date]):
    first = plain(of_ost(year))
    assert plain(of_ost(year)) == first
    for unit in ("vest", "sentrum", None):
        assert year.reports.report(ASK, YEAR, unit, EARLY).tables
    assert makings == [EARLY]
    thrown_away(year)
    assert plain(of_ost(year)) == first
    assert makings == [EARLY, EARLY]


def test_a_fact_of_today_makes_no_report_of_an_earlier_day_anew(year: Played, makings: list[date]):
    before = plain(of_ost(year))
    makings.clear()
    told(year, 700, datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=OSLO))
    assert plain(of_ost(year)) == before
    assert makings == []


def test_a_line_that_comes_late_makes_the_report_of_its_day_anew(year: Played, makings: list[date]):
    before = plain(of_ost(year))
    makings.clear()
    for person in range(701, 707):
        told(year, person, end_of(EARLY) - timedelta(hours=3))
    assert plain(of_ost(year)) != before
    assert makings == [EARLY]


def test_what_is_made_while_the_day_may_still_be_written_is_made_again_when_it_has_settled(
    year: Played, makings: list[date]
):
    now = year.clock.at
    thrown_away(year)
    year.clock.at = end_of(EARLY) + timedelta(minutes=1)
    first = plain(of_ost(year))
    assert plain(of_ost(year)) == first
    assert len(makings) == 1
    year.clock.at += kept.SETTLED
    assert plain(of_ost(year)) == first
    assert len(makings) == 2
    year.clock.at = now


def test_programs_that_count_otherwise_make_it_anew(year: Played, makings: list[date], monkeypatch: pytest.MonkeyPatch):
    of_ost(year)
    makings.clear()
    monkeypatch.setattr(kept, "code", lambda: "another version")
    of_ost(year)
    assert len(makings) == 1


def test_whoever_may_not_see_it_does_not_although_it_is_kept(year: Played):
    of_ost(year)
    for slug in ("k2", "g1"):
        with pytest.raises(NotAllowed):
            year.reports.report(year.by(slug), YEAR, "ost", EARLY)
        with pytest.raises(NotAllowed):
            year.reports.unmade(year.by(slug), YEAR, "ost")
    assert {unit for (unit,) in rows(year, "vest", "unit")} == {"vest"}
    assert rows(year, "", "unit") == []


def test_nothing_is_kept_that_is_hidden_or_about_anybody(year: Played):
    report = of_ost(year)
    bodies = {
        part: orjson.loads(bytes(body))  # type: ignore[call-overload]
        for unit, part, body in rows(year, "*", "unit", "part", "body")
        if unit == "ost"
    }
    whole = bodies.pop("")
    assert whole["names"] == dict(report.names)
    assert report.hidden > 0
    for table, shown in zip(whole["tables"], report.tables, strict=True):
        assert [values for _, values in table["rows"]] == [list(row.values) for row in shown.rows]
        assert table["total"] == list(shown.total.values)
        if any(row.values[0] is None for row in shown.rows):
            assert shown.figure.id not in bodies
    refs = [ref for told in bodies.values() for found in told.values() for ref in found]
    assert all(ref.startswith("T-") and len(ref) == 9 for ref in refs)
