"""A row of an extract, or a referral: whose it is, and the case that it makes or changes (R23, R25, D24, D26-D28)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from events.fact import Fact
from events.intake import RowRead
from services.casework import matter, notices
from services.casework.batch import Hit
from services.casework.catching_up import catch_up
from services.casework.halting import halt_new
from services.casework.incoming import Answer, Reading
from services.casework.knowing import known_of_detection
from services.casework.resolve import Place, place_of, place_on
from services.casework.slot import Slot, ref_of
from services.casework.tokens import Tokens
from workflows.access import may_report
from workflows.case import Incident
from workflows.intake import RowOutcome, judge_row
from workflows.known import Known
from workflows.outcome import Refused, Verb
from workflows.record import record

if TYPE_CHECKING:
    from services.casework.decide import Decider


def detected(decider: "Decider", read: Reading, fact: Fact, tokens: Tokens) -> Answer:
    """Decide a detection: on the case that it belongs to, on a new one, or by rule alone (known, outside)."""
    found = _place(decider, fact, tokens)
    if found is None:
        return decider.unknown_subject(fact)
    unit, place = found
    judged = _judged(decider, fact, tokens, place)
    known = known_of_detection(decider, fact, tokens, unit, place)
    if judged in ("known", "outside") and may_report(fact, unit, known) is None:
        return notices.row_without_entry(decider, read, fact, judged, place)
    return recorded(decider, read, fact, tokens, place, judged, known)


def recorded(
    decider: "Decider",
    read: Reading,
    fact: Fact,
    tokens: Tokens,
    place: Place,
    judged: RowOutcome | None,
    known: Known,
) -> Answer:
    """Decide a detection that is no rule's to decide, on its case or on a new one, which it makes findable."""
    slot = place.case if place.case is not None else decider.new_case(known.unit)
    told = fact.model_copy(update={"subject": slot.subject})
    outcome = record(slot.state, told, known, slot.moment(decider.batch.now))
    if slot.state is None:
        if isinstance(outcome, Refused):  # no case is made; the unit owes an answer
            on_unit = decider.batch.slot(("unit", known.unit))
            return decider.answer(fact, [decider.write(on_unit, replace(outcome.entry, fact=fact))])
        decider.open(slot)
    answer = decider.answer(fact, [decider.write(slot, outcome.entry)])
    if outcome.entry.verb is Verb.REFUSED:
        return answer
    return _as_row(decider, read, fact, judged, place, _found_again(decider, fact, slot, place, tokens), slot, answer)


def _place(decider: "Decider", fact: Fact, tokens: Tokens) -> tuple[str, Place] | None:
    """The unit to which it came, and where it belongs; None where it names a unit or a case that is not there."""
    row = fact.data if isinstance(fact.data, RowRead) else None
    kind, name = ref_of(fact.subject)
    if kind == "unit":
        return (name, place_of(decider.batch, tokens, name, row)) if name in decider.batch.units else None
    addressed = decider.batch.slots.get((kind, name))
    if addressed is None or addressed.unit is None:
        return None
    return addressed.unit, place_on(decider.batch, tokens, addressed)


def _judged(decider: "Decider", fact: Fact, tokens: Tokens, place: Place) -> RowOutcome | None:
    if not isinstance(fact.data, RowRead):
        return None
    return judge_row(
        fact.data,
        tokens.birth_date,
        has_case=place.incident is not None,
        kept=place.incident.content if place.incident is not None else None,
        was_outside="outside" in decider.batch.rows_before.get(fact.data.row_key, ()),
    )


def _found_again(decider: "Decider", told: Fact, slot: Slot, place: Place, tokens: Tokens) -> str:
    """Index the case by what was told, and tell it what others know of the matter or has waited for it; the key of the
    incident told of."""
    incident = place.incident.key if place.incident is not None else slot.case.incidents[-1].key
    for token in tokens.all:
        decider.batch.note(token, Hit("case", slot.ref[1], incident if token[0] == "report" else None))
    if place.case is None:
        halt_new(decider, slot, told, tokens)
    if tokens.report is not None and place.incident is None:
        catch_up(decider, told, slot, incident, tokens)
    matter.claim(decider, tokens)
    return incident


def _as_row(
    decider: "Decider",
    read: Reading,
    fact: Fact,
    judged: RowOutcome | None,
    place: Place,
    incident: str,
    slot: Slot,
    answer: Answer,
) -> Answer:
    """The answer with what an importer and a coordinator need to know of the row."""
    waits = False
    if judged is not None:
        notices.keep_row(decider, read, fact, judged, slot.ref[1])
        told_of = slot.case.incident(incident)
        theirs = ref_of(fact.subject) == ("unit", slot.unit)  # another unit's case is that unit's to assess again
        waits = theirs and slot.case.is_open and told_of is not None and _to_decide(told_of, fact)
    return replace(
        answer,
        row=judged,
        case=slot.ref[1],
        to_decide=waits,
        elsewhere=place.elsewhere,
        alike=place.alike,
    )


def _to_decide(incident: Incident, fact: Fact) -> bool:
    """Whether the row waits for a person (D26): nobody has decided, or this very row asks to decide again."""
    changed = incident.changed is not None and incident.changed.fact == fact.key
    return incident.decided is None or (changed and incident.outside_since is None)
