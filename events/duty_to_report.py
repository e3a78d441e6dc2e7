"""The statutory duties: to report to barnevern (opplysningsplikt), and to avert (avvergingsplikt).

Every profession has them, before any secrecy (R164, R174); a guide of an organisation is not private here (R170, R56).
"""

from typing import Literal

from events.fact import FactData, FactRef
from events.personal import Personal
from events.values import Long, Moment, Short

Statutory = Literal["report", "avert"]

Ground = Literal["neglect", "untreated", "behaviour", "trafficking"]
"""a mishandling or serious neglect, b illness, disability or special need not cared for, c serious behaviour,
d trafficking (R166–R169)."""


class ConcernRaised(FactData):
    """Something that somebody has to judge the same day: report to barnevern, or avert."""

    TYPE = "trygghet.duty_to_report.concern_raised.v1"
    MODE = "reports"

    duty: Statutory
    what: Personal[Long] | None = None


class ReportJudged(FactData):
    """Whether barnevern is to be told (R164–R170): on which grounds, sent or not, and why.

    Whoever answers for the fact has judged. `concern` names what is answered; none answers everything that is open.
    """

    TYPE = "trygghet.duty_to_report.report_judged.v1"
    MODE = "reports"

    sent: bool
    why: Personal[Long]
    grounds: tuple[Ground, ...] = ()
    sent_at: Moment | None = None
    sent_to: Short | None = None
    concern: FactRef | None = None


class AvertJudged(FactData):
    """Whether something must be averted (R171–R175), and what was done while it still could be.

    `provision` is the section of straffeloven behind it, where somebody names one.
    """

    TYPE = "trygghet.duty_to_report.avert_judged.v1"
    MODE = "reports"

    must_avert: bool
    action: Literal["police_told", "victim_warned", "others_warned", "other", "none"]
    what: Personal[Long]
    acted_at: Moment | None = None
    provision: Short | None = None
    concern: FactRef | None = None
