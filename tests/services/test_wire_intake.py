"""Facts from the bus are acknowledged after the commit and never before, whatever stops in between."""

import asyncio
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import psycopg

from events.subjects import INTAKE
from services.bus.publish import publish
from services.bus.server import EmbeddedNats
from services.bus.streams import CASEWORK, ensure
from services.casework.consumer import IntakeConsumer
from services.casework.incoming import Answer, Incoming
from services.settings import Settings
from tests.support.bus import BYTES, connected, meters, running, until
from tests.support.record import Record

KEEP = """
INSERT INTO inbox (source, fact_id, body_hash, type, outcome, answer, received, decided)
VALUES (%s, %s, '', 'x', 'recorded', '', now(), now()) ON CONFLICT (source, fact_id) DO NOTHING
"""


class Inbox:
    """Commits facts to a real inbox without deciding anything: the consumer's promises are about commits and acks."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.batches: list[list[str]] = []
        self.subjects: set[str | None] = set()
        self.away = False
        self.after_commit: list[BaseException] = []
        self.gate = threading.Event()
        self.gate.set()
        self.began = threading.Event()

    def take(self, facts: Sequence[Incoming]) -> list[Answer]:
        self.began.set()
        self.gate.wait(20)
        if self.away:
            raise psycopg.OperationalError("away")
        found = [orjson.loads(fact.raw) for fact in facts]
        self.subjects |= {fact.nats_subject for fact in facts}
        with self._record.connect() as connection:
            for fact in found:
                connection.execute(KEEP, (fact["source"], fact["id"]))
        self.batches.append([fact["id"] for fact in found])
        if self.after_commit:
            raise self.after_commit.pop()
        return [Answer(fact["source"], fact["id"], "recorded") for fact in found]


def count(record: Record) -> int:
    with record.connect() as connection:
        row = connection.execute("SELECT count(*) FROM inbox").fetchone()
    assert row is not None
    return int(row[0])


def consumer(inbox: Inbox, url: str, tmp_path: Path, batch_size: int = 100) -> IntakeConsumer:
    settings = Settings(data=tmp_path, nats_max_bytes=BYTES, batch_size=batch_size)
    return IntakeConsumer(inbox, lambda: url, settings, meters())


async def put(url: str, numbers: range) -> None:
    facts = [
        orjson.dumps({"id": f"f-{n}", "source": "guidelog", "type": "trygghet.contact.logged.v1"}) for n in numbers
    ]
    assert len([line async for line in publish(url, facts, seconds=5.0)]) == len(numbers)


async def left(url: str) -> int:
    async with connected(url) as connection:
        return (await connection.jsm().stream_info(INTAKE)).state.messages


async def committed(record: Record, number: int, seconds: float = 15.0) -> None:
    async def there() -> bool:
        return await asyncio.to_thread(count, record) >= number

    await until(there, seconds)


async def test_facts_are_taken_in_order_in_batches_and_leave_the_bus(record, bus, tmp_path):
    inbox = Inbox(record)
    await put(bus, range(350))
    async with running(consumer(inbox, bus, tmp_path)):
        await committed(record, 350)

        async def empty() -> bool:
            return await left(bus) == 0

        await until(empty)
    assert [name for batch in inbox.batches for name in batch] == [f"f-{n}" for n in range(350)]
    assert max(len(batch) for batch in inbox.batches) == 100
    assert len(inbox.batches) <= 8
    assert inbox.subjects == {"trygghet.intake.guidelog.any.contact"}


async def test_what_has_come_already_is_taken_without_a_task_for_each(record, bus, tmp_path):
    """nats-py's own way makes a task, a timer and a UUID for each message, also where there is nothing to wait for."""
    inbox, loop, made = Inbox(record), asyncio.get_running_loop(), list[str]()
    await put(bus, range(400))

    def counted(on: asyncio.AbstractEventLoop, work: Any, **more: Any) -> "asyncio.Task[Any]":
        made.append(getattr(work, "__qualname__", ""))
        return asyncio.Task(work, loop=on, **more)

    loop.set_task_factory(counted)
    try:
        async with running(consumer(inbox, bus, tmp_path)):
            await committed(record, 400)
    finally:
        loop.set_task_factory(None)
    waits = [name for name in made if "timed_get" in name]
    assert waits, "the client waits in another way by now: see whether the short cut is still needed"
    assert len(waits) < 100


async def test_a_lone_fact_does_not_wait(record, bus, tmp_path):
    async with running(consumer(Inbox(record), bus, tmp_path)):
        await put(bus, range(1))
        await committed(record, 1)
        clock = asyncio.get_running_loop().time
        took = []
        for number in range(1, 6):
            began = clock()
            await put(bus, range(number, number + 1))
            await committed(record, number + 1)
            took.append(clock() - began)
    assert sorted(took)[2] < 0.4


async def test_a_batch_that_is_not_full_does_not_wait_for_more(record, bus, tmp_path):
    """Facts that lie there already are decided at once, however many there is room for."""
    inbox = Inbox(record)
    await put(bus, range(60))
    clock = asyncio.get_running_loop().time
    async with running(consumer(inbox, bus, tmp_path, batch_size=500)):
        await committed(record, 60)
        inbox.began.clear()
        began = clock()
        await put(bus, range(60, 120))
        await committed(record, 120)
        assert clock() - began < 0.45


