"""Nobody who owes something is forgotten, nobody is told twice, and no mail says anything about a person."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from aiosmtpd.controller import Controller
from psycopg import Connection
from pydantic import SecretStr

from events.catalogue import build
from events.personal import Open
from events.staff import StaffAbsent, StaffAdded
from events.subjects import CASES
from events.unit import ExtractReceived, UnitAdded
from events.values import Role as StaffRole
from services.bus.server import BusAddresses
from services.clock import SystemClock
from services.relay.relay import Relay
from services.reminders.reminders import Reminders
from services.reminders.steps import reached
from services.settings import Settings
from services.store.codec import FIRST, dump_state, encode_entry
from services.store.connect import Role
from services.store.keys import KeyRing, key_values
from services.store.queries import QUERIES
from tests.support.bus import BYTES, add_outcome, emptied, meters, running, stored, until
from tests.support.record import Record
from workflows.outcome import Entry, Verb
from workflows.policy import DEFAULT, Policy
from workflows.record import evolve

MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
"""Half past eight in Norway."""

NAME = "Kari Prøvesen"
CASE = "T-7K3M-9Q"


class SetClock(SystemClock):
    """A clock that a test sets."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class Mailbox:
    """A real SMTP server; refuses, postpones or takes as told."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []
        self.answers: dict[str, str] = {}
        with socket.socket() as free:  # the controller cannot take port 0
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.controller = self.opened()

    def opened(self) -> Controller:
        return Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        for address in envelope.rcpt_tos:
            self.mails.append((address, message_from_bytes(envelope.content, policy=default)))
        return "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for to, mail in self.mails if to == address]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.controller.start()
    yield box
    box.controller.stop()


@pytest.fixture
def keyring(tmp_path: Path) -> KeyRing:
    return KeyRing.make(tmp_path / "keys", SystemClock())


@pytest.fixture
async def bus(nats_server: BusAddresses) -> str:
    await emptied(nats_server.service_url)
    return nats_server.service_url


@pytest.fixture
def make(record: Record, keyring: KeyRing, bus: str, tmp_path: Path) -> Callable[..., Reminders]:
    def reminders(clock: SetClock, mailbox: Mailbox | None = None) -> Reminders:
        settings = Settings(data=tmp_path, nats_max_bytes=BYTES, smtp_url=SecretStr(mailbox.url) if mailbox else None)
        return Reminders(
            record.database,
            keyring,
            lambda: bus,
            settings,
            clock,
            meters(),
            link=lambda subject: f"https://desk.example.org/{subject}",
            tick_seconds=0.05,
        )

    return reminders


def owe(record: Record, key: str, due: date, **other: Any) -> None:
    columns = {
        "key": key,
        "subject_kind": "case",
        "subject_id": CASE,
        "unit": "ost",
        "kind": "first_call",
        "party": "participant",
        "owner": "coordinator@ost",
        "from_date": date(2026, 11, 2),
        "due_date": due,
        "until_date": None,
        "rules": [29],
        "caused_by": "cli:f-1",
        "cleared_by": ["trygghet.contact.first_contact_made.v1"],
        "waiting_for": [],
    } | other
    with record.connect() as connection:
        connection.execute(
            f"INSERT INTO duties ({', '.join(columns)}) VALUES ({', '.join(f'%({name})s' for name in columns)})",
            columns,
        )


def staff(record: Record, keyring: KeyRing, slug: str, role: StaffRole, away: tuple[date, date] | None = None) -> None:
    """A member of staff as casework keeps one: name and address sealed."""
    told = build(
        StaffAdded(
            name=Open(f"{slug} {NAME}"),
            email=Open(f"{slug}@example.org"),
            roles=(role,),
            units=("ost",),
            organisation="Bydel Prøve",
        ),
        id=f"added-{slug}",
        source="cli",
        subject=f"staff/{slug}",
        time=MONDAY,
        reported_by="staff/leder",
        recorded_by="staff/leder",
    )
    entries = [Entry(Verb.RECORDED, told, MONDAY)]
    if away:
        absent = build(
            StaffAbsent(first_day=away[0], last_day=away[1]),
            id=f"away-{slug}",
            source="cli",
            subject=f"staff/{slug}",
            time=MONDAY,
            reported_by="staff/leder",
            recorded_by="staff/leder",
        )
        entries.append(Entry(Verb.RECORDED, absent, MONDAY))
    row, key = keyring.new_subject_key("staff", slug)
    state, before = None, FIRST
    with record.connect() as connection:
        connection.execute(QUERIES["keep_key"], key_values(row))
        connection.execute("INSERT INTO staff (slug, roles, units) VALUES (%s, %s, '{ost}')", (slug, [role.value]))
        for sequence, entry in enumerate(entries, 1):
            state = evolve(state, entry)
            line, event_id = encode_entry(entry, sequence, key, bytes([sequence]) * 12), SystemClock().new_id()
            connection.execute(
                "INSERT INTO events (subject_kind, subject_id, sequence, event_id, verb, type, source, fact_id, "
                "happened, recorded, body, sealed_hash, prev_hash, hash) "
                "VALUES ('staff', %s, %s, %s, 'recorded', %s, 'cli', %s, now(), now(), %s, %s, %s, %s)",
                (
                    slug,
                    sequence,
                    event_id,
                    entry.fact.type,
                    entry.fact.id,
                    line.body,
                    line.sealed_hash,
                    before,
                    line.hash(before),
                ),
            )
            before = line.hash(before)
            if line.ciphertext:
                connection.execute("INSERT INTO sealed VALUES (%s, %s, %s)", (event_id, row.key_id, line.ciphertext))
        assert state is not None
        connection.execute(
            "INSERT INTO subjects VALUES ('staff', %s, NULL, NULL, %s, %s, %s, 1, '1', 'p', '{}', now(), now())",
            (slug, len(entries), before, dump_state(state)),
        )


def raised(record: Record) -> list[tuple[str, str, str]]:
    with record.connect() as connection:
        return connection.execute(
            "SELECT duty_key, step, state FROM reminders ORDER BY duty_key, due_date, raised, state DESC, step"
        ).fetchall()


def has_raised(record: Record, count: int) -> bool:
    return len(raised(record)) == count


def outbox(record: Record) -> list[dict[str, Any]]:
    with record.connect() as connection:
        rows = connection.execute("SELECT body FROM outbox ORDER BY id").fetchall()
    return [event for (body,) in rows if (event := orjson.loads(body))["type"].startswith("trygghet.reminder.")]


async def waited(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    async def now() -> bool:
        return await asyncio.to_thread(holds)

    await until(now, seconds)


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


async def test_each_step_is_raised_on_its_day_once_with_its_message(record, make):
    clock = SetClock(MONDAY - timedelta(days=3))
    owe(record, "d1", date(2026, 11, 23))
    async with running(make(clock)):
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


async def test_after_a_time_without_only_the_highest_step_is_raised(record, make):
    owe(record, "d1", date(2026, 11, 10))
    async with running(make(SetClock())):
        await waited(lambda: len(raised(record)) == 4)
    assert [(step, state) for _, step, state in raised(record) if state == "raised"] == [("escalated", "raised")]
    assert sorted(step for _, step, state in raised(record) if state == "skipped") == ["due", "overdue", "soon"]
    assert [message["data"]["step"] for message in outbox(record)] == ["escalated"]


async def test_a_restart_and_a_second_process_raise_nothing_twice(record, make):
    for number in range(30):
        owe(record, f"d{number:02}", date(2026, 11, 23))
    async with running(make(SetClock()), make(SetClock())):
        await waited(lambda: len(raised(record)) == 60)
    async with running(make(SetClock())):
        await asyncio.sleep(0.5)
    assert len(raised(record)) == 60
    assert len(outbox(record)) == 30


async def test_what_waits_for_another_duty_or_no_longer_stands_is_not_reminded_of(record, make):
    owe(record, "waits", date(2026, 11, 23), waiting_for=["clear"])
    owe(record, "over", date(2026, 11, 20), until_date=date(2026, 11, 22))
    owe(record, "ahead", date(2026, 11, 24), from_date=date(2026, 11, 24))
    owe(record, "stands", date(2026, 11, 24))
    async with running(make(SetClock())):
        await waited(lambda: bool(raised(record)))
        await asyncio.sleep(0.2)
    assert raised(record) == [("stands", "soon", "raised")]


async def test_an_outcome_on_the_bus_brings_its_subjects_reminder_at_once(record, make, bus, tmp_path):
    clock = SetClock()
    relay = Relay(record.database, lambda: bus, Settings(data=tmp_path, nats_max_bytes=BYTES), SystemClock(), meters())
    async with running(make(clock), relay):
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


async def test_without_the_bus_the_outbox_is_read_instead(record, make):
    """The relay has numbered it, nothing is on the stream: at the start the record itself is read."""
    owe(record, "d1", date(2026, 12, 30))
    with record.connect() as connection:
        add_outcome(connection, UUID(int=1))
        connection.execute("UPDATE outbox SET feed = 1")
    async with running(make(SetClock())):
        await waited(lambda: position(record) == 1)


async def test_each_missing_weekly_extract_has_its_own_date(record, keyring, make):
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
    async with running(make(SetClock())):
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


def mailed(record: Record) -> int:
    with record.connect() as connection:
        row = connection.execute("SELECT count(*) FROM reminders WHERE mailed IS NOT NULL").fetchone()
    assert row is not None
    return int(row[0])


async def test_what_is_due_today_is_mailed_by_itself_and_says_nothing_of_a_person(record, keyring, make, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    owe(record, "d1", date(2026, 11, 23))
    async with running(make(SetClock(), mailbox)):
        await waited(lambda: mailed(record) == 1)
        await asyncio.sleep(0.2)
    ((address, mail),) = mailbox.mails
    assert address == "k1@example.org"
    assert mail["Subject"] == "Trygghet: et gjøremål har frist i dag"
    assert mail["Message-ID"] == "<d1.2026-11-23.due.k1@example.org>"
    text = mail.get_content()
    assert text.replace("\r\n", "\n") == (
        "T-7K3M-9Q: first call, frist 23. november 2026\n\n"
        "https://desk.example.org/case/T-7K3M-9Q\n\nLogg inn for å se mer.\n"
    )
    assert NAME not in mail.as_string() + text


async def test_before_the_morning_nobody_is_mailed(record, keyring, make, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    owe(record, "d1", date(2026, 11, 23))
    clock = SetClock(datetime(2026, 11, 23, 5, 30, tzinfo=UTC))  # half past six in Norway
    async with running(make(clock, mailbox)):
        await waited(lambda: len(raised(record)) == 2)
        await asyncio.sleep(0.2)
        assert mailbox.mails == []
        clock.at = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
        await waited(lambda: len(mailbox.mails) == 1)


async def test_a_morning_has_one_digest_for_each_person(record, keyring, make, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    staff(record, keyring, "g1", StaffRole.GUIDE)
    for number in range(3):
        owe(record, f"d{number}", date(2026, 11, 26))
    owe(record, "g", date(2026, 11, 25), owner="staff/g1", kind="follow_up")
    clock = SetClock()
    async with running(make(clock, mailbox)):
        await waited(lambda: len(raised(record)) == 4)
        await asyncio.sleep(0.2)
        assert mailbox.mails == []
        clock.at = datetime(2026, 11, 24, 6, 1, tzinfo=UTC)
        await waited(lambda: mailed(record) == 4)
    (digest,) = mailbox.to("k1@example.org")
    assert str(digest["Message-ID"]).startswith("<digest.2026-11-24.k1.")
    assert digest.get_content().count("first call, frist 26. november 2026") == 3
    (other,) = mailbox.to("g1@example.org")
    assert "follow up, frist 25. november 2026" in other.get_content()


async def test_far_over_its_date_the_coordinator_is_told_as_well(record, keyring, make, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    staff(record, keyring, "g1", StaffRole.GUIDE)
    owe(record, "d1", date(2026, 11, 10), owner="staff/g1")
    async with running(make(SetClock(), mailbox)):
        await waited(lambda: mailed(record) == 1)
    assert sorted(address for address, _ in mailbox.mails) == ["g1@example.org", "k1@example.org"]


@pytest.mark.parametrize(
    ("there", "told"),
    [
        ({"k1": StaffRole.COORDINATOR, "k2": StaffRole.COORDINATOR, "l1": StaffRole.LEADER}, ["k2"]),
        ({"k1": StaffRole.COORDINATOR, "l1": StaffRole.LEADER}, ["l1"]),
    ],
)
async def test_when_the_owner_is_away_somebody_else_is_told(record, keyring, make, mailbox, there, told):
    for slug, role in there.items():
        away = (date(2026, 11, 20), date(2026, 11, 27)) if slug == "k1" else None
        staff(record, keyring, slug, role, away)
    owe(record, "d1", date(2026, 11, 23), owner="staff/k1")
    async with running(make(SetClock(), mailbox)):
        await waited(lambda: mailed(record) == 1)
    assert [address for address, _ in mailbox.mails] == [f"{slug}@example.org" for slug in told]


async def test_what_is_done_before_the_mail_goes_is_not_mailed(record, keyring, make, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    owe(record, "d1", date(2026, 11, 26))
    owe(record, "d2", date(2026, 11, 26))
    clock = SetClock()
    async with running(make(clock, mailbox)):
        await waited(lambda: len(raised(record)) == 2)
        with record.connect() as connection:
            connection.execute("DELETE FROM duties WHERE key = 'd1'")
        clock.at = datetime(2026, 11, 24, 6, 1, tzinfo=UTC)
        await waited(lambda: len(mailbox.mails) == 1)
    ((_, mail),) = mailbox.mails
    assert mail.get_content().count("first call") == 1


async def test_a_mail_that_is_postponed_comes_later_under_the_same_id(record, keyring, make, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    staff(record, keyring, "k2", StaffRole.COORDINATOR)
    mailbox.answers["k2@example.org"] = "451 later"
    owe(record, "d1", date(2026, 11, 23))
    async with running(make(SetClock(), mailbox)):
        await waited(lambda: len(mailbox.mails) == 1)
        await asyncio.sleep(0.2)
        assert mailed(record) == 0
        mailbox.answers.clear()
        await waited(lambda: mailed(record) == 1)
    assert sorted((address, mail["Message-ID"]) for address, mail in mailbox.mails) == [
        ("k1@example.org", "<d1.2026-11-23.due.k1@example.org>"),
        ("k2@example.org", "<d1.2026-11-23.due.k2@example.org>"),
    ]


async def test_an_address_that_is_refused_for_good_does_not_hold_the_others(record, keyring, make, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    staff(record, keyring, "k2", StaffRole.COORDINATOR)
    mailbox.answers["k1@example.org"] = "550 nobody"
    owe(record, "d1", date(2026, 11, 23))
    async with running(make(SetClock(), mailbox)):
        await waited(lambda: mailed(record) == 1)
    assert [address for address, _ in mailbox.mails] == ["k2@example.org"]


async def test_the_mail_server_is_away_and_comes_back(record, keyring, make, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    owe(record, "d1", date(2026, 11, 23))
    service = make(SetClock(), mailbox)
    mailbox.controller.stop()
    async with running(service):
        await waited(lambda: len(raised(record)) == 2)
        await asyncio.sleep(0.2)
        mailbox.controller = mailbox.opened()
        mailbox.controller.start()
        await waited(lambda: mailed(record) == 1)
    assert len(mailbox.mails) == 1


async def test_every_mail_stands_in_the_ledger_before_it_leaves(record, keyring, make, mailbox):
    staff(record, keyring, "k1", StaffRole.COORDINATOR)
    owe(record, "d1", date(2026, 11, 23))
    async with running(make(SetClock(), mailbox)):
        await waited(lambda: mailed(record) == 1)
    with record.connect(Role.AUDITOR) as connection:
        entries = connection.execute("SELECT actor, act, subject, detail FROM ledger").fetchall()
    assert entries == [("system/reminders", "mail", "staff/k1", "reminders:1")]


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
