"""Closing a case, the need that reopens it, and the closing that was a mistake."""

from datetime import date
from typing import Literal

from events.assessment import HandedOver, RequiredByLaw
from events.fact import FactData, Part
from events.personal import Personal
from events.refs import Party, Slug
from events.values import Arena, Channel, Long, Short

Ground = Literal[
    "not_right_measure",
    "offer_declined",
    "safe_after_first_contact",
    "no_guide_wanted",
    "youth_and_guide_agree",
    "other_measures",
    "ended_by_participant",
    "not_reached",
    "clearance_never_given",
    "left_district",
    "died",
]


class View(Part):
    """What somebody thinks of ending, and the day they said so (R133)."""

    no_more_need: bool
    on: date


class Restored(Part):
    """How far safety has come back in one arena (R13)."""

    arena: Arena
    safe: Literal["yes", "partly", "no"]


class OtherMeasure(Part):
    """The measure that takes over and whose it is (R134)."""

    measure: Short
    owner: Short


class Closed(FactData):
    """The case is closed on one ground; what each ground needs stands in the closing matrix.

    `required_by_law` is what the law demands and goes on (R22); `checklist` are numbers of rules gone through (R13,
    R21, R22, R62).
    """

    TYPE = "trygghet.closing.closed.v1"
    MODE = "decides"

    ground: Ground
    said_by: Party | None = None
    participant_view: View | None = None
    guide_view: View | None = None
    restored: tuple[Restored, ...] = ()
    other_measure: OtherMeasure | None = None
    handed_over: HandedOver | None = None
    parents_need_considered: bool = False
    letter_sent_on: date | None = None
    leader: Slug | None = None
    found_by: Slug | None = None
    assessment: Personal[Long] | None = None
    required_by_law: tuple[RequiredByLaw, ...] = ()
    checklist: tuple[int, ...] = ()


class NeedReported(FactData):
    """The participant or a guardian says that there is need again (R136); whoever writes it down only conveys it."""

    TYPE = "trygghet.closing.need_reported.v1"
    MODE = "decides"

    by: Party
    channel: Channel
    participant_agrees: bool = False
    note: Personal[Long] | None = None


class ClosingAnnulled(FactData):
    """The closing was recorded by mistake or on the wrong case; not for second thoughts, those are R136."""

    TYPE = "trygghet.closing.annulled.v1"
    MODE = "decides"

    why: Personal[Long]
    leader_told: Slug
