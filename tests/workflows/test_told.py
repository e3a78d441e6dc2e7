"""What the family is always told, whom it wishes for, what the parents need, what the investigation is asked."""

from datetime import timedelta

import pytest

from events.values import Answer, PerpetratorIs
from tests.support.ladder import (
    assessed,
    cleared,
    closed,
    considered,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    hearing,
    referred,
    to_closed,
    to_conversation,
    to_guided,
    to_held,
)
from tests.support.ladder_follow import participant_ends
from tests.support.ladder_telling import (
    ALL_ASKED,
    all_told,
    family_asks,
    information_given,
    investigator_spoken_to,
    parents_considered,
    wished,
)
from tests.support.marks import rule
from tests.support.people import ADULT_BORN
from tests.support.stories_of_follow import FOLLOWED
from tests.support.story import day, given
from workflows.checklists import ALWAYS_TOLD
from workflows.policy import Policy
from workflows.workdays import add_workdays

# what the family is to know


@rule(93, 94, 112)
def test_what_the_family_is_always_to_know_is_owed_after_the_conversation_until_it_is_told():
    story = given(to_held()).owed("give_information", by="coordinator", due=add_workdays(day(0), 3))
    story.when(information_given(93, 94)).recorded().owed("give_information")
    story.when(information_given(112)).recorded().not_owed("give_information")


@rule(93, 94, 112)
def test_and_is_not_owed_where_the_conversation_told_all_of_it():
    given(to_conversation(), all_told()).not_owed("give_information")
    given(to_conversation()).not_owed("give_information")


@rule(112)
def test_the_sheet_says_what_to_do_in_an_emergency():
    given(to_held(), information_given(93, 94, sheet=True)).not_owed("give_information")


@pytest.mark.parametrize("number", ALWAYS_TOLD)
@rule(93, 94, 112)
def test_each_of_them_is_missed_by_itself(number: int):
    others = tuple(one for one in ALWAYS_TOLD if one != number)
    given(to_conversation(), conversation_held(checklist=others)).owed("give_information")


@rule(93)
def test_while_the_guide_follows_up_it_is_the_guides():
    given(to_guided()).owed("give_information", by="staff/g1")


@rule(136)
def test_who_has_said_no_is_told_nothing_more():
    given(to_guided(), participant_ends(day=1)).not_owed("give_information")
    given(to_closed()).not_owed("give_information")
    given(to_closed()).when(information_given(day=40)).breach(136)


@rule(47)
def test_telling_is_contact_and_needs_clearance():
    story = given(referred(reported=True), assessed())
    story.when(information_given()).breach(47).owed("answer_breach")
    given(referred(reported=True), assessed(), cleared()).when(information_given()).recorded()


@rule(17)
def test_a_guardian_who_is_the_perpetrator_is_told_nothing():
    start = referred(perpetrator=PerpetratorIs.GUARDIAN_1), assessed(family=Answer.YES, reason="Barnevernet er med")
    given(*start).when(information_given(to=("guardian_1",))).breach(17)
    given(*start).when(information_given(to=("guardian_2",))).recorded()


# whom they wish for


@rule(84, 137)
def test_both_sides_are_asked_whom_they_want_as_guide():
    story = given(to_held()).owed("ask_wishes", by="coordinator", due=add_workdays(day(0), 3))
    story.owed("ask_wishes", party="wish:participant").owed("ask_wishes", party="wish:guardian")
    story.when(wished("participant")).owed("ask_wishes", party="wish:guardian")
    story.when(wished("guardian_2")).not_owed("ask_wishes")


@rule(84)
def test_who_was_asked_in_the_first_call_is_not_asked_again():
    called = (referred(), assessed(), considered(), family_called(**ALL_ASKED))
    given(called, conversation_held()).not_owed("ask_wishes")


@rule(84)
def test_from_18_the_guardians_are_not_asked():
    adult = (referred(born=ADULT_BORN, hate=Answer.YES), assessed(), considered())
    story = given(adult, conversation_held(parties=("participant",))).owed("ask_wishes")
    story.when(wished("participant")).not_owed("ask_wishes")


@rule(84)
def test_a_guide_who_is_in_place_was_wished_for_or_not():
    given(to_held(), guide_asked(), guide_accepted()).not_owed("ask_wishes")
    given(to_conversation(), conversation_held(Answer.NO)).not_owed("ask_wishes")


@rule(161)
def test_the_conversation_says_whether_the_holder_may_be_the_guide():
    story = given(to_conversation(), conversation_held(by="h1", holder_as_guide=Answer.NO))
    story.asking(guide_asked("h1")).refused("guide_not_wanted", 161)
    story = given(to_conversation(), conversation_held(by="g1", holder_as_guide=Answer.YES))
    story.asking(guide_asked("g1")).recorded()


