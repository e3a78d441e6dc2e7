"""A server process is ready or it is said why not, never outlives its owner, and nobody else's process is touched."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import orjson
import pytest

from services.errors import DataFolderNotWritable, DiskFull, ServerDidNotStart
from services.private import kept_secret, private_folder, require_room, write_private
from services.processes import Child, Identity, Program, end_orphan, recorded
from tests.support.eventually import eventually
from tests.support.fixed_clock import FixedClock

_PATIENCE = 10.0


def shell(folder: Path, script: str, **more: object) -> Program:
    return replace(Program(name="Skall", argv=("/bin/sh", "-c", script), folder=folder), **more)  # type: ignore[arg-type]


def wrote(program: Program, text: str) -> Callable[[], bool]:
    return lambda: program.log.exists() and text in program.log.read_text()


def test_a_child_is_ready_named_in_its_pid_file_and_gone_when_stopped(tmp_path: Path):
    program = shell(tmp_path, "echo ready; exec sleep 60")
    child = Child(program)
    child.start(wrote(program, "ready"), _PATIENCE)
    identity = recorded(program)
    assert identity is not None
    assert identity.pid == child.pid
    assert stat.S_IMODE(program.pid_file.stat().st_mode) == 0o600
    child.stop(_PATIENCE)
    assert not identity.alive()
    assert not program.pid_file.exists()
    child.stop(_PATIENCE)


def test_one_that_stops_is_told_with_the_end_of_its_own_words(tmp_path: Path):
    program = shell(tmp_path, "echo the reason >&2; exit 3")
    with pytest.raises(ServerDidNotStart, match=r"exit 3.*the reason"):
        Child(program).start(lambda: False, _PATIENCE)
    assert not program.pid_file.exists()


def test_a_full_disk_is_told_as_such(tmp_path: Path):
    with pytest.raises(DiskFull):
        Child(shell(tmp_path, "echo 'write failed: No space left on device'; exit 1")).start(lambda: False, _PATIENCE)


def test_one_that_is_never_ready_is_ended(tmp_path: Path):
    program = shell(tmp_path, "echo $$; exec sleep 60")
    with pytest.raises(ServerDidNotStart, match=r"> 0\.3 s"):
        Child(program).start(lambda: False, 0.3)
    assert Identity.of(int(program.log.read_text())) is None


def test_one_that_will_not_stop_is_ended_by_force(tmp_path: Path):
    program = shell(tmp_path, "trap '' TERM; echo ready; while :; do sleep 1; done")
    child = Child(program)
    child.start(wrote(program, "ready"), _PATIENCE)
    pid = child.pid
    child.stop(0.2)
    assert pid is not None
    assert Identity.of(pid) is None


def test_it_lives_on_when_the_thread_that_asked_for_it_ends(tmp_path: Path):
    program = shell(tmp_path, "echo ready; exec sleep 60")
    child = Child(program)
    thread = threading.Thread(target=lambda: child.start(wrote(program, "ready"), _PATIENCE))
    thread.start()
    thread.join()
    time.sleep(0.2)
    assert child.running()
    child.stop(_PATIENCE)


_OWNER = """
import sys, time
from pathlib import Path
from services.processes import Child, Program
program = Program(name="Skall", argv=("/bin/sh", "-c", "echo ready; exec sleep 60"), folder=Path(sys.argv[1]))
Child(program).start(lambda: program.log.exists() and "ready" in program.log.read_text(), 10)
print("up", flush=True)
time.sleep(60)
"""


def test_kill_9_of_the_owner_ends_it(tmp_path: Path):
    with subprocess.Popen([sys.executable, "-c", _OWNER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "up\n"
        identity = recorded(shell(tmp_path, ""))
        assert identity is not None
        owner.kill()
    assert eventually(lambda: not identity.alive())


def test_an_orphan_is_ended_before_the_next_starts(tmp_path: Path):
    with subprocess.Popen(["sleep", "60"]) as orphan:
        identity = Identity.of(orphan.pid)
        assert identity is not None
        program = shell(tmp_path, "echo ready; exec sleep 60")
        write_private(program.pid_file, orjson.dumps(asdict(identity)))
        child = Child(program)
        child.start(wrote(program, "ready"), _PATIENCE)
        assert not identity.alive()
        assert orphan.wait() == -signal.SIGTERM
        child.stop(_PATIENCE)


@pytest.mark.parametrize("change", [{"started": 1}, {"boot": "another boot"}])
def test_a_number_that_another_process_has_by_now_is_nobody_of_ours(tmp_path: Path, change: dict[str, object]):
    with subprocess.Popen(["sleep", "60"]) as stranger:
        identity = Identity.of(stranger.pid)
        assert identity is not None
        program = shell(tmp_path, "")
        write_private(program.pid_file, orjson.dumps({**asdict(identity), **change}))
        assert recorded(program) is None
        assert not end_orphan(program, 1.0)
        assert identity.alive()
        assert not program.pid_file.exists()
        stranger.kill()


@pytest.mark.parametrize("content", [b"", b"{", b"12345", b'{"pid": 1}'])
def test_a_broken_pid_file_names_nobody(tmp_path: Path, content: bytes):
    program = shell(tmp_path, "")
    program.pid_file.write_bytes(content)
    assert recorded(program) is None


def test_a_dead_process_that_nobody_has_waited_for_is_dead():
    process = subprocess.Popen(["true"])
    assert eventually(lambda: Identity.of(process.pid) is None)
    process.wait()


def test_a_long_log_is_put_aside_at_start(tmp_path: Path):
    program = shell(tmp_path, "echo ready; exec sleep 60")
    program.log.write_bytes(b"x" * (5 * 1024**2 + 1))
    child = Child(program)
    child.start(wrote(program, "ready"), _PATIENCE)
    child.stop(_PATIENCE)
    assert program.log.stat().st_size < 100
    assert program.log.with_suffix(".log.1").stat().st_size > 5 * 1024**2


def test_a_folder_that_is_there_keeps_its_permissions_and_a_new_one_is_private(tmp_path: Path):
    there = tmp_path / "there"
    there.mkdir(mode=0o755)
    there.chmod(0o755)
    assert stat.S_IMODE(private_folder(there).stat().st_mode) == 0o755
    assert stat.S_IMODE(private_folder(there / "new").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFolderNotWritable, match="--data"):
        private_folder(tmp_path / "file" / "data")


def test_a_full_disk_is_told_before_anything_is_written_halfway(tmp_path: Path):
    require_room(tmp_path, 1)
    with pytest.raises(DiskFull, match="Ingenting er tapt"):
        require_room(tmp_path, 2**62)


def test_a_secret_is_made_once_and_read_by_nobody_else(tmp_path: Path):
    first = kept_secret(tmp_path / "key", FixedClock(b"\x01"))
    assert first == "01" * 32
    assert kept_secret(tmp_path / "key", FixedClock(b"\x02")) == first
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["key"]
