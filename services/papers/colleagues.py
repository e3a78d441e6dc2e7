"""What colleagues are called: names of staff, opened once and kept until somebody is added or changed."""

from threading import Lock
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.staff import StaffAdded, StaffChanged
from services.papers.working import Worker, workers_of
from services.store.codec import decode_entry, open_values
from services.store.keys import KeyRing, KeyRow
from services.store.queries import QUERIES
from services.store.transaction import transaction
from workflows.outcome import Entry


class Colleagues:
    """Everybody who works here, by slug. Thread-safe; the pool is that of role reader.

    Whoever works in the programme may know what a colleague is called; nothing of a case is read.
    """

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing) -> None:
        self._pool = pool
        self._keyring = keyring
        self._lock = Lock()
        self._seen: tuple[Any, ...] | None = None
        self._workers: dict[str, Worker] = {}

    def all(self) -> dict[str, Worker]:
        """The members of staff, those who have left too. Raises KeyMissing."""
        with self._lock, self._pool.connection() as connection, transaction(connection):
            connection.execute(QUERIES["see_as"], {"units": "", "staff": "-"})
            newest = connection.execute(QUERIES["staff_newest"]).fetchone()
            if newest != self._seen:
                types = [StaffAdded.TYPE, StaffChanged.TYPE]
                rows = connection.execute(QUERIES["staff_told"], {"types": types}).fetchall()
                self._workers, self._seen = workers_of(self._entry(row) for row in rows), newest
            return self._workers

    def _entry(self, row: TupleRow) -> Entry:
        name, sequence, type_, body, ciphertext, key_id, epoch, wrapped = row
        values: list[Any] | None = None
        if ciphertext is not None and key_id is not None:
            key = self._keyring.open_key(KeyRow("staff", name, key_id, epoch, bytes(wrapped)))
            values = open_values(key, f"staff/{name}", sequence, type_, bytes(ciphertext))
        return decode_entry(bytes(body), values)
