"""Facts told at the desk without a form of their own: several cases at one go, each fact with its own outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from events.fact import Fact
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


def tell(asked: Asked, facts: Sequence[Fact]) -> tuple[Told, ...]:
    """Record them in one transaction; what became of each."""
    answers = asked.desk.casework.take([Incoming.of(fact) for fact in facts])
    return tuple(Told(fact.subject, answer) for fact, answer in zip(facts, answers, strict=True))
