"""Local practice of a unit: the numbers that the handbook does not give."""

from datetime import date

from events.correction import FieldName
from events.fact import FactData
from events.personal import Personal
from events.values import Long, Short


class PolicyChanged(FactData):
    """A unit's local practice from a day on, whole: what is not named is what it is for everybody.

    `version` is new for the unit; of two with the same day the later name counts. `content` is name and value.
    """

    TYPE = "trygghet.policy.changed.v1"
    MODE = "decides"
    ON = "unit"

    version: Short
    from_date: date
    content: dict[FieldName, int | str]
    why: Personal[Long] | None = None
