"""The yearly report of a unit: the coordinator's words, its versions, and to whom it went (R3, R4)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from events.fact import FactData
from events.personal import Personal
from events.values import Long, Short

Section = Literal["summary", "found", "rows", "offer", "pace", "followed", "safety", "ended", "watched", "known"]
"""The parts of the report, in its order."""

Level = Literal["steering", "coordination", "practice"]
"""The levels of SaLTo/SLT: styringsnivå, koordineringsnivå, utførernivå (R4)."""

Year = Annotated[int, Field(ge=2000, le=2100)]

Version = Annotated[int, Field(ge=1, le=99)]


class ReportText(FactData):
    """What the coordinator writes in one section of a year's report; the latest counts, and every one is kept."""

    TYPE = "trygghet.report.text_written.v1"
    MODE = "decides"
    ON = "unit"

    year: Year
    section: Section
    text: Personal[Long]


class ReportDrafted(FactData):
    """A version of the year's report, to be approved: figures from the log as it stood at the end of the day `as_of`,
    and the texts as they stood when this was recorded. Versions of a year are numbered from 1."""

    TYPE = "trygghet.report.drafted.v1"
    MODE = "decides"
    ON = "unit"

    year: Year
    version: Version
    as_of: date


class ReportApproved(FactData):
    """The unit leader has approved a version."""

    TYPE = "trygghet.report.approved.v1"
    MODE = "decides"
    ON = "unit"

    year: Year
    version: Version


class ReportSent(FactData):
    """An approved version went to one level of SaLTo/SLT, and to whom there (R4)."""

    TYPE = "trygghet.report.sent.v1"
    MODE = "reports"
    ON = "unit"

    year: Year
    version: Version
    level: Level
    to: Short
