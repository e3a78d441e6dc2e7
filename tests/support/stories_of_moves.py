"""For each kind of duty about a move, a story in which it presses."""

from typing import Any, Final

from tests.support.ladder import to_guided
from tests.support.ladder_move import declined, offered

STORIES: Final[dict[str, tuple[tuple[Any, ...], int]]] = {
    "answer_move": ((*to_guided(), offered()), 1),
    "answer_move_as_leader": ((*to_guided(), offered()), 4),
    "decide_declined_move": ((*to_guided(), offered(), declined()), 1),
}
"""Kind -> what has happened, and a day on which the duty presses."""
