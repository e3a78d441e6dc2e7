"""A guide with whom the participant feels safe: a no to this one leads to another, a no to any to the closing."""

import pytest

from events.guidance import GuideAsked
from events.refs import Party
from events.values import Answer
from tests.support.ladder import (
    assessed,
    consented,
    considered,
    contact,
    conversation_held,
    guide_accepted,
    guide_asked,
    participant_called,
    referred,
    to_guided,
    to_held,
)
from tests.support.ladder_guidance import guide_declined, guide_replaced, not_this_guide, wishes
from tests.support.marks import rule, shows
from tests.support.people import ADULT_BORN
from tests.support.story import day, given
from workflows.workdays import add_workdays

ADULT = (
    referred(born=ADULT_BORN, hate=Answer.YES),
    assessed(),
    considered(),
    participant_called(),
    conversation_held(Answer.UNKNOWN, parties=("participant",)),
)


@rule(32)
def test_no_to_any_guide_is_the_answer_to_follow_up():
    story = given(to_guided()).when(wishes(a_guide=Answer.NO, guide=None)).recorded("guided")
    story.owed("close_case").not_owed("contact_youth", "find_guide")


@rule(32, 139)
def test_from_18_a_yes_to_a_guide_is_the_consent():
    story = given(ADULT).owed("clarify_follow_up").when(wishes(a_guide=Answer.YES, guide=None)).recorded()
    story.owed("ask_guide").not_owed("ask_consent", "clarify_follow_up")


@rule(84, 161)
def test_no_to_this_guide_leads_to_another_ask_and_not_to_contact():
    story = given(to_guided(), not_this_guide(day=3)).phase("guided")
    story.owed("find_guide", by="coordinator", due=add_workdays(day(3), 3))
    story.not_owed("contact_youth", "contact_parents", "decide_not_reached", "close_case")
    story.when(guide_asked("g2", day=4)).not_owed("find_guide").owed("await_guide")
    story.not_owed("contact_youth")
    story.when(guide_accepted("g2", day=5)).recorded("guided").owed("contact_youth", by="staff/g2", due=14)
    story.not_owed("find_guide", "await_guide")


@rule(161)
def test_the_no_is_the_latest_word_whenever_it_arrives():
    story = given(to_guided(), not_this_guide(day=3), wishes(this=Answer.YES, day=4)).not_owed("find_guide")
    story.owed("contact_youth").when(not_this_guide(day=2)).not_owed("find_guide")
    given(to_guided(), wishes(this=Answer.YES, day=4), not_this_guide(day=3)).not_owed("find_guide")


@rule(161)
def test_of_somebody_else_it_changes_nothing():
    given(to_guided(), not_this_guide("g2")).owed("contact_youth", by="staff/g1").not_owed("find_guide")


@rule(84, 161)
@shows("R161 guide_not_wanted", "forbidden", "allowed")
def test_nobody_becomes_guide_to_whom_the_participant_says_no():
    story = given(to_held(), not_this_guide("g2"))
    story.asking(guide_asked("g2")).refused("guide_not_wanted", 161)
    story.asking(guide_asked("g1")).recorded()
    story.when(wishes(this=Answer.YES, guide="g2")).asking(guide_asked("g2")).recorded()
    asked = given(to_guided(), guide_asked("g2"))
    asked.asking(guide_replaced("g2")).recorded()


@rule(161)
def test_a_no_while_the_guide_has_not_answered_asks_somebody_else():
    story = given(to_held(), guide_asked("g1", day=2), not_this_guide("g1", day=3)).not_owed("await_guide")
    story.owed("ask_guide", due=add_workdays(day(3), 3)).asking(guide_accepted("g1")).refused("guide_not_wanted")


@rule(161)
def test_a_guide_whom_the_participant_does_not_want_does_not_begin():
    story = given(to_held(), guide_asked(), guide_accepted(), not_this_guide(), consented()).phase("conversation")
    story.owed("find_guide").when(guide_asked("g2"), guide_accepted("g2")).recorded("guided")


@pytest.mark.parametrize("told", [wishes("guardian_1", a_guide=Answer.NO), not_this_guide(by="guardian_1")])
@rule(84)
def test_a_guardians_no_is_looked_at_and_undoes_nothing(told):
    story = given(to_guided()).when(told).recorded("guided").owed("look_again", by="coordinator")
    story.owed("contact_youth", by="staff/g1").not_owed("find_guide", "close_case")


@rule(84)
@pytest.mark.parametrize("by", ["participant", "guardian_2"])
def test_a_yes_of_anybody_is_kept_and_asks_nothing(by: Party):
    story = given(to_held(), wishes(by, this=Answer.YES, guide="g3"))
    assert [(w.guide, w.yes) for w in story.state.period.guide_words] == [("g3", True)]
    story.not_owed("look_again", "find_guide")


# the guide's own no, and the end


@rule(50)
def test_a_guides_no_leads_to_another_ask():
    story = given(to_held(), guide_asked(day=1)).when(guide_declined(day=3)).recorded().not_owed("await_guide")
    story.owed("ask_guide", due=add_workdays(day(3), 3))
    assert story.state.people == ("h1",)


@rule(50)
def test_somebody_who_was_not_asked_has_nothing_to_decline():
    given(to_held(), guide_asked("g1")).asking(guide_declined("g2")).waiting("guide_not_asked", GuideAsked)


@rule(50)
def test_a_no_to_taking_over_leaves_the_guide_there_is():
    story = given(to_guided(), guide_asked("g2"), guide_declined("g2")).owed("contact_youth", by="staff/g1")
    story.not_owed("ask_guide", "find_guide", "await_guide")


@rule(155)
def test_what_was_before_the_no_still_counts():
    story = given(to_guided(), contact(day=5), not_this_guide(day=6), guide_asked("g2", day=7))
    story.when(guide_accepted("g2", day=8)).owed("contact_youth", due=19)
