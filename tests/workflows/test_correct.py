"""What a correction makes of a case: as if it had been right at once; each decision that falls is looked at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from events.assessment import Assessed
from events.closing import NeedReported
from events.consent import ConsentGiven, ParticipantEnds
from events.contact import ContactLogged, FirstContactMade
from events.conversation import ConversationHeld
from events.intake import ReferralReceived, RowRead, UnreadValue
from events.person import ResidenceChecked
from events.values import Answer, Category, LivesWith
from tests.support.ladder import (
    answered,
    assessed,
    closed,
    consented,
    contact,
    corrected,
    family_called,
    guide_accepted,
    guide_asked,
    mistaken,
    need_reported,
    referred,
    residence_checked,
    row,
    to_closed,
    to_guided,
)
from tests.support.ladder_correction import wrong_case
from tests.support.ladder_follow import participant_ends
from tests.support.ladder_move import accepted, offered
from tests.support.marks import rule
from tests.support.people import ADULT_BORN, BORN
from tests.support.story import Story, given, told
from workflows.age import Age
from workflows.case import Case
from workflows.correct import corrected as mended
from workflows.correct import standing
from workflows.outcome import Entry, Recorded
from workflows.record import evolve, record

OTHER = corrected(ReferralReceived, "category", "other")
"""Of another kind: to offer the programme would have asked for a stated need (R9)."""

UNREAD = (UnreadValue(column="hatmotiv", reason="unknown_word"), UnreadValue(column="bydel", reason="unknown_word"))


def looked_at(story: Story) -> list[str]:
    """The decisions that somebody is to look at again."""
    return [item.key for item in story.state.to_look_at if item.what == "review"]


def born(story: Story, on: date, model: Any = ReferralReceived) -> Story:
    """The coordinator corrects the birth date; what it makes of the age is looked up, since the date is sealed."""
    person = {"name": "Ungdom Syntetisk", "birth_date": on.isoformat()}
    fact = story.fact(corrected(model, "person", person))
    age = Age.of(on, (*(entry.fact for entry in story.log), fact))
    known = replace(story.known(fact), age=age, minor=age.minor_when(fact))
    outcome = record(story.state, fact, known, fact.time)
    assert isinstance(outcome, Recorded)
    story.now, story.born = fact.time, on
    story._append(outcome.entry)
    story.check()
    return story


# what is looked at


@rule(52)
def test_a_decision_that_falls_is_looked_at_once_and_not_again_at_every_other_correction():
    story = given(referred(), assessed(), OTHER)
    assert looked_at(story) == [story.key(Assessed)]
    story.when(corrected(ReferralReceived, "lives_with", "guardian_1"))
    assert looked_at(story) == [story.key(Assessed)]
    story.when(answered("review", Assessed), corrected(ReferralReceived, "lives_with", "both"))
    assert looked_at(story) == []
    story.when(corrected(ReferralReceived, "category", "violence"), OTHER)
    assert looked_at(story) == [story.key(Assessed)]


@rule(52)
def test_nobody_looks_again_at_what_was_refused_nor_at_what_was_done():
    """Only a decision that stands can fall; what reports happened."""
    story = told(referred(), assessed(family=None), assessed(), family_called())
    story.when(OTHER)
    assert looked_at(story) == [story.key(Assessed)]
    story.when(corrected(ReferralReceived, "reported", "yes"))
    assert looked_at(story) == [story.key(Assessed)]
    assert story.state.breaches == ()


@rule(27, 52)
def test_what_somebody_is_to_look_at_stays_beside_what_comes():
    story = given(row(unread=UNREAD), row(key="row-2", number=False), assessed("i1"))
    story.when(corrected(story.log[0].fact.key, "category", "other"))
    story.owed("look_again").not_owed("check_value")
    other = given(row(unread=UNREAD), row(key="row-2", unread=UNREAD), assessed("i1"))
    other.when(corrected(other.log[0].fact.key, "category", "other"))
    assert [item.what for item in other.state.to_look_at] == ["unread_value", "review"]
    assert [item.key for item in other.state.to_look_at] == [other.log[1].fact.key, other.key(Assessed)]


@rule(27)
def test_whoever_tells_what_could_not_be_read_has_looked():
    story = given(row(unread=UNREAD)).owed("check_value").when(corrected(RowRead, "hate_motive", "no"))
    story.recorded().not_owed("check_value")


@rule(8)
def test_whoever_tells_the_number_has_found_out_who_it_is():
    story = given(row(number=False)).owed("identify")
    story.when(corrected(RowRead, "category", "threats")).owed("identify")
    number = {"name": "Ungdom Syntetisk", "birth_date": BORN.isoformat(), "national_number": "15891012345"}
    story.when(corrected(RowRead, "person", number)).recorded().not_owed("identify")


def test_what_stood_on_the_wrong_case_is_nobodys_to_look_at_here():
    story = given(referred(), row(key="row-2", unread=UNREAD), row(key="row-3", unread=UNREAD))
    story.when(wrong_case(story.log[1].fact.key))
    assert [item.key for item in story.state.to_look_at] == [story.log[2].fact.key]


# what stays


def test_what_waits_what_broke_a_rule_and_what_is_void_stays_so():
    story = told(referred(reported=True), assessed(), family_called(), guide_asked(), guide_accepted())
    held, broken = story.state.waiting, story.state.breaches
    assert len(held) == len(broken) == 1
    story.when(OTHER)
    assert (story.state.waiting, story.state.breaches) == (held, broken)
    story.when(answered("breach", FirstContactMade), corrected(ReferralReceived, "category", "threats"))
    assert [one.answered for one in story.state.breaches] == [True]
    void = given(to_guided(), mistaken(), corrected(ReferralReceived, "category", "threats"))
    assert (void.state.void, void.state.phase) == (True, "closed")


def test_the_sequence_counts_every_line_also_those_that_mend_or_stand_elsewhere():
    story = given(to_guided(), contact(), wrong_case(ContactLogged), OTHER, contact())
    assert story.state.sequence == len(story.log) == 12


def test_each_of_many_corrections_is_folded_once():
    """A case that lives for years is corrected often, and what was corrected before is not folded twice by each."""
    many = tuple(corrected(ReferralReceived, "category", kind) for kind in ("robbery", "violence") * 6)
    story = given(referred(), assessed(), many)
    folded = []

    def counting(case: Case | None, entry: Entry, log: Sequence[Entry]) -> Case:
        folded.append(entry)
        after = evolve(case, entry, log)
        assert isinstance(after, Case)
        return after

    mended(story.state, story.log[-1], story.log[:-1], counting)
    assert len(folded) < 3 * len(story.log)


# the age


@rule(7, 52)
def test_whoever_turns_out_to_be_grown_up_was_so_when_it_was_decided():
    story = born(given(referred(), assessed()), ADULT_BORN)
    assert (story.state.minor, story.state.incidents[0].under_18) == (False, False)
    assert story.state.adult_from == date(2008, 6, 30)
    assert looked_at(story) == [story.key(Assessed)]


@rule(140)
@pytest.mark.parametrize("between", [(), (residence_checked(),), (residence_checked(), consented())])
def test_the_latest_birth_date_counts_and_a_correction_of_something_else_leaves_it(between: tuple[Any, ...]):
    story = born(born(given(referred(), assessed()), ADULT_BORN).when(between), BORN)
    assert (story.state.minor, story.state.adult_from) == (True, date(2028, 6, 30))
    born(story, ADULT_BORN).when(corrected(ReferralReceived, "category", "threats"), between)
    assert (story.state.minor, story.state.adult_from) == (False, date(2008, 6, 30))
    assert story.state.incidents[0].under_18 is False
    story.when(corrected(ReferralReceived, "category", "robbery"))
    assert story.state.adult_from == date(2008, 6, 30)


@rule(140)
def test_it_may_be_the_first_that_was_told_after_the_case_began():
    story = born(given(referred()), ADULT_BORN).when(corrected(ReferralReceived, "category", "threats"))
    assert story.state.adult_from == date(2008, 6, 30)


@rule(140)
def test_without_such_a_correction_the_age_is_as_it_was_told():
    story = given(referred(), corrected(ReferralReceived, "category", "threats"))
    assert (story.state.minor, story.state.adult_from) == (True, date(2028, 6, 30))
    assert story.state.incidents[0].under_18 is True


@rule(136, 140)
def test_what_was_decided_for_a_child_falls_for_somebody_grown_up():
    """A guardian's need reopens a child's case; that of a grown-up their own alone (D25)."""
    story = born(given(to_closed(), need_reported("guardian_1").on(60)), ADULT_BORN)
    assert story.key(NeedReported) in looked_at(story)
    assert story.phase("reopened").state.period.number == 2


# what was decided stays decided


@rule(135)
def test_unit_phase_closing_and_the_runs_before_are_as_they_were():
    story = given(to_closed(), need_reported().on(60), assessed().on(61))
    before = story.state
    story.when(corrected(Assessed, "decision", "not"), corrected(ReferralReceived, "category", "robbery"))
    assert (story.state.phase, story.state.earlier, story.state.unit) == (before.phase, before.earlier, before.unit)
    story.when(corrected(ConversationHeld, "follow_up_wanted", "unknown"))
    assert story.state.earlier == before.earlier
    ended = given(to_closed(), corrected(ReferralReceived, "category", "robbery"))
    assert ended.state.period.closing.ground == "youth_and_guide_agree"
    assert ended.state.period.guided is not None
    assert ended.state.incidents[0].category is Category.ROBBERY


def test_with_which_word_a_run_ended_is_as_it_was_when_it_was_closed():
    story = given(to_guided(), participant_ends(day=5), closed("ended_by_participant").on(30))
    before = story.state.period.closing
    story.when(wrong_case(ParticipantEnds))
    assert before is not None
    assert story.state.period.closing == before
    assert before.said_no


@rule(19)
def test_an_offer_to_another_unit_stands_though_the_case_would_have_been_closed_before_it():
    story = given(referred(), offered(), assessed(), corrected(Assessed, "decision", "not")).phase("assessed")
    story.owed("answer_move", by="coordinator@vest").when(accepted()).recorded()
    assert story.state.unit == "vest"
    story.when(corrected(ReferralReceived, "category", "robbery").reported_by("k9")).recorded()
    assert story.state.unit == "vest"


# the lines as they are shown


def test_each_line_that_takes_effect_stands_as_it_has_been_corrected():
    story = told(referred(reported=True), assessed(), family_called()).breach(47)
    story.when(residence_checked(), contact(by="k1", incoming=True))
    checked, struck = story.log[3].fact.key, story.log[4].fact.key
    story.when(corrected(checked, "lives_with", "guardian_2"), wrong_case(struck))
    shown = standing(story.log)
    assert [entry.fact.key for entry in shown] == [story.log[0].fact.key, story.log[1].fact.key, checked]
    assert shown[2].fact.data == ResidenceChecked(parents_live_together=Answer.NO, lives_with=LivesWith.GUARDIAN_2)
    assert standing(()) == ()


def test_whatever_was_struck_stays_struck():
    story = given(to_guided(), contact(), wrong_case(ContactLogged), wrong_case(ConsentGiven))
    assert [one.fact for one in story.state.ties.struck] == [story.key(ContactLogged), story.key(ConsentGiven)]
