"""Who comes first starts the servers, the others join, and however the owner goes, nothing is left running."""

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from services.errors import (
    DataFolderNotWritable,
    DiskFull,
    LockHeldWithoutAnswer,
    OtherDatabaseVersion,
    OwnerLacksServer,
)
from services.installation import Installation, Need, Running
from services.ownership import OwnerLock, owner_of
from services.processes import Identity
from services.settings import Settings
from tests.support.eventually import eventually

_BOTH: frozenset[Need] = frozenset({"postgres", "nats"})
_OWNER = """
import sys
from pathlib import Path
from services.installation import Installation
from services.settings import Settings
with Installation.open(Settings(data=Path(sys.argv[1])), {"postgres", "nats"}, stays="stays" in sys.argv) as running:
    print("owns" if running.owns else "joined", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for this file: each test leaves it stopped, the next finds what was there."""
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    return home


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(data=home / "data", join_seconds=20, leave_seconds=20)


@contextmanager
def elsewhere(settings: Settings, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process with the installation open, and whether it `owns` or has `joined`."""
    command = (sys.executable, "-c", _OWNER, str(settings.data), *arguments)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
        if process.poll() is None:
            process.communicate("leave\n", timeout=30)


def servers(settings: Settings) -> Sequence[Identity]:
    """The processes of the servers now."""
    named = [Identity.read(settings.data / name) for name in ("postgres/postgresql.pid", "nats/nats.pid")]
    return [identity for identity in named if identity is not None and identity.alive()]


def says_that_it_leaves(settings: Settings) -> bool:
    owner = owner_of(settings.data)
    return owner is not None and owner.leaving


def answers(running: Running) -> bool:
    try:
        with psycopg.connect(running.owner_dsn, connect_timeout=2) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_the_first_starts_what_it_needs_and_stops_it(settings: Settings):
    with Installation.open(settings, {"postgres"}) as running:
        assert running.owns
        assert running.embedded == {"postgres"}
        assert answers(running)
        owner = owner_of(settings.data)
        assert owner is not None
        assert owner.pid == os.getpid()
        assert owner.ready == frozenset({"postgres"})
        assert not owner.stays
        password = (settings.data / "postgres" / "owner.password").read_text()
        assert password not in (settings.data / "lock").read_text()
        assert len(servers(settings)) == 1
    assert servers(settings) == []
    assert owner_of(settings.data) is None


def test_a_failing_command_stops_its_servers_too(settings: Settings):
    with pytest.raises(ZeroDivisionError), Installation.open(settings, {"postgres"}):
        raise ZeroDivisionError
    assert servers(settings) == []


def test_the_second_process_joins_and_the_owner_waits_for_it(settings: Settings):
    with ExitStack() as owner:
        running = owner.enter_context(Installation.open(settings, _BOTH))
        with elsewhere(settings) as (guest, role):
            assert role == "joined"
            leaving = threading.Thread(target=owner.close)
            leaving.start()
            assert eventually(lambda: says_that_it_leaves(settings))
            assert answers(running)
            assert leaving.is_alive()
            guest.communicate("leave\n", timeout=30)
            leaving.join(20)
    assert servers(settings) == []


def test_kill_9_of_the_owner_leaves_nothing_running_and_the_next_takes_over(settings: Settings):
    with elsewhere(settings) as (owner, role):
        assert role == "owns"
        orphans = servers(settings)
        assert len(orphans) == 2
        owner.kill()
        owner.wait()
        assert eventually(lambda: not any(orphan.alive() for orphan in orphans))
    assert (settings.data / "lock").stat().st_size > 0
    with Installation.open(settings, {"postgres"}) as running:
        assert running.owns
        assert answers(running)


def test_a_service_that_joined_takes_over_at_the_same_addresses(settings: Settings):
    with elsewhere(settings, "stays") as (owner, _), Installation.open(settings, _BOTH, stays=True) as running:
        assert not running.owns
        before = (running.owner_dsn, running.nats_url)
        owner.kill()
        owner.wait()
        assert eventually(lambda: running.owns and len(servers(settings)) == 2 and answers(running), 20)
        assert (running.owner_dsn, running.nats_url) == before
    assert servers(settings) == []


def test_a_server_that_dies_is_started_again(settings: Settings):
    with Installation.open(settings, _BOTH, stays=True) as running:
        before = servers(settings)
        for server in before:
            os.kill(server.pid, signal.SIGKILL)
        assert eventually(lambda: len(servers(settings)) == 2 and not set(servers(settings)) & set(before), 20)
        assert eventually(lambda: answers(running))
        assert running.fault is None


def test_with_addresses_given_nothing_is_started(tmp_path: Path):
    given = Settings(
        data=tmp_path / "data", database_url=SecretStr("postgresql://a/b"), nats_url=SecretStr("nats://c:4222")
    )
    with Installation.open(given, _BOTH) as running:
        assert (running.owner_dsn, running.nats_url) == ("postgresql://a/b", "nats://c:4222")
        assert running.embedded == frozenset()
        assert running.publisher_url is None
        assert running.monitoring_url is None
        assert not running.owns
    assert list((tmp_path / "data").iterdir()) == []


def test_an_owner_that_does_not_answer_is_named(settings: Settings):
    lock = OwnerLock(settings.data)
    assert lock.take(stays=False)
    with (
        pytest.raises(LockHeldWithoutAnswer, match=f"Prosess {os.getpid()} .* 0.2 sekunder"),
        Installation.open(settings.model_copy(update={"join_seconds": 0.2}), {"postgres"}),
    ):
        pass
    lock.release()


def test_an_owner_without_what_is_needed_is_named(settings: Settings):
    with (
        Installation.open(settings, {"postgres"}),
        pytest.raises(OwnerLacksServer, match="kjører ikke nats"),
        Installation.open(settings.model_copy(update={"join_seconds": 0.2}), _BOTH),
    ):
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFolderNotWritable), Installation.open(Settings(data=tmp_path / "file" / "d"), _BOTH):
        pass


def test_a_full_disk_is_told_and_the_lock_is_free_again(settings: Settings):
    with pytest.raises(DiskFull), Installation.open(settings.model_copy(update={"minimum_free_bytes": 2**60}), _BOTH):
        pass
    assert servers(settings) == []
    lock = OwnerLock(settings.data)
    assert lock.take(stays=False)
    lock.release()


def test_a_disk_that_is_full_to_the_last_byte_is_told_by_whoever_meets_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(DiskFull), Installation.open(settings, _BOTH):
        pass
    monkeypatch.undo()
    with Installation.open(settings, {"postgres"}) as running:
        assert running.owns


def test_a_server_that_cannot_be_started_again_is_tried_until_it_can(settings: Settings):
    with Installation.open(settings, {"postgres"}, stays=True) as running:
        version = settings.data / "postgres" / "cluster" / "PG_VERSION"
        ours = version.read_text()
        version.write_text("17\n")
        (server,) = servers(settings)
        os.kill(server.pid, signal.SIGKILL)
        assert eventually(lambda: isinstance(running.fault, OtherDatabaseVersion))
        version.write_text(ours)
        assert eventually(lambda: running.fault is None and answers(running), 20)


def test_a_fork_does_not_keep_the_lock_of_a_parent_that_died(tmp_path: Path):
    """A worker made by fork lives on when its parent is killed; the next owner must not wait for it."""
    program = """
import os, sys, time
from pathlib import Path
from services.ownership import OwnerLock
lock = OwnerLock(Path(sys.argv[1]))
assert lock.take(stays=True)
child = os.fork()
if child == 0:
    time.sleep(60)
print(child, flush=True)
time.sleep(60)
"""
    command = (sys.executable, "-c", program, str(tmp_path))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        lock = OwnerLock(tmp_path)
        assert eventually(lambda: lock.take(stays=False)), "the worker lets go of it as soon as it runs"
        lock.release()
        os.kill(worker, signal.SIGKILL)
