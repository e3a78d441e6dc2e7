"""A period has an end in sight: reviews every eight weeks, and going on is considered where nothing gets better."""

from typing import Any

import pytest

from events.guidance import GuideAsked
from tests.support.ladder import (
    assessed,
    closed,
    contact,
    guide_asked,
    not_offered,
    row,
    to_closed,
    to_guided,
    to_held,
)
from tests.support.ladder_follow import participant_ends, review_held, stagnation_seen
from tests.support.marks import rule
from tests.support.story import day, given
from workflows.policy import Policy
from workflows.workdays import add_workdays


@rule(34)
def test_the_first_review_is_eight_weeks_after_follow_up_began():
    given(to_held()).not_owed("hold_review")
    story = given(to_guided()).owed("hold_review", by="coordinator", due=56)
    assert "hold_review" not in story.pressing(41)
    assert "hold_review" in story.pressing(42)


@rule(34)
def test_and_so_on_from_each_to_the_next():
    given(to_guided(), review_held(day=50)).owed("hold_review", due=106)


@rule(34)
@pytest.mark.parametrize(("next_on", "due"), [(71, 71), (105, 105), (106, 106), (107, 106), (200, 106)])
def test_the_next_may_be_sooner_never_later(next_on: int, due: int):
    given(to_guided(), review_held(day=50, next_on=next_on)).owed("hold_review", due=due)


@rule(34)
def test_the_next_comes_after_this_one():
    given(to_guided()).when(review_held(day=50, next_on=50)).refused("next_review_not_later")


@rule(34)
@pytest.mark.parametrize("weeks", [4, 13])
def test_how_many_weeks_is_local_practice(weeks: int):
    given(to_guided(), policy=Policy(review_weeks=weeks)).owed("hold_review", due=7 * weeks)


@rule(34)
def test_the_latest_counts_in_whatever_order():
    given(to_guided(), review_held(day=50), review_held(day=20, recorded=51)).owed("hold_review", due=106)


@rule(34)
@pytest.mark.parametrize("over", [closed("left_district").on(5), participant_ends(day=5)])
def test_what_is_over_is_not_reviewed(over: Any):
    given(to_guided(), over).not_owed("hold_review", "consider_going_on")


@rule(34)
def test_a_review_told_late_belongs_to_its_period():
    story = given(to_closed()).when(review_held(day=20, recorded=40)).recorded("closed")
    assert len(story.state.period.follow_up.reviews) == 1


# outcomes: R153, R154


@rule(153)
def test_handing_over_is_done_by_asking_somebody():
    story = given(to_guided(), review_held("hand_over", day=20)).owed("hand_over", due=add_workdays(day(20), 3))
    story.when(guide_asked("g2", day=21)).not_owed("hand_over")
    assert story.key(GuideAsked)


@rule(153)
def test_whoever_was_asked_before_does_not_take_over():
    given(to_guided(), guide_asked("g2", day=19), review_held("hand_over", day=20)).owed("hand_over")


@rule(154, 133, 134)
def test_winding_down_still_needs_its_closing():
    story = given(to_guided(), review_held("close", day=20)).phase("guided")
    story.owed("wind_down", due=add_workdays(day(20), 3))
    story.asking(closed("youth_and_guide_agree", without=("guide_view",)).on(21)).refused("both_views_missing", 133)
    story.when(closed("youth_and_guide_agree").on(21)).not_owed("wind_down").phase("closed")


@rule(152)
def test_another_review_takes_it_back():
    given(to_guided(), review_held("close", day=20), review_held(day=22)).not_owed("wind_down")
    given(to_guided(), review_held("hand_over", day=20), review_held(day=22)).not_owed("hand_over")


# where nothing gets better (R152)


@rule(152)
def test_ninety_days_without_better_safety():
    story = given(to_guided()).owed("consider_going_on", by="coordinator", due=add_workdays(day(90), 2))
    assert "consider_going_on" not in story.pressing(89)
    assert "consider_going_on" in story.pressing(90)


