"""What a case says of itself: who has a part, whom one may call, what counts in this period."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest

from events.values import AddressProtection, Answer, Channel, LivesWith, PerpetratorIs
from tests.support.ladder import (
    assessed,
    cleared,
    guide_accepted,
    need_reported,
    not_offered,
    referred,
    row,
    to_closed,
    to_guided,
    to_reopened,
)
from tests.support.ladder_guidance import not_this_guide, substitute_asked
from tests.support.ladder_matter import clearance_contradicted, cleared_with, investigator_named, reported_later
from tests.support.ladder_person import address_protection, guardian_told, relation_learned, safe_to_contact
from tests.support.marks import rule
from tests.support.story import at, day, given
from workflows.case import OPEN_PHASES, Case, Phase

MOMENT = timedelta(microseconds=1)


def case(*steps: Any) -> Case:
    state: Case = given(*steps).state
    return state


@rule(139)
@pytest.mark.parametrize(("minor", "counts"), [(True, True), (None, True), (False, False)])
def test_an_unknown_age_counts_as_under_18(minor: bool | None, counts: bool):
    assert replace(case(referred()), minor=minor).is_minor is counts


@rule(73)
@pytest.mark.parametrize(
    ("together", "lives_with", "apart"),
    [
        (Answer.NO, LivesWith.BOTH, True),
        (Answer.YES, LivesWith.GUARDIAN_1, False),
        (Answer.UNKNOWN, LivesWith.GUARDIAN_1, True),
        (Answer.UNKNOWN, LivesWith.GUARDIAN_2, True),
        (Answer.UNKNOWN, LivesWith.SHARED, True),
        (Answer.UNKNOWN, LivesWith.BOTH, False),
        (Answer.UNKNOWN, LivesWith.UNKNOWN, False),
    ],
)
def test_where_parents_live_apart(together: Answer, lives_with: LivesWith, apart: bool):
    assert replace(case(referred()), parents_together=together, lives_with=lives_with).parents_apart is apart


@rule(53)
def test_an_offer_is_given_up_where_every_incident_is_decided_and_none_offered():
    two = (row(), row(key="row-2"))
    assert case(*two, not_offered("i1")).given_up is None
    assert case(referred()).given_up is None
    assert replace(case(referred()), incidents=()).given_up is None
    both = given(referred(), assessed(day=1), not_offered().on(2))
    assert both.state.given_up.at == at(2)
    offered = given(row(), row(key="row-2"), not_offered("i1"), assessed("i2")).state
    assert offered.given_up is None
    assert [incident.key for incident in offered.offered] == ["i2"]


@rule(51)
def test_a_guide_who_comes_to_investigate_is_in_conflict_since_then():
    assert case(to_guided()).guide_in_conflict is None
    assert case(referred()).guide_in_conflict is None
    story = given(to_guided(), investigator_named("g1", day=4))
    assert story.state.guide_in_conflict.at == at(4)
    assert story.state.investigated_by("g2") is None


@rule(161)
def test_another_guide_is_wanted_than_the_one_there_is():
    assert case(to_guided()).guide_refused is None
    assert case(to_guided(), not_this_guide("g1", day=3)).guide_refused is not None
    assert case(to_guided(), not_this_guide("g2", day=3)).guide_refused is None
    assert case(referred()).guide_refused is None


@rule(59)
def test_who_has_a_part_and_on_which_day():
    story = given(to_guided(investigator="e2"), substitute_asked("g2", 5, 9, day=2))
    story.when(guide_accepted("g2", day=3))
    assert set(story.state.people_on(day(9))) == {"g1", "g2", "h1", "e2"}
    assert set(story.state.people_on(day(10))) == {"g1", "h1", "e2"}
    assert story.state.people_on(day(9)) == story.state.people
    assert replace(story.state, gone=("h1",)).people == tuple(one for one in story.state.people if one != "h1")


@rule(50)
def test_the_case_does_not_lie_open_to_who_is_only_asked_to_be_its_guide():
    story = given(to_guided(), substitute_asked("g2", 5, 9, day=2))
    assert "g2" in story.state.people_on(day(5))
    assert story.state.open_to(day(5)) == ("g1", "h1")
    story.when(guide_accepted("g2", day=3))
    assert story.state.open_to(day(5)) == story.state.people_on(day(5)) == ("g1", "g2", "h1")


@rule(17)
def test_nobody_unsafe_is_called_from_the_day_on_which_it_is_known():
    state = case(referred(), relation_learned(PerpetratorIs.GUARDIAN_1, day=4))
    assert state.unsafe("guardian_1")
    assert state.unsafe("guardian_1", at(4))
    assert not state.unsafe("guardian_1", at(4) - MOMENT)
    assert not state.unsafe("guardian_2")
    assert state.barred("guardian_1")
    assert state.callable_guardians() == ("guardian_2",)


@rule(17)
def test_nor_whom_it_is_not_safe_to_contact():
    story = given(referred(), safe_to_contact("guardian_2", safe=False, day=3))
    assert story.state.barred_by("guardian_2") == (story.log[-1].fact.key,)
    assert story.state.barred_by("guardian_2", at(3) - MOMENT) == ()
    assert story.state.callable_guardians() == ("guardian_1",)


@rule(47)
def test_nor_whom_a_clearance_excludes_while_it_stands():
    story = given(referred(reported=True), assessed(), cleared_with(not_whom=("guardian_1",), day=2))
    assert story.state.excluded() == {"guardian_1"}
    assert story.state.excluded(at(2) - MOMENT) == frozenset()
    assert story.state.callable_guardians() == ("guardian_2",)
    story.when(cleared(day=3))
    assert story.state.excluded() == frozenset()


@rule(47)
def test_a_clearance_that_was_never_given_excludes_nobody():
    on_behalf = replace(cleared_with(not_whom=("guardian_1",), day=2), by="staff/k1", on_behalf=Channel.PHONE)
    story = given(referred(reported=True), assessed(), on_behalf)
    assert story.state.excluded() == {"guardian_1"}
    story.when(clearance_contradicted(day=3)).recorded()
    assert story.state.excluded() == frozenset()


@rule(74)
def test_a_guardian_who_is_none_any_more_is_not_called():
    story = given(referred(), guardian_told("guardian_2", ended=True, day=2))
    assert story.state.ended("guardian_2")
    assert not story.state.ended("guardian_1")
    assert not story.state.ended("guardian_3")
    assert story.state.callable_guardians() == ("guardian_1",)


def test_the_address_of_one_gives_away_that_of_the_others():
    assert not case(referred()).address_protected
    assert case(referred(), address_protection()).address_protected
    assert case(referred(), address_protection(person="guardian_1")).address_protected
    gone = (address_protection(person="guardian_1"), guardian_told("guardian_1", ended=True, day=2))
    assert not case(referred(), *gone).address_protected
    assert case(referred(), address_protection(AddressProtection.PROTECTED)).address_protected


@rule(47)
def test_a_clearance_of_an_earlier_period_ends_with_it():
    state = case(to_reopened())
    assert state.period_since(at(60)) == at(60)
    assert state.period_since(at(60) - MOMENT) < at(0)
    assert state.period_since(at(90)) == at(60)
    assert state.began_with == case(to_closed()).began_with
    twice = case(to_reopened(), not_offered().on(61), need_reported().on(90))
    assert [twice.period_since(at(number)) for number in (89, 90)] == [at(60), at(90)]


@rule(47)
def test_what_is_uncleared_at_a_moment():
    state = case(referred(reported=True, day=1), assessed(), cleared(day=4))
    assert [len(state.uncleared(moment)) for moment in (at(1) - MOMENT, at(1), at(4) - MOMENT, at(4))] == [0, 1, 1, 0]
    assert case(referred(), assessed()).uncleared(at(9)) == ()
    assert len(case(referred(), assessed(), reported_later(day=3)).uncleared(at(3))) == 1


@pytest.mark.parametrize("phase", get_args(Phase))
def test_a_case_is_open_in_every_phase_but_one(phase: Phase):
    assert replace(case(referred()), phase=phase).is_open is (phase in OPEN_PHASES) is (phase != "closed")
