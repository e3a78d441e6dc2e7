"""Nobody who owes something is forgotten, and nobody is told twice."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection

from events.catalogue import build
from events.subjects import CASES
from events.unit import ExtractReceived, UnitAdded
from events.values import Role as StaffRole
from services.clock import SystemClock
from services.relay.relay import Relay
from services.reminders.steps import reached
from services.settings import Settings
from services.store.codec import dump_state
from services.store.connect import Role
from services.store.keys import KeyRing
from tests.support.bus import BYTES, add_outcome, meters, running, stored, until
from tests.support.owing import CASE, MONDAY, SetClock, has_raised, outbox, owe, raised, staff, waited
from tests.support.record import Record
from workflows.outcome import Entry, Verb
from workflows.policy import DEFAULT, Policy
from workflows.record import evolve


@pytest.mark.parametrize(
    ("day", "steps"),
    [
        (date(2026, 11, 19), ()),
        (date(2026, 11, 20), ("soon",)),
        (date(2026, 11, 22), ("soon",)),
        (date(2026, 11, 23), ("soon", "due")),
        (date(2026, 11, 24), ("soon", "due", "overdue")),
        (date(2026, 11, 29), ("soon", "due", "overdue")),
        (date(2026, 11, 30), ("soon", "due", "overdue", "escalated")),
    ],
)
def test_the_steps_that_a_day_has_reached(day, steps):
    assert reached(date(2026, 11, 23), DEFAULT, day) == steps


def test_the_steps_are_local_practice():
    policy = Policy(remind_before_days=1, remind_over_days=3)
    assert reached(date(2026, 11, 23), policy, date(2026, 11, 21)) == ()
    assert reached(date(2026, 11, 23), policy, date(2026, 11, 26)) == ("soon", "due", "overdue", "escalated")


async def test_each_step_is_raised_on_its_day_once_with_its_message(record, make_reminders):
    clock = SetClock(MONDAY - timedelta(days=3))
    owe(record, "d1", date(2026, 11, 23))
    async with running(make_reminders(clock)):
        for day, count in ((20, 1), (21, 1), (23, 2), (24, 3), (30, 4)):
            clock.at = datetime(2026, 11, day, 7, 30, tzinfo=UTC)
            await waited(partial(has_raised, record, count))
    assert raised(record) == [("d1", step, "raised") for step in ("soon", "due", "overdue", "escalated")]
    messages = outbox(record)
    assert [message["data"]["step"] for message in messages] == ["soon", "due", "overdue", "escalated"]
    assert messages[0]["subject"] == f"case/{CASE}"
    assert messages[0]["data"] == {
        "duty": "d1",
        "kind": "first_call",
        "due_date": "2026-11-23",
        "step": "soon",
        "owner": "coordinator@ost",
        "unit": "ost",
    }


async def test_after_a_time_without_only_the_highest_step_is_raised(record, make_reminders):
    owe(record, "d1", date(2026, 11, 10))
    async with running(make_reminders(SetClock())):
        await waited(lambda: len(raised(record)) == 4)
    assert [(step, state) for _, step, state in raised(record) if state == "raised"] == [("escalated", "raised")]
    assert sorted(step for _, step, state in raised(record) if state == "skipped") == ["due", "overdue", "soon"]
    assert [message["data"]["step"] for message in outbox(record)] == ["escalated"]


async def test_a_restart_and_a_second_process_raise_nothing_twice(record, make_reminders):
    for number in range(30):
        owe(record, f"d{number:02}", date(2026, 11, 23))
    async with running(make_reminders(SetClock()), make_reminders(SetClock())):
        await waited(lambda: len(raised(record)) == 60)
    async with running(make_reminders(SetClock())):
        await asyncio.sleep(0.5)
    assert len(raised(record)) == 60
    assert len(outbox(record)) == 30


async def test_what_waits_for_another_duty_or_no_longer_stands_is_not_reminded_of(record, make_reminders):
    owe(record, "waits", date(2026, 11, 23), waiting_for=["clear"])
    owe(record, "over", date(2026, 11, 20), until_date=date(2026, 11, 22))
    owe(record, "ahead", date(2026, 11, 24), from_date=date(2026, 11, 24))
    owe(record, "stands", date(2026, 11, 24))
    async with running(make_reminders(SetClock())):
        await waited(lambda: bool(raised(record)))
        await asyncio.sleep(0.2)
    assert raised(record) == [("stands", "soon", "raised")]


async def test_an_outcome_on_the_bus_brings_its_subjects_reminder_at_once(record, make_reminders, bus, tmp_path):
    clock = SetClock()
    relay = Relay(record.database, lambda: bus, Settings(data=tmp_path, nats_max_bytes=BYTES), SystemClock(), meters())
    async with running(make_reminders(clock), relay):
        with record.connect() as connection:
            add_outcome(connection, UUID(int=1), subject="case/T-0000-00")
        await waited(lambda: position(record) == 1)
        owe(record, "d1", date(2026, 11, 24))
        with record.connect() as connection:
            add_outcome(connection, UUID(int=2))
        await waited(lambda: len(raised(record)) == 1)

        async def on_the_bus() -> bool:
            return len(await stored(bus, CASES)) == 3

        await until(on_the_bus)
    assert (await stored(bus, CASES))[-1].subject == "trygghet.cases.ost.case.reminded"


def position(record: Record) -> int:
    with record.connect() as connection:
        row = connection.execute("SELECT feed FROM positions WHERE consumer = 'reminders'").fetchone()
    return row[0] if row else 0


async def test_without_the_bus_the_outbox_is_read_instead(record, make_reminders):
    """The relay has numbered it, nothing is on the stream: at the start the record itself is read."""
    owe(record, "d1", date(2026, 12, 30))
    with record.connect() as connection:
        add_outcome(connection, UUID(int=1))
        connection.execute("UPDATE outbox SET feed = 1")
    async with running(make_reminders(SetClock())):
        await waited(lambda: position(record) == 1)


async def test_each_missing_weekly_extract_has_its_own_date(record, keyring, make_reminders):
    added = build(
        UnitAdded(name="Øst", since=date(2026, 10, 26)),
        id="u1",
        source="cli",
        subject="unit/ost",
        time=MONDAY,
        reported_by="system/cli",
        recorded_by="system/cli",
    )
    state = evolve(None, Entry(Verb.RECORDED, added, MONDAY))
    with record.connect() as connection:
        connection.execute(
            "INSERT INTO subjects VALUES ('unit', 'ost', 'ost', NULL, 1, %s, %s, 1, '1', 'p', '{}', now(), now())",
            (bytes(32), dump_state(state)),
        )
    owe(
        record,
        "weeks",
        date(2026, 11, 4),
        subject_kind="unit",
        subject_id="ost",
        kind="receive_extract",
        party="",
        cleared_by=[ExtractReceived.TYPE],
    )
    async with running(make_reminders(SetClock())):
        await waited(lambda: bool(raised(record)))
    with record.connect() as connection:
        found = connection.execute(
            "SELECT due_date, step FROM reminders WHERE state = 'raised' ORDER BY due_date"
        ).fetchall()
    assert found == [
        (date(2026, 11, 4), "escalated"),
        (date(2026, 11, 11), "escalated"),
        (date(2026, 11, 18), "overdue"),
        (date(2026, 11, 25), "soon"),
    ]


def test_the_role_sees_no_sealed_part_of_a_case(record: Record, keyring: KeyRing):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    with record.connect() as connection:
        add_case_event(connection)
    with record.connect(Role.REMINDERS) as connection:
        kinds = connection.execute("SELECT DISTINCT subject_kind FROM events").fetchall()
        sealed = connection.execute("SELECT count(*) FROM sealed").fetchone()
    assert kinds == [("staff",)]
    assert sealed == (1,)


def add_case_event(connection: Connection[Any]) -> None:
    event_id, key_id = SystemClock().new_id(), SystemClock().new_id()
    connection.execute(
        "INSERT INTO events (subject_kind, subject_id, sequence, event_id, verb, type, source, fact_id, happened, "
        "recorded, body, prev_hash, hash) "
        "VALUES ('case', %s, 1, %s, 'recorded', 't', 'cli', 'f', now(), now(), '', %s, %s)",
        (CASE, event_id, bytes(32), bytes(32)),
    )
    connection.execute("INSERT INTO sealed VALUES (%s, %s, %s)", (event_id, key_id, bytes(40)))
