"""Small extracts with synthetic people, for the tests of the import."""

import hmac
from collections.abc import Callable
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import xlsxwriter

from services.ingest.extract import Record
from services.national_number import synthetic

TODAY = date(2026, 11, 23)
WEEK = "2026-W47"

FULL = {
    "anmeldelsesnr": "1234 5678",
    "hendelsesdato": "01.11.2026",
    "anmeldt_dato": "2026-11-02",
    "saksstatus": "under etterforskning",
    "sakstype": "Trusler",
    "annet_behov": "Trenger følge til skolen",
    "hatmotiv": "nei",
    "rolle": "Fornærmet",
    "navn": "Syntetisk  Blåbær",
    "telefon": "+47 01 23 45 67",
    "adressesperre": "fortrolig",
    "gjerningssted": "Testtorget",
    "bostedskommune": "Prøvekommune",
    "bydel": "Øst",
    "sprak": "somali",
    "tolk": "ja",
    "gjerningsperson_er": "kjæreste eller eks",
    "foresatt_1_navn": "Syntetisk Tyttebær",
    "foresatt_1_telefon": "0123 4568",
    "foresatt_1_rolle": "mor",
    "foresatt_1_adressesperre": "ingen",
    "foresatt_2_navn": "Syntetisk Multe",
    "foresatt_2_telefon": "00 46 70 1234567",
    "foresatt_2_rolle": "far",
    "foresatt_2_adressesperre": "strengt fortrolig",
    "bor_hos": "foresatt_1",
    "etterforsker_id": "ETT 7",
    "etterforsker_navn": "Syntetisk Etterforsker",
    "jurist": "Syntetisk Jurist",
}
"""Every optional column filled; `person` adds who it is."""


def token(kind: str, value: str) -> bytes:
    """A keyed hash as the installation's key ring makes it."""
    return hmac.digest(b"only for tests", f"{kind}\0{value}".encode(), "sha256")[:16]


def number_of(born: date, person: int = 0) -> str:
    """The synthetic national number of the n-th person born on a day."""
    found = (digits for i in range(999, 499, -1) if (digits := synthetic(born, i)))
    return next(islice(found, person, None))


def person(n: int, **more: str) -> dict[str, str]:
    """A row about the n-th person, with what is required and no more."""
    return {
        "anmeldelsesnr": f"{10_000_000 + n}",
        "hendelsesdato": "2026-11-10",
        "sakstype": "vold",
        "rolle": "fornærmet",
        "navn": f"Syntetisk Person {n}",
        "fodselsnummer": number_of(date(2010, 1 + n % 12, 1 + n // 12 % 28), n // 336 % 100),
        **more,
    }


def without(row: dict[str, str], *columns: str) -> dict[str, str]:
    return {column: value for column, value in row.items() if column not in columns}


def record(cells: dict[str, str], row: int = 1) -> Record:
    return Record(row, {column: value for column, value in cells.items() if value})


def csv_of(rows: list[dict[str, str]], columns: tuple[str, ...] | None = None) -> str:
    """Rows as a file with `;`; the columns of all rows where none are named."""
    titles = columns or tuple(dict.fromkeys(column for row in rows for column in row))
    return (
        "\n".join(
            ";".join(row.get(title, "") for title in titles) for row in [dict(zip(titles, titles, strict=True)), *rows]
        )
        + "\n"
    )


def write(folder: Path, rows: list[dict[str, str]], name: str = "uttrekk.csv") -> Path:
    path = folder / name
    path.write_text(csv_of(rows, None if rows else tuple(person(0))), encoding="utf-8")
    return path


def write_sheet(
    folder: Path,
    rows: list[dict[str, str]],
    name: str = "uttrekk.xlsx",
    *,
    cell: Callable[[str, str], object] = lambda _column, text: text,
    above: int = 0,
    others: tuple[str, ...] = (),
) -> Path:
    """The same as a workbook; `cell` makes something else than text of a value, `above` are lines over the headings,
    `others` sheets that have something in them too."""
    path = folder / name
    titles = tuple(dict.fromkeys(column for row in rows for column in row)) or tuple(person(0))
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet = book.add_worksheet("Uttrekk")
        for n in range(above):
            sheet.write_string(n, 0, f"Overskrift {n}")
        for place, title in enumerate(titles):
            sheet.write_string(above, place, title)
        for line, row in enumerate(rows, start=above + 1):
            for place, title in enumerate(titles):
                value = cell(title, row.get(title, ""))
                if isinstance(value, date):
                    sheet.write_datetime(line, place, datetime.combine(value, time()), day)
                elif isinstance(value, int):
                    sheet.write_number(line, place, value)
                else:
                    sheet.write_string(line, place, str(value))
        for other in others:
            book.add_worksheet(other).write_string(0, 0, "noe")
    return path
