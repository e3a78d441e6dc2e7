"""Which kind of file it is, by how it begins and not by its name."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO, RawIOBase
from pathlib import Path
from typing import BinaryIO, Final

from services.ingest import faults
from services.ingest.csvfile import CsvFile
from services.ingest.extract import MAX_BYTES, MEBIBYTE, Source
from services.ingest.sheetfile import SheetFile

_ZIP: Final = b"PK"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
"""Excel before 2007, and every workbook with a password."""


def source_of(file: BinaryIO, name: str, sheet: str | None = None) -> Source:
    """A spreadsheet or a CSV file. Raises SheetBroken for what is neither, SheetMissing for a sheet of a CSV file."""
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if start.startswith(_OLD_OFFICE):
        raise faults.SheetBroken(file=name, reason="den har passord, eller er i det gamle Excel-formatet (.xls)")
    if start.startswith(_ZIP):
        return SheetFile(file, name, sheet)
    if sheet is not None:
        raise faults.SheetMissing(file=name, sheet=sheet, sheets="ingen")
    return CsvFile(file, name)


@contextmanager
def opened(path: Path, sheet: str | None = None) -> Iterator[Source]:
    """The file at `path`. Raises FileNotReadable, or FileTooLarge before a byte is read."""
    try:
        file = path.open("rb")
    except OSError as fault:
        raise faults.FileNotReadable(file=path.name, reason=fault.strerror or type(fault).__name__) from fault
    with file:
        size = os.fstat(file.fileno()).st_size
        if size > MAX_BYTES:
            raise faults.FileTooLarge(file=path.name, mb=size // MEBIBYTE, most_mb=MAX_BYTES // MEBIBYTE)
        yield source_of(file, path.name, sheet)


@contextmanager
def in_memory(content: bytes) -> Iterator[BinaryIO]:
    """What somebody sent, as a file that another process can be handed and that has no name: in memory, or where the
    system has no such files, on a disk without a name and for its owner alone."""
    with tempfile.TemporaryFile(buffering=0) if not hasattr(os, "memfd_create") else _nameless() as written:
        written.write(content)
        written.seek(0)
        with open(os.dup(written.fileno()), "rb") as file:
            yield file


def _nameless() -> RawIOBase:
    return FileIO(os.memfd_create("extract"), "r+")
