"""What is agreed to make the participant safer, and the agencies that somebody is put in touch with."""

from datetime import date
from typing import Literal

from events.fact import FactData, FactRef
from events.personal import Personal
from events.refs import Party
from events.values import Long, Short

Kind = Literal[
    "own_network",
    "accompanied",
    "together",
    "school_and_helpers",
    "talk_at_home",
    "routines",
    "support",
    "guardians_follow_up",
    "visit_the_scene",
    "with_investigator",
    "school_measure",
    "other",
]
"""R101–R106 and R114–R117. A measure at school (R5) never discharges the school's own duty."""

Doer = Literal[
    "the_youth",
    "the_family",
    "the_guide",
    "the_holder",
    "the_coordinator",
    "the_police",
    "the_municipality",
    "the_school",
    "others",
]

AgencyKind = Literal[
    "barnevern", "bup", "health", "school", "crisis_centre", "support_centre", "court_support", "police", "other"
]


class MeasureAgreed(FactData):
    """A measure was agreed: of which kind, who does it, until when (R101–R106, R114–R117)."""

    TYPE = "trygghet.measure.agreed.v1"
    MODE = "reports"

    kind: Kind
    done_by: Doer
    until: date | None = None
    what: Personal[Long] | None = None
    contacted: Personal[Short] | None = None


class MeasureDone(FactData):
    """How an agreed measure went."""

    TYPE = "trygghet.measure.done.v1"
    MODE = "reports"

    measure: FactRef
    outcome: Literal["done", "partly", "not_done", "no_longer_needed"] = "done"
    note: Personal[Long] | None = None


class AgencyReferred(FactData):
    """Somebody of the case was put in touch with the right agency (R53, R113, R144)."""

    TYPE = "trygghet.measure.agency_referred.v1"
    MODE = "reports"

    for_whom: Party
    kind: AgencyKind
    agency: Short
    agreed_by: Party | None = None
    contact: Personal[Short] | None = None
    why: Personal[Long] | None = None


class AgencyReceived(FactData):
    """The agency has received the referral, and takes it or not."""

    TYPE = "trygghet.measure.agency_received.v1"
    MODE = "reports"

    referral: FactRef
    takes_it: bool = True
    contact: Personal[Short] | None = None


class AgencyFollowedThrough(FactData):
    """What became of a referral: help was given, or why not (R113)."""

    TYPE = "trygghet.measure.agency_followed_through.v1"
    MODE = "reports"

    referral: FactRef
    outcome: Literal["helped", "agency_declined", "not_wanted", "handed_on"]
    note: Personal[Long] | None = None
