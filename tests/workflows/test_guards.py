"""Both sides of a guard in one story each, where the other tests of it show one at a time."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from events.guidance import GuideAsked
from events.values import Answer
from tests.support.ladder import (
    assessed,
    closed,
    consent_withdrawn,
    considered,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    referred,
    to_conversation,
    to_guided,
    to_held,
)
from tests.support.ladder_follow import consent_decided
from tests.support.ladder_guidance import disclosed
from tests.support.marks import rule, shows
from tests.support.people import ADULT_BORN, STAFF
from tests.support.story import day, given

SAFE: dict[str, Any] = {
    "outcome": "safe_again",
    "reached": ("guardian_1", "participant"),
    "participant_view": "safe_again",
}


@rule(7, 10)
@shows("R7 outside_target_group", "forbidden", "allowed")
def test_an_adult_is_in_the_target_group_by_a_hate_motive_alone():
    story = given(referred(born=ADULT_BORN))
    story.asking(assessed()).refused("outside_target_group", 7)
    story.asking(assessed(hate_motive=Answer.YES)).recorded()


@rule(17)
@shows("R17 family_question_open", "forbidden", "allowed")
def test_the_question_of_family_is_answered_before_an_offer():
    story = given(referred())
    story.asking(assessed(family=None)).refused("family_question_open", 17)
    story.asking(assessed(family=Answer.NO)).recorded()


@rule(56)
@shows("R56 acknowledgement_missing", "forbidden", "allowed")
def test_a_guide_from_outside_signs_before_the_case_is_theirs():
    told = {**STAFF, "staff/n1": replace(STAFF["staff/n1"], acknowledged_on=None)}
    story = given(to_held(), guide_asked("n1"), staff=told)
    story.asking(guide_accepted("n1")).refused("acknowledgement_missing", 56)
    story.staff = {**STAFF, "staff/n1": replace(STAFF["staff/n1"], acknowledged_on=day(0))}
    story.asking(guide_accepted("n1")).recorded()


@rule(148)
@shows("R148 secrecy_not_imposed", "forbidden", "allowed")
def test_a_guide_from_outside_is_told_under_secrecy_alone():
    story = given(to_guided())
    story.asking(disclosed("n1", secrecy=False)).breach(148)
    story.asking(disclosed("n1", secrecy=True)).recorded()


@rule(139)
@shows("R139 guardian_may_be_asked", "forbidden", "allowed")
def test_the_youths_own_consent_counts_where_no_guardian_may_be_asked():
    lost = (to_guided(), consent_withdrawn(day=1))
    given(lost).asking(consent_decided("youths_own", day=2)).refused("guardian_may_be_asked", 139)
    alone = (to_guided(guardians=0), consent_withdrawn(day=1))
    given(alone).asking(consent_decided("youths_own", day=2)).recorded()


@rule(53, 63)
@shows("R53 handover_missing (closing)", "forbidden", "allowed")
def test_who_is_in_the_wrong_place_is_handed_over():
    story = given(to_guided())
    story.asking(closed("not_right_measure", without=("handed_over",)).on(30)).refused("handover_missing", 53)
    story.asking(closed("not_right_measure").on(30)).recorded()


@rule(13)
@shows("R13 safety_by_arena_missing", "forbidden", "allowed")
def test_how_far_safety_came_back_is_told():
    story = given(to_guided())
    story.asking(closed("youth_and_guide_agree", without=("restored",)).on(30)).refused("safety_by_arena_missing", 13)
    story.asking(closed("youth_and_guide_agree").on(30)).recorded()


@rule(133, 163)
@shows("R133 both_views_missing", "forbidden", "allowed")
def test_both_think_that_there_is_no_more_need():
    story = given(to_guided())
    story.asking(closed("youth_and_guide_agree", without=("guide_view",)).on(30)).refused("both_views_missing", 133)
    story.asking(closed("youth_and_guide_agree").on(30)).recorded()


@rule(134, 163)
@shows("R134 other_measure_missing", "forbidden", "allowed")
def test_what_takes_over_has_a_name_and_an_owner():
    story = given(to_guided())
    story.asking(closed("other_measures", without=("other_measure",)).on(30)).refused("other_measure_missing", 134)
    story.asking(closed("other_measures").on(30)).recorded()


@rule(159)
@shows("R159 participant_not_heard", "forbidden", "allowed")
def test_the_participant_says_so_themselves():
    story = given(referred(), assessed(), considered(), family_called("declined", outcome="safe_again"))
    story.asking(closed("safe_after_first_contact")).refused("participant_not_heard", 159)
    story.when(family_called("declined", **SAFE)).asking(closed("safe_after_first_contact")).recorded()


@rule(62, 118)
@shows("R62 protection_not_considered", "forbidden", "allowed")
def test_protection_is_considered_before_an_early_close():
    story = given(referred(), assessed(), family_called("declined", **SAFE))
    story.asking(closed("safe_after_first_contact"))
    assert story.entry.reasons[0].code == "protection_not_considered"
    story.when(considered()).asking(closed("safe_after_first_contact")).recorded()


@rule(32)
@shows("R32 answer_to_follow_up_missing", "forbidden", "allowed")
def test_no_guide_wanted_needs_a_no():
    story = given(to_conversation(), conversation_held(Answer.UNKNOWN))
    story.asking(closed("no_guide_wanted")).refused("answer_to_follow_up_missing", 32)
    story.when(conversation_held(Answer.NO)).asking(closed("no_guide_wanted")).recorded()


@rule(2)
@pytest.mark.parametrize("basis", [("relation",), ("competence",), ("relation", "competence")])
def test_an_ask_says_what_the_choice_rests_on(basis: tuple[str, ...]):
    assert GuideAsked.model_validate({"guide": "g1", "basis": basis}).basis == basis
    with pytest.raises(ValidationError, match="basis"):
        GuideAsked(guide="g1", basis=())
