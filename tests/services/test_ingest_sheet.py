"""A spreadsheet is read like the CSV file of the same content, by a process that can do nothing else; or refused."""

import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from services.ingest import faults, sheetreader
from services.ingest.archive import Broken, Swollen, Unsafe, look_through
from services.ingest.extract import Extract, Record
from services.ingest.opening import opened
from services.ingest.rows import Rejected, read_row, zero_restored
from tests.support.extracts import FULL, TODAY, WEEK, number_of, person, token, write, write_sheet

ROWS = [
    person(1),
    person(2) | FULL,
    person(3) | {"sakstype": "innbrudd", "hendelsesdato": "10.11.2026", "telefon": "+47 22 33 44 55"},
    person(4, navn="Åse Ærlig  Ødegård"),
]


def read(path: Path, sheet: str | None = None) -> tuple[Extract, list[Record]]:
    with opened(path, sheet) as file:
        extract = file.look_through()
        return extract, list(file.records(extract))


def as_excel_has_it(column: str, text: str) -> object:
    """Days as days, numbers as numbers: leading zeros are gone."""
    if column.endswith("dato") and text:
        day, month, year = text.split(".") if "." in text else reversed(text.split("-"))
        return date(int(year), int(month), int(day))
    return int(text) if column in ("anmeldelsesnr", "fodselsnummer") and text.isdigit() else text


@pytest.mark.parametrize("cell", [lambda _column, text: text, as_excel_has_it])
def test_it_is_the_same_extract_as_the_csv_file(tmp_path, cell):
    rows = [row | {"anmeldelsesnr": row["anmeldelsesnr"].replace(" ", "")} for row in ROWS]
    csv, records = read(write(tmp_path, rows))
    sheet, same = read(write_sheet(tmp_path, rows, cell=cell))
    assert (sheet.columns, sheet.records, sheet.ignored) == (csv.columns, csv.records, csv.ignored)
    for one, other in zip(records, same, strict=True):
        assert known_by(one) == known_by(other)


def known_by(record: Record) -> tuple[int, str, str]:
    told = read_row(record, WEEK, TODAY, token)
    if isinstance(told, Rejected):
        return told.row, told.fingerprint, told.reason
    return told.row, told.row_key, told.content


def test_a_national_number_gets_back_the_zero_that_excel_took(tmp_path):
    number = number_of(date(2010, 2, 1))
    row = person(1) | {"fodselsnummer": number}
    _, (record,) = read(write_sheet(tmp_path, [row], cell=as_excel_has_it))
    assert record.cells["fodselsnummer"] == number[1:]
    assert known_by(record) == known_by(Record(1, row))
    assert zero_restored(record)
    assert not zero_restored(Record(1, row))


def test_a_long_number_that_excel_has_rounded_is_not_taken_for_a_report_number(tmp_path):
    row = person(1) | {"anmeldelsesnr": "12345678901234567"}
    _, (record,) = read(write_sheet(tmp_path, [row], cell=as_excel_has_it))
    refused = read_row(record, WEEK, TODAY, token)
    assert isinstance(refused, Rejected)
    assert (refused.column, refused.reason) == ("anmeldelsesnr", "number_rounded")


def test_rows_are_counted_from_the_header_blank_ones_included(tmp_path):
    rows = [person(1), dict.fromkeys(person(1), ""), person(2)]
    extract, records = read(write_sheet(tmp_path, rows))
    assert (extract.records, [record.row for record in records]) == (2, [1, 3])


@pytest.mark.parametrize("written", [write, write_sheet])
def test_a_header_without_rows_is_an_extract(tmp_path, written):
    extract, records = read(written(tmp_path, []))
    assert (extract.records, records) == (0, [])


def test_lines_above_the_headings_are_said_to_be_there(tmp_path):
    with pytest.raises(faults.HeaderNotFirst, match="2 linjer over"):
        read(write_sheet(tmp_path, ROWS, above=2))
    titled = tmp_path / "titled.csv"
    titled.write_text("Uttrekk uke 47\n" + write(tmp_path, ROWS).read_text().replace(";", ","))
    with pytest.raises(faults.HeaderNotFirst, match="1 linjer over"):
        read(titled)


def test_of_several_sheets_one_is_named(tmp_path):
    path = write_sheet(tmp_path, ROWS, others=("Notater",))
    with pytest.raises(faults.SheetsSeveral, match="«Uttrekk», «Notater»") as fault:
        read(path)
    assert fault.value.exit_code == 2
    assert read(path, "Uttrekk")[0].records == len(ROWS)
    with pytest.raises(faults.ColumnsMissing):
        read(path, "Notater")
    with pytest.raises(faults.SheetMissing, match="«Uttrekk», «Notater»"):
        read(path, "Ark 7")
    with pytest.raises(faults.SheetMissing):
        read(write(tmp_path, ROWS), "Uttrekk")


def test_an_empty_second_sheet_is_none(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "to.xlsx") as book:
        sheet = book.add_worksheet("A")
        for place, title in enumerate(person(0)):
            sheet.write_string(0, place, title)
        book.add_worksheet("B")
    assert read(tmp_path / "to.xlsx")[0].records == 0


def test_only_what_can_be_seen_is_taken_without_being_named(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "skjult.xlsx") as book:
        book.add_worksheet("Synlig")
        hidden = book.add_worksheet("Skjult")
        hidden.write_string(0, 0, "noe")
        hidden.hide()
    with pytest.raises(faults.SheetsSeveral, match="«Skjult»"):
        read(tmp_path / "skjult.xlsx")


