"""Facts told at the desk without a form of their own: several cases at one go, each fact with its own outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from events.catalogue import build
from events.fact import Fact, FactData
from events.values import Channel, Source
from services.casework.incoming import Answer, Incoming
from services.desk.asking import Asked
from services.desk.shown import Form

TOOK: Final = frozenset({"recorded", "breached"})


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one fact."""

    subject: str
    answer: Answer

    @property
    def ref(self) -> str:
        """The case, without its kind."""
        return self.subject.partition("/")[2]

    @property
    def took(self) -> bool:
        """Whether it stands in the log and took effect."""
        return self.answer.outcome in TOOK


def fact_of(
    asked: Asked, form: Form, subject: str, data: FactData, *, word: str, channel: Channel | None = None
) -> Fact:
    """What whoever sits at the desk tells of one subject by a form about several, as of when the form was shown.

    `word` tells two answers by one form apart; `channel` is how they heard it from somebody else.
    """
    return build(
        data,
        id=f"{form.id[:60]}-{word}-{subject.partition('/')[2]}",
        source=Source.DESK,
        subject=subject,
        time=form.at,
        reported_by=asked.actor.ref,
        recorded_by=asked.actor.ref,
        on_behalf_channel=channel,
    )


def tell(asked: Asked, facts: Sequence[Fact]) -> tuple[Told, ...]:
    """Record them in one transaction; what became of each."""
    answers = asked.desk.casework.take([Incoming.of(fact) for fact in facts])
    return tuple(Told(fact.subject, answer) for fact, answer in zip(facts, answers, strict=True))
