"""What is committed reaches CASES once and in order, whatever is killed, lost or away in between."""

import asyncio
import shutil
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from nats.errors import Error as NatsError

from events.subjects import CASES
from services.bus.following import FEED
from services.bus.server import EmbeddedNats
from services.clock import SystemClock
from services.relay.relay import Relay
from services.settings import Settings
from services.store.connect import Role
from tests.support.bus import BYTES, add_outcome, connected, meters, outcome_body, running, stored, until
from tests.support.record import Record


def relay(record: Record, url: str, tmp_path: Path) -> Relay:
    settings = Settings(data=tmp_path, nats_max_bytes=BYTES)
    return Relay(record.database, lambda: url, settings, SystemClock(), meters())


def committed(record: Record, numbers: range) -> None:
    with record.connect() as connection:
        for number in numbers:
            add_outcome(connection, UUID(int=number))


async def feeds(url: str) -> list[int]:
    return [int(message.headers[FEED]) for message in await stored(url, CASES)]


async def ids(url: str) -> list[int]:
    return [UUID(message.headers["Nats-Msg-Id"]).int for message in await stored(url, CASES)]


def position(record: Record) -> int:
    with record.connect() as connection:
        row = connection.execute("SELECT feed FROM positions WHERE consumer = 'relay'").fetchone()
    return row[0] if row else 0


async def arrived(url: str, count: int) -> None:
    await until(lambda: filled(url, count))


async def test_what_is_committed_goes_out_in_order_with_its_number_and_its_bytes(record, bus, tmp_path):
    committed(record, range(1, 31))
    async with running(relay(record, bus, tmp_path)):
        await arrived(bus, 30)
        committed(record, range(31, 34))
        await arrived(bus, 33)
    messages = await stored(bus, CASES)
    assert [int(message.headers[FEED]) for message in messages] == list(range(1, 34))
    assert [bytes(message.data) for message in messages] == [outcome_body(UUID(int=n)) for n in range(1, 34)]
    assert position(record) == 33


async def test_a_commit_wakes_the_relay(record, bus, tmp_path):
    async with running(relay(record, bus, tmp_path)):
        committed(record, range(1, 2))
        await arrived(bus, 1)
        clock = asyncio.get_running_loop().time
        took = []
        for number in range(2, 7):
            began = clock()
            committed(record, range(number, number + 1))
            await arrived(bus, number)
            took.append(clock() - began)
    assert sorted(took)[2] < 0.3


async def test_a_transaction_that_commits_late_is_not_passed_over(record, bus, tmp_path):
    late = record.connect()
    add_outcome(late, UUID(int=1))
    committed(record, range(2, 4))
    async with running(relay(record, bus, tmp_path)):
        await arrived(bus, 2)
        late.commit()
        await arrived(bus, 3)
    late.close()
    assert await ids(bus) == [2, 3, 1]
    assert await feeds(bus) == [1, 2, 3]


async def test_killed_between_publication_and_position_it_doubles_nothing(record, bus, tmp_path):
    committed(record, range(1, 21))
    async with running(relay(record, bus, tmp_path)):
        await arrived(bus, 20)
    with record.connect() as connection:
        connection.execute("UPDATE positions SET feed = 3 WHERE consumer = 'relay'")
    committed(record, range(21, 24))
    async with running(relay(record, bus, tmp_path)):
        await arrived(bus, 23)
        await asyncio.sleep(0.2)
    assert await feeds(bus) == list(range(1, 24))


async def test_two_relays_number_and_publish_as_one(record, bus, tmp_path):
    async with running(relay(record, bus, tmp_path), relay(record, bus, tmp_path)):
        for number in range(1, 60):
            committed(record, range(number, number + 1))
        await arrived(bus, 59)
        await asyncio.sleep(0.2)
    assert await feeds(bus) == list(range(1, 60))


