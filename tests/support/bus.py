"""The bus for a test of its own: streams made anew, and what a test puts on them and reads from them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import nats
import orjson
import pytest
from nats.aio.client import Client
from nats.js.errors import NotFoundError
from prometheus_client import CollectorRegistry
from psycopg import Connection

from events.subjects import CASES, INTAKE
from services.bus.meters import Meters
from services.bus.server import BusAddresses
from services.bus.streams import ensure

BYTES = 64 * 1024**2
"""Disk for the streams of a test."""


def meters() -> Meters:
    return Meters(CollectorRegistry())


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Client]:
    connection = await nats.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def emptied(url: str) -> None:
    """Both streams as they are on the first day."""
    async with connected(url) as connection:
        for name in (INTAKE, CASES):
            try:
                await connection.jsm().delete_stream(name)
            except NotFoundError:
                continue
        await ensure(connection, BYTES)


@pytest.fixture
async def bus(nats_server: BusAddresses) -> str:
    """The address of a bus with both streams, empty."""
    await emptied(nats_server.service_url)
    return nats_server.service_url


async def stored(url: str, stream: str) -> list[Any]:
    """Every message of a stream, in order."""
    async with connected(url) as connection:
        info = await connection.jsm().stream_info(stream)
        found = []
        for sequence in range(info.state.first_seq, info.state.last_seq + 1):
            try:
                found.append(await connection.jsm().get_msg(stream, sequence))
            except NotFoundError:
                continue
        return found


async def until(holds: Any, seconds: float = 15.0) -> None:
    """Wait until `await holds()` is true; fail after `seconds`."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - what is waited for happens in a server
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(*services: Any) -> AsyncIterator[asyncio.Event]:
    """The services at work in this process; stopped at the end of the block."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(service.run(stop)) for service in services]
    try:
        yield stop
        for task in tasks:
            if task.done():
                task.result()
    finally:
        stop.set()
        done, late = await asyncio.wait(tasks, timeout=20.0)
        for task in late:
            task.cancel()
        assert not late, "a service did not stop"
        for task in done:
            task.result()


def outcome_body(event_id: UUID, subject: str = "case/T-7K3M-9Q", fact_id: str = "f-1") -> bytes:
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": str(event_id),
            "source": "trygghet",
            "type": "trygghet.outcome.recorded.v1",
            "subject": subject,
            "time": "2026-11-23T08:00:00Z",
            "data": {
                "fact": {"source": "cli", "id": fact_id, "type": "trygghet.contact.logged.v1"},
                "verb": "recorded",
                "sequence": 1,
                "reasons": [],
            },
        }
    )


def add_outcome(connection: Connection[Any], event_id: UUID, **about: str) -> None:
    """A row of the outbox as casework writes it."""
    connection.execute(
        "INSERT INTO outbox (event_id, nats_subject, body, created) VALUES (%s, %s, %s, now())",
        (event_id, "trygghet.cases.ost.case.recorded", outcome_body(event_id, **about)),
    )
