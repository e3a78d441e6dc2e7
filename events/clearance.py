"""The investigator's word that the family may be contacted."""

from datetime import date
from typing import Literal

from events.fact import FactData
from events.personal import Personal
from events.refs import IncidentKey, Slug
from events.values import Channel, Long

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
    """The investigator, or who stands in (D23), has cleared contact for the incidents named."""

    TYPE = "trygghet.clearance.given.v1"
    MODE = "reports"

    incidents: tuple[IncidentKey, ...]
    by: Slug
    capacity: Capacity = "investigator"
    conditions: Personal[Long] | None = None
    until: date | None = None


class ClearanceRefused(FactData):
    """The investigator says not now (R48); the case stays visible and is asked for again."""

    TYPE = "trygghet.clearance.refused.v1"
    MODE = "reports"

    incidents: tuple[IncidentKey, ...]
    by: Slug
    capacity: Capacity = "investigator"
    reason: Personal[Long] | None = None
    ask_again_on: date | None = None
