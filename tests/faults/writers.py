"""Writers: clients of the bus with nothing of the service in them. They retry what is unknown under the same id."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Iterator

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.errors import APIError

from tests.faults.bus import close, connect
from tests.faults.facts import Message
from tests.faults.history import History

_ANSWER_SECONDS = 3.0
_TRIES = 40
_STANDSTILL_SECONDS = 60.0


class Load:
    """Publishes messages with several writers in a thread of its own, until all of them are told of or `stop()`.

    `messages` may be without end: each writer takes the next one when it is free.
    """

    def __init__(
        self,
        history: History,
        url: Callable[[], str],
        messages: Iterable[Message],
        *,
        writers: int = 4,
        per_second: float = 250.0,
        tries: int = _TRIES,
    ) -> None:
        """`url` is asked at every connection: a bus that was started again may be elsewhere."""
        self._history = history
        self._url = url
        self._messages = iter(messages)
        self._writers = writers
        self._pause = writers / per_second
        self._tries = tries
        self._stopped = threading.Event()
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="load")
        self.acked = 0

    def start(self) -> "Load":
        self._thread.start()
        return self

    def stop(self) -> None:
        """Begin nothing new; what was not answered stays unknown."""
        self._stopped.set()
        self.join()

    def join(self) -> None:
        """Wait until everything has been published, however slowly; TimeoutError where nothing is taken any more."""
        seen, since = self.acked, time.monotonic()
        while self._thread.is_alive():
            self._thread.join(0.5)
            if self.acked > seen:
                seen, since = self.acked, time.monotonic()
            elif self._thread.is_alive() and time.monotonic() - since > _STANDSTILL_SECONDS:
                self._stopped.set()
                raise TimeoutError(f"after {self.acked} messages the bus has taken none for {_STANDSTILL_SECONDS:g} s")
        if self._fault is not None:
            raise self._fault

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            asyncio.run(self._all())
        except BaseException as fault:  # noqa: BLE001 - shown to whoever joins
            self._fault = fault

    async def _all(self) -> None:
        await asyncio.gather(*(self._writer(f"writer-{n}", self._messages) for n in range(self._writers)))

    async def _writer(self, who: str, messages: Iterator[Message]) -> None:
        connection: Client | None = None
        try:
            for message in messages:
                for attempt in range(self._tries):
                    if self._stopped.is_set():
                        return
                    if connection is not None and connection.is_closed:
                        await close(connection)
                        connection = None
                    if connection is None:
                        connection = await self._connected()
                        if connection is None:
                            continue
                    if await self._publish(who, connection, message, attempt):
                        break
                    await asyncio.sleep(0.2)
                await asyncio.sleep(self._pause)
        finally:
            if connection is not None:
                await close(connection)

    async def _connected(self) -> Client | None:
        try:
            return await connect(self._url(), 1)
        except (NatsError, OSError, TimeoutError):
            await asyncio.sleep(0.1)
            return None

    async def _publish(self, who: str, connection: Client, message: Message, attempt: int) -> bool:
        """Whether it needs no other try."""
        about = {"person": message.person, "report": message.report} if message.person else {}
        number = self._history.add(
            who,
            "publish",
            "invoke",
            source=message.source,
            id=message.fact_id,
            body=message.body,
            kind=message.kind,
            attempt=attempt,
            **about,
        )
        try:
            ack = await connection.jetstream(timeout=_ANSWER_SECONDS).publish(
                message.nats_subject, message.raw, stream="INTAKE", headers={"Nats-Msg-Id": message.id}
            )
        except APIError as fault:
            self._history.add(who, "publish", "fail", of=number, why=fault.err_code)
            return False
        except (NatsError, OSError, TimeoutError) as fault:
            self._history.add(who, "publish", "unknown", of=number, why=type(fault).__name__)
            return False
        self.acked += 1
        self._history.add(who, "publish", "ok", of=number, sequence=ack.seq, duplicate=bool(ack.duplicate))
        return True
