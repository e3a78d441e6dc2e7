"""The report as a workbook: a sheet about it, one for each section with its tables, one with what changed."""

import io
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter

from services.report.view import HIDDEN, ReportView, SectionView, TableView, Words, view
from services.texts import Texts
from workflows.report.report import Report, ShownTable

MADE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Stands in the file as the time at which it was made: the same report gives the same bytes."""

_NAME: Final = 31
"""Longest name of a sheet."""


def sheet(report: Report, t: Texts) -> bytes:
    """The workbook; numbers are numbers, hidden ones are `:`."""
    stream = io.BytesIO()
    text_stays_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **text_stays_text})
    shown = view(report, t)
    book.set_properties({"title": f"{shown.title} · {shown.of}", "created": MADE})
    writer = _Book(book, t)
    writer.about(shown)
    for section in shown.sections:
        told = next(one for one in report.sections if one.section == section.id)
        writer.section(section, {table.figure.id: table for table in told.tables}, report)
    if shown.changes:
        writer.changes(shown)
    book.close()
    return stream.getvalue()


class _Book:
    def __init__(self, book: Any, t: Texts) -> None:
        self._book, self._t = book, t
        self._title = book.add_format({"bold": True, "font_size": 18, "font_color": "#1f4e79"})
        self._head = book.add_format({"bold": True, "font_size": 13, "font_color": "#1f4e79"})
        self._bold = book.add_format({"bold": True})
        self._right = book.add_format(
            {"bold": True, "align": "right", "valign": "bottom", "bottom": 1, "text_wrap": True}
        )
        self._left = book.add_format({"bold": True, "valign": "bottom", "bottom": 1})
        self._quiet = book.add_format({"font_color": "#52606d", "text_wrap": True, "valign": "top"})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._number = book.add_format({"num_format": "#,##0", "align": "right"})
        self._whole = book.add_format({"num_format": "#,##0", "align": "right", "bold": True, "top": 1})
        self._last = book.add_format({"bold": True, "top": 1})
        self._share = book.add_format({"num_format": "0 %", "align": "right", "font_color": "#52606d"})

    def about(self, shown: ReportView) -> None:
        """What the report is, and its key figures."""
        page = self._page(self._t("report", "sheet_about"))
        page.set_column(0, 0, 80)
        page.write_string(0, 0, shown.title, self._title)
        page.write_string(1, 0, shown.of, self._bold)
        row = 3
        for line in shown.lines:
            page.write_string(row, 0, line, self._wrap)
            row += 1
        row += 1
        for number, words in shown.keys:
            page.write_string(row, 0, f"{number} {words}")
            row += 1
        if shown.changes_title:
            page.write_string(row + 1, 0, shown.changes_line, self._wrap)

    def section(self, section: SectionView, told: dict[str, ShownTable], report: Report) -> None:
        """The coordinator's words, and the tables below each other."""
        page = self._page(section.title)
        page.set_column(0, 0, 58)
        page.set_column(1, 12, 13)
        page.write_string(0, 0, section.title, self._title)
        row = 2
        for part in section.text:
            page.merge_range(row, 0, row, 6, part, self._wrap)
            page.set_row(row, 15 * (1 + len(part) // 120))
            row += 1
        for table in section.tables:
            row = self._table(page, row + 1, table, told[table.id], report)
        if section.empty:
            page.write_string(row + 1, 0, section.empty, self._quiet)

    def _table(self, page: Any, row: int, table: TableView, told: ShownTable, report: Report) -> int:
        words = Words(report, self._t)
        page.write_string(row, 0, table.title, self._head)
        page.write_string(row + 1, 0, f"{table.how} {table.rules}", self._quiet)
        page.set_row(row + 1, 15 * (1 + len(table.how + table.rules) // 58))
        row += 2
        page.write_string(row, 0, self._t("report", "row"), self._left)
        places = [words.place(column.place) for column in told.columns]
        for n, (place, column) in enumerate(zip(places, told.columns, strict=True)):
            page.write_string(row, n + 1 + (n > 0), f"{place}\n{words.years(column)}", self._right)
        page.write_string(row, 2, self._t("report", "share"), self._right)
        page.set_row(row, 32)
        for line in told.rows:
            row += 1
            page.write_string(row, 0, words.label(told.figure, line.word))
            for n, value in enumerate(line.values):
                self._cell(page, row, n + 1 + (n > 0), value, self._number)
            share = told.share(line)
            if share is not None:
                page.write_number(row, 2, share, self._share)
        row += 1
        page.write_string(row, 0, table.total.label, self._last)
        page.write_blank(row, 2, None, self._last)
        for n, value in enumerate(told.total.values):
            self._cell(page, row, n + 1 + (n > 0), value, self._whole)
        if table.kept:
            row += 1
            page.write_string(row, 0, table.kept, self._quiet)
        return row + 1

    def _cell(self, page: Any, row: int, column: int, value: int | None, form: Any) -> None:
        if value is None:
            page.write_string(row, column, HIDDEN, form)
        else:
            page.write_number(row, column, value, form)

    def changes(self, shown: ReportView) -> None:
        """What the version before told otherwise."""
        page = self._page(shown.changes_title)
        page.set_column(0, 0, 90)
        page.write_string(0, 0, shown.changes_line, self._wrap)
        for n, head in enumerate(("where", "before", "after")):
            page.write_string(2, n, self._t("report", head), self._right if n else self._left)
        for row, change in enumerate(shown.changes, start=3):
            page.write_string(row, 0, change.where)
            page.write_string(row, 1, change.before, self._number)
            page.write_string(row, 2, change.after, self._number)

    def _page(self, name: str) -> Any:
        page = self._book.add_worksheet(name[:_NAME])
        page.hide_gridlines(2)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_paper(9)
        return page
