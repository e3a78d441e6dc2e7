"""Mending what was recorded wrongly, and answering what the record asks somebody to look at."""

from typing import Literal

from pydantic import JsonValue

from events.fact import FactData, FactRef
from events.personal import Personal
from events.values import Long, Short


class Corrected(FactData):
    """One field of an earlier fact was wrong. A plain value stands in `value`, a personal one in `personal_value`."""

    TYPE = "trygghet.correction.corrected.v1"
    MODE = "reports"

    fact: FactRef
    field: Short
    value: JsonValue = None
    personal_value: Personal[Long] | None = None
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
