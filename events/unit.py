"""What a unit reports and owes: its weekly extracts and their rows."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from events.fact import FactData, Part
from events.personal import Personal
from events.refs import CaseRef
from events.values import Long, Short, Week

Cells = dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=4000)]]
"""The values of a row by our names of the columns; `*` for those behind the last column."""


class UnitAdded(FactData):
    """A geographic operational unit that coordinates the programme (R19); it owes extracts from `since` on."""

    TYPE = "trygghet.unit.added.v1"
    MODE = "decides"
    ON = "unit"

    name: Short
    since: date


class OpenRow(Part):
    """A row that a person has to decide (D26), and the case it made or changed."""

    row_key: Short
    case: CaseRef


class ExtractReceived(FactData):
    """The week's extract has been read through: the counts, and the rows that wait for a decision (R25, R26).

    A search of police systems (R43) is told in the same way, with its purpose; it is no extract of the week.
    """

    TYPE = "trygghet.unit.extract_received.v1"
    MODE = "reports"
    ON = "unit"

    week: Week
    file_hash: Short
    kind: Literal["extract", "search"] = "extract"
    purpose: Personal[Long] | None = None
    rows: int
    new: int
    known: int
    changed: int
    outside: int
    rejected: int
    open: tuple[OpenRow, ...] = ()


class RowRejected(FactData):
    """A row that could not be used, kept sealed; the same bad row has the same `fingerprint` and is the same duty.

    `corrects` is the fingerprint of an earlier rejected row that this one was to mend: it takes that one's place.
    """

    TYPE = "trygghet.unit.row_rejected.v1"
    MODE = "reports"
    ON = "unit"

    week: Week
    row: int
    column: Short
    reason: Short
    fingerprint: Short
    content: Personal[Cells]
    corrects: Short | None = None


class RejectedRowAnswered(FactData):
    """A rejected row has been corrected (it comes again in another file) or written off with a reason (D26)."""

    TYPE = "trygghet.unit.rejected_row_answered.v1"
    MODE = "decides"
    ON = "unit"

    fingerprint: Short
    answer: Literal["corrected", "written_off"]
    why: Personal[Long] | None = None


Decision = Literal["offer", "not", "duplicate", "closed", "mistake", "moved"]
"""What became of a row: the assessment, or that its case ended, or went over to another unit, before there was one."""


class RowDecided(FactData):
    """A row that waited has been decided on its case; derived, nobody records it by hand (D26)."""

    TYPE = "trygghet.unit.row_decided.v1"
    MODE = "reports"
    ON = "unit"

    week: Week
    row_key: Short
    case: CaseRef
    decision: Decision


class RowTakenBack(FactData):
    """A row that rules decided (known, outside) is to be decided by a person after all; opens the week again (D26)."""

    TYPE = "trygghet.unit.row_taken_back.v1"
    MODE = "decides"
    ON = "unit"

    week: Week
    row_key: Short
    why: Personal[Long]


class ExtractGoneThrough(FactData):
    """No row of the week is open any more (R26); derived, nobody records it by hand."""

    TYPE = "trygghet.unit.extract_gone_through.v1"
    MODE = "reports"
    ON = "unit"

    week: Week
