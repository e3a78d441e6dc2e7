"""A row that could not be used, as a form: the value that is to blame first, the others behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.desk.asking import Asked
from services.ingest import columns
from services.ingest.columns import COLUMNS, IDENTIFYING, REQUIRED
from services.ingest.rows import WHOLE_ROW
from services.store.rows import RejectedContent
from services.store.weeks import RowShown

_WORDS: Final[Mapping[str, columns.Words[Any]]] = {
    "sakstype": columns.CATEGORY,
    "rolle": columns.ROLE,
    "saksstatus": columns.MATTER_STATUS,
    "hatmotiv": columns.ANSWER,
    "adressesperre": columns.ADDRESS_PROTECTION,
    "gjerningsperson_er": columns.PERPETRATOR_IS,
    "bor_hos": columns.LIVES_WITH,
    "tolk": columns.INTERPRETER,
}
"""The columns of which only certain words can be read."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a rejected row, to be mended. `words` are those that can be read there."""

    column: str
    value: str
    words: tuple[str, ...] = ()
    required: bool = False

    @property
    def element(self) -> str:
        """The id of its element."""
        return f"celle-{self.column}"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that waits to be mended: what is wrong, the value that is to blame, and the others."""

    row: RejectedContent
    blamed: tuple[Cell, ...]
    others: tuple[Cell, ...]
    fault: str | None = None


def shown(asked: Asked, unit: str, week: str, row: RowShown | None, mend: Mapping[str, Any]) -> Rejected | None:
    """The row as a form, opened for whoever mends it; None for those who may not, and where there is nothing to do."""
    if row is None or row.line.outcome != "rejected" or not row.open or not asked.may("see_personal", unit):
        return None
    found = _content(asked, unit, week, row.line.key)
    if found is None:
        return None
    told = {**found.cells, **mend.get("cells", {})}
    names = [one for one in COLUMNS if one in told or one in REQUIRED or one in IDENTIFYING]
    cells = [_cell(one, told.get(one, "")) for one in names]
    blamed = tuple(cell for cell in cells if found.column in (cell.column, WHOLE_ROW) or _with(found.column, cell))
    others = tuple(cell for cell in cells if cell not in blamed)
    return Rejected(found, blamed, others, mend.get("fault"))


def _with(column: str, cell: Cell) -> bool:
    """Whether a cell is to be looked at with the one to blame: a number and a birth date stand for each other."""
    return column in IDENTIFYING and cell.column in IDENTIFYING


def _cell(column: str, value: str) -> Cell:
    words = _WORDS[column].words() if column in _WORDS else ()
    return Cell(column, value, words, column in REQUIRED)


def _content(asked: Asked, unit: str, week: str, key: str) -> RejectedContent | None:
    found = asked.desk.reader.rows.rejected(asked.actor, unit, week)
    return next((one for one in found if one.fingerprint == key), None)
