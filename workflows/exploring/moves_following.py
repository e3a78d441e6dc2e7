"""What is told of guides and of following up: absences, reviews, threats, measures, the statutory duties."""

from datetime import date
from typing import Any, Final, get_args

from events.duty_to_report import AvertJudged, ConcernRaised, ReportJudged
from events.guidance import (
    AbsenceTold,
    BlConfirmed,
    Disclosed,
    GuidanceAsked,
    GuidanceGiven,
    GuideAccepted,
    GuideAsked,
    GuideAway,
    GuideBack,
    GuideDeclined,
    GuideEnded,
    GuideInformed,
    GuideReplaced,
    InvestigatorTold,
    ProsecutorTold,
    ReviewHeld,
    StagnationSeen,
    SubstituteConsidered,
    WishesTold,
)
from events.measure import AgencyFollowedThrough, AgencyReceived, AgencyReferred, MeasureAgreed, MeasureDone
from events.protection import (
    InvestigatorConsulted,
    Measure,
    MeasureConsidered,
    MeasuresConsidered,
    OwnReportWritten,
    ResponsibleContacted,
    SeriousJudged,
    ThreatLearned,
    UrgedToReport,
)
from events.staff import PartEnded
from events.values import Answer, Channel
from workflows.exploring.moves_family import EVERYBODY
from workflows.exploring.telling import (
    NOWHERE,
    TEXT,
    Missing,
    another,
    asked,
    case_of,
    days,
    guide,
    guide_in_question,
    incidents,
    last,
    say,
)
from workflows.exploring.world import World

WISHES, ABSENCE, REVIEW, TOLD, ADVICE, THREAT = (
    "wishes",
    "absence",
    "review",
    "told of the guide",
    "advice",
    "threat",
)

SERIOUS: Final = "serious"
AGENCY: Final = "agency"
ENDS: Final = "guide ends"

PHONE: Final = Channel.PHONE


def _away_next(world: World) -> date | Missing:
    """The day after tomorrow, unless an absence is known that is not over."""
    state = case_of(world).period.guide
    known = () if state is None else state.absences
    return "missing" if any(one.last >= world.today for one in known) else days(2)(world)


def _first_absence(world: World) -> object:
    state = case_of(world).period.guide
    return state.absences[-1].first if state is not None and state.absences else "missing"


GUIDING: Final = (
    say(GuideAsked, guide="g1", basis=("relation",)),
    say(GuideAsked, "another", guide=another, basis=("competence",)),
    say(GuideAccepted, "the one asked", guide=asked),
    say(GuideAsked, "an investigator", guide="e2", basis=("relation",)),
    say(GuideAsked, "who has signed nothing", guide="v1", basis=("relation",)),
    say(GuideAccepted, "nobody asked", guide="e1"),
    say(GuideDeclined, guide=asked),
    say(GuideEnded, part=ENDS, guide=guide, reason="own_wish"),
    say(GuideEnded, "who is none", part=ENDS, guide="g3", reason="own_wish"),
    say(GuideReplaced, part=ENDS, guide=guide, successor=another, reason="better_suited"),
    say(PartEnded, part=ENDS, member=guide, why="left", parts=("guide",)),
    say(WishesTold, "no guide", part=WISHES, by="participant", a_guide=Answer.NO),
    say(WishesTold, "a guide after all", part=WISHES, by="participant", a_guide=Answer.YES),
    say(WishesTold, "not this guide", part=WISHES, by="participant", guide="g1", this_guide=Answer.NO),
    say(WishesTold, "this guide after all", part=WISHES, by="participant", guide="g1", this_guide=Answer.YES),
)

NOT_NEEDED: Final[dict[str, Any]] = {"part": ABSENCE, "needed": False, "with_guide": True}

STANDS_IN: Final[dict[str, Any]] = {
    "part": "stand-in",
    "guide": another,
    "basis": ("competence",),
    "first_day": days(2),
}

AWAY: Final = (
    say(GuideAway, "long", part=ABSENCE, guide="g1", first_day=_away_next, last_day=days(21)),
    say(GuideAway, "three days", part=ABSENCE, guide="g1", first_day=_away_next, last_day=days(4)),
    say(GuideBack, part=ABSENCE, guide="g1", first_day=days(1)),
    say(SubstituteConsidered, "not needed", guide=guide, first_day=_first_absence, **NOT_NEEDED),
    say(SubstituteConsidered, "of no absence", guide="g1", first_day=days(300), **NOT_NEEDED),
    say(AbsenceTold, part=ABSENCE, guide=guide, parties=EVERYBODY, channel=PHONE),
    say(GuideAsked, "to stand in", last_day=days(21), **STANDS_IN),
    say(GuideAsked, "to stand in backwards", last_day=days(1), **STANDS_IN),
)

