"""What machines are told is true, nothing of it is about anybody, and it says so when something is away."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date

import httpx
import pytest
from prometheus_client import CollectorRegistry
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool
from starlette.applications import Starlette

from services.errors import PortInUse
from services.ops.probes import app
from services.ops.serving import NoAddress, Serving
from services.ops.standing import Standing, how_week_stands
from services.settings import Settings
from services.store.connect import Role
from tests.support.happenings import Someone, SteppingClock, row
from tests.support.office import Office
from workflows.policy import Policy, PolicyVersion
from workflows.unit import Unit, WeekState, extract_due

ANNA = Someone(1, date(2011, 5, 5), "Anna Prøve")


class Asking:
    """What is asked for from this machine."""

    def __init__(self, made: Starlette, client: tuple[str, int] = ("127.0.0.1", 5000)) -> None:
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(made, client=client), base_url="http://127.0.0.1")

    async def get(self, path: str) -> httpx.Response:
        return await self._http.get(path)


@pytest.fixture
def reader(office: Office) -> Iterator[ConnectionPool[Connection[TupleRow]]]:
    pool = office.record.database.pool(Role.READER, 2)
    yield pool
    pool.close()


def made(reader: ConnectionPool[Connection[TupleRow]], url: str, clock: SteppingClock) -> Starlette:
    return app(Standing(reader, lambda: url, Settings(), clock), CollectorRegistry())


@pytest.fixture
def whole(office: Office, reader: ConnectionPool[Connection[TupleRow]], bus: str) -> Starlette:
    """Everything there."""
    return made(reader, bus, office.clock)


async def test_nothing_that_machines_are_told_is_about_anybody(office: Office, whole: Starlette):
    answer = office.one(row(ANNA))
    page = Asking(whole)
    for path in ("/healthz", "/metrics", "/readyz"):
        shown = (await page.get(path)).text
        for personal in (ANNA.name, ANNA.number, answer.case or "T-", "Prøve"):
            assert personal not in shown


async def test_there_is_no_page_here_and_nothing_may_be_framed(whole: Starlette):
    page = Asking(whole)
    assert (await page.get("/")).status_code == 404
    policy = (await page.get("/readyz")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


async def test_probes_may_come_from_elsewhere(whole: Starlette):
    elsewhere = Asking(whole, client=("10.1.2.3", 5000))
    assert [(await elsewhere.get(path)).status_code for path in ("/healthz", "/readyz", "/metrics")] == [200] * 3


async def test_what_is_overdue_is_counted(office: Office, whole: Starlette):
    office.take(row(ANNA))
    office.clock.forward(days=20)
    assert 'trygghet_cases_overdue{phase="detected",unit="ost"} 1.0' in (await Asking(whole).get("/metrics")).text


async def test_ready_says_yes_with_the_record_migrated_and_the_streams_as_they_should_be(whole: Starlette):
    answer = await Asking(whole).get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert answer.json()["streams"] == []


async def test_a_bus_that_is_away_is_said_and_the_figures_stay(
    office: Office, reader: ConnectionPool[Connection[TupleRow]]
):
    office.take(row(ANNA))
    page = Asking(made(reader, "nats://127.0.0.1:1", office.clock))
    ready = await page.get("/readyz")
    assert (ready.status_code, ready.json()["bus"]) == (503, "out of reach")
    assert 'trygghet_cases{phase="detected",unit="ost"} 1.0' in (await page.get("/metrics")).text
    assert (await page.get("/healthz")).status_code == 200


async def test_a_record_that_is_away_is_said(office: Office, reader: ConnectionPool[Connection[TupleRow]], bus: str):
    page = Asking(made(reader, bus, office.clock))
    reader.close()
    ready = await page.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["database"] != "ok"
    assert "trygghet_cases{" not in (await page.get("/metrics")).text


async def test_the_figures_are_there_for_prometheus(office: Office, whole: Starlette):
    office.take(row(ANNA))
    shown = (await Asking(whole).get("/metrics")).text
    assert 'trygghet_cases{phase="detected",unit="ost"} 1.0' in shown
    assert "trygghet_ready 1.0" in shown
    assert 'trygghet_open{what="quarantined"} 0.0' in shown


async def test_a_message_that_was_put_aside_is_counted(office: Office, whole: Starlette):
    office.raw(b"not json")
    assert 'trygghet_open{what="quarantined"} 1.0' in (await Asking(whole).get("/metrics")).text


UNIT = Unit("unit/ost", 1, date(2026, 11, 2))


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 11, 14), "ahead"),  # the week is not over
        (date(2026, 11, 16), "expected"),  # Monday after: it is to come by Wednesday
        (date(2026, 11, 18), "expected"),
        (date(2026, 11, 19), "missing"),
    ],
)
def test_an_extract_is_missing_when_its_day_is_past(today: date, state: str):
    assert how_week_stands(UNIT, "2026-W46", today) == (state, 0)


def test_by_which_day_is_the_practice_of_the_unit_and_everybody_goes_by_it():
    by_friday = Policy(version="friday", extract_weekday=5)
    version = PolicyVersion("friday", date(2026, 11, 1), "cli:1", by_friday.model_dump_json())
    unit = replace(UNIT, policies=(version,))
    assert extract_due("2026-W46", by_friday) == date(2026, 11, 20)
    assert how_week_stands(unit, "2026-W46", date(2026, 11, 20)) == ("expected", 0)
    assert how_week_stands(unit, "2026-W46", date(2026, 11, 21)) == ("missing", 0)


def test_a_week_is_done_when_no_row_is_open():
    came = UNIT.with_week(WeekState("2026-W46", received=("import:1",), open_rows=("a", "b")))
    gone = UNIT.with_week(WeekState("2026-W46", received=("import:1",)))
    assert how_week_stands(came, "2026-W46", date(2026, 11, 19)) == ("open", 2)
    assert how_week_stands(gone, "2026-W46", date(2026, 11, 19)) == ("done", 0)
    assert how_week_stands(UNIT, "2026-W40", date(2026, 11, 19)) == ("before", 0)


def test_a_taken_port_is_told_with_what_to_do():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortInUse, match=r"--port"):
            Serving(Starlette(), "127.0.0.1", other.getsockname()[1], "arbeidsflaten", "--port / TRYGGHET_PORT")


@pytest.mark.parametrize("host", ["not-a-host", "192.0.2.1"])
def test_an_address_that_is_not_ours_is_told(host: str):
    with pytest.raises(NoAddress, match="TRYGGHET_HOST"):
        Serving(Starlette(), host, 0, "overvåkingen", "TRYGGHET_OPS_PORT")


@asynccontextmanager
async def served(application: Starlette) -> AsyncIterator[str]:
    stop, serving = asyncio.Event(), Serving(application, "127.0.0.1", 0, "overvåkingen", "-")
    task = asyncio.create_task(serving.run(stop))
    yield serving.address
    stop.set()
    await asyncio.wait_for(task, 3)


async def test_it_serves_on_a_real_port_and_stops_with_a_connection_open(whole: Starlette):
    reading = writing = None
    async with served(whole) as address:
        async with httpx.AsyncClient() as http:
            assert (await http.get(f"{address}healthz")).text == "ok\n"
        host, port = re.findall(r"http://([^:/]+):(\d+)/", address)[0]
        reading, writing = await asyncio.open_connection(host, int(port))
    assert reading is not None
    writing.close()
