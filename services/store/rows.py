"""The rows of a unit's weekly extracts and searches: what rules made of them, what people decided, what is left."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.personal import reveal
from events.unit import RowDecided, RowRejected
from services.clock import Clock
from services.store.asking import Actor, NotAllowed, NotThere, seeing_as
from services.store.codec import decode_entry, load_state, open_values
from services.store.keys import KeyRing, KeyRow
from services.store.queries import QUERIES
from workflows.access import may
from workflows.case import Case, Incident
from workflows.unit import Unit

MOST: Final = 100_000

RowState = Literal["open", "decided", "by_rule", "answered"]


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row in a unit's list. `key` is the row's key, of a rejected one its fingerprint.

    `decision` is a person's (offer, not, duplicate); `reason` why a rejected row could not be used: column and code.
    """

    unit: str
    week: str
    key: str
    row: int
    outcome: Literal["new", "known", "changed", "outside", "rejected"]
    state: RowState
    decision: str | None
    case: str | None
    reason: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class RejectedContent:
    """A rejected row that waits for an answer, opened: what stood in it, and why it could not be used."""

    fingerprint: str
    row: int
    column: str
    reason: str
    cells: Mapping[str, str]


class Rows:
    """The questions about rows. Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing, clock: Clock) -> None:
        self._pool = pool
        self._keyring = keyring
        self._clock = clock

    def of_week(self, actor: Actor, unit: str, week: str) -> tuple[RowLine, ...]:
        """Every row of the unit's week, in the order of the file. Raises NotAllowed."""
        if not may(actor.member, "see_rows", unit):
            raise NotAllowed(actor, "see_rows")
        with self._pool.connection() as connection, seeing_as(connection, actor):
            rows = connection.execute(QUERIES["rows_of_week"], {"unit": unit, "week": week, "most": MOST}).fetchall()
            return self._lines(connection, [(unit, week, *row) for row in rows])

    def of_key(self, actor: Actor, start: str, unit: str | None = None, week: str | None = None) -> tuple[RowLine, ...]:
        """The rows whose key begins so, in the units of the actor, the latest week first. Raises NotAllowed."""
        if not may(actor.member, "see_rows"):
            raise NotAllowed(actor, "see_rows")
        asked = {"from": start, "to": start + "~", "unit": unit, "week": week, "most": MOST}
        with self._pool.connection() as connection, seeing_as(connection, actor):
            rows = connection.execute(QUERIES["rows_by_key"], asked).fetchall()
            found = self._lines(connection, rows)
        return tuple(line for line in found if may(actor.member, "see_rows", line.unit))

    def incident(self, actor: Actor, line: RowLine) -> tuple[str, Incident]:
        """The case of a row and its incident there. Raises NotThere where the actor does not see the case."""
        with self._pool.connection() as connection, seeing_as(connection, actor):
            row = connection.execute(QUERIES["case_row"], {"ref": line.case}).fetchone()
        case = load_state("case", row[3]) if row is not None else None
        if line.case is None or not isinstance(case, Case):
            raise NotThere(line.case or line.key)
        told = [i for i in case.incidents if any(origin.row_key == line.key for origin in i.rows)]
        if not told:
            raise NotThere(line.case)
        return line.case, told[0]

    def rejected(self, actor: Actor, unit: str, week: str | None = None) -> tuple[RejectedContent, ...]:
        """The rejected rows that wait for an answer, opened for whoever corrects them; in the ledger before they are.

        Raises NotAllowed, KeyMissing.
        """
        if not may(actor.member, "see_personal", unit):
            raise NotAllowed(actor, "see_personal")
        with self._pool.connection() as connection, seeing_as(connection, actor):
            waiting = {row.fingerprint for row in _units(connection, [unit])[unit].rejected if week in (None, row.week)}
            asked = {"unit": unit, "type": RowRejected.TYPE}
            facts = connection.execute(QUERIES["unit_facts"], asked).fetchall()
            key = connection.execute(QUERIES["key_of"], ("unit", unit)).fetchone()
            told = (self._clock.now(), actor.ref, "read_rejected", f"unit/{unit}", f"{len(waiting)} rows")
            connection.execute(QUERIES["note_in_ledger"], told)
        # The transaction is over: the entry in the ledger is committed, and only now anything is opened.
        if key is None:
            raise NotThere(f"unit/{unit}")
        opened = self._keyring.open_key(KeyRow("unit", unit, *key))
        found = {}
        for sequence, body, ciphertext in facts:
            plain = decode_entry(body, None).fact.data
            if not isinstance(plain, RowRejected) or plain.fingerprint not in waiting or ciphertext is None:
                continue
            values = open_values(opened, f"unit/{unit}", sequence, RowRejected.TYPE, ciphertext)
            row = decode_entry(body, values).fact.data
            if isinstance(row, RowRejected):
                cells = reveal(row.content) or {}
                found[row.fingerprint] = RejectedContent(row.fingerprint, row.row, row.column, row.reason, cells)
        return tuple(sorted(found.values(), key=lambda row: row.row))

    def _lines(self, connection: Connection[TupleRow], rows: Sequence[TupleRow]) -> tuple[RowLine, ...]:
        units = _units(connection, sorted({row[0] for row in rows}))
        decisions = {unit: _decisions(connection, unit) for unit in units}
        weeks = {(u, w): RowStates(units[u], w) for u, w in Counter((row[0], row[1]) for row in rows) if u in units}
        found = []
        for unit, week, key, row, outcome, case, reason in rows:
            decision = decisions.get(unit, {}).get((week, key))
            there = weeks.get((unit, week))
            unread: RowState = "answered" if outcome == "rejected" else "by_rule"
            state = there.of(key, outcome) if there is not None else unread
            column, _, code = (reason or "").partition(": ")
            why = (column, code) if reason else None
            decided = decision if state == "decided" else None
            found.append(RowLine(unit, week, key, row, outcome, state, decided, case, why))
        return tuple(found)


class RowStates:
    """What a unit's state says of the rows of a week, looked up many times."""

    def __init__(self, unit: Unit, week: str) -> None:
        state = unit.week(week)
        self._open, self._decided = frozenset(state.open_rows), frozenset(state.decided_rows)
        self._waiting = frozenset(row.fingerprint for row in unit.rejected)

    def of(self, key: str, outcome: str) -> RowState:
        """How a row stands that the import judged so."""
        if outcome == "rejected":
            return "open" if key in self._waiting else "answered"
        if key in self._open:
            return "open"
        if key in self._decided:
            return "decided"
        return "open" if outcome == "new" else "by_rule"  # a new one whose file is not read to its end


def _units(connection: Connection[TupleRow], units: Iterable[str]) -> dict[str, Unit]:
    found = {}
    for name, stored in connection.execute(QUERIES["unit_states"], {"units": list(units)}).fetchall():
        state = load_state("unit", stored)
        if isinstance(state, Unit):
            found[name] = state
    return found


def _decisions(connection: Connection[TupleRow], unit: str) -> dict[tuple[str, str], str]:
    """The latest decision of each row (week, key) of a unit."""
    found: dict[tuple[str, str], str] = {}
    for _, body, _ in connection.execute(QUERIES["unit_facts"], {"unit": unit, "type": RowDecided.TYPE}).fetchall():
        told = decode_entry(body, None).fact.data
        if isinstance(told, RowDecided):
            found[told.week, told.row_key] = told.decision
    return found
