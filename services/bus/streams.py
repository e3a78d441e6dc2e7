"""The two streams and their consumers as the service's promises need them: made when missing, never rewritten."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from nats.aio.client import Client
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import APIError, NotFoundError

from events.subjects import CASES, CASES_SUBJECTS, INTAKE, INTAKE_SUBJECTS
from services.bus.broker import connect

CASEWORK: Final = "casework"
"""The durable consumer of INTAKE; all processes that do casework share it."""

REMINDERS: Final = "reminders"
"""The durable consumer of CASES that wakes the reminders; their position is in PostgreSQL."""

KEPT_ON_CASES: Final = timedelta(days=30)
"""How far back other systems can read outcomes on the bus; the record itself keeps them for good."""

SAME_MESSAGE: Final = timedelta(minutes=10)
"""How long a publisher may repeat a message under its id without it being stored twice."""

ACK_WAIT: Final = timedelta(seconds=15)
"""How long a consumer may work on a message before another gets it."""

_MAX_ACK_PENDING: Final = 20_000
_READY_SECONDS: Final = 2.0


def wanted(max_bytes: int) -> tuple[StreamConfig, ...]:
    """The streams, out of `max_bytes` of disk in all.

    INTAKE is cleared of what casework has acknowledged (`clear`), within a second, since it holds names. A work queue
    would do so by itself, but writes to the disk for each ack: 1,400 facts a second, where this does 10,900 (measured
    with `sync_interval: always`). It refuses new facts when it is full, at once and aloud; nothing that was accepted is
    dropped. CASES lets go of the oldest instead: the record has them, and a new outcome must never wait for an old one.
    """
    return (
        StreamConfig(
            name=INTAKE,
            subjects=[INTAKE_SUBJECTS],
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            discard=DiscardPolicy.NEW,
            max_bytes=max_bytes // 2,
            duplicate_window=SAME_MESSAGE.total_seconds(),
            allow_atomic=True,
            allow_direct=False,
        ),
        StreamConfig(
            name=CASES,
            subjects=[CASES_SUBJECTS],
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            discard=DiscardPolicy.OLD,
            max_bytes=max_bytes // 4,
            max_age=KEPT_ON_CASES.total_seconds(),
            duplicate_window=SAME_MESSAGE.total_seconds(),
            allow_atomic=True,
            allow_direct=True,
        ),
    )


def consumers() -> tuple[tuple[str, ConsumerConfig], ...]:
    """(stream, consumer): explicit acks, delivered until acknowledged; casework puts poison aside, no counter does."""
    return tuple(
        (
            stream,
            ConsumerConfig(
                name=name,
                durable_name=name,
                filter_subject=subjects,
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=ACK_WAIT.total_seconds(),
                max_deliver=-1,
                max_ack_pending=_MAX_ACK_PENDING,
            ),
        )
        for stream, subjects, name in ((INTAKE, INTAKE_SUBJECTS, CASEWORK), (CASES, CASES_SUBJECTS, REMINDERS))
    )


async def ensure(connection: Client, max_bytes: int) -> list[str]:
    """Make what is missing and name it (`INTAKE`, `INTAKE/casework`); what is there stays as it is."""
    manager = connection.jsm()
    made = []
    for stream in wanted(max_bytes):
        name = stream.name or ""
        try:
            await manager.stream_info(name)
        except NotFoundError:
            await manager.add_stream(stream)
            made.append(name)
    for stream_name, consumer in consumers():
        name = consumer.durable_name or ""
        try:
            await manager.consumer_info(stream_name, name)
        except NotFoundError:
            await manager.add_consumer(stream_name, consumer)
            made.append(f"{stream_name}/{name}")
    return made


async def ready(url: str, name: str, max_bytes: int) -> None:
    """Return when the bus answers and has its streams. Raises OutOfReach after two seconds.

    Asked before FastStream connects, whose first connection tries for ever and cannot be called off cleanly.
    """
    connection = await connect(url, name, _READY_SECONDS)
    try:
        await ensure(connection, max_bytes)
    finally:
        await connection.close()


async def clear(connection: Client) -> None:
    """Take off INTAKE what casework has acknowledged without a gap: the record has it, and it must not lie there."""
    manager = connection.jsm()
    stream = await manager.stream_info(INTAKE)
    floor = (await manager.consumer_info(INTAKE, CASEWORK)).ack_floor
    if stream.state.messages and floor is not None and floor.stream_seq >= stream.state.first_seq:
        await manager.purge_stream(INTAKE, seq=floor.stream_seq + 1)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A stream or consumer that is not as it should be. `code` is the key of its text, `where` fills it; `property`
    names what a stream lacks: it has its own words for how it should be, and what happens else."""

    code: str
    where: Mapping[str, str]
    property: str | None = None


