"""Who has seen a case: the reads of it in the ledger, the latest first; that one looks here stands there too."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.clock import Clock
from services.store.asking import Actor, NotAllowed, NotThere, seeing_as
from services.store.queries import QUERIES
from workflows.access import may

PAGE: Final = 200
_NEWEST: Final = 2**62


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody saw it. `actor` is `staff/k1`, or `system/…`; `act` is read_case, read_hit, read_paper, …; `detail` says
    of what kind it was."""

    number: int
    at: datetime
    actor: str
    act: str
    detail: str | None

    @property
    def personal(self) -> bool:
        """Whether names and numbers were shown."""
        return self.detail is not None and self.detail.endswith("personal")


class WhoRead:
    """The question. Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    def of(self, actor: Actor, ref: str, before: int | None = None) -> tuple[tuple[Read, ...], int | None]:
        """A page of the reads of a case, and where the next begins, None on the last. Raises NotAllowed, NotThere."""
        if not may(actor.member, "see_who_read"):
            raise NotAllowed(actor, "see_who_read")
        asked = {"subject": f"case/{ref}", "before": before or _NEWEST, "most": PAGE + 1}
        with self._pool.connection() as connection, seeing_as(connection, actor):
            row = connection.execute(QUERIES["case_row"], {"ref": ref, "known": None}).fetchone()
            if row is None or not may(actor.member, "see_who_read", row[0]):
                raise NotThere(ref)
            found = connection.execute(QUERIES["case_reads"], asked).fetchall()
            noted = (self._clock.now(), actor.ref, "read_access_log", f"case/{ref}", None)
            connection.execute(QUERIES["note_in_ledger"], noted)
        reads = tuple(Read(*one) for one in found[:PAGE])
        return reads, reads[-1].number if len(found) > PAGE else None
