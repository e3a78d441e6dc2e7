"""The Trygghetssamtale: held in time, by somebody who does not investigate, with two answers at its end."""

import pytest

from events.values import Answer, PerpetratorIs
from tests.support.ladder import (
    assessed,
    clearance_asked,
    cleared,
    consented,
    considered,
    conversation_accepted,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    referred,
    row,
    to_closed,
    to_conversation,
    to_guided,
    to_held,
)
from tests.support.ladder_conversation import booked, cancelled, holder_accepted, holder_asked
from tests.support.marks import rule, shows
from tests.support.people import ADULT_BORN
from tests.support.story import day, given
from workflows.consent import consents_at
from workflows.policy import Policy
from workflows.workdays import add_workdays


@rule(82)
def test_the_conversation_is_due_seven_days_after_the_yes():
    given(to_conversation()).owed("hold_conversation", by="coordinator", due=7)
    given(to_conversation(), policy=Policy(conversation_days=14)).owed("hold_conversation", due=14)


@rule(83)
def test_or_on_the_day_agreed():
    given(referred(), assessed(), conversation_accepted(appointment=10)).owed("hold_conversation", due=10)
    given(referred(), assessed(), family_called(appointment_at="2026-01-15T14:00:00+01:00")).owed(
        "hold_conversation", due=3
    )


@rule(47)
def test_it_waits_where_clearance_is_missing():
    story = given(referred(reported=True), assessed(), clearance_asked()).when(conversation_held()).breach(47)
    story.phase("assessed").owed("answer_breach")


@rule(51)
def test_the_investigator_of_any_incident_does_not_hold_it():
    story = given(to_conversation(investigator="e1")).when(conversation_held(by="e1")).breach(51)
    story.owed("hold_conversation").owed("answer_breach")
    given(to_conversation(investigator="e2")).when(conversation_held(by="e1")).recorded()


@rule(32)
def test_wanted_leads_to_a_guide_and_to_consent():
    story = given(to_held()).phase("conversation").owed("ask_guide", due=7).owed("ask_consent")
    story.not_owed("hold_conversation", "clarify_follow_up", "close_case")


@rule(32, 160)
def test_not_known_is_clarified():
    given(to_conversation(), conversation_held(Answer.UNKNOWN)).owed("clarify_follow_up", due=3).not_owed("ask_guide")


@rule(32)
def test_not_wanted_leads_to_the_closing():
    given(to_conversation(), conversation_held(Answer.NO)).owed("close_case", due=3).not_owed(
        "ask_guide", "ask_consent"
    )


@rule(32)
def test_not_appropriate_is_no_answer_of_the_participant():
    story = given(to_conversation(), conversation_held(Answer.UNKNOWN, appropriate=False, why="Trenger mer"))
    story.owed("close_case").not_owed("ask_guide", "clarify_follow_up")
    assert story.state.period.wanted is Answer.UNKNOWN


@rule(32)
def test_a_later_answer_replaces_an_earlier_one_and_an_older_one_arriving_late_does_not():
    story = given(to_conversation(), conversation_held(Answer.NO, day=2), conversation_held(Answer.YES, day=4))
    assert story.state.period.wanted is Answer.YES
    story.when(conversation_held(Answer.UNKNOWN, day=3))
    assert story.state.period.wanted is Answer.YES
    assert story.state.period.held.at == story.log[-3].fact.time


@rule(139)
def test_from_18_the_yes_to_follow_up_is_the_consent():
    adult = (referred(born=ADULT_BORN, hate=Answer.YES), assessed())
    held = conversation_held(parties=("participant",))
    assert consents_at(given(adult, held).state, given(adult, held).now, minor=False)
    given(adult, held).not_owed("ask_consent").owed("ask_guide")


@rule(139)
def test_under_18_it_is_not():
    given(to_held()).owed("ask_consent", due=add_workdays(day(0), 5))


@rule(82)
def test_a_conversation_held_in_an_assessed_case_is_its_acceptance():
    given(referred(), assessed()).when(conversation_held()).recorded(phase="conversation")


@rule(31)
def test_who_held_it_has_a_part_in_the_case():
    assert "h1" in given(to_held()).state.people


@pytest.mark.parametrize("wanted", list(Answer))
@rule(32)
def test_while_the_guide_follows_up_only_a_no_asks_for_the_closing(wanted: Answer):
    story = given(to_guided(), conversation_held(wanted, day=3)).phase("guided")
    assert ("close_case" in story.kinds()) is (wanted is Answer.NO)


@rule(51)
def test_a_row_names_the_investigator():
    given(row(investigator="e1"), assessed()).when(conversation_held(by="e1")).breach(51)


# the time agreed


@rule(83)
def test_the_conversation_is_due_on_the_day_agreed():
    story = given(to_conversation(), booked(10, day=1)).owed("hold_conversation", by="coordinator", due=10)
    assert "hold_conversation" in story.pressing(9)
    story.when(booked(12, day=2)).owed("hold_conversation", due=12)
    story.when(conversation_held(day=12)).not_owed("hold_conversation")


@rule(83)
def test_what_was_agreed_last_counts_whatever_arrives_last():
    given(to_conversation(), booked(12, day=2), booked(10, day=1)).owed("hold_conversation", due=12)


