"""An installation under test: real processes of the command line, their servers, and ways to hurt each of them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.conninfo import make_conninfo

from services.store.server import DATABASE, EmbeddedPostgres
from tests.faults.history import History

ROOT: Final = Path(__file__).resolve().parents[2]
PROGRAM: Final = (str(Path(sys.executable).with_name("trygghet")),)

IMPATIENT: Final = {
    "TRYGGHET_LOCK_TIMEOUT_SECONDS": "4",
    "TRYGGHET_STATEMENT_TIMEOUT_SECONDS": "6",
    "TRYGGHET_IDLE_TRANSACTION_TIMEOUT_SECONDS": "2",
    "TRYGGHET_CONNECT_TIMEOUT_SECONDS": "3",
    "TRYGGHET_LEAVE_SECONDS": "3",
    "TRYGGHET_NATS_MAX_BYTES": str(512 * 1024**2),
    "TRYGGHET_MINIMUM_FREE_BYTES": str(16 * 1024**2),
    "TRYGGHET_LOG_FORMAT": "json",
}
"""Settings under which what is stopped is given up within seconds instead of half a minute."""

PATIENT: Final = {
    "TRYGGHET_LOCK_TIMEOUT_SECONDS": "60",
    "TRYGGHET_STATEMENT_TIMEOUT_SECONDS": "120",
    "TRYGGHET_IDLE_TRANSACTION_TIMEOUT_SECONDS": "120",
    "TRYGGHET_CONNECT_TIMEOUT_SECONDS": "60",
}
"""For a command that looks and judges: a slow machine is no finding."""


class Site:
    """A data folder with its processes. Not for sharing between threads, except `nats_url()`."""

    def __init__(
        self,
        data: Path,
        history: History,
        program: Sequence[str] = PROGRAM,
        settings: Mapping[str, str] = IMPATIENT,
    ) -> None:
        """`program` is the command line; a planted bug stands between (tests/faults/planted.py)."""
        self.data = data
        self.history = history
        self._program = tuple(program)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TRYGGHET_")},
            **settings,
        }
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._commands: dict[str, tuple[str, ...]] = {}
        self._adopted: dict[str, subprocess.Popen[str]] = {}
        (data.parent / "words").mkdir(exist_ok=True)

    @property
    def environment(self) -> dict[str, str]:
        """What commands here are run with."""
        return {**self._environment, **PATIENT}

    # processes

    def serve(self, name: str, *parts: str) -> None:
        """Start `trygghet serve PARTS`, known here as `name`."""
        self._start(name, "serve", *(parts or (name.partition("-")[0],)))

    def begin(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start another command and do not wait for it."""
        return self._start(name, *arguments)

    def run(self, *arguments: str, seconds: float = 240.0) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, however slowly."""
        return subprocess.run(
            self.command(arguments),
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def _start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        with self.words(name).open("ab") as words:
            process = subprocess.Popen(
                self.command(arguments),
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                start_new_session=True,
            )
        self._processes[name] = process
        self._commands[name] = arguments
        return process

    def command(self, arguments: Sequence[str]) -> list[str]:
        """The whole command line, for who runs it elsewhere; with `environment`."""
        return [*self._program, *arguments, "--data", str(self.data)]

    def words(self, name: str) -> Path:
        """What a process has written."""
        return self.data.parent / "words" / f"{name}.log"

    def supervise(self) -> None:
        """Start every service again that has ended, as systemd does; one that finds no database at its start ends."""
        for name, arguments in list(self._commands.items()):
            if arguments[0] == "serve" and not self.alive(name):
                self.history.add("harness", "started_again", "info", target=name)
                self.again(name)

    def again(self, name: str) -> None:
        """Start a process again that was killed."""
        self._start(name, *self._commands[name])

    def alive(self, name: str) -> bool:
        process = self._processes.get(name)
        return process is not None and process.poll() is None

    def pid(self, target: str) -> int | None:
        """The process number of a service or of an embedded server, None where it does not run."""
        if target in ("postgres", "nats"):
            file = self.data / target / {"postgres": "postgresql.pid", "nats": "nats.pid"}[target]
            try:
                found = int(json.loads(file.read_bytes())["pid"])
            except (FileNotFoundError, ValueError, KeyError):
                return None
            return found if Path(f"/proc/{found}").exists() else None
        if target in self._adopted:
            return self._adopted[target].pid
        return self._processes[target].pid if self.alive(target) else None

    def runs(self, target: str) -> bool:
        """Whether a service or an embedded server has a process."""
        return self.pid(target) is not None

    def kill(self, target: str) -> bool:
        """kill -9; False where there was nothing to kill."""
        killed = self.signal(target, signal.SIGKILL)
        if target in self._processes:
            self._processes[target].wait(20)
        return killed

    def signal(self, target: str, sign: signal.Signals) -> bool:
        """To the process, and for PostgreSQL to all its backends where they are paused or go on."""
        pid = self.pid(target)
        if pid is None:
            return False
        family = [pid]
        if target == "postgres" and sign in (signal.SIGSTOP, signal.SIGCONT):
            family += children(pid)
        self.history.add("harness", "signal", "info", target=target, signal=sign.name, pids=family)
        for one in family:
            try:
                os.kill(one, sign)
            except ProcessLookupError:
                continue
        return True

    @contextmanager
    def paused(self, target: str) -> Iterator[bool]:
        """SIGSTOP for the length of the block; gives whether there was something to stop."""
        stopped = self.signal(target, signal.SIGSTOP)
        try:
            yield stopped
        finally:
            self.signal(target, signal.SIGCONT)

    def adopt(self, name: str, process: "subprocess.Popen[str]") -> None:
        """A process that was started elsewhere, for `pid`."""
        self._adopted[name] = process

    def end(self, name: str) -> None:
        """Ctrl-C, and wait; it is not started again."""
        del self._commands[name]
        self._processes[name].send_signal(signal.SIGINT)
        self._processes[name].wait(30)

    def stop(self) -> None:
        """End everything that was started here, kindly and then not."""
        for process in self._processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.send_signal(signal.SIGINT)
        deadline = time.monotonic() + 25
        for process in self._processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for server in ("postgres", "nats"):
            self.signal(server, signal.SIGKILL)  # nothing is left of a run, whatever it has found

    # servers

    def dsn(self) -> str:
        """The record, as somebody who may look at everything."""
        superuser = EmbeddedPostgres(self.data / "postgres").addresses().superuser_dsn
        return make_conninfo(superuser, dbname=DATABASE, connect_timeout=3)

    def nats_url(self) -> str:
        """The bus, as one of our own."""
        ports = json.loads((self.data / "nats" / "ports.json").read_bytes())
        secret = (self.data / "nats" / "service.secret").read_text()
        return f"nats://service:{secret}@127.0.0.1:{ports['bus']}"

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows out of the record; OperationalError where it is away."""
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            return connection.execute(statement).fetchall()

    def ready(self, name: str, seconds: float = 60.0) -> None:
        """Wait until a service says that it is at work. AssertionError with its words where it has ended."""

        def said() -> bool:
            assert self.alive(name), f"{name} has ended: {self.words(name).read_text()[-2000:]}"
            return b"Ctrl-C" in self.words(name).read_bytes()

        wait_for(said, seconds, f"{name} at work")

    def answers(self) -> bool:
        """Whether the database does."""
        try:
            return bool(self.ask("SELECT 1"))
        except (psycopg.Error, FileNotFoundError):
            return False


def children(pid: int) -> list[int]:
    """The children of a process and theirs."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parent = int(text.rpartition(")")[2].split()[1])
        parents.setdefault(parent, []).append(int(stat.parent.name))
    found: list[int] = []
    left = list(parents.get(pid, ()))
    while left:
        one = left.pop()
        found.append(one)
        left += parents.get(one, ())
    return found


def wait_for(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until it holds; TimeoutError that says what was waited for."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(0.05)
