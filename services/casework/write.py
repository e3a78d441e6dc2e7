"""Puts a decided batch into the record: a handful of statements, each with all its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from psycopg import Connection
from psycopg.rows import TupleRow

from events.unit import UnitAdded
from services.casework import loose, notices
from services.casework.batch import INBOX, Batch, Received
from services.casework.incoming import Answer
from services.casework.owed import changed_duties
from services.casework.slot import Slot, ref_of
from services.store.codec import dump_state
from services.store.keys import NONCE_BYTES, seal
from services.store.queries import QUERIES
from workflows.case import Case
from workflows.staff import Staff
from workflows.versions import FOLD_VERSION, RULES_VERSION

if TYPE_CHECKING:
    from services.casework.decide import Decider

Row = Sequence[Any]

_WIDTH: Final = {
    "add_subjects": 11,
    "change_subjects": 11,
    "add_keys": 5,
    "add_events": 15,
    "add_sealed": 3,
    "add_ledger_entries": 6,
    "add_outbox": 4,
    "withhold": 3,
    "add_inbox": 12,
    "change_inbox": 12,
    "add_duties": 14,
    "add_blind_index": 5,
    "keep_import_rows": 10,
}


def write(connection: Connection[TupleRow], decider: "Decider", answers: list[Answer]) -> list[Answer]:
    """Write everything that the batch came to, in the open transaction; the answers with their quarantine numbers.

    Raises InvariantBroken where a promise of the design would not hold: a bug, and the transaction must not commit.
    """
    batch = decider.batch
    numbers, put_aside = _put_aside(connection, decider)
    touched = [slot for slot in batch.slots.values() if slot.lines or slot.ref in batch.anew]
    with connection.pipeline():  # the database is at work on what was sent while we make the next
        _add(
            connection,
            "add_keys",
            ((k.subject_kind, k.subject_id, k.key_id, k.epoch, k.wrapped) for k in batch.new_keys),
        )
        _log(connection, batch)
        _add(connection, "withhold", batch.withheld)
        if batch.claimed:
            connection.execute(QUERIES["drop_blind_index_of_inbox"], [batch.claimed])
        if batch.forgotten:
            connection.execute(
                QUERIES["drop_blind_index_of_cases"], list(map(list, zip(*batch.forgotten, strict=True)))
            )
        _add(connection, "add_blind_index", _index(batch))
        gone, owed = changed_duties(batch, touched)
        gone += [key for name in batch.claimed for key in loose.keys_of(name)]
        _add(connection, "add_inbox", _inbox(batch, fresh=True))
        _add(connection, "change_inbox", _inbox(batch, fresh=False))
        made = [_subject(batch, slot) for slot in touched if not slot.stored_sequence]
        _add(connection, "add_subjects", made, FOLD_VERSION, RULES_VERSION)
        changed = [_subject(batch, slot) for slot in touched if slot.stored_sequence]
        _add(connection, "change_subjects", changed, FOLD_VERSION, RULES_VERSION)
        if gone:
            connection.execute(QUERIES["drop_duties"], [gone])
        _add(connection, "add_duties", (*owed, *loose.owed(batch, put_aside)))
        _add(connection, "keep_import_rows", ((*place, *row) for place, row in batch.rows.items()))
        _add(connection, "add_outbox", _messages(batch))
        _projections(connection, batch)
    return [
        _numbered(answer, read.raw_hash, numbers) for answer, (read, _) in zip(answers, batch.readings, strict=True)
    ]


def _add(connection: Connection[TupleRow], name: str, rows: Iterable[Row], *first: object) -> None:
    """One statement for all rows: an array for each column, in binary."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        if len(columns) != _WIDTH[name]:
            raise ValueError(f"{name} takes {_WIDTH[name]} columns, not {len(columns)}")
        connection.execute(QUERIES[name], [*first, *columns])


def _subject(batch: Batch, slot: Slot) -> Row:
    state = slot.state
    if state is None:
        raise RuntimeError(f"{slot.subject} has lines and no state")
    case = state if isinstance(state, Case) else None
    return (
        *slot.ref,
        slot.unit,
        case.phase if case is not None else None,
        slot.sequence,
        slot.head,
        dump_state(state),
        batch.policy(slot.unit).version,
        ",".join(case.people) if case is not None else "",
        slot.opened,
        slot.touched,
    )


