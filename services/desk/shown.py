"""A form as it was shown: the id and the hour of its fact are made then, so that a double click is one fact."""

from dataclasses import dataclass
from datetime import datetime

from events.catalogue import build
from events.fact import FACT_ID, Fact, FactData
from events.values import Channel, Source
from services.casework.incoming import Answer, Incoming
from services.desk.asking import Asked
from services.desk.numbers import whole


@dataclass(frozen=True, slots=True)
class Form:
    """What every form of a decision carries besides its questions: `seen` is the sequence of what it showed."""

    id: str
    at: datetime
    seen: int | None = None

    def fact(
        self, asked: Asked, subject: str, data: FactData, *, word: str | None = None, channel: Channel | None = None
    ) -> Fact:
        """What whoever sits at the desk tells by this form.

        `word` is given where a form is about several subjects and has several answers: each is a fact of its own.
        `channel` is how they heard it from somebody else.
        """
        return build(
            data,
            id=self.id if word is None else f"{self.id[:60]}-{word}-{subject.partition('/')[2]}",
            source=Source.DESK,
            subject=subject,
            time=self.at,
            reported_by=asked.actor.ref,
            recorded_by=asked.actor.ref,
            on_behalf_channel=channel,
            seen=self.seen,
        )

    def tell(self, asked: Asked, subject: str, data: FactData) -> Answer:
        """Record it, and say what became of it."""
        return asked.desk.casework.take([Incoming.of(self.fact(asked, subject, data))])[0]


def shown_now(asked: Asked, seen: int | None = None) -> Form:
    """A form that is shown now."""
    return Form(str(asked.desk.clock.new_id()), asked.desk.clock.now(), seen)


def sent_back(asked: Asked) -> Form:
    """The form that was posted; where what came back is no id or hour of ours, as if it were shown now."""
    fresh = shown_now(asked)
    name, seen = asked.sent("fact_id"), asked.sent("seen")
    try:
        at = datetime.fromisoformat(asked.sent("shown"))
    except ValueError:
        at = fresh.at
    usable = FACT_ID.fullmatch(name) is not None
    known = at.tzinfo is not None and at <= fresh.at
    return Form(name if usable else fresh.id, at if known else fresh.at, whole(seen))
