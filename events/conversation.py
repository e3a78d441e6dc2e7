"""The Trygghetssamtale: accepted, and held."""

from typing import Literal

from events.contact import Safety
from events.fact import FactData
from events.personal import Personal
from events.refs import Party, Slug
from events.values import Answer, Arena, Long, Moment


class ConversationAccepted(FactData):
    """The offer is accepted later than in the first call, or by the youth after R76 (R50 l.50, R82, R83)."""

    TYPE = "trygghet.conversation.accepted.v1"
    MODE = "reports"

    by: Party
    appointment_at: Moment | None = None


class ConversationHeld(FactData):
    """The conversation was held (R82, R83); whether follow-up is appropriate, offered and wanted (R32).

    `unsafe` are the arenas named (R90, R96); `parents_need` whether the parents need follow-up themselves (R88, R115).
    """

    TYPE = "trygghet.conversation.held.v1"
    MODE = "reports"

    held_by: Slug
    parties: tuple[Party, ...]
    follow_up_appropriate: bool
    why: Personal[Long] | None = None
    follow_up_wanted: Answer
    participant_view: Literal["safe_again", "need"] = "need"
    safety: Safety | None = None
    unsafe: tuple[Arena, ...] = ()
    parents_need: Answer = Answer.UNKNOWN
    checklist: tuple[int, ...] = ()
    note: Personal[Long] | None = None
