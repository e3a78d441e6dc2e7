"""The yearly report of a played district: the same bytes again, nothing personal, in four forms and three languages."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import orjson
import pytest
from python_calamine import CalamineWorkbook

from events.catalogue import build
from events.fact import FactData
from events.personal import Open
from events.report import ReportApproved, ReportDrafted, ReportSent, ReportText
from events.values import Source
from services.casework.casework import Casework
from services.casework.incoming import Incoming
from services.ingest.imports import RecordedImports
from services.report.forms import FORMS
from services.report.reports import DayNotOver, NoSuchVersion, Reports
from services.report.view import view
from services.sample.district import make
from services.sample.play import play
from services.store.asking import Actor, NotAllowed, operator
from services.store.connect import Role
from services.store.erase import erase
from services.store.keys import KeyRing
from services.store.read import Reader
from services.texts import LANGUAGES, Texts, texts
from tests.conftest import Databases, RecordTemplate
from tests.support.happenings import SteppingClock
from tests.support.record import Record, copied
from tests.support.story import OSLO
from workflows.report.catalogue import FIGURES
from workflows.report.report import Report

TODAY = date(2026, 11, 23)
LAST = TODAY - timedelta(days=1)
YEAR = 2026
CASES = 20


@dataclass
class Played:
    """A district whose year has been played, on the morning after."""

    record: Record
    clock: SteppingClock
    reports: Reports
    reader: Reader
    casework: Casework
    facts: int = 0

    def by(self, slug: str) -> Actor:
        return self.reader.actor(slug)

    def tell(self, data: FactData, by: str, unit: str = "ost") -> None:
        """Something more, now."""
        self.facts += 1
        fact = build(
            data,
            id=f"later-{self.facts}",
            source=Source.DESK,
            subject=f"unit/{unit}",
            time=self.clock.now(),
            reported_by=f"staff/{by}",
            recorded_by=f"staff/{by}",
        )
        assert self.casework.take([Incoming.of(fact)])[0].outcome == "recorded"


def played(record: Record, cases: int = CASES) -> Iterator[Played]:
    clock = SteppingClock()
    clock.at = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=OSLO)
    keyring = KeyRing(record.secrets, clock)
    with record.database.pool(Role.WRITER) as pool, record.database.pool(Role.READER, 2) as reading:
        play(
            make(cases, 7, TODAY),
            lambda story: Casework(pool, keyring, story),
            RecordedImports(pool),
            keyring.index_token,
            clock,
        )
        yield Played(
            record,
            clock,
            Reports(reading, keyring, clock),
            Reader(reading, keyring, clock),
            Casework(pool, keyring, clock),
        )


@pytest.fixture(scope="module")
def year(shared_record: Record) -> Iterator[Played]:
    yield from played(shared_record)


@pytest.fixture(scope="module")
def of_unit(year: Played) -> Report:
    return year.reports.report(operator("test"), YEAR, "ost")


@pytest.fixture(scope="module")
def of_district(year: Played) -> Report:
    return year.reports.report(operator("test"), YEAR)


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Texts:
    return texts(request.param)


class Page(HTMLParser):
    """What a page says, and the languages and labels in it."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._style = False
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        if not self._style and data.strip():
            self.said.append(data.strip())


def table(report: Report, id_: str) -> Any:
    return next(one for one in report.tables if one.figure.id == id_)


# the same again


@pytest.mark.parametrize("form", FORMS)
def test_the_same_report_again_is_the_same_bytes(year: Played, of_unit: Report, form: str):
    again = year.reports.report(operator("test"), YEAR, "ost")
    assert FORMS[form](again, texts("nb")) == FORMS[form](of_unit, texts("nb"))


def test_a_year_of_the_district_replays_to_the_same_report_byte_for_byte(
    of_unit: Report,
    record_template: RecordTemplate,
    make_database: Databases,
    tmp_path: Path,
):
    """Another record, other keys, other references of the cases: the same year, and the same bytes in every form."""
    with copied(record_template, make_database, tmp_path) as record:
        for other in played(record):
            again = other.reports.report(operator("test"), YEAR, "ost")
            for make_form in FORMS.values():
                assert make_form(again, texts("nn")) == make_form(of_unit, texts("nn"))


def test_what_was_told_later_is_not_in_the_report_of_a_day_before(year: Played):
    june = date(YEAR, 6, 30)
    report = year.reports.report(operator("test"), YEAR, "ost", june)
    months = {row.word: row.values[0] for row in table(report, "month").rows}
    assert report.as_of == june
    assert {months[f"{n:02d}"] for n in range(7, 13)} <= {0, None}
    assert (report.value("found_by") or 0) < (year.reports.report(operator("test"), YEAR, "ost").value("found_by") or 0)


# what stands in it


