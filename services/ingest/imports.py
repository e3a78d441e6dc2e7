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
_NOTE = QUERIES["note_in_ledger"]


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
    purpose: str | None = None


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

    def begun(self, job: Job) -> Begun | None:
        """The import of the same file for the same week, where there was one."""
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

    def begun(self, job: Job) -> Begun | None:
        """The import of the same file for the same week, where there was one."""
        with self._pool.connection() as connection:
            found = connection.execute(_BEGUN, (job.id,)).fetchone()
        return None if found is None else Begun(*found)

    def begin(self, job: Job, rows: int, started: datetime) -> Begun:
        """Note the import, or find the one that was begun before: two processes with the same file find one."""
        with transaction_of(self._pool) as connection:
            if job.purpose is not None:  # each search is in the ledger before a row of it is read into the record (R43)
                told = f"{job.week} {job.id}: {job.purpose}"
                connection.execute(_NOTE, (started, job.actor, "search", f"unit/{job.unit}", told))
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


class OnlyLookedAt:
    """What is known of imports, for one that is only tried: nothing is noted."""

    def __init__(self, imports: Imports) -> None:
        self._imports = imports

    def units(self) -> tuple[str, ...]:
        """The slugs of every unit."""
        return self._imports.units()

    def begun(self, job: Job) -> Begun | None:
        """The import of the same file for the same week, where there was one."""
        return self._imports.begun(job)

    def begin(self, job: Job, rows: int, started: datetime) -> Begun:
        """The import of the same file if there was one, else one that begins now."""
        return self.begun(job) or Begun(started, done=False)

    def finish(self, job: Job, counts: dict[str, int], finished: datetime) -> None:
        """Nothing: it was not done."""
