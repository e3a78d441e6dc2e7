"""Raises reminders: each step of each due date once, with its message for CASES in the same transaction."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, get_args
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import TupleRow

from events.refs import SubjectKind
from events.subjects import outcome
from services.bus.meters import Meters
from services.clock import Clock
from services.reminders.steps import MOST_DAYS_BEFORE, RECURRING, STEPS, Step, reached
from services.store.codec import load_state, moment
from services.store.queries import QUERIES
from workflows.policy import DEFAULT, Policy
from workflows.unit import Unit
from workflows.workdays import day_of

RAISED: Final = "trygghet.reminder.raised.v1"
"""Type of the message on CASES."""

_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class DutyRow:
    """What of a stored duty its reminders need."""

    key: str
    subject_kind: str
    subject_id: str
    unit: str | None
    owner: str
    kind: str
    party: str
    due: date


@dataclass(frozen=True, slots=True)
class _New:
    duty: DutyRow
    due: date
    step: Step
    state: str

    def row(self, now: datetime) -> tuple[Any, ...]:
        """As the table has it."""
        duty = self.duty
        which = (duty.key, self.due, self.step, duty.subject_kind, duty.subject_id, duty.unit)
        return *which, duty.owner, duty.kind, self.state, now


class Raising:
    """Decides and writes; the caller owns the transaction. Unique (duty, due date, step) makes a repetition nothing."""

    def __init__(self, clock: Clock, meters: Meters) -> None:
        self._clock = clock
        self._meters = meters

    def of_subjects(self, connection: Connection[TupleRow], subjects: Iterable[tuple[str, str]]) -> int:
        """What is due to be said of these (kind, id); gives how many reminders were raised."""
        wanted = sorted(set(subjects))
        if not wanted:
            return 0
        now = self._clock.now()
        rows = connection.execute(
            QUERIES["duties_to_remind_of"],
            {"kinds": [kind for kind, _ in wanted], "ids": [name for _, name in wanted], **_worth_a_look(now)},
        ).fetchall()
        return self._raise(connection, [DutyRow(*row) for row in rows], now)

    def some(self, connection: Connection[TupleRow], after: str) -> tuple[int, str | None]:
        """The same for all duties after the key `after`, a portion at a time: (raised, key to go on after or None)."""
        now = self._clock.now()
        rows = connection.execute(
            QUERIES["duties_to_remind"], {"after": after, "most": _MOST, **_worth_a_look(now)}
        ).fetchall()
        raised = self._raise(connection, [DutyRow(*row) for row in rows], now)
        return raised, rows[-1][0] if len(rows) == _MOST else None

    def _raise(self, connection: Connection[TupleRow], duties: Sequence[DutyRow], now: datetime) -> int:
        if not duties:
            return 0
        said = {
            (key, due, step)
            for key, due, step in connection.execute(
                QUERIES["reminders_of_duties"], ([duty.key for duty in duties],)
            ).fetchall()
        }
        today = day_of(now)
        policies = policies_on(connection, today)
        units = _units(connection, duties)
        found: list[_New] = []
        for duty in duties:
            policy = policies.get(duty.unit or "", DEFAULT)
            for due in _due_dates(duty, units, policy, today):
                found.extend(_new(duty, due, reached(due, policy, today), said))
        return self._write(connection, found, now) if found else 0

    def _write(self, connection: Connection[TupleRow], found: Sequence[_New], now: datetime) -> int:
        """How many were raised here and now: those skipped do not count, nor those where another process was first.

        Two statements for all of them: one for each cost a fifth of what it takes to record a fact.
        """
        added = set(connection.execute(QUERIES["add_reminders"], _columns(new.row(now) for new in found)).fetchall())
        written = [new for new in found if (new.duty.key, new.due, new.step) in added]
        for (step, state), count in Counter((new.step, new.state) for new in written).items():
            self._meters.reminders.labels(step, state).inc(count)
        told = [self._told(new, now) for new in written if new.state == "raised"]
        if told:
            connection.execute(QUERIES["add_outbox"], _columns(told))
        return len(told)

    def _told(self, new: _New, now: datetime) -> tuple[UUID, str, bytes, datetime]:
        """The message for CASES, as the outbox has it."""
        duty, event_id = new.duty, self._clock.new_id()
        message = {
            "specversion": "1.0",
            "id": str(event_id),
            "source": "trygghet",
            "type": RAISED,
            "subject": f"{duty.subject_kind}/{duty.subject_id}",
            "time": moment(now),
            "datacontenttype": "application/json",
            "data": {
                "duty": duty.key,
                "kind": duty.kind,
                "due_date": new.due.isoformat(),
                "step": new.step,
                "owner": duty.owner,
                "unit": duty.unit,
            },
        }
        to = outcome(duty.unit or "any", _subject_kind(duty), "reminded")
        return event_id, to, orjson.dumps(message, option=orjson.OPT_SORT_KEYS), now


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _subject_kind(duty: DutyRow) -> SubjectKind | None:
    """None where what is owed is no subject's: a message put aside, a fact without a case."""
    return next((kind for kind in get_args(SubjectKind) if kind == duty.subject_kind), None)


def policies_on(connection: Connection[TupleRow], day: date) -> Mapping[str, Policy]:
    """The local practice of each unit that has its own, on the day."""
    rows = connection.execute(QUERIES["policies_of_units"], (day,)).fetchall()
    return {unit: Policy.model_validate_json(bytes(body)) for unit, body in rows}


def _worth_a_look(now: datetime) -> dict[str, Any]:
    """Which duties: not those whose last step is said, and with it all below it, unless they have more due dates."""
    today = day_of(now)
    latest = today + timedelta(days=MOST_DAYS_BEFORE)
    return {"today": today, "latest": latest, "recurring": list(RECURRING), "last": STEPS[-1]}


def _units(connection: Connection[TupleRow], duties: Sequence[DutyRow]) -> dict[str, Unit]:
    wanted = sorted({duty.subject_id for duty in duties if duty.kind in RECURRING and duty.subject_kind == "unit"})
    if not wanted:
        return {}
    found = {}
    for name, state in connection.execute(QUERIES["states_of_units"], (wanted,)).fetchall():
        unit = load_state("unit", bytes(state))
        if isinstance(unit, Unit):
            found[name] = unit
    return found


def _due_dates(duty: DutyRow, units: Mapping[str, Unit], policy: Policy, today: date) -> list[date]:
    recurring, unit = RECURRING.get(duty.kind), units.get(duty.subject_id)
    more = recurring(unit, policy, today) if recurring and unit else ()
    return sorted({duty.due, *more})


def _new(duty: DutyRow, due: date, steps: Sequence[Step], said: set[tuple[str, date, str]]) -> Iterable[_New]:
    """After a time without reminders only the highest step is raised; those below are kept as skipped."""
    if not steps or (duty.key, due, steps[-1]) in said:
        return
    for step in steps[:-1]:
        if (duty.key, due, step) not in said:
            yield _New(duty, due, step, "skipped")
    yield _New(duty, due, steps[-1], "raised")
