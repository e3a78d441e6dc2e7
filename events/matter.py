"""The criminal case: whether there is a report, who investigates and prosecutes, and how far it has come."""

from datetime import date
from typing import Literal

from events.fact import FactData
from events.intake import ReportNumber
from events.personal import Personal
from events.refs import IncidentKey, Slug
from events.values import Long, Short


class MatterFact(FactData):
    """What concerns a criminal case: recorded on every case with its report number, and on the one that it names.

    `incident` says which incident of the case named it is, where the number does not.
    """

    MODE = "reports"
    ADDRESSED = ("unit", "case")

    report_number: ReportNumber | None = None
    incident: IncidentKey | None = None


class MatterReported(MatterFact):
    """An incident that was not reported is reported now (R12, D8), or the matter is taken up again."""

    TYPE = "trygghet.matter.reported.v1"

    reported_on: date | None = None
    investigator: Slug | None = None
    investigator_name: Personal[Short] | None = None


class ReportWithdrawn(MatterFact):
    """The report is withdrawn; contact needs no clearance any more."""

    TYPE = "trygghet.matter.report_withdrawn.v1"

    why: Personal[Long] | None = None


class MatterDismissed(MatterFact):
    """The matter is dismissed; from now on the prosecutor or the leader of investigation clears (D23)."""

    TYPE = "trygghet.matter.dismissed.v1"

    ground: Personal[Short] | None = None
    appeal_by: date | None = None


class MatterCharged(MatterFact):
    """Somebody is charged, or the matter is brought to court."""

    TYPE = "trygghet.matter.charged.v1"

    step: Literal["charged", "indicted"] = "indicted"
    charge: Personal[Long] | None = None


class MatterJudged(MatterFact):
    """A court has judged."""

    TYPE = "trygghet.matter.judged.v1"

    result: Literal["convicted", "acquitted", "other"]
    court: Short | None = None
    appeal_by: date | None = None
    note: Personal[Long] | None = None


class MatterAppealed(MatterFact):
    """A dismissal or a judgment is appealed against."""

    TYPE = "trygghet.matter.appealed.v1"

    by: Literal["accused", "prosecution", "aggrieved"]
    against: Literal["judgment", "dismissal"] = "judgment"


class InvestigatorNamed(MatterFact):
    """Who investigates, for the first time or instead of another (R47, R51, D7): one of us, or by name."""

    TYPE = "trygghet.matter.investigator_named.v1"

    investigator: Slug | None = None
    name: Personal[Short] | None = None


class ProsecutorNamed(MatterFact):
    """Who prosecutes, for the first time or instead of another (R51, R67): one of us, or by name."""

    TYPE = "trygghet.matter.prosecutor_named.v1"

    prosecutor: Slug | None = None
    name: Personal[Short] | None = None
