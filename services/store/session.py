"""One connection for a service that works by itself: made when needed, made again after an outage."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from services.store.connect import Database, Role
from services.store.transaction import transaction


class Session:
    """The connection of one thread. After a fault of the connection the next use makes a new one."""

    def __init__(
        self,
        database: Database,
        role: Role,
        prepare: Callable[[Connection[TupleRow]], None] = lambda _: None,
    ) -> None:
        """`prepare` is run on every new connection (LISTEN, an advisory lock of the session), outside a transaction."""
        self._database = database
        self._role = role
        self._prepare = prepare
        self._connection: Connection[TupleRow] | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection[TupleRow]]:
        """One transaction: committed at the end of the block, rolled back by an exception.

        Raises what `Database.connect` raises, and psycopg.OperationalError when the database goes away, also where only
        the commit was lost.
        """
        connection = self.connection()
        try:
            with transaction(connection):
                yield connection
        except psycopg.OperationalError:
            self.close()
            raise

    def connection(self) -> Connection[TupleRow]:
        """The connection itself, in autocommit between transactions: for LISTEN."""
        if self._connection is None or self._connection.closed:
            connection = self._database.connect(self._role)
            try:
                connection.autocommit = True
                self._prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def close(self) -> None:
        """Give the connection back to the server; the next use makes a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
