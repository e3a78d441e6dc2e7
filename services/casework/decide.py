"""What becomes of each fact of a batch, one after the other: found, decided, folded, and what follows from it."""

from collections.abc import Sequence
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow

from events.correction import CasesJoined, CasesSeparated, Corrected, WrongCase
from events.fact import Fact
from events.intake import Detection
from events.matter import MatterFact
from events.unit import RowTakenBack
from services.casework import consequences, detection, matter, mending, notices, taking_back, ties
from services.casework.batch import Batch, Received
from services.casework.history import History
from services.casework.incoming import BUG, Answer, CaseResult, Reading, Result
from services.casework.knowing import known_on
from services.casework.references import free_references
from services.casework.slot import Line, Ref, Slot, ref_of
from services.casework.tokens import Tokens
from services.clock import Clock, Drawn
from services.store.codec import FIRST, encode_entry
from services.store.keys import NONCE_BYTES, KeyRing
from workflows.case import Case
from workflows.held import again, decide_again
from workflows.known import Known
from workflows.outcome import Entry, Reason, Refused, Verb
from workflows.record import evolve, record
from workflows.rulebook import BIRTHS

RESULTS: Final[dict[Verb, Result]] = {
    Verb.RECORDED: "recorded",
    Verb.LIFTED: "recorded",
    Verb.SUPERSEDED: "recorded",
    Verb.BREACHED: "breached",
    Verb.WAITING: "waiting",
    Verb.REFUSED: "refused",
}

Written = tuple[Slot, Line]
"""A line, and the subject in whose log it stands."""


