"""A spreadsheet (XLSX), read by a process of its own; here are only its rows of text, packed, and never a formula."""

import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Generator
from contextlib import closing
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson

from services import tether
from services.ingest import faults
from services.ingest.extract import Extract, Record, columns_of, is_blank, record_of

SECONDS: Final = 180.0
_CHUNK: Final = 64 * 1024
_MOST_TOLD: Final = 200

_WHY: Final = {
    signal.SIGXCPU: "den tok for lang tid å lese",
    signal.SIGKILL: "den tok for lang tid å lese",
}


class SheetFile:
    """One open spreadsheet; `sheet` names one of several."""

    def __init__(self, file: BinaryIO, name: str, sheet: str | None = None) -> None:
        self._file = file
        self._name = name
        self._sheet = sheet
        self._packed = b""

    def look_through(self) -> Extract:
        """Have all of it read and tell what it is. Raises an ImportFault where it is no extract, or not only cells."""
        self._packed, told = self._read()
        with closing(self._lines()) as lines:
            filled = (row for row in lines if not is_blank(row))
            header = next(filled, [])
            columns, ignored = columns_of(header, filled, self._name)
            records = sum(1 for _ in filled)
        digest = sha256(f"{told['digest']}|{told['sheet']}".encode()).hexdigest()
        return Extract(self._name, digest, columns, ignored, records)

    def records(self, extract: Extract) -> Generator[Record, None, None]:
        """The rows, blank ones left out."""
        with closing(self._lines()) as lines:
            rows = chain.from_iterable([row] for row in lines)
            for header in rows:
                if not is_blank(header):
                    break
            for row, values in enumerate(rows, start=1):
                if not is_blank(values):
                    yield record_of(row, values, extract.columns)

    def _lines(self) -> Generator[list[str], None, None]:
        inflate, rest = zlib.decompressobj(), b""
        for start in range(0, len(self._packed), _CHUNK):
            *whole, rest = (rest + inflate.decompress(self._packed[start : start + _CHUNK])).split(b"\n")
            for line in whole:
                yield orjson.loads(line)

    def _read(self) -> tuple[bytes, dict[str, Any]]:
        self._file.seek(0)
        program = [sys.executable, "-I", "-m", "services.ingest.sheetreader"]
        tied = [sys.executable, "-I", "-S", str(Path(tether.__file__)), str(os.getpid()), str(int(signal.SIGKILL))]
        command = [*tied, *program, *([self._sheet] if self._sheet is not None else [])]
        reader = subprocess.Popen(
            command, stdin=self._file, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={}, close_fds=True
        )
        try:
            packed, told = reader.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise faults.SheetTooHeavy(file=self._name, reason="den tok for lang tid å lese") from None
        finally:
            if reader.poll() is None:
                reader.kill()
                reader.communicate()
        return packed, self._told(reader.returncode, told)

    def _told(self, code: int, told: bytes) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = orjson.loads(told) if code == 0 else {}
        except orjson.JSONDecodeError:
            answer = {}
        if not answer:
            why = _WHY.get(signal.Signals(-code), "") if code < 0 else ""
            raise faults.SheetTooHeavy(file=self._name, reason=why or "den trengte for mye minne, eller er laget feil")
        fault = answer.pop("fault", None)
        if fault is not None:
            kind = getattr(faults, fault)
            raise kind(file=self._name, **{name: str(value)[:_MOST_TOLD] for name, value in answer.items()})
        return answer
