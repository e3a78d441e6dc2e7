"""What was recorded on the wrong case, and cases that are joined or separated: steps of a story."""

from typing import Any, Final

from events.correction import CasesJoined, CasesSeparated, MistakeAnnulled, NotTheSame, WrongCase
from events.fact import FactData
from tests.support.ladder import ref_of
from tests.support.people import CASE
from tests.support.story import Step

OPEN, CLOSED, VOID, ELSEWHERE = "T-0000-00", "T-1111-1R", "T-2222-2G", "T-3333-38"
HERE: Final = CASE.removeprefix("case/")


def wrong_case(about: type[FactData] | str, right: str | None = OPEN, **when: Any) -> Step:
    """A fact told before is about somebody else."""
    return Step(
        lambda story: WrongCase(fact=ref_of(story, about), right_case=right, why="Feil sak"),  # type: ignore[arg-type]
        **when,
    )


def joined(joined: str = HERE, into: str = OPEN, **when: Any) -> Step:
    """Two cases are of one person."""
    return Step(CasesJoined(joined=joined, into=into, why="Samme person"), **when)  # type: ignore[arg-type]


def separated(case: str = HERE, **when: Any) -> Step:
    """They were two after all."""
    return Step(CasesSeparated(separated=case, why="To personer"), **when)  # type: ignore[arg-type]


def not_the_same(other: str = OPEN, **when: Any) -> Step:
    """Somebody has looked."""
    return Step(NotTheSame(other=other), **when)


def mistake_annulled(**when: Any) -> Step:
    """The case was no mistake after all."""
    return Step(MistakeAnnulled(why="Rett person", leader_told="l1"), **when)  # type: ignore[arg-type]
