"""A CSV file as spreadsheets and police systems write it, read twice: does it lie, and then its rows.

`;` or `,`; UTF-8 with or without a byte order mark, or Windows-1252. Both readings are streams: what is held in memory
does not grow with the file.
"""

import codecs
import csv
import io
import os
import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from services.ingest import faults
from services.ingest.columns import BY_FOLDED, IDENTIFYING, REQUIRED, folded

MAX_BYTES: Final = 256 * 1024**2
MAX_LINE_BYTES: Final = 1024**2
_CHUNK: Final = 256 * 1024
_MEBIBYTE: Final = 1024**2
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_UTF8_LETTERS: Final = re.compile(rb"\xc3[\xa6\xb8\xa5\x86\x98\x85]")
"""æøåÆØÅ in UTF-8: in a file that is otherwise Windows-1252 two encodings are mixed, and names would be spoilt."""
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Extract:
    """What the first reading found. `columns` has our name for each place in the header, None for an extra column;
    `ignored` names those; `records` counts the rows, blank ones aside; `digest` is the SHA-256 of the file."""

    name: str
    digest: str
    encoding: str
    delimiter: str
    columns: tuple[str | None, ...]
    ignored: tuple[str, ...]
    records: int


@dataclass(frozen=True, slots=True)
class Record:
    """One row. `row` counts from 1 below the header, blank rows included, so that a person finds it in the file.

    `cells` has the stripped values of our columns, empty ones left out; `overflow` says that there are values beyond
    the last column, so that the others may be in the wrong place.
    """

    row: int
    cells: Mapping[str, str]
    overflow: bool


