"""The cases that somebody sees, a page at a time, and searching among them; nothing of it grows with their number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, get_args

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.refs import read_case_ref
from services.clock import Clock
from services.store.asking import Actor, NotAllowed, seeing_as
from services.store.codec import load_state
from services.store.keys import KeyRing, normal_form
from services.store.queries import QUERIES
from workflows.access import may
from workflows.case import Case
from workflows.chart import PHASES

Choice = Literal["open", "detected", "assessed", "conversation", "guided", "reopened", "closed", "overdue", "mine"]

CHOICES: Final[tuple[Choice, ...]] = get_args(Choice)
"""open: every phase but the last; overdue: something is past its day; mine: open, and the actor has a part in it."""

PAGE: Final = 50
CAP: Final = 1_000
"""Where counting stops."""

Match = Literal["reference", "person", "report", "phone", "name"]

_OPEN: Final = tuple(phase for phase in PHASES if phase != "closed")
_SHORTEST: Final[Mapping[Match, int]] = {"person": 11, "report": 5, "phone": 8, "name": 2}
"""Fewer characters than these, in the form in which they are compared, are none."""


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case in a list: nothing in it tells who it is about. Counts are of duties that stand on the day asked for.

    `matched` tells by what it was found, where it was searched for.
    """

    ref: str
    unit: str
    case: Case
    opened: datetime
    duties: int
    overdue: int
    next_due: date | None
    matched: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """One page. `after` asks for the next, None on the last; `counts` end at CAP; `units` are those seen as a whole."""

    rows: tuple[ListedCase, ...]
    after: str | None
    counts: Mapping[Choice, int]
    units: Mapping[str, str]


class Listing:
    """The questions. Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing, clock: Clock) -> None:
        self._pool = pool
        self._keyring = keyring
        self._clock = clock

    def of(
        self, actor: Actor, today: date, chosen: Choice = "open", *, unit: str | None = None, after: str = ""
    ) -> Listed:
        """A page of the cases that the actor sees: the newest first, those overdue by their day.

        `after` is what the page before said; what is none begins at the first. Raises NotAllowed.
        """
        _require(actor, "see_overview", "see_case")
        phases = [chosen] if chosen in PHASES else list(_OPEN)
        asked: dict[str, Any] = {
            "staff": actor.slug, "unit": unit, "today": today, "phases": phases, "own": chosen == "mine",
            "most": PAGE + 1, "cap": CAP,
        }  # fmt: skip
        moment, _, ref = after.partition("_")
        with self._pool.connection() as connection, seeing_as(connection, actor):
            units: dict[str, str] = dict(connection.execute(QUERIES["listed_units"]).fetchall())
            counted = connection.execute(QUERIES["listed_counts"], {**asked, "phases": list(PHASES)}).fetchall()
            if chosen == "overdue":
                key = {"after": _day(moment), "ref": ref}
                found = connection.execute(QUERIES["listed_overdue"], {**asked, **key}).fetchall()
            else:
                key = {"before": _moment(moment), "ref": ref}
                found = connection.execute(QUERIES["listed_newest"], {**asked, **key}).fetchall()
            rows = _rows(connection, actor, [ref for ref, _ in found[:PAGE]], today)
        more = found[PAGE - 1] if len(found) > PAGE else None
        told = {name: min(count, CAP) for name, count in counted}
        told["open"] = min(sum(told.get(phase, 0) for phase in _OPEN), CAP)
        counts: dict[Choice, int] = {choice: told.get(choice, 0) for choice in CHOICES}
        return Listed(rows, f"{more[1]}_{more[0]}" if more is not None else None, counts, units)

    def search(self, actor: Actor, today: date, words: str) -> tuple[ListedCase, ...]:
        """The cases among those that the actor sees with this reference, report number, national or police number,
        telephone number or whole name, PAGE at most.

        That it was searched, by what and with how many hits, and each hit, is in the ledger before they leave; what was
        typed is not. Raises NotAllowed.
        """
        _require(actor, "find_case")
        matched: dict[str, tuple[Match, ...]] = {}
        tokens = {kind: self._keyring.index_token(kind, words) for kind in _kinds(words)}
        asked = {"kinds": list(tokens), "tokens": list(tokens.values()), "most": PAGE}
        with self._pool.connection() as connection, seeing_as(connection, actor):
            if (ref := _reference(words)) is not None:
                matched[ref] = ("reference",)
            found = connection.execute(QUERIES["found_by"], asked).fetchall() if tokens else []
            matched |= {ref: tuple(kinds) for ref, kinds in found}
            rows = tuple(
                row
                for row in _rows(connection, actor, list(matched), today, matched)
                if may(actor.member, "find_case", row.unit)
            )
            now = self._clock.now()
            told = ", ".join(dict.fromkeys(kind for row in rows for kind in row.matched))
            detail = f"{len(rows)} cases{f' by {told}' if told else ''}"
            connection.execute(QUERIES["note_in_ledger"], (now, actor.ref, "searched", None, detail))
            for row in rows:
                by = "by " + ", ".join(row.matched)
                connection.execute(QUERIES["note_in_ledger"], (now, actor.ref, "read_hit", f"case/{row.ref}", by))
        return rows


def _kinds(words: str) -> tuple[Match, ...]:
    """What it may be that was typed."""
    digits = normal_form("person", words)
    found: list[Match] = []
    for kind, shortest in _SHORTEST.items():
        form = normal_form(kind, words)
        numeral = kind in ("person", "phone")
        if len(form) >= shortest and (not numeral or len(digits) * 2 >= len("".join(words.split()))):
            found.append(kind)
    return tuple(found)


def _reference(words: str) -> str | None:
    try:
        return read_case_ref(words)
    except ValueError:
        return None


def _rows(
    connection: Connection[TupleRow],
    actor: Actor,
    refs: Sequence[str],
    today: date,
    matched: Mapping[str, tuple[Match, ...]] | None = None,
) -> tuple[ListedCase, ...]:
    """The cases of these references that the actor may see, in that order."""
    rows = connection.execute(QUERIES["listed_rows"], {"refs": list(refs), "today": today}, binary=True).fetchall()
    found = []
    for ref, unit, people, opened, state, owed, overdue, next_due in rows:
        seen = may(actor.member, "see_overview", unit) or may(
            actor.member, "see_case", unit, actor.part_in(ref, people)
        )
        case = load_state("case", bytes(state))
        if seen and isinstance(case, Case):
            hits = (matched or {}).get(ref, ())
            found.append(ListedCase(ref, unit, case, opened, owed, overdue, next_due, hits))
    return tuple(found)


def _moment(text: str) -> str:
    """A moment as the page before gave it, else after everything."""
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        return "infinity"


def _day(text: str) -> str:
    """A day as the page before gave it, else before everything."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return "-infinity"


def _require(actor: Actor, *acts: Any) -> None:
    if not any(may(actor.member, act) for act in acts):
        raise NotAllowed(actor, acts[0])
