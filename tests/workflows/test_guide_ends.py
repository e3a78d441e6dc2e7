"""A guide who is gone is no guide any more: follow-up goes on, and finding another is the coordinator's."""

import pytest

from events.guidance import GuideAsked
from tests.support.ladder import (
    closed,
    consented,
    contact,
    guide_accepted,
    guide_asked,
    referred,
    row,
    to_closed,
    to_conversation,
    to_guided,
    to_held,
)
from tests.support.ladder_conversation import holder_accepted, holder_asked
from tests.support.ladder_guidance import guide_declined, guide_ended, guide_replaced, part_ended, substitute_asked
from tests.support.marks import rule
from tests.support.story import day, given
from workflows.workdays import add_workdays


@rule(50, 155)
def test_when_the_guide_ends_follow_up_goes_on_and_is_the_coordinators():
    story = given(to_guided(), contact(day=2)).when(guide_ended(day=3)).recorded("guided")
    story.owed("find_guide", by="coordinator", due=add_workdays(day(3), 3))
    story.owed("contact_youth", by="coordinator", due=16).owed("contact_parents", by="coordinator")
    assert story.state.people == ("h1",)


@rule(155)
def test_the_two_weeks_go_on_with_the_next_one():
    story = given(to_guided(), contact(day=2), guide_ended(day=3), guide_asked("g2", day=4)).owed("await_guide")
    story.not_owed("find_guide").when(guide_accepted("g2", day=5)).recorded("guided")
    story.owed("contact_youth", by="staff/g2", due=16).not_owed("find_guide")


@rule(50)
def test_before_follow_up_has_begun_another_is_asked():
    story = (
        given(to_held(), guide_asked(), guide_accepted(), guide_ended(day=2)).owed("ask_guide").not_owed("find_guide")
    )
    story.when(consented()).recorded("conversation")
    story.when(guide_asked("g2"), guide_accepted("g2")).recorded("guided")


@rule(50)
def test_a_candidate_who_declines_is_found_anew():
    story = given(to_guided(), guide_ended(day=3), guide_asked("g2", day=4), guide_declined("g2", day=5))
    story.owed("find_guide", due=add_workdays(day(5), 3)).owed("contact_youth", by="coordinator")


@pytest.mark.parametrize("step", [guide_ended("g2"), guide_replaced("g3", guide="g2")])
@rule(50)
def test_only_the_guide_there_is_ends(step):
    given(to_guided(), guide_asked("g3")).asking(step).refused("not_the_guide")


@rule(50)
def test_whoever_takes_over_has_been_asked_and_the_two_weeks_go_on():
    story = given(to_guided(), contact(day=2), guide_asked("g2", day=4)).when(guide_replaced(day=5)).recorded("guided")
    story.owed("contact_youth", by="staff/g2", due=16).not_owed("find_guide", "await_guide")
    assert story.state.people == ("g2", "h1")
    given(to_guided()).asking(guide_replaced()).waiting("guide_not_asked", GuideAsked)


@rule(51)
def test_nor_does_the_investigator_take_over():
    given(to_guided(investigator="e1")).asking(guide_replaced("e1")).refused("investigator_in_own_case", 51)


@rule(133)
def test_the_view_of_a_guide_who_is_gone_still_counts():
    given(to_guided(), guide_ended(day=3)).asking(closed("youth_and_guide_agree", day=30)).recorded()


def test_in_a_closed_case_nobody_ends():
    given(to_closed()).asking(guide_ended()).refused("case_closed")


# conflict, by D7, for everybody alike


@rule(51)
def test_a_candidate_who_becomes_the_investigator_is_replaced():
    story = given(to_held(), guide_asked("e1"), row(key="row-2", investigator="e1").on(3)).not_owed("await_guide")
    story.owed("replace_guide", by="coordinator", due=3, party="candidate")
    story.when(guide_asked("g1", day=3, hour=10)).not_owed("replace_guide").owed("await_guide")


@rule(51, 59)
def test_so_is_a_substitute():
    story = given(to_guided(), substitute_asked("e1", 5, 20), guide_accepted("e1"))
    story.when(row(key="row-2", investigator="e1").on(3)).owed("replace_guide", party="substitute", due=3)
    story.when(guide_ended("e1", day=4)).not_owed("replace_guide", "find_guide")
    story.owed("contact_youth", by="staff/g1")


@rule(51)
def test_a_conflict_after_the_substitutes_days_is_none():
    story = given(to_guided(), substitute_asked("e1", 1, 2), guide_accepted("e1"))
    story.when(row(key="row-2", investigator="e1").on(5)).not_owed("replace_guide")


# whoever leaves, or loses the role or the unit


@rule(50)
def test_a_guide_who_has_left_is_no_guide_any_more():
    story = given(to_guided()).when(part_ended(day=4)).recorded("guided")
    story.owed("find_guide", due=add_workdays(day(4), 3)).owed("contact_youth", by="coordinator")
    assert story.state.people == ("h1",)


@rule(50)
def test_nor_is_a_candidate_asked_any_more():
    given(to_held(), guide_asked(), part_ended()).owed("ask_guide").not_owed("await_guide")


@rule(31)
def test_a_conversation_falls_back_to_the_coordinator():
    story = given(to_conversation(), holder_asked(), holder_accepted(), part_ended("h1", "holder"))
    story.owed("hold_conversation", by="coordinator")
    asked = given(to_conversation(), holder_asked(), part_ended("h1", "holder")).not_owed("await_holder")
    assert asked.state.people == ()


@rule(31)
def test_who_held_a_conversation_sees_the_case_no_more():
    assert given(to_guided(), part_ended("h1", "holder")).state.people == ("g1",)


@rule(48)
def test_an_investigator_who_has_left_is_to_be_found_anew():
    story = given(referred(reported=True, investigator="e2"), part_ended("e2", "investigator"))
    assert story.state.incidents[0].investigator is None
