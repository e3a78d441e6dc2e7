"""The coordinator's decision: the target group, stated needs, the family question, a no that is handed over."""

from dataclasses import replace

import pytest

from events.assessment import Assessed, HandedOver
from events.values import Answer, CaseRole, Category, PerpetratorIs
from tests.support.ladder import (
    HANDED_OVER,
    assessed,
    cleared,
    considered,
    duplicate_of,
    family_called,
    need_reported,
    not_offered,
    referred,
    row,
    to_closed,
    to_guided,
)
from tests.support.marks import rule, shows
from tests.support.people import ADULT_BORN
from tests.support.story import at, day, given
from workflows.policy import Policy
from workflows.workdays import add_workdays


@rule(7, 8)
@pytest.mark.parametrize("category", [c for c in Category if c is not Category.OTHER])
def test_everybody_under_18_exposed_to_the_four_kinds_may_be_offered_the_programme(category: Category):
    given(referred(category=category)).when(assessed()).recorded(phase="assessed")


@rule(7, 10)
def test_an_adult_victim_without_hate_motive_is_outside():
    given(referred(born=ADULT_BORN)).when(assessed()).refused("outside_target_group", 7).phase("detected")


@rule(10)
def test_hate_crime_has_no_age():
    given(referred(born=ADULT_BORN, hate=Answer.YES)).when(assessed()).recorded(phase="assessed")


@rule(10)
def test_the_hate_motive_may_be_found_at_the_assessment():
    given(referred(born=ADULT_BORN)).when(assessed(hate_motive=Answer.YES)).recorded(phase="assessed")


@rule(10)
def test_not_knowing_at_the_assessment_takes_away_no_hate_motive_that_is_known():
    given(referred(born=ADULT_BORN, hate=Answer.YES)).when(assessed(hate_motive=Answer.UNKNOWN)).recorded("assessed")


@rule(10)
def test_an_adult_whose_hate_motive_is_unknown_is_a_question_first():
    given(row(born=ADULT_BORN)).owed("clarify_hate_motive", by="coordinator", due=2).owed("assess", due=2)


@rule(10)
@pytest.mark.parametrize("hate", [Answer.YES, Answer.NO])
def test_a_hate_motive_that_is_known_is_no_question(hate: Answer):
    given(referred(born=ADULT_BORN, hate=hate)).not_owed("clarify_hate_motive")


@rule(7)
@pytest.mark.parametrize(("happened", "offered"), [(0, True), (1, False), (2, False)])
def test_what_counts_is_the_age_on_the_day_of_the_incident(happened: int, offered: bool):
    turned = day(1).replace(year=day(1).year - 18)
    story = given(referred(born=turned, happened=happened)).asking(assessed())
    if offered:
        story.recorded()
    else:
        story.refused("outside_target_group", 7)


@rule(9)
@shows("R9 stated_need_missing", "forbidden", "allowed")
def test_another_kind_of_case_needs_a_stated_need():
    given(referred(category=Category.OTHER)).when(assessed()).refused("stated_need_missing", 9)
    given(referred(category=Category.OTHER, need="Tør ikke gå ut")).when(assessed()).recorded("assessed")
    given(referred(category=Category.OTHER)).when(assessed(stated_need="Tør ikke gå ut")).recorded("assessed")


@rule(9, 10)
def test_hate_crime_of_another_kind_needs_none():
    given(referred(category=Category.OTHER, hate=Answer.YES)).when(assessed()).recorded("assessed")


@rule(11)
@shows("R11 stated_need_missing", "forbidden", "allowed")
def test_a_witness_needs_a_stated_need_at_any_age():
    for born in (ADULT_BORN, day(0).replace(year=2010)):
        given(referred(role=CaseRole.WITNESS, born=born)).when(assessed()).refused("stated_need_missing", 11)
        given(referred(role=CaseRole.WITNESS, born=born, need="Så alt")).when(assessed()).recorded("assessed")


@rule(11)
def test_a_witness_of_hate_crime_needs_one_too():
    given(referred(role=CaseRole.WITNESS, hate=Answer.YES)).when(assessed()).refused("stated_need_missing", 11)


@rule(17)
def test_whether_the_perpetrator_is_family_is_always_asked():
    given(referred()).when(assessed(family=None)).refused("family_question_open", 17)


@rule(24)
def test_somebody_recorded_as_dead_is_offered_nothing_without_a_reason_to_go_on():
    again = replace(referred(), after_death=True)
    given(again).when(assessed()).refused("recorded_as_dead").phase("detected").owed("assess")
    given(again).when(assessed(reason="Dødsfallet gjaldt en annen")).recorded("assessed")
    given(again).when(not_offered()).recorded("closed")


@rule(17)
@shows("R17 family_reason_missing", "forbidden", "allowed")
def test_family_as_perpetrator_needs_a_reason_to_go_on_and_is_no_ban():
    given(referred()).when(assessed(family=Answer.YES)).refused("family_reason_missing", 17)
    given(referred()).when(assessed(family=Answer.YES, reason="Barnevernet er med")).recorded("assessed")


@rule(17, 52, 62)
def test_learning_later_that_it_is_family_asks_for_everything_again():
    learned = row(content="content-2", perpetrator=PerpetratorIs.HOUSEHOLD, day=3)
    story = given(row(), assessed(), considered()).not_owed("consider_protection").when(learned)
    story.owed("assess_changed", due=7).owed("consider_protection")
    story.when(assessed(family=Answer.YES, reason="Barnevernet er med")).not_owed("assess_changed")


@rule(17, 62)
def test_a_yes_to_the_family_question_asks_for_the_protective_measures_again():
    story = given(referred(), assessed(), considered()).not_owed("consider_protection")
    story.when(assessed(family=Answer.YES, reason="Barnevernet er med")).owed("consider_protection")


