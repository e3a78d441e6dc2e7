"""R47 and what follows from it: silence before the investigator has answered, asking again, escalating, running out."""

import pytest

from events.clearance import ClearanceGiven
from events.contact import ContactLogged, FirstContactMade
from events.guidance import GuideAccepted
from events.values import Reported
from tests.support.ladder import (
    assessed,
    clearance_asked,
    clearance_refused,
    cleared,
    consented,
    considered,
    contact,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    hearing,
    need_reported,
    referred,
    row,
    to_closed,
    to_guided,
)
from tests.support.marks import rule
from tests.support.story import Step, day, given
from workflows.outcome import Verb
from workflows.policy import Policy
from workflows.workdays import add_workdays

REPORTED = (referred(reported=True), assessed())


@rule(47)
def test_a_reported_case_stays_silent_until_the_investigator_has_answered():
    given(REPORTED).asking(family_called()).breach(47)


@rule(47)
def test_a_call_that_was_made_all_the_same_is_a_breach_and_moves_nothing():
    story = given(REPORTED).when(family_called()).breach(47).phase("assessed").owed("answer_breach", by="coordinator")
    assert story.state.period.tries == ()


@rule(47)
def test_the_family_may_be_phoned_once_cleared():
    given(REPORTED, cleared()).when(family_called()).recorded(phase="conversation")


@rule(12, 47)
@pytest.mark.parametrize("reported", [Reported.NO, Reported.WITHDRAWN])
def test_what_is_not_reported_needs_no_clearance(reported: Reported):
    given(referred(reported=reported), assessed()).not_owed("ask_clearance").when(family_called()).recorded()


@rule(12, 47)
def test_unknown_counts_as_reported():
    given(referred(reported=Reported.UNKNOWN), assessed()).owed("ask_clearance").when(family_called()).breach(47)


@rule(47)
@pytest.mark.parametrize("step", [contact(initiative="starts", by="k1"), conversation_held()])
def test_whatever_starts_something_with_the_family_waits_for_clearance(step: Step):
    given(REPORTED).when(step).breach(47)


@rule(47)
def test_a_new_guide_waits_for_clearance_and_comes_with_it():
    story = given(REPORTED, guide_asked()).when(guide_accepted()).waiting("clearance_missing", ClearanceGiven)
    assert story.state.waiting[0].type == GuideAccepted.TYPE
    story.when(cleared()).then(Verb.RECORDED, GuideAccepted)
    assert story.state.waiting == ()
    assert story.state.period.guide.staff == "g1"


@rule(47)
def test_incoming_contact_is_always_recordable():
    given(REPORTED).when(contact("guardian_1", incoming=True, by="k1")).recorded()


@rule(47)
def test_every_reported_incident_needs_its_own_clearance():
    story = given(row(), row(key="row-2"), assessed("i1"), assessed("i2"), cleared("i1"))
    story.asking(family_called()).breach(47)
    story.when(cleared("i2")).asking(family_called()).recorded()


@rule(47)
def test_a_late_clearance_legalises_no_earlier_call():
    given(REPORTED, cleared(day=2)).when(family_called(day=1)).breach(47)


@rule(47)
def test_a_clearance_that_was_given_before_the_call_and_arrives_after_it_lifts_the_breach():
    story = given(REPORTED).when(family_called(day=2)).breach(47)
    story.when(cleared(day=1)).then(Verb.LIFTED, FirstContactMade).phase("conversation").not_owed("answer_breach")
    assert story.state.breaches == ()


@rule(47)
def test_a_clearance_given_after_the_call_lifts_nothing():
    story = given(REPORTED).when(family_called(day=2)).breach(47)
    story.when(cleared(day=3)).recorded(phase="assessed").owed("answer_breach")


@rule(47, 48)
@pytest.mark.parametrize(("number", "allowed"), [(9, True), (10, True), (11, False)])
def test_a_clearance_holds_up_to_and_including_its_last_day(number: int, allowed: bool):
    story = given(REPORTED, cleared(until=10)).asking(family_called(day=number))
    if allowed:
        story.recorded()
    else:
        story.breach(47)


@rule(47, 48)
def test_a_clearance_that_will_run_out_does_not_stop_the_call_before_that():
    story = given(REPORTED, cleared(until=10))
    assert "call_family" in story.pressing(10)
    assert "call_family" not in story.pressing(11)
    assert "renew_clearance" in story.pressing(11)
    assert "renew_clearance" not in story.pressing(10)
    story.when(cleared(until=30).on(9)).not_owed("ask_clearance").owed("renew_clearance", due=day(31))


@rule(48)
def test_the_call_waits_and_names_what_it_waits_for():
    given(REPORTED).owed("call_family", waiting_for="ask_clearance")
    given(REPORTED, clearance_asked()).owed("call_family", waiting_for="ask_clearance_again")
    given(REPORTED, clearance_asked(), cleared()).owed("call_family", pressing=2)


@rule(47, 48)
def test_clearance_is_asked_for_at_once_and_the_investigator_found_in_two_days():
    given(referred(reported=True, investigator="e2"), assessed()).owed("ask_clearance", by="coordinator", due=1)
    given(referred(reported=True), assessed()).owed("ask_clearance", by="coordinator", due=2)


