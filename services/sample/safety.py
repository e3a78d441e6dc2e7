"""Threats, serious cases and what the law asks of everybody: to report to barnevern, to avert."""

from datetime import timedelta

from events.duty_to_report import AvertJudged, ConcernRaised, ReportJudged
from events.personal import Open
from events.protection import (
    InvestigatorConsulted,
    OwnReportWritten,
    ResponsibleContacted,
    SeriousJudged,
    ThreatLearned,
    UrgedToReport,
)
from events.values import Answer, PerpetratorIs
from services.sample import first
from services.sample.tale import Tale


def threaten(tale: Tale) -> None:
    """The guide learns of a threat: urged to report, written down, protection looked at again (R149-R151)."""
    threat = ThreatLearned(
        what=Open("Fikk melding om å holde kjeft."), by=PerpetratorIs.ACQUAINTED, incidents=tale.incidents
    )
    tale.logged(threat)
    learned = tale.last
    tale.later(minutes=15).logged(UrgedToReport(threat=learned, wants_to_report=Answer.YES))
    for incident in tale.incidents:
        first.protect(tale, incident)
    tale.later(workdays=1).logged(OwnReportWritten(threat=learned, consulted=Open("Jurist i saken")))


def threaten_at_once(tale: Tale) -> None:
    """Something may be about to happen: judged and averted the same hour (R171-R175)."""
    tale.logged(ThreatLearned(what=Open("Skal tas i kveld."), imminent=True, urged_to_report=True))
    learned = tale.last
    tale.later(minutes=10).logged(
        AvertJudged(must_avert=True, action="police_told", what=Open("Ringte 112."), acted_at=tale.at)
    )
    for incident in tale.incidents:
        first.protect(tale, incident, needed=True)
    tale.later(workdays=1).logged(OwnReportWritten(threat=learned))


def handle_serious(tale: Tale) -> None:
    """The same day: measures with the investigator, and the own district's witness-protection programme (R37, R117)."""
    tale.later(minutes=20).say(InvestigatorConsulted(consulted=Open("Etterforsker"), measures=("voldsalarm",)))
    tale.later(minutes=20).say(ResponsibleContacted(about="witness_protection", contacted=Open("Distriktets enhet")))


def serious_no_more(tale: Tale) -> None:
    """It has calmed down."""
    tale.say(SeriousJudged(serious=False, why=Open("Ingen nye hendelser på to måneder.")))


def worry(tale: Tale) -> None:
    """The guide sees something that barnevern may have to know; judged the same day (R164-R170)."""
    tale.logged(ConcernRaised(duty="report", what=Open("Er mye alene hjemme.")))
    raised, sent = tale.last, tale.chance.random() < 0.5
    tale.later(minutes=50).say(
        ReportJudged(
            sent=sent,
            why=Open("Grunn til bekymring." if sent else "Fulgt opp av barnevernet alt."),
            grounds=("neglect",) if sent else (),
            sent_at=tale.at if sent else None,
            sent_to="Barneverntjenesten" if sent else None,
            concern=raised,
        )
    )


def judge_report(tale: Tale) -> None:
    """The perpetrator is family: barnevern is told the same day (R165, D4)."""
    tale.later(minutes=20).say(
        ReportJudged(
            sent=True,
            why=Open("Utsatt for vold hjemme."),
            grounds=("neglect",),
            sent_at=tale.at + timedelta(minutes=1),
            sent_to="Barneverntjenesten",
        )
    )
