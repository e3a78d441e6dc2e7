"""Measures and referrals: each is followed until somebody has said how it went."""

import pytest

from events.guidance import GuidanceGiven
from events.measure import AgencyReferred, MeasureAgreed
from tests.support.ladder import closed, to_guided
from tests.support.ladder_follow import (
    agency_followed_through,
    agency_received,
    agency_referred,
    measure_agreed,
    measure_done,
    participant_ends,
    review_held,
)
from tests.support.ladder_guidance import advice_given
from tests.support.marks import rule
from tests.support.story import day, given
from workflows.policy import Policy
from workflows.workdays import add_workdays

KINDS = (
    "own_network",
    "accompanied",
    "together",
    "school_and_helpers",
    "talk_at_home",
    "routines",
    "support",
    "guardians_follow_up",
    "visit_the_scene",
    "with_investigator",
    "school_measure",
    "other",
)


@rule(101, 102, 103, 104, 105, 106, 114, 115, 116, 117)
@pytest.mark.parametrize("kind", KINDS)
def test_a_measure_has_a_kind_somebody_who_does_it_and_a_day(kind: str):
    story = given(to_guided()).when(measure_agreed(kind, until=14, day=3)).recorded()
    story.owed("follow_up_measure", by="coordinator", due=14, pressing=14)
    story.when(measure_done(day=14)).recorded().not_owed("follow_up_measure")


@rule(104)
def test_what_the_guide_does_is_the_guides():
    given(to_guided(), measure_agreed(done_by="the_guide")).owed("follow_up_measure", by="staff/g1")


@rule(106)
def test_a_measure_without_a_day_is_looked_at_in_the_review():
    given(to_guided(), measure_agreed(until=None)).not_owed("follow_up_measure").owed("hold_review")


@rule(5)
def test_a_measure_at_school_discharges_nothing_of_what_the_school_owes():
    """R5 is information: the measure stands in the case, and closes, moves and answers nothing."""
    story = given(to_guided())
    before = story.kinds()
    story.when(measure_agreed("school_measure", until=None, done_by="the_school"))
    assert story.kinds() == before
    assert story.phase("guided").state.arranged.measures[0].kind == "school_measure"


@rule(102)
def test_only_a_measure_that_was_agreed_is_done():
    given(to_guided()).when(measure_done("desk:f3")).refused("no_such_measure")


def test_two_measures_are_two_duties():
    story = given(to_guided(), measure_agreed().called("one"), measure_agreed("routines").called("two"))
    assert len([d for d in story.duties() if d.kind == "follow_up_measure"]) == 2
    story.when(measure_done("desk:one")).owed("follow_up_measure")
    story.when(measure_done("desk:two")).not_owed("follow_up_measure")


@pytest.mark.parametrize("over", [closed("left_district").on(5), participant_ends(day=5)])
def test_nobody_follows_up_a_measure_of_a_family_that_is_left_in_peace(over: object):
    given(to_guided(), measure_agreed(day=3), over).not_owed("follow_up_measure")


@rule(53, 113, 144)
def test_a_referral_is_asked_after_in_ten_working_days():
    story = given(to_guided(), agency_referred(day=1))
    story.owed("follow_up_agency", by="coordinator", due=add_workdays(day(1), 10))
    story.when(agency_followed_through(day=9)).recorded().not_owed("follow_up_agency")


@rule(144)
def test_an_agency_that_was_turned_to_when_a_guide_was_advised_is_asked_after_too():
    story = given(to_guided())
    story.when(advice_given(day=1)).owed("follow_up_agency", by="coordinator", due=add_workdays(day(1), 10))
    story.when(agency_followed_through(story.key(GuidanceGiven), day=9)).recorded().not_owed("follow_up_agency")
    given(to_guided(), review_held("hand_over", day=20), advice_given(day=21)).owed("hand_over")


@rule(113)
@pytest.mark.parametrize("wd", [5, 20])
def test_how_long_is_local_practice(wd: int):
    given(to_guided(), agency_referred(day=1), policy=Policy(agency_wd=wd)).owed(
        "follow_up_agency", due=add_workdays(day(1), wd)
    )


@rule(113)
def test_received_is_not_yet_followed_through():
    story = given(to_guided(), agency_referred(day=1), agency_received(day=8))
    story.owed("follow_up_agency", due=add_workdays(day(8), 10))
    story.when(agency_received(day=5, recorded=9)).owed("follow_up_agency", due=add_workdays(day(8), 10))


@rule(113)
@pytest.mark.parametrize("whom", ["participant", "guardian_1", "guardian_2"])
def test_it_may_be_for_anybody_in_the_conversation(whom: object):
    story = given(to_guided(), agency_referred(whom))  # type: ignore[arg-type]
    assert story.state.arranged.agencies[0].for_whom == whom


@rule(144)
def test_only_a_referral_that_was_made_is_followed():
    given(to_guided()).when(agency_received("desk:f3")).refused("no_such_agency_referral")
    given(to_guided()).when(agency_followed_through("desk:f3")).refused("no_such_agency_referral")


@rule(153)
def test_a_referral_after_the_review_hands_over():
    given(to_guided(), review_held("hand_over", day=20), agency_referred(day=21)).not_owed("hand_over")
    given(to_guided(), agency_referred(day=19), review_held("hand_over", day=20)).owed("hand_over")


def test_who_told_it_is_found_by_type():
    story = given(to_guided(), measure_agreed(), agency_referred())
    assert story.key(MeasureAgreed) != story.key(AgencyReferred)
