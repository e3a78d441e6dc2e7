"""The one sequencer of the ledger: chains what was committed, signs the end of the chain, publishes it."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import orjson
import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from events.subjects import outcome
from services import log
from services.audit.chain import Link, links
from services.bus.meters import Meters
from services.bus.pace import Backoff, Lane, pause
from services.clock import Clock
from services.errors import StartError
from services.store.codec import moment
from services.store.connect import Database, Role
from services.store.keys import KeyRing
from services.store.ledger import LedgerEntry, head_message
from services.store.queries import QUERIES
from services.store.session import Session

HEAD: Final = "trygghet.ledger.head.v1"
"""Type of the message on CASES that makes a signed head known to others."""

SIGN_AFTER_ENTRIES: Final = 1000
SIGN_AFTER: Final = timedelta(seconds=60)

_ONE_CHAIN: Final = 4_810_471_104_003
"""Number of the advisory lock under which links are added."""

_MOST: Final = 2000
_LOOK_SECONDS: Final = 1.0
_SWEEP: Final = timedelta(hours=1)

_log = log.get("audit")


class Audit:
    """Several may run: a lock in each transaction makes them one sequencer.

    Numbers of entries are handed out before commit, so "everything above the last" would pass over late commits. What
    is below `floor` is not looked at again, because every transaction that could still add there had ended before the
    last look; once an hour all is looked at all the same.
    """

    def __init__(
        self,
        database: Database,
        keyring: KeyRing,
        clock: Clock,
        meters: Meters,
        *,
        sign_after_entries: int = SIGN_AFTER_ENTRIES,
        sign_after: timedelta = SIGN_AFTER,
    ) -> None:
        self._keyring = keyring
        self._clock = clock
        self._meters = meters
        self._entries = sign_after_entries
        self._after = sign_after
        self._session = Session(database, Role.AUDITOR)
        self._lane = Lane("audit")
        self._floor = 0
        self._candidate: tuple[int, int] | None = None  # an entry's number, and the first transaction after the look
        self._swept = clock.now()

    async def run(self, stop: asyncio.Event) -> None:
        """Chain and sign until `stop`, which signs what is left; the database away only delays it."""
        backoff = Backoff()
        try:
            while not stop.is_set():
                try:
                    chained = await self._lane.run(self.work)
                    backoff.well()
                except (psycopg.OperationalError, StartError):
                    _log.warning("audit_interrupted", exc_info=True)
                    self._meters.interrupted.labels("audit").inc()
                    await pause(stop, backoff.worse())
                    continue
                if chained < _MOST:
                    await pause(stop, _LOOK_SECONDS)
            await self._lane.run(self._last_words)
        finally:
            await self._lane.run(self.close)
            await self._lane.close()

    def close(self) -> None:
        """Give the connection back; `run` does so itself."""
        self._session.close()

    def work(self, sign_now: bool = False) -> int:
        """One transaction: chain what is new, sign where it is time; gives how many entries were chained."""
        now = self._clock.now()
        if now - self._swept >= _SWEEP:
            self._floor, self._candidate, self._swept = 0, None, now
        with self._session.transaction() as connection:
            connection.execute(QUERIES["one_chain"], (_ONE_CHAIN,))
            settled = self._settled(connection)
            end = self._end(connection)
            fresh = self._fresh(connection, end)
            if fresh:
                connection.execute(
                    QUERIES["add_links"],
                    {
                        "numbers": [link.no for link in fresh],
                        "ids": [link.ledger_id for link in fresh],
                        "hashes": [link.hash for link in fresh],
                    },
                )
                end = fresh[-1]
            signed = end is not None and self._sign(connection, end, now, sign_now)
        self._meters.ledger_entries.inc(len(fresh))
        if len(fresh) < _MOST and settled is not None:
            self._floor = settled
        if fresh or signed:
            _log.info("ledger", entries=len(fresh), position=end.no if end else 0)
        return len(fresh)

    def _end(self, connection: Connection[TupleRow]) -> Link | None:
        row = connection.execute(QUERIES["end_of_chain"]).fetchone()
        return Link(row[0], 0, bytes(row[1])) if row else None

    def _fresh(self, connection: Connection[TupleRow], end: Link | None) -> list[Link]:
        rows = connection.execute(QUERIES["ledger_to_chain"], {"floor": self._floor, "most": _MOST}).fetchall()
        entries = (
            LedgerEntry(number, at, actor, act, subject, bytes(hash_) if hash_ is not None else None, detail)
            for number, at, actor, act, subject, hash_, detail in rows
        )
        return list(links(entries, end))

    def _sign(self, connection: Connection[TupleRow], end: Link, now: datetime, sign_now: bool) -> bool:
        last = connection.execute(QUERIES["last_head"]).fetchone()
        number, at = last or (0, None)
        if end.no == number:
            return False
        if not sign_now and at is not None and end.no - number < self._entries and now - at < self._after:
            return False
        signature = self._keyring.sign(head_message(end.no, end.hash, now))
        connection.execute(QUERIES["add_head"], {"no": end.no, "hash": end.hash, "signature": signature, "at": now})
        event_id = self._clock.new_id()
        message = {
            "specversion": "1.0",
            "id": str(event_id),
            "source": "trygghet",
            "type": HEAD,
            "subject": "ledger",
            "time": moment(now),
            "datacontenttype": "application/json",
            "data": {
                "no": end.no,
                "hash": end.hash.hex(),
                "signature": signature.hex(),
                "public_key": self._keyring.ledger_public_key.hex(),
            },
        }
        connection.execute(
            QUERIES["publish_head"],
            {
                "id": event_id,
                "subject": outcome("any", None, "head"),
                "body": orjson.dumps(message, option=orjson.OPT_SORT_KEYS),
                "at": now,
            },
        )
        self._meters.ledger_heads.inc()
        return True

    def _settled(self, connection: Connection[TupleRow]) -> int | None:
        """An entry's number below which nothing more will come: it was there at an earlier look, and every transaction
        that ran then has ended. Asked before the entries are read, so that they hold what those transactions added."""
        row = connection.execute(QUERIES["horizon"]).fetchone()
        if row is None:
            raise AssertionError("an aggregate has one row")
        highest, oldest_running, next_transaction = row
        settled = None
        if self._candidate is not None and oldest_running >= self._candidate[1]:
            settled, self._candidate = self._candidate[0], None
        if self._candidate is None:
            self._candidate = (highest, next_transaction)
        return settled

    def _last_words(self) -> None:
        try:
            self.work(sign_now=True)
        except (psycopg.OperationalError, StartError):
            _log.warning("audit_interrupted", exc_info=True)