@rule(83)
def test_after_a_cancellation_a_new_time_is_found_in_two_working_days():
    story = given(to_conversation(), booked(10, day=1)).when(cancelled(day=9)).recorded()
    story.not_owed("hold_conversation").owed("rebook_conversation", by="coordinator", due=add_workdays(day(9), 2))
    assert "rebook_conversation" not in story.pressing(8)
    story.when(booked(15, day=9, hour=12)).not_owed("rebook_conversation").owed("hold_conversation", due=15)


@rule(83)
def test_or_was_agreed_in_the_same_breath():
    story = given(to_conversation(), booked(10, day=1), cancelled(new=14, day=9))
    story.not_owed("rebook_conversation").owed("hold_conversation", due=14)


@rule(83)
def test_a_cancellation_that_arrives_late_does_not_undo_the_new_time():
    given(to_conversation(), booked(10, day=1), booked(15, day=5), cancelled(day=4)).owed("hold_conversation", due=15)


@rule(83)
def test_of_one_moment_what_is_told_last_counts():
    story = given(to_conversation(), cancelled(day=4)).owed("rebook_conversation")
    story.when(booked(15, day=4)).not_owed("rebook_conversation").owed("hold_conversation", due=15)
    given(to_conversation(), booked(15, day=4), cancelled(day=4)).owed("rebook_conversation")


@rule(83)
def test_nobody_came():
    given(to_conversation(), booked(3, day=1), cancelled(not_met=True, day=3)).owed("rebook_conversation")


@rule(31, 83)
def test_the_one_who_holds_it_finds_the_new_time():
    story = given(to_conversation(), holder_asked(), holder_accepted(), booked(10, day=1), cancelled(day=9))
    story.owed("rebook_conversation", by="staff/h1")
    story.asking(booked(15).reported_by("h1")).recorded()


@rule(47)
@shows("R47 clearance_missing", "forbidden", "allowed")
def test_no_time_is_agreed_before_clearance():
    story = given(referred(reported=True), assessed()).when(booked(5)).breach(47)
    story.when(cancelled(new=6)).breach(47)
    given(referred(reported=True), assessed(), cleared()).when(booked(5)).recorded()
    given(referred(reported=True), assessed()).when(cancelled()).recorded()


@rule(52)
def test_nor_before_the_assessment():
    given(referred()).when(booked(5)).breach(52)


@rule(17)
def test_nor_with_a_guardian_who_is_the_perpetrator():
    story = given(
        referred(perpetrator=PerpetratorIs.GUARDIAN_1), assessed(family=Answer.YES, reason="Barnevernet er med")
    )
    story.when(booked(5, "participant", "guardian_1")).breach(17)
    story.when(booked(5, "participant", "guardian_2")).recorded()


@rule(136)
def test_nor_after_the_closing():
    given(to_closed()).when(booked(40, day=35)).breach(136)


@rule(83)
def test_who_has_said_no_is_not_asked_for_a_new_time():
    story = given(to_conversation(), booked(10, day=1), cancelled(day=9), conversation_held(Answer.NO, day=10))
    story.not_owed("rebook_conversation", "hold_conversation").owed("close_case")


@rule(109)
def test_how_often_the_youth_wishes_to_be_in_contact_shortens_the_two_weeks_and_never_lengthens_them():
    def story(days: int):
        return given(
            to_conversation(), conversation_held(contact_every_days=days), guide_asked(), guide_accepted(), consented()
        )

    story(5).owed("contact_youth", due=5)
    story(30).owed("contact_youth", due=14)


@rule(109)
def test_so_does_the_next_contact_agreed():
    held = conversation_held(next_contact_at="2026-01-15T14:00:00+01:00")
    given(to_conversation(), held, guide_asked(), guide_accepted(), consented()).owed("contact_youth", due=3)


@rule(92, 132)
def test_what_was_said_in_it_is_personal():
    held = conversation_held(
        information="a", insecurity="b", geographic="c", own_efforts="d", partners="e", note="f", place="g"
    )
    told = given(to_conversation(), held).entry.fact.data.model_dump(mode="json", exclude_none=True)
    texts = ("information", "insecurity", "geographic", "own_efforts", "partners", "note", "place")
    assert {told[name] for name in texts} == {"***"}


@rule(32)
def test_the_participants_latest_answer_to_follow_up_counts_whichever_arrives_first():
    earlier = family_called(reached=("guardian_1", "participant"), follow_up_wanted=Answer.NO, day=2)
    story = given(to_conversation(), conversation_held(day=5)).when(earlier).recorded()
    assert story.state.period.wanted is Answer.YES
    story.owed("ask_guide")


@rule(32)
def test_a_wish_told_on_the_phone_is_no_conversation():
    told = family_called(reached=("guardian_1", "participant"), follow_up_wanted=Answer.YES)
    story = given(referred(), assessed(), considered(), told, guide_asked(), guide_accepted(), consented())
    assert story.state.period.wanted is Answer.YES
    story.phase("conversation").when(conversation_held()).phase("guided")


@rule(32)
def test_where_nobody_has_said_that_follow_up_is_wanted_none_begins():
    story = given(to_conversation(), conversation_held(Answer.UNKNOWN), guide_asked(), guide_accepted(), consented())
    assert story.state.period.wanted is Answer.UNKNOWN
    story.phase("conversation")
