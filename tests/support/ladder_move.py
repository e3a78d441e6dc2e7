"""A family moves, or a case ends with a death: steps of a story."""

from typing import Any

from events.assessment import HandedOver
from events.fact import FactRef
from events.move import LeftDistrict, MoveAccepted, MoveDeclined, MoveOffered, MoveWithdrawn
from events.person import Died
from events.values import Answer
from tests.support.ladder import ref_of
from tests.support.story import Step, Story

ELSEWHERE = "vest"


def offered(to_unit: str = ELSEWHERE, **when: Any) -> Step:
    """The family moves to another unit's area."""
    return Step(MoveOffered(to_unit=to_unit), **when)


def _offer(story: Story) -> FactRef:
    """The offer that stands, else the latest; a fact that there is not, where nothing was offered."""
    standing = story.state.whereabouts.offer if story.state is not None else None
    if standing is not None:
        return ref_of(story, standing.offered.fact)
    offered = any(isinstance(entry.fact.data, MoveOffered) for entry in story.log)
    return ref_of(story, MoveOffered if offered else "desk:none")


def accepted(by: str = "k9", **when: Any) -> Step:
    """The other unit takes the case over."""
    return Step(lambda story: MoveAccepted(offer=_offer(story)), by=f"staff/{by}", **when)


def declined(by: str = "k9", **when: Any) -> Step:
    """The other unit does not."""
    return Step(
        lambda story: MoveDeclined(offer=_offer(story), why="Bor fortsatt i øst"),  # type: ignore[arg-type]
        by=f"staff/{by}",
        **when,
    )


def withdrawn(**when: Any) -> Step:
    """The family stays after all."""
    return Step(
        lambda story: MoveWithdrawn(offer=_offer(story), why="Flytter ikke"),  # type: ignore[arg-type]
        **when,
    )


def left_district(
    handed_over: HandedOver | None = None, wishes: Answer = Answer.UNKNOWN, back: bool = False, **when: Any
) -> Step:
    """The family lives somewhere else now."""
    return Step(LeftDistrict(back=back, handed_over=handed_over, wishes_handover=wishes), **when)


def died(by: str = "k1", **when: Any) -> Step:
    """Somebody of us has learned that the youth is dead."""
    return Step(Died(found_by=by), by=f"staff/{by}", **when)
