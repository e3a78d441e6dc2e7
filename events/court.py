"""Dates in court, and whether the participant is to have support there."""

from typing import Annotated, Literal

from pydantic import Field

from events.fact import FactData
from events.intake import ReportNumber
from events.matter import MatterFact
from events.personal import Personal
from events.values import Answer, Long, Moment, Short

Support = Literal["vitnestotte", "guide_attends", "none_wanted"]


class HearingFact(MatterFact):
    """A hearing, whole: whichever fact of it has the highest `sequence` is what counts, also where it comes first.

    `hearing_ref` is the court's name for the hearing, for good.
    """

    report_number: ReportNumber
    hearing_ref: Short
    sequence: Annotated[int, Field(ge=1)]
    starts_at: Moment
    ends_at: Moment | None = None
    court: Short
    kind: Literal["main", "remand", "appeal", "other"] = "main"
    participant_attends: Answer = Answer.UNKNOWN


class HearingScheduled(HearingFact):
    """A hearing in the criminal case (R36), addressed by report number."""

    TYPE = "trygghet.court.hearing_scheduled.v1"


class HearingMoved(HearingFact):
    """The hearing is at another time or place (R36)."""

    TYPE = "trygghet.court.hearing_moved.v1"


class HearingCancelled(HearingFact):
    """The hearing does not take place."""

    TYPE = "trygghet.court.hearing_cancelled.v1"


class CourtSupportConsidered(FactData):
    """Somebody has considered who supports the participant in court (R36, R119); contacting them is voluntary."""

    TYPE = "trygghet.court.support_considered.v1"
    MODE = "reports"

    hearing_ref: Short
    support: tuple[Support, ...] = Field(min_length=1)
    note: Personal[Long] | None = None