async def test_nothing_is_acknowledged_before_the_commit(record, bus, tmp_path):
    inbox = Inbox(record)
    inbox.gate.clear()
    await put(bus, range(20))
    async with running(consumer(inbox, bus, tmp_path)):
        assert await asyncio.to_thread(inbox.began.wait, 10)
        assert await left(bus) == 20
        inbox.gate.set()
        await committed(record, 20)
    assert await left(bus) == 0


async def test_a_stop_finishes_the_batch_in_hand(record, bus, tmp_path):
    inbox = Inbox(record)
    inbox.gate.clear()
    await put(bus, range(20))
    async with running(consumer(inbox, bus, tmp_path)) as stop:
        assert await asyncio.to_thread(inbox.began.wait, 10)
        stop.set()
        asyncio.get_running_loop().call_later(0.3, inbox.gate.set)
    assert count(record) == 20
    assert await left(bus) == 0


async def test_the_database_is_away_and_comes_back(record, bus, tmp_path):
    inbox = Inbox(record)
    inbox.away = True
    async with running(consumer(inbox, bus, tmp_path)):
        await put(bus, range(50))
        assert await asyncio.to_thread(inbox.began.wait, 10)
        await asyncio.sleep(0.6)
        assert await left(bus) == 50
        inbox.away = False
        await committed(record, 50)
    assert [name for batch in inbox.batches for name in batch] == [f"f-{n}" for n in range(50)]


async def test_stopped_while_the_database_is_away_the_facts_are_there_for_the_next_at_once(record, bus, tmp_path):
    inbox = Inbox(record)
    inbox.away = True
    await put(bus, range(30))
    async with running(consumer(inbox, bus, tmp_path)):
        assert await asyncio.to_thread(inbox.began.wait, 10)
    assert await left(bus) == 30
    other = Inbox(record)
    async with running(consumer(other, bus, tmp_path)):
        await committed(record, 30, seconds=5.0)


async def test_a_fault_after_the_commit_only_repeats(record, bus, tmp_path):
    inbox = Inbox(record)
    inbox.after_commit = [RuntimeError("lost the answer")]
    await put(bus, range(10))
    async with running(consumer(inbox, bus, tmp_path)):

        async def empty() -> bool:
            return await left(bus) == 0

        await until(empty)
    assert count(record) == 10
    assert len(inbox.batches) >= 2


async def test_two_processes_share_the_work_and_nothing_is_missing(record, bus, tmp_path):
    first, second = Inbox(record), Inbox(record)
    async with running(consumer(first, bus, tmp_path, batch_size=10), consumer(second, bus, tmp_path, batch_size=10)):
        await put(bus, range(400))
        await committed(record, 400)
    assert first.batches
    assert second.batches
    assert len({name for batch in first.batches + second.batches for name in batch}) == 400


async def test_the_consumer_is_deleted_under_it(record, bus, tmp_path):
    async with running(consumer(Inbox(record), bus, tmp_path)):
        await put(bus, range(5))
        await committed(record, 5)
        async with connected(bus) as connection:
            await connection.jsm().delete_consumer(INTAKE, CASEWORK)
        await put(bus, range(5, 10))
        await committed(record, 10)


async def test_the_bus_loses_its_disk_under_it(record, tmp_path):
    server = EmbeddedNats(tmp_path / "n", max_bytes=4 * BYTES)
    url = server.start().service_url
    try:
        async with connected(url) as connection:
            await ensure(connection, BYTES)
        async with running(consumer(Inbox(record), url, tmp_path)):
            await put(url, range(20))
            await committed(record, 20)
            server.stop()
            shutil.rmtree(tmp_path / "n" / "jetstream")
            server.start()

            async def made_again() -> bool:
                async with connected(url) as connection:
                    try:
                        return bool((await connection.jsm().consumer_info(INTAKE, CASEWORK)).num_waiting)
                    except Exception:  # noqa: BLE001 - not there yet, in whatever way
                        return False

            await until(made_again)
            await put(url, range(20, 40))
            await committed(record, 40)
    finally:
        server.stop()


async def test_the_bus_is_not_there_at_the_start(record, tmp_path):
    server = EmbeddedNats(tmp_path / "n", max_bytes=4 * BYTES)
    url = server.start().service_url
    server.stop()
    try:
        async with running(consumer(Inbox(record), url, tmp_path)):
            await asyncio.sleep(0.5)
            server.start()
            async with connected(url) as connection:
                await ensure(connection, BYTES)
            await put(url, range(5))
            await committed(record, 5)
    finally:
        server.stop()


async def test_what_is_committed_leaves_the_bus_and_what_is_not_stays(record, bus, tmp_path):
    inbox = Inbox(record)
    async with running(consumer(inbox, bus, tmp_path, batch_size=10)):
        await put(bus, range(10))
        await committed(record, 10)

        async def cleared() -> bool:
            return await left(bus) == 0

        await until(cleared, 5.0)
        inbox.away = True
        await put(bus, range(10, 30))
        await asyncio.sleep(1.5)
        assert await left(bus) == 20
        inbox.away = False
        await committed(record, 30)
        await until(cleared, 5.0)


async def test_what_was_acknowledged_before_a_crash_is_cleared_at_the_next_start(record, bus, tmp_path):
    await put(bus, range(5))
    async with connected(bus) as connection:
        subscription = await connection.jetstream().pull_subscribe_bind(CASEWORK, INTAKE)
        for message in await subscription.fetch(3, timeout=2):
            await message.ack_sync()
        assert await left(bus) == 5
    async with running(consumer(Inbox(record), bus, tmp_path)):
        await committed(record, 2)
    assert count(record) == 2
    assert await left(bus) == 0
