"""The Trygghetssamtale: who is asked to hold it, when it is to be, and what was said in it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from events.contact import Safety
from events.fact import FactData, Part
from events.personal import Personal
from events.refs import Party, Slug
from events.values import Answer, Arena, Channel, Long, Moment, Short


class HolderAsked(FactData):
    """Somebody suited, in police or municipality, has been asked to hold the conversation (R31, R158).

    `first_contact`: and to make the first call as well (R45). `reason_to_go_on` answers why, where they prosecute the
    matter (R51).
    """

    TYPE = "trygghet.conversation.holder_asked.v1"
    MODE = "decides"

    holder: Slug
    organisation: Literal["police", "municipality"]
    role: Short
    first_contact: bool = False
    reason_to_go_on: Personal[Long] | None = None


class HolderAccepted(FactData):
    """The one who was asked to hold the conversation says yes (R31); never the investigator (R51)."""

    TYPE = "trygghet.conversation.holder_accepted.v1"
    MODE = "decides"

    holder: Slug


class HolderDeclined(FactData):
    """The one who was asked to hold the conversation says no, or cannot after all (R31)."""

    TYPE = "trygghet.conversation.holder_declined.v1"
    MODE = "decides"

    holder: Slug
    why: Personal[Long] | None = None


class ConversationAccepted(FactData):
    """The offer is accepted later than in the first call, or by the youth after R76 (R50 l.50, R82, R83)."""

    TYPE = "trygghet.conversation.accepted.v1"
    MODE = "reports"

    by: Party
    appointment_at: Moment | None = None


class ConversationBooked(FactData):
    """A time for the conversation has been agreed with the family (R83): who comes, when, where, and who holds it."""

    TYPE = "trygghet.conversation.booked.v1"
    MODE = "reports"

    appointment_at: Moment
    parties: tuple[Party, ...] = Field(min_length=1)
    holder: Slug | None = None
    place: Personal[Short] | None = None
    channel: Channel = Channel.MEETING
    note: Personal[Long] | None = None


class ConversationCancelled(FactData):
    """The agreed time came to nothing (R83): by whom and why, and the new time where one was agreed with it.

    `not_met`: nobody had cancelled, and the family did not come.
    """

    TYPE = "trygghet.conversation.cancelled.v1"
    MODE = "reports"

    by: Literal["participant", "guardian_1", "guardian_2", "holder", "coordinator", "other"]
    not_met: bool = False
    new_time: Moment | None = None
    why: Personal[Long] | None = None


class AgreedMeasure(Part):
    """Something that the youth, the family or others will do, and who does it (R101–R106, R116)."""

    kind: Literal[
        "own_network",
        "accompanied",
        "together",
        "school_and_helpers",
        "talk_at_home",
        "routines",
        "visit_the_scene",
        "other",
    ]
    who: Literal["the_youth", "the_family", "the_guide", "the_holder", "the_police", "the_municipality", "others"]
    what: Personal[Long] | None = None


class ConversationHeld(FactData):
    """The conversation was held (R82, R83); whether follow-up is appropriate, offered and wanted (R32).

    In the order of the handbook's form (§ 6); date and time are the fact's own. `information`, `insecurity`,
    `own_efforts`, `partners` and `note` are its sections 1 to 4 and *Notater*. `unsafe` are the arenas named (R90), and
    how insecurity looks by place, people and time (R96–R98); `already_done` R100. `contact_every_days` is how often the
    participant wishes to be in contact (R109), `contact_by` how (R110), `next_contact_at` the next one agreed.
    `parents_need` whether the parents need follow-up themselves (R88, R115), `youth_alone` whether they left for a part
    (R89). `holder_as_guide` whether the participant wishes the holder for a guide (R161). `checklist` are numbers of
    rules that were gone through (R86–R120).
    """

    TYPE = "trygghet.conversation.held.v1"
    MODE = "reports"

    held_by: Slug
    parties: tuple[Party, ...]
    place: Personal[Short] | None = None
    channel: Channel = Channel.MEETING
    information: Personal[Long] | None = None
    insecurity: Personal[Long] | None = None
    unsafe: tuple[Arena, ...] = ()
    geographic: Personal[Long] | None = None
    relational: Personal[Long] | None = None
    in_time: Personal[Long] | None = None
    safety: Safety | None = None
    own_efforts: Personal[Long] | None = None
    already_done: Personal[Long] | None = None
    measures: tuple[AgreedMeasure, ...] = ()
    partners: Personal[Long] | None = None
    expectations: Personal[Long] | None = None
    guide_available: Personal[Short] | None = None
    contact_every_days: Annotated[int, Field(ge=1, le=60)] | None = None
    contact_by: tuple[Channel, ...] = ()
    next_contact_at: Moment | None = None
    consulted: Slug | None = None
    consulted_on: date | None = None
    court_support: Literal["vitnestotte", "guide_attends", "both", "not_wanted", "no_hearing"] | None = None
    follow_up_appropriate: bool
    why: Personal[Long] | None = None
    follow_up_wanted: Answer
    holder_as_guide: Answer = Answer.UNKNOWN
    participant_view: Literal["safe_again", "need"] = "need"
    parents_need: Answer = Answer.UNKNOWN
    parents_meeting: Literal["was_held", "agreed", "not_needed"] | None = None
    youth_alone: bool | None = None
    checklist: tuple[int, ...] = ()
    interpreter: bool = False
    note: Personal[Long] | None = None


class InformationGiven(FactData):
    """Something that the family is to know has been told, outside the conversation or after it.

    `items` are numbers of rules: that there may be a duty to tell the police or barnevern (R93), that a guide may be
    called as a witness (R94), what to do in an emergency (R112), how a criminal case and a trial go (R145) and others
    of the checklists. `sheet_given`: the family has the printed sheet (R112).
    """

    TYPE = "trygghet.conversation.information_given.v1"
    MODE = "reports"

    items: tuple[int, ...] = Field(min_length=1)
    parties: tuple[Party, ...] = Field(min_length=1)
    channel: Channel
    sheet_given: bool = False
    note: Personal[Long] | None = None


class ParentsConsidered(FactData):
    """The parents' own need was considered: a meeting for themselves (R88), follow-up of their own (R115)."""

    TYPE = "trygghet.conversation.parents_considered.v1"
    MODE = "reports"

    meeting: Literal["was_held", "agreed", "not_needed"]
    follow_up: Answer = Answer.UNKNOWN
    why: Personal[Long] | None = None
