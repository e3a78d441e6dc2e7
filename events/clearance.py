"""The investigator's word that the family may be contacted."""

from datetime import date
from typing import Literal

from events.fact import FactData, FactRef
from events.personal import Personal
from events.refs import IncidentKey, Party, Slug
from events.values import Channel, Long, Moment

Capacity = Literal["investigator", "prosecutor", "leader_of_investigation"]


class ClearanceAsked(FactData):
    """The coordinator has asked whether the family may be contacted (R47)."""

    TYPE = "trygghet.clearance.asked.v1"
    MODE = "reports"

    incidents: tuple[IncidentKey, ...]
    asked: Slug
    capacity: Capacity = "investigator"
    channel: Channel = Channel.PHONE


class ClearanceGiven(FactData):
    """The investigator, or who stands in (D23), has cleared contact for the incidents named.

    Conditions forbid: contact before the moment, contact with the people named, talk of what is named. Recorded by
    somebody else than `by`, the envelope says how they were heard.
    """

    TYPE = "trygghet.clearance.given.v1"
    MODE = "reports"

    incidents: tuple[IncidentKey, ...]
    by: Slug
    capacity: Capacity = "investigator"
    until: date | None = None
    not_before: Moment | None = None
    not_whom: tuple[Party, ...] = ()
    not_about: Personal[Long] | None = None
    note: Personal[Long] | None = None


class ClearanceRefused(FactData):
    """The investigator says not now (R48); the case stays visible and is asked for again."""

    TYPE = "trygghet.clearance.refused.v1"
    MODE = "reports"

    incidents: tuple[IncidentKey, ...]
    by: Slug
    capacity: Capacity = "investigator"
    reason: Personal[Long] | None = None
    ask_again_on: date | None = None


class ClearanceWithdrawn(FactData):
    """A clearance is taken back (D23): contact stops."""

    TYPE = "trygghet.clearance.withdrawn.v1"
    MODE = "reports"

    incidents: tuple[IncidentKey, ...]
    by: Slug
    capacity: Capacity = "investigator"
    reason: Personal[Long] | None = None
    ask_again_on: date | None = None


class ClearanceContradicted(FactData):
    """Who is said to have cleared says that they have not (D23): the clearance recorded on their behalf falls."""

    TYPE = "trygghet.clearance.contradicted.v1"
    MODE = "reports"

    clearance: FactRef
    note: Personal[Long] | None = None
