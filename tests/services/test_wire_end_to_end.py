"""A fact's whole way: published on the bus, decided, committed, told on CASES, chained in the ledger; once."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from events.catalogue import to_wire
from events.fact import Fact
from events.subjects import CASES, INTAKE
from services.audit.audit import Audit
from services.bus.outcomes import Outcomes
from services.bus.publish import publish
from services.bus.server import EmbeddedNats
from services.bus.streams import ensure
from services.casework.casework import Casework
from services.casework.consumer import IntakeConsumer
from services.casework.incoming import Incoming
from services.clock import SystemClock
from services.relay.relay import Relay
from services.reminders.reminders import Reminders
from services.settings import Settings
from services.store.connect import Role
from services.store.verify import verify
from tests.support.bus import BYTES, connected, meters, running, stored, until
from tests.support.happenings import SteppingClock, people, referral, row, someone
from tests.support.record import Record


class Site:
    """An installation with all its services in this process, on a bus of its own."""

    def __init__(self, record: Record, tmp_path: Path) -> None:
        self.record = record
        self.folder = tmp_path / "n"
        self.server = EmbeddedNats(self.folder, max_bytes=4 * BYTES)
        self.settings = Settings(data=tmp_path, nats_max_bytes=BYTES)
        self.pool = record.database.pool(Role.WRITER)
        self.keyring = record.keyring
        self.clock = SteppingClock()
        self.casework = Casework(self.pool, self.keyring, self.clock)
        self.url = self.server.start().service_url

    def services(self) -> list[Any]:
        figures = meters()

        def url() -> str:
            return self.url

        return [
            IntakeConsumer(self.casework, url, self.settings, figures),
            Relay(self.record.database, url, self.settings, SystemClock(), figures),
            Audit(self.record.database, self.keyring, SystemClock(), figures),
            Reminders(self.record.database, self.keyring, url, self.settings, self.clock, figures, tick_seconds=0.2),
        ]

    def inbox(self, keys: Any) -> dict[tuple[str, str], dict[str, Any]]:
        with self.record.connect() as connection:
            rows = connection.execute("SELECT source, fact_id, answer FROM inbox").fetchall()
        return {(source, name): orjson.loads(answer) for source, name, answer in rows if (source, name) in set(keys)}

    def counted(self, table: str) -> int:
        with self.record.connect(Role.AUDITOR) as connection:
            row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert row is not None
        return int(row[0])

    def differences(self) -> list[Any]:
        with self.record.connect(Role.AUDITOR) as connection:
            return verify(connection, self.keyring)


@pytest.fixture
async def site(record: Record, tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(record, tmp_path)
    async with connected(site.url) as connection:
        await ensure(connection, BYTES)
    yield site
    site.pool.close()
    site.server.stop()


async def put(site: Site, facts: list[Fact]) -> None:
    lines = [to_wire(fact) for fact in facts]
    assert len([line async for line in publish(site.url, lines, seconds=5.0)]) == len(facts)


async def settled(site: Site) -> None:
    """Everything taken, told and chained."""

    async def done() -> bool:
        async with connected(site.url) as connection:
            left = (await connection.jsm().stream_info(INTAKE)).state.messages
            told = (await connection.jsm().stream_info(CASES)).state.messages
        outbox = await asyncio.to_thread(site.counted, "outbox")
        ledger, chain = [await asyncio.to_thread(site.counted, name) for name in ("ledger", "ledger_chain")]
        return left == 0 and told == outbox and ledger == chain

    await until(done, 30)


async def test_facts_from_the_bus_are_decided_and_their_outcomes_told(site):
    site.casework.take([Incoming.of(fact) for fact in people("ost", "vest")])
    facts = [referral(someone(n)) for n in range(1, 31)]
    keys = {(fact.source.value, fact.id) for fact in facts}
    async with running(*site.services()):
        async with Outcomes(site.url, seconds=5.0, inbox=site.inbox) as outcomes:
            await put(site, facts)
            found = {key: told async for key, told in outcomes.of(keys)}
        await settled(site)
    assert {told["verb"] for told in found.values()} == {"recorded"}
    assert all(told["subject"].startswith("case/T-") for told in found.values()), "as the inbox would have said it"
    assert site.counted("subjects") == 2 + 7 + 30
    assert site.differences() == []


async def test_broken_wrong_and_repeated_facts_each_have_their_outcome(site):
    site.casework.take([Incoming.of(fact) for fact in people("ost")])
    good = referral(someone(1))
    lines = [
        to_wire(good),
        to_wire(good),
        to_wire(good).replace(b"skole", b"lege!"),
        b'{"source":"police","id":"odd","type":"trygghet.nothing.known.v1"}',
        to_wire(row(someone(2))).replace(b'"import"', b'"police"'),
    ]
    async with running(*site.services()):
        async for _ in publish(site.url, lines, seconds=5.0):
            pass
        await settled(site)
    with site.record.connect() as connection:
        aside = connection.execute("SELECT reason FROM quarantine ORDER BY number").fetchall()
        outcomes = dict(connection.execute("SELECT fact_id, outcome FROM inbox").fetchall())
    assert outcomes[good.id] == "recorded"
    assert len(aside) == 2
    told = [orjson.loads(message.data) for message in await stored(site.url, CASES)]
    assert [event["type"] for event in told].count("trygghet.outcome.quarantined.v1") == 2
    assert site.differences() == []


async def test_the_jetstream_folder_is_deleted_under_load_and_what_is_sent_again_is_there_once(site):
    site.casework.take([Incoming.of(fact) for fact in people("ost", "vest")])
    facts = [referral(someone(n)) for n in range(1, 121)]
    async with running(*site.services()):
        for start in range(0, 120, 20):
            await put(site, facts[start : start + 20])
            if start in (20, 80):
                await asyncio.to_thread(site.server.stop)
                shutil.rmtree(site.folder / "jetstream")
                await asyncio.to_thread(site.server.start)
                async with connected(site.url) as connection:
                    await ensure(connection, BYTES)
        await put(site, facts)  # whoever has no outcome sends again
        await settled(site)
    assert site.counted("subjects") == 2 + 7 + 120
    assert site.counted("inbox") == 120 + 9
    assert site.differences() == []


async def test_no_name_goes_out_on_cases(site):
    site.casework.take([Incoming.of(fact) for fact in people("ost")])
    who = someone(1)
    async with running(*site.services()):
        await put(site, [referral(who, report="12345678")])
        await settled(site)
    told = b"".join(message.data for message in await stored(site.url, CASES))
    assert b"trygghet.outcome.recorded.v1" in told
    for personal in (who.name, who.number, "12345678", "Syntetisk"):
        assert personal.encode() not in told
