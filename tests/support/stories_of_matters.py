"""Stories in which the duties of the criminal case, its clearance and its hearings press, each with a day for that."""

from typing import Any, Final

from tests.support.ladder import assessed, considered, hearing, referred, to_conversation, to_guided
from tests.support.ladder_matter import cleared_with, reported_later

REPORTED = (referred(reported=True), assessed(), considered())

STORIES: Final[dict[str, tuple[tuple[Any, ...], int]]] = {
    "find_investigator": (REPORTED, 1),
    "ask_participant_cleared": (
        (*to_conversation(), reported_later(day=1), cleared_with(not_whom=("participant",), day=2)),
        3,
    ),
    "consider_court_support": ((*to_guided(), hearing(starts=60)), 40),
}
