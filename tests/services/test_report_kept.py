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
from workflows.report.report import Report

ASK = operator("test")


@pytest.fixture(scope="module")
def year(shared_record: Record) -> Iterator[Played]:
    yield from played(shared_record, 14)


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


def of_ost(year: Played, day: date | None = None) -> Report:
    """Of a day, or of yesterday."""
    return year.reports.report(ASK, YEAR, "ost", day)


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
    assert len(makings) == 1
    assert plain(of_ost(year)) == first
    for unit in ("vest", "sentrum", None):
        assert year.reports.report(ASK, YEAR, unit).tables
    assert year.reports.unmade(ASK, YEAR, "ost") is None
    assert len(makings) == 1
    thrown_away(year)
    assert year.reports.unmade(ASK, YEAR, "ost") is not None
    assert plain(of_ost(year)) == first
    assert len(makings) == 2


def test_a_fact_of_today_changes_nothing_of_yesterday_and_is_in_the_report_of_tomorrow(
    year: Played, makings: list[date]
):
    before = of_ost(year)
    makings.clear()
    told(year, 700, datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=OSLO))
    assert plain(of_ost(year)) == plain(before)
    assert makings == []
    year.clock.at += timedelta(days=1)
    assert plain(of_ost(year)) != plain(before)
    assert makings == [TODAY]


def test_a_line_that_comes_late_makes_the_report_of_its_day_anew(year: Played, makings: list[date]):
    spring = date(YEAR, 3, 31)
    before = of_ost(year, spring)
    assert before.value("month") == 0
    told(year, 701, datetime(YEAR, 3, 30, 12, tzinfo=OSLO))
    assert of_ost(year, spring).value("month") is None  # one is too few to be told
    assert makings == [spring, spring]


def test_what_is_made_while_the_day_may_still_be_written_is_made_again_when_it_has_settled(
    year: Played, makings: list[date]
):
    now = year.clock.at
    year.clock.at = datetime.combine(day := now.date() + timedelta(days=3), datetime.min.time(), OSLO)
    year.clock.at += timedelta(minutes=1)
    first = plain(of_ost(year))
    assert plain(of_ost(year)) == first
    assert makings == [day - timedelta(days=1)]
    year.clock.at += kept.SETTLED
    assert plain(of_ost(year)) == first
    assert len(makings) == 2


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
            year.reports.report(year.by(slug), YEAR, "ost")
        with pytest.raises(NotAllowed):
            year.reports.unmade(year.by(slug), YEAR, "ost")
    assert {unit for (unit,) in rows(year, "vest", "unit")} == {"vest"}
    assert rows(year, "", "unit") == []


def test_nothing_is_kept_that_is_hidden_or_about_anybody(year: Played):
    report = of_ost(year)
    bodies = {
        (unit, part): orjson.loads(bytes(body))  # type: ignore[call-overload]
        for unit, part, body, day in rows(year, "*", "unit", "part", "body", "day")
        if day == report.as_of
    }
    whole = bodies["ost", ""]
    assert whole["names"] == dict(report.names)
    tables = whole["tables"]
    for table, shown in zip(tables, report.tables, strict=True):
        assert [values for _, values in table["rows"]] == [list(row.values) for row in shown.rows]
        assert table["total"] == list(shown.total.values)
        if shown.figure.about == "people":
            numbers = [n for row in (*shown.rows, shown.total) for n in row.values]
            assert not [n for n in numbers if n is not None and 0 < n < report.small]
    lists = [told for (_, part), told in bodies.items() if part]
    assert lists
    assert all(ref.startswith("T-") and len(ref) == 9 for told in lists for refs in told.values() for ref in refs)
