"""Whether a spreadsheet is only cells: its zip is looked through, byte by byte, before any library opens it.

A library gives a formula's last value and does not tell, follows what it is told of sizes, and knows nothing of what
hides beside the cells. So whatever calculates, runs, fetches or swells is refused here.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MOST_ENTRIES: Final = 1000
MOST_BYTES: Final = 512 * 1024**2
MOST_RATIO: Final = 100
_SMALL: Final = 4 * 1024**2
"""An entry up to this size may be packed as tightly as it will."""

_CHUNK: Final = 1024**2
_LOCAL_HEADER: Final = struct.Struct("<4sHHHHHLLLHH")
_ENCRYPTED: Final = 0x1
_OVERLAP: Final = 256
"""More than any start tag or relationship of a spreadsheet that must be found across two chunks."""

_FORMULA: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?f[\s/>]")
_CELL: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?c\s[^<>]*?\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ENCODING: Final = re.compile(rb"^<\?xml[^>]*encoding=[\"']([^\"']+)[\"']")
_EXTERNAL: Final = re.compile(rb"<[^<>]*\bTargetMode=[\"']External[\"'][^<>]*>", re.IGNORECASE)
_HYPERLINK: Final = re.compile(rb"\bType=[\"'][^\"']*/hyperlink[\"']")
_MACRO_TYPE: Final = re.compile(rb"macroEnabled|vbaProject|activeX", re.IGNORECASE)

_HIDING: Final = (
    (re.compile(r"vbaproject|(?:^|/)(?:macrosheets|dialogsheets|activex|ctrlprops)/", re.IGNORECASE), "makroer"),
    (re.compile(r"(?:^|/)externallinks/", re.IGNORECASE), "lenker til andre filer"),
    (re.compile(r"(?:^|/)(?:connections\.xml$|querytables/|model/|customdata/)", re.IGNORECASE), "datatilkoblinger"),
    (re.compile(r"(?:^|/)(?:embeddings|oleobjects)/|\.bin$", re.IGNORECASE), "innebygde filer"),
)
_HARMLESS_BINARY: Final = re.compile(r"(?:^|/)printerSettings/printerSettings\d*\.bin$")


class Unsafe(Exception):
    """The file has something that no extract has: `what`, in the words of the fault, and `where` in the zip."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(what, where)
        self.what = what
        self.where = where


class Swollen(Exception):
    """Unpacked, the file would be out of all proportion."""


class Broken(Exception):
    """No zip, or one that says two things at once; `why` in the words of the fault."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def look_through(file: BinaryIO) -> None:
    """Raise Unsafe, Swollen or Broken where the file is anything but cells, in a zip that says one thing only."""
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
    except (BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        raise Broken("zip-filen er skadet") from None
    _one_meaning(entries)
    for entry in entries:
        _name(entry.filename)
    for entry in entries:
        for place, piece in _pieces(file, entry):
            _content(entry.filename, piece, first=place == 0)


def _one_meaning(entries: list[ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Swollen
    names = [entry.filename.casefold() for entry in entries]
    if len(set(names)) != len(names):
        raise Broken("to deler har samme navn")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise Broken("det er ikke en Excel-arbeidsbok (.xlsx)")
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            raise Swollen  # entries inside one another
        end = entry.header_offset + _LOCAL_HEADER.size + entry.compress_size
        if entry.flag_bits & _ENCRYPTED:
            raise Broken("den er kryptert")
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Broken("den er pakket på en uvanlig måte")
        if entry.file_size > _SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise Swollen


def _name(name: str) -> None:
    for pattern, what in _HIDING:
        if pattern.search(name) and not _HARMLESS_BINARY.search(name):
            raise Unsafe(what, name[:100])


def _content(name: str, piece: bytes, *, first: bool) -> None:
    if not name.endswith((".xml", ".rels")):
        return
    if first:
        told = _ENCODING.search(piece)
        if piece.startswith((b"\xff\xfe", b"\xfe\xff")) or (told and told[1].lower() not in (b"utf-8", b"us-ascii")):
            raise Broken("den er skrevet i et annet tegnsett enn UTF-8")
    if b"\x00" in piece:
        raise Broken("den er skrevet i et annet tegnsett enn UTF-8")
    if _DOCTYPE.search(piece):
        raise Unsafe("egne XML-definisjoner", name[:100])
    if name.endswith(".rels"):
        if any(not _HYPERLINK.search(tag) for tag in _EXTERNAL.findall(piece)):
            raise Unsafe("lenker til andre filer", name[:100])
    elif name == "[Content_Types].xml":
        if _MACRO_TYPE.search(piece):
            raise Unsafe("makroer", name)
    elif name.startswith("xl/worksheets/") and (formula := _FORMULA.search(piece)):
        cells = _CELL.findall(piece, 0, formula.start())
        raise Unsafe("formler", f"{name.rpartition('/')[2]} {cells[-1].decode() if cells else ''}".strip())


def _pieces(file: BinaryIO, entry: ZipInfo) -> Iterator[tuple[int, bytes]]:
    """What the entry holds, a chunk at a time, each with the end of the one before; exactly as much as it says."""
    place, tail = 0, b""
    for chunk in _unpacked(file, entry):
        yield place, tail + chunk
        place += len(chunk)
        tail = (tail + chunk)[-_OVERLAP:]
    if place != entry.file_size:
        raise Swollen if place > entry.file_size else Broken("zip-filen er skadet")


def _unpacked(file: BinaryIO, entry: ZipInfo) -> Iterator[bytes]:
    """By the deflate stream itself, not by what the directory says of it: it ends where the entry ends."""
    left, total = _go_to(file, entry), 0
    if entry.compress_type == ZIP_STORED:
        while left and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while not inflate.eof:
            packed = inflate.unconsumed_tail
            if not packed:
                packed = file.read(min(_CHUNK, left))
                left -= len(packed)
            chunk = inflate.decompress(packed, _CHUNK)
            total += len(chunk)
            if total > entry.file_size:
                raise Swollen
            if not packed and not chunk:
                raise Broken("zip-filen er skadet")
            yield chunk
    except zlib.error:
        raise Broken("zip-filen er skadet") from None
    if left or inflate.unused_data:
        raise Broken("zip-filen er skadet")


def _go_to(file: BinaryIO, entry: ZipInfo) -> int:
    """Put the file where the entry's content begins; how long it is. Local header and directory must agree."""
    file.seek(entry.header_offset)
    head = file.read(_LOCAL_HEADER.size)
    if len(head) < _LOCAL_HEADER.size or not head.startswith(b"PK\x03\x04"):
        raise Broken("zip-filen er skadet")
    *_, name_length, extra_length = _LOCAL_HEADER.unpack(head)
    name = file.read(name_length)
    if name != entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437"):
        raise Broken("to deler har samme navn")
    file.seek(extra_length, 1)
    return entry.compress_size
