"""Consent refused, withdrawn, ended or contradicted: contact stops, and the coordinator decides (D22, D13, D3)."""

from typing import Any

import pytest

from events.contact import ContactLogged
from events.values import Answer, PerpetratorIs
from tests.support.ladder import (
    assessed,
    closed,
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
    youth_considered,
)
from tests.support.ladder_follow import consent_decided, consent_refused, participant_ends
from tests.support.ladder_person import guardian_told, safe_to_contact
from tests.support.marks import rule, shows
from tests.support.people import ADULT_BORN
from tests.support.story import day, given, month_end
from workflows.invariants import CONTACTS
from workflows.policy import Policy
from workflows.workdays import add_workdays

WAITING = (*to_held(), guide_asked(), guide_accepted())
LOST = (*to_guided(), consent_withdrawn(day=1))
DECISIONS = ("ask_again", "other_guardian", "talk_to_youth", "hand_over", "close")

pytestmark = rule(139)


# refused, withdrawn or ended: three working days


@pytest.mark.parametrize(
    ("steps", "on"),
    [
        ((*WAITING, consent_refused(day=1)), 1),
        ((*to_guided(), consent_refused(day=1)), 1),
        (LOST, 1),
    ],
    ids=["refused before", "refused later", "withdrawn"],
)
def test_the_coordinator_decides_in_three_working_days(steps: tuple[Any, ...], on: int):
    story = given(steps).owed("restore_consent", by="coordinator", due=add_workdays(day(on), 3))
    story.not_owed("ask_consent").asking(contact(day=2)).breach(139)


def test_how_long_is_local_practice():
    given(LOST, policy=Policy(consent_lost_wd=1)).owed("restore_consent", due=2)


def test_before_the_conversation_nobody_is_asked_for_consent():
    given(referred(), assessed(), considered(), family_called(), consent_refused()).not_owed("restore_consent")


@pytest.mark.parametrize(
    ("decision", "owed", "due"),
    [
        ("ask_again", "ask_consent_again", add_workdays(day(2), 5)),
        ("other_guardian", "ask_consent_again", add_workdays(day(2), 5)),
        ("talk_to_youth", "hear_youth", add_workdays(day(2), 3)),
        ("hand_over", "end_without_consent", add_workdays(day(2), 3)),
        ("close", "end_without_consent", add_workdays(day(2), 3)),
    ],
)
def test_each_decision_leads_to_what_comes_next(decision: str, owed: str, due: Any):
    story = given(LOST).when(consent_decided(decision, guardian="guardian_2", day=2)).recorded("guided")
    story.owed(owed, by="coordinator", due=due).not_owed("restore_consent")
    for kind in ("contact_youth", "contact_parents"):
        assert kind not in story.pressing(20)


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_consent_after_all_ends_it(decision: str):
    story = given(LOST, consent_decided(decision, guardian="guardian_2", day=2), consented(day=3))
    story.not_owed("ask_consent_again", "hear_youth", "end_without_consent")
    assert "restore_consent" not in story.pressing(3)
    story.owed("contact_youth", by="staff/g1", pressing=3)


def test_asked_again_on_a_day_named():
    given(LOST, consent_decided("ask_again", on=20, day=2)).owed("ask_consent_again", due=20)


def test_refused_again_it_is_decided_again():
    story = given(LOST, consent_decided("ask_again", day=2), consent_refused(day=5))
    story.owed("restore_consent", due=add_workdays(day(5), 3)).not_owed("ask_consent_again")


def test_a_decision_of_before_the_no_decides_nothing():
    story = given(LOST, consent_decided("ask_again", day=2), consented(day=3), consent_withdrawn(day=4))
    story.owed("restore_consent", due=add_workdays(day(4), 3))


@rule(76)
@shows("R76 youth_not_heard", "forbidden", "allowed")
def test_talking_to_the_youth_answers_r76_and_is_no_breach():
    story = given(LOST).asking(contact(purpose="hear_youth", day=1)).breach(139)
    story.when(consent_decided("talk_to_youth", day=2)).not_owed("consider_youth")
    story.asking(closed("ended_by_participant", said_by="guardian_1").on(3)).refused("youth_not_heard", 76)
    story.when(contact(purpose="hear_youth", by="k1", day=3)).recorded().not_owed("hear_youth")
    story.asking(closed("ended_by_participant", said_by="guardian_1").on(4)).recorded()
    story.owed("restore_consent", due=add_workdays(day(3), 3))


