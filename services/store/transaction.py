"""A transaction whose end is never silent: what has not been committed raises, and a lost session reads as one.

psycopg ends the block of a transaction, and that of a pool, without a word where the connection has been closed in it.
And a session that the server ends because its transaction stood still (the process was stopped, or the server was)
raises an error of the class of our own mistakes (25P03): here it is an outage, as every other lost session.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import Connection, errors
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

_STOOD_STILL: Final = (errors.IdleInTransactionSessionTimeout, errors.TransactionTimeout)
"""The server has ended the session; the connection may not have noticed yet that it is closed."""


@contextmanager
def transaction(connection: Connection[TupleRow]) -> Iterator[Connection[TupleRow]]:
    """One transaction (within another: a savepoint), committed at the end of the block, rolled back by an exception.

    Raises psycopg.OperationalError where the connection has been closed in the block: nothing was committed.
    """
    with _lost_is_an_outage(connection), connection.transaction():
        yield connection
        if connection.closed:
            raise psycopg.OperationalError("the connection was closed before the commit")


@contextmanager
def transaction_of(pool: ConnectionPool[Connection[TupleRow]]) -> Iterator[Connection[TupleRow]]:
    """A connection of the pool for one transaction, as `transaction`. Raises psycopg_pool.PoolTimeout too."""
    with pool.connection() as connection, _lost_is_an_outage(connection):
        yield connection
        connection.commit()


@contextmanager
def _lost_is_an_outage(connection: Connection[TupleRow]) -> Iterator[None]:
    try:
        yield
    except (psycopg.InternalError, psycopg.InterfaceError) as fault:
        if connection.closed or isinstance(fault, _STOOD_STILL):
            raise psycopg.OperationalError("the server has ended the session") from fault
        raise