async def check(connection: Client) -> list[Misfit]:
    """What is not as it should be; empty when all is well."""
    manager = connection.jsm()
    found = []
    for stream in wanted(0):
        name = stream.name or ""
        try:
            info = await manager.stream_info(name)
        except NotFoundError:
            found.append(Misfit("no_stream", {"stream": name}))
            continue
        found += [
            Misfit(
                "stream_differs",
                {"stream": name, "field": needed.field, "found": _plain(getattr(info.config, needed.field))},
                needed.name,
            )
            for needed in _NEEDED
            if needed.stream in (None, name) and not needed.holds(getattr(info.config, needed.field), stream)
        ]
    for stream_name, consumer in consumers():
        where = {"stream": stream_name, "consumer": consumer.durable_name or ""}
        try:
            info_of = await manager.consumer_info(stream_name, where["consumer"])
        except NotFoundError:
            found.append(Misfit("no_consumer", where))
        except APIError as fault:
            found.append(Misfit("consumer_unreadable", {**where, "error": str(fault.err_code)}))
        else:
            found += _differences(where, info_of.config, consumer)
    return found


def _differences(where: Mapping[str, str], found: ConsumerConfig, wanted: ConsumerConfig) -> list[Misfit]:
    """max_deliver above all: JetStream stops delivering after it and tells nobody."""
    return [
        Misfit(
            "consumer_differs",
            {
                **where,
                "field": field,
                "found": _plain(getattr(found, field)),
                "wanted": _plain(getattr(wanted, field)),
            },
        )
        for field in ("ack_policy", "max_deliver", "filter_subject", "deliver_subject")
        if getattr(found, field) != getattr(wanted, field)
    ]


@dataclass(frozen=True, slots=True)
class _Needed:
    """One property of a stream that a promise rests on. Sizes and replicas are the operator's own."""

    name: str
    field: str
    holds: Callable[[Any, StreamConfig], bool]
    stream: str | None = None


def _same(field: str) -> Callable[[Any, StreamConfig], bool]:
    return lambda found, stream: bool(found == getattr(stream, field))


_NEEDED: Final = (
    _Needed("subjects", "subjects", _same("subjects")),
    _Needed("storage", "storage", _same("storage")),
    _Needed("retention", "retention", _same("retention")),
    _Needed("purge", "deny_purge", lambda found, _: not found),
    _Needed("discard_new", "discard", _same("discard"), INTAKE),
    _Needed("discard_old", "discard", _same("discard"), CASES),
    _Needed("bytes", "max_bytes", lambda found, _: (found or 0) > 0),
    _Needed("age", "max_age", lambda found, _: not found, INTAKE),
    _Needed("count", "max_msgs", lambda found, _: (found or -1) < 0),
    _Needed("repeated", "duplicate_window", lambda found, stream: (found or 0) >= stream.duplicate_window),
    _Needed("atomic", "allow_atomic", lambda found, _: bool(found)),
    _Needed("acks", "no_ack", lambda found, _: not found),
    _Needed("sealed", "sealed", lambda found, _: not found),
)


def _plain(value: Any) -> str:
    return str(getattr(value, "value", value))
