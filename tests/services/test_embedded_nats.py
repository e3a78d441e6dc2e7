"""The embedded bus keeps what it has acknowledged, hides it on the disk, and lets outsiders only report and listen."""

import asyncio
import os
import signal
import socket
import stat
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client
from nats.js.api import StreamConfig

from services.bus.server import BusAddresses, EmbeddedNats
from services.errors import PortInUse, ServerDidNotStart, ServerMissing
from tests.support.eventually import eventually

_SECRET = b"Kari Nordmann"

Connect = Callable[[str], Awaitable[Client]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedNats]:
    """A server of the test's own."""
    server = EmbeddedNats(tmp_path / "nats", max_bytes=1024**3)
    yield server
    server.stop()


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Connections that are closed afterwards."""
    clients: list[Client] = []

    async def to(url: str) -> Client:
        async def heard(fault: Exception) -> None:
            clients[-1].faults.append(str(fault))  # type: ignore[attr-defined]

        client = await nats.connect(url, error_cb=heard, allow_reconnect=False)
        client.faults = []  # type: ignore[attr-defined]
        clients.append(client)
        return client

    yield to
    for client in clients:
        await client.close()


async def test_what_it_acknowledged_is_there_after_kill_9_at_the_same_address(server: EmbeddedNats, connect: Connect):
    before = server.start()
    stream = (await connect(before.service_url)).jetstream()
    await stream.add_stream(StreamConfig(name="CASES", subjects=["trygghet.cases.>"], max_bytes=1024**2))
    assert (await stream.publish("trygghet.cases.ost", _SECRET)).seq == 1
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert eventually(lambda: not server.running())
    after = server.start()
    assert after == before
    found = await (await connect(after.service_url)).jetstream().get_msg("CASES", 1)
    assert found.data == _SECRET


async def test_nothing_lies_on_the_disk_in_the_clear(server: EmbeddedNats, connect: Connect, tmp_path: Path):
    client = await connect(server.start().service_url)
    await client.jetstream().add_stream(StreamConfig(name="CASES", subjects=["trygghet.cases.>"], max_bytes=1024**2))
    await client.jetstream().publish("trygghet.cases.ost", _SECRET)
    server.stop()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any("jetstream" in path.parts for path in files)
    assert [path for path in files if _SECRET in path.read_bytes()] == []


def test_secrets_are_for_its_owner_only_and_not_in_the_configuration(server: EmbeddedNats, tmp_path: Path):
    addresses = server.start()
    folder = tmp_path / "nats"
    secrets = list(folder.glob("*.secret"))
    assert len(secrets) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {0o600}
    configuration = (folder / "nats.conf").read_text()
    assert all(path.read_text() not in configuration for path in secrets)
    assert "sync_interval: always" in configuration
    assert "cipher: aes" in configuration
    assert addresses.service_url != addresses.publisher_url
    log = (folder / "nats.log").read_text()
    assert all(path.read_text() not in log for path in secrets)


async def test_a_publisher_may_report_and_listen_and_nothing_else(server: EmbeddedNats, connect: Connect):
    addresses = server.start()
    ours = await connect(addresses.service_url)
    await ours.jetstream().add_stream(
        StreamConfig(name="CASES", subjects=["trygghet.cases.>"], max_bytes=1024**2, allow_direct=True)
    )
    await ours.jetstream().add_stream(StreamConfig(name="INTAKE", subjects=["trygghet.intake.>"], max_bytes=1024**2))
    outside = await connect(addresses.publisher_url)
    outcomes = await outside.subscribe("trygghet.cases.>")
    await outside.flush()
    assert (await outside.jetstream().publish("trygghet.intake.police.ost.clearance", b"{}")).stream == "INTAKE"
    await ours.jetstream().publish("trygghet.cases.ost.case.recorded", b"outcome")
    assert (await outcomes.next_msg(timeout=2)).data == b"outcome"
    missed = await outside.jetstream().get_last_msg("CASES", "trygghet.cases.ost.case.recorded", direct=True)
    assert missed.data == b"outcome"

    for subject in (
        "trygghet.cases.ost.case.recorded",
        "trygghet.intake.desk.ost.closing",
        "$JS.API.STREAM.DELETE.CASES",
        "$JS.API.CONSUMER.CREATE.CASES",
    ):
        await outside.publish(subject, b"{}")
    await outside.subscribe("trygghet.intake.>")
    await outside.flush()
    assert await asyncio.to_thread(eventually, lambda: len(outside.faults) >= 5)  # type: ignore[attr-defined]
    assert len(outside.faults) == 5  # type: ignore[attr-defined]
    assert (await ours.jetstream().stream_info("CASES")).state.messages == 1


async def test_nobody_comes_in_without_a_password(nats_server: BusAddresses):
    address = nats_server.service_url.rpartition("@")[2]
    for url in (f"nats://{address}", f"nats://service:guess@{address}"):
        client = Client()
        with pytest.raises(nats.errors.Error):
            await client.connect(url, allow_reconnect=False, error_cb=_quiet)
        await client.close()


async def _quiet(_: Exception) -> None:
    """The refusal is raised as well."""


def test_a_wanted_port_that_is_taken_is_told_with_the_setting(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortInUse, match=f"{port}.*TRYGGHET_NATS_PORT"):
            EmbeddedNats(tmp_path / "nats", port=port).start()


def test_a_kept_port_that_is_taken_is_given_up_for_another(server: EmbeddedNats):
    port = int(server.start().service_url.rpartition(":")[2])
    server.stop()
    with socket.create_server(("127.0.0.1", port)):
        assert int(server.start().service_url.rpartition(":")[2]) != port


def test_the_second_start_is_quick(server: EmbeddedNats):
    server.start()
    server.stop()
    begins = time.monotonic()
    server.start()
    assert time.monotonic() - begins < 0.5


def test_it_starts_with_an_empty_store_when_its_folder_was_deleted(server: EmbeddedNats, tmp_path: Path):
    before = server.start()
    server.stop()
    for path in sorted((tmp_path / "nats" / "jetstream").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert server.start() == before


def test_a_store_that_cannot_be_written_to_is_told_in_its_own_words(tmp_path: Path):
    (tmp_path / "jetstream").write_text("a file where a folder should be")
    with pytest.raises(ServerDidNotStart, match=r"(?s)exit 1.*storage directory"):
        EmbeddedNats(tmp_path).start()


def test_a_missing_wheel_is_told_with_the_way_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("services.bus.server._WHEEL", "a-wheel-that-is-not-there")
    with pytest.raises(ServerMissing, match="TRYGGHET_NATS_URL"):
        EmbeddedNats(tmp_path).start()
