"""Hearings: the highest sequence counts; support in court is considered; a date in court calls nobody."""

import pytest

from events.values import Answer, Source
from tests.support.ladder import assessed, closing_annulled, hearing, not_offered, referred, to_closed, to_guided
from tests.support.ladder_matter import court_support, hearing_cancelled, hearing_moved
from tests.support.marks import rule
from tests.support.story import Step, at, given
from workflows.invariants import CONTACTS
from workflows.policy import Policy


@rule(36)
def test_the_highest_sequence_of_a_hearing_counts_whichever_arrives_first():
    story = given(to_guided(), hearing_moved(sequence=2, starts=70)).when(hearing(version=1, starts=60)).superseded()
    assert [h.starts_at for h in story.state.hearings] == [at(70, 10)]
    story.when(hearing_moved(sequence=3, starts=80)).recorded()
    assert [h.starts_at for h in story.state.hearings] == [at(80, 10)]


@rule(36)
def test_a_hearing_may_be_cancelled_before_it_is_known_and_set_again():
    story = given(to_guided(), hearing_cancelled(sequence=2)).when(hearing()).superseded()
    assert [h.cancelled for h in story.state.hearings] == [True]
    story.not_owed("consider_court_support").when(hearing_moved(sequence=3)).owed("consider_court_support")


def test_the_same_sequence_again_is_superseded():
    given(to_guided(), hearing()).when(hearing()).superseded()


def test_several_hearings_stand_by_time():
    story = given(referred(), hearing("h-1", starts=90), hearing("h-2", starts=60), hearing("h-0", starts=90))
    assert [h.hearing_ref for h in story.state.hearings] == ["h-2", "h-0", "h-1"]


@rule(36, 119)
def test_what_was_considered_of_a_hearing_goes_with_it_when_it_is_moved_and_of_no_other():
    story = given(to_guided(), hearing("h-1"), hearing("h-2"), court_support("h-1", "vitnestotte", day=2))
    story.when(hearing_moved("h-1", sequence=2, starts=70, day=3), hearing_moved("h-2", sequence=2, starts=80, day=3))
    first, second = story.state.hearings
    assert (first.hearing_ref, first.support) == ("h-1", ("vitnestotte",))
    assert first.considered.at == at(2)
    assert (second.hearing_ref, second.support, second.considered) == ("h-2", (), None)


@rule(36, 119)
def test_support_in_court_is_considered_three_weeks_ahead():
    story = given(to_guided(), hearing(starts=60)).owed("consider_court_support", by="coordinator", due=39)
    assert "consider_court_support" not in story.pressing(38)
    assert "consider_court_support" in story.pressing(39)
    assert "consider_court_support" in story.pressing(60)
    assert "consider_court_support" not in story.pressing(61)


@rule(36)
def test_local_practice_says_how_long_ahead():
    given(to_guided(), hearing(starts=60), policy=Policy(hearing_lead_days=40)).owed("consider_court_support", due=20)


@rule(36)
def test_told_late_it_is_owed_at_once():
    given(to_guided(), hearing(starts=10, day=2)).owed("consider_court_support", due=2)


@rule(36, 119)
@pytest.mark.parametrize("support", ["vitnestotte", "guide_attends", "none_wanted"])
def test_it_is_answered_by_who_supports_or_that_nobody_is_wanted(support: str):
    story = given(to_guided(), hearing()).when(court_support("h-1", support).on(40))  # type: ignore[arg-type]
    story.recorded().not_owed("consider_court_support")
    assert story.state.hearings[0].support == (support,)


@rule(36)
def test_a_new_date_is_considered_anew():
    story = given(to_guided(), hearing(), court_support(day=40), hearing_moved(starts=90, day=50))
    story.owed("consider_court_support", due=69).when(court_support(day=70)).not_owed("consider_court_support")


@rule(36)
def test_each_hearing_is_considered_by_itself():
    story = given(to_guided(), hearing("h-1"), hearing("h-2", starts=80), court_support("h-1"))
    story.owed("consider_court_support", due=59)


@rule(36)
def test_nothing_is_owed_where_the_participant_does_not_attend_or_nothing_is_offered():
    given(to_guided(), hearing_moved(attends=Answer.NO)).not_owed("consider_court_support")
    given(referred(), hearing()).not_owed("consider_court_support").when(assessed()).owed("consider_court_support")
    given(referred(), hearing(), not_offered()).not_owed("consider_court_support")


@rule(136)
@pytest.mark.parametrize(
    "steps",
    [
        (hearing(starts=90, day=40),),
        (hearing(starts=90, day=40), hearing_moved(starts=120, day=50), hearing_moved(sequence=3, starts=150, day=80)),
        (hearing_cancelled(day=40),),
    ],
)
def test_a_hearing_in_a_closed_case_leads_to_nothing(steps: tuple[Step, ...]):
    before = given(to_closed()).kinds()
    story = given(to_closed(), steps).phase("closed").not_owed(*CONTACTS, "consider_court_support")
    assert story.kinds() == before


@rule(36)
def test_it_is_owed_again_where_the_closing_was_a_mistake():
    given(to_closed(), hearing(starts=90, day=40), closing_annulled()).owed("consider_court_support", due=69)


def test_support_names_a_hearing_that_there_is_and_does_not_contradict_itself():
    given(to_guided()).when(court_support()).refused("no_such_hearing")
    given(to_guided(), hearing()).when(court_support("h-1", "none_wanted", "vitnestotte")).refused(
        "support_contradicts_itself"
    )


def test_only_court_and_police_tell_of_hearings():
    for step in (hearing(), hearing_moved(), hearing_cancelled()):
        given(referred()).when(step.reported_by("system/municipality", Source.MUNICIPALITY)).refused(
            "may_not_report_from_here"
        )
