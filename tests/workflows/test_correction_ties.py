"""What stood on the wrong case, cases that are joined or separated, and mistakes that were none."""

from dataclasses import replace

import pytest

from events.assessment import Assessed
from events.clearance import ClearanceGiven
from events.closing import Closed
from events.consent import ConsentGiven
from events.contact import FirstContactMade
from events.correction import Answered, Corrected, WrongCase
from events.guidance import GuideAccepted, GuideAsked
from events.intake import ReferralReceived
from events.move import MoveOffered
from tests.support.ladder import (
    answered,
    assessed,
    clearance_asked,
    cleared,
    closed,
    closing_annulled,
    consented,
    contact,
    corrected,
    duplicate_of,
    family_called,
    guide_accepted,
    mistaken,
    need_reported,
    referred,
    row,
    to_closed,
    to_conversation,
    to_guided,
)
from tests.support.ladder_correction import (
    CLOSED,
    ELSEWHERE,
    HERE,
    OPEN,
    VOID,
    joined,
    mistake_annulled,
    not_the_same,
    separated,
    wrong_case,
)
from tests.support.ladder_move import offered
from tests.support.marks import rule
from tests.support.story import Step, given, told

# the wrong case


def test_what_stood_on_the_wrong_case_has_no_effect_here():
    story = given(referred(reported=True), assessed(), clearance_asked(), cleared()).owed("call_family")
    story.when(wrong_case(ClearanceGiven)).recorded(phase="assessed").owed("ask_clearance_again")
    story.asking(family_called()).breach(47)


@rule(52)
def test_the_phase_stays_and_each_decision_that_would_fall_is_looked_at():
    story = given(to_guided()).when(wrong_case(GuideAsked)).recorded(phase="guided")
    assert [item.key for item in story.state.to_look_at if item.what == "review"] == [story.key(GuideAccepted)]
    story.owed("look_again", by="coordinator", due=2)
    story.when(answered("review", GuideAccepted)).not_owed("look_again")


def test_a_struck_breach_is_no_breach_of_this_case():
    story = told(referred(reported=True), assessed(), family_called()).owed("answer_breach")
    story.when(wrong_case(FirstContactMade)).not_owed("answer_breach")


def test_incidents_keep_their_names_when_one_belongs_elsewhere():
    story = given(referred(), row(key="row-2"), row(key="row-3"))
    assert [i.key for i in story.state.incidents] == ["i1", "i2", "i3"]
    story.when(wrong_case(story.log[1].fact.key)).recorded()
    assert [i.key for i in story.state.incidents] == ["i1", "i3"]
    story.when(row(key="row-4")).recorded()
    assert [i.key for i in story.state.incidents] == ["i1", "i3", "i4"]
    story.when(wrong_case(story.log[-1].fact.key), row(key="row-5"))
    assert [i.key for i in story.state.incidents] == ["i1", "i3", "i5"]


def test_a_decision_on_an_incident_that_was_somebody_elses_is_looked_at():
    story = given(referred(), row(key="row-2"), assessed("i1"), assessed("i2"))
    decided = story.log[-1].fact.key
    story.when(wrong_case(story.log[1].fact.key)).recorded(phase="assessed")
    assert [item.key for item in story.state.to_look_at] == [decided]


@pytest.mark.parametrize(
    ("about", "code"),
    [
        (ReferralReceived, "first_fact_of_case"),
        ("desk:none", "no_such_fact"),
        (Closed, "annulled_not_struck"),
    ],
)
def test_what_cannot_be_struck(about: object, code: str):
    given(to_closed()).asking(wrong_case(about)).refused(code)  # type: ignore[arg-type]


def test_a_move_and_a_join_are_undone_and_not_struck():
    story = given(to_guided(), offered())
    story.asking(wrong_case(MoveOffered)).refused("undone_not_corrected")
    story.asking(corrected(MoveOffered, "to_unit", "sentrum")).refused("undone_not_corrected")


