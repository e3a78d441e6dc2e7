"""Which files have been read, kept in the record, so that the same file again is known for what it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.store.queries import QUERIES
from services.store.transaction import transaction_of

Kind = Literal["extract", "search"]

_UNITS = QUERIES["unit_slugs"]
_BEGIN = QUERIES["begin_import"]
_BEGUN = QUERIES["import_begun"]
_FINISH = QUERIES["finish_import"]


@dataclass(frozen=True, slots=True)
class Job:
    """One file for one unit and week. Hashes are keyed: they tell nothing of the file to whoever lacks the key."""

    id: UUID
    unit: str
    week: str
    kind: Kind
    file_hash: str
    name_hash: str
    actor: str


@dataclass(frozen=True, slots=True)
class Begun:
    """When the import of this very file first began, and whether it has been finished."""

    started: datetime
    done: bool


class Imports(Protocol):
    """What the importer needs of the record besides casework."""

    def units(self) -> tuple[str, ...]:
        """The slugs of every unit."""
        ...

    def begin(self, job: Job, rows: int, started: datetime) -> Begun:
        """Note the import, or find the one that was begun before with the same file for the same week."""
        ...

    def finish(self, job: Job, counts: dict[str, int], finished: datetime) -> None:
        """Note that every row has been decided."""
        ...


class RecordedImports:
    """The table `imports`, written as the writer."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]]) -> None:
        self._pool = pool

    def units(self) -> tuple[str, ...]:
        """The slugs of every unit."""
        with self._pool.connection() as connection:
            return tuple(sorted(slug for (slug,) in connection.execute(_UNITS)))

    def begin(self, job: Job, rows: int, started: datetime) -> Begun:
        """Note the import, or find the one that was begun before: two processes with the same file find one."""
        with transaction_of(self._pool) as connection:
            connection.execute(
                _BEGIN,
                (job.id, job.unit, job.week, job.kind, job.file_hash, job.name_hash, rows, started, job.actor),
            )
            found = connection.execute(_BEGUN, (job.id,)).fetchone()
        if found is None:
            raise LookupError("an import that was just noted is not there")
        return Begun(*found)

    def finish(self, job: Job, counts: dict[str, int], finished: datetime) -> None:
        """Note that every row has been decided; an import that is done stays as it was."""
        with transaction_of(self._pool) as connection:
            connection.execute(_FINISH, (orjson.dumps(counts).decode(), finished, job.id))
