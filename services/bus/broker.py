"""Connections to the bus, with what the client libraries do not do by themselves."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.subscriber.usecases import BatchPullStreamSubscriber
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NatsTimeoutError
from nats.js import JetStreamContext

from services import log
from services.bus.pace import unless_stopped
from services.errors import OutOfReach

RECONNECT_SECONDS: Final = 0.25
_START_SECONDS: Final = 5.0
IDLE_SECONDS: Final = 0.5
"""How long one request for messages lies at the server; also the longest that a stop waits for it."""

OUR_INBOX: Final = b"_TRYGGHET."
"""Where the bus delivers facts to us. Not below `_INBOX.`, to which publishers from outside may listen: facts hold
names."""

_log = log.get("bus")


class Denials:
    """What the server said asynchronously: the only sign of a denied publish, which else looks like a timeout."""

    def __init__(self) -> None:
        self._last: str | None = None
        self.heard = asyncio.Event()

    async def hear(self, error: Exception) -> None:
        """The client's `error_cb`."""
        text = str(error).removeprefix("nats: ").strip("'")
        if text.lower().startswith(("permissions violation", "authorization violation")):
            self._last = text
            self.heard.set()

    def take(self) -> str | None:
        """The last denial in the server's words, once."""
        text, self._last = self._last, None
        self.heard.clear()
        return text


def address(url: str) -> str:
    """`url` without user and password, for a message or a log."""
    parts = urlsplit(url if "//" in url else f"nats://{url}")
    return f"{parts.scheme}://{parts.hostname}:{parts.port or 4222}"


async def connect(url: str, name: str, seconds: float, denials: Denials | None = None) -> Client:
    """A connection that finds its way back by itself for as long as it lives.

    Raises OutOfReach when the server has not answered within `seconds`.
    """
    client = Client()
    try:
        async with asyncio.timeout(seconds):
            await client.connect(
                url,
                name=name,
                connect_timeout=2,
                reconnect_time_wait=RECONNECT_SECONDS,  # type: ignore[arg-type]  # seconds; a fraction is fine
                max_reconnect_attempts=-1,
                ping_interval=10,
                max_outstanding_pings=2,
                error_cb=(denials or Denials()).hear,
            )
    except (TimeoutError, NatsError, OSError) as fault:
        await client.close()
        raise OutOfReach(address=address(url)) from fault
    except BaseException:
        await client.close()
        raise
    return client


def broker(url: str, name: str, finish_seconds: float) -> NatsBroker:
    """FastStream's broker: reconnects for ever, validates nothing by itself, says nothing of what a message holds.

    `finish_seconds` is how long a stop waits for the messages that are being handled.
    """
    return NatsBroker(
        url,
        name=name,
        connect_timeout=2,
        reconnect_time_wait=RECONNECT_SECONDS,  # type: ignore[arg-type]  # seconds; a fraction is fine
        max_reconnect_attempts=-1,
        ping_interval=10,
        max_outstanding_pings=2,
        graceful_timeout=finish_seconds,
        apply_types=False,
        logger=_Discreet(),
        log_level=logging.DEBUG,
    )


def existing(stream: str) -> JStream:
    """The stream as it is: with `declare=True`, FastStream's default, its configuration is rewritten at every start."""
    return JStream(stream, declare=False)


async def as_they_came(message: Any) -> Any:
    """A FastStream decoder that leaves a batch as nats-py's messages: raw bytes, subject, headers, ack."""
    return message.raw_message


class Pulling:
    """Makes FastStream's batch loop wait well, outlive what it does not expect, and stop without leaving work behind.

    Seen in FastStream 0.7.8 with nats-py 2.16: `fetch` raises the builtin TimeoutError as well as nats-py's own, and
    the loop dies of it with the messages that it holds; it spins when its consumer is gone; and with a window of 50 ms
    it asks 40 times a second for nothing. Here a request lies at the server until the first message comes, and then
    the others have `gather_seconds` to arrive.
    """

    def __init__(self, most: int, gather_seconds: float) -> None:
        """`most` messages make a batch."""
        self._most = most
        self._gather = gather_seconds
        self._leaving = False
        self._asking = asyncio.Lock()
        self.lost = asyncio.Event()
        """Set when the consumer is gone: its stream was deleted, or the server lost its disk."""

    def batches(self) -> PullSub[Literal[True]]:
        """What FastStream is told: one ordered list for one handler. How long to wait is decided here, not there."""
        return PullSub(batch_size=self._most, timeout=self._gather, batch=True)

    async def start(self, bus: NatsBroker, subscriber: BatchPullStreamSubscriber, stop: asyncio.Event) -> None:
        """Start the broker, and stand between its loop and its subscription before the loop runs for the first time.

        Raises TimeoutError when the bus has gone away meanwhile.
        """

        async def begin() -> None:
            await bus.start()
            self._attach(subscriber.subscription)

        async with asyncio.timeout(_START_SECONDS):
            await unless_stopped(stop, begin())

    def _attach(self, subscription: JetStreamContext.PullSubscription | None) -> None:
        if subscription is None:
            raise AssertionError("the broker has not started")
        self._fetch: Callable[..., Awaitable[list[Any]]] = subscription.fetch
        setattr(subscription, "fetch", self._taken)  # noqa: B010 - mypy forbids assigning to a method
        _without_a_task(subscription._sub)

    async def leave(self) -> None:
        """Ask for nothing more, and wait for the request that lies at the server (at most IDLE_SECONDS)."""
        self._leaving = True
        async with self._asking:
            return

    async def _taken(self, batch: int, timeout: float | None = None) -> list[Any]:  # noqa: ASYNC109
        """Instead of `PullSubscription.fetch`: up to `batch` messages, or nats-py's TimeoutError when there is none."""
        if batch < self._most:
            raise NatsTimeoutError  # the loop wants more for a batch that has waited long enough
        if self._leaving or self.lost.is_set():
            await asyncio.sleep(RECONNECT_SECONDS)
            raise NatsTimeoutError
        async with self._asking:
            try:
                first = await self._fetch(1, IDLE_SECONDS)
            except TimeoutError:
                raise NatsTimeoutError from None
            except NatsError as fault:
                _log.warning("consumer_out_of_reach", error=type(fault).__name__)
                self.lost.set()
                raise NatsTimeoutError from fault
            if batch == 1:
                return first
            try:
                return first + await self._fetch(batch - 1, self._gather)
            except (TimeoutError, NatsError):
                return first  # what came is handled; what is wrong shows at the next request


def _without_a_task(subscription: Subscription) -> None:
    """Have what lies in the subscription already taken from there at once.

    nats-py 2.16 makes a task, a timer and a UUID for each message that `fetch` waits for (25 us), also where there is
    nothing to wait for: with a backlog this was a seventh of all that the service did.
    """
    waited_for = subscription.next_msg
    pending = subscription._pending_queue

    async def next_msg(timeout: float | None = 1.0) -> Msg:  # noqa: ASYNC109
        if pending.empty():
            return await waited_for(timeout)
        message: Msg = pending.get_nowait()
        subscription._pending_size -= len(message.data)
        pending.task_done()
        return message

    setattr(subscription, "next_msg", next_msg)  # noqa: B010


class _Discreet:
    """FastStream's log without texts: an exception's text may quote a message."""

    def log(self, level: int, msg: Any, /, *, exc_info: Any = None, extra: Any = None) -> None:
        """Errors and warnings by the class of their exception; everything else is our own line's business."""
        if level >= logging.WARNING:
            _log.log(level, "bus_library", error=type(exc_info).__name__ if exc_info else None)
