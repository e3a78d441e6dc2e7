"""The reopening that only the family can ask for, and the closing that was a mistake."""

from typing import Any

import pytest

from events.values import Answer, PerpetratorIs, Source
from tests.support.ladder import (
    assessed,
    closed,
    closing_annulled,
    consented,
    considered,
    family_called,
    guide_accepted,
    guide_asked,
    hearing,
    mistaken,
    need_reported,
    not_offered,
    referred,
    row,
    to_closed,
    to_guided,
)
from tests.support.ladder_correction import mistake_annulled
from tests.support.ladder_person import relation_learned
from tests.support.marks import rule, shows
from tests.support.phases import PATHS, A, C, D, G, R
from tests.support.story import day, given
from workflows.invariants import CONTACTS

# the reopening, by R135, R136 and D25


@rule(135, 136)
@pytest.mark.parametrize("by", ["participant", "guardian_1", "guardian_2"])
def test_the_family_asks_again(by: Any):
    story = given(to_closed()).when(need_reported(by).on(60)).recorded(phase="reopened")
    assert [p.number for p in (*story.state.earlier, story.state.period)] == [1, 2]
    assert story.state.earlier[0].closing.ground == "youth_and_guide_agree"
    assert story.state.period.wanted is (Answer.YES if by == "participant" else Answer.UNKNOWN)


@rule(136)
@shows("R136 participant_must_agree", "forbidden", "allowed")
def test_from_18_a_parents_word_needs_their_agreement():
    turns = day(50).replace(year=day(50).year - 18)
    story = given(to_closed(born=turns))
    story.asking(need_reported("guardian_1").on(49)).recorded()
    story.asking(need_reported("guardian_1").on(50)).refused("participant_must_agree", 136)
    story.asking(need_reported("guardian_1", agrees=True).on(50)).recorded()
    story.asking(need_reported("participant").on(50)).recorded()


@rule(17, 136)
@shows("R17 need_by_unsafe_guardian", "forbidden", "allowed")
def test_a_perpetrator_opens_no_case_again_unless_the_youth_agrees():
    story = given(to_closed(), row(key="row-2", perpetrator=PerpetratorIs.GUARDIAN_2).on(40))
    story.phase("closed")
    story.asking(need_reported("guardian_2").on(50)).refused("need_by_unsafe_guardian", 17)
    story.asking(need_reported("guardian_2", agrees=True).on(50)).recorded()
    story.asking(need_reported("guardian_1").on(50)).recorded()
    story.asking(need_reported("participant").on(50)).recorded()


@rule(17, 136)
def test_nor_one_of_whom_it_is_learned_after_the_closing_from_then_on():
    learned = relation_learned(PerpetratorIs.GUARDIAN_2, day=45)
    story = given(to_closed(), learned)
    story.asking(need_reported("guardian_2").on(46)).refused("need_by_unsafe_guardian", 17)
    story.asking(need_reported("guardian_2").on(44)).recorded()


@rule(136)
def test_no_system_reopens_a_case():
    story = given(to_closed())
    story.asking(need_reported().reported_by("system/court", Source.COURT).on(60)).refused("may_not_report_from_here")
    story.when(hearing(starts=90).on(60)).recorded(phase="closed").not_owed(*CONTACTS)


@rule(136)
def test_only_a_closed_case_is_reopened():
    given(to_guided()).when(need_reported()).refused("case_not_closed")


@rule(136)
def test_nobody_asks_again_for_who_died_or_was_a_mistake():
    given(to_guided(), closed("died")).when(need_reported()).refused("closed_for_good")
    given(referred(), mistaken()).when(need_reported()).refused("closed_for_good")


@rule(63, 135)
def test_a_reopened_case_goes_to_guided_by_whichever_comes_last():
    steps = (*to_closed(), need_reported().on(60), assessed(), guide_asked(), considered(), guide_accepted())
    given(steps).phase("reopened").when(consented()).recorded(phase="guided")


@rule(135)
def test_or_by_a_conversation():
    steps = (*to_closed(), need_reported("guardian_1").on(60), assessed())
    given(steps).owed("call_family").when(family_called()).recorded(phase="conversation").owed("hold_conversation")


@rule(135)
def test_a_reopened_case_may_be_closed_and_reopened_again():
    story = given(PATHS[R], closed("other_measures").on(50), need_reported().on(70)).phase("reopened")
    assert [p.number for p in story.state.earlier] == [1, 2]


# annulled


@pytest.mark.parametrize("phase", [D, A, C, G, R])
def test_a_closing_that_was_a_mistake_leads_back_to_the_phase_before(phase: str):
    story = given(PATHS[phase])
    before = story.kinds()
    story.when(closed("left_district").on(100), closing_annulled(day=101)).recorded(phase=phase)
    assert before <= story.kinds()
    assert story.state.period.closing is None


@rule(52)
def test_an_assessment_that_closed_by_mistake_is_owed_again():
    story = given(referred(), not_offered(), closing_annulled()).phase("detected").owed("assess", by="coordinator")
    story.when(assessed()).recorded("assessed")
    again = given(to_closed(), need_reported().on(60), not_offered(), closing_annulled()).phase("reopened")
    again.owed("assess_again")


def test_nothing_is_annulled_that_is_not_closed():
    given(to_guided()).when(closing_annulled()).refused("case_not_closed")


def test_a_mistake_that_was_one_leads_back():
    given(to_guided(), mistaken(), mistake_annulled()).phase("guided")
    story = given(to_closed(), mistaken().on(40), mistake_annulled(day=41)).phase("closed")
    assert story.state.void is False
    story.when(need_reported().on(60)).recorded("reopened")
