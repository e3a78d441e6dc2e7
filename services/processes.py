"""Server processes that belong to this one: they are ready or it is said why not, and they never outlive it.

Linux only: the tie to the parent (see `services/tether.py`) and a process's start time are the kernel's.
"""

import errno
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from services.errors import DiskFull, NeedsLinux, ServerDidNotStart, StartError
from services.private import ROOM_FOR_A_START_MB, write_private

_POLL_SECONDS = 0.01
_LONGEST_LOG_BYTES = 5 * 1024**2
_TAIL_CHARACTERS = 1500
_STARTED_FIELD = 19  # of /proc/PID/stat, counted after the closing parenthesis of the name
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Identity:
    """One process for good: a number is handed out again, a number with its start time since this boot is not."""

    pid: int
    started: int
    boot: str

    @staticmethod
    def of(pid: int) -> "Identity | None":
        """The live process with this number, or None (a zombie is not alive)."""
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return None
        fields = stat.rpartition(")")[2].split()
        if fields[0] in "ZX":
            return None
        return Identity(pid=pid, started=int(fields[_STARTED_FIELD]), boot=_BOOT_ID.read_text().strip())

    @staticmethod
    def own() -> "Identity":
        """This process."""
        if sys.platform != "linux":
            raise NeedsLinux(system=sys.platform)
        own = Identity.of(os.getpid())
        assert own is not None  # noqa: S101 - whoever asks is alive
        return own

    @staticmethod
    def read(path: Path) -> "Identity | None":
        """The process that a pid file names, alive or not; None where there is no such file or it is broken."""
        try:
            return Identity(**orjson.loads(path.read_bytes()))
        except (FileNotFoundError, orjson.JSONDecodeError, TypeError):
            return None

    def alive(self) -> bool:
        """Whether exactly this process still runs."""
        return Identity.of(self.pid) == self


@dataclass(frozen=True)
class Program:
    """What to run, and how it wants to be treated."""

    name: str  # as people know it
    argv: tuple[str, ...]  # [0] is an absolute path
    folder: Path  # where its log and its pid file lie
    environment: Mapping[str, str] = field(default_factory=dict)
    disguise: tuple[str, ...] = ()  # a command that changes the user and then becomes the program
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL  # what it gets when its parent dies

    @property
    def log(self) -> Path:
        """Where its own words go; ours rotate it at start, so it stays below ten megabytes."""
        return self.folder / f"{self.name.lower()}.log"

    @property
    def pid_file(self) -> Path:
        """Who runs, with start time."""
        return self.folder / f"{self.name.lower()}.pid"