@rule(76)
def test_a_youth_who_was_not_reached_has_not_been_heard():
    vain = contact(purpose="hear_youth", vainly=("participant",), by="k1", day=3)
    given(LOST, consent_decided("talk_to_youth", day=2), vain).owed("hear_youth").not_owed("restore_consent")


@rule(76)
def test_the_same_may_come_by_r76_itself():
    story = given(LOST, youth_considered(day=2)).asking(contact(purpose="hear_youth", day=3)).recorded()
    story.owed("restore_consent")


@rule(139)
def test_asking_for_it_is_no_ongoing_contact_but_asking_the_youth_alone_is():
    given(LOST).asking(contact("guardian_1", purpose="consent", day=2)).recorded()
    given(LOST).asking(contact("guardian_1", "participant", purpose="consent", day=2)).recorded()
    given(LOST).asking(contact("participant", purpose="consent", day=2)).breach(139)


@rule(139)
def test_from_18_the_participant_is_the_one_to_ask():
    adult = (referred(born=ADULT_BORN, hate=Answer.YES), assessed(), considered())
    held = conversation_held(Answer.YES, parties=("participant",))
    story = given(adult, held, guide_asked(), guide_accepted()).phase("guided")
    story.asking(contact(purpose="consent", day=2)).recorded()


def test_where_nothing_is_missing_nothing_is_decided():
    given(to_guided()).when(consent_decided("ask_again")).refused("consent_not_missing")


@pytest.mark.parametrize("decision", ["other_guardian", "follow_one"])
def test_which_guardian_is_named(decision: str):
    given(LOST).when(consent_decided(decision)).refused("which_guardian_missing")
    given(LOST).when(consent_decided(decision, guardian="participant")).refused("which_guardian_missing")


@rule(17)
@shows("R17 guardian_unsafe (consent)", "forbidden", "allowed")
def test_a_guardian_who_is_the_perpetrator_is_never_the_other_one():
    story = given(LOST, row(key="row-2", perpetrator=PerpetratorIs.GUARDIAN_2).on(1))
    story.asking(consent_decided("other_guardian", guardian="guardian_2", day=2)).refused("guardian_unsafe", 17)
    story.asking(consent_decided("other_guardian", guardian="guardian_1", day=2)).recorded()


@rule(17)
def test_nor_one_who_is_not_safe_to_call():
    story = given(LOST, safe_to_contact("guardian_2", safe=False, day=2))
    story.asking(consent_decided("other_guardian", guardian="guardian_2", day=3)).refused("guardian_unsafe", 17)


def test_in_a_reopened_case_too():
    again = (*to_closed(), need_reported().on(60), assessed(), considered(), consent_refused(day=62))
    given(again).phase("reopened").owed("restore_consent", due=add_workdays(day(62), 3)).not_owed("ask_consent")


@rule(53)
def test_ending_without_consent_is_a_closing():
    story = given(LOST, consent_decided("hand_over", day=2)).owed("end_without_consent")
    story.when(closed("other_measures").on(3)).phase("closed").not_owed("end_without_consent")


# two guardians, two answers (D13)


def test_one_suffices_and_two_that_differ_are_the_coordinators_to_resolve():
    given(WAITING, consented("guardian_2")).phase("guided").not_owed("resolve_consent")
    story = given(WAITING, consent_refused("guardian_2"), consented("guardian_1")).phase("guided")
    story.owed("resolve_consent", by="coordinator", due=3).owed("contact_youth", by="staff/g1", pressing=3)


@pytest.mark.parametrize(("follow", "allowed"), [("guardian_1", True), ("guardian_2", False)])
def test_the_word_that_is_followed_counts(follow: Any, allowed: bool):
    differ = (*to_guided(), consent_withdrawn("guardian_2", day=1))
    story = given(differ, consent_decided("follow_one", guardian=follow, day=2)).not_owed("resolve_consent")
    if allowed:
        story.asking(contact(day=3)).recorded()
        assert "restore_consent" not in story.pressing(3)
    else:
        story.owed("restore_consent").asking(contact(day=3)).breach(139)


