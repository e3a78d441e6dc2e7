"""Numbers the outbox and puts it on CASES in that order; when the bus has lost something, it is put there again."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import psycopg
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError
from psycopg import Connection
from psycopg.rows import TupleRow

from events.subjects import CASES, CASES_SUBJECTS
from services import log
from services.bus.broker import Denials, connect
from services.bus.following import FEED
from services.bus.meters import Meters
from services.bus.pace import Backoff, Lane, pause
from services.bus.sending import Message, Moved, NotStored, Sender, Unknown
from services.bus.streams import KEPT_ON_CASES, ensure
from services.clock import Clock
from services.errors import StartError
from services.settings import Settings
from services.store.connect import Database, Role
from services.store.queries import QUERIES
from services.store.session import Session

WAKE: Final = "trygghet_outbox"
"""PostgreSQL's channel on which a commit with new rows wakes the relay."""

_ONE_RELAY: Final = 4_810_471_104_002
"""Number of the advisory lock that makes this the only relay."""

_MOST: Final = 500
_LISTEN_SECONDS: Final = 0.5
_LOOK_SECONDS: Final = 2.0

_log = log.get("relay")


class Relay:
    """One relay works, however many run: the others wait for its lock.

    A feed number is given to committed rows only, in a transaction of its own, so it has no holes and no late comers
    (identity values are handed out before commit). Each publication says after which message of the stream it belongs;
    where that does not fit, the relay looks what the stream has last and goes on from there. So a crash between
    publication and position doubles nothing, and an empty stream is filled again.
    """

    def __init__(
        self, database: Database, url: Callable[[], str], settings: Settings, clock: Clock, meters: Meters
    ) -> None:
        """`url` is asked at every connection: an embedded bus that is started again may be elsewhere."""
        self._url = url
        self._settings = settings
        self._clock = clock
        self._meters = meters
        self._lane = Lane("relay")
        self._session = Session(database, Role.WRITER, _listen)
        self._feed = 0  # the last feed number on the stream
        self._sequence = 0  # and its sequence there
        self._created: Any = None  # which stream that was

    async def run(self, stop: asyncio.Event) -> None:
        """Relay until `stop`; bus or database away only delays it."""
        backoff = Backoff()
        try:
            while not stop.is_set():
                try:
                    if await self._lane.run(self._alone):
                        await self._relay(stop, backoff)
                    else:
                        await pause(stop, 1.0)
                except (psycopg.OperationalError, NatsError, NotStored, StartError, TimeoutError, OSError):
                    _log.warning("relay_interrupted", exc_info=True)
                    self._meters.interrupted.labels("relay").inc()
                    await pause(stop, backoff.worse())
        finally:
            await self._lane.run(self._session.close)
            await self._lane.close()

    async def _relay(self, stop: asyncio.Event, backoff: Backoff) -> None:
        """One connection to the bus: until stop, or until something fails."""
        denials = Denials()
        connection = await connect(self._url(), "trygghet relay", 2.0, denials)
        try:
            sender = Sender(connection, CASES, denials)
            await self._look(connection)
            looked = asyncio.get_running_loop().time()
            while not stop.is_set():
                try:
                    published = await self._publish_some(sender)
                except (Moved, Unknown) as fault:
                    _log.info("relay_looks_again", stream=CASES, error=type(fault).__name__)
                    await self._look(connection)
                    continue
                backoff.well()
                if asyncio.get_running_loop().time() - looked >= _LOOK_SECONDS:
                    await self._look(connection)
                    looked = asyncio.get_running_loop().time()
                if not published:
                    await self._lane.run(self._wait_for_news)
        finally:
            await connection.close()

    async def _publish_some(self, sender: Sender) -> int:
        """Number what is new, publish the next rows, remember how far that is; gives how many there were."""
        rows = await self._lane.run(self._next_rows)
        if not rows:
            return 0
        messages = [
            Message(
                subject, bytes(body), str(event_id), {FEED: str(feed), "content-type": "application/cloudevents+json"}
            )
            for feed, event_id, subject, body in rows
        ]
        self._sequence = await sender.append(messages, self._sequence)
        self._feed = int(rows[-1][0])
        await self._lane.run(self._keep_position)
        self._meters.published.inc(len(rows))
        return len(rows)

    async def _look(self, connection: Client) -> None:
        """Find out what the stream has last; make it when it is missing; begin where it needs to be filled again."""
        await ensure(connection, self._settings.nats_max_bytes)
        manager = connection.jsm()
        info = await manager.stream_info(CASES)
        if (info.created, info.state.last_seq) == (self._created, self._sequence):
            return
        self._created, self._sequence = info.created, info.state.last_seq
        last = await self._last_feed(connection) if info.state.messages else None
        self._feed = await self._lane.run(self._where_to_begin, last, bool(info.state.messages))
        _log.info("relay_goes_on", stream=CASES, position=self._feed)

    @staticmethod
    async def _last_feed(connection: Client) -> int | None:
        """The feed number of the last message; None where somebody else wrote it."""
        try:
            last = await connection.jsm().get_last_msg(CASES, CASES_SUBJECTS)
            return int((last.headers or {})[FEED])
        except (NotFoundError, KeyError, ValueError):
            _log.warning("relay_foreign_message", stream=CASES)
            return None

    def _alone(self) -> bool:
        """Whether this is the relay: the lock is the session's, and is lost with it."""
        row = self._session.connection().execute(QUERIES["take_relay"], (_ONE_RELAY,)).fetchone()
        return row is not None and bool(row[0])

    def _next_rows(self) -> list[TupleRow]:
        with self._session.transaction() as connection:
            connection.execute(QUERIES["number_feed"], {"most": 2 * _MOST})
        with self._session.transaction() as connection:
            top = connection.execute(QUERIES["top_of_feed"]).fetchone() or (0, 0)
            self._meters.unpublished.set(max(0, top[0] - self._feed) + top[1])
            return connection.execute(QUERIES["feed_to_publish"], {"feed": self._feed, "most": _MOST}).fetchall()

    def _where_to_begin(self, last: int | None, holds_messages: bool) -> int:
        """The feed number after which to go on: the stream's last, else our own position. An empty stream gets what it
        would have kept; whoever is further behind reads the record. A stream that is ahead of the record (it was
        restored from a copy) does not hide what comes now."""
        since = self._clock.now() - KEPT_ON_CASES + timedelta(minutes=1)
        with self._session.transaction() as connection:
            row = connection.execute(QUERIES["relay_begins"], {"since": since}).fetchone()
        if row is None:
            raise AssertionError("a select of scalars has one row")
        recent, position, top = row
        if last is not None and last > top:
            _log.error("relay_stream_ahead_of_record", stream=CASES, position=last, lag=last - top)
        begin = recent if not holds_messages else position if last is None else last
        return min(int(begin), int(top))

    def _keep_position(self) -> None:
        with self._session.transaction() as connection:
            connection.execute(QUERIES["keep_relay_position"], {"feed": self._feed})
        self._meters.position.labels("relay").set(self._feed)

    def _wait_for_news(self) -> None:
        """Until a commit with new rows, at most half a second: whoever stops us does not wait longer."""
        try:
            for _ in self._session.connection().notifies(timeout=_LISTEN_SECONDS, stop_after=1):
                return
        except psycopg.OperationalError:
            self._session.close()
            raise


def _listen(connection: Connection[TupleRow]) -> None:
    connection.execute(f"LISTEN {WAKE}")
