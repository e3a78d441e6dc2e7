"""Lines of a subject's log that are read again while a batch is decided; opened in memory only."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import TupleRow

from events.correction import Corrected
from events.fact import Fact
from events.intake import ReferralReceived, RowRead
from services.casework.batch import Batch
from services.casework.births import Births
from services.casework.slot import Ref, Slot, ref_of
from services.store.codec import decode_entry, open_values
from services.store.keys import KeyRing, KeyRow
from services.store.queries import QUERIES
from workflows.correction import mended
from workflows.outcome import Entry
from workflows.then import comes_late

_TELLINGS: Final = [RowRead.TYPE, ReferralReceived.TYPE, Corrected.TYPE]


class History:
    """Reads what stands in the logs of the batch's subjects, the lines that the batch itself has added included."""

    def __init__(self, connection: Connection[TupleRow], batch: Batch) -> None:
        self._connection = connection
        self._batch = batch

    def entry(self, slot: Slot, key: str) -> Entry:
        """The latest entry of a fact (`source:id`) that waits or is a breach. LookupError: state and log differ."""
        held = slot.held.get(key)
        if held is None:
            held = self.latest(slot, key)
            if held is None:
                raise LookupError(f"{slot.subject}: its state names {key}, which its log does not have")
            slot.held[key] = held = self._as_corrected(slot, held)
        return held

    def _as_corrected(self, slot: Slot, held: Entry) -> Entry:
        """What takes effect late takes effect as it has been corrected meanwhile."""
        rows = self._ask("detection_of_case", slot.ref[1], [Corrected.TYPE]) if slot.ref[0] == "case" else []
        told = [self._decoded(slot, *row) for row in reversed(rows)] + [line.entry for line in slot.lines]
        fact = held.fact
        for entry in told:
            data = entry.fact.data
            if isinstance(data, Corrected) and entry.applies and str(data.fact) == fact.key:
                fact = mended(fact, data, entry.decided_with.get("corrected"))
        return replace(held, fact=fact)

    def fact(self, slot: Slot, key: str) -> Fact | None:
        """A fact of the subject's log, None where there is none such."""
        found = self.latest(slot, key)
        return found.fact if found is not None else None

    def log(self, slot: Slot) -> tuple[Entry, ...]:
        """The whole log, oldest first: a correction folds it anew."""
        rows = self._ask("log_of_subject", *slot.ref)
        stored = [self._decoded(slot, *row) for row in rows]
        return (*stored, *(line.entry for line in slot.lines))

    def later(self, slot: Slot, fact: Fact) -> set[str]:
        """The types of the facts in a case's log that happened after a fact. Asked once in a batch, for all its cases
        of which something is told late."""
        case = slot.ref[1]
        if case not in self._batch.lasted:
            late = {case, *self._told_late()}
            self._batch.lasted |= {name: {} for name in late}
            for name, type_, last in self._ask("last_of_types", sorted(late)):
                self._batch.lasted[name][type_] = last
        stored = {type_ for type_, last in self._batch.lasted[case].items() if last > fact.time}
        return stored | {line.entry.fact.type for line in slot.lines if line.entry.fact.time > fact.time}

    def _told_late(self) -> Iterator[str]:
        for read, _ in self._batch.readings:
            ref = ref_of(read.fact.subject) if read.fact is not None else None
            slot = self._batch.slots.get(ref) if ref is not None else None
            if slot is not None and read.fact is not None and comes_late(slot.state, read.fact):
                yield slot.ref[1]

    def elsewhere(self, case: str, types: Sequence[str], keyring: KeyRing) -> tuple[Entry, ...]:
        """The facts of these types in the log of a case that this batch may only read, oldest first."""
        ref: Ref = ("case", case)
        slot = self._batch.slots.get(ref)
        if slot is not None:
            return tuple(entry for entry in self.log(slot) if entry.fact.type in types)
        keys = self._ask("keys_of_subjects", [ref[0]], [case])
        rows = self._ask("facts_of_case", case, list(types)) if keys else []  # erased: there is nothing to be read
        if not rows:
            return ()
        row = KeyRow(*keys[0])
        opened = Slot(ref, None, None, 0, b"", None, None, row.key_id, keyring.open_key(row))
        return tuple(self._decoded(opened, *one) for one in rows)

    def cases_of_same_person(self, case: str) -> list[str]:
        """The other cases with the national number of a case, in order; none where it has no number."""
        stored = {token for _, token in self._ask("persons_of_cases", [case])}
        tokens = sorted(stored | self._batch.persons.get(case, set()))
        rows = self._ask("find_tokens", ["person"] * len(tokens), tokens)
        stored_there = {row[3] for row in rows if row[2] == "case"}
        of_batch = {hit.id for token in tokens for hit in self._batch.found(("person", token)) if hit.kind == "case"}
        return sorted((stored_there | of_batch) - {case})

    def births(self, slot: Slot) -> Births:
        """What rows, referrals and their corrections tell of the birth date."""
        if slot.ref[1] not in self._batch.told:
            rows = self._ask("detection_of_case", slot.ref[1], _TELLINGS)
            self._batch.told[slot.ref[1]] = tuple(self._decoded(slot, *row) for row in reversed(rows))
        return Births.of((*self._batch.told[slot.ref[1]], *(line.entry for line in slot.lines)), slot.case.ties)

    def latest(self, slot: Slot, key: str) -> Entry | None:
        """The latest entry of a fact of the subject's log, None where there is none such."""
        for line in reversed(slot.lines):
            if line.entry.fact.key == key:
                return line.entry
        if not slot.stored_sequence:
            return None
        source, _, fact_id = key.partition(":")
        rows = self._ask("entries_of_facts", [slot.ref[0]], [slot.ref[1]], [source], [fact_id])
        return self._decoded(slot, *rows[0][2:]) if rows else None

    def _decoded(self, slot: Slot, sequence: int, type_: str, body: bytes, sealed: bytes | None) -> Entry:
        values = open_values(slot.key, slot.subject, sequence, type_, sealed) if sealed is not None else None
        return decode_entry(body, values)

    def _ask(self, name: str, *arguments: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(QUERIES[name], arguments, binary=True).fetchall()
