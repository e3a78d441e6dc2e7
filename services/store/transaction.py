"""A transaction whose end is never silent: what has not been committed raises.

psycopg ends the block of a transaction, and that of a pool, without a word where the connection has been closed in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool


@contextmanager
def transaction(connection: Connection[TupleRow]) -> Iterator[Connection[TupleRow]]:
    """One transaction (within another: a savepoint), committed at the end of the block, rolled back by an exception.

    Raises psycopg.OperationalError where the connection has been closed in the block: nothing was committed.
    """
    with connection.transaction():
        yield connection
        if connection.closed:
            raise psycopg.OperationalError("the connection was closed before the commit")


@contextmanager
def transaction_of(pool: ConnectionPool[Connection[TupleRow]]) -> Iterator[Connection[TupleRow]]:
    """A connection of the pool for one transaction, as `transaction`. Raises psycopg_pool.PoolTimeout too."""
    with pool.connection() as connection:
        yield connection
        connection.commit()