def _log(connection: Connection[TupleRow], batch: Batch) -> None:
    events, sealed, ledger = [], [], []
    for slot, line in batch.lines:
        entry, fact, encoded = line.entry, line.entry.fact, line.encoded
        what = (line.event_id, entry.verb.value, fact.type, fact.source.value, fact.id, line.unit)
        when = (fact.time, entry.recorded_at)
        chain = (encoded.body, encoded.sealed_hash, line.prev_hash, line.hash)
        events.append((*slot.ref, line.sequence, *what, *when, *chain))
        if encoded.ciphertext is not None:
            sealed.append((line.event_id, slot.key_id, encoded.ciphertext))
        ledger.append((entry.recorded_at, fact.recorded_by, entry.verb.value, slot.subject, line.hash, fact.type))
    _add(connection, "add_events", events)
    _add(connection, "add_sealed", sealed)
    _add(connection, "add_ledger_entries", ledger)


def _inbox(batch: Batch, *, fresh: bool) -> Iterable[Row]:
    for (source, fact_id), received in batch.inbox.items():
        if received.fresh if fresh else received.changed and not received.fresh:
            yield _received(batch, source, fact_id, received)


def _received(batch: Batch, source: str, fact_id: str, received: Received) -> Row:
    answer = received.answer
    kind, name = ref_of(answer.subject) if answer.subject is not None else (None, None)
    told = (answer.outcome, answer.stored(), received.held, received.unit)
    return source, fact_id, received.body_hash, received.type, kind, name, *told, batch.now, batch.now


def _messages(batch: Batch) -> Iterable[notices.Notice]:
    """One for each line of a log, in the order in which they were written, then those of outcomes without a line."""

    def of_lines() -> Iterable[notices.Notice]:
        for slot, line in batch.lines:
            fact = line.entry.fact
            received = batch.inbox.get((fact.source.value, fact.id))
            yield notices.of_line(slot, line, received.answer.results if received is not None else ())

    return chain(of_lines(), batch.notices)


def _projections(connection: Connection[TupleRow], batch: Batch) -> None:
    for fact in batch.new_units:
        if isinstance(fact.data, UnitAdded):
            connection.execute(QUERIES["keep_unit"], [ref_of(fact.subject)[1], fact.data.name, fact.data.since])
    for unit, version in batch.new_policies:
        told = [unit, version.version, version.from_date, version.body.encode()]
        connection.execute(QUERIES["keep_policy"], told)
    for slot in batch.moved:
        connection.execute(QUERIES["move_inbox"], [slot.unit, slot.ref[1]])
    for ref in batch.members:
        staff = batch.slots[ref].state
        if isinstance(staff, Staff):
            roles = [role.value for role in staff.roles]
            connection.execute(QUERIES["keep_staff"], [ref[1], roles, list(staff.units), staff.public_employee])


def _put_aside(connection: Connection[TupleRow], decider: "Decider") -> tuple[dict[bytes, int], list[int]]:
    """Number the messages that were put aside; one that lies there keeps its number and is not told of again.

    All their numbers, and which of them are new.
    """
    batch, numbers, fresh = decider.batch, {}, []
    for item in batch.quarantined:
        read = item.reading
        if batch.installation is None:
            raise RuntimeError("the installation has no key of its own: run migrate")
        origin = (read.source, read.fact_id, read.incoming.nats_subject)
        raw = seal(
            batch.installation,
            f"quarantine|{read.raw_hash.hex()}",
            read.incoming.raw,
            decider.clock.token(NONCE_BYTES),
        )
        new = connection.execute(
            QUERIES["add_quarantine"],
            [*origin, item.reason, item.where, raw, read.raw_hash, batch.now],
        ).fetchone()
        if new is not None:
            notices.tell_put_aside(decider, read, item.reason)
            fresh.append(new[0])
        found = new or connection.execute(QUERIES["quarantined_before"], [read.raw_hash]).fetchone()
        if found is None:
            raise RuntimeError("a message that was just put aside is not there")
        numbers[read.raw_hash] = found[0]
    return numbers, fresh


def _numbered(answer: Answer, raw_hash: bytes, numbers: dict[bytes, int]) -> Answer:
    if answer.outcome != "quarantined" or raw_hash not in numbers:
        return answer
    return replace(answer, number=numbers[raw_hash])


def _index(batch: Batch) -> Iterable[Row]:
    """What the batch made findable; a fact that got its case within the batch is no longer looked up."""
    claimed = set(batch.claimed)
    return (row for row in batch.index if row[2] != INBOX or row[3] not in claimed)