def test_every_figure_of_the_catalogue_stands_in_it_once(of_unit: Report):
    assert [one.figure.id for one in of_unit.tables] == [one.id for one in FIGURES]


def test_no_small_number_is_told_of_people_and_the_report_says_how_many_are_hidden(
    of_unit: Report, of_district: Report
):
    for report in (of_unit, of_district):
        told = [
            value
            for one in report.tables
            if one.figure.about == "people"
            for row in (*one.rows, one.total)
            for value in row.values
        ]
        assert not [value for value in told if value is not None and 0 < value < report.small]
        assert report.hidden == told.count(None) > 0


def test_the_units_add_up_to_the_district_where_all_is_told(of_district: Report):
    compared = 0
    for one in of_district.tables:
        units = [n for n, column in enumerate(one.columns) if column.place != "*"]
        for row in (*one.rows, one.total):
            parts = [row.values[n] for n in units]
            if None not in (row.values[0], *parts):
                assert row.values[0] == sum(value or 0 for value in parts)
                compared += 1
    assert compared > 50


def test_json_is_as_it_is_documented_and_null_is_hidden(of_unit: Report, t: Texts):
    told = orjson.loads(FORMS["json"](of_unit, t))
    assert (told["format"], told["year"], told["unit"], told["as_of"]) == ("trygghet.report.v1", YEAR, "ost", str(LAST))
    figures = [one for section in told["sections"] for one in section["figures"]]
    values = [value for one in figures for row in one["rows"] for value in row["values"]]
    values += [value for one in figures for value in one["total"]]
    assert (values.count(None), len(values)) == (told["hidden"], told["numbers"])
    assert all(one["rules"] and one["definition"] and one["adds_up_to"] for one in figures)


def test_the_page_is_whole_in_itself_and_says_nothing_in_codes(of_unit: Report, t: Texts):
    content = FORMS["html"](of_unit, t)
    page = Page(content)
    assert ("html", {"lang": t.language}) in page.tags
    assert not [tag for tag, _ in page.tags if tag in ("script", "link", "img", "iframe")]
    assert not [said for said in page.said if re.search(r"[a-z]_[a-z]|\{|\}", said)]
    pictures = [told for tag, told in page.tags if tag == "svg"]
    assert pictures
    assert all(told["role"] == "img" and told["aria-label"] for told in pictures)
    assert b"<script" not in content


def test_a_table_on_the_page_says_what_the_report_says(of_district: Report):
    page = Page(FORMS["html"](of_district, texts("nb")))
    found = table(of_district, "found_by")
    start = page.said.index("Hvordan de ble funnet")
    told = page.said[start : page.said.index("Nye saker per måned")]
    for row, label in ((found.rows[0], "Ukentlig uttrekk"), (found.total, "I alt")):
        value = row.values[0]
        assert told[told.index(label) + 1] == (":" if value is None else str(value))


def test_the_pdf_is_for_everybody_to_read(of_unit: Report, t: Texts):
    content = FORMS["pdf"](of_unit, t)
    assert content.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in content


def test_the_workbook_has_numbers_where_the_report_has_them(of_unit: Report):
    book = CalamineWorkbook.from_filelike(io.BytesIO(FORMS["xlsx"](of_unit, texts("nb"))))
    assert book.sheet_names[:2] == ["Om rapporten", "Hvem som ble funnet"]
    rows = book.get_sheet_by_name("Hvem som ble funnet").to_python()
    start = next(n for n, row in enumerate(rows) if row[0] == "Alder")
    told = {str(row[0]): row[1] for row in rows[start : start + 9]}
    ages = table(of_unit, "age")
    assert told["I alt"] == ages.total.values[0]
    for row, label in zip(ages.rows, ("Under 12 år", "12–14 år", "15–17 år", "18 år og over", "Ukjent"), strict=True):
        assert told[label] == (":" if row.values[0] is None else row.values[0])


def test_the_pictures_tell_in_words_what_they_show_and_what_is_hidden(of_district: Report):
    tables = [one for part in view(of_district, texts("nb")).sections for one in part.tables]
    drawn = [(one.id, one.picture) for one in tables if one.picture is not None]
    assert FORMS["html"](of_district, texts("nb")).count(b"<svg") == len(drawn) > 2
    for id_, picture in drawn:
        values = [row.values[0] for row in table(of_district, id_).rows]
        assert [bar.value for bar in picture.bars if bar.value] == [value for value in values if value]
        assert picture.words.count("skjult") == values.count(None)


# who may see it


@pytest.mark.parametrize(
    ("slug", "unit"), [("k1", "ost"), ("l1", "ost"), ("k1", None), ("drift", "ost"), ("salto", "vest")]
)
def test_these_see_it(year: Played, slug: str, unit: str | None):
    assert year.reports.report(year.by(slug), YEAR, unit, date(YEAR, 1, 31)).tables


