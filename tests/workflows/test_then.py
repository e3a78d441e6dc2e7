"""What reports is judged by the case as it stood when it happened: nothing that happens later makes a breach none."""

from datetime import datetime, timedelta

from events.assessment import Assessed
from events.contact import FirstContactMade
from events.conversation import ConversationHeld
from events.intake import ReferralReceived
from events.person import ResidenceChecked
from events.values import Answer, LivesWith
from tests.support.ladder import (
    assessed,
    cleared,
    closed,
    closing_annulled,
    contact,
    conversation_held,
    corrected,
    family_called,
    need_reported,
    not_offered,
    participant_called,
    referred,
    residence_checked,
    row,
    to_closed,
    to_guided,
    youth_considered,
)
from tests.support.ladder_correction import joined, separated
from tests.support.ladder_matter import clearance_contradicted, cleared_on_behalf, cleared_with, investigator_named
from tests.support.ladder_person import safe_to_contact
from tests.support.marks import rule
from tests.support.story import Story, at, given, told
from workflows.case import Case
from workflows.outcome import Verb
from workflows.then import as_it_stood, comes_late

APART = referred(lives_with=LivesWith.GUARDIAN_1)
MATTER_OF_H1 = (referred(reported=True, investigator="h1"), assessed(day=1))


def _stays(story: Story, number: int) -> None:
    (breach,) = story.state.breaches
    assert number in breach.rules
    assert not any(entry.verb is Verb.LIFTED for entry in story.log)


# a later happening


@rule(52)
def test_an_offer_made_afterwards_lifts_no_call():
    story = given(referred()).when(family_called(day=2)).breach(52)
    _stays(story.when(assessed(day=3)), 52)


@rule(52)
def test_nor_one_made_after_the_first_was_taken_back():
    story = given(referred(), assessed(day=1)).when(row(day=2), not_offered("i2").on(3), not_offered().on(4))
    story.when(family_called(day=5)).breach(52)
    _stays(story.when(assessed(day=6)), 52)


@rule(73)
def test_a_check_made_afterwards_lifts_no_call():
    story = given(APART, assessed(day=1)).when(family_called(day=2)).breach(73)
    _stays(story.when(residence_checked(day=3)), 73)
    _stays(story.when(residence_checked(LivesWith.BOTH, Answer.YES, day=4)), 73)


@rule(74)
def test_that_the_youth_has_moved_since_lifts_no_call_to_the_other():
    story = given(APART, assessed(day=1), residence_checked(day=2))
    story.when(family_called(by="guardian_2", day=3)).breach(74)
    _stays(story.when(residence_checked(LivesWith.GUARDIAN_2, day=4)), 74)


@rule(51)
def test_that_another_investigates_since_lifts_no_conversation():
    story = given(MATTER_OF_H1, cleared_on_behalf(by="h1", day=2), family_called(day=3))
    story.when(conversation_held(day=4)).breach(51)
    _stays(story.when(investigator_named("e2", day=5, incident="i1")), 51)


@rule(47)
def test_that_another_is_named_since_gives_nobody_a_say_before():
    story = given(referred(reported=True, investigator="e1"), assessed(day=1))
    story.when(cleared_with(by="e2", day=2)).breach(47)
    _stays(story.when(investigator_named("e2", day=3, incident="i1")), 47)


@rule(17)
def test_that_a_guardian_is_safe_since_lifts_no_call():
    story = given(referred(), assessed(day=1), safe_to_contact("guardian_1", safe=False, day=2))
    story.when(family_called(day=3)).breach(17)
    _stays(story.when(safe_to_contact("guardian_1", day=4)), 17)


@rule(70)
def test_that_the_youth_was_considered_since_lifts_no_call():
    story = given(referred(guardians=0), assessed(day=1)).when(participant_called(day=2)).breach(70)
    _stays(story.when(youth_considered(day=3)), 70)


def test_an_earlier_happening_that_says_nothing_of_it_lets_nothing_later_count():
    story = given(APART, assessed(day=1)).when(family_called(day=3)).breach(73)
    story.when(residence_checked(day=4))
    _stays(story.when(safe_to_contact("guardian_2", day=2)), 73)


# an earlier happening, told late


@rule(73)
def test_a_check_that_was_made_before_lifts_the_call_also_where_a_later_one_is_known():
    story = given(APART, assessed(day=1)).when(family_called(day=3)).breach(73)
    story.when(residence_checked(day=5))
    story.when(residence_checked(day=2)).then(Verb.LIFTED, FirstContactMade)
    assert story.state.breaches == ()
    assert story.state.residence.at == at(5), "the older value says nothing of today"


@rule(51)
def test_that_another_investigated_already_lifts_the_conversation():
    story = given(MATTER_OF_H1, cleared_on_behalf(by="h1", day=2), family_called(day=3))
    story.when(conversation_held(day=5)).breach(51)
    story.when(investigator_named("e2", day=4, incident="i1")).then(Verb.LIFTED, ConversationHeld)


# what reports comes late itself