@pytest.mark.parametrize(
    ("right", "code"),
    [
        ("T-ZZZZ-Z5", "no_such_case_here"),
        (ELSEWHERE, "no_such_case_here"),
        (VOID, "other_case_void"),
        (HERE, "same_case"),
    ],
)
def test_the_right_case_is_one_of_ours(right: str, code: str):
    given(to_guided()).asking(wrong_case(ConsentGiven, right)).refused(code)


def test_it_may_belong_to_no_case_of_ours():
    given(to_guided()).when(wrong_case(ConsentGiven, None)).recorded().owed("restore_consent")


def test_it_is_struck_once_and_corrected_no_more():
    story = given(to_guided(), wrong_case(ConsentGiven))
    story.asking(wrong_case(ConsentGiven)).refused("fact_stands_elsewhere")
    story.asking(corrected(ConsentGiven, "how", "email")).refused("fact_stands_elsewhere")


def test_what_waits_is_decided_first():
    story = told(to_conversation(), guide_accepted())
    story.asking(wrong_case(GuideAccepted)).refused("fact_still_waits")


def test_a_correction_that_comes_after_it_leaves_it_struck():
    story = given(to_guided(), contact(), wrong_case(ConsentGiven), corrected(Assessed, "serious", True))
    assert story.state.period.consents == ()
    assert story.state.ties.is_struck(story.key(ConsentGiven))


def test_what_is_told_again_stands():
    story = given(to_guided(), wrong_case(ConsentGiven), consented())
    assert len(story.state.period.consents) == 1


# a correction of a correction


def test_a_correction_is_not_corrected_but_the_fact_itself_again():
    story = given(referred(), corrected(ReferralReceived, "reported", "yes"))
    story.asking(corrected(Corrected, "value", "no")).refused("correct_the_fact_itself")
    story.asking(wrong_case(Corrected)).refused("correct_the_fact_itself")
    story.when(corrected(ReferralReceived, "reported", "no")).recorded()


def test_nor_is_an_answer_nor_that_a_case_was_wrong():
    story = told(referred(), family_called(), answered("breach", "desk:f2"))
    story.asking(corrected(Answered, "note", "Sett på igjen")).refused("correct_the_fact_itself")
    other = given(to_guided(), wrong_case(ConsentGiven))
    other.asking(corrected(WrongCase, "right_case", CLOSED)).refused("undone_not_corrected")


# joined and separated


PHASES = {
    "detected": (referred(),),
    "assessed": (referred(), assessed()),
    "conversation": to_conversation(),
    "guided": to_guided(),
    "closed": to_closed(),
    "reopened": (*to_closed(), need_reported().on(60)),
}


@pytest.mark.parametrize("phase", PHASES)
def test_a_case_is_joined_into_another_and_stands_as_before_when_separated(phase: str):
    before = given(PHASES[phase])
    story = given(PHASES[phase], joined()).phase("closed")
    assert (story.state.void, story.state.ties.joined_into) == (True, OPEN)
    assert story.kinds() <= {"look_again"}
    story.asking(need_reported()).refused("closed_for_good")
    story.when(separated()).recorded(phase=phase)
    assert story.state.void is False
    assert story.kinds() == before.kinds()


def test_an_open_case_is_never_hidden_behind_a_closed_one():
    given(referred()).asking(joined(into=CLOSED)).refused("join_into_closed")
    given(to_closed()).asking(joined(into=CLOSED)).recorded()
    given(referred()).asking(joined(joined=CLOSED, into=HERE)).recorded()
    given(to_closed()).asking(joined(joined=OPEN, into=HERE)).refused("join_into_closed")


@pytest.mark.parametrize(
    ("into", "code"),
    [
        (ELSEWHERE, "no_such_case_here"),
        (VOID, "other_case_void"),
        (HERE, "same_case"),
        ("T-ZZZZ-Z5", "no_such_case_here"),
    ],
)
def test_it_is_joined_into_a_living_case_of_the_unit(into: str, code: str):
    given(referred()).asking(joined(into=into)).refused(code)