REVIEWED: Final = (
    say(ReviewHeld, "go on", part=REVIEW, outcome="go_on", safety=2),
    say(ReviewHeld, "close", part=REVIEW, outcome="close"),
    say(ReviewHeld, "hand over", part=REVIEW, outcome="hand_over", hand_over_to="BUP"),
    say(ReviewHeld, "next one before it", part=REVIEW, outcome="go_on", next_on=days(-1)),
    say(StagnationSeen, part=REVIEW),
)

INFORMED: Final = (
    say(GuideInformed, part=ADVICE, guide=guide_in_question),
    say(InvestigatorTold, part=TOLD, incidents=incidents, guide=guide_in_question, told="e2"),
    say(InvestigatorTold, "of nothing", part=TOLD, incidents=("i9",), guide="g1"),
    say(BlConfirmed, "guide", part=TOLD, incidents=incidents, of="guide", guide=guide_in_question),
    say(BlConfirmed, "programme", part=TOLD, incidents=incidents, of="programme"),
    say(ProsecutorTold, part=TOLD, incidents=incidents, told="j1"),
    say(GuidanceAsked, part=ADVICE, guide=guide),
    say(GuidanceGiven, part=ADVICE, guide=guide, contacted=("BUP",)),
    say(Disclosed, part=ADVICE, guide=guide, secrecy_imposed=True, what=TEXT, why=TEXT),
    say(Disclosed, "without secrecy", part=ADVICE, guide="v1", secrecy_imposed=False, what=TEXT, why=TEXT),
)

BOXES: Final = tuple(MeasureConsidered(measure=measure, needed=False) for measure in get_args(Measure))
NEEDED: Final = (*BOXES[1:], MeasureConsidered(measure=BOXES[0].measure, needed=True, action=TEXT))

PROTECTION: Final = (
    say(MeasuresConsidered, incidents=incidents, boxes=BOXES),
    say(MeasuresConsidered, "one needed", incidents=incidents, boxes=NEEDED),
    say(MeasuresConsidered, "one left out", incidents=incidents, boxes=BOXES[1:]),
    say(MeasuresConsidered, "of nothing", incidents=("i9",), boxes=BOXES),
    say(SeriousJudged, "serious", part=SERIOUS, serious=True),
    say(SeriousJudged, "not serious", part=SERIOUS, serious=False),
    say(ResponsibleContacted, about=BOXES[0].measure, contacted=TEXT),
    say(ResponsibleContacted, "witness protection", about="witness_protection", contacted=TEXT),
    say(InvestigatorConsulted, part=SERIOUS, consulted=TEXT),
    say(ThreatLearned, part=THREAT, what=TEXT, who="g1"),
    say(ThreatLearned, "imminent", part=THREAT, what=TEXT, who="k1", imminent=True, urged_to_report=True),
    say(UrgedToReport, part=THREAT, threat=last(ThreatLearned)),
    say(UrgedToReport, "of no threat", part=THREAT, threat=NOWHERE),
    say(OwnReportWritten, part=THREAT, threat=last(ThreatLearned)),
)

MEASURE: Final = (
    say(MeasureAgreed, kind="accompanied", done_by="the_family", until=days(14)),
    say(MeasureDone, measure=last(MeasureAgreed)),
    say(MeasureDone, "of nothing", measure=NOWHERE),
    say(AgencyReferred, part=AGENCY, for_whom="participant", kind="bup", agency="BUP"),
    say(AgencyReceived, part=AGENCY, referral=last(AgencyReferred, GuidanceGiven)),
    say(AgencyReceived, part=AGENCY, says="of nothing", referral=NOWHERE),
    say(AgencyFollowedThrough, part=AGENCY, referral=last(AgencyReferred, GuidanceGiven), outcome="helped"),
)

STATUTORY: Final = (
    say(ConcernRaised, "report", duty="report"),
    say(ConcernRaised, "avert", duty="avert"),
    say(ReportJudged, "sent", sent=True, why=TEXT, grounds=("neglect",)),
    say(AvertJudged, must_avert=True, action="police_told", what=TEXT),
)

FOLLOWING: Final = (*GUIDING, *AWAY, *REVIEWED, *INFORMED, *PROTECTION, *MEASURE, *STATUTORY)
