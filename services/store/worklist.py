"""What lies with somebody to do: a row a case, or a row a duty, in piles by how it presses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.store.answers import DutyLine
from services.store.asking import Actor, NotAllowed, seeing_as
from services.store.codec import load_state
from services.store.queries import QUERIES
from services.store.read import standing
from workflows.access import may
from workflows.case import Case

Pile = Literal["overdue", "today", "week", "later", "waiting"]

PILES: Final[tuple[Pile, ...]] = ("overdue", "today", "week", "later", "waiting")
"""overdue: past its day; today; week: by Sunday; later; waiting: for somebody else to do something first."""

ASKED: Final = ("ask_clearance_again", "await_guide", "await_holder")
"""Somebody has been asked: until the day on which they are to be reminded it waits for them, and is nobody's work."""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One thing to do. `more` are the other duties of the same subject that lie with the same person; `case` is None
    where it is a unit's or a member of staff's; `cause` is the fact behind it, by type, and when it happened."""

    pile: Pile
    duty: DutyLine
    more: int
    case: Case | None
    cause: tuple[str, datetime] | None

    @property
    def ref(self) -> str:
        """`T-…`, or the slug of a unit or a member of staff."""
        return self.duty.subject.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Worklist:
    """The first rows of each pile, and how many there are in all."""

    rows: tuple[WorkRow, ...]
    counts: Mapping[Pile, int]

    def pile(self, pile: Pile) -> tuple[WorkRow, ...]:
        """The rows of a pile."""
        return tuple(row for row in self.rows if row.pile == pile)


def owners_of(actor: Actor) -> tuple[str, ...]:
    """How duties name an actor as their owner: by themselves, and by each role in each of their units (R39)."""
    queues = (f"{role.value}@{unit}" for role in sorted(actor.member.roles) for unit in sorted(actor.member.units))
    return (actor.ref, *queues)


class Worklists:
    """The question what lies with somebody. Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]]) -> None:
        self._pool = pool

    def of(
        self, actor: Actor, today: date, *, each: bool = False, pile: Pile | None = None, after: int = 0, most: int = 25
    ) -> Worklist:
        """What lies with the actor on the day `today`, the first due first in each pile.

        `each`: a row a duty, else a row a case, with what presses most. `pile`: only that one, from its row `after` on.
        At most `most` rows of a pile. Raises NotAllowed.
        """
        if not may(actor.member, "see_duties"):
            raise NotAllowed(actor, "see_duties")
        asked = {
            "owners": list(owners_of(actor)),
            "today": today,
            "week_end": today + timedelta(days=6 - today.weekday()),
            "each": each,
            "asked": list(ASKED),
            "pile": pile,
            "after": after,
            "most": most,
        }
        with self._pool.connection() as connection, seeing_as(connection, actor):
            counts: dict[Pile, int] = dict(connection.execute(QUERIES["work_piles"], asked).fetchall())
            rows = connection.execute(QUERIES["work_rows"], asked, binary=True).fetchall()
        seen = (row for row in rows if _may_see(actor, row))
        return Worklist(tuple(_row(row, today) for row in seen), {one: counts.get(one, 0) for one in PILES})


def _may_see(actor: Actor, row: TupleRow) -> bool:
    subject, unit, owner, people = row[2], row[3], row[6], row[14]
    return owner == actor.ref or may(actor.member, "see_duties", unit, actor.part_in(subject, people))


def _row(row: TupleRow, today: date) -> WorkRow:
    pile, more, subject, unit, kind, party, owner, start, due, until, rules, caused_by, cleared_by, waiting = row[:14]
    state, type_, happened = row[15:]
    duty = DutyLine(
        subject, unit, kind, party, owner, start, due, until, tuple(rules), caused_by, tuple(cleared_by),
        tuple(waiting), standing(start, due, waiting, today),
    )  # fmt: skip
    case = load_state("case", bytes(state)) if subject.startswith("case/") and state is not None else None
    cause = (type_, happened) if type_ is not None else None
    return WorkRow(pile, duty, more, case if isinstance(case, Case) else None, cause)
