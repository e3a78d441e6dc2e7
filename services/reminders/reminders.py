"""The service that reminds: at every outcome for its subject, by the clock for what time alone brings, and by mail."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from services import log
from services.bus.following import Following, Item
from services.bus.meters import Meters
from services.bus.pace import Backoff, Lane, pause
from services.bus.streams import REMINDERS
from services.clock import Clock
from services.errors import StartError
from services.reminders.letters import Letter, Reminded, letters, told_of
from services.reminders.people import addresses, people_on
from services.reminders.post import Post, Sent
from services.reminders.raising import Raising, policies_on
from services.reminders.steps import RECURRING
from services.settings import Settings
from services.store.connect import Database, Role
from services.store.keys import KeyRing
from services.store.queries import QUERIES
from services.store.session import Session
from workflows.workdays import day_of

_OUTCOME: Final = "trygghet.outcome."
_ONE_POSTMAN: Final = 4_810_471_104_004
"""Number of the advisory lock under which mail is sent."""

_ALL_AGAIN: Final = timedelta(hours=1)
_TICK_SECONDS: Final = 60.0

_log = log.get("reminders")


def plain(kind: str) -> str:
    """A kind of duty where there are no texts."""
    return kind.replace("_", " ")


class Reminders:
    """Reads CASES from its own position, and all duties when a day begins; mails what was raised.

    It connects as `trygghet_reminders`: duties and the sealed addresses of staff, nothing that is sealed of a case.
    """

    def __init__(
        self,
        database: Database,
        keyring: KeyRing,
        url: Callable[[], str],
        settings: Settings,
        clock: Clock,
        meters: Meters,
        *,
        words: Callable[[str], str] = plain,
        link: Callable[[str], str | None] = lambda _subject: None,
        tick_seconds: float = _TICK_SECONDS,
    ) -> None:
        """`words` names a kind of duty in Norwegian; `link` is the URL of a subject where there is a desk."""
        self._keyring = keyring
        self._clock = clock
        self._meters = meters
        self._words = words
        self._tick = tick_seconds
        self._raising = Raising(clock, meters)
        self._session = Session(database, Role.REMINDERS)
        self._lane = Lane("reminders")
        self._post = Post(settings.smtp_url.get_secret_value(), settings.mail_from, link) if settings.smtp_url else None
        self._following = Following(
            name=REMINDERS,
            url=url,
            max_bytes=settings.nats_max_bytes,
            database=database,
            role=Role.REMINDERS,
            work=self._followed,
            meters=meters,
        )
        self._looked_on: date | None = None
        self._looked_at = clock.now()
        self._unreachable: set[str] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Remind until `stop`; bus, database or mail server away only delays it."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._following.run(stop))
                group.create_task(self._by_the_clock(stop))
        finally:
            await self._lane.run(self._session.close)
            await self._lane.close()

    async def _by_the_clock(self, stop: asyncio.Event) -> None:
        backoff = Backoff()
        while not stop.is_set():
            try:
                await self._look_at_all(stop)
                await self._mail()
                backoff.well()
            except (psycopg.OperationalError, StartError):
                _log.warning("reminders_interrupted", exc_info=True)
                self._meters.interrupted.labels("reminders").inc()
                await pause(stop, backoff.worse())
                continue
            await pause(stop, self._tick)

    def _followed(self, connection: Connection[TupleRow], items: Sequence[Item]) -> None:
        """New outcomes: their subjects' duties may have changed. In the transaction that moves the position."""
        events = [item.event() for item in items]
        subjects = []
        for event in events:
            kind, _, name = str(event.get("subject", "")).partition("/")
            if str(event.get("type", "")).startswith(_OUTCOME) and name:
                subjects.append((kind, name))
        raised = self._raising.of_subjects(connection, subjects)
        if raised:
            _log.info("reminders_raised", raised=raised, count=len(items))

    async def _look_at_all(self, stop: asyncio.Event) -> None:
        """All duties, when a day begins in Norway, at the start, and once an hour."""
        now = self._clock.now()
        if self._looked_on == day_of(now) and now - self._looked_at < _ALL_AGAIN:
            return
        after: str | None = ""
        raised = 0
        while after is not None and not stop.is_set():
            here, after = await self._lane.run(self._look_at_some, after)
            raised += here
        if after is None:
            self._looked_on, self._looked_at = day_of(now), now
            self._unreachable.clear()
        if raised:
            _log.info("reminders_raised", raised=raised)

    def _look_at_some(self, after: str) -> tuple[int, str | None]:
        with self._session.transaction() as connection:
            return self._raising.some(connection, after)

    async def _mail(self) -> None:
        if self._post is None or not await self._lane.run(self._is_postman):
            return
        ready, known = await self._lane.run(self._ready)
        if not ready:
            return
        became = await self._post.deliver(ready, known, self._clock.now())
        await self._lane.run(self._settle, ready, became)

    def _is_postman(self) -> bool:
        row = self._session.connection().execute(QUERIES["take_mail"], (_ONE_POSTMAN,)).fetchone()
        return row is not None and bool(row[0])

    def _ready(self) -> tuple[list[Letter], dict[str, str]]:
        """The letters that are to go now and their addresses; noted in the ledger before anything leaves."""
        now = self._clock.now()
        with self._session.transaction() as connection:
            rows = connection.execute(
                QUERIES["reminders_to_mail"], {"recurring": list(RECURRING), "today": day_of(now)}
            ).fetchall()
            if not rows:
                return [], {}
            waiting = [
                Reminded(key, due, step, f"{kind}/{name}", unit, owner, duty, raised)
                for key, due, step, kind, name, unit, owner, duty, raised in rows
            ]
            people = people_on(connection, day_of(now))
            before = {
                slug
                for owner, unit, step in connection.execute(QUERIES["owners_mailed_before"]).fetchall()
                for slug in told_of(owner, unit, step, people)
            }
            ready = letters(waiting, people, policies_on(connection, day_of(now)), now, self._words, before)
            known = addresses(connection, self._keyring, (letter.to for letter in ready))
            for letter in ready:
                if letter.to in known:
                    connection.execute(
                        QUERIES["note_in_ledger"],
                        (now, "system/reminders", "mail", f"staff/{letter.to}", f"reminders:{len(letter.about)}"),
                    )
        return ready, known

    def _settle(self, ready: Sequence[Letter], became: dict[str, Sent]) -> None:
        """A reminder is mailed when nobody who is to be told of it is left to try, and somebody was told."""
        now = self._clock.now()
        to_settle: dict[tuple[str, date], list[Sent]] = {}
        for letter in ready:
            self._meters.mails.labels(became[letter.id]).inc()
            for reminded in letter.about:
                to_settle.setdefault((reminded.key, reminded.due), []).append(became[letter.id])
        unreachable = {letter.to for letter in ready if became[letter.id] == "no_address"} - self._unreachable
        for slug in sorted(unreachable):
            _log.warning("staff_without_address", subject=f"staff/{slug}")
        self._unreachable |= unreachable
        with self._session.transaction() as connection:
            for (key, due), what in to_settle.items():
                if "later" not in what and set(what) != {"no_address"}:
                    connection.execute(QUERIES["mark_mailed"], {"key": key, "due": due, "now": now})
        sent = sum(1 for what in became.values() if what == "sent")
        if sent:
            _log.info("mails_sent", sent=sent)