def test_a_later_word_asks_anew():
    differ = (*to_guided(), consent_withdrawn("guardian_2", day=1))
    story = given(differ, consent_decided("follow_one", guardian="guardian_1", day=2))
    story.when(consent_refused("guardian_2", day=5)).owed("resolve_consent").asking(contact(day=6)).breach(139)


def test_a_contact_before_the_decision_is_judged_without_it():
    differ = (*to_guided(), consent_withdrawn("guardian_2", day=1))
    story = given(differ, consent_decided("follow_one", guardian="guardian_1", day=4))
    story.asking(contact(day=3)).breach(139)


def test_who_changes_their_mind_contradicts_nobody():
    given(to_guided(), consent_withdrawn(day=1), consented(day=2)).not_owed("resolve_consent")


# a guardian who is unsafe, and none that is left (D4, D16)

ALONE = (
    referred(guardians=1, perpetrator=PerpetratorIs.GUARDIAN_1),
    assessed(family=Answer.YES, reason="Barnevernet er med"),
    considered(),
    youth_considered(),
    family_called(by="participant"),
    conversation_held(parties=("participant",)),
    guide_asked(),
    guide_accepted(),
)


@rule(17, 139)
def test_a_perpetrators_word_neither_gives_nor_takes_consent():
    father = row(key="row-2", perpetrator=PerpetratorIs.GUARDIAN_2)
    story = given(to_guided(), father.on(1), consent_refused("guardian_2", day=2)).not_owed("resolve_consent")
    assert "restore_consent" not in story.pressing(3)
    mother = row(key="row-2", perpetrator=PerpetratorIs.GUARDIAN_1)
    story = given(to_guided(), mother.on(1)).owed("restore_consent")
    story.when(consented("guardian_2", day=2))
    assert "restore_consent" not in story.pressing(3)


@rule(139)
def test_where_no_guardian_is_left_the_youths_own_counts_by_a_reasoned_decision():
    story = given(ALONE).phase("conversation").owed("restore_consent", by="coordinator").not_owed("ask_consent")
    story.when(consented("participant")).phase("conversation").owed("restore_consent")
    story.when(consent_decided("youths_own")).recorded("guided").asking(contact(day=1)).recorded()
    story.when(consent_withdrawn("participant", day=2)).owed("close_case")


@rule(139)
def test_the_youth_may_then_be_asked():
    story = given(ALONE, consent_decided("youths_own")).owed("ask_consent_again", party="participant")
    story.asking(contact(purpose="consent", day=1)).recorded()
    story.when(consented("participant", day=1)).phase("guided").not_owed("ask_consent_again")


@rule(139)
def test_a_guardian_who_comes_later_is_asked_from_then_on():
    own = (consent_decided("youths_own"), consented("participant"))
    story = given(ALONE, own, guardian_told(day=20)).owed("restore_consent", due=add_workdays(day(20), 3))
    story.when(consented("guardian_3", day=21)).recorded().not_owed("ask_consent")
    assert "restore_consent" not in story.pressing(22)


@rule(139)
def test_not_while_a_guardian_may_be_asked():
    given(LOST).when(consent_decided("youths_own", day=2)).refused("guardian_may_be_asked", 139)


@rule(139)
def test_asking_again_whom_nobody_may_ask_is_decided_anew():
    story = given(to_guided(guardians=1), consent_withdrawn(day=1), consent_decided("ask_again", day=2))
    story.when(row(key="row-2", guardians=1, perpetrator=PerpetratorIs.GUARDIAN_1).on(3))
    story.owed("restore_consent").not_owed("ask_consent_again")


@rule(47)
def test_nobody_is_asked_before_the_investigator_has_answered():
    story = given(LOST, consent_decided("ask_again", day=2), row(key="row-2").on(3))
    assert "ask_consent_again" in story.pressing(4)  # five working days of what was agreed (D8)
    assert "ask_consent_again" not in story.pressing(20)


# «Jeg vil ikke mer» (invariant 5)


@pytest.mark.parametrize("steps", [(referred(), assessed(), considered()), to_held(), WAITING, to_guided()])
def test_the_participants_own_end_stops_all_asking(steps: tuple[Any, ...]):
    story = given(steps).when(participant_ends("k1").on(3)).recorded()
    assert not story.kinds() & CONTACTS
    story.owed("close_case", by="coordinator", due=add_workdays(day(3), 3))


