"""The status page: what stands there is true, nothing there is about anybody, and it says so when something is away."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date

import httpx
import pytest
from prometheus_client import CollectorRegistry
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool
from starlette.applications import Starlette

from services.errors import PortInUse
from services.ops.drawing import chart
from services.ops.page import app
from services.ops.serving import NoAddress, Serving
from services.ops.standing import Phase, Record, Standing, how_week_stands
from services.settings import Settings
from services.store.connect import Role
from services.texts import LANGUAGES, texts
from tests.support.happenings import Someone, SteppingClock, row
from tests.support.office import Office
from workflows.unit import Unit, WeekState

ANNA = Someone(1, date(2011, 5, 5), "Anna Prøve")


class Page:
    """The page as a browser on this machine asks for it."""

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


async def test_the_page_tells_how_many_cases_are_where_and_what_is_overdue(office: Office, whole: Starlette):
    office.take(row(ANNA))
    office.clock.forward(days=20)
    shown = (await Page(whole).get("/")).text
    assert re.search(r'<th scope="row">Funnet</th><td class="n">1 <span class="late">1<', shown)
    assert "Alt går" in shown
    assert "<svg" in shown


async def test_nothing_on_the_page_is_about_anybody(office: Office, whole: Starlette):
    answer = office.one(row(ANNA))
    page = Page(whole)
    for path in ("/", "/?lang=en", "/metrics", "/readyz"):
        shown = (await page.get(path)).text
        for personal in (ANNA.name, ANNA.number, answer.case or "T-", "Prøve"):
            assert personal not in shown


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_speaks_three_languages_and_remembers_which(whole: Starlette, language: str):
    page = Page(whole)
    first = await page.get(f"/?lang={language}")
    assert f'<html lang="{language}">' in first.text
    assert texts(language)("ops", "where") in first.text
    assert f'<html lang="{language}">' in (await page.get("/")).text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_moment_is_kept_together_wherever_it_stands(office: Office, whole: Starlette, language: str):
    signed = office.clock.now()
    with office.record.connect(Role.AUDITOR) as connection:
        connection.execute(
            "INSERT INTO trygghet.ledger_heads (no, hash, signature, at) VALUES (3545, %s, %s, %s)",
            (bytes(32), bytes(64), signed),
        )
    page, t = Page(whole), texts(language)
    shown = (await page.get(f"/?lang={language}")).text
    iso = signed.isoformat(timespec="seconds")
    kept = f'<time datetime="{iso}">{t.moment(signed)}</time>'
    assert t("ops", "head", number=3545, moment=kept) in shown
    assert shown.startswith("<!doctype html>")
    elsewhere = re.sub(r"<time .*?</time>|<footer.*?</footer>|<svg.*?</svg>", "", shown, flags=re.DOTALL)
    assert not re.search(r"\d{1,2}[:.]\d{2}", elsewhere)
    assert "time { white-space: nowrap; }" in (await page.get("/status.css")).text


async def test_an_unknown_language_is_bokmal(whole: Starlette):
    assert '<html lang="nb">' in (await Page(whole).get("/?lang=<script>")).text


async def test_nothing_may_run_or_be_framed_and_nothing_is_inline(whole: Starlette):
    answer = await Page(whole).get("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", answer.text)


async def test_the_page_is_for_this_machine_and_probes_may_come_from_elsewhere(whole: Starlette):
    elsewhere = Page(whole, client=("10.1.2.3", 5000))
    assert (await elsewhere.get("/")).status_code == 403
    assert (await elsewhere.get("/status.css")).status_code == 403
    assert [(await elsewhere.get(path)).status_code for path in ("/healthz", "/readyz", "/metrics")] == [200] * 3


async def test_ready_says_yes_with_the_record_migrated_and_the_streams_as_they_should_be(whole: Starlette):
    answer = await Page(whole).get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert answer.json()["streams"] == []


async def test_a_bus_that_is_away_is_said_and_the_figures_stay(
    office: Office, reader: ConnectionPool[Connection[TupleRow]]
):
    office.take(row(ANNA))
    page = Page(made(reader, "nats://127.0.0.1:1", office.clock))
    ready = await page.get("/readyz")
    assert (ready.status_code, ready.json()["bus"]) == (503, "out of reach")
    shown = (await page.get("/")).text
    assert texts("nb")("ops", "bus_away") in shown
    assert '<th scope="row">Funnet</th><td class="n">1' in shown
    assert (await page.get("/healthz")).status_code == 200


async def test_a_record_that_is_away_is_said(office: Office, reader: ConnectionPool[Connection[TupleRow]], bus: str):
    page = Page(made(reader, bus, office.clock))
    reader.close()
    ready = await page.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["database"] != "ok"
    shown = await page.get("/")
    assert shown.status_code == 200
    assert "Databasen svarer ikke" in shown.text
    assert "trygghet_cases{" not in (await page.get("/metrics")).text


async def test_the_figures_are_there_for_prometheus(office: Office, whole: Starlette):
    office.take(row(ANNA))
    shown = (await Page(whole).get("/metrics")).text
    assert 'trygghet_cases{phase="detected",unit="ost"} 1.0' in shown
    assert "trygghet_ready 1.0" in shown
    assert 'trygghet_open{what="quarantined"} 0.0' in shown


async def test_a_message_that_was_put_aside_is_counted(office: Office, whole: Starlette):
    office.raw(b"not json")
    assert 'trygghet_open{what="quarantined"} 1.0' in (await Page(whole).get("/metrics")).text


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


def test_a_week_is_done_when_no_row_is_open():
    came = UNIT.with_week(WeekState("2026-W46", received=("import:1",), open_rows=("a", "b")))
    gone = UNIT.with_week(WeekState("2026-W46", received=("import:1",)))
    assert how_week_stands(came, "2026-W46", date(2026, 11, 19)) == ("open", 2)
    assert how_week_stands(gone, "2026-W46", date(2026, 11, 19)) == ("done", 0)
    assert how_week_stands(UNIT, "2026-W40", date(2026, 11, 19)) == ("before", 0)


def test_the_drawing_has_every_phase_and_its_count():
    drawn = chart(Record(phases={("ost", "guided"): Phase(7, 2), ("vest", "guided"): Phase(4, 1)}), texts("nb"))
    assert "Oppfølging 11" in drawn
    assert ">3 over frist<" in drawn
    assert drawn.count("<rect") == 6


def test_a_taken_port_is_told_with_what_to_do():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortInUse, match=r"--port"):
            Serving(Starlette(), "127.0.0.1", other.getsockname()[1], "arbeidsflaten", "--port / TRYGGHET_PORT")


@pytest.mark.parametrize("host", ["not-a-host", "192.0.2.1"])
def test_an_address_that_is_not_ours_is_told(host: str):
    with pytest.raises(NoAddress, match="TRYGGHET_HOST"):
        Serving(Starlette(), host, 0, "statussiden", "TRYGGHET_OPS_PORT")


@asynccontextmanager
async def served(application: Starlette) -> AsyncIterator[str]:
    stop, serving = asyncio.Event(), Serving(application, "127.0.0.1", 0, "statussiden", "-")
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
