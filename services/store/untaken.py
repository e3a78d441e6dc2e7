"""What was refused, waits or has no case yet, a page at a time, the newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.store.answers import NotTaken
from services.store.asking import Actor, NotAllowed, seeing_as
from services.store.queries import QUERIES
from services.store.read import reasons_of
from workflows.access import may

Kind = Literal["open", "refused", "waiting", "no_case"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""open: somebody owes an answer, or it may still be taken; the others by outcome, answered or not."""

PAGE: Final = 30


@dataclass(frozen=True, slots=True)
class UntakenPage:
    """One page; `after` asks for the next, None on the last."""

    rows: tuple[NotTaken, ...]
    after: str | None


class Untaken:
    """The question. Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]]) -> None:
        self._pool = pool

    def of(self, actor: Actor, kind: Kind = "open", after: str = "") -> UntakenPage:
        """A page of it, of the units that the actor answers for. Raises NotAllowed."""
        if not may(actor.member, "answer_refusal"):
            raise NotAllowed(actor, "answer_refusal")
        moment, _, name = after.partition("_")
        asked = {
            "outcomes": ["refused", "waiting", "no_case"] if kind == "open" else [kind],
            "open": kind == "open",
            "before": _moment(moment),
            "name": name,
            "most": PAGE + 1,
        }
        with self._pool.connection() as connection, seeing_as(connection, actor):
            found = connection.execute(QUERIES["untaken_page"], asked).fetchall()
        rows = tuple(_line(row) for row in found[:PAGE] if may(actor.member, "answer_refusal", row[5]))
        last = found[PAGE - 1] if len(found) > PAGE else None
        return UntakenPage(rows, f"{last[6].isoformat()}_{last[0]}:{last[1]}" if last is not None else None)


def _line(row: TupleRow) -> NotTaken:
    source, fact_id, type_, outcome, subject, unit, received, decided, answer, _people, owed, *answered = row
    reasons = reasons_of(answer)
    return NotTaken(source, fact_id, type_, outcome, subject, unit, received, decided, reasons, owed, *answered)


def _moment(text: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        return "infinity"
