"""Measures that were agreed, and agencies that somebody was put in touch with: each is followed until it is done."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from events.fact import FactData
from events.measure import AgencyFollowedThrough, AgencyReceived, AgencyReferred, MeasureAgreed, MeasureDone
from events.values import Role
from workflows.case import Case, in_order
from workflows.duty import DutyKind, Owed
from workflows.followup import AgencyReferral, AgreedMeasure
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.replacing import replace
from workflows.rule import Form, Rule
from workflows.workdays import add_workdays, day_of

MEASURE_EXISTS = Form(
    "no_such_measure",
    on=(MeasureDone,),
    holds=lambda case, fact, known: any(m.fact == str(fact.data.measure) for m in case.arranged.measures),
)

REFERRAL_EXISTS = Form(
    "no_such_agency_referral",
    on=(AgencyReceived, AgencyFollowedThrough),
    holds=lambda case, fact, known: any(a.fact == str(fact.data.referral) for a in case.arranged.agencies),
)

RULES: Final[tuple[Rule, ...]] = (MEASURE_EXISTS, REFERRAL_EXISTS)


# duties


def _to_follow_up(case: Case, _policy: Policy) -> Iterator[Owed]:
    guide = case.period.guide
    if not case.is_open or case.said_no is not None:
        return
    for measure in case.arranged.measures:
        if measure.until is not None and not measure.done:
            day = day_of(measure.at)
            owner = f"staff/{guide.staff}" if guide is not None and measure.done_by == "the_guide" else None
            yield Owed(measure.fact, day, max(day, measure.until), owner=owner)


def _to_ask_agency(case: Case, policy: Policy) -> Iterator[Owed]:
    if not case.is_open:
        return
    for referral in case.arranged.agencies:
        if not referral.over:
            day = day_of(referral.received or referral.at)
            yield Owed(referral.fact, day, add_workdays(day, policy.agency_wd))


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind(
        "follow_up_measure",
        (101, 102, 103, 104, 106, 114, 115, 116),
        Role.COORDINATOR,
        (MeasureDone,),
        _to_follow_up,
    ),
    DutyKind(
        "follow_up_agency", (53, 113, 144), Role.COORDINATOR, (AgencyFollowedThrough, AgencyReceived), _to_ask_agency
    ),
)


# what changes in the case


def measure_agreed(case: Case, entry: Entry) -> Case:
    """Who does what, until when. A measure at school discharges nothing of the school's own duty (R5)."""
    told, fact = said(entry.fact, MeasureAgreed), entry.fact
    measure = AgreedMeasure(fact.time, fact.key, told.kind, told.done_by, told.until)
    return replace(case, arranged=replace(case.arranged, measures=in_order((*case.arranged.measures, measure))))


def measure_done(case: Case, entry: Entry) -> Case:
    """Somebody has said how it went."""
    key = str(said(entry.fact, MeasureDone).measure)
    measures = tuple(replace(m, done=m.done or m.fact == key) for m in case.arranged.measures)
    return replace(case, arranged=replace(case.arranged, measures=measures))


def agency_referred(case: Case, entry: Entry) -> Case:
    """Somebody is put in touch with the right agency (R53, R113, R144)."""
    told, fact = said(entry.fact, AgencyReferred), entry.fact
    referral = AgencyReferral(fact.time, fact.key, told.kind, told.for_whom)
    return replace(case, arranged=replace(case.arranged, agencies=in_order((*case.arranged.agencies, referral))))


def _referral(case: Case, key: str, change: Callable[[AgencyReferral], AgencyReferral]) -> Case:
    agencies = tuple(change(a) if a.fact == key else a for a in case.arranged.agencies)
    return replace(case, arranged=replace(case.arranged, agencies=agencies))


def agency_received(case: Case, entry: Entry) -> Case:
    """The agency has it; what becomes of it is asked for so many working days later."""
    told, at = said(entry.fact, AgencyReceived), entry.fact.time
    return _referral(case, str(told.referral), lambda a: replace(a, received=max(at, a.received) if a.received else at))


def agency_followed_through(case: Case, entry: Entry) -> Case:
    """It is known what became of it."""
    told = said(entry.fact, AgencyFollowedThrough)
    return _referral(case, str(told.referral), lambda a: replace(a, over=True))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    MeasureAgreed: measure_agreed,
    MeasureDone: measure_done,
    AgencyReferred: agency_referred,
    AgencyReceived: agency_received,
    AgencyFollowedThrough: agency_followed_through,
}