class CsvFile:
    """One open file. `look_through` first, then `records`: of the same bytes, or FileChanged is raised."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name

    def look_through(self) -> Extract:
        """Read all of it and tell what it is. Raises an ImportFault where it is no extract."""
        digest, encoding = self._bytes()
        with self._text(encoding) as text:
            header_line = _header_line(text)
        delimiter = max(";,", key=lambda sign: _recognised(header_line, sign))
        with self._text(encoding) as text:
            rows = self._rows(text, delimiter)
            columns, ignored = self._columns(next(rows, (0, []))[1])
            records = sum(1 for _ in rows)
        return Extract(self._name, digest, encoding, delimiter, columns, ignored, records)

    def records(self, extract: Extract) -> Generator[Record, None, None]:
        """The rows, blank ones left out; to be closed before the file is.

        Raises FileChanged behind the last one where the file is not what it was.
        """
        width = len(extract.columns)
        with self._text(extract.encoding) as text:
            rows = self._rows(text, extract.delimiter)
            _, header = next(rows, (0, []))
            if self._columns(header)[0] != extract.columns:
                raise faults.FileChanged(file=self._name)
            for row, values in rows:
                cells = {
                    column: cell
                    for column, value in zip(extract.columns, values, strict=False)
                    if column is not None and (cell := value.strip())
                }
                yield Record(row, cells, overflow=any(value.strip() for value in values[width:]))
        if self._digest() != extract.digest:
            raise faults.FileChanged(file=self._name)

    def _bytes(self) -> tuple[str, str]:
        """The digest and the encoding, or the fault of what is not text or too large."""
        self._file.seek(0)
        digest = sha256()
        utf8 = codecs.getincrementaldecoder("utf-8")()
        is_utf8, mixed = True, False
        size = line_began = 0
        for chunk in iter(lambda: self._file.read(_CHUNK), b""):
            digest.update(chunk)
            if control := _CONTROL.search(chunk):
                raise faults.FileNotText(file=self._name, reason="styretegn", at=size + control.start())
            newline = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            if newline >= 0:
                line_began = size + newline
            mixed = mixed or _UTF8_LETTERS.search(chunk) is not None
            mixed = mixed or (size == 0 and chunk.startswith(codecs.BOM_UTF8))
            is_utf8 = is_utf8 and _decodes(utf8, chunk)
            size += len(chunk)
            if size > MAX_BYTES:
                raise faults.FileTooLarge(file=self._name, mb=f"> {size // _MEBIBYTE}", most_mb=MAX_BYTES // _MEBIBYTE)
            if size - line_began > MAX_LINE_BYTES:
                raise faults.FileNotText(file=self._name, reason="en linje uten ende", at=line_began)
        is_utf8 = is_utf8 and _decodes(utf8, b"", final=True)
        if not is_utf8 and mixed:
            raise faults.FileNotText(file=self._name, reason="to tegnsett i samme fil", at=0)
        return digest.hexdigest(), "utf-8-sig" if is_utf8 else "cp1252"

    def _digest(self) -> str:
        self._file.seek(0)
        digest = sha256()
        for chunk in iter(lambda: self._file.read(_CHUNK), b""):
            digest.update(chunk)
        return digest.hexdigest()

    @contextmanager
    def _text(self, encoding: str) -> Iterator[io.TextIOWrapper]:
        """The file from its beginning as text; it stays open afterwards."""
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding=encoding, newline="")
        try:
            yield text
        except UnicodeDecodeError as fault:
            # Five bytes have no character in Windows-1252.
            raise faults.FileNotText(file=self._name, reason="ukjent tegn", at=fault.start) from None
        finally:
            text.detach()

    def _rows(self, text: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        """The header as row 0, then the rows that are not blank, each with its number."""
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        row = -1
        try:
            for values in reader:
                blank = not any(value.strip() for value in values)
                if row < 0 and (blank or _is_separator_line(values, delimiter)):
                    continue
                row += 1
                if not blank:
                    yield row, values
        except csv.Error:
            raise faults.FileBroken(file=self._name, line=reader.line_num) from None

    def _columns(self, header: list[str]) -> tuple[tuple[str | None, ...], tuple[str, ...]]:
        columns = tuple(BY_FOLDED.get(folded(title)) for title in header)
        found = [column for column in columns if column is not None]
        for column in found:
            if found.count(column) > 1:
                raise faults.ColumnTwice(file=self._name, column=column)
        missing = [column for column in REQUIRED if column not in found]
        if not any(column in found for column in IDENTIFYING):
            missing.append(" / ".join(IDENTIFYING))
        if missing:
            raise faults.ColumnsMissing(file=self._name, missing=", ".join(missing), found=", ".join(found) or "ingen")
        titles = zip(header, columns, strict=True)
        return columns, tuple(title.strip()[:_SHOWN] for title, column in titles if column is None and title.strip())


@contextmanager
def opened(path: Path) -> Iterator[CsvFile]:
    """The file at `path`. Raises FileNotReadable, or FileTooLarge before a byte is read."""
    try:
        file = path.open("rb")
    except OSError as fault:
        raise faults.FileNotReadable(file=path.name, reason=fault.strerror or type(fault).__name__) from fault
    with file:
        size = os.fstat(file.fileno()).st_size
        if size > MAX_BYTES:
            raise faults.FileTooLarge(file=path.name, mb=size // _MEBIBYTE, most_mb=MAX_BYTES // _MEBIBYTE)
        yield CsvFile(file, path.name)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    """Whether the chunk, behind those before it, is text in the decoder's encoding."""
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _header_line(text: io.TextIOWrapper) -> str:
    """The first line that has letters and is no `sep=;`."""
    lines = (line for line in text if line.strip(' ;,\t\r\n"') and not line.casefold().startswith("sep="))
    return next(lines, "")


def _recognised(header_line: str, delimiter: str) -> int:
    """How many of our columns the line has when it is split at `delimiter`."""
    try:
        titles = next(csv.reader([header_line], delimiter=delimiter), [])
    except csv.Error:  # a title without end: the reading itself says where
        return 0
    return sum(folded(title) in BY_FOLDED for title in titles)


def _is_separator_line(values: list[str], delimiter: str) -> bool:
    """Excel's `sep=;` above the header: not a row."""
    return delimiter.join(values).casefold().strip().startswith("sep=")
