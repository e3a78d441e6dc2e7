"""Facts through the bus, timed from the first publication to the last acknowledgement after its commit."""

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import nats
import orjson
from nats.aio.client import Client

from services.bus.publish import publish
from tests.bench.processes import cpu_microseconds
from tests.faults.facts import Message

_PATIENCE = 60.0


@dataclass(frozen=True)
class Rate:
    """What a number of facts took; microseconds of processor are those of all processes but the publisher."""

    facts: int
    seconds: float
    cpu_us: float

    @property
    def per_second(self) -> float:
        return self.facts / self.seconds

    @property
    def cpu_each(self) -> float:
        return self.cpu_us / self.facts


async def through(url: str, messages: Sequence[Message], roots: Callable[[], list[int]]) -> Rate:
    """Publish everything as fast as it goes; done when all is acknowledged, which a fact is when it is committed."""
    connection = await nats.connect(url)
    try:
        before = cpu_microseconds(roots())
        began = time.perf_counter()
        async for line in publish(url, (one.raw for one in messages), seconds=10):
            if line.state != "published":
                raise RuntimeError(f"line {line.number}: {line.state} {line.why or ''}")
        await taken(connection)
        took = time.perf_counter() - began
        return Rate(len(messages), took, cpu_microseconds(roots()) - before)
    finally:
        await connection.close()


async def taken(connection: Client) -> None:
    """Wait until every fact has been acknowledged, which is after its commit. Raises TimeoutError."""
    async with asyncio.timeout(_PATIENCE):
        while await _left(connection):  # noqa: ASYNC110 - what is waited for happens in a server
            await asyncio.sleep(0.02)


async def _left(connection: Client) -> int:
    info = await connection.jsm().consumer_info("INTAKE", "casework")
    return (info.num_pending or 0) + (info.num_ack_pending or 0)


@dataclass(frozen=True)
class Latency:
    """Milliseconds from the publication of a single fact to its outcome on CASES."""

    median: float
    p95: float
    count: int


async def latency(url: str, messages: Sequence[Message]) -> Latency:
    """One fact after the other, each waited for."""
    connection = await nats.connect(url)
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def hear(message: object) -> None:
        told = orjson.loads(getattr(message, "data", b"{}"))
        await heard.put(told.get("data", {}).get("fact", {}).get("id", ""))

    try:
        await connection.subscribe("trygghet.cases.>", cb=hear)
        await connection.flush()
        spent = []
        for one in messages:
            began = time.perf_counter()
            await connection.jetstream().publish(one.nats_subject, one.raw, headers={"Nats-Msg-Id": one.id})
            async with asyncio.timeout(_PATIENCE):
                while await heard.get() != one.fact_id:
                    continue
            spent.append((time.perf_counter() - began) * 1000)
        return Latency(statistics.median(spent), statistics.quantiles(spent, n=20)[-1], len(spent))
    finally:
        await connection.close()
