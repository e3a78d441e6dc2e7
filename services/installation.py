"""A data folder with its servers: whoever comes first starts them, the others join, nobody leaves one running."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager, suppress
from typing import Literal

from pydantic import SecretStr

from services import log
from services.bus.server import EmbeddedNats
from services.clock import Clock, SystemClock
from services.errors import LockHeldWithoutAnswer, OwnerLacksServer, StartError
from services.ownership import OwnerLock
from services.private import explained, private_folder, require_room
from services.settings import Settings
from services.store.server import EmbeddedPostgres

Need = Literal["postgres", "nats"]
Server = EmbeddedPostgres | EmbeddedNats

_LOOK_SECONDS = 0.02
_WATCH_SECONDS = 0.1
_MEMORY_SECONDS = 60.0
_LONGEST_PAUSE_SECONDS = 10.0

_log = log.get("installation")


class Running:
    """An open installation: where its servers answer. The addresses stay the same when servers are started again."""

    def __init__(self, settings: Settings, postgres: EmbeddedPostgres | None, nats: EmbeddedNats | None) -> None:
        self.data = settings.data.absolute()
        self.owns = False  # whether this process owns the embedded servers at this moment
        self.fault: StartError | None = None  # why a server of ours does not run; it is tried again
        self._settings = settings
        self._postgres = postgres
        self._nats = nats

    @property
    def embedded(self) -> frozenset[Need]:
        """Which of the servers are the installation's own."""
        return frozenset(_named(self._postgres, self._nats))

    @property
    def owner_dsn(self) -> str:
        """PostgreSQL as the owner of the database: for `migrate`, never for a service. Holds a password."""
        return self._address("postgres", self._settings.database_url, self._postgres, lambda s: s.addresses().owner_dsn)

    @property
    def nats_url(self) -> str:
        """The bus, for our own services. Holds a password."""
        return self._address("nats", self._settings.nats_url, self._nats, lambda s: s.addresses().service_url)

    @property
    def publisher_url(self) -> str | None:
        """The bus for outside publishers, who may only report facts and hear outcomes; None on a bus of your own."""
        return self._nats.addresses().publisher_url if self._nats else None

    @property
    def monitoring_url(self) -> str | None:
        """Where the embedded bus tells how it is; None on a bus of your own."""
        return self._nats.addresses().monitoring_url if self._nats else None

    @staticmethod
    def _address(need: Need, given: SecretStr | None, server: "Server | None", ours: Callable[..., str]) -> str:
        if given is not None:
            return given.get_secret_value()
        if server is None:
            raise AssertionError(f"the installation was opened without {need}")
        return ours(server)


class Installation:
    """Opens data folders."""

    @staticmethod
    @contextmanager
    def open(
        settings: Settings, needs: Set[Need], *, stays: bool = False, clock: Clock | None = None
    ) -> Iterator[Running]:
        """The installation in `settings.data` with what is needed running; embedded only where no address is given.

        Who gets the lock starts the servers, starts them again when they die, and stops them on leaving, after those
        who joined have left (at most `leave_seconds`). Who does not get it joins. `stays` is for services: they take
        over, at the same addresses, when the owner is gone, instead of being waited for.

        Raises a StartError that says what is wrong and how to go on; then nothing is left running.
        """
        private_folder(settings.data)
        postgres, nats = _servers(settings, needs, clock or SystemClock())
        servers = _named(postgres, nats)
        running = Running(settings, postgres, nats)
        if not servers:
            yield running
            return
        keeper = _Keeper(settings, servers, running, stays=stays)
        try:
            keeper.enter()
        except OSError as fault:
            keeper.give_up()
            raise explained(fault, running.data) from fault
        except BaseException:
            keeper.give_up()
            raise
        try:
            yield running
        finally:
            keeper.leave()


