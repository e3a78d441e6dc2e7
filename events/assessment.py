"""The coordinator's decision whether the programme is the right measure."""

from datetime import date
from typing import Literal

from events.fact import FactData, Part
from events.personal import Personal
from events.refs import CaseRef, IncidentKey
from events.values import Answer, Long, Short


class HandedOver(Part):
    """The right agency and the day it was given the youth (R53), or why there is none."""

    agency: Short | None = None
    on: date | None = None
    reason_for_none: Personal[Long] | None = None

    @property
    def complete(self) -> bool:
        """R53: an agency and a date, or a reason for none."""
        return (self.agency is not None and self.on is not None) or self.reason_for_none is not None


class Assessed(FactData):
    """The coordinator has judged one incident: offer, not, or the same as another case (R24, R52, D26)."""

    TYPE = "trygghet.assessment.assessed.v1"
    MODE = "decides"

    decision: Literal["offer", "not", "duplicate"]
    incident: IncidentKey = "i1"
    perpetrator_in_family: Answer = Answer.UNKNOWN
    reason_to_go_on: Personal[Long] | None = None
    stated_need: Personal[Long] | None = None
    hate_motive: Answer | None = None
    serious: bool = False
    not_because: Personal[Long] | None = None
    handed_over: HandedOver | None = None
    duplicate_of: CaseRef | None = None
