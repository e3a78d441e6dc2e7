"""What would become of facts, told without a trace: decided by the same code, in transactions that cannot write.

What one batch would have made is remembered for the next ones, so that the tenth row of a person is judged as if the
first nine had been recorded. States are kept packed: an import of 100,000 rows is tried within the memory of doing it.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.casework.batch import Batch, Hit, Received
from services.casework.casework import Casework, Work
from services.casework.decide import Decider
from services.casework.incoming import Answer, Reading
from services.casework.load import load
from services.casework.owed import changed_duties
from services.casework.slot import Ref, Slot
from services.casework.states import States
from services.casework.tokens import LOCKED, Token, Tokens
from services.clock import Clock
from services.store.codec import dump_state, load_state
from services.store.keys import KeyRing
from services.store.queries import QUERIES


@dataclass(frozen=True, slots=True)
class _Made:
    """A subject as a batch would have left it."""

    unit: str | None
    state: bytes
    sequence: int
    head: bytes
    opened: datetime | None
    touched: datetime | None

    @classmethod
    def of(cls, slot: Slot) -> "_Made":
        if slot.state is None:
            raise ValueError("a subject without a state has nothing to be remembered by")
        packed = zlib.compress(dump_state(slot.state), 1)
        return cls(slot.unit, packed, slot.sequence, slot.head, slot.opened, slot.touched)

    def slot(self, ref: Ref) -> Slot:
        state = load_state(ref[0], zlib.decompress(self.state))
        whose = (ref, self.unit, state, self.sequence, self.head, self.opened, self.touched)
        return Slot(*whose, UUID(int=0), b"", self.sequence)


@dataclass(slots=True)
class Ahead:
    """What has been decided here and stands nowhere."""

    made: dict[Ref, _Made] = field(default_factory=dict)
    hits: dict[Token, list[Hit]] = field(default_factory=dict)
    persons: dict[str, set[bytes]] = field(default_factory=dict)
    rows: dict[str, set[str]] = field(default_factory=dict)
    inbox: dict[tuple[str, str], Answer] = field(default_factory=dict)

    def found(self, batch: Batch, tokens: Sequence[Token]) -> None:
        """Add what the tokens would lead to."""
        for token in tokens:
            known = batch.hits.setdefault(token, [])
            known += [hit for hit in self.hits.get(token, ()) if hit not in known]

    def locked(self, batch: Batch, wanted: Sequence[Ref]) -> None:
        """Put the subjects as they would be in the place of what is recorded of them."""
        batch.slots.update({ref: self.made[ref].slot(ref) for ref in wanted if ref in self.made})

    def read(self, batch: Batch) -> None:
        """Add what the record would answer."""
        for read, _ in batch.readings:
            if read.fact is not None and (answer := self.inbox.get(read.key)) is not None:
                batch.inbox[read.key] = Received(read.body_hash, answer)
        for kind, name in batch.slots:
            if kind == "case" and name in self.persons:
                batch.persons.setdefault(name, set()).update(self.persons[name])
        for read, _ in batch.readings:
            key = getattr(read.fact.data, "row_key", None) if read.fact is not None else None
            if key in self.rows:
                batch.rows_before.setdefault(key, set()).update(self.rows[key])

    def remember(self, batch: Batch, decided: Sequence[tuple[Reading, Answer]]) -> None:
        """What the batch would have written, as far as later facts are decided by it."""
        self.made |= {slot.ref: _Made.of(slot) for slot in batch.slots.values() if slot.lines}
        for kind, token, subject, name, incident in batch.index:
            if kind in LOCKED:
                self.hits.setdefault((kind, token), []).append(Hit(subject, name, incident))
            if kind == "person":
                self.persons.setdefault(name, set()).add(token)
        for (_, _, key), row in batch.rows.items():
            if row[1] in ("outside", "new", "changed"):
                self.rows.setdefault(key, set()).add(row[1])
        for read, answer in decided:
            if read.fact is not None and read.fault is None:
                self.inbox[read.key] = answer


class Rehearsal(Casework):
    """Casework that writes nothing: PostgreSQL itself refuses it."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing, clock: Clock) -> None:
        """`pool` connects as the writer."""
        super().__init__(pool, keyring, clock)
        self._ahead = Ahead()

    def _try(self, readings: Sequence[tuple[Reading, Tokens]], more: frozenset[Ref], work: Work) -> list[Answer]:
        with self._pool.connection() as connection, connection.transaction(force_rollback=True):
            connection.execute(QUERIES["only_read"])
            batch = load(connection, readings, more, self._keyring, States(), self._clock.now(), ahead=self._ahead)
            decider = Decider(batch, connection, self._keyring, self._clock)
            answers = work(decider)
            changed_duties(batch, [slot for slot in batch.slots.values() if slot.lines])
        self._ahead.remember(batch, [(read, answer) for (read, _), answer in zip(readings, answers, strict=True)])
        return answers
