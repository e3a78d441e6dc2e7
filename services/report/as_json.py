"""The report for programs: codes and numbers, and beside them the words of the language that was asked for.

{"format": "trygghet.report.v1", "year", "unit" (null: the district), "as_of", "hidden_below", "numbers", "hidden",
 "version": {"number", "standing", "sent": {level: day}} or null, "compared_with": {"number", "as_of"} or null,
 "sections": [{"id", "title", "text", "figures": [{"id", "title", "definition", "rules", "adds_up_to", "kept_years",
  "columns": [{"place" (`*`: the district), "year", "since" (the first of years added up, null: that year alone)}],
  "rows": [{"code", "label", "values"}], "total": [..]}]}],
 "changes": [{"figure", "row", "place", "year", "since", "before", "after"}]}

A value of null is hidden. `adds_up_to` names what the rows add up to: figures with the same one count the same things.
"""

from typing import Any, Final

import orjson

from services.report.view import Words
from services.texts import Texts
from workflows.report.report import Report, ShownTable
from workflows.workdays import day_of

FORMAT: Final = "trygghet.report.v1"


def as_json(report: Report, t: Texts) -> bytes:
    """The whole report; the same report gives the same bytes."""
    return orjson.dumps(document(report, t), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def document(report: Report, t: Texts) -> dict[str, Any]:
    """The same as plain values."""
    version, since = report.version, report.since
    return {
        "format": FORMAT,
        "language": t.language,
        "year": report.year,
        "unit": report.unit,
        "as_of": report.as_of.isoformat(),
        "hidden_below": report.small,
        "numbers": report.numbers,
        "hidden": report.hidden,
        "version": None
        if version is None
        else {
            "number": version.number,
            "standing": version.standing,
            "sent": {one.level: day_of(one.mark.at).isoformat() for one in version.sent},
        },
        "compared_with": None if since is None else {"number": since.number, "as_of": since.as_of.isoformat()},
        "sections": [
            {
                "id": section.section,
                "title": t("report_section", section.section),
                "text": section.text,
                "figures": [_figure(report, table, t) for table in section.tables],
            }
            for section in report.sections
        ],
        "changes": [
            {
                "figure": change.figure.id,
                "row": change.row or None,
                "place": change.column.place,
                "year": change.column.year,
                "since": change.column.since,
                "before": change.before,
                "after": change.after,
            }
            for change in report.changes
        ],
    }


def _figure(report: Report, table: ShownTable, t: Texts) -> dict[str, Any]:
    figure, words = table.figure, Words(report, t)
    return {
        "id": figure.id,
        "title": t("figure", figure.id),
        "definition": t("figure_how", figure.id),
        "rules": list(figure.rules),
        "adds_up_to": figure.total,
        "kept_years": list(table.kept),
        "columns": [{"place": column.place, "year": column.year, "since": column.since} for column in table.columns],
        "rows": [
            {"code": row.word, "label": words.label(figure, row.word), "values": list(row.values)} for row in table.rows
        ],
        "total": list(table.total.values),
    }
