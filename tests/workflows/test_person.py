"""With whom the youth lives, checked before the call where parents live apart."""

import pytest

from events.values import AddressProtection, Answer, LivesWith, PerpetratorIs
from tests.support.ladder import (
    assessed,
    family_called,
    nobody_answered,
    participant_called,
    referred,
    residence_checked,
    row,
    to_closed,
    youth_considered,
)
from tests.support.ladder_person import (
    contact_halted,
    interpreter_booked,
    interpreter_needed,
    relation_learned,
    safe_to_contact,
)
from tests.support.marks import rule, shows
from tests.support.people import ADULT_BORN
from tests.support.story import given

APART = (referred(lives_with=LivesWith.GUARDIAN_1), assessed())


@rule(73)
@pytest.mark.parametrize("lives_with", [LivesWith.GUARDIAN_1, LivesWith.GUARDIAN_2, LivesWith.SHARED])
def test_where_parents_live_apart_it_is_checked_before_the_call(lives_with: LivesWith):
    story = given(referred(lives_with=lives_with), assessed()).owed("check_residence", by="coordinator", due=2)
    story.owed("call_family", waiting_for="check_residence").asking(family_called()).breach(73)


@rule(73)
@pytest.mark.parametrize("lives_with", [LivesWith.BOTH, LivesWith.UNKNOWN, LivesWith.ALONE, LivesWith.CARE])
def test_only_there(lives_with: LivesWith):
    given(referred(lives_with=lives_with), assessed()).not_owed("check_residence").when(family_called()).recorded()


@rule(73)
@shows("R73 residence_unchecked", "forbidden", "allowed")
def test_a_check_after_the_call_legalises_nothing():
    given(APART, residence_checked(day=2)).asking(family_called(day=1)).breach(73)
    given(APART, residence_checked(day=2)).asking(family_called(day=3)).recorded()


@rule(73)
def test_a_check_that_finds_them_apart_counts_as_the_check():
    given(referred(), assessed(), residence_checked()).not_owed("check_residence").when(family_called()).recorded()


@rule(71, 73)
def test_an_adult_is_called_wherever_they_live():
    adult = referred(born=ADULT_BORN, hate=Answer.YES, lives_with=LivesWith.GUARDIAN_1)
    given(adult, assessed()).not_owed("check_residence").when(participant_called()).recorded()


@rule(74)
def test_the_one_the_youth_lives_with_is_addressed():
    story = given(APART, residence_checked(LivesWith.GUARDIAN_2)).owed("call_family", party="guardian_2")
    story.asking(family_called(by="guardian_1")).breach(74)
    story.asking(family_called(by="guardian_2")).recorded()
    story.asking(family_called(by="guardian_1", reached=("guardian_1", "guardian_2"))).recorded()


@rule(74)
def test_unless_there_is_a_reason():
    given(APART, residence_checked(LivesWith.GUARDIAN_2)).when(
        family_called(by="guardian_1", deviation="Mor er bortreist")
    ).recorded()


@rule(74, 76)
def test_or_it_is_the_youth_alone_who_is_called():
    story = given(APART, residence_checked(), family_called("declined"), youth_considered())
    story.when(participant_called()).recorded("conversation")


@rule(74)
def test_or_they_are_the_perpetrator():
    unsafe = referred(lives_with=LivesWith.GUARDIAN_1, perpetrator=PerpetratorIs.GUARDIAN_1)
    story = given(unsafe, assessed(family=Answer.YES, reason="Skjermes"), residence_checked(LivesWith.GUARDIAN_1))
    story.asking(family_called(by="guardian_2")).recorded()


@rule(74)
@shows("R74 not_the_home_parent", "forbidden", "allowed")
def test_or_were_tried_three_times():
    tries = tuple(nobody_answered("guardian_1") for _ in range(3))
    story = given(APART, residence_checked(), tries[:2])
    story.asking(family_called(by="guardian_2")).breach(74)
    given(APART, residence_checked(), tries).asking(family_called(by="guardian_2")).recorded()


