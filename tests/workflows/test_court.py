"""Hearings: the highest version counts; a date in court calls nobody."""

from events.values import Source
from tests.support.ladder import hearing, referred, to_closed, to_guided
from tests.support.marks import rule
from tests.support.story import at, given
from workflows.invariants import CONTACTS


@rule(36)
def test_the_highest_version_of_a_hearing_counts_whichever_arrives_first():
    story = given(to_guided(), hearing(version=2, starts=70)).when(hearing(version=1, starts=60)).superseded()
    assert [h.starts_at for h in story.state.hearings] == [at(70, 10)]
    story.when(hearing(version=3, starts=80)).recorded()
    assert [h.starts_at for h in story.state.hearings] == [at(80, 10)]


def test_the_same_version_again_is_superseded():
    given(to_guided(), hearing()).when(hearing()).superseded()


def test_several_hearings_stand_by_time():
    story = given(referred(), hearing("h-2", starts=90), hearing("h-1", starts=60))
    assert [h.hearing for h in story.state.hearings] == ["h-1", "h-2"]


@rule(136)
def test_a_hearing_in_a_closed_case_leads_to_no_outreach():
    given(to_closed()).when(hearing(starts=90).on(40)).recorded(phase="closed").not_owed(*CONTACTS)


def test_only_court_and_police_tell_of_hearings():
    given(referred()).when(hearing().reported_by("system/municipality", Source.MUNICIPALITY)).refused(
        "may_not_report_from_here"
    )