@rule(24, 52, 53)
@shows("R24 reason_missing", "forbidden", "allowed")
@shows("R53 handover_missing (assessment)", "forbidden", "allowed")
def test_a_no_says_why_and_is_handed_over():
    given(referred()).when(not_offered(not_because=None)).refused("reason_missing", 24).phase("detected")
    given(referred()).when(not_offered(handed_over=None)).refused("handover_missing", 53).phase("detected")
    given(referred()).when(not_offered()).recorded(phase="closed")


@rule(53)
@pytest.mark.parametrize(
    ("handed_over", "complete"),
    [
        (HandedOver(agency="BUP"), False),
        (HandedOver(on=day(0)), False),
        (HANDED_OVER, True),
        (HandedOver.model_validate({"reason_for_none": "Ønsker ingen"}), True),
    ],
)
def test_handed_over_is_an_agency_and_a_day_or_a_reason_for_none(handed_over: HandedOver, complete: bool):
    assert handed_over.complete is complete
    story = given(referred()).asking(not_offered(handed_over=handed_over))
    if complete:
        story.recorded()
    else:
        story.refused("handover_missing", 53)


@rule(53)
def test_a_no_closes_a_detected_case_by_the_same_fact():
    story = given(referred(), not_offered())
    assert story.state.period.closing.ground == "not_right_measure"
    story.not_owed("assess", "close_case")


@rule(24)
def test_a_no_to_one_incident_leaves_the_other_to_be_assessed():
    story = given(row(), row(key="row-2", content="content-3"), not_offered("i1")).phase("detected")
    story.owed("assess", party="i2").when(assessed("i2")).recorded("assessed")


@rule(53, 63)
def test_a_no_while_the_programme_runs_closes_nothing_by_itself():
    story = given(to_guided()).when(not_offered()).recorded(phase="guided").owed("close_case", by="coordinator")
    story.not_owed("call_family")


@rule(52)
def test_after_the_offer_is_taken_back_there_is_no_call():
    given(referred(), assessed(), not_offered()).asking(family_called()).breach(52)


@rule(27)
def test_a_duplicate_names_another_case():
    given(referred()).when(duplicate_of(None)).refused("duplicate_of_missing")
    given(referred()).when(duplicate_of("T-7K3M-9K")).refused("duplicate_of_missing")


def test_an_incident_that_is_not_there_cannot_be_assessed():
    given(referred()).when(assessed("i2")).refused("no_such_incident")


def test_a_closed_case_is_not_assessed():
    given(referred(), not_offered()).when(assessed()).refused("case_closed")


@rule(28, 52)
def test_the_assessment_is_due_from_the_day_the_row_came():
    given(row(day=4)).owed("assess", by="coordinator", due=add_workdays(day(4), 2))
    given(row(day=4), policy=Policy(assess_wd=5)).owed("assess", due=add_workdays(day(4), 5))


@rule(28)
def test_a_further_incident_is_assessed_from_its_own_day():
    given(to_guided(), row(key="row-2").on(7)).owed("assess", due=9)


@rule(63)
def test_a_change_out_of_the_target_group_asks_for_the_assessment_again():
    known = row(born=ADULT_BORN, hate=Answer.YES)
    changed = row(born=ADULT_BORN, hate=Answer.NO, content="content-2", day=3)
    story = given(known, assessed(hate_motive=Answer.YES)).when(changed).owed("assess_changed", due=7)
    story.when(not_offered()).not_owed("assess_changed").owed("close_case")


@rule(10, 52)
def test_a_change_into_the_target_group_asks_for_it_too():
    out, into = row(born=ADULT_BORN, hate=Answer.NO), row(born=ADULT_BORN, hate=Answer.YES, content="content-2", day=3)
    before = (out, row(born=ADULT_BORN, hate=Answer.YES, key="row-2"), assessed("i2"), not_offered())
    story = given(*before).when(into).owed("assess_changed", due=7)
    story.when(assessed(day=4)).not_owed("assess_changed")
    unsaid = row(born=ADULT_BORN, hate=Answer.UNKNOWN, content="content-2", day=3)
    given(*before).when(unsaid).not_owed("assess_changed")


@rule(63, 136)
def test_a_reopened_case_begins_with_the_assessment():
    story = given(to_closed(), need_reported().on(60)).owed("assess_again", due=64)
    story.asking(family_called()).breach(52)
    story.when(assessed()).recorded("reopened").not_owed("assess_again")


@rule(53, 63)
def test_a_no_in_a_reopened_case_closes_it_by_the_same_fact():
    given(to_closed(), need_reported().on(60), not_offered()).phase("closed")


@rule(14, 53, 63)
def test_a_no_to_a_further_incident_takes_back_no_offer_of_a_reopened_case():
    story = given(to_closed(), need_reported().on(60), assessed(day=61), row(key="row-2", day=62))
    story.when(not_offered("i2").on(63)).recorded("reopened").owed("ask_guide")


@rule(52)
def test_the_first_offer_is_what_contact_is_measured_against():
    story = given(row(), assessed(), cleared(), row(key="row-2", day=2), assessed("i2", day=3))
    assert story.state.period.offer.at == story.log[1].fact.time
    assert isinstance(story.log[1].fact.data, Assessed)


@rule(28, 52)
def test_the_offer_that_counts_is_the_earliest_whichever_arrived_first():
    story = given(referred(), assessed(day=3), assessed(day=2))
    assert story.state.period.offer.at == at(2)
    story.when(assessed(day=4)).recorded()
    assert story.state.period.offer.at == at(2)


@rule(9)
def test_a_need_once_stated_stays_stated():
    story = given(referred(need="Tør ikke gå ut"), assessed())
    assert story.state.incidents[0].stated_need
