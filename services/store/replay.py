"""Reads every log from its beginning, line by line, and names each line that is not as it was written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection, ServerCursor
from psycopg.rows import TupleRow

from events.catalogue import Unreadable
from events.correction import Corrected
from services.store.codec import FIRST, chained, decode_entry, open_values, takes_sealed
from services.store.difference import Differences
from services.store.faults import KeyDamaged, KeyMissing
from services.store.keys import KeyRing, KeyRow, SealError
from services.store.queries import QUERIES
from workflows.case import Case
from workflows.duties import Subject, unit_of
from workflows.outcome import Entry
from workflows.record import evolve

_AT_A_TIME = 500
_SAY_EVERY = 1000


class Line(NamedTuple):
    """One row of the query `whole_log`."""

    subject_kind: str
    subject_id: str
    sequence: int
    verb: str
    type: str
    source: str
    fact_id: str
    unit: str | None
    happened: datetime
    recorded: datetime
    body: bytes
    sealed_hash: bytes | None
    prev_hash: bytes
    hash: bytes
    ciphertext: bytes | None
    key_id: UUID | None
    epoch: int | None
    wrapped: bytes | None

    @property
    def subject(self) -> str:
        """`case/T-...`."""
        return f"{self.subject_kind}/{self.subject_id}"


@dataclass(slots=True)
class Folded:
    """A subject as its log makes it. Not `whole`: a line could not be folded, and nothing more is compared.

    `corrections` are facts (`source:id`) that correct another, each with the one that it names, in effect or not.
    """

    kind: str
    id: str
    state: Subject | None = None
    whole: bool = True
    head: bytes = FIRST
    sequence: int = 0
    last_recorded: datetime | None = None
    log: list[Entry] = field(default_factory=list)
    corrections: list[tuple[str, str]] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """`case/T-...`."""
        return f"{self.kind}/{self.id}"


def replay(
    connection: Connection[TupleRow], keyring: KeyRing, found: Differences, on_line: Callable[[int], None]
) -> Iterator[Folded]:
    """Every subject, folded from its log; differences inside the log go to `found`. Holds one log at a time."""
    present: Folded | None = None
    erased: dict[str, datetime] = dict(connection.execute(QUERIES["erased_subjects"]).fetchall())
    with ServerCursor(connection, "whole_log") as cursor:
        cursor.itersize = _AT_A_TIME
        cursor.execute(QUERIES["whole_log"])
        for number, row in enumerate(cursor, start=1):
            line = Line(*row)
            if present is None or (present.kind, present.id) != (line.subject_kind, line.subject_id):
                if present is not None:
                    yield present
                present = Folded(line.subject_kind, line.subject_id)
            _chain(line, present, found)
            _fold(line, present, _values(line, erased, keyring, found), found)
            if number % _SAY_EVERY == 0:
                on_line(number)
    if present is not None:
        yield present


def _chain(line: Line, folded: Folded, found: Differences) -> None:
    """Numbers without a gap, each hash after the one before, recorded time that never goes back."""
    if line.sequence != folded.sequence + 1:
        found.add("lines_missing", line.subject, line.sequence)
    if line.prev_hash != folded.head:
        found.add("chain_broken", line.subject, line.sequence, "prev_hash")
    if line.hash != chained(line.prev_hash, line.body, line.sealed_hash):
        found.add("line_changed", line.subject, line.sequence, "body or sealed_hash")
    if folded.last_recorded is not None and line.recorded < folded.last_recorded:
        found.add("time_went_back", line.subject, line.sequence)
    folded.sequence, folded.head, folded.last_recorded = line.sequence, line.hash, line.recorded


def _fold(line: Line, folded: Folded, values: list[Any] | None, found: Differences) -> None:
    try:
        entry = decode_entry(line.body, values)
    except (Unreadable, ValueError, KeyError, TypeError) as fault:
        found.add("line_unreadable", line.subject, line.sequence, type(fault).__name__)
        folded.whole = False
        return
    _columns(line, entry, found)
    if isinstance(entry.fact.data, Corrected):
        folded.corrections.append((entry.fact.key, str(entry.fact.data.fact)))
    if not folded.whole:
        return
    before = folded.state
    try:
        folded.state = evolve(before, entry, folded.log)
    except Exception as fault:  # noqa: BLE001 - a log that cannot be folded is what we are here to report
        found.add("line_does_not_fold", line.subject, line.sequence, type(fault).__name__)
        folded.whole = False
        return
    if isinstance(folded.state, Case):
        folded.log.append(entry)
    if line.subject_kind != "staff" and line.unit not in {unit_of(state) for state in (before, folded.state) if state}:
        found.add("column_differs", line.subject, line.sequence, "unit")


def _values(line: Line, erased: Mapping[str, datetime], keyring: KeyRing, found: Differences) -> list[Any] | None:
    """The personal values, None where there are none or they have been erased; says so where neither is right."""
    if line.ciphertext is None:
        gone = line.sealed_hash is not None and line.subject in erased and line.recorded <= erased[line.subject]
        if takes_sealed(line.body) and not gone:
            found.add("sealed_part_missing", line.subject, line.sequence)
        return None
    if line.sealed_hash != sha256(line.ciphertext).digest():
        found.add("sealed_part_changed", line.subject, line.sequence)
        return None
    if line.key_id is None or line.epoch is None or line.wrapped is None:
        found.add("key_missing", line.subject, line.sequence)
        return None
    row = KeyRow(line.subject_kind, line.subject_id, line.key_id, line.epoch, line.wrapped)
    try:
        return open_values(keyring.open_key(row), line.subject, line.sequence, line.type, line.ciphertext)
    except (SealError, KeyMissing, KeyDamaged) as fault:
        found.add("sealed_part_does_not_open", line.subject, line.sequence, type(fault).__name__)
        return None


def _columns(line: Line, entry: Entry, found: Differences) -> None:
    """The columns are copies for searching; the body is what was decided."""
    fact = entry.fact
    said = {
        "subject": (line.subject, fact.subject),
        "verb": (line.verb, entry.verb.value),
        "type": (line.type, fact.type),
        "source": (line.source, fact.source.value),
        "fact_id": (line.fact_id, fact.id),
        "happened": (line.happened, fact.time),
        "recorded": (line.recorded, entry.recorded_at),
    }
    differing = [name for name, (column, body) in said.items() if column != body]
    if differing:
        found.add("column_differs", line.subject, line.sequence, ", ".join(differing))
