"""Facts told at the desk without a form of their own: several cases at one go, each fact with its own outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from events.catalogue import build
from events.fact import FACT_ID, Fact, FactData
from events.values import Channel, Source
from services.casework.incoming import Answer, Incoming
from services.desk.asking import Asked

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


def form_id(asked: Asked) -> str:
    """The id that a form was shown with; a new one where what came back is none, so that nothing is mistaken for it."""
    told = str(asked.form.get("id", ""))
    return told if FACT_ID.fullmatch(told) and len(told) <= 60 else new_id(asked)


def new_id(asked: Asked) -> str:
    """An id for a form that is shown now: sent twice, its facts are the same."""
    return str(asked.desk.clock.new_id())


def fact_of(
    asked: Asked, subject: str, data: FactData, *, name: str, channel: Channel | None = None, seen: int | None = None
) -> Fact:
    """What whoever sits at the desk tells, as of now; `channel` is how they heard it from somebody else."""
    return build(
        data,
        id=f"{name}-{subject.partition('/')[2]}",
        source=Source.DESK,
        subject=subject,
        time=asked.desk.clock.now(),
        reported_by=asked.actor.ref,
        recorded_by=asked.actor.ref,
        on_behalf_channel=channel,
        seen=seen,
    )


def tell(asked: Asked, facts: Sequence[Fact]) -> tuple[Told, ...]:
    """Record them in one transaction; what became of each."""
    answers = asked.desk.casework.take([Incoming.of(fact) for fact in facts])
    return tuple(Told(fact.subject, answer) for fact, answer in zip(facts, answers, strict=True))
