"""The report as a PDF."""

from dataclasses import asdict
from importlib.resources import files
from typing import Any

from services.report.drawing import drawn
from services.report.view import ReportView, TableView, view
from services.texts import Texts
from services.typesetting import pdf
from workflows.report.report import Report


def printed(report: Report, t: Texts) -> bytes:
    """The PDF; the same report gives the same bytes."""
    template = (files("services.report") / "templates" / "report.typ").read_bytes()
    return pdf([template], _data(view(report, t), t))


def _data(shown: ReportView, t: Texts) -> dict[str, Any]:
    words = {code: t("report", code) for code in ("row", "share", "page", "where", "before", "after")}
    sections = [
        {**asdict(section), "tables": [_table(table) for table in section.tables]} for section in shown.sections
    ]
    return {**asdict(shown), **words, "sections": sections}


def _table(table: TableView) -> dict[str, Any]:
    picture = None
    if table.picture is not None:
        picture = {"svg": drawn(table.picture), "words": table.picture.words}
    return {**asdict(table), "picture": picture}