def test_it_is_closed_with_the_guides_view():
    story = given(to_guided(), participant_ends(day=3))
    story.asking(closed("ended_by_participant", without=("guide_view",)).on(4)).refused("views_on_ending_missing")
    story.when(closed("ended_by_participant").on(4)).phase("closed")
    assert story.kinds() == set()


def test_a_guardians_yes_does_not_undo_it_and_their_own_does():
    story = given(to_guided(), participant_ends(day=3), consented(day=4)).owed("close_case")
    story.asking(contact(day=5)).breach(139)
    story.when(consented("participant", day=6)).not_owed("close_case").owed("contact_youth")
    story.asking(contact(day=7)).recorded()


def test_it_belongs_to_the_period_in_which_it_was_said():
    story = given(to_closed(), need_reported().on(60)).when(participant_ends("k1", day=29, recorded=61))
    story.recorded("reopened").not_owed("close_case")


def test_what_was_done_before_it_stands():
    story = given(to_guided(), participant_ends(day=5)).when(contact(day=4, recorded=6))
    assert isinstance(story.recorded().entry.fact.data, ContactLogged)


@rule(76, 139)
def test_a_talk_with_the_youth_before_it_was_decided_is_not_the_one():
    first = (consent_decided("talk_to_youth", day=2), contact(purpose="hear_youth", by="k1", day=3))
    story = given(LOST, first).owed("restore_consent").when(consent_decided("talk_to_youth", day=4)).owed("hear_youth")
    story.when(contact(purpose="hear_youth", by="k1", day=5)).not_owed("hear_youth").owed("restore_consent")


# the eighteenth birthday (D3)


TURNS = day(100)
BORN = TURNS.replace(year=TURNS.year - 18)


@rule(140)
@pytest.mark.parametrize("ahead", [30, 60, 120])
def test_how_long_ahead_the_youth_is_asked_is_local_practice(ahead: int):
    story = given(to_guided(born=BORN), policy=Policy(birthday_lead_days=ahead))
    duty = story.duty("ask_youth_at_18")
    assert (duty.due_date - duty.from_date).days == ahead
    assert duty.due_date == month_end(TURNS).replace(day=1)


@rule(140)
@pytest.mark.parametrize("answer", [consented("participant", day=50), consent_refused("participant", day=50)])
def test_either_answer_is_one(answer: Any):
    given(to_guided(born=BORN), answer).not_owed("ask_youth_at_18")


@rule(140)
def test_with_their_own_yes_it_goes_on():
    story = given(to_guided(born=BORN), consented("participant", day=50), contact(day=101)).phase("guided")
    story.not_owed("restore_consent").owed("contact_youth", by="staff/g1")


@rule(140)
def test_without_it_the_coordinator_decides():
    told = contact(purpose="consent", by="k1", day=101)
    story = given(to_guided(born=BORN)).when(told).recorded("guided").owed("restore_consent", by="coordinator")
    story.when(consent_decided("ask_again", day=102)).recorded().owed("ask_consent_again")
    story.when(consented("participant", day=103)).not_owed("ask_consent_again", "restore_consent")


@rule(140)
@pytest.mark.parametrize(("number", "decides"), [(99, False), (100, True), (130, True)])
def test_from_the_birthday_the_coordinator_may_decide_though_nothing_was_told_since(number: int, decides: bool):
    story = given(to_guided(born=BORN)).when(consent_decided("close", day=number))
    if decides:
        story.recorded("guided").owed("end_without_consent").not_owed("restore_consent")
    else:
        story.refused("consent_not_missing")


@rule(140)
@pytest.mark.parametrize("number", [99, 100])
def test_what_a_guardian_refused_may_be_decided_on_the_birthday_too(number: int):
    """The day is sealed: until somebody tells of something the coordinator owes it, and can do it."""
    waiting = (*to_held(born=BORN), guide_asked(), guide_accepted(), consent_refused(day=90))
    story = given(waiting).owed("restore_consent", by="coordinator", pressing=number)
    story.when(consent_decided("close", day=number)).recorded("conversation").not_owed("restore_consent")


@rule(140)
def test_a_guardian_withdraws_nothing_from_18():
    story = given(to_guided(born=BORN), consented("participant", day=50), consent_withdrawn(day=101))
    story.not_owed("restore_consent", "resolve_consent").asking(contact(day=102)).recorded()