@rule(152)
@pytest.mark.parametrize(
    ("values", "since"), [((2, 3), 20), ((3, 3), 10), ((3, 2), 10), ((3, 2, 3), 10), ((2, 1, 3), 30)]
)
def test_better_is_more_than_ever_before(values: tuple[int, ...], since: int):
    felt = (contact(day=10 * n, safety=value) for n, value in enumerate(values, 1))
    story = given(to_guided(), *felt)
    assert story.duty("consider_going_on").from_date == day(since + 90)


@rule(152)
def test_two_reviews_without_better_safety():
    story = given(to_guided(), contact(day=5, safety=3), review_held(day=20, safety=3), review_held(day=40))
    story.owed("consider_going_on", due=add_workdays(day(40), 2), pressing=40)
    better = (contact(day=5, safety=2), review_held(day=20, safety=2), review_held(day=40, safety=3))
    assert "consider_going_on" not in given(to_guided(), better).pressing(41)


@rule(152)
def test_who_is_as_safe_as_can_be_stagnates_nowhere():
    given(to_guided(), contact(day=5, safety=5)).not_owed("consider_going_on")


@rule(152)
def test_local_practice_says_how_many_and_how_long():
    once = Policy(stagnation_reviews=1, stagnation_days=60)
    given(to_guided(), policy=once).owed("consider_going_on", due=add_workdays(day(60), 2))
    given(to_guided(), review_held(day=20), policy=once).owed("consider_going_on", pressing=20)


@rule(152)
def test_the_guide_may_say_so_too():
    story = given(to_guided(), stagnation_seen(day=12)).owed("consider_going_on", party="guide", pressing=12)
    story.when(review_held(day=13)).owed("consider_going_on", party="guide")
    story.when(review_held(day=14, going_on_considered=True))
    assert "consider_going_on" not in story.pressing(15)


@rule(152)
@pytest.mark.parametrize("outcome", ["go_on", "hand_over", "close"])
def test_it_is_answered_by_a_review_that_looked_at_it(outcome: str):
    story = given(to_guided()).when(review_held(outcome, day=92, going_on_considered=True)).recorded()
    assert story.duty("consider_going_on").from_date == day(92 + 90)
    plain = given(to_guided(), review_held(day=92))
    assert "consider_going_on" in plain.pressing(92)


@rule(52, 63)
def test_a_review_that_finds_the_programme_wrong_asks_for_another_assessment():
    story = given(to_guided(), review_held(still_right=False, day=20))
    story.owed("assess_right_measure", by="coordinator", due=add_workdays(day(20), 2))
    story.when(assessed(day=21)).recorded("guided").not_owed("assess_right_measure")


@rule(53, 63)
def test_it_may_come_to_the_closing():
    story = given(to_guided(), review_held(still_right=False, day=20), not_offered()).not_owed("assess_right_measure")
    story.asking(closed("not_right_measure", day=22)).recorded()


@rule(63)
def test_a_later_review_may_see_it_otherwise():
    wrong = review_held(still_right=False, day=20)
    given(to_guided(), wrong, review_held(day=25)).not_owed("assess_right_measure")
    given(to_guided(), wrong, review_held(day=15)).owed("assess_right_measure")
    given(to_guided(), review_held(day=20)).not_owed("assess_right_measure")


@rule(63)
def test_what_was_assessed_before_the_review_does_not_answer_it():
    given(to_guided(), assessed(day=19), review_held(still_right=False, day=20)).owed("assess_right_measure")


@rule(63)
def test_who_has_ended_it_is_not_assessed_any_more():
    given(to_guided(), review_held(still_right=False, day=20), participant_ends(day=21)).not_owed(
        "assess_right_measure"
    )


@rule(52, 63)
def test_a_further_incident_that_nobody_has_judged_yet_answers_it_neither():
    story = given(to_guided(), row(key="row-2", day=5), review_held(still_right=False, day=20))
    story.owed("assess_right_measure").owed("assess", party="i2")
