"""What was recorded wrongly is mended without erasing it, and the phase never moves by itself."""

import pytest

from events.assessment import Assessed
from events.contact import FirstContactMade
from events.conversation import ConversationHeld
from events.guidance import GuideAccepted, GuideAsked
from events.intake import ReferralReceived
from events.values import Reported, Source
from tests.support.ladder import (
    answered,
    assessed,
    consented,
    corrected,
    family_called,
    guide_accepted,
    guide_asked,
    mistaken,
    need_reported,
    not_offered,
    referred,
    residence_checked,
    to_closed,
    to_guided,
    to_held,
)
from tests.support.ladder_move import offered
from tests.support.marks import rule
from tests.support.story import given


def test_the_state_is_as_if_the_fact_had_been_right_at_once():
    story = given(referred(reported=True), assessed()).owed("ask_clearance")
    story.when(corrected(ReferralReceived, "reported", "no")).recorded(phase="assessed").not_owed("ask_clearance")
    assert story.state.incidents[0].reported is Reported.NO
    story.asking(family_called()).recorded()


@rule(52)
def test_the_phase_never_moves_and_a_decision_that_would_fall_is_looked_at():
    story = given(referred(), assessed()).when(corrected(ReferralReceived, "category", "other"))
    story.recorded(phase="assessed").owed("look_again", by="coordinator", due=2)
    story.when(answered("review", Assessed)).not_owed("look_again")


def test_each_decision_that_would_fall_is_looked_at_once():
    story = given(to_guided(investigator="e2")).when(corrected(ReferralReceived, "investigator", "g1"))
    story.phase("guided")
    keys = [item.key for item in story.state.to_look_at if item.what == "review"]
    assert sorted(keys) == sorted([story.key(GuideAsked), story.key(GuideAccepted)])
    story.owed("replace_guide")


@rule(52)
def test_what_rules_ask_beyond_the_case_and_its_log_makes_no_decision_fall():
    """Whether the unit exists, whether the guide has signed: nobody knows afterwards what was known of it then."""
    story = given(to_held(), guide_asked("n2"), guide_accepted("n2"), consented(), offered())
    story.when(corrected(ReferralReceived, "category", "robbery")).recorded(phase="guided").not_owed("look_again")


def test_a_corrected_no_does_not_open_the_case_again():
    story = given(referred(), not_offered()).when(corrected(Assessed, "decision", "offer"))
    story.recorded(phase="closed")


def test_nor_does_it_break_a_case_that_went_on():
    story = given(to_closed(), need_reported().on(60)).when(corrected(ConversationHeld, "follow_up_wanted", "unknown"))
    story.recorded(phase="reopened")
    assert story.state.period.number == 2


def test_the_latest_correction_counts():
    story = given(referred(), corrected(ReferralReceived, "reported", "yes"))
    story.when(corrected(ReferralReceived, "reported", "withdrawn"))
    assert story.state.incidents[0].reported is Reported.WITHDRAWN


def test_what_comes_after_a_correction_stands_on_it():
    story = given(referred(), corrected(ReferralReceived, "reported", "yes"), assessed()).owed("ask_clearance")
    story.when(residence_checked()).owed("ask_clearance")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("no_such_field", "x", "value_does_not_fit"), ("decision", "maybe", "value_does_not_fit")],
)
def test_a_value_must_fit(field: str, value: str, code: str):
    given(referred(), assessed()).when(corrected(Assessed, field, value)).refused(code)


def test_an_incident_that_is_not_there_breaks_nothing():
    given(referred(), assessed()).when(corrected(Assessed, "incident", "i9")).recorded(phase="assessed")


def test_only_a_fact_of_this_case_is_corrected():
    given(referred()).when(corrected("desk:elsewhere", "decision", "offer")).refused("no_such_fact")


# answering


def test_a_breach_is_answered_and_stays_on_the_timeline():
    story = given(referred(reported=True), assessed()).when(family_called()).owed("answer_breach", due=2)
    story.when(answered("breach", FirstContactMade)).recorded().not_owed("answer_breach")
    assert [b.answered for b in story.state.breaches] == [True]


def test_a_refusal_shown_at_once_to_who_typed_it_is_answered_by_that():
    given(referred()).when(assessed(family=None)).refused("family_question_open").not_owed("answer_refusal")


def test_a_refusal_of_another_system_is_somebodys_to_answer():
    late = residence_checked().reported_by("system/municipality", Source.MUNICIPALITY)
    story = given(referred()).when(late).refused("may_not_report").owed("answer_refusal", by="coordinator")
    assert len(story.state.refusals) == 1
    story.when(answered("refusal", story.entry.fact.key)).not_owed("answer_refusal")


@pytest.mark.parametrize("what", ["breach", "refusal", "unread_value", "review"])
def test_what_nobody_asks_is_not_answered(what: str):
    given(referred()).when(answered(what, ReferralReceived)).refused("nothing_to_answer")


def test_a_mistake_is_void_and_counted_only_as_such():
    story = given(to_guided(), mistaken()).phase("closed")
    assert (story.state.void, story.state.period.closing.ground) == (True, "registered_by_mistake")
    story.when(mistaken()).refused("already_void")


def test_what_a_correction_says_stands_in_the_log_in_plain_values():
    story = given(referred()).when(corrected(ReferralReceived, "incident_on", "2026-01-09"))
    assert story.entry.decided_with["corrected"] == "2026-01-09"
    story.when(corrected(ReferralReceived, "reported", "yes"))
    assert type(story.entry.decided_with["corrected"]) is str