def test_what_is_void_is_joined_no_more():
    given(referred(), mistaken()).asking(joined()).refused("already_void")
    given(referred(), joined()).asking(joined(into=CLOSED)).refused("already_void")


def test_only_what_was_joined_is_separated():
    given(referred()).asking(separated()).refused("not_joined")
    given(referred(), mistaken()).asking(separated()).refused("not_joined")
    given(referred()).asking(separated(OPEN)).refused("not_joined")


def test_the_case_that_lives_on_says_which_it_has_taken_in():
    story = given(referred(), joined(joined=OPEN, into=HERE))
    assert story.state.ties.joined == (OPEN,)
    story.when(separated(OPEN))
    assert story.state.ties.joined == ()


def test_what_was_judged_a_duplicate_is_judged_anew():
    story = given(referred(), duplicate_of()).phase("closed")
    story.when(separated()).recorded(phase="detected").owed("assess")


# mistakes


def test_a_mistake_is_annulled_and_not_a_closing():
    story = given(to_guided(), mistaken())
    story.asking(closing_annulled()).refused("undone_otherwise")
    story.when(mistake_annulled()).recorded(phase="guided")
    story.asking(mistake_annulled()).refused("not_a_mistake")
    given(to_guided(), joined()).asking(closing_annulled()).refused("undone_otherwise")


# may be the same person


@rule(14)
def test_whether_two_cases_are_of_one_person_is_looked_at_by_somebody():
    story = given(maybe()).owed("compare_cases", by="coordinator", due=2, party=OPEN)
    story.asking(not_the_same(CLOSED)).refused("not_alike")
    story.when(not_the_same()).not_owed("compare_cases")


@rule(14)
def test_joined_either_way_answers_it():
    given(maybe(), joined()).not_owed("compare_cases")
    given(maybe(), joined(joined=OPEN, into=HERE)).not_owed("compare_cases")


def test_what_is_joined_is_the_same_and_nobody_says_otherwise_until_they_are_separated():
    story = given(maybe(), joined())
    story.asking(not_the_same()).refused("not_alike")
    given(maybe(), joined(joined=OPEN, into=HERE)).asking(not_the_same()).refused("not_alike")
    story.when(separated()).recorded().not_owed("compare_cases")


def test_it_is_asked_also_when_the_case_is_closed():
    given(maybe(), assessed(), closed("left_district")).owed("compare_cases")


def maybe() -> Step:
    """A referral without a number, alike one on another case."""
    return replace(referred(), alike=(OPEN,))


def test_what_somebody_said_of_other_cases_stands_when_these_two_are_separated():
    alike = replace(referred(), alike=(CLOSED,))
    story = given(alike, not_the_same(CLOSED), joined(HERE, OPEN), separated())
    assert story.state.ties.not_same == (CLOSED, OPEN)
    other = given(alike, not_the_same(CLOSED), joined(OPEN, HERE), separated(OPEN))
    assert other.state.ties.not_same == (CLOSED, OPEN)
    assert other.state.ties.joined == ()


def test_nothing_is_left_of_a_decision_that_called_one_of_several_incidents_a_duplicate():
    story = given(referred(), row(key="row-2"), assessed("i1"), duplicate_of(OPEN, "i2"), joined(), separated())
    one, other = story.state.incidents
    assert one.decided == "offer"
    assert (other.decided, other.decided_fact, other.decided_at) == (None, None, None)
    assert (story.state.ties.joined_into, story.state.ties.void_by) == (None, None)


def test_of_a_duplicate_that_was_none_nothing_of_the_decision_is_left():
    story = given(referred(), duplicate_of(OPEN), separated())
    incident = story.state.incidents[0]
    assert (incident.decided, incident.decided_fact, incident.decided_at) == (None, None, None)