@pytest.mark.parametrize(("slug", "unit"), [("g1", "ost"), ("e1", "ost"), ("r1", None), ("k2", "ost")])
def test_these_do_not(year: Played, slug: str, unit: str | None):
    with pytest.raises(NotAllowed):
        year.reports.report(year.by(slug), YEAR, unit)


def test_that_it_was_read_stands_in_the_ledger(year: Played):
    year.reports.report(year.by("l1"), YEAR, "ost", date(YEAR, 1, 31))
    with year.record.connect(Role.AUDITOR) as connection:
        found = connection.execute("SELECT actor, subject, detail FROM ledger WHERE act = 'read_report'").fetchall()
    assert ("staff/l1", "unit/ost", str(YEAR)) in found


def test_a_day_that_is_not_over_cannot_be_asked_for(year: Played):
    with pytest.raises(DayNotOver):
        year.reports.report(operator("test"), YEAR, "ost", TODAY)
    with pytest.raises(DayNotOver):
        year.reports.report(operator("test"), YEAR - 3, "ost")


# versions


def test_a_sent_version_is_had_again_with_its_texts(year: Played):
    report = year.reports.report(operator("test"), YEAR - 1, "ost", version=1)
    summary = next(one for one in report.sections if one.section == "summary")
    assert report.version is not None
    assert (report.version.standing, report.as_of) == ("sent", date(YEAR, 1, 31))
    assert summary.text is not None
    assert summary.text.startswith("Programmet kom i gang")
    with pytest.raises(NoSuchVersion):
        year.reports.report(operator("test"), YEAR - 1, "ost", version=2)


def test_a_version_that_not_every_level_has_says_which_have_it(year: Played):
    page = Page(FORMS["html"](year.reports.report(operator("test"), YEAR - 1, "vest", version=1), texts("nb")))
    assert "Sendt: styringsnivå 18.2.2026, koordineringsnivå 19.2.2026." in page.said


def test_a_report_goes_its_way_and_a_later_one_says_what_changed(
    record_template: RecordTemplate, make_database: Databases, tmp_path: Path
):
    with copied(record_template, make_database, tmp_path) as record:
        for year in played(record, 14):
            _goes_its_way(year)


def _goes_its_way(year: Played) -> None:
    ask, salto = operator("test"), year.by("salto")
    spring = date(YEAR, 3, 31)
    year.tell(ReportText(year=YEAR, section="found", text=Open("Flere fra skolene.")), "k1")
    year.tell(ReportDrafted(year=YEAR, version=1, as_of=spring), "k1")
    year.tell(ReportText(year=YEAR, section="found", text=Open("Skrevet etterpå.")), "k1")
    before = FORMS["json"](year.reports.report(ask, YEAR, "ost", version=1), texts("nb"))
    assert "Flere fra skolene." in before.decode()
    assert "Skrevet etterpå." not in before.decode()
    assert _found(year.reports.report(salto, YEAR, "ost", version=1)) is None
    year.tell(ReportApproved(year=YEAR, version=1), "l1")
    assert _found(year.reports.report(salto, YEAR, "ost", version=1)) == "Flere fra skolene."
    year.tell(ReportSent(year=YEAR, version=1, level="steering", to="SaLTo"), "k1")
    year.clock.at += timedelta(days=1)
    year.tell(ReportDrafted(year=YEAR, version=2, as_of=TODAY), "k1")
    second = year.reports.report(ask, YEAR, "ost", version=2)
    assert second.since is not None
    assert (second.since.number, second.since.as_of) == (1, spring)
    assert second.changes
    assert all(abs(one.after - one.before) >= second.small for one in second.changes if one.figure.about == "people")
    assert second.kept > 0
    assert FORMS["pdf"](second, texts("nb")).startswith(b"%PDF")
    page = Page(FORMS["html"](second, texts("nb")))
    assert "Endret siden versjon 1" in page.said
    _forgotten(year)


def _found(report: Report) -> str | None:
    return next(one.text for one in report.sections if one.section == "found")


def _forgotten(year: Played) -> None:
    """A case is erased; the figures stay."""
    before = FORMS["json"](year.reports.report(operator("test"), YEAR, "ost"), texts("nb"))
    with year.record.connect(Role.AUDITOR) as connection:
        row = connection.execute(
            "SELECT id FROM subjects WHERE kind = 'case' AND unit = 'ost' AND phase = 'closed' ORDER BY id LIMIT 1"
        ).fetchone()
    assert row is not None
    with year.record.connect(Role.ERASER) as connection:
        erase(
            connection,
            year.record.keyring,
            f"case/{row[0]}",
            actor="system/operator:x",
            at=year.clock.now(),
            why="retention",
        )
    assert FORMS["json"](year.reports.report(operator("test"), YEAR, "ost"), texts("nb")) == before
