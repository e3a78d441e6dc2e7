"""What was decided last, said last and told of this period counts where a consent is missing (D3, D13, D16, D22)."""

from datetime import timedelta

import pytest

from events.values import PerpetratorIs
from tests.support.ladder import (
    assessed,
    consent_withdrawn,
    consented,
    considered,
    contact,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    need_reported,
    referred,
    row,
    to_closed,
    to_guided,
    to_held,
    to_reopened,
    youth_considered,
)
from tests.support.ladder_follow import consent_decided, consent_refused, participant_ends
from tests.support.ladder_person import safe_to_contact
from tests.support.marks import rule
from tests.support.story import day, given, month_end
from workflows.workdays import add_workdays

WAITING = (*to_held(), guide_asked(), guide_accepted())
LOST = (*to_guided(), consent_withdrawn(day=1))
DIFFER = (*to_guided(), consent_withdrawn("guardian_2", day=1))
FOLLOWS = {
    "ask_again": "ask_consent_again",
    "talk_to_youth": "hear_youth",
    "hand_over": "end_without_consent",
    "close": "end_without_consent",
}

pytestmark = rule(139)


@pytest.mark.parametrize("decision", FOLLOWS)
def test_a_decision_leads_to_its_own_next_step_and_to_no_other(decision: str):
    story = given(LOST, consent_decided(decision, day=2)).owed(FOLLOWS[decision])
    story.not_owed(*(set(FOLLOWS.values()) - {FOLLOWS[decision]}))


def test_what_was_decided_last_is_what_comes_next():
    story = given(LOST, consent_decided("ask_again", day=2), consent_decided("hand_over", day=3))
    story.owed("end_without_consent", due=add_workdays(day(3), 3)).not_owed("ask_consent_again", "restore_consent")


def test_so_it_is_where_there_is_nobody_to_ask_any_more():
    story = given(to_guided(guardians=1), consent_withdrawn(day=1), consent_decided("ask_again", day=2))
    story.when(row(key="row-2", guardians=1, perpetrator=PerpetratorIs.GUARDIAN_1).on(3)).owed("restore_consent")
    story.when(consent_decided("hand_over", day=4)).owed("end_without_consent").not_owed("restore_consent")


@rule(76)
def test_the_youth_may_be_heard_in_the_same_breath_as_it_is_decided():
    given(LOST, youth_considered(day=2, hour=10)).asking(contact(purpose="hear_youth", day=2, hour=10)).recorded()
    heard = contact(purpose="hear_youth", by="k1", day=2, hour=10)
    story = given(LOST, consent_decided("talk_to_youth", day=2, hour=10), heard)
    story.not_owed("hear_youth").owed("restore_consent", due=add_workdays(day(2), 3))


@rule(76)
def test_what_the_youth_said_last_is_decided_about():
    heard = (contact(purpose="hear_youth", by="k1", day=3), contact(purpose="hear_youth", by="k1", day=6))
    given(LOST, consent_decided("talk_to_youth", day=2), heard).owed("restore_consent", due=add_workdays(day(6), 3))


# two guardians who answer differently (D13)


def test_only_saying_whose_word_counts_resolves_it():
    """Asking again is a way on, and the two still differ."""
    story = given(DIFFER, consent_decided("ask_again", day=2)).owed("resolve_consent").owed("ask_consent_again")
    story.when(consent_decided("follow_one", guardian="guardian_1", day=3)).not_owed("resolve_consent")
    at_once = (consent_withdrawn("guardian_2", day=1), consent_decided("follow_one", guardian="guardian_1", day=1))
    given(to_guided(), at_once).not_owed("resolve_consent")


def test_whom_the_coordinator_follows_last_is_followed():
    follows_no = consent_decided("follow_one", guardian="guardian_2", day=2)
    story = given(DIFFER, follows_no).owed("restore_consent").asking(contact(day=3)).breach(139)
    story.when(consent_decided("follow_one", guardian="guardian_1", day=4)).asking(contact(day=5)).recorded()


def test_nobody_resolves_what_the_youth_has_ended():
    given(DIFFER).owed("resolve_consent").when(participant_ends(day=2)).not_owed("resolve_consent")


# another run of the programme (D25)


@rule(135)
@pytest.mark.parametrize("number", [29, 59])
def test_a_no_of_an_earlier_period_says_nothing_of_this_one(number: int):
    story = given(to_closed(), need_reported().on(60), assessed(), considered())
    story.when(consent_refused(day=number, recorded=62)).not_owed("restore_consent").owed("ask_consent")


@rule(63, 135)
def test_before_it_is_assessed_again_nobody_is_to_restore_a_consent():
    story = given(to_reopened()).when(consent_refused(day=61)).not_owed("restore_consent", "ask_consent")
    story.when(assessed(day=62)).owed("restore_consent", due=add_workdays(day(61), 3))


# nobody left, and somebody again (D16)


def test_a_guardian_who_is_safe_again_is_asked_from_when_follow_up_began_not_from_when_they_were_told_of():
    first = (referred(guardians=1), safe_to_contact("guardian_1", safe=False), assessed(), considered())
    called = (youth_considered(day=2), family_called(by="participant"), conversation_held(parties=("participant",)))
    own = (guide_asked(), guide_accepted(), consent_decided("youths_own", day=3), consented("participant", day=4))
    story = given(first, called, own).phase("guided").not_owed("restore_consent")
    story.when(safe_to_contact("guardian_1", day=20)).owed("restore_consent", due=add_workdays(day(4), 3))


# the eighteenth birthday (D3)


TURNS = day(100)
BORN = TURNS.replace(year=TURNS.year - 18)


@rule(140)
def test_what_is_missing_at_18_is_owed_from_the_month_after_the_birthday():
    """The day itself is sealed: duties know the month."""
    duty = given(to_guided(born=BORN)).duty("restore_consent", "participant")
    ends = month_end(TURNS) + timedelta(days=1)
    assert (duty.from_date, duty.due_date) == (ends, add_workdays(ends, 3))


@rule(140)
def test_from_18_whether_a_guardian_may_be_asked_stands_in_nobodys_way():
    story = given(to_guided(born=BORN)).when(consent_decided("youths_own", day=101)).recorded("guided")
    story.owed("ask_consent_again", party="participant")
    given(to_guided(born=BORN), consent_withdrawn(day=98)).when(consent_decided("youths_own", day=99)).refused(
        "guardian_may_be_asked", 139
    )
