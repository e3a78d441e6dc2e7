"""A fact told again where it belongs too: as it has been corrected, under an id that comes out of its cause."""

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from events.catalogue import build
from events.correction import Corrected
from events.fact import Fact, FactData
from events.values import Source
from services.casework.batch import Received
from services.casework.incoming import Answer
from services.casework.slot import Slot
from workflows.correction import mended
from workflows.outcome import Entry

if TYPE_CHECKING:
    from services.casework.decide import Decider

CLOCK: Final = "system/clock"


def as_right(log: tuple[Entry, ...], fact: Fact) -> Fact:
    """The fact with everything that has been corrected of it."""
    for entry in log:
        data = entry.fact.data
        if isinstance(data, Corrected) and entry.applies and str(data.fact) == fact.key:
            fact = mended(fact, data, entry.decided_with.get("corrected"))
    return fact


def retold(cause: Fact, fact: Fact, subject: str, to: Slot, data: FactData | None = None) -> Fact:
    """The same for another case; whoever told it and when it happened stay."""
    return build(
        data or fact.data,
        id=named(cause, fact.type, to.subject, fact.key),
        source=Source.CLOCK,
        subject=subject,
        time=fact.time,
        reported_by=fact.reported_by,
        recorded_by=CLOCK,
        on_behalf_channel=fact.on_behalf_channel,
    )


def named(cause: Fact, *parts: str) -> str:
    """An id that is the same whenever the same cause makes the same of it."""
    return sha256("\0".join((cause.key, *parts)).encode()).hexdigest()[:32]


def keep(decider: "Decider", fact: Fact, answer: Answer, slot: Slot) -> None:
    """Put the answer to a fact of our own into the inbox."""
    body_hash = decider.keyring.index_token("content", f"derived {fact.id}")
    key = (fact.source.value, fact.id)
    decider.batch.inbox[key] = Received(body_hash, answer, fact.type, slot.unit, fresh=True)
