"""A row as it is compared with the same row in another file: dates, numbers, telephones however they were written."""

import unicodedata
from collections.abc import Mapping
from typing import Final

from services import national_number
from services.ingest.words import read_date, read_phone

_DATES: Final = frozenset({"hendelsesdato", "anmeldt_dato", "fodselsdato"})
_DIGITS: Final = 11


def normal_cells(cells: Mapping[str, str]) -> dict[str, str]:
    """The values of a row so that a spreadsheet and a CSV file of the same content give the same."""
    return {column: _normal(column, text) for column, text in cells.items()}


def _normal(column: str, text: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if column in _DATES:
        day = read_date(text)
        return text if day is None else day.isoformat()
    if column == "fodselsnummer":
        number = national_number.read(text)
        return text.zfill(_DIGITS) if number is None else number.digits
    if column.endswith("telefon"):
        return read_phone(text) or text
    return text
