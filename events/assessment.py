"""The coordinator's decision whether the programme is the right measure."""

from datetime import date
from typing import Literal

from events.fact import FactData, Part
from events.personal import Personal
from events.refs import CaseRef, IncidentKey
from events.values import Answer, Long, Short

Risk = Literal["exposed_again", "offending_youth_groups", "becoming_offender"]
"""What the programme is to prevent: a new incident (R14), protection sought among offending youths (R15), becoming an
offender oneself (R16)."""

RequiredByLaw = Literal[
    "barnevern", "school", "health", "social_services", "crisis_centre", "police_protection", "other"
]
"""Whose measures the law demands, whatever the programme does (R22)."""


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
    """The coordinator has judged one incident: offer, not, or the same as another case (R24, R52, D26).

    `risks` are those seen (R14–R16), `other_measures` what already goes on and must not be replaced (R21),
    `required_by_law` what the law demands beside the programme (R22); `checklist` are numbers of rules gone through.
    """

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
    risks: tuple[Risk, ...] = ()
    other_measures: Personal[Long] | None = None
    required_by_law: tuple[RequiredByLaw, ...] = ()
    checklist: tuple[int, ...] = ()
