"""The Trygghetssamtale: held in time, by somebody who does not investigate, with two answers at its end."""

import pytest

from events.values import Answer
from tests.support.ladder import (
    assessed,
    clearance_asked,
    conversation_accepted,
    conversation_held,
    family_called,
    referred,
    row,
    to_conversation,
    to_guided,
    to_held,
)
from tests.support.marks import rule
from tests.support.people import ADULT_BORN
from tests.support.story import day, given
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
    assert given(adult, held).state.period.consents_at(given(adult, held).now, minor=False)
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
