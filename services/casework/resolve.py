"""Which case a row or a referral belongs to: same report and person, same person, or nobody known (D24, D28)."""

from dataclasses import dataclass
from typing import Final

from events.intake import RowRead
from services.casework.batch import Batch
from services.casework.slot import Slot
from services.casework.tokens import Tokens
from workflows.case import Incident
from workflows.intake import comes_into_the_group, outside_target_group

_CASE: Final = "case"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a detection belongs. `case` None: a new one. `incident` is the one told of, None for a further one.

    `continues` names the closed case that a new one follows (D24); `elsewhere` the units where the person is known too;
    `alike` cases of the same name and birth date, which only a person may join (D28).
    """

    case: Slot | None = None
    incident: Incident | None = None
    continues: str | None = None
    elsewhere: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


def place_of(batch: Batch, tokens: Tokens, unit: str, row: RowRead | None) -> Place:
    """The place of a row (`row`) or a referral (`row` None) that came to `unit`."""
    certain, likely = _people(batch, tokens)
    for slot in _latest_first(batch, [*certain, *likely]):
        incident = incident_of_report(batch, tokens, slot)
        if incident is None or _was_a_mistake(slot, unit, row):
            continue
        if slot.case.is_open or (row is not None and not _comes_into_the_group(incident, row, tokens)):
            return Place(slot, incident, elsewhere=_elsewhere(batch, certain, unit))
        return Place(continues=_living(slot), elsewhere=_elsewhere(batch, certain, unit))
    alike, maybe = _alike(batch, set(likely) - set(certain), unit)
    theirs = [slot for slot in _latest_first(batch, certain) if slot.unit == unit and not slot.case.void]
    elsewhere = tuple(sorted({*_elsewhere(batch, certain, unit), *maybe}))
    opened = next((slot for slot in theirs if slot.case.is_open), None)
    if opened is not None:
        return Place(opened, elsewhere=elsewhere, alike=alike)
    return Place(continues=theirs[0].ref[1] if theirs else None, elsewhere=elsewhere, alike=alike)


def place_on(batch: Batch, tokens: Tokens, addressed: Slot) -> Place:
    """The place of a referral that names a case: that case, or a new one after it when it is closed (D24)."""
    certain, _ = _people(batch, tokens)
    elsewhere = _elsewhere(batch, certain, addressed.unit)
    if addressed.case.is_open:
        return Place(addressed, incident_of_report(batch, tokens, addressed), elsewhere=elsewhere)
    return Place(continues=addressed.ref[1], elsewhere=elsewhere)


def cases_of_report(batch: Batch, tokens: Tokens) -> list[Slot]:
    """Every case with the report number of a fact about the criminal case, in the order of references."""
    return [batch.slot((_CASE, name)) for name in sorted({h.id for h in batch.found(tokens.report) if h.kind == _CASE})]


def _people(batch: Batch, tokens: Tokens) -> tuple[list[str], list[str]]:
    """The cases of this person for certain (same number), and those of the same name and birth date without another."""
    certain = [hit.id for hit in batch.found(tokens.person) if hit.kind == _CASE]
    likely = [
        hit.id
        for hit in batch.found(tokens.born)
        if hit.kind == _CASE and hit.id not in certain and not _is_another(batch, tokens, hit.id)
    ]
    return certain, likely


def _is_another(batch: Batch, tokens: Tokens, case: str) -> bool:
    """Two national numbers that differ are two people, whatever their names and birth dates."""
    numbers = batch.persons.get(case)
    return tokens.person is not None and bool(numbers) and tokens.person[1] not in (numbers or ())


def incident_of_report(batch: Batch, tokens: Tokens, slot: Slot) -> Incident | None:
    """The incident of the case that has the same report number."""
    key = next(
        (h.incident for h in batch.found(tokens.report) if h.kind == _CASE and h.id == slot.ref[1] and h.incident), None
    )
    return slot.case.incident(key) if key is not None else None


def _was_a_mistake(slot: Slot, unit: str, row: RowRead | None) -> bool:
    """A case that should never have been is nobody's: only the row that made it stays known where it was read."""
    return slot.case.void and (row is None or slot.unit != unit)


def _comes_into_the_group(incident: Incident, row: RowRead, tokens: Tokens) -> bool:
    """A change of a closed case into the target group is a linked new detection (D24)."""
    return comes_into_the_group(incident, row, outside_target_group(row, tokens.birth_date))


def _living(slot: Slot) -> str | None:
    """The case that a new one follows: of one that was joined, that in which it lives on; of a mistake none."""
    if slot.case.ties.joined_into is not None:
        return slot.case.ties.joined_into
    return None if slot.case.void else slot.ref[1]


def _alike(batch: Batch, names: set[str], unit: str) -> tuple[tuple[str, ...], set[str]]:
    """The unit's own living cases that may be of the same person, and the other units that have such a case."""
    slots = [slot for slot in (batch.slot((_CASE, name)) for name in sorted(names)) if not slot.case.void]
    here = tuple(slot.ref[1] for slot in slots if slot.unit == unit)
    return here, {slot.unit for slot in slots if slot.unit is not None and slot.unit != unit}


def _latest_first(batch: Batch, names: list[str]) -> list[Slot]:
    slots = [batch.slot((_CASE, name)) for name in dict.fromkeys(names)]
    return sorted(slots, key=lambda s: (s.case.is_open, s.case.opened_at, s.ref), reverse=True)


def _elsewhere(batch: Batch, certain: list[str], unit: str | None) -> tuple[str, ...]:
    slots = (batch.slot((_CASE, name)) for name in certain)
    units = {slot.unit for slot in slots if not slot.case.void}
    return tuple(sorted(u for u in units if u is not None and u != unit))
