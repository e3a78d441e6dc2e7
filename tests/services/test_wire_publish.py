"""Facts from a file are on the bus's disk once, or it is said which are not and why."""

import asyncio
from pathlib import Path
from uuid import UUID

import orjson
import pytest

from events.subjects import INTAKE
from services.bus.broker import Denials, connect
from services.bus.faults import BusFull, NoCasework, PublishDenied, StreamMissing
from services.bus.outcomes import Outcomes
from services.bus.publish import Line, message_of, publish
from services.bus.sending import Message, Sender
from services.bus.server import EmbeddedNats, Rights
from services.bus.streams import ensure
from services.errors import OutOfReach
from tests.support.bus import BYTES, connected, outcome_body, stored


def fact(number: int, **changed: object) -> bytes:
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": f"f-{number}",
            "source": "guidelog",
            "type": "trygghet.contact.logged.v1",
            "subject": "case/T-7K3M-9Q",
            "time": "2026-11-23T08:00:00Z",
            "data": {},
        }
        | changed
    )


async def published(url: str, *lines: bytes) -> list[Line]:
    return [line async for line in publish(url, lines, seconds=5.0)]


async def test_each_line_is_answered_for_and_lies_on_the_stream_in_order(bus):
    lines = await published(bus, *(fact(n) for n in range(1, 31)))
    assert [(line.number, line.key, line.state) for line in lines] == [
        (n, ("guidelog", f"f-{n}"), "published") for n in range(1, 31)
    ]
    messages = await stored(bus, INTAKE)
    assert [bytes(message.data) for message in messages] == [fact(n) for n in range(1, 31)]
    assert {message.subject for message in messages} == {"trygghet.intake.guidelog.any.contact"}


@pytest.mark.parametrize("count", [3, 40])
async def test_the_same_file_again_is_not_stored_again(bus, count):
    lines = [fact(n) for n in range(count)]
    await published(bus, *lines)
    again = await published(bus, *lines, fact(99))
    assert [line.state for line in again] == ["already_there"] * count + ["published"]
    assert len(await stored(bus, INTAKE)) == count + 1


async def test_another_fact_under_the_same_id_gets_through_to_whoever_puts_it_in_quarantine(bus):
    lines = await published(bus, fact(1), fact(1, time="2026-11-24T08:00:00Z"))
    assert [line.state for line in lines] == ["published", "published"]


async def test_what_has_no_address_is_named_and_the_others_go(bus):
    lines = await published(
        bus, b'{"id": ', b"", fact(1), b"[]", fact(2, source="not a word"), fact(3, id=""), fact(4, type="odd")
    )
    assert [(line.number, line.state, line.why) for line in lines] == [
        (1, "unreadable", "not JSON (character 6)"),
        (3, "published", None),
        (4, "unreadable", "not a JSON object"),
        (5, "unreadable", "no usable source"),
        (6, "unreadable", "no usable id"),
        (7, "published", None),
    ]
    assert [m.subject for m in await stored(bus, INTAKE)] == [
        "trygghet.intake.guidelog.any.contact",
        "trygghet.intake.guidelog.any.unknown",
    ]


def test_a_row_goes_by_its_unit():
    _, message = message_of(fact(1, source="import", type="trygghet.intake.row_read.v1", subject="unit/ost"))
    assert message.subject == "trygghet.intake.import.ost.intake"


def test_a_fact_too_large_for_the_bus_says_so():
    with pytest.raises(ValueError, match="bytes, and a fact may have"):
        message_of(fact(1, data="x" * 1_000_000))


async def test_progress_is_told(bus):
    heard: list[int] = []
    lines = (fact(n) for n in range(2300))
    assert len([line async for line in publish(bus, lines, seconds=5.0, on_progress=heard.append)]) == 2300
    assert heard == [1000, 2000, 2300]
    assert len(await stored(bus, INTAKE)) == 2300


async def test_a_full_stream_says_so_at_once_and_keeps_what_it_has(bus):
    async with connected(bus) as connection:
        config = (await connection.jsm().stream_info(INTAKE)).config
        await connection.jsm().update_stream(config.evolve(max_bytes=20_000))
    with pytest.raises(BusFull, match="full"):
        await published(bus, *(fact(n) for n in range(500)))
    with pytest.raises(BusFull):
        await published(bus, *(fact(n, data="x" * 9000) for n in range(5)))
    async with connected(bus) as connection:
        assert (await connection.jsm().stream_info(INTAKE)).state.bytes <= 20_000


