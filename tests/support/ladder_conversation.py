"""What happens around the conversation, in plain words: who holds it, and when it is to be."""

from typing import Any

from events.conversation import (
    ConversationBooked,
    ConversationCancelled,
    HolderAccepted,
    HolderAsked,
    HolderDeclined,
)
from events.refs import Party
from tests.support.story import Step, at


def holder_asked(holder: str = "h1", *, calls: bool = False, reason: str | None = None, **when: Any) -> Step:
    """The coordinator asks somebody to hold the conversation (and to make the first call)."""
    data = HolderAsked(
        holder=holder,
        organisation="municipality",
        role="utekontakt",
        first_contact=calls,
        reason_to_go_on=reason,  # type: ignore[arg-type]
    )
    return Step(data, **when)


def holder_accepted(holder: str = "h1", **when: Any) -> Step:
    return Step(HolderAccepted(holder=holder), **when)


def holder_declined(holder: str = "h1", **when: Any) -> Step:
    return Step(HolderDeclined(holder=holder), **when)


def booked(
    on: int, *parties: Party, holder: str | None = None, hour: int = 9, day: int | None = None, **when: Any
) -> Step:
    """A time was agreed with the youth and a guardian (unless others are named)."""
    data = ConversationBooked(
        appointment_at=at(on, 14), parties=parties or ("participant", "guardian_1"), holder=holder
    )
    return Step(data, day=day, hour=hour, **when)


def cancelled(by: str = "participant", *, new: int | None = None, not_met: bool = False, **when: Any) -> Step:
    """The time agreed came to nothing."""
    told = {"by": by, "not_met": not_met, "new_time": None if new is None else at(new, 14), "why": "Syk"}
    return Step(ConversationCancelled.model_validate(told), **when)
