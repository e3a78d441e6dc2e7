"""Rings when something has been recorded, by whichever process, so that open pages look again."""

import asyncio
from typing import Final

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from services import log
from services.bus.pace import Backoff, Lane, pause
from services.errors import StartError
from services.relay.relay import WAKE
from services.store.connect import Database, Role
from services.store.session import Session

_LISTEN_SECONDS: Final = 0.5

_log = log.get("desk")


class Bell:
    """One listening connection for all open pages of a process. It carries nothing: each page reads as its own actor.

    The record itself rings, so the bus may be away. After an outage it rings once, since something may have been
    recorded meanwhile.
    """

    def __init__(self, database: Database) -> None:
        self.over = False
        """Whether the desk stops: whoever waits leaves."""
        self.rung = 0
        """How often it has rung."""
        self._session = Session(database, Role.READER, _listen)
        self._next = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop`; then everybody who waits is let go at once."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._listen(stop))
            both.create_task(self._let_go(stop))

    async def heard(self, since: int, seconds: float) -> int:
        """How often it has rung: returns when that is more than `since`, after `seconds` at the latest."""
        ring = self._next
        if self.rung == since and not self.over:
            try:
                async with asyncio.timeout(seconds):
                    await ring.wait()
            except TimeoutError:
                pass
        return self.rung

    async def _listen(self, stop: asyncio.Event) -> None:
        lane, backoff, away = Lane("bell"), Backoff(), False
        try:
            while not stop.is_set():
                try:
                    news = await lane.run(self._wait_for_news)
                except (psycopg.OperationalError, StartError, OSError):
                    if not away:
                        _log.warning("bell_away", exc_info=True)
                    away = True
                    await pause(stop, backoff.worse())
                    continue
                if news or away:
                    self._ring()
                away = False
                backoff.well()
        finally:
            await lane.run(self._session.close)
            await lane.close()

    async def _let_go(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.over = True
        self._ring()

    def _ring(self) -> None:
        self.rung += 1
        ring, self._next = self._next, asyncio.Event()
        ring.set()

    def _wait_for_news(self) -> bool:
        """Whether something was recorded; half a second at most, so that whoever stops us does not wait longer."""
        try:
            return any(True for _ in self._session.connection().notifies(timeout=_LISTEN_SECONDS, stop_after=1))
        except psycopg.OperationalError:
            self._session.close()
            raise


def _listen(connection: Connection[TupleRow]) -> None:
    connection.execute(f"LISTEN {WAKE}")
