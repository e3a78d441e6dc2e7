"""A process of its own that turns a spreadsheet from outside into rows of text: few rights, little time, no secrets.

Run as `python -m services.ingest.sheetreader [SHEET]` with the file as standard input. Standard output is the rows, one
JSON list of strings a line, deflated; standard error one JSON object: `{"sheet", "digest"}`, or `{"fault", ...}`.
"""

import resource
import sys
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, BinaryIO, Final

import orjson
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from services.ingest.archive import Broken, Swollen, Unsafe, look_through

MEMORY: Final = 1024**3
CPU_SECONDS: Final = 120
MOST_COLUMNS: Final = 500
_EXACT: Final = 10**15
"""Excel keeps fifteen digits of a number; what is longer is not what somebody typed."""

_CHUNK: Final = 1024**2


class _Fault(Exception):
    """What is told instead of rows."""

    def __init__(self, fault: str, **where: object) -> None:
        super().__init__(fault)
        self.told = {"fault": fault, **where}


def main() -> None:
    """Read, and tell. Whatever else happens (no memory, no time, a crash in the library) is seen by who waits."""
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    try:
        told: dict[str, object] = _read(sys.stdin.buffer, sys.argv[1] if len(sys.argv) > 1 else None)
    except _Fault as fault:
        told = fault.told
    sys.stderr.write(orjson.dumps(told).decode())


def _read(file: BinaryIO, wanted: str | None) -> dict[str, object]:
    digest = _digest(file)
    try:
        look_through(file)
        file.seek(0)
        workbook = CalamineWorkbook.from_filelike(file)
        sheet = workbook.get_sheet_by_name(_one_of(workbook, wanted))
    except Unsafe as unsafe:
        raise _Fault("SheetUnsafe", what=unsafe.what, where=unsafe.where) from None
    except Swollen:
        raise _Fault("SheetTooHeavy", reason="den blir for stor når den pakkes ut") from None
    except Broken as broken:
        raise _Fault("SheetBroken", reason=broken.why) from None
    except (CalamineError, OSError, ValueError, KeyError):
        raise _Fault("SheetBroken", reason="innholdet henger ikke sammen") from None
    if sheet.width > MOST_COLUMNS:
        raise _Fault("SheetTooHeavy", reason="den har for mange kolonner")
    deflate, out = zlib.compressobj(1), sys.stdout.buffer
    for row in _rows(sheet):
        out.write(deflate.compress(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)))
    out.write(deflate.flush())
    out.flush()
    if _digest(file) != digest:
        raise _Fault("FileChanged")
    return {"sheet": sheet.name, "digest": digest}


def _one_of(workbook: CalamineWorkbook, wanted: str | None) -> str:
    """The sheet that was asked for, else the only one with anything in it that can be seen."""
    sheets = [m for m in workbook.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    names = [sheet.name for sheet in sheets]
    if wanted is not None:
        if wanted not in names:
            raise _Fault("SheetMissing", sheet=wanted, sheets=_listed(names))
        return wanted
    if len(names) > 1:
        seen = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        filled = [name for name in names if workbook.get_sheet_by_name(name).height]
        if len(filled) > 1 or (filled and filled[0] not in seen):
            raise _Fault("SheetsSeveral", sheets=_listed(filled))
        names = filled or names
    if not names:
        raise _Fault("SheetBroken", reason="den har ingen ark med celler")
    return names[0]


def _listed(names: list[str]) -> str:
    return ", ".join(f"«{name[:31]}»" for name in names[:20])


def _rows(sheet: Any) -> Iterator[list[str]]:
    for row in sheet.iter_rows():
        yield [_text(value) for value in row]


def _text(value: Any) -> str:
    """A cell as a CSV of the same content would have it; `read_date` and the others take it from there."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, float | int):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)


def _number(value: float) -> str:
    if abs(value) >= _EXACT:
        return f"{value:.14E}"
    return str(int(value)) if value == int(value) else repr(value)


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = sha256()
    for chunk in iter(lambda: file.read(_CHUNK), b""):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


if __name__ == "__main__":
    main()
