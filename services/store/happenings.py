"""What has just happened, as far as somebody may see it: by type, case and hour, never by name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.store.asking import Actor, NotThere, seeing_as
from services.store.queries import QUERIES
from workflows.access import may

Pool = ConnectionPool[Connection[TupleRow]]

_LOOKED_THROUGH: Final = 500
"""How many of the newest events are looked through for those of whoever sees whole units."""

_READ: Final = 60
"""Most events read for one answer: what happened many times in a row is told once."""


@dataclass(frozen=True, slots=True)
class Happening:
    """A fact that was recorded. `position` is its place in the record; `times` how often it happened in a row."""

    position: int
    type: str
    subject: str
    verb: str
    recorded: datetime
    times: int = 1


class Happenings:
    """Thread-safe; the pool is that of role reader. That of the writer, who sees every row, is asked how long the
    record is, and nothing else."""

    def __init__(self, pool: Pool, write_pool: Pool) -> None:
        self._pool = pool
        self._write_pool = write_pool

    def latest(self, actor: Actor, most: int) -> tuple[Happening, ...]:
        """The newest first, at most `most`: of the units that the actor sees as a whole, else of their own cases."""
        asked = {
            "units": None if actor.units == "*" else actor.units.split(","),
            "staff": actor.slug,
            "after": self._newest() - _LOOKED_THROUGH,
            "most": _READ,
        }
        query = QUERIES["latest_of_units" if actor.units else "latest_of_own"]
        with self._pool.connection() as connection, seeing_as(connection, actor):
            rows = connection.execute(query, asked).fetchall()
        return tuple(_in_a_row(_seen(actor, rows)))[:most]

    def _newest(self) -> int:
        with self._write_pool.connection() as connection:
            row = connection.execute(QUERIES["newest_position"]).fetchone()
        return int(row[0]) if row is not None else 0

    def sequence_of(self, actor: Actor, ref: str) -> int:
        """How long the log of a case is. Raises NotThere."""
        return self._case(actor, ref)[1]

    def version_of(self, actor: Actor, ref: str) -> str:
        """What changes whenever a case does, or what of it is open to the actor. Raises NotThere."""
        return version_for(actor, ref, *self._case(actor, ref))

    def _case(self, actor: Actor, ref: str) -> tuple[str, int, str | None, Sequence[str]]:
        with self._pool.connection() as connection, seeing_as(connection, actor):
            row = connection.execute(QUERIES["case_version"], {"ref": ref}).fetchone()
        if row is None:
            raise NotThere(ref)
        unit, sequence, policy, people = row
        if not may(actor.member, "see_case", unit, actor.part_in(ref, people)):
            raise NotThere(ref)
        return unit, sequence, policy, people


def version_for(actor: Actor, ref: str, unit: str, sequence: int, policy: str | None, people: Sequence[str]) -> str:
    """What changes whenever a case that the actor sees does, or what of it is open to them."""
    return f"{sequence} {policy} {may(actor.member, 'see_personal', unit, actor.part_in(ref, people))}"


def _seen(actor: Actor, rows: Sequence[TupleRow]) -> Iterator[Happening]:
    for position, kind, name, unit, type_, verb, recorded, people in rows:
        part = actor.part_in(name, people)
        if may(actor.member, "see_case", unit, part) or may(actor.member, "see_overview", unit):
            yield Happening(position, type_, f"{kind}/{name}", verb, recorded)


def _in_a_row(found: Iterable[Happening]) -> Iterator[Happening]:
    """Seventeen rows of one extract are one thing that happened."""
    last: Happening | None = None
    for one in found:
        if last is not None and (one.type, one.verb) == (last.type, last.verb) and _alike(one, last):
            last = replace(last, times=last.times + 1)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _alike(one: Happening, other: Happening) -> bool:
    """The same subject, or the same moment: one file, one transaction."""
    return one.subject == other.subject or one.recorded == other.recorded
