"""Consent to ongoing contact: the guardian's under 18, the participant's own from 18."""

from typing import Literal

from events.fact import FactData
from events.personal import Personal
from events.refs import Party
from events.values import Channel, Long


class ConsentGiven(FactData):
    """Ongoing contact is consented to (R139)."""

    TYPE = "trygghet.consent.given.v1"
    MODE = "reports"

    by: Party
    how: Channel
    scope: Literal["all_contact", "limited"] = "all_contact"
    limits: Personal[Long] | None = None


class ConsentWithdrawn(FactData):
    """Consent is taken back; contact stops (R139, D22)."""

    TYPE = "trygghet.consent.withdrawn.v1"
    MODE = "reports"

    by: Party
    how: Channel
