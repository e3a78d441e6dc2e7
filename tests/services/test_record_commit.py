"""A commit that was lost is always heard of: whoever believes that something is kept can believe it."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import datetime

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from services.casework.casework import OUTAGES
from services.casework.ticking import drop_without_case
from services.store import erase as erasing
from services.store.asking import operator, seeing_as
from services.store.connect import Role
from services.store.erase import erase
from services.store.keys import epochs_in
from services.store.queries import QUERIES
from services.store.session import Session
from services.store.transaction import transaction, transaction_of
from tests.support.happenings import NOW, hearing, row, someone
from tests.support.office import Office
from tests.support.record import Record
from tests.support.writing import ref

Block = Callable[[Record], AbstractContextManager[Connection[TupleRow]]]


def struck(record: Record, connection: Connection[TupleRow]) -> None:
    """The server ends the session, and whoever holds the connection has noticed but goes on."""
    with psycopg.connect(record.superuser_dsn) as superuser:
        superuser.execute("SELECT pg_terminate_backend(%s)", [connection.info.backend_pid])
    with suppress(psycopg.OperationalError):
        connection.execute("SELECT 1")
    assert connection.closed


def note(connection: Connection[TupleRow], act: str) -> None:
    connection.execute(QUERIES["note_in_ledger"], (NOW, "system/cli", act, None, None))


def noted(record: Record) -> list[str]:
    with psycopg.connect(record.superuser_dsn) as connection:
        return [act for (act,) in connection.execute("SELECT act FROM trygghet.ledger ORDER BY id").fetchall()]


def lost(record: Record, block: AbstractContextManager[Connection[TupleRow]]) -> None:
    with block as connection:
        note(connection, "lost")
        struck(record, connection)


@contextmanager
def of_a_session(record: Record) -> Iterator[Connection[TupleRow]]:
    session = Session(record.database, Role.WRITER)
    with closing(session), session.transaction() as connection:
        yield connection


@contextmanager
def of_a_connection(record: Record) -> Iterator[Connection[TupleRow]]:
    with closing(record.connect()) as own, transaction(own) as connection:
        yield connection


@contextmanager
def of_who_asks(record: Record) -> Iterator[Connection[TupleRow]]:
    with closing(record.connect()) as own, seeing_as(own, operator("ola")) as connection:
        yield connection


@pytest.mark.parametrize("block", [of_a_session, of_a_connection, of_who_asks])
def test_a_block_whose_connection_was_closed_in_it_raises(record: Record, block: Block) -> None:
    with pytest.raises(psycopg.OperationalError):
        lost(record, block(record))
    with block(record) as connection:
        note(connection, "kept")
    assert noted(record) == ["kept"]


def test_so_does_a_block_of_a_pool(record: Record) -> None:
    with record.database.pool(Role.WRITER, 1) as pool:
        with pytest.raises(psycopg.OperationalError):
            lost(record, transaction_of(pool))
        with transaction_of(pool) as connection:
            note(connection, "kept")
    assert noted(record) == ["kept"]


def stood_still(block: AbstractContextManager[Connection[TupleRow]]) -> None:
    """As a process that was stopped in its transaction for too long, or whose server was, finds it."""
    with block as connection:
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = '20ms'")
        note(connection, "lost")
        time.sleep(0.2)
        note(connection, "too late")


@pytest.mark.parametrize("block", [of_a_session, of_a_connection, of_who_asks])
def test_a_transaction_that_stood_still_for_too_long_is_an_outage(record: Record, block: Block) -> None:
    with pytest.raises(psycopg.OperationalError):
        stood_still(block(record))
    assert noted(record) == []


def ended(block: AbstractContextManager[Connection[TupleRow]]) -> None:
    with block as connection:
        assert not connection.closed
        raise psycopg.errors.IdleInTransactionSessionTimeout


@pytest.mark.parametrize("block", [of_a_session, of_a_connection, of_who_asks])
def test_also_where_the_connection_has_not_noticed_yet_that_it_is_closed(record: Record, block: Block) -> None:
    """On a machine with much to do the server's last word is read before the end of the session is."""
    with pytest.raises(psycopg.OperationalError):
        ended(block(record))


def test_so_it_is_in_a_pool(record: Record) -> None:
    with record.database.pool(Role.WRITER, 1) as pool, pytest.raises(psycopg.OperationalError):
        stood_still(transaction_of(pool))
    assert noted(record) == []


def test_a_session_works_on_after_it(record: Record) -> None:
    session = Session(record.database, Role.WRITER)
    with pytest.raises(psycopg.OperationalError):
        lost(record, session.transaction())
    with session.transaction() as connection:
        note(connection, "kept")
    session.close()
    assert noted(record) == ["kept"]


def test_no_epoch_is_destroyed_when_the_commit_of_an_erasure_was_lost(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    with record.connect(Role.ERASER) as connection:

        def struck_at_the_end(*_: object) -> int:
            struck(record, connection)
            return 2

        monkeypatch.setattr(erasing, "_wrap_anew", struck_at_the_end)
        with pytest.raises(psycopg.OperationalError):
            erase(connection, record.keyring, f"case/{ref(1)}", actor="system/operator:x", at=NOW, why="retention")
    assert epochs_in(record.secrets) == (1, 2)
    assert "erased" not in noted(record)


def test_what_the_clock_drops_is_dropped_or_heard_of(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert office.one(hearing("404")).outcome == "no_case"
    office.one(row(someone(1)))
    office.clock.forward(days=40)

    def dropped_and_struck(connection: Connection[TupleRow], now: datetime) -> int:
        count = drop_without_case(connection, now)
        struck(office.record, connection)
        return count

    monkeypatch.setattr("services.casework.casework.drop_without_case", dropped_and_struck)
    with pytest.raises(OUTAGES):
        office.casework.tick(office.clock.now())
    monkeypatch.undo()
    assert office.casework.tick(office.clock.now()).dropped == 1


def test_a_session_that_was_ended_while_it_lay_in_the_pool_is_given_to_nobody(record: Record) -> None:
    with record.database.pool(Role.READER, size=1) as pool:
        with pool.connection() as connection:
            ended = connection.info.backend_pid
        with psycopg.connect(record.superuser_dsn) as superuser:
            superuser.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])
        with pool.connection() as connection:
            assert connection.execute("SELECT pg_backend_pid()").fetchone() != (ended,)