async def test_another_relay_goes_on_when_the_first_one_stops(record, bus, tmp_path):
    first, second = relay(record, bus, tmp_path), relay(record, bus, tmp_path)
    async with running(second):
        async with running(first):
            committed(record, range(1, 4))
            await arrived(bus, 3)
        committed(record, range(4, 6))
        await arrived(bus, 5)
    assert await feeds(bus) == [1, 2, 3, 4, 5]


async def test_a_stream_that_somebody_purged_goes_on_where_it_was(record, bus, tmp_path):
    committed(record, range(1, 41))
    async with running(relay(record, bus, tmp_path)):
        await arrived(bus, 40)
        async with connected(bus) as connection:
            await connection.jsm().purge_stream(CASES)
        committed(record, range(41, 43))
        await arrived(bus, 2)
    assert await feeds(bus) == [41, 42]


async def test_a_stream_that_was_deleted_is_made_and_filled_again(record, bus, tmp_path):
    committed(record, range(1, 6))
    async with running(relay(record, bus, tmp_path)):
        await arrived(bus, 5)
        async with connected(bus) as connection:
            await connection.jsm().delete_stream(CASES)
        committed(record, range(6, 8))

        async def again() -> bool:
            return await filled(bus, 7)

        await until(again)
    assert await feeds(bus) == list(range(1, 8))


async def test_somebody_elses_message_at_the_end_neither_stops_nor_repeats_it(record, bus, tmp_path):
    committed(record, range(1, 4))
    async with running(relay(record, bus, tmp_path)):
        await arrived(bus, 3)
        async with connected(bus) as connection:
            await connection.jetstream().publish("trygghet.cases.any.none.foreign", b"{}")
        committed(record, range(4, 6))
        await arrived(bus, 6)
    found = [message.headers.get(FEED) if message.headers else None for message in await stored(bus, CASES)]
    assert found == ["1", "2", "3", None, "4", "5"]


async def test_a_stream_ahead_of_the_record_does_not_hide_what_comes_now(record, bus, tmp_path):
    """The record was restored from a copy: the stream has seen numbers that it does not know."""
    async with connected(bus) as connection:
        await connection.jetstream().publish("trygghet.cases.any.case.recorded", b"{}", headers={FEED: "900"})
    committed(record, range(1, 3))
    async with running(relay(record, bus, tmp_path)):
        committed(record, range(3, 5))
        await arrived(bus, 3)
    assert (await feeds(bus))[-2:] == [3, 4]


async def test_database_away_and_back(record, bus, tmp_path):
    async with running(relay(record, bus, tmp_path)):
        committed(record, range(1, 4))
        await arrived(bus, 3)
        with psycopg.connect(record.superuser_dsn, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE usename = 'trygghet_writer' AND datname = current_database()"
            )
        committed(record, range(4, 7))
        await arrived(bus, 6)
    assert await feeds(bus) == list(range(1, 7))


async def test_the_bus_loses_its_disk_under_load(record, tmp_path):
    folder = tmp_path / "n"
    server = EmbeddedNats(folder, max_bytes=4 * BYTES)
    url = server.start().service_url
    try:
        async with running(relay(record, url, tmp_path)):
            for start in range(1, 301, 50):
                committed(record, range(start, start + 50))
                if start == 101:
                    await arrived(url, 60)
                    server.stop()
                    shutil.rmtree(folder / "jetstream")
                    server.start()
            await until(lambda: filled(url, 300), 30)
        assert await feeds(url) == list(range(1, 301))
        assert await ids(url) == list(range(1, 301))
    finally:
        server.stop()


async def filled(url: str, count: int) -> bool:
    try:
        async with connected(url) as connection:
            return (await connection.jsm().stream_info(CASES)).state.messages >= count
    except (NatsError, OSError):
        return False


def test_only_the_number_of_an_outbox_row_can_be_set(record):
    committed(record, range(1, 2))
    with record.connect(Role.WRITER) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("UPDATE outbox SET body = ''")
