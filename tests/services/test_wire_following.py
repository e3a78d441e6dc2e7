"""A consumer of CASES works once through everything, in order, whatever becomes of the bus."""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection

from events.subjects import CASES
from services.bus.following import FEED, Following, Item
from services.bus.server import EmbeddedNats
from services.bus.streams import REMINDERS
from services.clock import SystemClock
from services.errors import OutOfReach
from services.relay.relay import Relay
from services.settings import Settings
from services.store.connect import Role
from tests.support.bus import BYTES, add_outcome, connected, meters, outcome_body, running, until
from tests.support.record import Record


class Worker:
    """Keeps what it was given in the same transaction as its position: what is doubled or lost shows in the table."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.fails = 0
        self.fault: Exception = psycopg.OperationalError("gone in the middle")
        self.calls: list[list[int]] = []
        with psycopg.connect(record.superuser_dsn) as connection:
            connection.execute(
                "CREATE TABLE trygghet.seen (at bigint GENERATED ALWAYS AS IDENTITY, feed bigint, id uuid)"
            )
            connection.execute("GRANT INSERT, SELECT ON trygghet.seen TO trygghet_reminders")

    def work(self, connection: Connection[Any], items: Sequence[Item]) -> None:
        for item in items:
            connection.execute("INSERT INTO seen (feed, id) VALUES (%s, %s)", (item.feed, item.event()["id"]))
        if self.fails:
            self.fails -= 1
            raise self.fault
        self.calls.append([item.feed for item in items])

    def seen(self) -> list[tuple[int, int]]:
        with self._record.connect(Role.REMINDERS) as connection:
            rows = connection.execute("SELECT feed, id FROM seen ORDER BY at").fetchall()
        return [(feed, event_id.int) for feed, event_id in rows]

    async def has(self, count: int) -> bool:
        return len(await asyncio.to_thread(self.seen)) >= count


def following(record: Record, worker: Worker, url: str, silent_seconds: float = 60.0) -> Following:
    return Following(
        name=REMINDERS,
        url=lambda: url,
        max_bytes=BYTES,
        database=record.database,
        role=Role.REMINDERS,
        work=worker.work,
        meters=meters(),
        silent_seconds=silent_seconds,
    )


def relay(record: Record, url: str, tmp_path: Path) -> Relay:
    settings = Settings(data=tmp_path, nats_max_bytes=BYTES)
    return Relay(record.database, lambda: url, settings, SystemClock(), meters())


def committed(record: Record, numbers: range, feed: Callable[[int], int] | None = None) -> None:
    with record.connect() as connection:
        for number in numbers:
            add_outcome(connection, UUID(int=number))
            if feed:
                connection.execute("UPDATE outbox SET feed = %s WHERE event_id = %s", (feed(number), UUID(int=number)))


def once(numbers: range) -> list[tuple[int, int]]:
    return [(number, number) for number in numbers]


async def test_everything_once_in_order(record, bus, tmp_path):
    worker = Worker(record)
    committed(record, range(1, 701))
    async with running(following(record, worker, bus), relay(record, bus, tmp_path)):
        await until(lambda: worker.has(700))
        committed(record, range(701, 711))
        await until(lambda: worker.has(710))
    assert worker.seen() == once(range(1, 711))


async def test_it_goes_on_from_its_position_after_a_restart(record, bus, tmp_path):
    worker = Worker(record)
    async with running(relay(record, bus, tmp_path)):
        async with running(following(record, worker, bus)):
            committed(record, range(1, 11))
            await until(lambda: worker.has(10))
        committed(record, range(11, 21))
        async with running(following(record, worker, bus)):
            await until(lambda: worker.has(20))
    assert worker.seen() == once(range(1, 21))


async def test_what_the_bus_delivers_again_is_passed_over(record, bus, tmp_path):
    worker = Worker(record)
    async with running(relay(record, bus, tmp_path), following(record, worker, bus)):
        committed(record, range(1, 6))
        await until(lambda: worker.has(5))
        async with connected(bus) as connection:
            for number in (2, 5, 4):
                await connection.jetstream().publish(
                    "trygghet.cases.ost.case.recorded", outcome_body(UUID(int=number)), headers={FEED: str(number)}
                )
        committed(record, range(6, 8))
        await until(lambda: worker.has(7))
        await asyncio.sleep(0.3)
    assert worker.seen() == once(range(1, 8))


async def test_a_gap_is_filled_from_the_outbox(record, bus):
    """The bus has lost 2 and 3: the record has them."""
    worker = Worker(record)
    async with running(following(record, worker, bus)):
        await asyncio.sleep(0.3)
        committed(record, range(1, 5), feed=lambda number: number)
        async with connected(bus) as connection:
            for number in (1, 4):
                await connection.jetstream().publish(
                    "trygghet.cases.ost.case.recorded", outcome_body(UUID(int=number)), headers={FEED: str(number)}
                )
        await until(lambda: worker.has(4))
    assert worker.seen() == once(range(1, 5))


async def test_when_the_bus_is_silent_the_outbox_is_read(record, bus):
    worker = Worker(record)
    async with running(following(record, worker, bus, silent_seconds=0.5)):
        await asyncio.sleep(0.3)
        committed(record, range(1, 4), feed=lambda number: number)
        await until(lambda: worker.has(3), 5.0)
    assert worker.seen() == once(range(1, 4))


@pytest.mark.parametrize("fault", [psycopg.OperationalError("gone in the middle"), OutOfReach(address="db")])
async def test_work_that_fails_leaves_nothing_behind_and_is_done_again(record, bus, tmp_path, fault):
    worker = Worker(record)
    worker.fault = fault
    async with running(relay(record, bus, tmp_path), following(record, worker, bus)):
        committed(record, range(1, 4))
        await until(lambda: worker.has(3))
        worker.fails = 2
        committed(record, range(4, 8))
        await until(lambda: worker.has(7))
    assert worker.seen() == once(range(1, 8))


async def test_two_processes_of_one_consumer_take_turns(record, bus, tmp_path):
    worker = Worker(record)
    async with running(relay(record, bus, tmp_path), following(record, worker, bus), following(record, worker, bus)):
        for number in range(1, 101):
            committed(record, range(number, number + 1))
        await until(lambda: worker.has(100))
    assert worker.seen() == once(range(1, 101))


async def test_the_jetstream_folder_is_deleted_under_load_and_all_arrives_once(record, tmp_path):
    server = EmbeddedNats(tmp_path / "n", max_bytes=4 * BYTES)
    url = server.start().service_url
    worker = Worker(record)
    try:
        async with running(relay(record, url, tmp_path), following(record, worker, url)):
            for start in range(1, 601, 20):
                committed(record, range(start, start + 20))
                if start in (101, 401):
                    await until(lambda start=start: worker.has(start // 2))
                    await asyncio.to_thread(server.stop)
                    shutil.rmtree(tmp_path / "n" / "jetstream")
                    await asyncio.to_thread(server.start)
                await asyncio.sleep(0.02)
            await until(lambda: worker.has(600), 30)
            await asyncio.sleep(0.3)
        assert worker.seen() == once(range(1, 601))
        async with connected(url) as connection:
            assert (await connection.jsm().stream_info(CASES)).state.messages == 600
    finally:
        server.stop()
