"""Protective measures: the five boxes of R62 and R118, who was contacted about them, serious cases, and threats."""

from datetime import date
from typing import Literal

from events.fact import FactData, FactRef, Part
from events.personal import Personal
from events.refs import IncidentKey
from events.values import Answer, Long, PerpetratorIs, Short

Measure = Literal["oppholdsforbud", "besoksforbud", "kontaktforbud", "voldsalarm", "other"]


class MeasureConsidered(Part):
    """One box: whether it is needed, and what was done about it.

    A needed measure is a task until whoever is responsible for it has been contacted: `contacted` and `contacted_on`
    where that was done at once (R35).
    """

    measure: Measure
    needed: bool
    action: Personal[Long] | None = None
    contacted: Personal[Short] | None = None
    contacted_on: date | None = None


class MeasuresConsidered(FactData):
    """All five measures have been considered for the incidents named (R62, R118)."""

    TYPE = "trygghet.protection.considered.v1"
    MODE = "reports"

    incidents: tuple[IncidentKey, ...]
    boxes: tuple[MeasureConsidered, ...]


class ResponsibleContacted(FactData):
    """Whoever is responsible for a protective measure, or the own district's witness-protection programme, has been
    contacted, and who that was (R35, R37)."""

    TYPE = "trygghet.protection.responsible_contacted.v1"
    MODE = "reports"

    about: Measure | Literal["witness_protection"]
    contacted: Personal[Short]
    answer: Literal["none_yet", "granted", "refused", "not_needed"] = "none_yet"
    note: Personal[Long] | None = None


class SeriousJudged(FactData):
    """Whether the case is serious (R37, R117)."""

    TYPE = "trygghet.protection.serious_judged.v1"
    MODE = "decides"

    serious: bool
    why: Personal[Long] | None = None


class InvestigatorConsulted(FactData):
    """In a serious case the measures were talked over with the investigator or the prosecutor (R117, R118)."""

    TYPE = "trygghet.protection.investigator_consulted.v1"
    MODE = "reports"

    consulted: Personal[Short]
    capacity: Literal["investigator", "prosecutor", "leader_of_investigation"] = "investigator"
    measures: tuple[Measure, ...] = ()
    agreed: Personal[Long] | None = None


class ThreatLearned(FactData):
    """Somebody in the programme has learned that the participant was threatened (R149–R151).

    `urged_to_report` where the participant was urged in the same breath; `imminent` where something may yet be averted
    (R171). `incidents` are those that it hangs together with, as far as known.
    """

    TYPE = "trygghet.protection.threat_learned.v1"
    MODE = "reports"

    what: Personal[Long]
    by: PerpetratorIs = PerpetratorIs.UNKNOWN
    incidents: tuple[IncidentKey, ...] = ()
    imminent: bool = False
    urged_to_report: bool = False
    wants_to_report: Answer = Answer.UNKNOWN


class UrgedToReport(FactData):
    """The participant was urged to report the threat (none named: every one until then), and what they answered
    (R149)."""

    TYPE = "trygghet.protection.urged_to_report.v1"
    MODE = "reports"

    threat: FactRef | None = None
    wants_to_report: Answer = Answer.UNKNOWN


class OwnReportWritten(FactData):
    """A guide in the police has written the own report (egenrapport) on a threat (R150), and with whom."""

    TYPE = "trygghet.protection.own_report_written.v1"
    MODE = "reports"

    threat: FactRef | None = None
    consulted: Personal[Short] | None = None
