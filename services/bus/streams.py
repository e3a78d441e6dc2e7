"""The two streams and their consumers as the service's promises need them: made when missing, never rewritten."""

from collections.abc import Callable
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

ACK_WAIT: Final = timedelta(seconds=60)
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


async def check(connection: Client) -> list[str]:
    """What is not as it should be, one sentence each (Norwegian: what, where, how to go on); empty when all is well."""
    manager = connection.jsm()
    found = []
    for stream in wanted(0):
        name = stream.name or ""
        try:
            info = await manager.stream_info(name)
        except NotFoundError:
            found.append(f"Strømmen {name} finnes ikke. Kjør «trygghet migrate»: den lages, og ingenting går tapt.")
            continue
        found += [
            f"Strømmen {name} har {needed.field} = {_plain(getattr(info.config, needed.field))}, men skal ha "
            f"{needed.says}: {needed.why} Rett den med «nats stream edit {name}»; en strøm som finnes, endrer vi ikke."
            for needed in _NEEDED
            if needed.stream in (None, name) and not needed.holds(getattr(info.config, needed.field), stream)
        ]
    for stream_name, consumer in consumers():
        name = consumer.durable_name or ""
        try:
            found += _differences(stream_name, name, (await manager.consumer_info(stream_name, name)).config, consumer)
        except NotFoundError:
            found.append(f"Konsumenten {stream_name}/{name} finnes ikke. Kjør «trygghet migrate»: den lages.")
        except APIError as fault:
            found.append(f"Konsumenten {stream_name}/{name} kan ikke leses (feil {fault.err_code} fra NATS).")
    return found


def _differences(stream: str, name: str, found: ConsumerConfig, wanted: ConsumerConfig) -> list[str]:
    """max_deliver above all: JetStream stops delivering after it and tells nobody."""
    return [
        f"Konsumenten {stream}/{name} har {field} = {_plain(getattr(found, field))}, men skal ha "
        f"{_plain(getattr(wanted, field))}. Slett den med «nats consumer rm {stream} {name}» og kjør "
        "«trygghet migrate»: ingenting går tapt."
        for field in ("ack_policy", "max_deliver", "filter_subject", "deliver_subject")
        if getattr(found, field) != getattr(wanted, field)
    ]


@dataclass(frozen=True, slots=True)
class _Needed:
    """One property of a stream that a promise rests on. Sizes and replicas are the operator's own."""

    field: str
    holds: Callable[[Any, StreamConfig], bool]
    says: str
    why: str
    stream: str | None = None


def _same(field: str) -> Callable[[Any, StreamConfig], bool]:
    return lambda found, stream: bool(found == getattr(stream, field))


_NEEDED: Final = (
    _Needed("subjects", _same("subjects"), "bare sine egne emner", "ellers kommer noe ikke frem."),
    _Needed("storage", _same("storage"), "file", "ellers er alt borte når tjeneren stopper."),
    _Needed("retention", _same("retention"), "limits", "ellers forsvinner meldinger, eller det går tregt."),
    _Needed("deny_purge", lambda found, _: not found, "false", "ellers blir personopplysninger liggende."),
    _Needed("discard", _same("discard"), "new", "ellers kastes mottatte hendelser når den er full.", INTAKE),
    _Needed("discard", _same("discard"), "old", "ellers stanser nye utfall når den er full.", CASES),
    _Needed("max_bytes", lambda found, _: (found or 0) > 0, "en øvre grense", "ellers fyller den disken."),
    _Needed("max_age", lambda found, _: not found, "ingen aldersgrense", "ellers kastes mottatte hendelser.", INTAKE),
    _Needed(
        "max_msgs", lambda found, _: (found or -1) < 0, "ingen grense for antall", "ellers kastes eller avvises noe."
    ),
    _Needed(
        "duplicate_window",
        lambda found, stream: (found or 0) >= stream.duplicate_window,
        f"minst {SAME_MESSAGE.total_seconds():.0f} sekunder",
        "ellers lagres en gjentatt melding to ganger.",
    ),
    _Needed("allow_atomic", lambda found, _: bool(found), "true", "ellers kan ikke store filer publiseres samlet."),
    _Needed("no_ack", lambda found, _: not found, "false", "ellers vet ingen om meldingen ble lagret."),
    _Needed("sealed", lambda found, _: not found, "false", "ellers tar den ikke imot noe."),
)


def _plain(value: Any) -> str:
    return str(getattr(value, "value", value))
