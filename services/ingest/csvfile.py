"""A CSV file as spreadsheets and police systems write it, read twice: does it lie, and then its rows.

`;` or `,`; UTF-8 with or without a byte order mark, or Windows-1252. Both readings are streams: what is held in memory
does not grow with the file.
"""

import codecs
import csv
import io
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import BinaryIO, Final

from services.ingest import faults
from services.ingest.columns import BY_FOLDED, folded
from services.ingest.extract import (
    LOOKED_THROUGH,
    MAX_BYTES,
    MEBIBYTE,
    Extract,
    Record,
    columns_of,
    is_blank,
    record_of,
)

MAX_LINE_BYTES: Final = 1024**2
_CHUNK: Final = 256 * 1024
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_UTF8_LETTERS: Final = re.compile(rb"\xc3[\xa6\xb8\xa5\x86\x98\x85]")
"""æøåÆØÅ in UTF-8: in a file that is otherwise Windows-1252 two encodings are mixed, and names would be spoilt."""


@dataclass(frozen=True, slots=True)
class CsvExtract(Extract):
    """An extract with how its text is written."""

    encoding: str
    delimiter: str


class CsvFile:
    """One open file. `look_through` first, then `records`: of the same bytes, or FileChanged is raised."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._read_as: CsvExtract | None = None

    def look_through(self) -> CsvExtract:
        """Read all of it and tell what it is. Raises an ImportFault where it is no extract."""
        digest, encoding = self._bytes()
        with self._text(encoding) as text:
            lines = _first_lines(text)
        delimiter = max(";,", key=lambda sign: max((_recognised(line, sign) for line in lines), default=0))
        with self._text(encoding) as text:
            rows = self._rows(text, delimiter)
            header = next(rows, (0, []))[1]
            columns, ignored = columns_of(header, (values for _, values in rows), self._name)
            records = sum(1 for _ in rows)
        self._read_as = CsvExtract(self._name, digest, columns, ignored, records, encoding, delimiter)
        return self._read_as

    def records(self, extract: Extract) -> Generator[Record, None, None]:
        """The rows, blank ones left out; to be closed before the file is.

        Raises FileChanged behind the last one where the file is not what it was.
        """
        found = self._read_as
        if found is None or found != extract:
            raise ValueError("this is no extract that was looked through here")
        with self._text(found.encoding) as text:
            rows = self._rows(text, found.delimiter)
            _, header = next(rows, (0, []))
            if columns_of(header, (), self._name)[0] != found.columns:
                raise faults.FileChanged(file=self._name)
            for row, values in rows:
                yield record_of(row, values, found.columns)
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
                raise faults.FileTooLarge(file=self._name, mb=f"> {size // MEBIBYTE}", most_mb=MAX_BYTES // MEBIBYTE)
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
                blank = is_blank(values)
                if row < 0 and (blank or _is_separator_line(values, delimiter)):
                    continue
                row += 1
                if not blank:
                    yield row, values
        except csv.Error:
            raise faults.FileBroken(file=self._name, line=reader.line_num) from None


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    """Whether the chunk, behind those before it, is text in the decoder's encoding."""
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _first_lines(text: io.TextIOWrapper) -> list[str]:
    """The first lines that have letters and are no `sep=;`: one of them should be the header."""
    lines = (line for line in text if line.strip(' ;,\t\r\n"') and not line.casefold().startswith("sep="))
    return list(islice(lines, LOOKED_THROUGH))


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
