"""A row that was rejected has come again and can be used: the unit's duty is done (D26)."""

from typing import TYPE_CHECKING

from events.fact import Fact
from events.intake import RowRead
from events.unit import RejectedRowAnswered
from services.casework.deriving import derive
from services.casework.incoming import Answer
from services.casework.slot import ref_of
from workflows.unit import Unit

if TYPE_CHECKING:
    from services.casework.decide import Decider


def row_mended(decider: "Decider", fact: Fact, answer: Answer) -> Answer:
    """Answer the rejected row that this one names, where the unit still owes that; the answer to the row itself."""
    told = fact.data
    if answer.row is None or not isinstance(told, RowRead) or told.corrects is None:
        return answer
    unit = decider.batch.slot(ref_of(fact.subject))
    if isinstance(unit.state, Unit) and any(row.fingerprint == told.corrects for row in unit.state.rejected):
        derive(decider, fact, unit, RejectedRowAnswered(fingerprint=told.corrects, answer="corrected"))
    return answer
