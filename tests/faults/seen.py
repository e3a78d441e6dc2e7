"""What the checker looks at: the record over SQL and the stream CASES, message by message; no code of the service."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from nats.js.errors import NotFoundError
from psycopg.rows import class_row

from tests.faults.bus import connected

Key = tuple[str, str]
"""(source, id) of a fact."""


@dataclass(frozen=True)
class Event:
    subject: str
    sequence: int
    event_id: UUID
    verb: str
    type: str
    source: str
    fact_id: str
    body: bytes
    ciphertext: bytes | None
    prev_hash: bytes
    hash: bytes
    in_ledger: int

    @property
    def key(self) -> Key:
        return (self.source, self.fact_id)


@dataclass(frozen=True)
class Received:
    source: str
    fact_id: str
    outcome: str
    answer: bytes

    @property
    def key(self) -> Key:
        return (self.source, self.fact_id)


@dataclass(frozen=True)
class Subject:
    subject: str
    phase: str | None
    sequence: int
    head: bytes
    state: bytes
    duties: int


@dataclass(frozen=True)
class Out:
    event_id: UUID
    feed: int | None
    body: bytes


@dataclass(frozen=True)
class OnBus:
    """One message of CASES."""

    place: int
    id: str
    feed: int
    body: dict[str, Any]
    raw: bytes


@dataclass(frozen=True)
class Seen:
    events: list[Event]
    inbox: list[Received]
    subjects: list[Subject]
    outbox: list[Out]
    quarantine: list[tuple[str | None, str | None, str, str]]
    reminders: list[tuple[Any, ...]]
    rows: list[tuple[str, str, str, str, str | None]]
    unchained: int
    cases: list[OnBus]


EVENTS = """
SELECT e.subject_kind || '/' || e.subject_id AS subject, e.sequence, e.event_id, e.verb, e.type, e.source, e.fact_id,
       e.body, s.ciphertext, e.prev_hash, e.hash,
       (SELECT count(*) FROM trygghet.ledger l WHERE l.event_hash = e.hash) AS in_ledger
FROM trygghet.events e LEFT JOIN trygghet.sealed s USING (event_id)
ORDER BY e.subject_kind, e.subject_id, e.sequence
"""
SUBJECTS = """
SELECT s.kind || '/' || s.id AS subject, s.phase, s.sequence, s.head, s.state,
       (SELECT count(*) FROM trygghet.duties d
        WHERE d.subject_kind = s.kind AND d.subject_id = s.id AND d.owner <> '' AND d.due_date IS NOT NULL) AS duties
FROM trygghet.subjects s
"""


def look(dsn: str, url: str) -> Seen:
    """Everything at this moment; `dsn` may read all tables, `url` the stream."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

        def rows(statement: str) -> list[Any]:
            return connection.execute(statement).fetchall()

        def each(kind: type[Any], statement: str) -> list[Any]:
            return connection.cursor(row_factory=class_row(kind)).execute(statement).fetchall()

        return Seen(
            events=each(Event, EVENTS),
            inbox=each(Received, "SELECT source, fact_id, outcome, answer FROM trygghet.inbox"),
            subjects=each(Subject, SUBJECTS),
            outbox=each(Out, "SELECT event_id, feed, body FROM trygghet.outbox ORDER BY id"),
            quarantine=rows("SELECT source, fact_id, reason, detail FROM trygghet.quarantine"),
            reminders=rows("SELECT duty_key, due_date, step FROM trygghet.reminders"),
            rows=rows("SELECT unit, week, row_key, outcome, case_id FROM trygghet.import_rows"),
            unchained=rows(
                "SELECT (SELECT count(*) FROM trygghet.ledger) - (SELECT count(*) FROM trygghet.ledger_chain)"
            )[0][0],
            cases=asyncio.run(on_bus(url)),
        )


async def on_bus(url: str) -> list[OnBus]:
    """Every message of CASES in the order of the stream, read one by one from its store."""
    async with connected(url, 5) as connection:
        manager = connection.jsm()
        state = (await manager.stream_info("CASES")).state
        found: list[OnBus] = []
        for begin in range(state.first_seq, state.last_seq + 1, 200):
            numbers = range(begin, min(begin + 200, state.last_seq + 1))
            got = await asyncio.gather(*(_stored(manager, n) for n in numbers))
            found += [one for one in got if one is not None]
        return found


async def _stored(manager: Any, place: int) -> OnBus | None:
    try:
        message = await manager.get_msg("CASES", place, direct=True)
    except NotFoundError:
        return None
    headers = message.headers or {}
    return OnBus(
        place,
        headers.get("Nats-Msg-Id", ""),
        int(headers.get("Trygghet-Feed", "0")),
        json.loads(message.data),
        bytes(message.data),
    )
