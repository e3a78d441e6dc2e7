"""Facts from the bus to casework: a batch is taken, decided, committed, and only then acknowledged."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from faststream import AckPolicy
from faststream.nats import NatsBroker
from nats.errors import Error as NatsError

from events.subjects import INTAKE, INTAKE_SUBJECTS
from events.values import Source
from services import log
from services.bus.broker import OUR_INBOX, Pulling, as_they_came, broker, existing
from services.bus.meters import Meters
from services.bus.pace import Backoff, Lane, pause
from services.bus.streams import ACK_WAIT, CASEWORK, clear, ready
from services.casework.incoming import Answer, Incoming
from services.errors import StartError
from services.settings import Settings

_FINISH_SECONDS: Final = 60.0
_ACK_SECONDS: Final = 1.5
_CLEAR_SECONDS: Final = 1.0
_STILL_AT_WORK_SECONDS: Final = ACK_WAIT.total_seconds() / 3

_SOURCES: Final = frozenset(Source)

_log = log.get("casework")


class Takes(Protocol):
    """What the consumer needs of casework: `take` commits before it returns, and puts aside what cannot be read."""

    def take(self, facts: Sequence[Incoming]) -> list[Answer]:
        """One answer for each fact, in their order; raises only when nothing was committed."""
        ...


class IntakeConsumer:
    """Reads INTAKE. Several processes may: they share the durable consumer, and the subject's row keeps the order.

    While the database is away the batch is kept (the bus is told that it is being worked on), not handed back: nothing
    is lost, nothing spins, and it goes on in order. A message that cannot be read is casework's to put aside, so there
    is no number of deliveries after which something is given up.
    """

    def __init__(self, casework: Takes, url: Callable[[], str], settings: Settings, meters: Meters) -> None:
        """`url` is asked at every connection: an embedded bus that is started again may be elsewhere."""
        self._casework = casework
        self._url = url
        self._settings = settings
        self._meters = meters
        self._lane = Lane("casework")
        self._stop = asyncio.Event()
        self._acknowledged = True  # there may be some from before a crash

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until `stop`; the batch in hand is finished first."""
        self._stop = stop
        backoff = Backoff()
        try:
            while not stop.is_set():
                try:
                    await self._consume(stop)
                    backoff.well()
                except (NatsError, StartError, TimeoutError, OSError):
                    _log.warning("intake_interrupted", stream=INTAKE, exc_info=True)
                    self._meters.interrupted.labels("casework").inc()
                    await pause(stop, backoff.worse())
        finally:
            await self._lane.close()

    async def _consume(self, stop: asyncio.Event) -> None:
        """One connection's life: until stop, or until the consumer on the bus is gone (its stream is made anew)."""
        await ready(self._url(), "trygghet casework", self._settings.nats_max_bytes)
        bus = broker(self._url(), "trygghet casework", _FINISH_SECONDS)
        pulling = Pulling(self._settings.batch_size, self._settings.batch_wait_seconds)
        subscriber = bus.subscriber(
            INTAKE_SUBJECTS,
            stream=existing(INTAKE),
            durable=CASEWORK,
            pull_sub=pulling.batches(),
            ack_policy=AckPolicy.MANUAL,
            decoder=as_they_came,
            no_reply=True,
            inbox_prefix=OUR_INBOX,
        )
        subscriber(self._take)
        try:
            await pulling.start(bus, subscriber, stop)
            while not stop.is_set() and not pulling.lost.is_set():
                await self._clear(bus)
                await pause(stop, _CLEAR_SECONDS)
            await pulling.leave()
            await subscriber.stop()
            await self._clear(bus)
        finally:
            await bus.stop()

    async def _clear(self, bus: NatsBroker) -> None:
        """What is committed and acknowledged leaves the bus; where that fails it does so a second later."""
        if not self._acknowledged:
            return
        self._acknowledged = False
        try:
            await clear(await bus.connect())
        except (TimeoutError, NatsError):
            self._acknowledged = True
            _log.warning("intake_not_cleared", stream=INTAKE, exc_info=True)

    async def _take(self, messages: list[Any]) -> None:
        """FastStream's handler: one batch, in order."""
        began = time.perf_counter()
        facts = [Incoming(bytes(message.data), message.subject) for message in messages]
        answers = await self._decided(facts, messages)
        if answers is None:
            await self._hand_back(messages)
            return
        await self._acknowledge(messages)
        self._tell(messages, answers, time.perf_counter() - began)

    async def _decided(self, facts: Sequence[Incoming], messages: list[Any]) -> list[Answer] | None:
        """The answers, however long the database is away; None when we are told to stop before there are any."""
        backoff = Backoff(0.5, 15.0)
        attempt = 1
        while True:
            work = asyncio.ensure_future(self._lane.run(self._casework.take, facts))
            try:
                while not (await asyncio.wait({work}, timeout=_STILL_AT_WORK_SECONDS))[0]:
                    await self._still_at_work(messages)
                return work.result()
            except Exception:  # noqa: BLE001 - whatever it was, nothing was committed, and nothing may be lost
                _log.warning("batch_not_committed", batch=len(facts), attempt=attempt, exc_info=True)
                self._meters.interrupted.labels("casework").inc()
            attempt += 1
            await self._still_at_work(messages)
            await pause(self._stop, backoff.worse())
            if self._stop.is_set():
                return None

    async def _still_at_work(self, messages: list[Any]) -> None:
        """Ask the bus for more time, so that no other process gets the same batch."""
        try:
            for message in messages:
                await message.in_progress()
        except NatsError:
            _log.warning("bus_not_told", batch=len(messages), exc_info=True)

    async def _acknowledge(self, messages: list[Any]) -> None:
        """The last one waits for the server's word, which comes after that for all before it. Without it they come
        again, and the inbox answers."""
        try:
            for message in messages[:-1]:
                await message.ack()
            await messages[-1].ack_sync(timeout=_ACK_SECONDS)
            self._acknowledged = True
        except (TimeoutError, NatsError):
            _log.warning("acks_unknown", batch=len(messages), exc_info=True)

    async def _hand_back(self, messages: list[Any]) -> None:
        """Nothing was committed: another process may have them at once."""
        try:
            for message in messages:
                await message.nak()
            _log.info("batch_handed_back", batch=len(messages))
        except NatsError:
            _log.warning("bus_not_told", batch=len(messages), exc_info=True)

    def _tell(self, messages: list[Any], answers: Sequence[Answer], seconds: float) -> None:
        each = seconds * 1000 / len(answers)
        for message, answer in zip(messages, answers, strict=True):
            deliveries = message.metadata.num_delivered or 1
            source = answer.source if answer.source in _SOURCES else "unknown"  # a label must not grow by what comes in
            self._meters.facts.labels(source, answer.outcome).inc()
            if deliveries > 1:
                self._meters.redelivered.inc()
            log.handled(
                "casework",
                source=source,
                id=answer.id or "unknown",
                type=message.subject.rpartition(".")[2],
                outcome=answer.outcome,
                ms=each,
                subject=answer.subject,
                sequence=answer.sequence,
                codes=[reason.code for reason in answer.reasons],
                rules=[rule for reason in answer.reasons for rule in reason.rules],
                attempt=deliveries,
            )
        self._meters.batch_seconds.observe(seconds)
        outcomes = Counter("breaches" if answer.outcome == "breached" else answer.outcome for answer in answers)
        _log.info("batch", batch=len(answers), ms=round(seconds * 1000, 1), **outcomes)
