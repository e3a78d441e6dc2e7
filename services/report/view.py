"""The report in words: what every form of it shows, already in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from services.texts import Texts
from workflows.report.figure import Figure
from workflows.report.report import Change, Column, Report, Row, ShownTable
from workflows.report.tally import DISTRICT
from workflows.workdays import day_of

HIDDEN: Final = ":"
"""Stands for a number that is not told, as in official statistics."""

KEYS: Final = (
    ("key_cases", "found_by", ""),
    ("key_offers", "decision", "offer"),
    ("key_conversations", "conversation", "held"),
    ("key_guided", "guided", "begun"),
    ("key_closed", "ground", ""),
)
"""What stands first in large figures: its words, the figure, and the row (the total where none is named)."""


MOST_NAMED: Final = 9
"""So many rows with nothing in them are named below a table; more are left out without a word."""

FEWEST_BARS: Final = 2
"""A picture compares: with fewer bars there is none."""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row: its label, a number for each column as it is written, and its share of the total."""

    label: str
    cells: tuple[str, ...]
    share: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a picture; no value: hidden."""

    label: str
    value: int | None
    told: str


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture of a table's first column, with everything that it shows in words."""

    kind: str
    bars: tuple[Bar, ...]
    words: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table: `groups` are places with how many columns each has, `years` the columns under them."""

    id: str
    title: str
    how: str
    rules: str
    groups: tuple[tuple[str, int], ...]
    years: tuple[str, ...]
    rows: tuple[RowView, ...]
    total: RowView
    none_of: str
    kept: str
    picture: PictureView | None


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with the coordinator's words as paragraphs, and what had nothing to count."""

    id: str
    title: str
    text: tuple[str, ...]
    tables: tuple[TableView, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A number that the version before told otherwise."""

    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole report in words."""

    language: str
    title: str
    of: str
    lines: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    sections: tuple[SectionView, ...]
    changes_title: str
    changes_line: str
    changes: tuple[ChangeView, ...]


def view(report: Report, t: Texts) -> ReportView:
    """The report in a language."""
    return Words(report, t).whole()


@dataclass(frozen=True, slots=True)
class Words:
    report: Report
    t: Texts

    def whole(self) -> ReportView:
        report, t = self.report, self.t
        sections = tuple(
            SectionView(
                section.section,
                t("report_section", section.section),
                tuple(part.strip() for part in (section.text or "").split("\n\n") if part.strip()),
                tuple(self._table(table) for table in section.tables if not table.empty),
                self._empty(section.tables),
            )
            for section in report.sections
            if section.tables or section.text
        )
        since = report.since
        title = line = ""
        if since is not None:
            title = t("report", "changes", number=since.number)
            code = "changes_of" if report.changes else "no_changes"
            line = t("report", code, number=since.number, day=t.day(since.as_of))
        return ReportView(
            language=t.language,
            title=t("report", "title", year=report.year),
            of=self._of(),
            lines=tuple(self._lines()),
            keys=tuple(self._keys()),
            sections=sections,
            changes_title=title,
            changes_line=line,
            changes=tuple(self._change(one) for one in report.changes if one.column.place == report.place),
        )

    def _of(self) -> str:
        if self.report.unit is None:
            return self.t("report", "of_district")
        return self.t("report", "of_unit", unit=self.place(self.report.unit))

    def place(self, place: str) -> str:
        """The name of a unit, or the district."""
        return self.t("report", "district") if place == DISTRICT else self.report.names.get(place, place)

    def _lines(self) -> Iterable[str]:
        report, t, version = self.report, self.t, self.report.version
        if version is None:
            yield t("report", "no_version")
        elif version.approved is None:
            yield t("report", "version_draft", number=version.number, day=t.day(day_of(version.drafted.at)))
        else:
            yield t("report", "version_approved", number=version.number, day=t.day(day_of(version.approved.at)))
            if version.sent:
                levels = (f"{t('word', one.level)} {t.day(day_of(one.mark.at))}" for one in version.sent)
                yield t("report", "sent_to", levels=", ".join(levels))
        yield t("report", "figures_of", day=t.day(report.as_of))
        if report.as_of.year == report.year and (report.as_of.month, report.as_of.day) != (12, 31):
            yield t("report", "year_not_over")
        if report.hidden:
            yield t("report", "hides", hidden=report.hidden, numbers=report.numbers, most=report.small - 1)
        else:
            yield t("report", "hides_none")
        summed = next((c for table in report.tables for c in table.columns if c.since is not None), None)
        if summed is not None:
            yield t("report", "together", years=self.years(summed))
        if report.kept:
            yield t("report", "keeps", kept=report.kept, small=report.small)
        yield t("report", "goes_to")

    def _keys(self) -> Iterable[tuple[str, str]]:
        for words, figure, row in KEYS:
            yield self.in_words(self.report.value(figure, row)), self.t("report", words)
        table = next((one for one in self.report.tables if one.figure.id == "days_in_all"), None)
        told = [] if table is None else [(row.values[0], row) for row in table.rows if row.values[0]]
        if table is not None and told:
            most = max(told, key=lambda one: one[0] or 0)[1]
            yield self.label(table.figure, most.word), self.t("report", "key_typical")

    def number(self, value: int | None) -> str:
        """As it is written: thousands apart, or the sign of what is hidden."""
        if value is None:
            return HIDDEN
        return f"{value:,}" if self.t.language == "en" else f"{value:,}".replace(",", "\u202f")

    def in_words(self, value: int | None) -> str:
        """As it is written where it stands alone, outside a table."""
        return self.t("report", "hidden_word") if value is None else self.number(value)

    def years(self, column: Column) -> str:
        """The year of a column, or the years that stand in it together."""
        return column.when.replace("-", "–")

    def label(self, figure: Figure, word: str) -> str:
        """What people read for a row."""
        t, known = self.t, self.t.sections()
        if not word:
            return t("report", "total")
        if figure.id == "restored":
            arena, _, safe = word.partition(".")
            return _capital(f"{t('word', arena)}: {t('word', safe)}")
        if figure.id == "breaches":
            return f"R{word}: {t.known('rule', word).rstrip('.')}"
        code = f"{figure.words}.{word}"
        if code in known["report_row"]:
            return t("report_row", code)
        return _capital(known.get(figure.words, {}).get(word, word))

    def _table(self, table: ShownTable) -> TableView:
        t, figure = self.t, table.figure
        empty = [row for row in table.rows if all(value == 0 for value in row.values)]
        shown = [row for row in table.rows if row not in empty]
        dark = not any(value for row in shown for value in row.values)
        kept = ", ".join(map(str, table.kept))
        left_out = shown if dark else empty
        names = ", ".join(_small(self.label(figure, row.word)) for row in left_out)
        said = t("report", "all_hidden" if dark else "none_of", rows=names) if left_out else ""
        if len(left_out) > MOST_NAMED:
            said = t("report", "all_hidden_many") if dark else ""
        return TableView(
            id=figure.id,
            title=t("figure", figure.id),
            how=t("figure_how", figure.id),
            rules=t("report", "rules", rules=", ".join(f"R{number}" for number in figure.rules)),
            groups=tuple(
                (self.place(place), len(list(some))) for place, some in groupby(c.place for c in table.columns)
            ),
            years=tuple(self.years(column) for column in table.columns),
            rows=() if dark else tuple(self._row(table, row) for row in shown),
            total=self._row(table, table.total),
            none_of=said,
            kept=t("report", "kept", years=kept, small=self.report.small) if kept else "",
            picture=self._picture(table, table.rows if figure.picture == "columns" else shown),
        )

    def _row(self, table: ShownTable, row: Row) -> RowView:
        share = table.share(row)
        sign = "%" if self.t.language == "en" else "\u00a0%"
        told = "" if share is None else f"{round(100 * share)}{sign}"
        return RowView(self.label(table.figure, row.word), tuple(self.number(value) for value in row.values), told)

    def _picture(self, table: ShownTable, rows: Sequence[Row]) -> PictureView | None:
        figure, t = table.figure, self.t
        if figure.picture == "bars":
            rows = [row for row in rows if row.values[0] != 0]
        if figure.picture == "none" or sum(bool(row.values[0]) for row in rows) < FEWEST_BARS:
            return None
        bars = tuple(
            Bar(
                self.label(figure, row.word),
                row.values[0],
                self.in_words(row.values[0]),
            )
            for row in rows
        )
        told = ", ".join(f"{bar.label} {bar.told}" for bar in bars)
        return PictureView(figure.picture, bars, t("report", "picture", title=t("figure", figure.id), told=told))

    def _empty(self, tables: Sequence[ShownTable]) -> str:
        titles = ", ".join(_small(self.t("figure", one.figure.id)) for one in tables if one.empty)
        return self.t("report", "empty", titles=titles) if titles else ""

    def _change(self, change: Change) -> ChangeView:
        place = f"{self.place(change.column.place)} {self.years(change.column)}"
        where = f"{self.t('figure', change.figure.id)}: {self.label(change.figure, change.row)} ({place})"
        return ChangeView(where, self.number(change.before), self.number(change.after))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """As it stands in the middle of a sentence; abbreviations keep their capitals."""
    return text if text[1:2].isupper() or text[1:2].isdigit() else text[:1].lower() + text[1:]
