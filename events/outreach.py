"""Making the programme known: anchored where it is decided on, and told to those who meet young victims."""

from typing import Literal

from events.fact import FactData
from events.personal import Personal
from events.values import Long, Short

Body = Literal["salto_steering_group", "police_council"]
"""Where the programme is anchored (R40, R41)."""

Audience = Literal["police", "schools", "health", "barnevern", "municipality", "organisations", "public", "other"]


class Anchored(FactData):
    """The programme was taken up in the steering group of SaLTo/SLT (R40) or in the police council (R41)."""

    TYPE = "trygghet.outreach.anchored.v1"
    MODE = "reports"
    ON = "unit"

    body: Body
    note: Personal[Long] | None = None


class MadeKnown(FactData):
    """Those who meet young victims were told of the programme (R18), by the unit and SaLTo/SLT together or not (R42).

    `reached` is about how many.
    """

    TYPE = "trygghet.outreach.made_known.v1"
    MODE = "reports"
    ON = "unit"

    audience: Audience
    with_salto: bool = False
    reached: int | None = None
    what: Short | None = None
    note: Personal[Long] | None = None
