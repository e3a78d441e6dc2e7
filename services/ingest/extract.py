"""What a file of rows is to the import, in whatever format it came: a header that is ours, and rows of values."""

import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

from services.ingest import faults
from services.ingest.columns import BY_FOLDED, CORRECTS, IDENTIFYING, REASON, REQUIRED, folded

MAX_BYTES: Final = 256 * 1024**2
MEBIBYTE: Final = 1024**2
_SHOWN: Final = 60
LOOKED_THROUGH: Final = 20
"""So many rows are looked through for the header when the first one is none."""

_FINGERPRINT: Final = re.compile(r"[a-z2-7]{26}")


@dataclass(frozen=True, slots=True)
class Extract:
    """What the first reading found. `columns` has our name for each place in the header, None for an extra column;
    `ignored` names those; `records` counts the rows, blank ones aside; `digest` is the SHA-256 of what was read."""

    name: str
    digest: str
    columns: tuple[str | None, ...]
    ignored: tuple[str, ...]
    records: int


@dataclass(frozen=True, slots=True)
class Record:
    """One row. `row` counts from 1 below the header, blank rows included, so that a person finds it in the file.

    `cells` has the stripped values of our columns, empty ones left out; `beyond` are values behind the last column, so
    that the others may be in the wrong place. `corrects` is the fingerprint of the rejected row that this one mends.
    """

    row: int
    cells: Mapping[str, str]
    beyond: tuple[str, ...] = ()
    corrects: str | None = None


class Source(Protocol):
    """An open file. `look_through` first, then `records`: of the same content, or FileChanged is raised."""

    def look_through(self) -> Extract:
        """Read all of it and tell what it is. Raises an ImportFault where it is no extract."""
        ...

    def records(self, extract: Extract) -> Generator[Record, None, None]:
        """The rows, blank ones left out; to be closed before the file is."""
        ...


def columns_of(
    header: Sequence[str], below: Iterable[Sequence[str]], name: str
) -> tuple[tuple[str | None, ...], tuple[str, ...]]:
    """Our names for the titles, and the titles that are none of ours. `below` are the rows under the header: one of
    them may turn out to be it. Raises ColumnTwice, HeaderNotFirst, ColumnsMissing."""
    columns = tuple(BY_FOLDED.get(folded(title)) for title in header)
    found = [column for column in columns if column is not None]
    for column in found:
        if found.count(column) > 1:
            raise faults.ColumnTwice(file=name, column=column)
    missing = _missing(found)
    if missing:
        for above, row in enumerate(islice(below, LOOKED_THROUGH), start=1):
            if not _missing([known for title in row if (known := BY_FOLDED.get(folded(title)))]):
                raise faults.HeaderNotFirst(file=name, above=above)
        raise faults.ColumnsMissing(file=name, missing=", ".join(missing), found=", ".join(found) or "ingen")
    titles = zip(header, columns, strict=True)
    return columns, tuple(title.strip()[:_SHOWN] for title, column in titles if column is None and title.strip())


def record_of(row: int, values: Sequence[str], columns: Sequence[str | None]) -> Record:
    """A row under its header."""
    cells = {
        column: cell
        for column, value in zip(columns, values, strict=False)
        if column is not None and (cell := value.strip())
    }
    marked = cells.pop(CORRECTS, "")
    cells.pop(REASON, None)
    beyond = tuple(cell for value in values[len(columns) :] if (cell := value.strip()))
    return Record(row, cells, beyond, marked if _FINGERPRINT.fullmatch(marked) else None)


def is_blank(values: Iterable[str]) -> bool:
    """Whether a row has no value at all."""
    return not any(value.strip() for value in values)


def _missing(found: Sequence[str]) -> list[str]:
    missing = [column for column in REQUIRED if column not in found]
    if not any(column in found for column in IDENTIFYING):
        missing.append(" / ".join(IDENTIFYING))
    return missing
