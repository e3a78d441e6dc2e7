"""What is coming in the cases that somebody sees: dates in court, conversations, the contact agreed next.

It reads the open cases of a unit, which its people limit, and of closed ones those of which a date in court was told
lately: never all that there ever were.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.clock import Clock
from services.store.asking import Actor, NotAllowed, seeing_as
from services.store.codec import load_state
from services.store.queries import QUERIES
from workflows.access import may
from workflows.case import Case
from workflows.chart import PHASES
from workflows.workdays import day_of

Kind = Literal["hearing", "conversation", "contact"]

_TOLD_WITHIN: Final = timedelta(days=730)
"""A date in court that is still ahead was told, or moved, within this."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One entry; `at` is the hour, where one is known. Of a hearing: the court, what kind, whether the participant is
    to attend. `staff` is the guide or who holds the conversation. A closed case has nothing else (R136)."""

    kind: Kind
    on: date
    at: datetime | None
    case: Case
    staff: str | None = None
    court: str | None = None
    hearing: str | None = None
    attends: str | None = None

    @property
    def ref(self) -> str:
        """`T-…`."""
        return self.case.subject.removeprefix("case/")


class Calendar:
    """The question. Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    def of(self, actor: Actor, first: date, last: date) -> tuple[Coming, ...]:
        """What comes from `first` to `last`, in its order. Raises NotAllowed."""
        if not may(actor.member, "see_case"):
            raise NotAllowed(actor, "see_case")
        asked = {
            "staff": actor.slug,
            "phases": [phase for phase in PHASES if phase != "closed"],
            "since": self._clock.now() - _TOLD_WITHIN,
        }
        with self._pool.connection() as connection, seeing_as(connection, actor):
            rows = connection.execute(QUERIES["calendar_open"], asked, binary=True).fetchall()
            rows += connection.execute(QUERIES["calendar_closed"], asked, binary=True).fetchall()
        cases = (
            load_state("case", bytes(state))
            for ref, unit, people, state in rows
            if may(actor.member, "see_case", unit, actor.part_in(ref, people))
        )
        found = [one for case in cases if isinstance(case, Case) and not case.void for one in _coming(case)]
        within = (one for one in found if first <= one.on <= last)
        return tuple(sorted(within, key=lambda one: (one.on, one.at is None, one.at or self._clock.now(), one.ref)))


def _coming(case: Case) -> Iterator[Coming]:
    for one in case.hearings:
        if not one.cancelled:
            yield Coming(
                "hearing", day_of(one.starts_at), one.starts_at, case, None, one.court, one.kind, one.attends.value
            )
    if not case.is_open:
        return
    period = case.period
    guide = period.guide.staff if period.guide is not None else None
    if period.held is None and period.appointments.on is not None:
        holder = period.holder.staff if period.holder is not None else guide
        yield Coming("conversation", period.appointments.on, None, case, holder)
    if period.next_agreed_on is not None:
        yield Coming("contact", period.next_agreed_on, None, case, guide)
