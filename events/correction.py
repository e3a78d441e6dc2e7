"""Mending what was recorded wrongly, and answering what the record asks somebody to look at."""

from typing import Annotated, Literal

from pydantic import JsonValue, StringConstraints

from events.fact import FactData, FactRef
from events.personal import Personal
from events.values import Long

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Corrected(FactData):
    """One field of an earlier fact was wrong. `value` is the right one, whole, as JSON; none empties the field.

    It is sealed whatever it is, since nobody can tell what somebody has typed; what rules need of it stands in
    `decided_with` once it is known to fit.
    """

    TYPE = "trygghet.correction.corrected.v1"
    MODE = "reports"

    fact: FactRef
    field: FieldName
    value: Personal[JsonValue] | None = None
    why: Personal[Long]


class RegisteredByMistake(FactData):
    """There should never have been a case: it is closed (void) and counted only as such."""

    TYPE = "trygghet.correction.registered_by_mistake.v1"
    MODE = "decides"

    why: Personal[Long]


class Answered(FactData):
    """Somebody has looked at a breach, a refusal, a value that could not be read or a decision to look at again."""

    TYPE = "trygghet.correction.answered.v1"
    MODE = "reports"
    ADDRESSED = ("case", "unit", "staff")

    what: Literal["breach", "refusal", "unread_value", "review"]
    fact: FactRef
    note: Personal[Long]
