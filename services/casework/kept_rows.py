"""Rows that rules decided (known, outside), read back out of what is kept of them so that a person can decide (D26).

What a row said lies sealed: of one outside in its unit's list, of a known one in the log of its case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import TupleRow

from events.catalogue import from_object
from events.fact import Fact
from events.intake import RowRead
from events.unit import RowTakenBack
from services.casework.slot import ref_of
from services.casework.tokens import Tokens, tokens_of
from services.store.codec import decode_entry, open_values
from services.store.keys import KeyRing, KeyRow, unseal
from services.store.queries import QUERIES

RowPlace = tuple[str, str, str]
"""Unit, week, and the key of the row."""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row that rules decided: `told` is what it said, for its place in the list; opened in memory only."""

    outcome: Literal["known", "outside"]
    told: RowRead
    tokens: Tokens
    import_id: UUID | None


def place_in_list(fact: Fact) -> RowPlace:
    """Where the row stands that a fact takes back."""
    told = fact.data
    if not isinstance(told, RowTakenBack):
        raise TypeError(f"{fact.type} takes back no row")
    return ref_of(fact.subject)[1], told.week, told.row_key


def sealed_place(unit: str, week: str, row_key: str) -> str:
    """What a row in a unit's list is sealed to."""
    return f"row|{unit}|{week}|{row_key}"


def rows_to_take_back(
    connection: Connection[TupleRow], facts: Sequence[Fact], keyring: KeyRing
) -> dict[RowPlace, KeptRow]:
    """The rows that these facts take back. One that is not there, was decided by a person, or was erased is missing."""
    places = sorted({place_in_list(fact) for fact in facts if isinstance(fact.data, RowTakenBack)})
    if not places:
        return {}
    columns = [list(column) for column in zip(*places, strict=True)]
    found = {}
    for unit, week, row_key, row, outcome, case, content, sealed, import_id, *key in _ask(
        connection, "rows_to_take_back", *columns
    ):
        if outcome == "known":
            fact = _as_its_case_has_it(connection, case, content, keyring)
        else:
            fact = _as_sealed(KeyRow("unit", unit, *key), sealed_place(unit, week, row_key), sealed, keyring)
        if fact is None or not isinstance(fact.data, RowRead):
            continue
        told = fact.data.model_copy(update={"week": week, "row": row, "row_key": row_key, "content": content})
        found[unit, week, row_key] = KeptRow(outcome, told, tokens_of(fact, keyring.index_token), import_id)
    return found


def _as_sealed(key: KeyRow, place: str, sealed: bytes | None, keyring: KeyRing) -> Fact | None:
    if sealed is None:
        return None
    return from_object(orjson.loads(unseal(keyring.open_key(key), place, sealed)))


def _as_its_case_has_it(connection: Connection[TupleRow], case: str, content: str, keyring: KeyRing) -> Fact | None:
    """The latest row with that very content in the log of the case; None where it has been erased."""
    for sequence, body, ciphertext, *key in _ask(connection, "rows_of_case", case, RowRead.TYPE):
        opened = keyring.open_key(KeyRow("case", case, *key))
        values = open_values(opened, f"case/{case}", sequence, RowRead.TYPE, ciphertext)
        fact = decode_entry(body, values).fact
        if isinstance(fact.data, RowRead) and fact.data.content == content:
            return fact
    return None


def _ask(connection: Connection[TupleRow], name: str, *arguments: object) -> list[tuple[Any, ...]]:
    return connection.execute(QUERIES[name], arguments, binary=True).fetchall()
