"""Kinds of duty around conversation and guide: what has happened, and a day on which the duty presses."""

from typing import Any, Final

from tests.support.ladder import row, to_conversation
from tests.support.ladder_conversation import booked, cancelled, holder_asked

STORIES: Final[dict[str, tuple[tuple[Any, ...], int]]] = {
    "await_holder": ((*to_conversation(), holder_asked()), 1),
    "replace_holder": ((*to_conversation(), holder_asked("e1"), row(key="row-2", investigator="e1").on(3)), 4),
    "rebook_conversation": ((*to_conversation(), booked(5), cancelled(day=4)), 5),
}
