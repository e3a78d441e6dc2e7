"""What is told outside the logs: outcomes on the bus, rows that rules decided, messages that were put aside."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from events.fact import Fact
from events.intake import RowRead
from events.refs import SubjectKind, subject_kind
from events.subjects import outcome as nats_subject
from services.casework.batch import Quarantined
from services.casework.incoming import Answer, CaseResult, Reading, Result, reason_object
from services.casework.kept_rows import sealed_place
from services.casework.resolve import Place
from services.casework.slot import Line, Slot, ref_of
from services.store.codec import moment
from services.store.keys import NONCE_BYTES, seal
from workflows.case import Case
from workflows.intake import RowOutcome
from workflows.outcome import Reason

if TYPE_CHECKING:
    from services.casework.decide import Decider

Notice = tuple[UUID, str, bytes, datetime]
"""A row of the outbox: event id, NATS subject, message, when."""


def of_line(slot: Slot, line: Line, results: tuple[CaseResult, ...]) -> Notice:
    """The outcome that a line of a log is."""
    fact, verb = line.entry.fact, line.entry.verb.value
    data: dict[str, Any] = {
        "fact": {"source": fact.source.value, "id": fact.id, "type": fact.type},
        "verb": verb,
        "sequence": line.sequence,
        "reasons": [reason_object(reason) for reason in line.entry.reasons],
    }
    if isinstance(slot.state, Case):
        data["phase"] = slot.state.phase
    if len(results) > 1:
        data["results"] = [{"subject": r.subject, "verb": r.verb, "sequence": r.sequence} for r in results]
    at = line.entry.recorded_at
    body = _message(line.event_id, verb, slot.subject, at, data)
    return line.event_id, nats_subject(line.unit or "any", slot.ref[0], verb), body, at


def without_entry(
    decider: "Decider", fact: Fact, outcome: Result, unit: str | None, reasons: tuple[Reason, ...] = ()
) -> Answer:
    """An outcome that stands in no log: there is no subject for it."""
    _tell(decider, outcome, fact.source.value, fact.id, fact.type, unit, fact.subject, reasons)
    return Answer(fact.source.value, fact.id, outcome, reasons)


def row_without_entry(decider: "Decider", read: Reading, fact: Fact, judged: RowOutcome, place: Place) -> Answer:
    """A row that rules decided: known already, or outside the target group (D26, D27)."""
    case = place.case.ref[1] if place.case is not None else None
    keep_row(decider, read, fact, judged, case)
    outcome: Result = "known" if judged == "known" else "outside"
    _tell(decider, outcome, fact.source.value, fact.id, fact.type, ref_of(fact.subject)[1], fact.subject, ())
    return Answer(fact.source.value, fact.id, outcome, row=judged, case=case, elsewhere=place.elsewhere)


def keep_row(decider: "Decider", read: Reading, fact: Fact, judged: RowOutcome, case: str | None) -> None:
    """What the unit sees of the row in its list; one outside is kept sealed, since it can be taken back (D26)."""
    row, (kind, unit) = fact.data, ref_of(fact.subject)
    if not isinstance(row, RowRead) or kind != "unit":
        raise TypeError("only a row of a unit's extract is kept as one")
    batch = decider.batch
    sealed = None
    if judged == "outside":
        aad = sealed_place(unit, row.week, row.row_key)
        sealed = seal(batch.units[unit], aad, read.incoming.raw, decider.clock.token(NONCE_BYTES))
    place = (unit, row.week, row.row_key)
    if judged != "known" or place not in batch.rows:
        batch.rows[place] = (row.row, judged, case, row.content, None, sealed, read.incoming.import_id)
    batch.rows_before.setdefault(row.row_key, set()).add(judged)


def put_aside(decider: "Decider", read: Reading, reason: str, where: tuple[str, ...]) -> Answer:
    """A message that cannot be a fact of ours, or is one that cannot be believed: quarantined under its own number.

    Its number is known when it is written; whoever sends it again is told the same one.
    """
    decider.batch.quarantined.append(Quarantined(read, reason, ", ".join(where)[:500]))
    return Answer(read.source, read.fact_id, "quarantined", (Reason(reason),))


def tell_put_aside(decider: "Decider", read: Reading, reason: str) -> None:
    """Say on the bus that a message was put aside; once for each number."""
    type_ = read.fact.type if read.fact is not None else None
    _tell(decider, "quarantined", read.source, read.fact_id, type_, None, None, (Reason(reason),))


def _tell(
    decider: "Decider",
    outcome: Result,
    source: str | None,
    fact_id: str | None,
    type_: str | None,
    unit: str | None,
    subject: str | None,
    reasons: tuple[Reason, ...],
) -> None:
    batch, event_id = decider.batch, decider.clock.new_id()
    data = {
        "fact": {"source": source, "id": fact_id, "type": type_},
        "verb": outcome,
        "reasons": [reason_object(reason) for reason in reasons],
    }
    kind: SubjectKind | None = subject_kind(subject) if subject is not None else None
    to = unit if unit in batch.units else "any"
    body = _message(event_id, outcome, subject, batch.now, data)
    batch.notices.append((event_id, nats_subject(to or "any", kind, outcome), body, batch.now))


def _message(event_id: UUID, verb: str, subject: str | None, at: datetime, data: dict[str, Any]) -> bytes:
    message = {
        "specversion": "1.0",
        "id": str(event_id),
        "source": "trygghet",
        "type": f"trygghet.outcome.{verb}.v1",
        "time": moment(at),
        "datacontenttype": "application/json",
        "data": data,
    }
    if subject is not None:
        message["subject"] = subject
    return orjson.dumps(message, option=orjson.OPT_SORT_KEYS)
