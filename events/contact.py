"""Calls and other contact with the participant and the guardians, each person reached or not."""

from typing import Annotated, Literal

from pydantic import Field

from events.fact import FactData, Part
from events.personal import Personal
from events.refs import Party
from events.values import Answer, Channel, Long, Moment

Safety = Annotated[int, Field(ge=1, le=5)]
"""How safe the participant feels: 1 not at all, 5 entirely (R13, R96)."""


class Tried(Part):
    """One person whom somebody tried to reach."""

    party: Party
    reached: bool


class FirstContactMade(FactData):
    """A try at the first call (R29, R30, R69–R84, R159, R160), whoever made it (R77).

    `outcome` is A `safe_again` or B `need`, as the one who was reached told it; `answer` is the answer to the offer.
    `participant_view` is set where the participant's own word was heard.
    """

    TYPE = "trygghet.contact.first_contact_made.v1"
    MODE = "reports"

    parties: tuple[Tried, ...] = Field(min_length=1)
    answered_by: Party | None = None
    channel: Channel = Channel.PHONE
    outcome: Literal["safe_again", "need"] | None = None
    answer: Literal["accepted", "held", "wants_time", "declined", "not_reached", "call_back"]
    call_back_at: Moment | None = None
    appointment_at: Moment | None = None
    participant_view: Literal["safe_again", "need"] | None = None
    follow_up_wanted: Answer = Answer.UNKNOWN
    asked_to_speak_with_youth: bool = False
    deviation: Personal[Long] | None = None
    checklist: tuple[int, ...] = ()
    note: Personal[Long] | None = None


class YouthConsidered(FactData):
    """After a guardian's no: the assessment whether to talk to the youth all the same (R76)."""

    TYPE = "trygghet.contact.youth_considered.v1"
    MODE = "decides"

    talk_to_youth: bool
    why: Personal[Long]


class ContactLogged(FactData):
    """A contact in a case, either way (R33, R142): who was reached, how, and when the next one is agreed."""

    TYPE = "trygghet.contact.logged.v1"
    MODE = "reports"

    direction: Literal["out", "in"]
    initiative: Literal["agreed", "starts"] = "agreed"
    purpose: Literal["follow_up", "consent", "clearance", "other"] = "follow_up"
    channel: Channel
    parties: tuple[Tried, ...] = Field(min_length=1)
    next_agreed_at: Moment | None = None
    safety: Safety | None = None
    note: Personal[Long] | None = None
