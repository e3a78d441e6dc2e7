"""Facts that the record concludes by itself: decided like any other, written once."""

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from events.catalogue import build
from events.fact import Fact, FactData
from events.values import Source
from services.casework.batch import Received
from services.casework.knowing import known_on
from services.casework.slot import Slot

if TYPE_CHECKING:
    from services.casework.decide import Decider

CLOCK: Final = "system/clock"


def derive(decider: "Decider", cause: Fact, slot: Slot, data: FactData, *parts: str) -> None:
    """Decide a derived fact. The same cause has the same consequence under the same id, so it is written once."""
    name = sha256("\0".join((cause.key, data.TYPE, slot.subject, *parts)).encode()).hexdigest()[:32]
    key = (Source.CLOCK.value, name)
    if key in decider.batch.inbox:
        return
    fact = build(
        data,
        id=name,
        source=Source.CLOCK,
        subject=slot.subject,
        time=cause.time,
        reported_by=cause.reported_by,
        recorded_by=CLOCK,
    )
    written = decider.decide_on(slot, fact, known_on(decider, slot, fact, derived=True))
    body_hash = decider.keyring.index_token("content", f"derived {name}")
    decider.batch.inbox[key] = Received(body_hash, decider.answer(fact, [written]), data.TYPE, slot.unit, fresh=True)
