"""Files as spreadsheets and police systems write them, and files that are something else."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest import faults
from services.ingest.csvfile import CsvFile
from services.ingest.extract import MAX_BYTES
from services.ingest.opening import opened

HEADER = "anmeldelsesnr;hendelsesdato;sakstype;rolle;navn;fodselsdato;gjerningssted"
ROW = "12345678;01.11.2026;vold;fornærmet;Syntetisk Blåbær;09.01.2010;Øvre Ås"


def read(content: bytes):
    file = CsvFile(io.BytesIO(content), "uttrekk.csv")
    extract = file.look_through()
    return extract, list(file.records(extract))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ","])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("before", ["", "sep={0}\n", "\n\n"])
def test_every_dialect_reads_the_same(encoding, delimiter, ending, before):
    text = (before.format(delimiter) + f"{HEADER}\n{ROW}\n").replace(";", delimiter).replace("\n", ending)
    extract, records = read(text.encode(encoding))
    assert extract.delimiter == delimiter
    assert extract.records == 1
    assert [(record.row, record.beyond) for record in records] == [(1, ())]
    assert records[0].cells == {
        "anmeldelsesnr": "12345678",
        "hendelsesdato": "01.11.2026",
        "sakstype": "vold",
        "rolle": "fornærmet",
        "navn": "Syntetisk Blåbær",
        "fodselsdato": "09.01.2010",
        "gjerningssted": "Øvre Ås",
    }


def test_headers_may_be_written_as_people_write_them():
    header = "  Fødselsnummer;NAVN;Hendelses Dato;saks-type;ROLLE;Anmeldelses_nr;Språk;foresatt 1 navn"
    extract, _ = read(header.encode())
    assert extract.columns == (
        "fodselsnummer", "navn", "hendelsesdato", "sakstype", "rolle", "anmeldelsesnr", "sprak", "foresatt_1_navn",
    )  # fmt: skip


def test_extra_columns_are_left_out_and_named():
    extract, records = read(f"{HEADER};Saksbehandlers notat;\n{ROW};hemmelig;\n".encode())
    assert extract.ignored == ("Saksbehandlers notat",)
    assert "hemmelig" not in records[0].cells.values()


def test_blank_rows_are_no_rows_but_are_counted_in_the_row_number():
    extract, records = read(f"{HEADER}\n\n;;;;;;\n{ROW}\n".encode())
    assert extract.records == 1
    assert [record.row for record in records] == [3]


def test_a_header_alone_is_an_empty_extract():
    assert read(HEADER.encode())[0].records == 0


def test_values_beyond_the_columns_are_seen():
    assert [record.beyond for record in read(f"{HEADER}\n{ROW};x\n{ROW};;\n".encode())[1]] == [("x",), ()]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", faults.ColumnsMissing),
        (b"navn;alder\nx;1\n", faults.ColumnsMissing),
        (HEADER.replace("fodselsdato", "alder").encode(), faults.ColumnsMissing),
        (f"{HEADER};Navn\n".encode(), faults.ColumnTwice),
        (b"PK\x03\x04" + bytes(300), faults.FileNotText),
        (HEADER.encode("utf-16"), faults.FileNotText),
        (f"{HEADER}\n{ROW}\n".encode() + b"\x81", faults.FileNotText),
        (f"{HEADER}\n{ROW}\n".encode() + ROW.encode("cp1252"), faults.FileNotText),
        (b"\xef\xbb\xbf" + f"{HEADER}\n{ROW}\n".encode("cp1252"), faults.FileNotText),
        (HEADER.encode() + b"\n" + b"a" * (2 * 1024**2), faults.FileNotText),
        (f'{HEADER}\n1;"uten slutt\n{ROW}\n{ROW}\n'.encode(), faults.FileBroken),
    ],
)
def test_a_file_that_lies_is_refused_whole(content, fault):
    with pytest.raises(fault):
        read(content)


def test_a_broken_line_is_named():
    with pytest.raises(faults.FileBroken, match="linje 3"):
        read(f'{HEADER}\n{ROW}\n"a" b;\n'.encode())


def test_a_file_that_grows_while_it_is_read_is_not_taken_for_whole():
    content = io.BytesIO(f"{HEADER}\n{ROW}\n".encode())
    file = CsvFile(content, "uttrekk.csv")
    extract = file.look_through()
    content.seek(0, io.SEEK_END)
    content.write(f"{ROW}\n".encode())
    with pytest.raises(faults.FileChanged):
        list(file.records(extract))


def test_a_file_that_is_not_there_or_too_large_is_refused_before_it_is_read(tmp_path):
    with pytest.raises(faults.FileNotReadable), opened(tmp_path / "mangler.csv"):
        pass
    with pytest.raises(faults.FileNotReadable), opened(tmp_path):
        pass
    large = tmp_path / "stor.csv"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(faults.FileTooLarge), opened(large):
        pass


@given(
    st.one_of(st.binary(max_size=400), st.binary(max_size=200).map(lambda tail: f"{HEADER}\n{ROW}\n".encode() + tail))
)
def test_any_bytes_are_read_or_refused(content):
    try:
        extract, records = read(content)
    except faults.ImportFault:
        return
    assert extract.records == len(records)
