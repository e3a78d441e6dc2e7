"""A case that gets a report number later than others gets what they know of the criminal case, hearings above all."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from events.catalogue import CATALOGUE
from events.correction import Corrected
from events.fact import Fact
from events.matter import MatterFact
from services.casework.knowing import known_on
from services.casework.retelling import as_right, keep, retold
from services.casework.slot import Slot
from services.casework.tokens import Tokens
from workflows.outcome import Entry

if TYPE_CHECKING:
    from services.casework.decide import Decider

TYPES: Final = [model.TYPE for model in CATALOGUE if issubclass(model, MatterFact | Corrected)]


def catch_up(decider: "Decider", cause: Fact, slot: Slot, incident: str, tokens: Tokens) -> None:
    """Tell on the case what another one with the number has been told of the matter.

    One is enough, since each of them has had all of it. Its row is not locked: whoever tells of the matter takes the
    lock of the number first, and that is held.
    """
    hits = [hit for hit in decider.batch.found(tokens.report) if hit.kind == "case" and hit.id != slot.ref[1]]
    if not hits:
        return
    other = min(hits, key=lambda hit: (hit.id not in {ref[1] for ref in decider.batch.slots}, hit.id))
    log = decider.history.elsewhere(other.id, TYPES, decider.keyring)
    for fact in _of_the_matter(log, other.incident):
        if decider.history.latest(slot, fact.key) is None:
            data = fact.data.model_copy(update={"incident": None})
            told = retold(cause, fact, slot.subject, slot, data)
            known = replace(known_on(decider, slot, told, derived=True), incident=incident)
            keep(decider, told, decider.answer(told, [decider.decide_on(slot, told, known)]), slot)


def _of_the_matter(log: tuple[Entry, ...], incident: str | None) -> list[Fact]:
    """What was recorded of that incident's criminal case, as it has been corrected."""
    told = {}
    for entry in log:
        theirs = entry.decided_with.get("incident") == incident
        if isinstance(entry.fact.data, MatterFact) and entry.applies and theirs:
            told[entry.fact.key] = as_right(log, entry.fact)
    return list(told.values())