class Decider:
    """Decides the facts of one batch in order. What comes of it stands in the batch; nothing is written yet."""

    def __init__(self, batch: Batch, connection: Connection[TupleRow], keyring: KeyRing, clock: Clock) -> None:
        self.batch = batch
        self.keyring = keyring
        self.clock = Drawn(clock)
        self.history = History(connection, batch)
        self._epoch: int | None = None  # looked up once: a look into the folder for each new subject costs a twentieth
        self._references = free_references(connection, clock, len(batch.readings))

    def all(self) -> list[Answer]:
        """One answer for each message, in their order."""
        return [self._one(read, tokens) for read, tokens in self.batch.readings]

    def _one(self, read: Reading, tokens: Tokens) -> Answer:
        if read.fact is None or read.fault is not None:
            return self._put_aside(read)
        before = self.batch.inbox.get(read.key)
        if before is not None and before.body_hash != read.body_hash:
            return notices.put_aside(self, read, "other_body", ("id",))
        if before is not None and not (read.retried and before.answer.outcome == "quarantined"):
            return before.answer.again()
        provisional = Answer(*read.key, "refused")
        self.batch.inbox[read.key] = Received(read.body_hash, provisional, read.fact.type, fresh=before is None)
        return self.settled(read.fact, self._decided(read, read.fact, tokens))

    def _put_aside(self, read: Reading) -> Answer:
        """What cannot be read has no outcome of its own; what a bug stumbled over has one until it is tried again."""
        answer = notices.put_aside(self, read, read.fault or "wrong_shape", read.where)
        if read.fault == BUG and read.fact is not None and read.key not in self.batch.inbox:
            self.batch.inbox[read.key] = Received(read.body_hash, answer, read.fact.type, fresh=True)
        return answer

    def _decided(self, read: Reading, fact: Fact, tokens: Tokens) -> Answer:
        if isinstance(fact.data, Detection):
            return mending.row_mended(self, fact, detection.detected(self, read, fact, tokens))
        if isinstance(fact.data, MatterFact):
            return matter.about_the_matter(self, read, fact, tokens)
        if isinstance(fact.data, CasesJoined | CasesSeparated):
            return ties.joined_or_separated(self, fact)
        if isinstance(fact.data, RowTakenBack):
            return taking_back.taken_back(self, fact)
        ref = ref_of(fact.subject)
        slot = self.batch.slots.get(ref)
        if slot is not None:
            return self.answer(fact, [self.decide_on(slot, fact, known_on(self, slot, fact))])
        if type(fact.data) not in BIRTHS:
            return self.unknown_subject(fact)
        slot = self.new_slot(ref, ref[1] if ref[0] == "unit" else None)
        outcome = record(None, fact, known_on(self, slot, fact), self.batch.now)
        if isinstance(outcome, Refused):
            return notices.without_entry(self, fact, "refused", slot.unit, outcome.entry.reasons)
        self.open(slot)
        return self.answer(fact, [self.write(slot, outcome.entry)])

    def decide_on(self, slot: Slot, fact: Fact, known: Known) -> Written:
        """Decide a fact on a subject that there is, and write what comes of it."""
        return self.write(slot, record(slot.state, fact, known, slot.moment(self.batch.now)).entry)

    def write(self, slot: Slot, entry: Entry) -> Written:
        """Add an entry to a subject's log, with everything that follows from it in the same transaction."""
        line = self._fold(slot, entry)
        if entry.verb in (Verb.WAITING, Verb.BREACHED):
            slot.held[entry.fact.key] = entry
        if entry.applies:
            if isinstance(entry.fact.data, Corrected | WrongCase):
                slot.held.clear()  # what waits is read again, as it is now
            self._try_again(slot, [entry.fact])
            consequences.follow(self, slot, entry)
        elif entry.verb is Verb.SUPERSEDED:
            self._try_again(slot, [entry.fact])
        return slot, line

    def conclude(self, slot: Slot, entry: Entry) -> None:
        """Add a new entry of a fact that has been in the log before, and keep its new answer."""
        slot.held.pop(entry.fact.key, None)
        line = self._fold(slot, entry)
        if entry.verb is not Verb.LIFTED:  # a breach was one, and that is its final outcome
            self.settled(entry.fact, self.answer(entry.fact, [(slot, line)]))
        if entry.applies:
            consequences.follow(self, slot, entry)

    def _fold(self, slot: Slot, entry: Entry) -> Line:
        log = self.history.log(slot) if entry.applies and isinstance(entry.fact.data, Corrected | WrongCase) else ()
        slot.state = evolve(slot.state, entry, log)
        slot.sequence += 1
        if slot.state.sequence != slot.sequence:
            raise RuntimeError(f"{slot.subject}: its state counts {slot.state.sequence}, its log {slot.sequence}")
        encoded = encode_entry(entry, slot.sequence, slot.key, self.clock.token(NONCE_BYTES))
        if isinstance(slot.state, Case):
            slot.unit = slot.state.unit
        line = Line(self.clock.new_id(), entry, slot.sequence, encoded, slot.head, encoded.hash(slot.head), slot.unit)
        slot.lines.append(line)
        told = entry.fact.data
        if isinstance(told, Corrected) and isinstance(slot.state, Case) and slot.state.ties.is_struck(str(told.fact)):
            self.batch.withhold(slot.ref[1], entry.fact)
        self.batch.lines.append((slot, line))
        slot.head, slot.touched = line.hash, entry.recorded_at
        slot.opened = slot.opened or entry.recorded_at
        return line

    def again(self, slot: Slot) -> None:
        """Decide what waits on a subject although nothing was written to it."""
        self._try_again(slot, [])

    def _try_again(self, slot: Slot, causes: list[Fact]) -> None:
        """Facts that wait and breaches, by happened time, until a round changes nothing."""
        while (taken := self._one_more(slot, causes)) is not None:
            causes.append(taken)

    def _one_more(self, slot: Slot, causes: Sequence[Fact]) -> Fact | None:
        if slot.state is None:
            return None
        for key in again(slot.state, causes):
            held = self.history.entry(slot, key)
            known = known_on(self, slot, held.fact)
            entry = decide_again(slot.state, held, known, slot.moment(self.batch.now))
            if entry is not None:
                self.conclude(slot, entry)
                return entry.fact
        return None

    def settled(self, fact: Fact, answer: Answer) -> Answer:
        """Keep the answer in the inbox, also that of a fact which came long ago."""
        key = (fact.source.value, fact.id)
        kept = self.batch.inbox.get(key)
        if kept is None:
            kept = self.batch.inbox[key] = Received(None, answer)
        kept.changed = not kept.fresh
        kept.answer, kept.type = answer, fact.type
        ref = ref_of(answer.subject or fact.subject)
        slot = self.batch.slots.get(ref)
        kept.unit = slot.unit if slot is not None else ref[1] if ref[0] == "unit" else None
        return answer

    def unknown_subject(self, fact: Fact) -> Answer:
        """No such case, unit or member of staff: kept in the inbox, and owed by the unit named, else by operations."""
        kind, name = ref_of(fact.subject)
        unit = name if kind == "unit" else None
        return notices.without_entry(self, fact, "refused", unit, (Reason("unknown_subject"),))

    def new_case(self, unit: str) -> Slot:
        """A case with a reference and a key of its own; not there before `open`."""
        return self.new_slot(("case", next(self._references)), unit)

    def new_slot(self, ref: Ref, unit: str | None) -> Slot:
        """A subject without entries."""
        self._epoch = self._epoch or self.keyring.epoch()
        row, key = self.keyring.new_subject_key(*ref, self._epoch)
        return Slot(ref, unit, None, 0, FIRST, None, None, row.key_id, key, key_row=row)

    def open(self, slot: Slot) -> None:
        """From now on the new subject is there for the facts that follow."""
        if slot.key_row is not None:
            self.batch.new_keys.append(slot.key_row)
        self.batch.slots[slot.ref] = slot

    @staticmethod
    def answer(fact: Fact, written: list[Written]) -> Answer:
        """The answer to a fact that stands in one or more logs: recorded where it is recorded in any."""
        entries = [line.entry for _, line in written]
        first = next((entry for entry in entries if RESULTS[entry.verb] == "recorded"), entries[0])
        results = tuple(CaseResult(slot.subject, line.entry.verb.value, line.sequence) for slot, line in written)
        return Answer(
            fact.source.value,
            fact.id,
            RESULTS[first.verb],
            reasons=first.reasons,
            subject=results[0].subject,
            sequence=results[0].sequence,
            results=results,
        )