async def test_without_a_stream_it_says_what_to_run(bus):
    async with connected(bus) as connection:
        await connection.jsm().delete_stream(INTAKE)
    with pytest.raises(StreamMissing, match="trygghet migrate"):
        await published(bus, fact(1))


async def test_a_denied_publisher_is_told_so_and_not_left_waiting(tmp_path: Path):
    rights = Rights(publish=("trygghet.intake.police.>",), subscribe=("_INBOX.>",))
    server = EmbeddedNats(tmp_path / "n", max_bytes=4 * BYTES, rights=rights)
    addresses = server.start()
    try:
        async with connected(addresses.service_url) as connection:
            await ensure(connection, BYTES)
        with pytest.raises(PublishDenied, match=r"trygghet\.intake\.guidelog"):
            await published(addresses.publisher_url, fact(1))
        (line,) = await published(addresses.publisher_url, fact(1, source="police"))
        assert line.state == "published"
    finally:
        server.stop()


async def test_a_bus_that_does_not_answer_is_said_to_be_out_of_reach():
    with pytest.raises(OutOfReach, match=r"127\.0\.0\.1:9") as caught:
        [line async for line in publish("nats://user:word@127.0.0.1:9", [fact(1)], seconds=0.5)]
    assert "word" not in str(caught.value)


async def test_no_answer_means_unknown_and_the_same_is_sent_again(tmp_path: Path):
    """The server is gone in the middle: what was stored is not stored twice when it is back."""
    server = EmbeddedNats(tmp_path / "n", max_bytes=4 * BYTES)
    url = server.start().service_url
    async with connected(url) as connection:
        await ensure(connection, BYTES)

    def interrupted():
        for number in range(2500):
            if number == 1500:
                server.stop()
            yield fact(number)

    async def back() -> None:
        while server.running():  # noqa: ASYNC110 - it is stopped from a generator
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        await asyncio.to_thread(server.start)

    try:
        returning = asyncio.create_task(back())
        lines = [line async for line in publish(url, interrupted(), seconds=5.0)]
        await returning
        assert len(lines) == 2500
        assert len(await stored(url, INTAKE)) == 2500
    finally:
        server.stop()


async def test_appending_elsewhere_than_thought_is_refused(bus):
    denials = Denials()
    connection = await connect(bus, "test", 5.0, denials)
    try:
        sender = Sender(connection, INTAKE, denials)
        message = Message("trygghet.intake.cli.any.contact", b"{}", "one")
        assert await sender.append([message], 0) == 1
        with pytest.raises(Exception, match="wrong last sequence"):
            await sender.append([Message(message.subject, b"{}", f"m{n}") for n in range(20)], 0)
        assert await sender.append([Message(message.subject, b"{}", f"m{n}") for n in range(20)], 1) == 21
    finally:
        await connection.close()


async def test_outcomes_are_heard_live_or_asked_of_the_inbox(bus):
    wanted = {("cli", "f-1"), ("cli", "f-2")}
    known = {("cli", "f-2"): {"outcome": "refused"}}
    async with Outcomes(bus, seconds=5.0, inbox=lambda keys: {k: known[k] for k in keys if k in known}) as outcomes:
        async with connected(bus) as connection:
            await connection.jetstream().publish("trygghet.cases.ost.case.recorded", outcome_body(UUID(int=1)))
        found = {key: data async for key, data in outcomes.of(wanted)}
    assert found["cli", "f-1"]["verb"] == "recorded"
    assert found["cli", "f-2"] == {"outcome": "refused"}


async def test_waiting_for_an_outcome_says_when_nobody_does_the_work(bus):
    await published(bus, fact(1))
    async with Outcomes(bus, seconds=5.0, inbox=lambda _: {}) as outcomes:
        with pytest.raises(NoCasework, match="trygghet serve casework") as caught:
            [found async for found in outcomes.of({("guidelog", "f-1")}, patience=1.0)]
    assert caught.value.exit_code == 4
