"""What may be told in exploring: of every fact a few forms that differ in what rules and duties read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from workflows.case import Case
from workflows.exploring.moves_beginning import BEGINNING, CASE_STARTS
from workflows.exploring.moves_elsewhere import STAFF, STAFF_START, UNIT_START, UNITS
from workflows.exploring.moves_ending import ENDING
from workflows.exploring.moves_family import FAMILY
from workflows.exploring.moves_following import FOLLOWING
from workflows.exploring.moves_telling import OUTREACH, TELLING
from workflows.exploring.world import Move
from workflows.protection import still_to_consider

CASE_MOVES: Final[tuple[Move, ...]] = (*BEGINNING, *FAMILY, *FOLLOWING, *TELLING, *ENDING)

UNIT_MOVES: Final[tuple[Move, ...]] = (*UNITS, *OUTREACH)

MOVES: Final[tuple[Move, ...]] = (*CASE_MOVES, *UNIT_MOVES, *STAFF)

OF: Final = {"case": CASE_MOVES, "unit": UNIT_MOVES, "staff": STAFF}
"""Everything that may be told of a kind of subject."""

STARTS: Final = (*CASE_STARTS, UNIT_START, STAFF_START)

_BY_NAME: Final = {move.name: move for move in MOVES}


def move(name: str) -> Move:
    """The move of that name. Raises KeyError where there is none."""
    return _BY_NAME[name]


@dataclass(frozen=True, slots=True)
class Rung:
    """What usually comes next, until it has been `taken`."""

    move: Move
    taken: Callable[[Case], bool]


def _cleared(case: Case) -> bool:
    return all(any(w.word == "given" for w in i.words) for i in case.incidents if i.needs_clearance)


LADDER: Final[tuple[Rung, ...]] = (
    Rung(move("assessment.assessed: offer"), lambda case: case.period.offer is not None),
    Rung(move("protection.considered"), lambda case: not still_to_consider(case)),
    Rung(move("clearance.given"), _cleared),
    Rung(move("contact.first_contact_made: yes"), lambda case: case.period.accepted is not None),
    Rung(move("conversation.held: wanted"), lambda case: case.period.held is not None),
    Rung(move("guidance.guide_asked"), lambda case: bool(case.period.candidate or case.period.guide)),
    Rung(move("guidance.guide_accepted: the one asked"), lambda case: case.period.guide is not None),
    Rung(move("consent.given: guardian"), lambda case: case.phase in ("guided", "closed")),
    Rung(move("closing.closed: left_district"), lambda case: case.phase == "closed"),
    Rung(move("closing.need_reported: participant"), lambda _case: False),
)
"""With these a case comes to every phase."""


def next_rung(case: Case) -> Move:
    """The first rung that has not been taken."""
    return next(rung.move for rung in LADDER if not rung.taken(case))
