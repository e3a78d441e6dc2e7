"""The streams are made as the promises need them, and one that is otherwise is told about, not rewritten."""

import pytest
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType
from nats.js.errors import NotFoundError

from events.subjects import CASES, INTAKE
from services.bus import streams
from services.bus.streams import CASEWORK, ensure, wanted
from services.texts import LANGUAGES, texts
from tests.support.bus import BYTES, connected


async def check(connection):
    """What `check` finds, as people read it."""
    return [texts("nb").misfit(m.code, m.where, m.property) for m in await streams.check(connection)]


def test_each_property_of_a_stream_says_in_each_language_how_it_should_be_and_why():
    names = {needed.name for needed in streams._NEEDED}
    for language in LANGUAGES:
        sections = texts(language).sections()
        assert set(sections["stream_wanted"]) == set(sections["stream_else"]) == names
    assert f"{streams.SAME_MESSAGE.total_seconds():.0f} " in texts("en")("stream_wanted", "repeated")
    differs = streams.Misfit("stream_differs", {"stream": INTAKE, "field": "discard", "found": "old"}, "discard_new")
    told = texts("en").misfit(differs.code, differs.where, differs.property)
    assert told.startswith("The stream INTAKE has discard = old, but should have new: else facts")


async def test_the_first_time_makes_all_the_second_nothing(bus):
    async with connected(bus) as connection:
        await connection.jsm().delete_stream(INTAKE)
        assert await ensure(connection, BYTES) == ["INTAKE", "INTAKE/casework"]
        assert await ensure(connection, BYTES) == []
        assert await check(connection) == []


async def test_intake_refuses_when_full_and_cases_lets_go_of_the_oldest(bus):
    async with connected(bus) as connection:
        intake = (await connection.jsm().stream_info(INTAKE)).config
        cases = (await connection.jsm().stream_info(CASES)).config
    assert (intake.retention, intake.discard, intake.max_bytes) == (
        RetentionPolicy.LIMITS,
        DiscardPolicy.NEW,
        BYTES // 2,
    )
    assert (cases.retention, cases.discard, cases.max_bytes) == (
        RetentionPolicy.LIMITS,
        DiscardPolicy.OLD,
        BYTES // 4,
    )
    assert intake.storage == cases.storage == StorageType.FILE
    assert not intake.max_age


async def test_what_is_missing_is_named(bus):
    async with connected(bus) as connection:
        await connection.jsm().delete_stream(CASES)
        await connection.jsm().delete_consumer(INTAKE, CASEWORK)
        found = await check(connection)
    assert [text.partition(" finnes ikke")[0] for text in found] == [
        "Strømmen CASES",
        "Konsumenten INTAKE/casework",
        "Konsumenten CASES/reminders",
    ]
    assert all("trygghet migrate" in text for text in found)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"discard": DiscardPolicy.OLD}, "discard"),
        ({"max_bytes": -1}, "max_bytes"),
        ({"retention": RetentionPolicy.WORK_QUEUE}, "retention"),
        ({"deny_purge": True}, "deny_purge"),
        ({"max_age": 3600.0}, "max_age"),
        ({"max_msgs": 100}, "max_msgs"),
        ({"duplicate_window": 5.0}, "duplicate_window"),
        ({"allow_atomic": False}, "allow_atomic"),
        ({"subjects": ["trygghet.intake.>", "other.>"]}, "subjects"),
    ],
)
async def test_a_stream_that_is_otherwise_is_told_about_and_left_alone(bus, change, field):
    async with connected(bus) as connection:
        manager = connection.jsm()
        otherwise = wanted(BYTES)[0].evolve(**change)
        await manager.delete_stream(INTAKE)
        await manager.add_stream(otherwise)
        assert await ensure(connection, BYTES) == ["INTAKE/casework"]
        found = await check(connection)
        assert [text.split(" har ")[1].split(" = ")[0] for text in found] == [field]
        assert found[0].startswith("Strømmen INTAKE")
        assert "nats stream edit INTAKE" in found[0]
        kept = (await manager.stream_info(INTAKE)).config
    assert (getattr(kept, field) or False) == change[field]


async def test_a_consumer_that_gives_up_is_told_about(bus):
    async with connected(bus) as connection:
        manager = connection.jsm()
        consumer = (await manager.consumer_info(INTAKE, CASEWORK)).config
        await manager.add_consumer(INTAKE, consumer.evolve(max_deliver=3))
        (found,) = await check(connection)
    assert "Konsumenten INTAKE/casework har max_deliver = 3, men skal ha -1" in found


async def test_a_stream_kept_in_memory_is_told_about(bus):
    async with connected(bus) as connection:
        await connection.jsm().delete_stream(CASES)
        with pytest.raises(NotFoundError):
            await connection.jsm().stream_info(CASES)
        await connection.jsm().add_stream(wanted(BYTES)[1].evolve(storage=StorageType.MEMORY))
        found = await check(connection)
    assert any("storage = memory" in text for text in found)
