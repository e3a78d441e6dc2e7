"""A referral of the same report and person tells of the same incident, and takes nothing back that is known of it."""

from dataclasses import replace
from datetime import timedelta

from events.intake import ReferralReceived
from events.personal import Open
from events.values import Category, Reported
from tests.support.ladder import assessed, referred, row
from tests.support.marks import rule
from tests.support.people import STAFF, UNIT
from tests.support.story import Step, Story, day, given
from workflows.case import Case
from workflows.known import Known
from workflows.outcome import Recorded
from workflows.record import evolve, record
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
