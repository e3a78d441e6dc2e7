"""What stands in the log without effect and is decided again: facts that wait, and breaches that may be lifted."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from events.correction import Corrected, WrongCase
from events.fact import Fact
from workflows.case import Case
from workflows.duties import Subject
from workflows.known import Known
from workflows.outcome import Entry, Reason, Verb, Waiting
from workflows.record import broken, entered, record
from workflows.replacing import replace
from workflows.then import UNDOING

MENDING: Final = (Corrected, WrongCase, *UNDOING)
"""Facts by which something that was told was never so, whenever they happen."""

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def again(state: Subject, causes: Sequence[Fact]) -> tuple[str, ...]:
    """The keys (`source:id`) of facts that are decided again after `causes` were written to the subject, by happened
    time: those that wait, and the breaches before which one of the causes happened (or that it undoes something of).
    Nothing that happened after a breach makes it none."""
    held: list[tuple[datetime, str]] = [(p.happened, p.key) for p in state.waiting]
    if isinstance(state, Case) and state.breaches and causes:
        since = min(_LONG_AGO if isinstance(fact.data, MENDING) else fact.time for fact in causes)
        held += [(b.happened, b.key) for b in state.breaches if since < b.happened]
    return tuple(key for _, key in sorted(held))


def decide_again(state: Subject, held: Entry, known: Known, now: datetime) -> Entry | None:
    """The new entry of a waiting or breached fact, None where it stands as it did. `held` is its entry in the log."""
    if held.verb is Verb.BREACHED:
        reasons, _ = broken(state, held.fact, known)
        return None if reasons else entered(state, Verb.LIFTED, held.fact, known, now)
    # Who reported it might do so when it came, whatever unit the case is in now (D9).
    outcome = record(state, held.fact, replace(known, derived=True), now)
    return None if isinstance(outcome, Waiting) else outcome.entry


def waited_in_vain(held: Entry, known: Known, now: datetime) -> Entry:
    """The refusal of a fact that has waited longer than local practice lets it."""
    return entered(None, Verb.REFUSED, held.fact, known, now, (Reason("waited_in_vain"), *held.reasons))


def not_waited_for(held: Entry, known: Known, now: datetime) -> Entry:
    """The refusal of a fact that waits, after somebody has said that it is not waited for any longer."""
    return entered(None, Verb.REFUSED, held.fact, known, now, (Reason("not_waited_for"), *held.reasons))