@rule(161)
def test_where_nobody_asked_nothing_is_said_of_the_holder():
    given(to_held()).asking(guide_asked("g1")).recorded()
    assert given(to_held()).state.period.guide_words == ()


# what the parents need


@rule(88, 115)
def test_a_need_of_the_parents_is_considered():
    story = given(to_conversation(), conversation_held(parents_need=Answer.YES))
    story.owed("consider_parents", by="coordinator", due=add_workdays(day(0), 3))
    story.when(parents_considered("not_needed")).recorded().not_owed("consider_parents")


@rule(88)
def test_it_was_considered_where_the_conversation_says_so_and_there_is_none_without_a_need():
    met = conversation_held(parents_need=Answer.YES, parents_meeting="agreed")
    given(to_conversation(), met).not_owed("consider_parents")
    given(to_held()).not_owed("consider_parents")


@rule(88)
def test_a_new_need_is_considered_anew_whatever_arrives_last():
    need = conversation_held(parents_need=Answer.YES, day=5)
    story = given(to_conversation(), parents_considered(day=3), need).owed("consider_parents")
    story.when(parents_considered(day=6)).not_owed("consider_parents")
    given(to_conversation(), need, parents_considered(day=3)).owed("consider_parents")


@rule(88, 115)
def test_considered_parents_let_a_case_without_a_guide_be_closed():
    story = given(to_conversation(), conversation_held(Answer.NO))
    story.asking(closed("no_guide_wanted", parents_need_considered=False)).refused("parents_need_open", 88)
    story.when(parents_considered("not_needed")).asking(
        closed("no_guide_wanted", parents_need_considered=False)
    ).recorded()


# support in court


@rule(119)
def test_what_the_conversation_comes_to_about_court_answers_for_the_hearings_known_by_then():
    known = (referred(reported=True), assessed(), cleared(), hearing(starts=20, number="1"))
    story = given(known).owed("consider_court_support")
    story.when(conversation_held(court_support="both")).not_owed("consider_court_support")
    assert story.state.hearings[0].support == ("vitnestotte", "guide_attends")


@rule(119)
def test_no_hearing_answers_nothing():
    known = (referred(reported=True), assessed(), cleared(), hearing(starts=20, number="1"))
    given(known, conversation_held(court_support="no_hearing")).owed("consider_court_support")
    given(known, conversation_held()).owed("consider_court_support")


# the investigation


@rule(146)
def test_while_the_matter_is_investigated_the_guide_talks_with_the_investigator_every_so_often():
    story = given(FOLLOWED).owed("talk_with_investigator", by="staff/p1", due=day(0) + timedelta(weeks=8))
    assert "talk_with_investigator" not in story.pressing(41)
    assert "talk_with_investigator" in story.pressing(42)
    story.when(investigator_spoken_to("p1", day=50)).recorded()
    story.owed("talk_with_investigator", due=day(50) + timedelta(weeks=8))
    assert "talk_with_investigator" not in story.pressing(51)


@rule(146)
def test_where_nothing_is_investigated_nobody_has_to():
    given(to_guided()).not_owed("talk_with_investigator")
    given(FOLLOWED, participant_ends("p1", day=1)).not_owed("talk_with_investigator")


@rule(146)
def test_how_often_is_local_practice_too():
    story = given(FOLLOWED, policy=Policy(version="v", dialogue_weeks=4))
    story.owed("talk_with_investigator", due=day(0) + timedelta(weeks=4))


@rule(146)
def test_a_talk_from_before_follow_up_began_puts_off_none():
    story = given(FOLLOWED[:-1], investigator_spoken_to("k1", day=1), FOLLOWED[-1].on(3)).phase("guided")
    story.owed("talk_with_investigator", due=day(3) + timedelta(weeks=8))


@rule(147)
def test_what_the_family_asks_of_the_investigation_goes_to_the_investigator():
    story = given(FOLLOWED, family_asks("p1", day=3))
    story.owed("ask_investigator", by="staff/p1", due=add_workdays(day(3), 2))
    story.when(investigator_spoken_to("p1", day=4)).not_owed("ask_investigator")


@rule(147)
def test_a_question_that_was_passed_on_in_the_same_breath_is_answered():
    given(FOLLOWED, family_asks("p1", answered=True, day=3)).not_owed("ask_investigator")
    given(to_guided(), family_asks(day=3)).not_owed("ask_investigator")


@rule(147)
def test_an_earlier_talk_does_not_answer_a_later_question():
    story = given(FOLLOWED, investigator_spoken_to("p1", day=2), family_asks("p1", day=3)).owed("ask_investigator")
    story.when(investigator_spoken_to("p1", day=1)).owed("ask_investigator")