@rule(48)
def test_unanswered_it_is_asked_again_after_three_escalated_after_seven_and_the_leaders_after_fourteen_days():
    story = given(REPORTED, clearance_asked(day=1))
    story.not_owed("ask_clearance")
    story.owed("ask_clearance_again", by="coordinator", due=add_workdays(day(1), 3))
    story.owed("escalate_clearance", by="coordinator", due=add_workdays(day(1), 7))
    story.owed("leader_asks_clearance", by="leader", due=add_workdays(day(1), 14))


@rule(48)
def test_asking_the_investigator_again_does_not_put_off_the_escalation():
    story = given(REPORTED, clearance_asked(day=1), clearance_asked(day=4))
    story.owed("ask_clearance_again", due=add_workdays(day(4), 3))
    story.owed("escalate_clearance", due=add_workdays(day(1), 7))


@rule(48)
def test_asking_the_prosecutor_is_the_escalation():
    story = given(REPORTED, clearance_asked(day=1), clearance_asked(capacity="prosecutor", day=10))
    story.not_owed("escalate_clearance").owed("leader_asks_clearance")


@rule(48)
def test_a_refusal_is_an_answer_and_is_asked_again_on_the_day_named():
    story = given(REPORTED, clearance_asked(day=1), clearance_refused(again=20, day=2))
    story.owed("ask_clearance_again", due=20).not_owed("escalate_clearance", "leader_asks_clearance")
    story.asking(family_called()).breach(47)


@rule(48)
def test_a_refusal_without_a_day_is_asked_again_after_three_days():
    given(REPORTED, clearance_asked(day=1), clearance_refused(day=2)).owed(
        "ask_clearance_again", due=add_workdays(day(2), 3)
    )


@rule(47, 48)
def test_a_clearance_may_be_withdrawn():
    story = given(REPORTED, cleared(), clearance_refused(day=1)).asking(family_called(day=2)).breach(47)
    story.owed("ask_clearance_again")


@rule(47)
def test_a_clearance_names_incidents_that_exist():
    given(REPORTED).when(cleared("i2")).refused("no_such_incident")


@rule(47)
def test_a_clearance_of_an_earlier_period_does_not_count():
    rungs = (*REPORTED, cleared(), considered(), family_called(), conversation_held())
    guided = (guide_asked(), guide_accepted(), consented())
    story = given(rungs, guided, to_closed()[-1], need_reported().on(60), assessed()).owed("ask_clearance")
    story.asking(family_called()).breach(47)
    story.when(cleared()).asking(family_called()).recorded()


# D8: a matter reported while follow-up runs

MIDWAY = (to_guided(), row(key="row-2").on(7))


@rule(47)
def test_a_matter_reported_midway_is_asked_about_the_same_day():
    given(MIDWAY).owed("ask_clearance", due=7)


@rule(47)
@pytest.mark.parametrize(("number", "allowed"), [(7, True), (14, True), (15, False), (16, False)])
def test_agreed_contact_goes_on_for_five_working_days(number: int, allowed: bool):
    story = given(MIDWAY).asking(contact(day=number, hour=15))
    if allowed:
        story.recorded()
    else:
        story.breach(47)


@rule(47)
def test_local_practice_may_let_agreed_contact_wait_at_once():
    given(MIDWAY, policy=Policy(clearance_midway="wait")).asking(contact(day=8)).breach(47)


@rule(47)
def test_what_starts_contact_waits_at_once():
    given(MIDWAY).asking(contact(initiative="starts", day=8)).breach(47)


@rule(47, 155)
def test_the_two_weeks_wait_for_clearance_from_the_sixth_working_day_on():
    story = given(MIDWAY)
    assert "contact_youth" in story.pressing(14)
    assert "contact_youth" not in story.pressing(15)
    story.owed("contact_youth", party="participant:halted", waiting_for="ask_clearance")
    story.when(cleared("i2", day=9))
    assert "contact_youth" in story.pressing(15)


@rule(47)
def test_a_no_midway_stops_agreed_contact():
    given(MIDWAY, clearance_refused("i2", day=8)).asking(contact(day=9)).breach(47)


@rule(47)
def test_a_hearing_needs_no_clearance():
    given(REPORTED).when(hearing()).recorded()


def test_contact_in_the_log_is_what_a_lifted_breach_becomes():
    story = given(REPORTED).when(contact("guardian_1", initiative="starts", by="k1", day=2)).breach(47)
    story.when(cleared(day=1)).then(Verb.LIFTED, ContactLogged)
    assert len(story.state.period.contacts) == 1


@rule(48)
def test_a_clearance_that_is_asked_for_again_before_it_runs_out_stops_nothing_until_then():
    story = given(REPORTED, cleared(until=10), clearance_asked(day=8)).not_owed("renew_clearance")
    assert "call_family" in story.pressing(10)
    assert "ask_clearance_again" not in story.pressing(10)
    assert {"ask_clearance_again"} <= story.pressing(11)
    assert "call_family" not in story.pressing(11)
    story.asking(family_called(day=10)).recorded()
    story.asking(family_called(day=11)).breach(47)