@rule(73)
def test_a_call_told_late_is_judged_by_what_was_checked_then():
    story = given(APART, assessed(day=1), residence_checked(day=5))
    story.asking(family_called(day=3)).breach(73)
    story.asking(family_called(day=6)).recorded()


@rule(74)
def test_a_call_told_late_went_to_where_the_youth_lived_then():
    here, there = LivesWith.GUARDIAN_1, LivesWith.GUARDIAN_2
    story = given(APART, assessed(day=1), residence_checked(here, day=2), residence_checked(there, day=5))
    story.asking(family_called(day=3)).recorded()
    story.asking(family_called(by="guardian_2", day=3)).breach(74)
    story.asking(family_called(by="guardian_2", day=6)).recorded()


@rule(51)
def test_a_conversation_told_late_is_held_by_one_who_did_not_investigate_then():
    story = given(referred(reported=True, investigator="e2"), assessed(day=1), cleared(day=2), family_called(day=3))
    story.when(investigator_named("h1", day=6, incident="i1"))
    story.asking(conversation_held(day=5)).recorded()
    story.asking(conversation_held(day=7)).breach(51)


@rule(136)
def test_between_closing_and_reopening_nobody_is_contacted_whenever_it_is_told():
    story = given(to_closed(), need_reported("guardian_1").on(60))
    story.asking(contact(day=45, recorded=61)).breach(136)
    story.asking(contact(day=29, recorded=61)).recorded()


# what was never so


@rule(136)
def test_a_closing_that_was_a_mistake_has_stopped_no_contact():
    story = given(to_guided()).when(closed("youth_and_guide_agree", day=40), contact(day=41)).breach(136)
    story.when(closing_annulled(day=42)).then(Verb.LIFTED, type(story.log[-1].fact.data))
    assert story.state.breaches == ()


@rule(136)
def test_one_that_was_no_mistake_still_stops_it_where_a_later_one_was():
    story = given(to_guided()).when(closed("youth_and_guide_agree", day=40), contact(day=41)).breach(136)
    story.when(need_reported(day=50), closed("other_measures", day=60))
    _stays(story.when(closing_annulled(day=61)), 136)


@rule(136)
def test_cases_that_were_two_all_along_have_stopped_no_contact():
    story = given(to_guided()).when(joined(day=40), contact(day=41)).breach(136)
    story.when(separated(day=42))
    assert story.state.breaches == ()


@rule(73)
def test_a_correction_lifts_whenever_it_comes():
    story = given(APART, assessed(day=1)).when(family_called(day=2)).breach(73)
    story.when(corrected(ReferralReceived, "lives_with", "both", day=9)).then(Verb.LIFTED, FirstContactMade)


@rule(47)
def test_a_clearance_that_was_never_given_has_allowed_nothing():
    story = given(referred(reported=True, investigator="e2"), assessed(day=1), cleared_on_behalf(day=2))
    story.when(clearance_contradicted(day=9)).asking(family_called(day=3)).breach(47)


# the case as it stood


def stood(story: Story, at: datetime) -> Case:
    case = as_it_stood(story.log, at)
    assert case is not None
    return case


def test_what_happened_by_then_and_nothing_else():
    story = given(to_closed(), need_reported("guardian_1").on(60), assessed(day=61))
    closing = story.state.earlier[0].closing.at
    before = stood(story, closing - timedelta(minutes=1))
    assert (before.phase, before.period.closing, before.earlier) == ("guided", None, ())
    assert stood(story, closing).phase == "closed"
    assert stood(story, story.now).phase == story.state.phase
    assert as_it_stood(story.log, story.log[0].fact.time - timedelta(minutes=1)) is None


def test_of_two_values_the_one_that_held_last():
    story = given(APART, residence_checked(LivesWith.GUARDIAN_2, day=4))
    story.when(residence_checked(LivesWith.BOTH, day=2)).then(Verb.SUPERSEDED, ResidenceChecked)
    assert [stood(story, story.now - timedelta(days=n)).lives_with for n in (0, 1, 3)] == [
        LivesWith.GUARDIAN_2,
        LivesWith.BOTH,
        LivesWith.GUARDIAN_1,
    ]


def test_only_what_reports_and_is_judged_is_looked_at_so():
    story = given(APART, assessed(day=3))
    assert comes_late(story.state, story.fact(family_called(day=2)))
    assert not comes_late(story.state, story.fact(family_called(day=3)))
    assert not comes_late(story.state, story.fact(assessed(day=2)))
    assert not comes_late(story.state, story.fact(residence_checked(day=2)))
    assert not comes_late(None, told(referred()).fact(family_called(day=2)))


@rule(136)
def test_a_need_that_was_reported_of_a_case_that_should_never_have_been_closed_changes_nothing():
    story = given(referred(), not_offered(), need_reported().on(60)).when(corrected(Assessed, "decision", "offer"))
    then = as_it_stood(story.log, at(70))
    assert isinstance(then, Case)
    assert (then.phase, then.period.number) == ("assessed", 1)
