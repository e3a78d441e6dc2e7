"""Ongoing contact needs consent: the guardian's under 18, the participant's own from 18."""

from datetime import date

import pytest

from events.consent import ConsentWithdrawn
from events.contact import ContactLogged
from events.values import Answer
from tests.support.ladder import (
    assessed,
    consent_withdrawn,
    consented,
    considered,
    contact,
    conversation_held,
    guide_accepted,
    guide_asked,
    need_reported,
    participant_called,
    referred,
    to_closed,
    to_guided,
    to_held,
)
from tests.support.ladder_follow import consent_decided, review_held
from tests.support.ladder_guidance import absence_told
from tests.support.marks import rule, shows
from tests.support.people import ADULT_BORN
from tests.support.story import day, given, month_end
from workflows.outcome import Verb
from workflows.workdays import add_workdays

WAITING = (*to_held(), guide_asked(), guide_accepted())


@rule(139)
def test_no_ongoing_contact_before_the_guardians_consent():
    story = given(WAITING).when(contact(day=1)).breach(139).phase("conversation")
    assert [t.by for t in story.state.period.contacts] == ["h1"]
    given(WAITING, consented()).when(contact(day=1)).recorded()


@rule(139)
def test_the_conversation_itself_is_not_blocked():
    given(to_held()[:-1]).when(conversation_held()).recorded()


@rule(139)
def test_asking_for_consent_is_no_ongoing_contact():
    given(WAITING).when(contact("guardian_1", purpose="consent", day=1)).recorded()


@rule(139)
def test_parents_and_incoming_contact_are_not_blocked():
    given(WAITING).when(contact("guardian_1", day=1)).recorded()
    given(WAITING).when(contact(incoming=True, day=1)).recorded()


@rule(139)
def test_consent_is_asked_for_in_five_working_days_from_the_guides_yes():
    given(WAITING[:-1], guide_accepted(day=3)).owed("ask_consent", due=add_workdays(day(3), 5))


@rule(139)
@pytest.mark.parametrize(("number", "allowed"), [(4, False), (5, True), (6, True)])
def test_consent_counts_from_when_it_was_given(number: int, allowed: bool):
    story = given(WAITING, consented(day=5, hour=8))
    story.asking(contact(day=number))
    if allowed:
        story.recorded()
    else:
        story.breach(139)


@rule(139)
def test_consent_that_was_given_before_and_arrives_after_lifts_the_breach():
    story = given(WAITING).when(contact(day=3)).breach(139)
    story.when(consented(day=2)).then(Verb.LIFTED, ContactLogged).phase("guided").not_owed("answer_breach")


@rule(139)
def test_withdrawn_consent_stops_contact_and_is_decided_in_three_days():
    story = given(to_guided(), consent_withdrawn(day=2)).phase("guided").owed("restore_consent", due=7)
    story.owed("contact_youth", party="participant:halted", waiting_for="restore_consent", by="coordinator")
    story.asking(contact(day=3)).breach(139)
    story.asking(contact(day=1)).recorded()
    story.when(consented(day=4)).owed("contact_youth", by="staff/g1", pressing=4)
    assert "restore_consent" not in story.pressing(4)


@rule(139)
def test_one_parents_yes_is_enough_and_two_answers_are_looked_at():
    story = given(to_guided(), consent_withdrawn("guardian_2", day=2)).owed("restore_consent")
    story.owed("resolve_consent", by="coordinator", due=7).asking(contact(day=3)).breach(139)
    story.when(consent_decided("follow_one", guardian="guardian_1", day=4))
    story.recorded().not_owed("resolve_consent").asking(contact(day=5)).recorded()
    assert "restore_consent" not in story.pressing(5)
    given(WAITING, consented("guardian_2")).phase("guided").not_owed("resolve_consent")


@rule(139)
def test_a_youths_own_no_goes_before_the_guardians_yes():
    given(to_guided(), consent_withdrawn("participant", day=2)).asking(contact(day=3)).breach(139)


@rule(139)
def test_a_youths_own_yes_is_not_enough_under_18():
    given(WAITING, consented("participant")).phase("conversation").asking(contact(day=1)).breach(139)


@rule(139)
@shows("R139 consent_missing", "forbidden", "allowed")
def test_from_18_only_their_own_counts():
    adult = (referred(born=ADULT_BORN, hate=Answer.YES), assessed(), considered())
    held = (conversation_held(Answer.YES, parties=("participant",)), guide_asked(), guide_accepted())
    given(adult, held).phase("guided").asking(contact(day=1)).recorded()
    given(adult, held, consent_withdrawn("participant", day=1)).asking(contact(day=2)).breach(139)
    given(adult, held, consent_withdrawn("guardian_1", day=1)).asking(contact(day=2)).recorded()


# D3: the youth turns 18 while the guide follows up

TURNS = day(100)
BORN = TURNS.replace(year=TURNS.year - 18)


@rule(139)
@pytest.mark.parametrize(("number", "allowed"), [(99, True), (100, False), (101, False)])
def test_the_guardians_consent_ends_that_day(number: int, allowed: bool):
    story = given(to_guided(born=BORN)).asking(contact(day=number))
    if allowed:
        story.recorded()
    else:
        story.breach(139)


@rule(139)
def test_sixty_days_ahead_the_guide_asks_what_the_youth_wants():
    story = given(to_guided(born=BORN))
    month = month_end(TURNS).replace(day=1)
    story.owed("ask_youth_at_18", by="staff/g1", due=month)
    assert (month - story.duty("ask_youth_at_18").from_date).days == 60
    story.when(consented("participant", day=50)).not_owed("ask_youth_at_18")
    story.asking(contact(day=101)).recorded()


@rule(139)
def test_after_the_birthday_without_an_own_answer_the_coordinator_decides():
    story = given(to_guided(born=BORN)).when(contact("guardian_1", by="k1", day=101)).recorded("guided")
    story.owed("restore_consent").not_owed("contact_parents")


@rule(135, 139)
def test_consent_of_an_earlier_period_does_not_count():
    story = given(to_closed(), need_reported().on(60), assessed(), considered())
    story.owed("ask_consent").asking(contact(by="k1", day=61)).breach(139)
    story.when(consented(day=29, recorded=62)).recorded("reopened").owed("ask_consent")


@rule(139)
def test_whoever_is_told_that_consent_is_missing_is_shown_the_no():
    story = given(to_guided(), consent_withdrawn(day=2)).when(absence_told(day=3)).breach(139)
    assert story.entry.reasons[0].facts == (story.key(ConsentWithdrawn),)


@rule(139, 140)
def test_whoever_has_consented_themselves_needs_no_other_consent_at_18():
    story = given(to_guided()).owed("restore_consent", party="participant")
    story.when(consented("participant", day=2)).not_owed("restore_consent", "ask_youth_at_18")


@rule(140)
def test_nobody_who_is_18_is_asked_what_they_want_at_18():
    told = (referred(born=ADULT_BORN, hate=Answer.YES), assessed(), considered(), participant_called())
    story = given(told, conversation_held(parties=("participant",)), guide_asked(), guide_accepted())
    story.phase("guided").not_owed("ask_youth_at_18")


@rule(140)
def test_nor_after_the_birthday_though_nobody_asked_before_it():
    story = given(to_guided(born=date(2008, 2, 10))).owed("ask_youth_at_18")
    story.when(review_held(day=40)).recorded()
    assert story.state.minor is False
    story.not_owed("ask_youth_at_18").owed("restore_consent")
