"""The configuration in deploy/nats lets everybody do their work and no more: tried on a real server with TLS."""

import datetime
import ipaddress
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nats
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from nats.aio.client import Client

from events.subjects import CASES, CASES_SUBJECTS, INTAKE, OUTSIDE
from services.bus.broker import OUR_INBOX
from services.bus.broker import connect as connect_as_service
from services.bus.publish import publish
from services.bus.server import BusAddresses, wheel_binary
from services.bus.streams import check, ensure
from services.casework.consumer import IntakeConsumer
from services.casework.incoming import Answer, Incoming
from services.settings import Settings
from tests.architecture.source import ROOT
from tests.support.bus import BYTES, emptied, meters, running, until
from tests.support.eventually import eventually

FOLDER = ROOT / "deploy" / "nats"
FACT = b'{"id":"f-1","source":"%s","subject":"unit/ost","type":"trygghet.intake.row_read.v1","data":{"name":"Kari"}}'


@dataclass(frozen=True)
class OwnBus:
    """A server with the configuration of deploy/nats, its clients' passwords as in the example."""

    port: int
    trust: Path

    def url(self, user: str) -> str:
        return f"tls://{user}:change-me-{user}@localhost:{self.port}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """nats.conf as it is, and local.conf made of the example, on free ports and with a certificate."""
    made = tmp_path_factory.mktemp("own-bus")
    certificate(made)
    monitoring, port = free_ports(2)
    shutil.copy(FOLDER / "nats.conf", made)
    configured = (made / "nats.conf").read_text()
    (made / "nats.conf").write_text(configured.replace("127.0.0.1:8222", f"127.0.0.1:{monitoring}"))
    local = (FOLDER / "local.conf.example").read_text()
    for example, here in (
        ("/etc/nats/ca.crt", str(made / "server.crt")),
        ("/etc/nats", str(made)),
        ("/var/lib/nats", str(made)),
        ("0.0.0.0:4222", f"127.0.0.1:{port}"),
    ):
        local = local.replace(example, here)
    (made / "local.conf").write_text(local)
    (made / "port").write_text(str(port))
    return made


@pytest.fixture(scope="module")
def own_bus(folder: Path) -> Iterator[OwnBus]:
    """One server alone: without the block cluster, as the file says."""
    text = (folder / "local.conf").read_text()
    alone = re.sub(r"\ncluster \{\n.*?\n\}\n", "\n", text, flags=re.DOTALL)
    assert alone != text
    (folder / "alone").mkdir()
    (folder / "alone" / "local.conf").write_text(alone)
    shutil.copy(folder / "nats.conf", folder / "alone")
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen((wheel_binary(), "-c", folder / "alone" / "nats.conf"), stdout=out, stderr=out)
    try:
        assert eventually(lambda: "Server is ready" in log.read_text()), log.read_text()
        yield OwnBus(int((folder / "port").read_text()), folder / "server.crt")
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
async def client(own_bus: OwnBus) -> AsyncIterator[Callable[..., object]]:
    """`await client("police")`: a connection as that user, with what it was refused in `.faults`."""
    open_ones: list[Client] = []

    async def make(user: str, inbox: str | None = None) -> Client:
        faults: list[str] = []

        async def hear(fault: Exception) -> None:
            faults.append(str(fault))

        made = await nats.connect(
            own_bus.url(user),
            tls=ssl.create_default_context(cafile=str(own_bus.trust)),
            error_cb=hear,
            inbox_prefix=(inbox or f"_INBOX.{user}").encode(),
        )
        made.faults = faults  # type: ignore[attr-defined]
        open_ones.append(made)
        return made

    yield make
    for each in open_ones:
        await each.close()


@pytest.fixture
async def streams(own_bus: OwnBus, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """The streams, made by our own code as the user `service`; a CA of one's own is trusted by SSL_CERT_FILE."""
    monkeypatch.setenv("SSL_CERT_FILE", str(own_bus.trust))
    connection = await connect_as_service(own_bus.url("service"), "test", 5.0)
    await ensure(connection, BYTES)
    yield connection
    await connection.close()


def test_the_server_takes_the_configuration_with_its_cluster(folder: Path):
    result = subprocess.run(
        (wheel_binary(), "-t", "-c", folder / "nats.conf"), capture_output=True, text=True, timeout=20
    )
    assert (result.returncode, "is valid" in result.stderr + result.stdout) == (0, True), result.stderr


def test_what_the_embedded_bus_promises_stands_here_too():
    configured = (FOLDER / "nats.conf").read_text()
    for line in ("sync_interval: always", "cipher: aes", "max_payload: 1048576", "trace: false", "max_file_store:"):
        assert line in configured
    assert re.search(r'^http: "127[.]0[.]0[.]1:', configured, re.MULTILINE)
    assert "_INBOX.>" not in [inbox for user in OUTSIDE for inbox in block_of(configured, user)]


def test_every_source_from_outside_has_a_user_and_nobody_else_has():
    users = re.findall(r"\{ user: (\w+), password", (FOLDER / "nats.conf").read_text())
    assert sorted(users) == sorted(["service", "operator", *(str(source) for source in OUTSIDE)])


