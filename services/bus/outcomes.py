"""Hearing what became of facts that were put on the bus."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from typing import Any, Final

import orjson
from faststream import AckPolicy
from nats.errors import Error as NatsError

from events.subjects import CASES_SUBJECTS, INTAKE
from services.bus.broker import address, as_they_came, broker
from services.bus.faults import NoCasework
from services.bus.streams import CASEWORK
from services.errors import OutOfReach

_OUTCOME: Final = "trygghet.outcome."
_LOOK_SECONDS: Final = 1.0

Key = tuple[str, str]
"""(source, id) of a fact."""


class Outcomes:
    """Listens on CASES from before the facts are sent, so that no outcome is missed; an async context manager.

    What is not heard (the fact was decided long ago, the connection broke) is asked for: `inbox` gives the stored
    answer for those of the keys that have one.
    """

    def __init__(
        self, url: str, *, seconds: float, inbox: Callable[[Collection[Key]], Mapping[Key, dict[str, Any]]]
    ) -> None:
        """`seconds`: how long to try to reach the bus."""
        self._url = url
        self._seconds = seconds
        self._inbox = inbox
        self._broker = broker(url, "trygghet outcomes", finish_seconds=1.0)
        self._heard: dict[Key, dict[str, Any]] = {}
        self._news = asyncio.Event()
        self._broker.subscriber(CASES_SUBJECTS, ack_policy=AckPolicy.MANUAL, decoder=as_they_came, no_reply=True)(
            self._hear
        )

    async def __aenter__(self) -> "Outcomes":
        try:
            async with asyncio.timeout(self._seconds):
                await self._broker.start()
        except (TimeoutError, NatsError, OSError) as fault:
            raise OutOfReach(address=address(self._url)) from fault
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._broker.stop()

    async def of(self, keys: Collection[Key], patience: float = 5.0) -> AsyncIterator[tuple[Key, dict[str, Any]]]:
        """The outcome of each of `keys`, as they come: the data of its message on CASES, or the inbox's answer.

        Raises NoCasework when nothing has come for `patience` seconds and nobody takes facts from the bus.
        """
        open_keys = set(keys)
        idle = 0.0
        before = await self._taken()
        while open_keys:
            found = {key: self._heard.pop(key) for key in open_keys & self._heard.keys()}
            if not found and idle >= _LOOK_SECONDS:
                found = dict(await asyncio.to_thread(self._inbox, list(open_keys)))
            for key, answer in found.items():
                open_keys.discard(key)
                yield key, answer
            if found:
                idle = 0.0
                continue
            if idle >= patience:
                after = await self._taken()
                if after == before and not await self._asked_for():
                    raise NoCasework(count=len(open_keys))
                idle, before = _LOOK_SECONDS, after
            self._news.clear()
            try:
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._news.wait()
            except TimeoutError:
                idle += _LOOK_SECONDS

    async def _hear(self, message: Any) -> None:
        event = orjson.loads(message.data)
        if str(event.get("type", "")).startswith(_OUTCOME):
            fact = event["data"]["fact"]
            self._heard[fact["source"], fact["id"]] = {"subject": event.get("subject"), **event["data"]}
            self._news.set()

    async def _taken(self) -> int:
        """How many deliveries casework has had."""
        info = await (await self._broker.connect()).jsm().consumer_info(INTAKE, CASEWORK)
        return info.delivered.consumer_seq if info.delivered else 0

    async def _asked_for(self) -> bool:
        """Whether a casework process has a request for facts lying at the server, or is deciding some."""
        info = await (await self._broker.connect()).jsm().consumer_info(INTAKE, CASEWORK)
        return bool(info.num_waiting)
