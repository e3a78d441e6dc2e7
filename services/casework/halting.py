"""A death that one unit learns of stops the others: nobody phones a home where the youth is dead."""

from typing import TYPE_CHECKING

from events.fact import Fact
from events.person import ContactHalted
from services.casework.deriving import derive
from services.casework.slot import Slot
from services.casework.tokens import Tokens

if TYPE_CHECKING:
    from services.casework.decide import Decider


def halt_others(decider: "Decider", slot: Slot, cause: Fact) -> None:
    """Write on the other cases of somebody who died (same national number) which unit to talk with first: on those that
    are closed too, since they may be opened again."""
    for name in decider.history.cases_of_same_person(slot.ref[1]):
        other = decider.batch.slot(("case", name))
        if not other.case.void and other.case.whereabouts.died is None and slot.unit is not None:
            derive(decider, cause, other, ContactHalted(by_unit=slot.unit))


def halt_new(decider: "Decider", slot: Slot, cause: Fact, tokens: Tokens) -> None:
    """Write it on a new case of somebody of whom another unit knows that they are dead."""
    names = dict.fromkeys(hit.id for hit in decider.batch.found(tokens.person) if hit.kind == "case")
    known = [decider.batch.slot(("case", name)) for name in names if name != slot.ref[1]]
    units = {one.unit for one in known if one.case.whereabouts.died is not None and not one.case.void}
    for unit in sorted(unit for unit in units if unit is not None and unit != slot.unit):
        derive(decider, cause, slot, ContactHalted(by_unit=unit), unit)
