"""Facts from a file onto the bus, each line answered for."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, Literal

import orjson

from events.fact import FACT_ID
from events.subjects import INTAKE, INTAKE_SUBJECTS
from services import log
from services.bus.broker import Denials, connect
from services.bus.faults import BusDoesNotAnswer, BusFull, PublishDenied, StreamMissing
from services.bus.pace import Backoff, pause
from services.bus.sending import BATCH_MOST, Denied, Message, NotStored, Sender, Stored, StreamFull, Unknown

_WORD: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_MOST_BYTES: Final = 900 * 1024  # the server takes 1 MiB, headers included
_TRIES: Final = 60

_log = log.get("publish")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the input. `key` is (source, id) where there is one; `why` says what is wrong with the line."""

    number: int
    key: tuple[str, str] | None
    state: Literal["published", "already_there", "unreadable"]
    why: str | None = None


def message_of(raw: bytes) -> tuple[tuple[str, str], Message]:
    """The fact in `raw` as it goes on the bus, with its (source, id). Only what the address needs is read here.

    The message id covers the bytes as well: the same fact again is stored once, but another fact under the same id
    gets through to casework, which puts it in quarantine. Raises ValueError that says what is missing.
    """
    if len(raw) > _MOST_BYTES:
        raise ValueError(f"{len(raw)} bytes, and a fact may have {_MOST_BYTES}")
    try:
        fact = orjson.loads(raw)
    except orjson.JSONDecodeError as fault:
        raise ValueError(f"not JSON (character {fault.pos})") from None
    if not isinstance(fact, dict):
        raise ValueError("not a JSON object")
    source, identity = fact.get("source"), fact.get("id")
    if not isinstance(source, str) or not _WORD.fullmatch(source):
        raise ValueError("no usable source")
    if not isinstance(identity, str) or not FACT_ID.fullmatch(identity):
        raise ValueError("no usable id")
    digest = sha256(b"\0".join((source.encode(), identity.encode(), raw))).hexdigest()
    return (source, identity), Message(
        _subject(source, fact), raw, digest, {"content-type": "application/cloudevents+json"}
    )


def lines_of(source: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """(line number from 1, line) of NDJSON; empty lines are passed over."""
    for number, line in enumerate(source, 1):
        if raw := line.strip():
            yield number, raw


async def publish(
    url: str,
    source: Iterable[bytes],
    *,
    seconds: float,
    on_progress: Callable[[int], None] = lambda _: None,
) -> AsyncIterator[Line]:
    """Put every line of `source` (NDJSON of CloudEvents) on INTAKE; what is yielded as published is on its disk.

    `seconds` is how long to try to reach the bus; `on_progress` hears the number of lines done. Raises OutOfReach,
    PublishDenied, BusFull, StreamMissing or BusDoesNotAnswer; everything yielded before stays published.
    """
    denials = Denials()
    connection = await connect(url, "trygghet publish", seconds, denials)
    done = 0
    try:
        sender = Sender(connection, INTAKE, denials)
        for group in _groups(source):
            answers = iter(await _stored(sender, [each.message for each in group if each.message], done))
            for each in group:
                yield each.line(next(answers) if each.message else None)
            done += len(group)
            on_progress(done)
    finally:
        await connection.close()


async def _stored(sender: Sender, messages: list[Message], done: int) -> list[Stored]:
    """No answer means *unknown*: the same again, under the same ids, until there is one."""
    backoff = Backoff()
    for attempt in range(1, _TRIES + 1):
        try:
            return await sender.send(messages)
        except Denied as fault:
            raise PublishDenied(reason=fault.reason, count=done) from fault
        except StreamFull as fault:
            raise BusFull(reason=fault.reason, count=done) from fault
        except Unknown as fault:
            if attempt == _TRIES:
                raise BusDoesNotAnswer(reason=fault.reason, count=done) from fault
            _log.warning("publish_again", count=len(messages), attempt=attempt, error=fault.reason)
            await pause(asyncio.Event(), backoff.worse())
        except NotStored as fault:
            raise StreamMissing(reason=fault.reason, count=done) from fault
    raise AssertionError("every attempt returns or raises")


@dataclass(frozen=True, slots=True)
class _Read:
    number: int
    key: tuple[str, str] | None
    message: Message | None
    why: str | None

    def line(self, stored: Stored | None) -> Line:
        if stored is None:
            return Line(self.number, None, "unreadable", self.why)
        return Line(self.number, self.key, "already_there" if stored.duplicate else "published")


def _groups(source: Iterable[bytes]) -> Iterator[list[_Read]]:
    group: list[_Read] = []
    size = 0
    for number, raw in lines_of(source):
        group.append(_read(number, raw))
        size += len(raw)
        if len(group) == BATCH_MOST or size > 4 * _MOST_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _read(number: int, raw: bytes) -> _Read:
    try:
        key, message = message_of(raw)
    except ValueError as fault:
        return _Read(number, None, None, str(fault))
    return _Read(number, key, message, None)


def _subject(source: str, fact: dict[str, Any]) -> str:
    """`trygghet.intake.<source>.<unit|any>.<topic>`; casework judges what stands in the fact, not this."""
    kind, _, name = str(fact.get("subject", "")).partition("/")
    unit = name if kind == "unit" and _WORD.fullmatch(name) else "any"
    words = str(fact.get("type", "")).split(".")
    topic = words[1] if len(words) > 1 and _WORD.fullmatch(words[1]) else "unknown"
    return f"{INTAKE_SUBJECTS.removesuffix('>')}{source}.{unit}.{topic}"
