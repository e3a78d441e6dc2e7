"""The ledger is chained in the order of commits, signed, published, and whoever tampers with it is found."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from psycopg import Connection

from services.audit.audit import HEAD, Audit
from services.audit.chain import Broken, Head, Link, broken, links
from services.clock import SystemClock
from services.store.connect import Role
from services.store.keys import KeyRing
from services.store.ledger import LedgerEntry, head_message
from tests.support.bus import meters, running, until
from tests.support.record import Record

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def keyring(tmp_path: Path) -> KeyRing:
    return KeyRing.make(tmp_path / "keys", SystemClock())


@pytest.fixture
def writer(record: Record) -> Iterator[Connection]:
    connection = record.connect(Role.WRITER)
    yield connection
    connection.close()


def note(connection: Connection, act: str) -> None:
    connection.execute(
        "INSERT INTO ledger (at, actor, act, subject, detail) VALUES (%s, 'staff/k1', %s, 'case/T-7K3M-9Q', NULL)",
        (NOW, act),
    )


@pytest.fixture
def audit(record: Record, keyring: KeyRing) -> Iterator[Callable[..., Audit]]:
    made: list[Audit] = []

    def make(**about: Any) -> Audit:
        made.append(Audit(record.database, keyring, SystemClock(), meters(), **about))
        return made[-1]

    yield make
    for each in made:
        each.close()


def chained(record: Record) -> list[tuple[Link, LedgerEntry | None]]:
    with record.connect(Role.AUDITOR) as connection:
        rows = connection.execute(
            "SELECT c.no, c.ledger_id, c.hash, l.id, l.at, l.actor, l.act, l.subject, l.event_hash, l.detail "
            "FROM ledger_chain c LEFT JOIN ledger l ON l.id = c.ledger_id ORDER BY c.no"
        ).fetchall()
    return [(Link(*row[:3]), LedgerEntry(*row[3:]) if row[3] is not None else None) for row in rows]


def heads(record: Record) -> list[Head]:
    with record.connect(Role.AUDITOR) as connection:
        return [
            Head(*row) for row in connection.execute("SELECT no, hash, signature, at FROM ledger_heads ORDER BY no")
        ]


def acts(record: Record) -> list[str]:
    return [entry.act for _, entry in chained(record) if entry]


def test_what_is_committed_is_chained_and_signed_and_holds(record, keyring, writer, audit):
    for number in range(5):
        note(writer, f"read.{number}")
    writer.commit()
    assert audit().work() == 5
    assert [link.no for link, _ in chained(record)] == [1, 2, 3, 4, 5]
    (head,) = heads(record)
    assert (head.no, head.hash) == (5, chained(record)[-1][0].hash)
    assert list(broken(chained(record), heads(record), keyring.ledger_public_key)) == []


def test_a_late_commit_is_chained_after_those_that_were_faster(record, keyring, writer, audit):
    note(writer, "late")
    with record.connect(Role.WRITER) as other:
        for number in range(3):
            note(other, f"fast.{number}")
    service = audit()
    assert [service.work() for _ in range(4)] == [3, 0, 0, 0]
    writer.commit()
    assert service.work() == 1
    assert acts(record) == ["fast.0", "fast.1", "fast.2", "late"]
    assert list(broken(chained(record), heads(record), keyring.ledger_public_key)) == []


def test_what_is_settled_is_not_looked_at_again(record, keyring, writer, audit):
    service = audit()
    for number in range(4):
        note(writer, f"read.{number}")
        writer.commit()
        service.work()
    service.work()
    service.work()
    assert service._floor == 4


def test_two_sequencers_make_one_chain(record, keyring, writer, audit):
    first, second = audit(), audit()
    for number in range(20):
        note(writer, f"read.{number}")
        writer.commit()
        (first if number % 2 else second).work()
    assert acts(record) == [f"read.{number}" for number in range(20)]
    assert list(broken(chained(record), heads(record), keyring.ledger_public_key)) == []


def test_a_head_is_signed_after_so_many_entries_or_so_long(record, keyring, writer, audit):
    service = audit(sign_after_entries=10)
    signed = []
    for number in range(25):
        note(writer, f"read.{number}")
        writer.commit()
        service.work()
        signed.append(len(heads(record)))
    assert [head.no for head in heads(record)] == [1, 11, 21]
    soon = audit(sign_after=timedelta(0))
    soon.work()
    assert [head.no for head in heads(record)] == [1, 11, 21, 25]


def test_a_signed_head_goes_out_for_others_to_keep(record, keyring, writer, audit):
    note(writer, "read")
    writer.commit()
    audit().work()
    with record.connect(Role.WRITER) as connection:
        ((subject, body),) = connection.execute("SELECT nats_subject, body FROM outbox").fetchall()
    event = orjson.loads(body)
    assert (subject, event["type"]) == ("trygghet.cases.any.none.head", HEAD)
    told = event["data"]
    head = Head(
        told["no"], bytes.fromhex(told["hash"]), bytes.fromhex(told["signature"]), datetime.fromisoformat(event["time"])
    )
    assert list(broken(chained(record), [head], bytes.fromhex(told["public_key"]))) == []


async def test_it_runs_by_itself_and_signs_what_is_left_when_it_stops(record, keyring, writer, audit):
    note(writer, "first")
    writer.commit()
    async with running(audit()):

        async def both() -> bool:
            return len(await asyncio.to_thread(chained, record)) == 2

        note(writer, "second")
        writer.commit()
        await until(both)
    assert heads(record)[-1].no == 2


async def test_the_database_is_away_and_comes_back(record, keyring, writer, audit):
    async with running(audit()):
        note(writer, "first")
        writer.commit()
        await until(lambda: counted(record, 1))
        with psycopg.connect(record.superuser_dsn, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE usename = 'trygghet_auditor' AND datname = current_database()"
            )
        note(writer, "second")
        writer.commit()
        await until(lambda: counted(record, 2))
    assert list(broken(chained(record), heads(record), keyring.ledger_public_key)) == []


async def counted(record: Record, number: int) -> bool:
    return len(await asyncio.to_thread(chained, record)) == number


def by_force(record: Record, table: str, statement: str) -> None:
    """As somebody would who owns the database server."""
    with psycopg.connect(record.superuser_dsn) as connection:
        connection.execute(f"ALTER TABLE trygghet.{table} DISABLE TRIGGER only_added_to")
        connection.execute(statement)
        connection.execute(f"ALTER TABLE trygghet.{table} ENABLE TRIGGER only_added_to")


@pytest.mark.parametrize(
    ("table", "statement", "found"),
    [
        ("ledger", "UPDATE trygghet.ledger SET actor = 'staff/k2' WHERE act = 'read.2'", Broken("changed", 3)),
        ("ledger", "DELETE FROM trygghet.ledger WHERE act = 'read.2'", Broken("missing", 3)),
        ("ledger_chain", "DELETE FROM trygghet.ledger_chain WHERE no = 3", Broken("missing", 3)),
        ("ledger_chain", "DELETE FROM trygghet.ledger_chain WHERE no > 3", Broken("cut_off", 5)),
        ("ledger_heads", "UPDATE trygghet.ledger_heads SET at = now()", Broken("wrong_signature", 5)),
    ],
)
def test_who_tampers_is_found(record, keyring, writer, audit, table, statement, found):
    for number in range(5):
        note(writer, f"read.{number}")
    writer.commit()
    audit().work()
    by_force(record, table, statement)
    assert found in list(broken(chained(record), heads(record), keyring.ledger_public_key))


def test_a_chain_computed_anew_is_found_by_the_head_that_somebody_kept(keyring):
    entries = [LedgerEntry(n, NOW, "staff/k1", f"read.{n}", None, None, None) for n in range(1, 4)]
    true = list(links(entries, None))
    kept = Head(3, true[-1].hash, keyring.sign(head_message(3, true[-1].hash, NOW)), NOW)
    forged = [replace(entries[0], actor="staff/k2"), *entries[1:]]
    anew = list(zip(links(forged, None), forged, strict=True))
    assert list(broken(anew, [kept], keyring.ledger_public_key)) == [Broken("not_the_signed_one", 3)]
    assert list(broken(zip(true, entries, strict=True), [kept], keyring.ledger_public_key)) == []


def test_the_services_cannot_change_the_ledger(record, writer):
    note(writer, "read")
    writer.commit()
    for role in (Role.WRITER, Role.AUDITOR, Role.REMINDERS):
        with record.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE ledger SET actor = 'staff/k2'")
