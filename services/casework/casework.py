"""Casework: every fact becomes part of the record here and nowhere else, a batch in one transaction."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from psycopg import Connection, errors
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.fact import Fact
from services import log
from services.casework.batch import Again
from services.casework.decide import Decider
from services.casework.faults import OUTAGES
from services.casework.incoming import BUG, Answer, Incoming, Reading, reading
from services.casework.load import load, with_tokens
from services.casework.slot import Ref
from services.casework.states import States
from services.casework.ticking import (
    Ticked,
    compute_anew,
    drop_old_drafts,
    drop_without_case,
    owed_by_another_policy,
    refuse_in_vain,
    waiting_too_long,
)
from services.casework.tokens import Tokens
from services.casework.write import write
from services.clock import Clock
from services.store.keys import KeyRing
from services.store.queries import QUERIES
from services.store.transaction import transaction_of

if TYPE_CHECKING:
    from services.casework.rehearsal import Rehearsal

__all__ = ["OUTAGES", "Casework", "where"]

_CONTENDED: Final = (Again, errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation)
_RACES: Final = frozenset({"inbox_pkey", "subjects_pkey", "keys_pkey", "units_pkey", "staff_pkey"})
"""What two transactions may add at the same moment; a reference that is taken is one of them (another is drawn)."""

_TRIES: Final = 6
_FIRST_PAUSE: Final = 0.01

_log = log.get("casework")

_SUBJECTS_AT_ONCE: Final = 200

Read = tuple[Reading, Tokens]
Work = Callable[[Decider], list[Answer]]


class Casework:
    """Decides and records facts. Shared by the threads of a process; any number of processes may do it at once."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing, clock: Clock) -> None:
        """`pool` connects as the writer."""
        self._pool = pool
        self._keyring = keyring
        self._clock = clock
        self._states = States()

    def take(self, facts: Sequence[Incoming]) -> list[Answer]:
        """Decide a batch in one transaction: committed when this returns, one answer for each message in their order.

        A message that cannot be read, or that a bug of ours stumbles over, is put in quarantine and the others are
        recorded. Raises one of `OUTAGES` when the database or the keys are away: then nothing, or some whole part of
        the batch, was committed, and the same batch may be taken again without harm.
        """
        return self._take([self._read(fact) for fact in facts])

    def rehearsal(self) -> "Rehearsal":
        """What would become of facts, without a trace."""
        from services.casework.rehearsal import Rehearsal

        return Rehearsal(self._pool, self._keyring, self._clock)

    def look_again(self, ref: Ref, source: str, fact_id: str) -> Answer:
        """Decide what waits on a subject again, though nothing was written there; the present answer of one fact."""

        def work(decider: Decider) -> list[Answer]:
            decider.again(decider.batch.slot(ref))
            return []

        self._in_one_transaction([], frozenset({ref}), work)
        with self._pool.connection() as connection:
            ((*_, answer),) = connection.execute(QUERIES["inbox_of"], ([source], [fact_id]), binary=True).fetchall()
        return Answer.read(source, fact_id, answer)

    def fact(self, ref: Ref, key: str) -> Fact | None:
        """A fact out of the log of a subject, opened in memory; None where it is not there or was erased."""
        found: list[Fact | None] = []

        def work(decider: Decider) -> list[Answer]:
            found.append(decider.history.fact(decider.batch.slot(ref), key))
            return []

        self._in_one_transaction([], frozenset({ref}), work)
        return found[-1]

    def take_again(self, fact: Incoming) -> Answer:
        """Decide a message that somebody has taken out of the quarantine."""
        return self._take([self._read(fact, retried=True)])[0]

    def tick(self, now: datetime) -> Ticked:
        """What time alone brings, whatever facts come or do not: facts that waited in vain are refused, the content of
        facts for which no case appeared is dropped (D30), and so are drafts that nobody sent. The same tick twice does
        nothing the second time."""
        with transaction_of(self._pool) as connection:
            subjects = waiting_too_long(connection, now)
        refused = self._some_at_once(subjects, refuse_in_vain)
        anew = self.compute_anew(now)
        with transaction_of(self._pool) as connection:
            dropped = drop_without_case(connection, now)
        with transaction_of(self._pool) as connection:
            drafts = drop_old_drafts(connection, now)
        return Ticked(refused, dropped, anew, drafts)

    def compute_anew(self, now: datetime) -> int:
        """Compute what is owed under today's practice wherever it was computed under another; of how many subjects."""
        with transaction_of(self._pool) as connection:
            subjects = owed_by_another_policy(connection, now)
        return self._some_at_once(subjects, compute_anew)

    def _some_at_once(self, subjects: Sequence[Ref], act: Callable[[Decider, Ref], int]) -> int:
        parts = (subjects[n : n + _SUBJECTS_AT_ONCE] for n in range(0, len(subjects), _SUBJECTS_AT_ONCE))
        return sum(self._on_subjects(part, act) for part in parts)

    def _on_subjects(self, subjects: Sequence[Ref], act: Callable[[Decider, Ref], int]) -> int:
        """Halved like a batch of facts: what a bug stumbles over is left for the next tick, and said in the log."""
        counted: list[int] = []

        def work(decider: Decider) -> list[Answer]:
            counted[:] = [act(decider, ref) for ref in subjects]
            return []

        try:
            self._in_one_transaction([], frozenset(subjects), work)
            return sum(counted)
        except OUTAGES:
            raise
        except Exception as fault:  # noqa: BLE001 - one broken subject must not hold up the others
            if len(subjects) == 1:
                _log.error("tick_failed", subject="/".join(subjects[0]), error_at=where(fault))
                return 0
        half = len(subjects) // 2
        return self._on_subjects(subjects[:half], act) + self._on_subjects(subjects[half:], act)

    def _read(self, fact: Incoming, *, retried: bool = False) -> Read:
        read = reading(fact, self._keyring.index_token)
        read.retried = retried
        return with_tokens(read, self._keyring)

    def _take(self, readings: Sequence[Read]) -> list[Answer]:
        if not readings:
            return []
        try:
            return self._in_one_transaction(readings)
        except errors.OutOfMemory:  # more locks than the server has room for
            if len(readings) == 1:
                raise
        except OUTAGES:
            raise
        except Exception as fault:  # noqa: BLE001 - a bug on one fact must not hold up the others
            if len(readings) == 1:
                return self._put_aside(readings[0], fault)
            _log.warning("batch_halved", batch=len(readings), error_at=where(fault))
        half = len(readings) // 2
        return self._take(readings[:half]) + self._take(readings[half:])

    def _in_one_transaction(
        self, readings: Sequence[Read], more: frozenset[Ref] = frozenset(), work: Work = Decider.all
    ) -> list[Answer]:
        """Begin anew while somebody is in the way. Raises SerializationFailure (an outage) when somebody still is."""
        pause = _FIRST_PAUSE
        for left in reversed(range(_TRIES)):
            try:
                return self._try(readings, more, work)
            except _CONTENDED as fault:
                if isinstance(fault, errors.UniqueViolation) and fault.diag.constraint_name not in _RACES:
                    raise
                if isinstance(fault, Again) and fault.subjects - more:
                    more |= fault.subjects
                    continue
                if not left:
                    raise errors.SerializationFailure("somebody else is in the way") from fault
            time.sleep(pause)
            pause *= 2
        raise errors.SerializationFailure("the batch touches ever more subjects")

    def _try(self, readings: Sequence[Read], more: frozenset[Ref], work: Work) -> list[Answer]:
        with transaction_of(self._pool) as connection:
            batch = load(connection, readings, more, self._keyring, self._states, self._clock.now())
            decider = Decider(batch, connection, self._keyring, self._clock)
            answers = write(connection, decider, work(decider))
        for ref, slot in batch.slots.items():
            if slot.lines and slot.state is not None:
                self._states.keep(ref, slot.head, slot.state)
        return answers

    def _put_aside(self, read: Read, fault: Exception) -> list[Answer]:
        """The one fact that a bug stumbles over. Only the place of the fault is kept: its text may quote the fact."""
        place = where(fault)
        _log.error("fact_put_aside", source=read[0].source, id=read[0].fact_id, error_at=place)
        broken = replace(read[0], fault=BUG, where=(place,))
        return self._in_one_transaction([with_tokens(broken, self._keyring)])


def where(fault: BaseException) -> str:
    """`KeyError in decide.py:120`: the kind and the place of a fault, never its text."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(fault).__name__
    file = trace.tb_frame.f_code.co_filename.rpartition("/")[2]
    return f"{type(fault).__name__} in {file}:{trace.tb_lineno}"