@rule(71, 74)
def test_of_an_adult_it_is_said_that_they_speak_for_themselves_and_not_which_parent_to_call():
    adult = referred(born=ADULT_BORN, hate=Answer.YES, lives_with=LivesWith.GUARDIAN_1)
    story = given(adult, assessed()).asking(family_called(by="guardian_2")).breach(71)
    assert [reason.code for reason in story.entry.reasons] == ["adult_speaks_alone"]


def test_only_an_older_check_is_overtaken_by_a_later_one():
    story = given(referred(), assessed(), residence_checked(LivesWith.BOTH, Answer.YES, day=3))
    story.when(family_called(day=2)).recorded("conversation")


@rule(81)
def test_an_interpreter_for_another_is_none_for_who_is_called():
    story = given(referred(), assessed(), interpreter_needed("guardian_1"), interpreter_booked("guardian_2"))
    story.owed("book_interpreter", party="guardian_1")
    story.when(interpreter_booked("guardian_2", "guardian_1")).not_owed("book_interpreter")


@rule(17)
def test_every_word_on_whether_somebody_is_safe_counts_for_its_own_time():
    story = given(referred(), assessed(), safe_to_contact("guardian_1", safe=False, day=1))
    story.when(safe_to_contact("guardian_1", day=4)).recorded()
    story.asking(family_called(day=2)).breach(17)
    story.asking(family_called(day=5)).recorded()


def test_the_latest_check_counts_whichever_arrives_first():
    late = residence_checked(LivesWith.GUARDIAN_2, day=1)
    story = given(referred(), assessed(), residence_checked(LivesWith.GUARDIAN_1, day=3)).when(late).superseded()
    assert story.state.lives_with is LivesWith.GUARDIAN_1


def test_a_check_stands_against_an_older_row():
    story = given(row(day=0), assessed(), residence_checked(LivesWith.GUARDIAN_1, day=3))
    story.when(row(key="row-2", lives_with=LivesWith.GUARDIAN_2, day=2))
    assert story.state.lives_with == "guardian_1"
    story.when(row(key="row-3", lives_with=LivesWith.GUARDIAN_2, day=4))
    assert story.state.lives_with == "guardian_2"


def test_a_row_that_tells_nothing_of_address_protection_takes_none_away():
    story = given(row(protection=AddressProtection.STRICT), row(key="row-2"))
    assert story.state.protection == "strict"
    story.when(row(key="row-3", protection=AddressProtection.NONE))
    assert story.state.protection == "none"


def test_an_older_row_arriving_late_changes_nothing_that_a_newer_one_tells():
    story = given(row(content="new", day=5, investigator="e2"))
    story.when(row(content="old", day=3, investigator="e1", perpetrator=PerpetratorIs.GUARDIAN_1))
    incident = story.state.incidents[0]
    assert (incident.content, incident.investigator) == ("new", "e2")
    assert incident.perpetrator_is is PerpetratorIs.GUARDIAN_1  # the newer row says nothing of it


@rule(17, 52)
def test_family_that_was_known_when_it_was_assessed_is_not_asked_about_again():
    known = referred(perpetrator=PerpetratorIs.FAMILY)
    story = given(known, assessed(family=Answer.YES, reason="Barnevernet er med")).not_owed("assess_changed")
    story.when(relation_learned(PerpetratorIs.GUARDIAN_2, day=2)).recorded().not_owed("assess_changed")
    stranger = given(referred(perpetrator=PerpetratorIs.ACQUAINTED), assessed())
    stranger.when(relation_learned(PerpetratorIs.GUARDIAN_2, day=2)).recorded().owed("assess_changed")


# another unit has learned something (R14)


@rule(14)
def test_the_other_unit_is_asked_of_an_open_case_and_of_no_closed_one():
    given(referred(), contact_halted(day=1)).owed("ask_other_unit", by="coordinator", due=1)
    given(to_closed(), contact_halted(day=31)).not_owed("ask_other_unit")
