"""What another practice would have changed: logs are replayed beside each other under both; nothing is written."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from psycopg import Connection
from psycopg.rows import TupleRow

from services.store.asking import Actor, NotAllowed, seeing_as
from services.store.codec import decode_entry, load_state
from services.store.queries import QUERIES
from workflows.access import may
from workflows.case import Case
from workflows.duties import Subject, duties, unit_of
from workflows.duty import Duty
from workflows.known import Known
from workflows.outcome import Entry
from workflows.policy import DEFAULT, Policy
from workflows.record import evolve, record
from workflows.staff import Staff
from workflows.workdays import day_of

Change = Literal["added", "gone", "earlier", "later", "otherwise"]


@dataclass(frozen=True, slots=True)
class OtherDuty:
    """A kind of duty that would be owed at another time, or is owed only under one of the two."""

    kind: str
    change: Change


@dataclass(frozen=True, slots=True)
class OtherOutcome:
    """A fact that would have had another outcome."""

    type: str
    was: str
    would_be: str


@dataclass(frozen=True, slots=True)
class SubjectTrial:
    """A case, a unit or a member of staff (`subject`, `case/T-...`) of which something would differ: kinds and counts,
    nothing about anybody."""

    subject: str
    duties: tuple[OtherDuty, ...]
    outcomes: tuple[OtherOutcome, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """How many cases were replayed, and whatever would differ in one of them, for the unit itself or its staff."""

    cases: int
    differing: tuple[SubjectTrial, ...]


def try_policy(
    connection: Connection[TupleRow],
    actor: Actor,
    unit: str,
    policy: Policy,
    since: date,
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Trial:
    """Replay the cases of a unit that were open, or in which something was recorded, on `since` or later; and what the
    unit itself owes, and what is owed of the staff whose duties stand in its queue.

    The connection is the reader's. Raises NotAllowed.
    """
    if not may(actor.member, "see_duties", unit):
        raise NotAllowed(actor, "see_duties")
    with seeing_as(connection, actor):
        practices = _practices(connection, unit)
        asked = {"unit": unit, "since": since}
        rows = connection.execute(QUERIES["subjects_since"], asked).fetchall()
        subjects = [(kind, name) for kind, name, state in rows if kind != "staff" or _in_queue(state, unit)]
        found = []
        for done, (kind, name) in enumerate(subjects, 1):
            lines = connection.execute(QUERIES["log_plain"], {"kind": kind, "id": name}).fetchall()
            log = [decode_entry(body, None) for (body,) in lines]
            tried = _tried(f"{kind}/{name}", log, practices, policy, since)
            found += [tried] if tried is not None else []
            on_progress(done, len(subjects))
    cases = sum(kind == "case" for kind, _ in subjects)
    return Trial(cases, tuple(found))


@dataclass(frozen=True, slots=True)
class _Practices:
    """The practice of a unit by day."""

    versions: tuple[tuple[date, Policy], ...]

    def on(self, day: date) -> Policy:
        return next((policy for start, policy in reversed(self.versions) if start <= day), DEFAULT)


def _practices(connection: Connection[TupleRow], unit: str) -> _Practices:
    rows = connection.execute(QUERIES["policies_of_unit"], {"unit": unit}).fetchall()
    return _Practices(tuple((start, Policy.model_validate_json(body)) for start, _, body in rows))


def _in_queue(stored: bytes, unit: str) -> bool:
    state = load_state("staff", stored)
    return isinstance(state, Staff) and state.active and unit_of(state) == unit


def _tried(
    subject: str, log: Sequence[Entry], practices: _Practices, policy: Policy, since: date
) -> SubjectTrial | None:
    state: Subject | None = None
    was: dict[str, Duty] = {}
    would_be: dict[str, Duty] = {}
    outcomes: list[OtherOutcome] = []
    for place, entry in enumerate(log):
        day = day_of(entry.recorded_at)
        if day >= since:
            outcomes += _outcomes(state, entry, practices.on(day), policy)
        state = evolve(state, entry, log[:place])
        last_before = place + 1 == len(log) or day_of(log[place + 1].recorded_at) >= since
        if day >= since or last_before:
            was |= {duty.key: duty for duty in duties(state, practices.on(max(day, since)))}
            would_be |= {duty.key: duty for duty in duties(state, policy)}
    others = tuple(_others(was, would_be))
    return SubjectTrial(subject, others, tuple(outcomes)) if others or outcomes else None


def _outcomes(state: Subject | None, entry: Entry, old: Policy, new: Policy) -> Iterator[OtherOutcome]:
    """Decided again under both; what else the decision took from elsewhere is the same on both sides."""
    if not isinstance(state, Case) or entry.fact.data.MODE != "decides":
        return
    minor = entry.decided_with.get("minor")
    verbs = [
        record(
            state, entry.fact, Known(policy=policy, minor=minor, unit=state.unit, derived=True), entry.recorded_at
        ).entry.verb.value
        for policy in (old, new)
    ]
    if verbs[0] != verbs[1]:
        yield OtherOutcome(entry.fact.type, *verbs)


def _others(was: dict[str, Duty], would_be: dict[str, Duty]) -> Iterator[OtherDuty]:
    for key in sorted(was.keys() | would_be.keys()):
        old, new = was.get(key), would_be.get(key)
        if old is None or new is None:
            yield OtherDuty((old or new).kind, "gone" if new is None else "added")  # type: ignore[union-attr]
        elif new.due_date != old.due_date:
            yield OtherDuty(old.kind, "earlier" if new.due_date < old.due_date else "later")
        elif new != old:
            yield OtherDuty(old.kind, "otherwise")
