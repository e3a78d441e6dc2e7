"""R47 and what follows from it: silence before the investigator has answered, asking again, escalating, running out."""

import pytest

from events.clearance import ClearanceGiven
from events.contact import ContactLogged, FirstContactMade
from events.guidance import GuideAccepted
from events.values import Answer, Reported
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
from tests.support.ladder_matter import (
    clearance_contradicted,
    clearance_withdrawn,
    cleared_on_behalf,
    cleared_with,
    reported_later,
)
from tests.support.marks import rule, shows
from tests.support.people import ADULT_BORN
from tests.support.story import Step, at, day, given
from workflows.clearance import CLEARANCE_DUTIES, halts
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


# D23: who clears, on which conditions, and what is taken back


@rule(47)
@pytest.mark.parametrize(("hour", "allowed"), [(13, False), (14, True), (15, True)])
def test_nobody_is_called_before_the_moment_that_the_clearance_names(hour: int, allowed: bool):
    story = given(REPORTED, cleared_with(not_before=at(3, 14), day=1)).asking(family_called(day=3, hour=hour))
    if allowed:
        story.recorded()
    else:
        story.breach(47)


@rule(47)
def test_the_call_aims_at_the_first_whole_day_that_the_clearance_leaves():
    story = given(REPORTED, cleared_with(not_before=at(3, 14), day=1)).not_owed(*CLEARANCE_DUTIES)
    assert "call_family" not in story.pressing(3)
    assert "call_family" in story.pressing(4)
    story = given(REPORTED, cleared_with(not_before=at(3, 0), day=1)).owed("call_family", due=3)
    assert "call_family" not in story.pressing(2)
    assert "call_family" in story.pressing(3)


@rule(47, 155)
def test_in_follow_up_contact_pauses_until_the_moment_named():
    story = given(to_guided(), reported_later(day=1), cleared_with(not_before=at(20, 0), day=2))
    story.asking(contact(day=19)).breach(47)
    story.asking(contact(day=20)).recorded()
    assert "contact_youth" not in story.pressing(19)
    assert "contact_youth" in story.pressing(20)


@rule(47)
def test_a_guide_may_say_yes_before_the_moment_named():
    given(REPORTED, cleared_with(not_before=at(9), day=1), guide_asked()).when(guide_accepted()).recorded()


@rule(47)
@shows("R47 clearance_excludes", "forbidden", "allowed")
def test_nobody_whom_the_clearance_excludes_is_called_or_proposed():
    story = given(REPORTED, cleared_with(not_whom=("guardian_1",), day=1)).owed("call_family", party="guardian_2")
    story.asking(family_called(by="guardian_1", day=2)).breach(47)
    story.asking(family_called(by="guardian_2", vainly=("guardian_1",), day=2)).breach(47)
    story.asking(contact("guardian_1", incoming=True, by="k1", day=2)).recorded()
    story.when(family_called(by="guardian_2", day=2)).recorded(phase="conversation")
    story.asking(conversation_held(parties=("participant", "guardian_1"))).breach(47)
    story.asking(conversation_held(parties=("participant", "guardian_2"))).recorded()


@rule(47)
def test_a_call_before_the_condition_was_named_is_none():
    given(REPORTED, cleared(day=1), cleared_with(not_whom=("guardian_1",), day=3)).when(
        family_called(by="guardian_1", day=2)
    ).recorded()


@rule(47, 48)
def test_where_the_participant_is_excluded_the_investigator_is_asked_until_they_are_not():
    adult = (referred(reported=True, born=ADULT_BORN, hate=Answer.YES), assessed())
    story = given(adult, cleared_with(not_whom=("participant",), day=1))
    story.owed("ask_participant_cleared", by="coordinator", due=add_workdays(day(1), 3))
    story.owed("call_family", waiting_for="ask_participant_cleared")
    story.when(clearance_asked(day=2)).owed("ask_participant_cleared", due=add_workdays(day(2), 3))
    story.when(cleared(day=3)).not_owed("ask_participant_cleared").owed("call_family", pressing=3)


@rule(47)
def test_a_guardian_is_called_where_only_the_participant_is_excluded():
    story = given(REPORTED, cleared_with(not_whom=("participant",), day=1)).not_owed("ask_participant_cleared")
    story.owed("call_family", party="guardian_1", pressing=2)
    story.when(family_called(by="guardian_1", day=2)).recorded(phase="conversation")
    story.owed("hold_conversation", waiting_for="ask_participant_cleared")


@rule(47, 48)
def test_a_clearance_that_is_withdrawn_stops_contact_and_is_asked_for_again():
    story = given(REPORTED, cleared(day=1)).when(clearance_withdrawn(day=2)).recorded()
    story.asking(family_called(day=3)).breach(47)
    story.owed("ask_clearance_again", due=add_workdays(day(2), 3)).owed("call_family", party="guardian_1:halted")
    given(REPORTED, cleared(day=1), clearance_withdrawn(again=20, day=2)).owed("ask_clearance_again", due=20)
    given(REPORTED, cleared(day=1), clearance_withdrawn(day=4)).when(family_called(day=3)).recorded()


@rule(47)
def test_withdrawn_it_stops_agreed_contact_at_once_also_midway():
    story = given(to_guided(), reported_later(day=1), cleared(day=2), clearance_withdrawn(day=3))
    story.asking(contact(day=4)).breach(47)


@rule(47)
def test_the_coordinator_may_record_what_was_said_on_the_phone_and_must_say_so():
    given(REPORTED).when(cleared().reported_by("k1")).refused("on_behalf_channel_missing")
    given(REPORTED, cleared_on_behalf()).asking(family_called()).recorded()
    given(REPORTED).when(clearance_withdrawn().reported_by("k1")).refused("on_behalf_channel_missing")


@rule(47)
def test_the_investigator_can_contradict_what_was_recorded_on_their_behalf():
    story = given(REPORTED, cleared_on_behalf(day=1)).when(clearance_contradicted(day=3)).recorded()
    story.owed("look_again", by="coordinator").owed("ask_clearance_again", due=3)
    story.asking(family_called(day=2)).breach(47)
    story.asking(family_called(day=4)).breach(47)
    story.when(cleared(day=4)).asking(family_called(day=4, hour=12)).recorded()


def test_only_what_was_said_on_somebodys_behalf_can_be_contradicted():
    given(REPORTED, cleared()).when(clearance_contradicted()).refused("nothing_to_contradict")
    given(REPORTED, cleared_on_behalf()).when(clearance_contradicted().reported_by("k1")).refused("may_not_report")


@rule(47)
def test_a_clearance_stands_in_nobodys_way_until_the_day_after_its_last():
    case = given(REPORTED, cleared(until=10)).state
    assert set(halts(case, Policy()).values()) == {day(11)}
    assert halts(given(REPORTED, cleared()).state, Policy()) == {}


@rule(47)
def test_what_needs_clearance_stops_contact_from_the_day_on_which_it_came_to_need_it():
    assert set(halts(given(referred(reported=True, day=2)).state, Policy()).values()) == {day(2)}
    later = given(referred(reported=Reported.NO), assessed(), reported_later(day=4)).state
    assert set(halts(later, Policy()).values()) == {day(4)}
    refused = given(REPORTED, clearance_refused(day=3)).state
    assert set(halts(refused, Policy()).values()) == {day(3)}
