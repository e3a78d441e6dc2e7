"""What a later telling, or one that arrives late, changes of a case that is known, and what it leaves as it was."""

from dataclasses import replace

import pytest

from events.intake import RowRead, UnreadValue
from events.personal import Open
from events.values import Answer, CaseRole, LivesWith
from tests.support.ladder import assessed, referred, residence_checked, row
from tests.support.ladder_correction import wrong_case
from tests.support.marks import rule
from tests.support.people import ADULT_BORN, STAFF, UNIT
from tests.support.story import Step, Story, given
from workflows.case import Case
from workflows.intake import comes_into_the_group
from workflows.known import Known
from workflows.outcome import Recorded
from workflows.record import evolve, record

UNREAD = (UnreadValue(column="hatmotiv", reason="unknown_word"),)


def told(story: Story, step: Step, **known: object) -> Case:
    """The case after what casework knows besides: the closed case before it, the units that know the person too."""
    fact = story.fact(step)
    outcome = record(story.state, fact, Known(staff=STAFF, unit=UNIT, **known), fact.time)  # type: ignore[arg-type]
    assert isinstance(outcome, Recorded)
    state = evolve(story.state, outcome.entry)
    assert isinstance(state, Case)
    return state


# decided again, or not (R52)


@rule(52)
def test_a_decided_incident_is_decided_again_where_it_goes_out_of_the_group_and_only_then():
    same = given(row(), assessed()).when(row(week="2026-W03", content="content-2", day=7))
    assert same.state.incidents[0].changed is None
    same.not_owed("assess")
    out = given(row(born=ADULT_BORN, hate=Answer.YES), assessed())
    out.when(row(born=ADULT_BORN, hate=Answer.NO, week="2026-W03", content="content-2", day=7))
    assert out.state.incidents[0].changed is not None
    first = out.state.incidents[0].changed
    out.when(row(born=ADULT_BORN, hate=Answer.NO, week="2026-W04", content="content-3", day=14))
    assert out.state.incidents[0].changed == first


@rule(24, 52)
def test_what_nobody_has_decided_is_not_decided_again():
    story = given(row(born=ADULT_BORN, hate=Answer.YES)).owed("assess")
    story.when(row(born=ADULT_BORN, hate=Answer.NO, week="2026-W03", content="content-2", day=7))
    assert story.state.incidents[0].changed is None


@rule(10, 11)
def test_an_adult_who_was_a_witness_and_is_a_victim_now_comes_in_until_the_motive_is_known():
    """Not to know a motive says nothing against what somebody has judged, and nobody has judged that there was none."""
    known = given(referred()).state.incidents[0]
    witness = replace(known, under_18=False, hate=Answer.UNKNOWN, role=CaseRole.WITNESS, outside_since="import:f1")
    now = row(hate=Answer.UNKNOWN, born=ADULT_BORN).data
    assert isinstance(now, RowRead)
    assert comes_into_the_group(witness, now, outside=False)


# what stays


@rule(14)
def test_the_name_of_an_incident_that_belongs_elsewhere_is_never_used_again():
    story = given(referred(), row(key="row-2"))
    story.when(wrong_case(story.log[-1].fact.key), row(key="row-3")).recorded()
    assert [i.key for i in story.state.incidents] == ["i1", "i3"]


@rule(9)
def test_a_need_that_was_stated_stays_though_a_later_telling_does_not_name_it():
    story = given(referred(need="Redd for å gå ut"))
    assert told(story, referred(), incident="i1").incidents[0].stated_need


@rule(26)
def test_a_row_that_arrives_late_is_one_of_its_rows_all_the_same():
    story = given(row(week="2026-W03", day=7)).when(row(week="2026-W02", content="content-0", day=1, recorded=8))
    assert {origin.week for origin in story.state.incidents[0].rows} == {"2026-W02", "2026-W03"}
    assert story.state.incidents[0].content == "content-1"


@rule(8, 27)
def test_a_row_with_a_number_says_who_it_is_and_answers_nothing_else():
    story = given(row(number=False, unread=UNREAD)).owed("identify").owed("check_value")
    story.when(row(week="2026-W03", content="content-2", day=7)).not_owed("identify").owed("check_value")


@rule(51)
def test_an_investigator_whom_we_only_know_by_name_is_there_and_takes_back_nobody():
    def by_name(step: Step) -> Step:
        assert isinstance(step.data, RowRead)
        changed = {"investigator": None, "investigator_name": Open("Etterforsker Syntetisk")}
        return replace(step, data=step.data.model_copy(update=changed))

    story = given(by_name(row(investigator=None)))
    (incident,) = story.state.incidents
    assert (incident.investigator, incident.somebody_investigates) == (None, True)
    assert not given(row(investigator=None)).state.incidents[0].somebody_investigates
    assert given(row(), by_name(row(week="2026-W03", day=7))).state.incidents[0].investigator == "e2"


# where the youth lives (R73)


@rule(73)
@pytest.mark.parametrize(
    ("lives_with", "day", "recorded", "now"),
    [
        (LivesWith.GUARDIAN_2, 7, None, LivesWith.GUARDIAN_2),
        (LivesWith.UNKNOWN, 7, None, LivesWith.BOTH),
        (LivesWith.GUARDIAN_2, 1, 8, LivesWith.BOTH),
    ],
    ids=["told later", "not told", "told of before"],
)
def test_the_latest_telling_says_with_whom(lives_with: LivesWith, day: int, recorded: int | None, now: LivesWith):
    story = given(referred(day=3)).when(row(lives_with=lives_with, day=day, recorded=recorded))
    assert story.state.lives_with is now


@rule(73)
def test_and_no_telling_of_before_somebody_checked_it_says_anything_against_that():
    story = given(referred(day=0), residence_checked(LivesWith.GUARDIAN_1, day=5))
    before = story.when(row(lives_with=LivesWith.GUARDIAN_2, day=3, recorded=6)).state.lives_with
    after = story.when(row(key="row-2", lives_with=LivesWith.GUARDIAN_2, day=7)).state.lives_with
    assert (before, after) == (LivesWith.GUARDIAN_1, LivesWith.GUARDIAN_2)


# what casework knows besides


@rule(135)
def test_a_case_that_follows_a_closed_one_says_which():
    assert told(Story(), row(), continues="T-0000-00").continues == "T-0000-00"
    assert told(Story(), row()).continues is None


@rule(14, 19)
def test_every_unit_that_knows_the_person_too_is_kept():
    story = given(referred())
    story.state = told(story, row(key="row-2"), elsewhere=("vest",))
    assert told(story, row(key="row-3"), elsewhere=("sentrum",)).ties.elsewhere == ("sentrum", "vest")
