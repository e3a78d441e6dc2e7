"""A consumer of CASES that can lose the bus and start over: its position stands in PostgreSQL."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
import psycopg
from faststream import AckPolicy
from nats.errors import Error as NatsError
from psycopg import Connection
from psycopg.rows import TupleRow

from events.subjects import CASES, CASES_SUBJECTS
from services import log
from services.bus.broker import Pulling, as_they_came, broker, existing
from services.bus.meters import Meters
from services.bus.pace import Backoff, Lane, pause
from services.bus.streams import ready
from services.errors import StartError
from services.store.connect import Database, Role
from services.store.queries import QUERIES
from services.store.session import Session

FEED: Final = "Trygghet-Feed"
"""Header with the message's place in the feed: contiguous from 1, the same after every republication."""

_MOST: Final = 500
_GATHER_SECONDS: Final = 0.05
_SILENT_SECONDS: Final = 60.0
_FINISH_SECONDS: Final = 20.0

_FIRST = QUERIES["first_position"]
_LOCK = QUERIES["lock_position"]
_MOVE = QUERIES["move_position"]
_AFTER = QUERIES["feed_after"]

_log = log.get("following")


@dataclass(frozen=True, slots=True)
class Item:
    """One message of CASES, from the bus or from the outbox: the bytes are the same."""

    feed: int
    subject: str
    body: bytes

    def event(self) -> dict[str, Any]:
        """The CloudEvent."""
        event: dict[str, Any] = orjson.loads(self.body)
        return event


Work = Callable[[Connection[TupleRow], Sequence[Item]], None]
"""What the consumer does with new messages, in order, inside the transaction that also moves its position."""


class Following:
    """Calls `work` with every message of CASES once, in order, whatever becomes of the bus.

    The bus only makes it quick. A message whose feed is not the next one is a gap, and then, as at the start and
    after a silent minute, the outbox is read instead; what it has had is passed over.
    """

    def __init__(
        self,
        *,
        name: str,
        url: Callable[[], str],
        max_bytes: int,
        database: Database,
        role: Role,
        work: Work,
        meters: Meters,
        silent_seconds: float = _SILENT_SECONDS,
    ) -> None:
        """`name` is the durable consumer on CASES and the row in `positions`; `url` is asked at every connection."""
        self._name = name
        self._url = url
        self._max_bytes = max_bytes
        self._session = Session(database, role)
        self._work = work
        self._silent = silent_seconds
        self._lane = Lane(f"following-{name}")
        self._connection: psycopg.Connection[Any] | None = None
        self._heard = 0.0
        self._stop = asyncio.Event()
        self._done = meters.followed.labels(name)
        self._position = meters.position.labels(name)
        self._interrupted = meters.interrupted.labels(name)

    async def run(self, stop: asyncio.Event) -> None:
        """Follow until `stop`; bus or database away only delays it."""
        self._stop = stop
        backoff = Backoff()
        try:
            while not stop.is_set():
                try:
                    await self._follow(stop)
                    backoff.well()
                except (psycopg.OperationalError, NatsError, StartError, TimeoutError, OSError):
                    _log.warning("following_interrupted", consumer=self._name, exc_info=True)
                    self._interrupted.inc()
                    await pause(stop, backoff.worse())
        finally:
            await self._lane.run(self._session.close)
            await self._lane.close()

    async def catch_up(self) -> None:
        """Work through what the outbox has beyond the position."""
        await self._lane.run(self._from_outbox)

    async def _follow(self, stop: asyncio.Event) -> None:
        """One connection's life: until stop, or until the consumer on the bus is gone."""
        await self.catch_up()
        await ready(self._url(), f"trygghet {self._name}", self._max_bytes)
        bus = broker(self._url(), f"trygghet {self._name}", _FINISH_SECONDS)
        pulling = Pulling(_MOST, _GATHER_SECONDS)
        subscriber = bus.subscriber(
            CASES_SUBJECTS,
            stream=existing(CASES),
            durable=self._name,
            pull_sub=pulling.batches(),
            ack_policy=AckPolicy.MANUAL,
            decoder=as_they_came,
            no_reply=True,
        )
        subscriber(self._take)
        try:
            await pulling.start(bus, subscriber, stop)
            await self._watch(stop, pulling)
            await pulling.leave()
        finally:
            await bus.stop()

    async def _watch(self, stop: asyncio.Event, pulling: Pulling) -> None:
        clock = asyncio.get_running_loop().time
        self._heard = clock()
        while not stop.is_set() and not pulling.lost.is_set():
            if clock() - self._heard >= self._silent:
                await self.catch_up()
                self._heard = clock()
            await pause(stop, min(1.0, self._silent))

    async def _take(self, messages: list[Any]) -> None:
        """FastStream's handler. Acknowledged only after the commit; without it the messages come again."""
        self._heard = asyncio.get_running_loop().time()
        items = [
            Item(int(message.headers[FEED]), message.subject, message.data)
            for message in messages
            if message.headers and message.headers.get(FEED, "").isdigit()
        ]
        backoff = Backoff()
        while True:
            try:
                await self._lane.run(self._from_bus, items)
                break
            except (psycopg.OperationalError, StartError):
                _log.warning("following_interrupted", consumer=self._name, exc_info=True)
                await pause(self._stop, backoff.worse())
            if self._stop.is_set():
                return
        for message in messages:
            await message.ack()

    def _from_bus(self, items: Sequence[Item]) -> None:
        with self._session.transaction() as connection:
            position = self._locked(connection)
            fresh = sorted({item.feed: item for item in items if item.feed > position}.values(), key=lambda i: i.feed)
            whole = [item.feed for item in fresh] == list(range(position + 1, position + 1 + len(fresh)))
            if fresh and whole:
                self._handle(connection, fresh)
        if fresh and not whole:
            _log.info("following_gap", consumer=self._name, position=position, count=len(fresh))
            self._from_outbox()

    def _from_outbox(self) -> None:
        while True:
            with self._session.transaction() as connection:
                position = self._locked(connection)
                rows = connection.execute(_AFTER, {"feed": position, "most": _MOST}).fetchall()
                if not rows:
                    return
                self._handle(connection, [Item(feed, subject, bytes(body)) for feed, subject, body in rows])

    def _handle(self, connection: Connection[TupleRow], items: Sequence[Item]) -> None:
        self._work(connection, items)
        connection.execute(_MOVE, {"consumer": self._name, "feed": items[-1].feed})
        self._done.inc(len(items))
        self._position.set(items[-1].feed)

    def _locked(self, connection: Connection[TupleRow]) -> int:
        """The position, with its row locked: two processes of one consumer take turns."""
        connection.execute(_FIRST, {"consumer": self._name})
        row = connection.execute(_LOCK, {"consumer": self._name}).fetchone()
        if row is None:
            raise AssertionError("the position was inserted a line above")
        return int(row[0])
