"""Components: the facts of one topic, or of two, with what usually comes next, so that every phase is met with them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from workflows.case import Case
from workflows.duty import DutyKind
from workflows.exploring.abstract import Fields
from workflows.exploring.moves import LADDER, MOVES, move, next_rung
from workflows.exploring.moves_beginning import (
    ALIKE,
    APART,
    HATE,
    HATE_UNKNOWN,
    OTHER_CRIME,
    REPORTED,
    SOON_18,
    UNREPORTED,
    WITNESS,
)
from workflows.exploring.moves_elsewhere import STAFF_START, UNIT_START
from workflows.exploring.reads import Reads
from workflows.exploring.world import Move, Start, World
from workflows.rule import Rule
from workflows.rulebook import CASE_DUTIES, STAFF_DUTIES, UNIT_DUTIES, rules_on

STARTS_OF: Final[dict[str, tuple[Start, ...]]] = {
    "intake": (UNREPORTED, REPORTED),
    "assessment": (UNREPORTED, HATE_UNKNOWN, WITNESS, OTHER_CRIME),
    "clearance": (REPORTED,),
    "conditions": (REPORTED,),
    "named": (REPORTED,),
    "matter": (UNREPORTED, REPORTED),
    "told of the guide": (REPORTED,),
    "investigation": (REPORTED,),
    "contact": (UNREPORTED,),
    "person": (APART,),
    "ties": (ALIKE,),
    "consent": (UNREPORTED, SOON_18),
    "conversation": (UNREPORTED, HATE),
    "unit": (UNIT_START,),
    "outreach": (UNIT_START,),
    "directory": (UNIT_START,),
    "report": (UNIT_START,),
    "staff": (STAFF_START,),
}
"""How the cases of a topic begin, where that is not as an ordinary unreported one."""

ANNULLED: Final = move("closing.annulled")

CLOCKS_ELSEWHERE: Final[dict[str, tuple[str, ...]]] = {
    "guidance": ("consider_substitute",),
    "matter": ("report_threat",),
    "threat to report": ("find_investigator",),
}
"""Duties that a topic's facts clear as well, and whose days are told apart where they are what it is about."""

FEW: Final = 2

MAIN: Final[dict[str, tuple[str, ...]]] = {
    "clearance": ("clearance.given", "clearance.refused"),
    "first call": ("contact.first_contact_made: a guardian's no", "contact.youth_considered: talk to the youth"),
    "conversation": ("conversation.held: not wanted", "conversation.held: by the investigator"),
    "guidance": ("guidance.guide_asked: another", "guidance.guide_accepted: the one asked"),
    "intake": ("intake.row_read: the guide investigates", "intake.row_read: not readable in part"),
    "consent": ("consent.given: guardian", "consent.withdrawn: participant"),
    "closing": ("closing.closed: died", "closing.closed: ended_by_participant"),
    "correction": ("correction.answered: review", "correction.answered: unread_value"),
}
"""The forms with which a topic meets another one; a topic that is not named meets others with its first two."""

PAIRS: Final = (
    ("clearance", "first call"),
    ("named", "guidance"),
    ("intake", "conversation"),
    ("consent", "correction"),
    ("consent", "closing"),
    ("conversation", "closing"),
    ("person", "tries to call"),
    ("absence", "stand-in"),
)
"""The topics that are most entangled; what others do to each other is met on the walks only."""

ELSEWHERE: Final = ("unit", "outreach", "directory", "report", "staff")
"""Topics whose facts stand in no case."""


LADDER_ALONE: Final = ("ladder",)


@dataclass(frozen=True)
class Component:
    """What is explored together. `own` are its moves besides those of the ladder."""

    topics: tuple[str, ...]
    starts: tuple[Start, ...]
    own: tuple[Move, ...]

    @property
    def name(self) -> str:
        return " + ".join(self.topics)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Everything that may be told in it."""
        if set(self.topics) & set(ELSEWHERE):
            return self.own
        return (*self.own, *(rung.move for rung in LADDER if rung.move not in self.own), ANNULLED)

    def moves_at(self, world: World) -> tuple[Move, ...]:
        """What may be told now: everything of its own, and the next rung."""
        if not isinstance(world.state, Case):
            return self.own
        next_ones = (next_rung(world.state), *((ANNULLED,) if world.state.phase == "closed" else ()))
        return (*self.own, *(move for move in next_ones if move not in self.own))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that judge its moves."""
        return tuple(dict.fromkeys(rule for move in self.moves for rule in rules_on(move.model)))

    @cached_property
    def kinds(self) -> tuple[DutyKind, ...]:
        """The kinds of duty that a fact of its topics clears; the ladder, which clears all, tells no clocks apart."""
        if self.topics == LADDER_ALONE:
            return ()
        models = {move.model for move in self.own}
        every = (*CASE_DUTIES, *UNIT_DUTIES, *STAFF_DUTIES)
        others = {name for topic in self.topics for name in CLOCKS_ELSEWHERE.get(topic, ())}
        return tuple(
            kind for kind in every if kind.kind not in others and any(model in models for model in kind.cleared_by)
        )

    def keep(self, reads: Reads) -> Fields:
        """The fields that two of its states differ in."""
        return reads.of(self.rules, self.kinds)


def single() -> tuple[Component, ...]:
    """Every topic by itself."""
    return tuple(_of(topic) for topic in dict.fromkeys(move.topic for move in MOVES))


def ladder() -> Component:
    """What usually comes next, in every order."""
    own = (*(rung.move for rung in LADDER), ANNULLED)
    return Component(LADDER_ALONE, (UNREPORTED,), own)


def pairs() -> tuple[Component, ...]:
    """Two topics whose rules and duties read what the other's facts change, each with its main forms."""
    return tuple(_of(*two, moves=main) for two in PAIRS)


def main(topic: str) -> tuple[Move, ...]:
    """The forms with which a topic meets others: those named, else the first few."""
    return tuple(move(name) for name in MAIN[topic]) if topic in MAIN else every(topic)[:FEW]


def every(topic: str) -> tuple[Move, ...]:
    """All forms of a topic."""
    return tuple(move for move in MOVES if move.topic == topic)


def _of(*topics: str, moves: Callable[[str], tuple[Move, ...]] = every) -> Component:
    starts = (start for topic in topics for start in STARTS_OF.get(topic, (UNREPORTED,)))
    own = tuple(move for topic in topics for move in moves(topic))
    return Component(topics, tuple(dict.fromkeys(starts)), own)
