"""Casework on a record of its own, with a clock that the test sets: units ost and vest, and their staff."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.fact import Fact
from events.refs import subject_kind
from services.casework.casework import Casework
from services.casework.incoming import Answer, Incoming
from services.store.codec import load_state
from services.store.connect import Role
from services.store.keys import KeyRing
from services.store.verify import verify
from tests.support.happenings import SteppingClock, people
from tests.support.record import Record


@dataclass
class Office:
    """Where facts come in. `take` tells what became of each; `ask` looks into the tables."""

    record: Record
    clock: SteppingClock
    keyring: KeyRing
    pool: ConnectionPool[Connection[TupleRow]]
    casework: Casework
    others: list[ConnectionPool[Connection[TupleRow]]] = field(default_factory=list)
    eye: list[Connection[TupleRow]] = field(default_factory=list)  # the superuser's, once something was asked

    def take(self, *facts: Fact) -> list[Answer]:
        """All in one batch."""
        return self.casework.take([Incoming.of(fact) for fact in facts])

    def one(self, fact: Fact) -> Answer:
        return self.take(fact)[0]

    def raw(self, *messages: bytes, nats_subject: str | None = None) -> list[Answer]:
        """As they come over the bus."""
        return self.casework.take([Incoming(message, nats_subject) for message in messages])

    def ask(self, query: str, *arguments: object) -> list[Any]:
        """Rows, as the superuser sees them; of one column the bare values."""
        if not self.eye:
            options = "-c search_path=trygghet"
            self.eye.append(psycopg.connect(self.record.superuser_dsn, options=options, autocommit=True))
        rows = self.eye[0].execute(query, arguments or None).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]

    def state(self, subject: str) -> dict[str, Any]:
        """The stored state of a subject with every field, also those that stand at their default."""
        kind, _, name = subject.partition("/")
        (stored,) = self.ask("SELECT state FROM subjects WHERE kind = %s AND id = %s", kind, name)
        whole: dict[str, Any] = orjson.loads(orjson.dumps(load_state(subject_kind(subject), stored)))
        return whole

    def verbs(self, subject: str) -> list[tuple[str, str]]:
        """The log of a subject: (fact, verb), the fact by its word."""
        kind, _, name = subject.partition("/")
        rows = self.ask(
            "SELECT type, verb FROM events WHERE subject_kind = %s AND subject_id = %s ORDER BY sequence", kind, name
        )
        return [(type_.split(".")[2], verb) for type_, verb in rows]

    def duties(self, subject: str) -> set[str]:
        """The kinds of what is owed on a subject."""
        kind, _, name = subject.partition("/")
        return set(self.ask("SELECT kind FROM duties WHERE subject_kind = %s AND subject_id = %s", kind, name))

    def another(self) -> Casework:
        """Casework as another process has it: connections and memory of its own."""
        pool = self.record.database.pool(Role.WRITER, 2)
        self.others.append(pool)
        return Casework(pool, KeyRing(self.record.secrets, self.clock), self.clock)

    def sound(self) -> None:
        """Fail where `trygghet verify` finds something."""
        with self.record.connect(Role.AUDITOR) as connection:
            found = verify(connection, self.keyring)
        assert found == []


@pytest.fixture
def office(record: Record) -> Iterator[Office]:
    """Open for work."""
    clock = SteppingClock()
    keyring = KeyRing(record.secrets, clock)
    pool = record.database.pool(Role.WRITER, 4)
    opened = Office(record, clock, keyring, pool, Casework(pool, keyring, clock))
    assert {answer.outcome for answer in opened.take(*people("ost", "vest"))} == {"recorded"}
    yield opened
    for other in (pool, *opened.others):
        other.close()
    for eye in opened.eye:
        eye.close()