class _Keeper:
    """Sees to it that the servers run as long as somebody needs them."""

    def __init__(self, settings: Settings, servers: dict[Need, Server], running: Running, *, stays: bool) -> None:
        self._settings = settings
        self._data = settings.data.absolute()
        self._servers = servers
        self._running = running
        self._stays = stays
        self._lock = OwnerLock(self._data)
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._keep, name="server-keeper", daemon=True)

    def enter(self) -> None:
        """Own or join; return when everything needed answers."""
        deadline = time.monotonic() + self._settings.join_seconds
        while not (self._own() or self._join()):
            if time.monotonic() > deadline:
                raise self._no_answer()
            time.sleep(_LOOK_SECONDS)
        if self._running.owns or self._stays:
            self._watch.start()

    def give_up(self) -> None:
        """Leave nothing behind of a start that failed."""
        self._stop()
        self._lock.release()

    def leave(self) -> None:
        """Stop what we own, when the guests have left or `leave_seconds` are over."""
        try:
            if self._running.owns:
                self._wait_for_guests()
        finally:
            self._over.set()
            if self._watch.is_alive():
                self._watch.join()
            self._stop()
            self._lock.release()

    def _wait_for_guests(self) -> None:
        with suppress(OSError):  # a full disk keeps nobody from leaving
            self._lock.say(leaving=True)
        deadline = time.monotonic() + self._settings.leave_seconds
        while not self._lock.without_guests() and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)

    def _own(self) -> bool:
        if not self._lock.take(stays=self._stays):
            return False
        self._running.owns = True
        require_room(self._data, self._settings.minimum_free_bytes)
        for server in self._servers.values():
            server.start()
        self._lock.say(ready=frozenset(self._servers), settled=True, addresses=self._public_addresses())
        return True

    def _join(self) -> bool:
        if not self._lock.join(self._servers):
            return False
        if self._stays:
            self._lock.release()  # the owner need not wait for us: we take over
        return True

    def _keep(self) -> None:
        """As owner: start again what died, ever more patiently. As a service that joined: own when nobody does."""
        attempts: deque[float] = deque()
        pause = _WATCH_SECONDS
        while not self._over.wait(pause):
            while attempts and attempts[0] < time.monotonic() - _MEMORY_SECONDS:
                attempts.popleft()
            pause = min(_WATCH_SECONDS * 2 ** len(attempts), _LONGEST_PAUSE_SECONDS)
            try:
                if self._running.owns:
                    self._start_what_died(attempts)
                elif self._own():
                    _log.warning("servers_taken_over")
                self._running.fault = None
            except (StartError, OSError) as fault:
                self._running.fault = fault if isinstance(fault, StartError) else explained(fault, self._data)
                if not self._lock.settled:
                    attempts.append(time.monotonic())
                    self.give_up()
                _log.error("server_not_started", error=type(fault).__name__)

    def _start_what_died(self, attempts: "deque[float]") -> None:
        for need, server in self._servers.items():
            if not server.running():
                attempts.append(time.monotonic())
                _log.warning("server_started_again", server=need)
                server.start()

    def _stop(self) -> None:
        for server in reversed(self._servers.values()):
            server.stop()
        self._running.owns = False

    def _public_addresses(self) -> dict[str, str]:
        """Where they answer, without passwords."""
        found: dict[str, str] = {}
        for need, server in self._servers.items():
            if isinstance(server, EmbeddedPostgres):
                found[need] = server.socket_folder().as_posix()
            else:
                found[need] = server.addresses().service_url.rpartition("@")[2]
        return found

    def _no_answer(self) -> StartError:
        owner = self._lock.owner()
        where = {
            "pid": owner.pid if owner else "?",
            "command": owner.command if owner else "?",
            "folder": self._data,
        }
        if owner is not None and owner.settled:
            missing = ", ".join(need for need in self._servers if need not in owner.ready)
            return OwnerLacksServer(**where, missing=missing or "det som trengs")
        return LockHeldWithoutAnswer(**where, seconds=f"{self._settings.join_seconds:g}")


def _named(postgres: EmbeddedPostgres | None, nats: EmbeddedNats | None) -> dict[Need, Server]:
    """Those that there are, in the order of their start."""
    servers: dict[Need, Server] = {}
    if postgres is not None:
        servers["postgres"] = postgres
    if nats is not None:
        servers["nats"] = nats
    return servers


def _servers(settings: Settings, needs: Set[Need], clock: Clock) -> tuple[EmbeddedPostgres | None, EmbeddedNats | None]:
    """The embedded servers that are needed and have no address of their own."""
    data = settings.data.absolute()
    postgres = nats = None
    if "postgres" in needs and settings.database_url is None:
        postgres = EmbeddedPostgres(
            data / "postgres",
            binaries=settings.postgres_bin,
            start_seconds=settings.server_start_seconds,
            stop_seconds=settings.server_stop_seconds,
            clock=clock,
        )
    if "nats" in needs and settings.nats_url is None:
        nats = EmbeddedNats(
            data / "nats",
            port=settings.nats_port,
            max_bytes=settings.nats_max_bytes,
            start_seconds=settings.server_start_seconds,
            stop_seconds=settings.server_stop_seconds,
            clock=clock,
        )
    return postgres, nats
