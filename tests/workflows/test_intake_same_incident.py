"""A referral of the same report and person tells of the same incident, and takes nothing back that is known of it."""

from dataclasses import replace
from datetime import date, timedelta

from events.catalogue import build
from events.intake import ReferralReceived
from events.personal import Open
from events.unit import RowTakenBack
from events.values import Category, Reported
from tests.support.ladder import assessed, referred, row
from tests.support.marks import rule
from tests.support.people import STAFF, UNIT
from tests.support.story import Step, Story, at, day, given
from workflows.case import Case
from workflows.known import Known
from workflows.outcome import Entry, Recorded, Verb
from workflows.record import evolve, record
from workflows.rulebook import CHANGES
from workflows.workdays import day_of

NUMBER = "12345678"


def after(story: Story, told: Step, *, incident: str | None = "i1", earlier: timedelta = timedelta(0)) -> Case:
    """The case after a referral that casework has found to be about an incident."""
    fact = story.fact(told)
    fact = fact.model_copy(update={"time": fact.time - earlier})
    outcome = record(story.state, fact, Known(staff=STAFF, unit=UNIT, incident=incident), fact.time + timedelta(days=9))
    assert isinstance(outcome, Recorded)
    state = evolve(story.state, outcome.entry)
    assert isinstance(state, Case)
    return state


def with_number(told: Step) -> Step:
    assert isinstance(told.data, ReferralReceived)
    return replace(told, data=told.data.model_copy(update={"report_number": Open(NUMBER)}))


def without_day(told: Step) -> Step:
    assert isinstance(told.data, ReferralReceived)
    return replace(told, data=told.data.model_copy(update={"incident_on": None}))


@rule(14, 23)
def test_it_adds_no_incident_and_the_decision_stands():
    case = after(given(row(), assessed()), referred(category=Category.THREATS))
    (incident,) = case.incidents
    assert incident.decided == "offer"
    assert (incident.category, incident.content) == (Category.THREATS, "content-1")
    assert [origin.row_key for origin in incident.rows] == ["row-1"]


@rule(14, 23)
def test_without_the_same_report_it_is_a_further_incident():
    assert [i.key for i in after(given(row(), assessed()), referred(), incident=None).incidents] == ["i1", "i2"]


@rule(14, 23)
def test_what_it_does_not_tell_stays_as_it_was():
    happened = after(given(row(happened=-5)), referred(happened=-3))
    unsaid = after(given(row(happened=-5)), without_day(referred()))
    assert [case.incidents[0].happened_on for case in (happened, unsaid)] == [day(-3), day(-5)]
    assert unsaid.adult_from == date(2028, 6, 30)


@rule(26, 52)
def test_a_row_that_is_taken_back_is_decided_on_the_incident_that_it_tells_of():
    decided, undecided = given(row(), assessed()).state, given(row()).state
    assert [origin.row_key for origin in taken_back(decided).incidents[0].rows] == ["row-1", "row-7"]
    assert taken_back(decided).incidents[0].changed is not None
    assert taken_back(undecided).incidents[0].changed is None
    assert taken_back(decided, incident="i9") == decided


def taken_back(case: Case, incident: str = "i1") -> Case:
    """The case after a row of the unit's, which tells of an incident of it, was taken back."""
    told = RowTakenBack(week="2026-W03", row_key="row-7", why="Gjelder en annen hendelse")  # type: ignore[arg-type]
    fact = build(
        told, id="t1", source="desk", subject="unit/ost", time=at(3), reported_by="staff/k1", recorded_by="staff/k1"
    )
    after = CHANGES[RowTakenBack](case, Entry(Verb.RECORDED, fact, at(3), (), {"unit": "ost", "incident": incident}))
    assert isinstance(after, Case)
    return after


@rule(47)
def test_a_referrer_who_believes_that_nothing_is_reported_takes_no_report_away():
    for believed in (Reported.NO, Reported.UNKNOWN):
        assert after(given(row()), referred(reported=believed)).incidents[0].reported is Reported.YES
    assert after(given(referred()), referred(reported=True)).incidents[0].reported is Reported.YES
    assert after(given(referred()), referred(reported=Reported.UNKNOWN)).incidents[0].reported is Reported.NO


@rule(47)
def test_what_the_police_tell_of_as_reported_is_so_from_then_on():
    """Whoever called before anybody knew of the report needed no clearance (D8); of what was open, it was always so."""
    for told, since in ((Reported.NO, day(5)), (Reported.UNKNOWN, day(0))):
        case = after(given(referred(reported=told), assessed()), row(day=5))
        needed = case.incidents[0].needed_since()
        assert case.incidents[0].reported is Reported.YES
        assert needed is not None
        assert day_of(needed) == since
        assert (case.incidents[0].reports != ()) is (told is Reported.NO)


@rule(47)
def test_a_report_number_says_that_there_is_a_report():
    assert given(with_number(referred(reported=False))).state.incidents[0].reported is Reported.YES


@rule(9)
def test_what_arrives_late_says_nothing_of_today_but_a_need_is_never_lost():
    story = given(referred(category=Category.ROBBERY))
    case = after(story, referred(category=Category.THREATS, need="Redd for å gå ut"), earlier=timedelta(days=5))
    assert case.incidents[0].category is Category.ROBBERY
    assert case.incidents[0].stated_need