class Child:
    """One run of a program, from start to end. Not for sharing between threads, except `running()`."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process number while it runs."""
        return self._process.pid if self._process and self.running() else None

    def running(self) -> bool:
        """Whether it runs at this moment."""
        return self._process is not None and self._process.poll() is None

    def start(self, ready: Callable[[], bool], seconds: float) -> None:
        """Start it and return when `ready()` is true, which is asked every 10 ms and must not block for long.

        An orphan of an earlier owner is ended first. Raises ServerDidNotStart (DiskFull where that is the cause) with
        the end of its log when it stops or is not ready within `seconds`; then nothing is left running.
        """
        end_orphan(self.program, seconds)
        self._turn_log()
        begins = self.program.log.stat().st_size if self.program.log.exists() else 0
        self._process = _in_nursery(self._spawn)
        identity = Identity.of(self._process.pid)
        if identity is not None:
            write_private(self.program.pid_file, orjson.dumps(identity))
        deadline = time.monotonic() + seconds
        while not ready():
            if self._process.poll() is not None:
                self._fail(f"exit {self._process.returncode}", begins)
            if time.monotonic() > deadline:
                self.stop(seconds=1.0)
                self._fail(f"> {seconds:g} s", begins)
            time.sleep(_POLL_SECONDS)

    def stop(self, seconds: float) -> None:
        """Ask it to stop, wait `seconds`, then end it by force. Stopping what does not run is no error."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(self.program.stop_signal)
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self.program.pid_file.unlink(missing_ok=True)

    def tail(self, begins: int = 0) -> str:
        """The end of its log (from byte `begins`), for a message."""
        if not self.program.log.exists():
            return "(ingenting)"
        with self.program.log.open("rb") as log:
            log.seek(max(begins, self.program.log.stat().st_size - _TAIL_CHARACTERS))
            return log.read().decode(errors="replace").strip() or "(ingenting)"

    def _spawn(self) -> subprocess.Popen[bytes]:
        tether = str(Path(__file__).with_name("tether.py"))
        tied = (sys.executable, "-I", "-S", tether, str(os.getpid()), str(int(self.program.orphan_signal)))
        with os.fdopen(os.open(self.program.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as log:
            return subprocess.Popen(
                (*self.program.disguise, *tied, *self.program.argv),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.program.folder,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", **self.program.environment},
                start_new_session=True,  # Ctrl-C is for us; we stop our servers when we are done with them
            )

    def _turn_log(self) -> None:
        if self.program.log.exists() and self.program.log.stat().st_size > _LONGEST_LOG_BYTES:
            self.program.log.replace(self.program.log.with_suffix(".log.1"))

    def _fail(self, reason: str, begins: int) -> None:
        self.program.pid_file.unlink(missing_ok=True)
        raise start_error(self.program.name, self.program.folder, reason, str(self.program.log), self.tail(begins))


def start_error(server: str, folder: Path, reason: str, log: str, tail: str) -> StartError:
    """The error that fits what a server wrote before it gave up."""
    if os.strerror(errno.ENOSPC) in tail:
        free_mb = shutil.disk_usage(folder).free // 1024**2
        return DiskFull(folder=folder, free_mb=free_mb, needed_mb=ROOM_FOR_A_START_MB)
    return ServerDidNotStart(server=server, folder=folder, reason=reason, log=log, tail=tail)


def recorded(program: Program) -> Identity | None:
    """The live process that the pid file names; None: no file, a broken one, or a number that another one has now."""
    identity = Identity.read(program.pid_file)
    return identity if identity is not None and identity.alive() else None


def end_orphan(program: Program, seconds: float) -> bool:
    """End what an earlier owner left running; True when there was something. Only the holder of the lock may call."""
    orphan = recorded(program)
    if orphan is not None:
        for sign, patience in ((program.stop_signal, seconds), (signal.SIGKILL, seconds)):
            try:
                os.kill(orphan.pid, sign)
            except ProcessLookupError:
                break
            deadline = time.monotonic() + patience
            while orphan.alive() and time.monotonic() < deadline:
                time.sleep(_POLL_SECONDS)
            if not orphan.alive():
                break
    program.pid_file.unlink(missing_ok=True)
    return orphan is not None


_Spawn = Callable[[], "subprocess.Popen[bytes]"]
_births: "queue.SimpleQueue[tuple[_Spawn, Future[subprocess.Popen[bytes]]]]" = queue.SimpleQueue()
_nursery_lock = threading.Lock()
_nursery: list[tuple[int, threading.Thread]] = []


def _in_nursery(spawn: _Spawn) -> "subprocess.Popen[bytes]":
    """Run `spawn` in a thread that lives as long as the process: the kernel's tie is to the *thread* that forked."""
    with _nursery_lock:
        if not _nursery or _nursery[-1][0] != os.getpid():
            thread = threading.Thread(target=_deliver, name="nursery", daemon=True)
            thread.start()
            _nursery[:] = [(os.getpid(), thread)]
    born: Future[subprocess.Popen[bytes]] = Future()
    _births.put((spawn, born))
    return born.result()


def _deliver() -> None:
    while True:
        spawn, born = _births.get()
        try:
            born.set_result(spawn())
        except BaseException as fault:  # noqa: BLE001 - handed to whoever asked for the child
            born.set_exception(fault)
