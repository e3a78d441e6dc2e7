"""A rule's no says what made it and what would clear it."""

from events.assessment import Assessed
from events.clearance import ClearanceGiven
from events.closing import Closed
from events.guidance import GuideAsked
from events.person import ResidenceChecked
from events.values import LivesWith
from tests.support.ladder import assessed, family_called, guide_accepted, guide_asked, referred, to_closed
from tests.support.marks import rule
from tests.support.story import Story, given, told
from workflows.outcome import Reason
from workflows.rule import Form, Hard
from workflows.rulebook import RULEBOOK


def no_to(story: Story, code: str) -> Reason:
    """The reason of that code for which the last fact was not simply recorded."""
    return next(reason for reason in story.entry.reasons if reason.code == code)


@rule(73)
def test_of_what_was_done_too_soon_it_names_what_should_have_come_first():
    apart = given(referred(lives_with=LivesWith.GUARDIAN_1), assessed())
    reason = no_to(apart.asking(family_called()), "residence_unchecked")
    assert (reason.waits_for, reason.cleared_by) == ((), (ResidenceChecked.TYPE,))
    assert reason.facts == (apart.log[0].fact.key,)


@rule(47)
def test_of_what_may_still_be_told_it_names_what_it_waits_for():
    reason = no_to(told(referred(reported=True), assessed(), guide_asked(), guide_accepted()), "clearance_missing")
    assert reason.waits_for == reason.cleared_by == (ClearanceGiven.TYPE,)


@rule(17)
def test_of_a_decision_that_lacked_something_it_names_the_same_decision():
    reason = no_to(given(referred()).asking(assessed(family=None)), "family_question_open")
    assert (reason.waits_for, reason.cleared_by) == ((), (Assessed.TYPE,))


def test_all_rules_that_it_carries_out_are_its_own_number_first():
    for one in RULEBOOK:
        if isinstance(one, Hard):
            assert one.rules == (one.number, *one.also)
        else:
            assert isinstance(one, Form)
            assert one.kind == "form"


def test_of_a_form_it_names_what_is_there_instead_and_the_same_fact_told_as_it_should_be():
    story = given(to_closed()).asking(guide_asked())
    reason = no_to(story, "case_closed")
    assert (reason.facts, reason.cleared_by) == ((story.key(Closed),), (GuideAsked.TYPE,))
    assert (reason.rules, reason.waits_for) == ((), ())
