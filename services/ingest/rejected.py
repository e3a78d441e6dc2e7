"""Rows that could not be used, as a file that is corrected and imported again."""

import csv
import io
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from services.ingest.columns import COLUMNS, CORRECTS, IDENTIFYING, REASON, REQUIRED

BEYOND: Final = "utenfor kolonnene"
_CALCULATES: Final = re.compile(r"[=@\t\r]|[+-](?![\d\s()]+$)")
"""What a spreadsheet would take for a formula when it opens a CSV file; a telephone number is none."""


def content(rows: Sequence[tuple[str, str, Mapping[str, str]]], kind: str) -> bytes:
    """The file of rows (fingerprint, reason in words, cells): the columns that they have, which row it is, and why.

    `kind` is csv or xlsx.
    """
    used = {column for _, _, cells in rows for column in cells}
    columns = [c for c in COLUMNS if c in used or c in REQUIRED or c in IDENTIFYING]
    beyond = [BEYOND] if "*" in used else []
    table = [[*columns, *beyond, CORRECTS, REASON]]
    for fingerprint, says, cells in rows:
        values = [cells.get(column, "") for column in columns]
        table.append([*values, *([cells.get("*", "")] if beyond else []), fingerprint, says])
    return _sheet(table) if kind == "xlsx" else _csv(table)


def save(path: Path, written: bytes) -> None:
    """Put it at `path`, for its owner alone (0600). Raises FileExistsError: what is there is somebody's work."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(written)


def _csv(table: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in table:
        writer.writerow([f"'{value}" if _CALCULATES.match(value) else value for value in row])
    return text.getvalue().encode("utf-8-sig")


def _sheet(table: Sequence[Sequence[str]]) -> bytes:
    """Text only, so that no zero is lost and nothing calculates; made in memory, since it is about people."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("Avviste rader")
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(table):
            for place, value in enumerate(row):
                sheet.write_string(line, place, value, as_text)
    return file.getvalue()
