"""Calls and other contact with the participant and the guardians, each person reached or not; the guide's log."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from events.fact import FactData, FactRef, Part
from events.personal import Personal
from events.refs import GuardianParty, Party
from events.values import Answer, Channel, Long, Moment

Safety = Annotated[int, Field(ge=1, le=5)]
"""How safe the participant feels: 1 not at all, 5 entirely (R13, R96)."""


EveryDays = Annotated[int, Field(ge=1, le=60)]
"""So many days lie between two contacts, as the youth wishes (R109)."""

Kind = Literal[
    "advice",
    "support",
    "court_information",
    "dialogue_with_investigator",
    "question_on_investigation",
    "scene_visited",
    "practical",
    "network",
    "wellbeing",
    "other",
]
"""What an entry in the guide's log is about: advice that betters safety (R138), support (R114), how a criminal case and
a trial go (R145), talk with the investigator on progress (R146), a question that the investigator must answer (R147),
the scene visited together (R116), something practical, the network (R104), how the youth is."""

Professional = Literal["investigator", "prosecutor", "barnevern", "school", "health", "agency", "guide", "police"]
"""Somebody outside the family who was spoken to; that needs no clearance (R47 as decisions.md means it)."""


class Tried(Part):
    """One person whom somebody tried to reach."""

    party: Party
    reached: bool


class Wish(Part):
    """Whom somebody would like as a guide (R84)."""

    party: Party
    wish: Personal[Long]


class FirstContactMade(FactData):
    """A try at the first call (R29, R30, R69–R84, R159, R160), whoever made it (R77).

    `outcome` is A `safe_again` or B `need`, as the one who was reached told it; `answer` is the answer to the offer.
    `participant_view` is set where the participant's own word was heard. `needs` is what the family says it needs to be
    safe (R46), `wishes` who might be a suitable guide, by each who was asked (R84); `checklist` are the rules R78–R81
    that were said, by number; `deviation` the reason to speak with another than the one to be called (R74, D16).
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
    interpreter: bool = False
    deviation: Personal[Long] | None = None
    needs: Personal[Long] | None = None
    wishes: tuple[Wish, ...] = ()
    checklist: tuple[int, ...] = ()
    note: Personal[Long] | None = None


class YouthConsidered(FactData):
    """After a guardian's no: the assessment whether to talk to the youth all the same (R76)."""

    TYPE = "trygghet.contact.youth_considered.v1"
    MODE = "decides"

    talk_to_youth: bool
    why: Personal[Long]


class AnswersResolved(FactData):
    """Two guardians answer the offer differently: whose answer the coordinator follows, and why (D13)."""

    TYPE = "trygghet.contact.answers_resolved.v1"
    MODE = "decides"

    guardian: GuardianParty
    why: Personal[Long]


class ContactLogged(FactData):
    """An entry in the log of a case: a contact, either way (R33, R142), and what it was about.

    `parties` are the people of the case, each reached or not; empty where only professionals were spoken to, who then
    stand in `professionals` (R146). `purpose` asks for consent, or hears the youth after R76; everything else is
    follow-up (R139). `initiative` tells whether outgoing contact was agreed or starts something (R47).
    """

    TYPE = "trygghet.contact.logged.v1"
    MODE = "reports"

    direction: Literal["out", "in"]
    initiative: Literal["agreed", "starts"] = "agreed"
    purpose: Literal["follow_up", "consent", "hear_youth"] = "follow_up"
    kinds: tuple[Kind, ...] = ()
    channel: Channel
    parties: tuple[Tried, ...]
    professionals: tuple[Professional, ...] = ()
    interpreter: bool = False
    next_agreed_at: Moment | None = None
    safety: Safety | None = None
    note: Personal[Long] | None = None

    @property
    def outgoing(self) -> bool:
        """Whether somebody in the programme turned to the family."""
        return self.direction == "out" and bool(self.parties)


class AddendumWritten(FactData):
    """An addition to an entry of the log, or a correction of what it said; the entry stays as it was (R142)."""

    TYPE = "trygghet.contact.addendum_written.v1"
    MODE = "reports"

    entry: FactRef
    text: Personal[Long]


class FrequencyAgreed(FactData):
    """How often and how the youth wishes to be in touch (R108–R111); it may shorten R155, never lengthen it."""

    TYPE = "trygghet.contact.frequency_agreed.v1"
    MODE = "reports"

    every_days: EveryDays
    channels: tuple[Channel, ...] = ()
    guide_available: Personal[Long] | None = None
    contact_exchanged: bool = False


class PauseAgreed(FactData):
    """A pause agreed with the family (D10): it is shown, and every duty stays."""

    TYPE = "trygghet.contact.pause_agreed.v1"
    MODE = "reports"

    by: Party
    first_day: date
    last_day: date
    why: Personal[Long] | None = None
