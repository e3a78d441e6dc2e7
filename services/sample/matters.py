"""What becomes of the criminal case meanwhile: charged, heard, judged, dismissed, investigated or cleared otherwise."""

from datetime import datetime, time, timedelta
from typing import Final

from events.clearance import ClearanceContradicted, ClearanceGiven, ClearanceWithdrawn
from events.correction import Answered
from events.court import CourtSupportConsidered, HearingCancelled, HearingFact, HearingMoved, HearingScheduled, Support
from events.guidance import GuideAccepted, GuideAsked
from events.matter import (
    InvestigatorNamed,
    MatterAppealed,
    MatterCharged,
    MatterDismissed,
    MatterJudged,
    MatterReported,
    ProsecutorNamed,
    ReportWithdrawn,
)
from events.personal import Open
from events.values import Answer, Channel, Source
from services.sample import first, guiding
from services.sample.tale import Tale
from workflows.workdays import OSLO, add_workdays

COURT: Final = "Prøvedal tingrett"


def hearing(kind: type[HearingFact], report: str, name: str, sequence: int, starts: datetime) -> HearingFact:
    """A hearing, whole, as courts tell of it each time."""
    return kind(
        report_number=Open(report),
        hearing_ref=name,
        sequence=sequence,
        starts_at=starts,
        court=COURT,
        participant_attends=Answer.YES,
    )


def _report(tale: Tale) -> Open[str]:
    return Open(tale.youth.report)


def charge(tale: Tale) -> None:
    """Somebody is charged, and a prosecutor has the matter."""
    tale.told_by(Source.POLICE, MatterCharged(report_number=_report(tale)))
    tale.told_by(Source.POLICE, ProsecutorNamed(report_number=_report(tale), prosecutor=tale.team.prosecutor))


def _hears(tale: Tale, kind: type[HearingFact], sequence: int, days: int) -> datetime:
    starts = datetime.combine(add_workdays(tale.today + timedelta(days=days), 1), time(9), OSLO)
    name = f"{tale.youth.report}-H1"
    tale.told_by(Source.COURT, hearing(kind, tale.youth.report, name, sequence, starts))
    return starts


def consider_support(tale: Tale) -> None:
    """Who is there with the youth in court (R36, R119)."""
    support: tuple[Support, ...] = ("vitnestotte", "guide_attends") if tale.chance.random() < 0.5 else ("vitnestotte",)
    tale.later(minutes=50).logged(CourtSupportConsidered(hearing_ref=f"{tale.youth.report}-H1", support=support))


def go_to_court(tale: Tale) -> None:
    """A hearing in five weeks."""
    _hears(tale, HearingScheduled, 1, 35)
    consider_support(tale)


def postpone(tale: Tale) -> None:
    """The hearing is moved, and support considered again."""
    _hears(tale, HearingMoved, 2, 30)
    consider_support(tale)


def call_off(tale: Tale) -> None:
    """The hearing does not take place."""
    _hears(tale, HearingCancelled, 3, 20)


def judge(tale: Tale) -> None:
    """Judged, and appealed against."""
    tale.told_by(Source.COURT, MatterJudged(report_number=_report(tale), result="convicted", court=COURT))
    if tale.chance.random() < 0.5:
        tale.later(workdays=5).told_by(Source.COURT, MatterAppealed(report_number=_report(tale), by="accused"))


def dismiss(tale: Tale) -> None:
    """The matter is dismissed."""
    tale.told_by(Source.POLICE, MatterDismissed(report_number=_report(tale), ground=Open("Bevisets stilling")))


def appeal(tale: Tale) -> None:
    """The family does not accept the dismissal."""
    appealed = MatterAppealed(report_number=_report(tale), by="aggrieved", against="dismissal")
    tale.told_by(Source.POLICE, appealed)


def withdraw_report(tale: Tale) -> None:
    """The family withdraws the report."""
    tale.say(ReportWithdrawn(report_number=_report(tale), why=Open("Familien orker ikke saken.")))


def name_investigator(tale: Tale, slug: str | None = None) -> None:
    """Another investigator has the matter (D7)."""
    other = slug or next(s for s in tale.team.investigators if s != tale.investigator)
    tale.youth.investigator = other
    tale.told_by(Source.POLICE, InvestigatorNamed(report_number=_report(tale), investigator=other))


def guide_by_investigator(tale: Tale) -> None:
    """Somebody who also investigates is the guide; of other matters, as yet."""
    tale.guide = tale.team.investigators[-1]
    if tale.youth.investigator == tale.guide:
        name_investigator(tale, tale.team.investigators[0])
    tale.later(workdays=1).say(GuideAsked(guide=tale.guide, basis=("relation",), may_be_witness_told=True))
    tale.later(workdays=1).logged(GuideAccepted(guide=tale.guide))
    guiding.make_known(tale)
    guiding.consent(tale)


def guide_in_conflict(tale: Tale) -> None:
    """The guide is named as investigator of the matter: in conflict at once, and replaced the same day (R51, D7)."""
    name_investigator(tale, tale.guide)
    guiding.replace_guide(tale, "in_conflict")


def report_after_all(tale: Tale) -> None:
    """What was not reported is reported while follow-up runs: cleared the same day (D8)."""
    tale.youth.investigator = tale.team.investigators[0]
    reported = MatterReported(
        report_number=_report(tale), incident="i1", reported_on=tale.today, investigator=tale.youth.investigator
    )
    tale.say(reported)
    tale.reported = True
    first.ask_clearance(tale)
    tale.later(minutes=90).say(first.given(tale), by=tale.investigator, source=Source.POLICE)
    guiding.make_programme_known(tale)
    guiding.make_known(tale)


def take_clearance_back(tale: Tale) -> None:
    """The clearance is withdrawn and, some days later, given again (D23)."""
    again = add_workdays(tale.today, 3)
    reason = Open("Nytt avhør må tas først.")
    taken = ClearanceWithdrawn(incidents=("i1",), by=tale.investigator, reason=reason, ask_again_on=again)
    tale.say(taken, by=tale.investigator, source=Source.POLICE)
    tale.later(workdays=3)
    first.ask_clearance(tale)
    tale.later(workdays=1).say(first.given(tale), by=tale.investigator, source=Source.POLICE)


def clear_for_a_while(tale: Tale) -> None:
    """Cleared for ten weeks; asked for again before they are over (D23)."""
    first.ask_clearance(tale)
    given = ClearanceGiven(incidents=("i1",), by=tale.investigator, until=tale.today + timedelta(days=70))
    tale.later(workdays=1).say(given, by=tale.investigator, source=Source.POLICE)


def clear_again(tale: Tale) -> None:
    """Asked again in good time, and cleared without an end."""
    first.ask_clearance(tale)
    tale.later(workdays=1).say(first.given(tale), by=tale.investigator, source=Source.POLICE)


def contradict(tale: Tale) -> None:
    """A clearance was written on the investigator's behalf that they never gave; asked again, they give it (D23)."""
    first.ask_clearance(tale)
    tale.later(minutes=40).say(first.given(tale), channel=Channel.PHONE)
    written = tale.last
    no = ClearanceContradicted(clearance=written, note=Open("Gjaldt en annen sak."))
    tale.later(minutes=90).say(no, by=tale.investigator, source=Source.POLICE)
    tale.later(minutes=30).say(Answered(what="review", fact=written, note=Open("Ingen var ringt ennå.")))
    first.ask_clearance(tale)
    tale.later(workdays=1).say(first.given(tale), by=tale.investigator, source=Source.POLICE)
