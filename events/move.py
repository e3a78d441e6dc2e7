"""A family moves: from one unit to another, or out of the district."""

from datetime import date

from events.assessment import HandedOver
from events.fact import FactData, FactRef
from events.personal import Personal
from events.refs import Party, Slug
from events.values import Answer, Long, Short


class MoveOffered(FactData):
    """The unit that has the case offers it to the unit to which the family moves (D9); it owns every duty until then.

    `moves_on` is the day of the move, where it is known; `guide_goes_on` is what the youth and the guide want.
    """

    TYPE = "trygghet.move.offered.v1"
    MODE = "decides"

    to_unit: Slug
    moves_on: date | None = None
    guide_goes_on: Answer = Answer.UNKNOWN
    note: Personal[Long] | None = None


class MoveAccepted(FactData):
    """The other unit takes the case over; from this fact on it is theirs, with guide, consent and clearance (D9)."""

    TYPE = "trygghet.move.accepted.v1"
    MODE = "decides"

    offer: FactRef
    note: Personal[Long] | None = None


class MoveDeclined(FactData):
    """The other unit does not take the case over; the first one decides what now."""

    TYPE = "trygghet.move.declined.v1"
    MODE = "decides"

    offer: FactRef
    why: Personal[Long]


class MoveWithdrawn(FactData):
    """The family does not move after all, or the case stays where it is."""

    TYPE = "trygghet.move.withdrawn.v1"
    MODE = "decides"

    offer: FactRef
    why: Personal[Long]


class LeftDistrict(FactData):
    """The family has left the district: handed over to whom, or their wish not to be. `back`: they live here again.

    The latest that happened counts.
    """

    TYPE = "trygghet.move.left_district.v1"
    MODE = "reports"

    back: bool = False
    told_by: Party | None = None
    to: Personal[Short] | None = None
    wishes_handover: Answer = Answer.UNKNOWN
    handed_over: HandedOver | None = None
    note: Personal[Long] | None = None