async def test_our_own_code_works_as_the_user_service(streams: Client, own_bus: OwnBus):
    assert await check(streams) == []
    lines = [line async for line in publish(own_bus.url("service"), [FACT % b"police"], seconds=5.0)]
    assert [line.state for line in lines] in (["published"], ["already_there"])
    taken = Taken()
    async with running(IntakeConsumer(taken, lambda: own_bus.url("service"), Settings(), meters())):
        await until(taken.something)
    acknowledged = await connect_as_service(own_bus.url("service"), "test", 5.0)
    assert (await acknowledged.jsm().stream_info(INTAKE)).state.messages == 0
    assert (await acknowledged.jetstream().publish("trygghet.cases.ost.case.recorded", b"{}")).stream == CASES
    await acknowledged.close()


async def test_we_hear_outcomes_and_facts_in_an_inbox_that_nobody_else_has(client, streams: Client):
    ours = await client("service", inbox="_INBOX")
    for subject in (CASES_SUBJECTS, f"{OUR_INBOX.decode()}>"):
        await ours.subscribe(subject)
    await ours.flush()
    assert (await ours.jetstream().publish("trygghet.cases.ost.case.recorded", b"{}")).stream == CASES
    assert ours.faults == []
    await ours.publish(f"$JS.API.STREAM.DELETE.{CASES}", b"")
    await until_true(lambda: len(ours.faults) == 1)


@pytest.mark.parametrize("source", [str(source) for source in OUTSIDE])
async def test_a_publisher_speaks_for_itself_and_hears_outcomes(client, streams: Client, source: str):
    outside = await client(source)
    outcomes = await outside.subscribe("trygghet.cases.>")
    await outside.flush()
    stored = await outside.jetstream().publish(f"trygghet.intake.{source}.any.intake", b"{}")
    assert stored.stream == INTAKE
    await streams.jetstream().publish("trygghet.cases.ost.case.recorded", b"outcome")
    assert (await outcomes.next_msg(timeout=2)).data == b"outcome"
    missed = await outside.jetstream().get_last_msg(CASES, "trygghet.cases.ost.case.recorded", direct=True)
    assert missed.data == b"outcome"
    assert outside.faults == []


@pytest.mark.parametrize("source", [str(source) for source in OUTSIDE])
async def test_a_publisher_can_do_nothing_else(client, streams: Client, source: str):
    outside = await client(source)
    denied = [
        *(f"trygghet.intake.{other}.any.intake" for other in (*OUTSIDE, "desk", "cli") if other != source),
        "trygghet.cases.ost.case.recorded",
        f"$JS.API.CONSUMER.CREATE.{CASES}",
        f"$JS.API.CONSUMER.MSG.NEXT.{INTAKE}.casework",
        f"$JS.API.STREAM.MSG.GET.{INTAKE}",
        f"$JS.API.DIRECT.GET.{INTAKE}",
        f"$JS.API.STREAM.DELETE.{CASES}",
    ]
    for subject in denied:
        await outside.publish(subject, b"{}")
    for subject in ("trygghet.intake.>", "_INBOX.>", f"{OUR_INBOX.decode()}>", "$JS.ACK.>", ">"):
        await outside.subscribe(subject)
    await outside.flush()
    await until_true(lambda: len(outside.faults) == len(denied) + 5)


async def test_the_operator_changes_streams_and_reads_nothing(client, streams: Client):
    operator = await client("operator")
    changed = (await operator.jsm().stream_info(INTAKE)).config
    changed.max_bytes = BYTES // 2 + 1024
    assert (await operator.jsm().update_stream(changed)).config.max_bytes == BYTES // 2 + 1024
    assert await operator.jsm().delete_consumer(INTAKE, "casework")
    for subject in ("trygghet.intake.police.any.intake", f"$JS.API.STREAM.MSG.GET.{INTAKE}"):
        await operator.publish(subject, b"{}")
    await operator.subscribe("trygghet.>")
    await operator.flush()
    await until_true(lambda: len(operator.faults) == 3)
    assert await ensure(streams, BYTES) == ["INTAKE/casework"]


async def test_a_publisher_of_the_embedded_bus_does_not_hear_what_casework_is_given(nats_server: BusAddresses):
    await emptied(nats_server.service_url)
    outside = await nats.connect(nats_server.publisher_url)
    heard: list[bytes] = []

    async def hear(message) -> None:
        heard.append(message.data)

    await outside.subscribe("_INBOX.>", cb=hear)
    await outside.flush()
    taken = Taken()
    async with running(IntakeConsumer(taken, lambda: nats_server.service_url, Settings(), meters())):
        [line async for line in publish(nats_server.service_url, [FACT % b"court"], seconds=5.0)]
        await until(taken.something)
    await outside.flush()
    await outside.close()
    assert heard, "the publisher's acknowledgement comes there, so the test listens in the right place"
    assert [data for data in heard if b"Kari" in data] == []


class Taken:
    """Takes what comes and keeps it: the subject here is who else hears it."""

    def __init__(self) -> None:
        self.facts: list[Incoming] = []

    def take(self, facts: Sequence[Incoming]) -> list[Answer]:
        self.facts += facts
        return [Answer("police", "f-1", "recorded") for _ in facts]

    async def something(self) -> bool:
        return bool(self.facts)


async def until_true(holds: Callable[[], bool]) -> None:
    async def look() -> bool:
        return holds()

    await until(look, 5.0)


def block_of(configured: str, user: str) -> list[str]:
    """The subjects that a user's block names."""
    return re.findall(r'"([^"]+)"', configured.partition(f"user: {user},")[2].partition("} }")[0])


def free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def certificate(folder: Path) -> None:
    """server.crt and server.key for this machine, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "server.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
