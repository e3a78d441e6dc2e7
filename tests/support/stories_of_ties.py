"""For the kind of duty about cases that may be of one person, a story in which it presses."""

from dataclasses import replace
from typing import Any, Final

from tests.support.ladder import referred
from tests.support.ladder_correction import OPEN

STORIES: Final[dict[str, tuple[tuple[Any, ...], int]]] = {
    "compare_cases": ((replace(referred(), alike=(OPEN,)),), 1),
}
"""Kind -> what has happened, and a day on which the duty presses."""