# what is no extract


def test_a_formula_is_found_wherever_it_is(tmp_path):
    rows = [person(n) for n in range(2000)]
    path = tmp_path / "formel.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([dict(zip(person(0), person(0), strict=True)), *rows]):
            for place, value in enumerate(row.values()):
                sheet.write_string(line, place, value)
        sheet.write_formula(1999, 3, "=1+1", None, 2)
    with pytest.raises(faults.SheetUnsafe, match=r"formler \(sheet1.xml D2000\)"):
        read(path)


def repacked(path: Path, **more: bytes) -> Path:
    """The workbook with entries added or replaced."""
    made = path.with_name("laget.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in more:
                new.writestr(entry.filename, old.read(entry.filename))
        for name, content in more.items():
            new.writestr(name, content)
    return made


def related(kind: str) -> bytes:
    return f'<Relationships><Relationship Type="x/{kind}" Target="a" TargetMode="External"/></Relationships>'.encode()


MACRO = b"<Types><Override ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>"
FAR = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>"""
"""Two cells, and everything between them."""


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("xl/vbaProject.bin", b"x", "makroer"),
        ("xl/macrosheets/sheet1.xml", b"<x/>", "makroer"),
        ("xl/externalLinks/externalLink1.xml", b"<x/>", "lenker til andre filer"),
        ("xl/connections.xml", b"<x/>", "datatilkoblinger"),
        ("xl/embeddings/oleObject1.bin", b"x", "innebygde filer"),
        ("xl/worksheets/_rels/sheet1.xml.rels", related("externalLinkPath"), "lenker til andre filer"),
        ("xl/worksheets/sheet9.xml", b"<!DOCTYPE x [<!ENTITY y 'z'>]><x/>", "egne XML-definisjoner"),
        ("xl/worksheets/sheet9.xml", b'<x:c r="B7"><x:f>1</x:f></x:c>', "formler"),
        ("[Content_Types].xml", MACRO, "makroer"),
    ],
)  # fmt: skip
def test_what_calculates_runs_or_fetches_is_refused(tmp_path, name, content, what):
    with pytest.raises(faults.SheetUnsafe, match=what):
        read(repacked(write_sheet(tmp_path, ROWS), **{name: content}))


def test_a_mail_address_that_can_be_clicked_on_and_the_printer_are_harmless(tmp_path):
    path = repacked(
        write_sheet(tmp_path, ROWS),
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": related("hyperlink"),
            "xl/printerSettings/printerSettings1.bin": b"x",
        },
    )
    assert read(path)[0].records == len(ROWS)


def test_another_encoding_could_hide_anything(tmp_path):
    with pytest.raises(faults.SheetBroken, match="tegnsett"):
        read(repacked(write_sheet(tmp_path, ROWS), **{"xl/worksheets/sheet2.xml": "<x/>".encode("utf-16")}))


@pytest.mark.parametrize("content", [b"PK\x03\x04rubbish", b"PK", b"\xd0\xcf\x11\xe0 an old one, or with a password"])
def test_what_is_no_workbook_is_refused(tmp_path, content):
    path = tmp_path / "uttrekk.xlsx"
    path.write_bytes(content)
    with pytest.raises(faults.SheetBroken):
        read(path)


def test_another_zip_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(faults.SheetBroken, match="arbeidsbok"):
        read(tmp_path / "a.zip")


def test_a_bomb_is_not_unpacked(tmp_path):
    path = repacked(write_sheet(tmp_path, ROWS), **{"xl/media/a.xml": b"0" * 5 * 1024**2})
    with pytest.raises(faults.SheetTooHeavy, match="pakkes ut"):
        read(path)


def test_sizes_that_lie_are_found_out_by_unpacking(tmp_path):
    path = write_sheet(tmp_path, ROWS)
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02", 0)
    while content[place + 46 : place + 46 + len(entry.filename)] != entry.filename.encode():
        place = content.index(b"PK\x01\x02", place + 4)
    struct.pack_into("<L", content, place + 24, entry.file_size // 2)
    path.write_bytes(content)
    with path.open("rb") as file, pytest.raises(Swollen):
        look_through(file)


def test_two_parts_of_one_name_are_refused(tmp_path):
    path = write_sheet(tmp_path, ROWS)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<x/>")
    with path.open("rb") as file, pytest.raises(Broken):
        look_through(file)


def test_a_formula_across_two_chunks_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("services.ingest.archive._CHUNK", 7)
    path = tmp_path / "formel.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_formula(0, 0, "=1+1", None, 2)
    with path.open("rb") as file, pytest.raises(Unsafe):
        look_through(file)


def test_a_workbook_that_wants_all_memory_ends_its_reader_and_nothing_else(tmp_path):
    with pytest.raises(faults.SheetTooHeavy):
        read(repacked(write_sheet(tmp_path, ROWS), **{"xl/worksheets/sheet1.xml": FAR}))


def test_a_reader_that_does_not_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr("services.ingest.sheetfile.SECONDS", 0.01)
    with pytest.raises(faults.SheetTooHeavy, match="lang tid"):
        read(write_sheet(tmp_path, ROWS))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "ja"),
        (False, "nei"),
        (12.0, "12"),
        (0.5, "0.5"),
        (None, ""),
        (date(2026, 1, 2), "2026-01-02"),
        (1e17, "1.00000000000000E+17"),
    ],
)
def test_cells_become_what_a_person_would_have_written(value, text):
    assert sheetreader._text(value) == text
