"""Rows that could not be used: mended in place as a mended file would be, written off, or taken out (D26)."""

import csv
from collections.abc import Mapping
from io import BytesIO, StringIO
from typing import Final

from starlette.responses import Response

from events.personal import Open
from events.unit import RejectedRowAnswered
from services.desk.asking import Asked
from services.desk.page import Page
from services.desk.pages.extract import the_unit, the_week
from services.desk.pages.rows import TOOK, InTheWay, page
from services.desk.shown import sent_back
from services.ingest.columns import COLUMNS, CORRECTS, IDENTIFYING, REQUIRED
from services.ingest.faults import ImportFault
from services.ingest.rejected import content
from services.store.asking import NotAllowed, NotThere
from services.store.weeks import RowShown
from services.texts import DEFAULT, texts

_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def mend(asked: Asked) -> Response:
    """The row as it was mended, read in like a file of one row; or written off."""
    unit, week, key = asked.path("unit"), the_week(asked), asked.path("key")
    the_unit(asked, "import", unit)
    row = next((one for one in asked.desk.weeks.rows(asked.actor, unit, week) if one.line.key == key), None)
    if row is None or row.line.outcome != "rejected":
        raise NotThere(key[:8])
    return _write_off(asked, row) if asked.sent("avgjorelse") == "write-off" else _mended(asked, row)


def _mended(asked: Asked, row: RowShown) -> Response:
    unit, week, key = row.line.unit, row.line.week, row.line.key
    if not asked.may("see_personal", unit):
        raise NotAllowed(asked.actor, "see_personal")
    cells = {column: asked.sent(f"celle.{column}").strip() for column in COLUMNS}
    searched = asked.desk.weeks.kind_of(asked.actor, unit, week, key) == "search"
    if searched:
        the_unit(asked, "search", unit)
    purpose = texts(DEFAULT)("desk_row", "mended_in_search") if searched else None
    before = _waiting(asked, unit, week)
    try:
        done = asked.desk.importer.import_bytes(
            BytesIO(_file(cells, key)), asked.t("desk_row", "mended_file"), unit, week,
            actor=asked.actor.ref, purpose=purpose,
        )  # fmt: skip
    except ImportFault as fault:
        says = asked.t.start(type(fault).__name__, fault.where)
        return page(asked, InTheWay(mend={"cells": cells, "fault": says}))
    after = _waiting(asked, unit, week)
    if done.rejected:
        following = next((one for one in after if one not in before), key)
        return asked.then(f"/uttrekk/{unit}/{week}?vis=rejected&rad={following}", "row_still_rejected")
    return asked.then(f"/uttrekk/{unit}/{week}{'?vis=rejected' if after else ''}", "row_mended")


def _file(cells: Mapping[str, str], key: str) -> bytes:
    """The row as a file: its columns, and which rejected row it mends."""
    told = {column: value for column, value in cells.items() if value or column in REQUIRED or column in IDENTIFYING}
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([*told, CORRECTS])
    writer.writerow([*told.values(), key])
    return text.getvalue().encode()


def _waiting(asked: Asked, unit: str, week: str) -> tuple[str, ...]:
    found = asked.desk.weeks.rows(asked.actor, unit, week)
    return tuple(row.line.key for row in found if row.open and row.line.outcome == "rejected")


def _write_off(asked: Asked, row: RowShown) -> Response:
    unit, week, why = row.line.unit, row.line.week, asked.sent("why").strip()
    if not why:
        says = asked.t("form_fault", "write_it", field=asked.t("desk_row", "why"))
        return page(asked, InTheWay(mend={"fault": says}))
    told = RejectedRowAnswered(fingerprint=row.line.key, answer="written_off", why=Open(why))
    answer = sent_back(asked).tell(asked, f"unit/{unit}", told)
    if answer.outcome not in TOOK:
        says = ", ".join(asked.t.known("refusal", reason.code) for reason in answer.reasons)
        return page(asked, InTheWay(mend={"fault": says or asked.t("outcome", answer.outcome)}))
    left = _waiting(asked, unit, week)
    return asked.then(f"/uttrekk/{unit}/{week}{'?vis=rejected' if left else ''}", "row_written_off")


def download(asked: Asked) -> Response:
    """The rows of a week that wait to be mended, as a file to mend and drop again."""
    unit, week, kind = asked.path("unit"), the_week(asked), asked.path("kind")
    the_unit(asked, "see_rows", unit)
    if kind not in _TYPES:
        raise NotThere(kind)
    found = asked.desk.reader.rows.rejected(asked.actor, unit, week)
    rows = [(one.fingerprint, f"{one.column}: {asked.t.known('rejected', one.reason)}", one.cells) for one in found]
    headers = {
        "content-disposition": f'attachment; filename="avviste-{unit}-{week}.{kind}"',
        "cache-control": "no-store",
    }
    return Response(content(rows, kind), media_type=_TYPES[kind], headers=headers)


PAGES: Final = (
    Page("/uttrekk/{unit}/{week}/avvist/{key}", "POST", "import", mend),
    Page("/uttrekk/{unit}/{week}/avviste.{kind}", "GET", "see_rows", download),
)
