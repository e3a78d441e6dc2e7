"""Dates in court."""

from typing import Annotated, Literal

from pydantic import Field

from events.fact import FactData
from events.intake import ReportNumber
from events.values import Answer, Moment, Short


class HearingScheduled(FactData):
    """A hearing in the criminal case (R36), addressed by report number and recorded on every case that has it.

    `hearing` names the hearing for good; the highest `version` of it is what counts.
    """

    TYPE = "trygghet.court.hearing_scheduled.v1"
    MODE = "reports"
    ADDRESSED = ("unit", "case")

    report_number: ReportNumber
    hearing: Short
    version: Annotated[int, Field(ge=1)]
    starts_at: Moment
    court: Short
    kind: Literal["main", "remand", "appeal", "other"] = "main"
    participant_attends: Answer = Answer.UNKNOWN
