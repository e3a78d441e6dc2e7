"""Who holds the conversation: asked, answered, never the investigator; else it is the coordinator's."""

import pytest

from events.conversation import HolderAccepted, HolderAsked
from tests.support.ladder import (
    assessed,
    cleared,
    conversation_held,
    family_called,
    referred,
    row,
    to_closed,
    to_conversation,
    to_held,
)
from tests.support.ladder_conversation import booked, holder_accepted, holder_asked, holder_declined
from tests.support.ladder_matter import prosecutor_named
from tests.support.marks import rule, shows
from tests.support.story import Step, day, given
from workflows.outcome import Verb
from workflows.workdays import add_workdays


@rule(31)
def test_the_conversation_is_the_coordinators_until_somebody_has_said_yes():
    story = given(to_conversation()).owed("hold_conversation", by="coordinator")
    story.when(holder_asked(day=1)).recorded().owed("hold_conversation", by="coordinator")
    story.when(holder_accepted(day=1)).recorded().owed("hold_conversation", by="staff/h1", due=7)


@rule(31)
def test_an_unanswered_question_reminds_the_coordinator_in_three_working_days():
    story = given(to_conversation(), holder_asked(day=1)).owed("await_holder", by="coordinator")
    story.owed("await_holder", due=add_workdays(day(1), 3))
    story.when(holder_accepted(day=2)).not_owed("await_holder")


@rule(31)
def test_a_no_leaves_it_to_the_coordinator():
    story = given(to_conversation(), holder_asked(), holder_declined()).not_owed("await_holder")
    story.owed("hold_conversation", by="coordinator")
    story.when(holder_asked("k2")).recorded().owed("await_holder")


@rule(31)
def test_so_does_somebody_who_cannot_after_all():
    story = given(to_conversation(), holder_asked(), holder_accepted(), holder_declined())
    story.owed("hold_conversation", by="coordinator")
    assert story.state.people == ()


@rule(31)
def test_an_answer_waits_for_the_question():
    story = given(to_conversation()).when(holder_accepted(day=2)).waiting("holder_not_asked", HolderAsked)
    story.when(holder_asked(day=1)).then(Verb.RECORDED, HolderAccepted).owed("hold_conversation", by="staff/h1")
    given(to_conversation()).asking(holder_declined()).waiting("holder_not_asked", HolderAsked)


@rule(31)
@shows("R31 holder_not_asked", "forbidden", "allowed")
def test_the_one_asked_last_is_the_one_who_answers_and_who_has_it_keeps_it_until_then():
    story = given(to_conversation(), holder_asked("h1"), holder_accepted("h1"), holder_asked("k2"))
    story.owed("hold_conversation", by="staff/h1").asking(holder_accepted("h1")).waiting(
        "holder_not_asked", HolderAsked
    )
    story.when(holder_accepted("k2")).owed("hold_conversation", by="staff/k2")


@rule(51)
@pytest.mark.parametrize("step", [holder_asked("e1"), holder_accepted("e1")])
def test_the_investigator_does_not_hold_it(step: Step):
    given(to_conversation(investigator="e1")).asking(step).refused("investigator_in_own_case", 51)
    given(to_conversation(investigator="e2")).asking(holder_asked("e1")).recorded()


@rule(51)
@shows("R51 investigator_in_own_case (conversation)", "forbidden", "allowed")
def test_nor_is_a_time_agreed_for_them():
    given(to_conversation(investigator="e1")).when(booked(5, holder="e1")).breach(51)
    given(to_conversation(investigator="e1")).when(booked(5, holder="h1")).recorded()


@rule(51)
@pytest.mark.parametrize("answered", [(), (holder_accepted("e1"),)])
def test_who_becomes_the_investigator_is_replaced_the_same_day(answered: tuple[Step, ...]):
    story = given(to_conversation(), holder_asked("e1"), answered)
    story.when(row(key="row-2", investigator="e1").on(5)).owed("replace_holder", by="coordinator", due=5)
    story.not_owed("await_holder").owed("hold_conversation", by="coordinator")
    story.when(holder_asked("h1", day=5, hour=10)).recorded().not_owed("replace_holder").owed("await_holder")


@rule(31)
@pytest.mark.parametrize("slug", ["r1", "e2", "old", "nobody"])
def test_only_who_holds_conversations_is_asked(slug: str):
    given(to_conversation()).asking(holder_asked(slug)).refused("not_a_holder")


@rule(45, 77)
def test_the_first_call_may_be_delegated_too():
    story = given(referred(), assessed()).owed("call_family", by="coordinator")
    story.when(holder_asked(calls=True)).owed("call_family", by="coordinator")
    story.when(holder_accepted()).owed("call_family", by="staff/h1")
    story.when(family_called().reported_by("h1")).recorded("conversation").owed("hold_conversation", by="staff/h1")


@rule(45)
def test_only_where_it_was_asked_for_and_by_somebody_who_may_call():
    given(referred(), assessed(), holder_asked(), holder_accepted()).owed("call_family", by="coordinator")
    given(referred(), assessed()).asking(holder_asked("g1", calls=True)).refused("not_a_holder")
    given(referred(), assessed()).asking(holder_asked("g1")).recorded()


@rule(45, 47, 77)
def test_the_same_guards_stand_before_a_delegated_call():
    story = given(referred(reported=True), assessed(), holder_asked(calls=True), holder_accepted())
    story.owed("call_family", by="staff/h1", waiting_for="ask_clearance")
    story.asking(family_called().reported_by("h1")).breach(47)
    story.when(cleared()).asking(family_called().reported_by("h1")).recorded()


@rule(45, 51)
def test_a_caller_who_becomes_the_investigator_calls_no_more():
    story = given(referred(), assessed(), holder_asked("k2", calls=True), holder_accepted("k2"))
    story.owed("call_family", by="staff/k2").when(row(key="row-2", investigator="k2"))
    story.owed("call_family", by="coordinator").owed("replace_holder")


@rule(31)
def test_who_is_to_hold_it_has_a_part_in_the_case():
    assert given(to_conversation(), holder_asked()).state.people == ("h1",)
    assert given(to_conversation(), holder_asked(), holder_accepted()).state.people == ("h1",)


@rule(31)
def test_once_held_nobody_waits_for_an_answer():
    given(to_conversation(), holder_asked("k2"), conversation_held()).not_owed("await_holder")
    given(to_held()).not_owed("await_holder", "replace_holder")


def test_a_closed_case_asks_nobody():
    given(to_closed()).asking(holder_asked()).refused("case_closed")


@rule(51)
def test_who_prosecutes_the_matter_may_hold_it_and_it_is_looked_at_unless_it_says_why():
    story = given(to_conversation(), prosecutor_named("h1"))
    story.asking(holder_asked()).recorded()
    told = given(to_conversation(), prosecutor_named("h1"), holder_asked()).owed("look_again", by="coordinator")
    told.not_owed("replace_holder")
    given(to_conversation(), prosecutor_named("h1"), holder_asked(reason="Kjenner ungdommen")).not_owed("look_again")
    given(to_conversation(), holder_asked(), holder_accepted(), prosecutor_named("h1")).owed("look_again")


@rule(31)
def test_a_yes_that_was_given_before_the_question_answers_another():
    story = given(to_conversation(), holder_asked(day=3))
    story.asking(holder_accepted(day=2)).waiting("holder_not_asked", HolderAsked)
    story.asking(holder_accepted(day=3)).recorded()
