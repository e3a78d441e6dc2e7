"""Putting messages on a stream and knowing what became of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.js.api import Header

from services import log
from services.bus.broker import Denials
from services.bus.pace import unless_stopped

BATCH_FROM: Final = 12
"""From this many on an atomic batch is cheaper than one by one (a batch costs 3-5 ms however small it is)."""

BATCH_MOST: Final = 1000
"""The server takes no larger batch."""

_DUPLICATE_IN_BATCH: Final = 10201
_WRONG_LAST_SEQUENCE: Final = 10071
_FULL: Final = (10047, 10077, 10122)
_ANSWER_SECONDS: Final = 5.0
_IN_FLIGHT: Final = 100


_log = log.get("bus")


@dataclass(frozen=True, slots=True)
class Message:
    """What goes on the bus. `id` is its Nats-Msg-Id: the same one again is not stored twice."""

    subject: str
    body: bytes
    id: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """The stream has it on its disk, at `sequence`; `duplicate` when it was there before."""

    sequence: int
    duplicate: bool = False


class NotStored(Exception):
    """The stream did not take the message; `reason` is the server's word for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Denied(NotStored):
    """This connection may not publish there."""


class StreamFull(NotStored):
    """The stream has no room left; what it has is safe, and there is room again when casework has caught up."""


class Moved(NotStored):
    """The stream is not where the publisher thought: it is new, lost its end, or somebody else wrote."""


class Unknown(NotStored):
    """No answer: stored or not, nobody knows. Send it again under the same id."""


class Sender:
    """Publishes to one stream over one connection."""

    def __init__(self, connection: Client, stream: str, denials: Denials) -> None:
        """`denials` must be those that the connection was made with."""
        self._connection = connection
        self._stream = stream
        self._denials = denials

    async def send(self, messages: Sequence[Message]) -> list[Stored]:
        """Store all of them, in their order, retrying nothing. Raises NotStored for the first that was not.

        After an exception those before and after it may have been stored: send all again.
        """
        stored = await unless_stopped(self._denials.heard, self._all(messages))
        if stored is None:
            raise Denied(self._denials.take() or "denied")
        return stored

    async def _all(self, messages: Sequence[Message]) -> list[Stored]:
        stored: list[Stored] = []
        for start in range(0, len(messages), BATCH_MOST):
            part = messages[start : start + BATCH_MOST]
            if len(part) < BATCH_FROM:
                stored += await self._singles(part)
                continue
            try:
                last = await self._batch(part, None)
            except _Repeated:
                stored += await self._singles(part)
            else:
                stored += [Stored(last - len(part) + 1 + place) for place in range(len(part))]
        return stored

    async def append(self, messages: Sequence[Message], after: int) -> int:
        """Store all of them directly after sequence `after`, or raise Moved; gives the new last sequence.

        For the one publisher of a stream: nothing is stored twice and nothing out of order, whatever happened before.
        """
        if len(messages) >= BATCH_FROM:
            try:
                return await self._batch(messages[:BATCH_MOST], after)
            except _Repeated:
                _log.info("batch_repeated", stream=self._stream, count=len(messages))
        for message in messages:
            stored = await self._single(message, {Header.EXPECTED_LAST_SEQUENCE.value: str(after)})
            after = after if stored.duplicate else stored.sequence
        return after

    async def _singles(self, messages: Sequence[Message]) -> list[Stored]:
        stored: list[Stored] = []
        for start in range(0, len(messages), _IN_FLIGHT):
            part = messages[start : start + _IN_FLIGHT]
            answers = await asyncio.gather(*(self._single(each, {}) for each in part), return_exceptions=True)
            for answer in answers:
                if isinstance(answer, BaseException):
                    raise answer
                stored.append(answer)
        return stored

    async def _single(self, message: Message, extra: dict[str, str]) -> Stored:
        answer = await self._ask(message, extra)
        return Stored(answer["seq"], bool(answer.get("duplicate")))

    async def _batch(self, messages: Sequence[Message], after: int | None) -> int:
        """One atomic batch, stored whole or not at all; gives the last sequence."""
        identity = self._connection.new_inbox().rpartition(".")[2]
        answer: dict[str, Any] = {}
        for number, message in enumerate(messages, 1):
            extra = {"Nats-Batch-Id": identity, "Nats-Batch-Sequence": str(number)}
            if number == 1 and after is not None:
                extra[Header.EXPECTED_LAST_SEQUENCE.value] = str(after)
            if number == len(messages):
                extra["Nats-Batch-Commit"] = "1"
            if number in (1, len(messages)):
                answer = await self._ask(message, extra)
            else:
                await self._connection.publish(message.subject, message.body, headers=self._headers(message, extra))
        return int(answer["seq"])

    def _headers(self, message: Message, extra: dict[str, str]) -> dict[str, str]:
        return {
            **message.headers,
            Header.MSG_ID.value: message.id,
            Header.EXPECTED_STREAM.value: self._stream,
            **extra,
        }

    async def _ask(self, message: Message, extra: dict[str, str]) -> dict[str, Any]:
        """The stream's answer, empty for the opening of a batch."""
        try:
            reply = await self._connection.request(
                message.subject, message.body, timeout=_ANSWER_SECONDS, headers=self._headers(message, extra)
            )
        except NoRespondersError:
            raise NotStored(f"no stream takes {message.subject}") from None
        except (TimeoutError, NatsError, OSError) as fault:
            if denial := self._denials.take():
                raise Denied(denial) from fault
            raise Unknown(type(fault).__name__) from fault
        answer: dict[str, Any] = orjson.loads(reply.data or b"{}")
        if error := answer.get("error"):
            raise _fault(error)
        return answer


class _Repeated(NotStored):
    """The batch holds a message that the stream has already; it takes none of such a batch."""


def _fault(error: dict[str, Any]) -> NotStored:
    code, text = error.get("err_code", 0), str(error.get("description", "unknown"))
    if code == _DUPLICATE_IN_BATCH:
        return _Repeated(text)
    if code == _WRONG_LAST_SEQUENCE:
        return Moved(text)
    if code in _FULL or ("maximum" in text and "exceeded" in text) or "insufficient" in text:
        return StreamFull(text)
    return NotStored(text)
