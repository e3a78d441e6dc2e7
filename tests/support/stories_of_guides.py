"""Kinds of duty around conversation and guide: what has happened, and a day on which the duty presses."""

from typing import Any, Final

from tests.support.ladder import (
    assessed,
    cleared,
    consented,
    considered,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    guide_away,
    referred,
    row,
    to_conversation,
    to_guided,
)
from tests.support.ladder_conversation import booked, cancelled, holder_asked
from tests.support.ladder_guidance import advice_asked, guide_ended

GUIDED: Final[tuple[Any, ...]] = (
    referred(reported=True, investigator="e2"), assessed(), considered(), cleared(), family_called(),
    conversation_held(), guide_asked(), guide_accepted(), consented(),
)  # fmt: skip
"""As far as a guide who follows up in a reported matter."""

STORIES: Final[dict[str, tuple[tuple[Any, ...], int]]] = {
    "await_holder": ((*to_conversation(), holder_asked()), 1),
    "replace_holder": ((*to_conversation(), holder_asked("e1"), row(key="row-2", investigator="e1").on(3)), 4),
    "find_guide": ((*to_guided(), guide_ended(day=3)), 4),
    "tell_of_absence": ((*to_guided(), guide_away(5, 30, day=1)), 2),
    "inform_guide": (GUIDED, 1),
    "give_guidance": ((*to_guided(), advice_asked(day=3)), 4),
    "tell_investigator": (GUIDED, 1),
    "confirm_bl_guide": (GUIDED, 1),
    "confirm_bl_programme": (GUIDED, 1),
    "tell_prosecutor": (GUIDED, 1),
    "rebook_conversation": ((*to_conversation(), booked(5), cancelled(day=4)), 5),
}
