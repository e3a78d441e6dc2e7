"""Duties, staff with sealed addresses and a mailbox: what reminders are tried with."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiosmtpd.controller import Controller
from pydantic import SecretStr

from events.catalogue import build
from events.personal import Open
from events.staff import StaffAbsent, StaffAdded
from events.values import Role as StaffRole
from services.clock import SystemClock
from services.reminders.reminders import Reminders
from services.settings import Settings
from services.store.codec import FIRST, dump_state, encode_entry
from services.store.keys import KeyRing, key_values
from services.store.queries import QUERIES
from tests.support.bus import BYTES, meters, until
from tests.support.record import Record
from workflows.outcome import Entry, Verb
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
def make_reminders(record: Record, keyring: KeyRing, bus: str, tmp_path: Path) -> Callable[..., Reminders]:
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
