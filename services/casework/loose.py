"""What stands in no log and is somebody's all the same: messages put aside, facts of which nobody knows whose they are.

A duty of theirs comes with them and goes with the answer; it is no subject's, so nothing folds it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from events.values import Role, Source
from services.casework.batch import Batch
from services.casework.incoming import Answer
from workflows.duty import Duty
from workflows.owners import OPERATORS
from workflows.policy import DEFAULT, Policy
from workflows.workdays import add_workdays, day_of

ANSWER_QUARANTINE: Final = "answer_quarantine"
ANSWER_UNPLACED: Final = "answer_unplaced"
PLACE_FACT: Final = "place_fact"

KINDS: Final = (ANSWER_QUARANTINE, ANSWER_UNPLACED, PLACE_FACT)
"""No subject's: a message put aside, a refused fact without a subject, one without a case (D30)."""

_SYSTEMATIC: Final = (6,)
_ANSWERED_AT_ONCE: Final = frozenset({Source.DESK.value, Source.CLI.value})


def of_message(number: int, day: date) -> Duty:
    """A message put aside is operations' to look at."""
    return _duty(f"quarantine/{number}", ANSWER_QUARANTINE, OPERATORS, day, DEFAULT.answer_wd)


def of_fact(source: str, fact_id: str, kind: str, unit: str | None, day: date, policy: Policy) -> Duty:
    """A fact that has no subject is the unit's that it names, else operations'."""
    owner = OPERATORS if unit is None else f"{Role.COORDINATOR.value}@{unit}"
    wait = policy.answer_wd if kind == ANSWER_UNPLACED else policy.waiting_wd
    return _duty(f"inbox/{source}:{fact_id}", kind, owner, day, wait)


def keys_of(name: str) -> list[str]:
    """The keys of whatever is owed on a fact without a subject (`source:id`)."""
    return [_duty(f"inbox/{name}", kind, OPERATORS, date.min, 0).key for kind in (ANSWER_UNPLACED, PLACE_FACT)]


def owed(batch: Batch, put_aside: list[int]) -> Iterator[tuple[Any, ...]]:
    """The rows that come with a batch, as the table of duties has them."""
    today = day_of(batch.now)
    for number in put_aside:
        yield _row(of_message(number, today), None)
    for (source, fact_id), received in batch.inbox.items():
        kind = _kind(source, received.answer) if received.fresh else None
        if kind is not None:
            unit = received.unit if received.unit in batch.units else None
            yield _row(of_fact(source, fact_id, kind, unit, today, batch.policy(unit)), unit)


def _kind(source: str, answer: Answer) -> str | None:
    """What is owed for a fact that stands in no log; a refusal is told at once to whoever typed the fact."""
    if answer.subject is not None:
        return None
    if answer.outcome == "no_case":
        return PLACE_FACT
    return ANSWER_UNPLACED if answer.outcome == "refused" and source not in _ANSWERED_AT_ONCE else None


def _duty(subject: str, kind: str, owner: str, day: date, workdays: int) -> Duty:
    due = add_workdays(day, workdays) if workdays else day
    cause = subject.partition("/")[2]
    return Duty(subject, kind, "", owner, day, due, _SYSTEMATIC, cause, cleared_by=())


def _row(duty: Duty, unit: str | None) -> tuple[Any, ...]:
    kind, _, name = duty.subject.partition("/")
    whose = (kind, name, duty.key, unit, duty.kind, duty.party, duty.owner)
    when = (duty.from_date, duty.due_date, duty.until_date)
    return *whose, *when, ",".join(str(number) for number in duty.rules), duty.caused_by, "", ""
