"""A row that rules decided is a person's to decide after all (D26): on the case that there is, or on a new one."""

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from events.catalogue import build
from events.fact import Fact
from events.values import Source
from services.casework import detection
from services.casework.batch import Received
from services.casework.incoming import Answer, Incoming, reading
from services.casework.kept_rows import KeptRow, place_in_list
from services.casework.knowing import known_of_detection, known_on
from services.casework.resolve import Place, place_of
from services.casework.slot import Slot, ref_of
from workflows.outcome import Verb

if TYPE_CHECKING:
    from services.casework.decide import Decider

CLOCK: Final = "system/clock"


def taken_back(decider: "Decider", fact: Fact) -> Answer:
    """Decide on the unit whether the row is taken back; then its case owes a decision, and the week is open again."""
    unit = decider.batch.slots.get(ref_of(fact.subject))
    if unit is None:
        return decider.unknown_subject(fact)
    at = place_in_list(fact)
    row = decider.batch.kept_rows.pop(at, None)  # it can be taken back once
    known = replace(known_on(decider, unit, fact), row=row.outcome if row is not None else None)
    _, line = written = decider.decide_on(unit, fact, known)
    if row is None or line.entry.verb is not Verb.RECORDED:
        return decider.answer(fact, [written])
    place = place_of(decider.batch, row.tokens, unit.ref[1], row.told)
    if place.case is not None and place.incident is not None and place.case.case.is_open:
        case, incident = place.case, place.incident.key
        told = fact.model_copy(update={"subject": case.subject})
        known = known_on(decider, case, told, derived=True)
        known = replace(known, row=row.outcome, unit=unit.ref[1], incident=incident)
        answer = decider.answer(fact, [written, decider.decide_on(case, told, known)])
        decider.batch.rows[at] = (row.told.row, "changed", case.ref[1], row.told.content, None, None, row.import_id)
        return replace(answer, case=case.ref[1], to_decide=True)
    made = _detected(decider, fact, unit, row, _after(place))
    return replace(decider.answer(fact, [written]), case=made.case, to_decide=made.to_decide)


def _after(place: Place) -> Place:
    """Nothing is decided on a closed case: the row makes a new one after it (D24)."""
    if place.case is None or place.case.case.is_open:
        return place
    continues = None if place.case.case.void else place.case.ref[1]
    return replace(place, case=None, incident=None, continues=continues)


def _detected(decider: "Decider", cause: Fact, unit: Slot, row: KeptRow, place: Place) -> Answer:
    """The row is told again, now by the person who took it back: it makes a case, or an incident of one that is open.

    Its own id and outcome stay those of the rules' decision; what it makes has an id that comes out of the taking back.
    """
    name = sha256("\0".join((cause.key, row.told.TYPE, unit.subject)).encode()).hexdigest()[:32]
    fact = build(
        row.told,
        id=name,
        source=Source.CLOCK,
        subject=unit.subject,
        time=cause.time,
        reported_by=cause.reported_by,
        recorded_by=CLOCK,
    )
    read = reading(Incoming.of(fact, row.import_id), decider.keyring.index_token)
    provisional = Answer(*read.key, "refused")
    decider.batch.inbox[read.key] = Received(read.body_hash, provisional, fact.type, fresh=True)
    known = known_of_detection(decider, fact, row.tokens, unit.ref[1], place)
    return decider.settled(
        fact, detection.recorded(decider, read, fact, row.tokens, place, "changed", replace(known, derived=True))
    )
