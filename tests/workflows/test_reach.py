"""Who the perpetrator is, who the guardians are, and nobody in danger because we called (D4, D15, D16)."""

import pytest

from events.values import AddressProtection, Answer, GuardianKind, PerpetratorIs
from tests.support.ladder import (
    assessed,
    closed,
    consented,
    considered,
    contact,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    participant_called,
    referred,
    row,
    to_closed,
    to_conversation,
    to_guided,
    youth_considered,
)
from tests.support.ladder_person import (
    address_protection,
    contact_data,
    guardian_told,
    interpreter_booked,
    interpreter_needed,
    relation_learned,
    safe_to_contact,
)
from tests.support.marks import rule
from tests.support.people import ADULT_BORN
from tests.support.story import given

OFFERED = (referred(), assessed(), considered())
LONELY = (
    referred(guardians=1, perpetrator=PerpetratorIs.GUARDIAN_1),
    assessed(family=Answer.YES, reason="Skjermes"),
    considered(),
)


@rule(17, 52, 62, 165)
def test_the_perpetrator_turns_out_to_be_the_brother_in_week_five():
    story = given(to_guided(), contact(day=10), contact(day=20), contact(day=30))
    story.when(relation_learned(household=Answer.YES, day=35)).recorded(phase="guided")
    story.owed("assess_changed", by="coordinator").owed("consider_protection", by="coordinator")
    story.owed("judge_report", by="coordinator", due=35)
    story.when(contact(day=36)).recorded()


@rule(17, 165)
def test_of_an_adult_no_duty_to_report_is_raised():
    adult = referred(born=ADULT_BORN, hate=Answer.YES)
    story = given(adult, assessed(), relation_learned()).owed("assess_changed").not_owed("judge_report")
    assert story.state.incidents[0].family_known is not None


@rule(17)
@pytest.mark.parametrize(
    ("who", "household", "family"),
    [
        (PerpetratorIs.FAMILY, Answer.UNKNOWN, True),
        (PerpetratorIs.HOUSEHOLD, Answer.UNKNOWN, True),
        (PerpetratorIs.GUARDIAN_3, Answer.NO, True),
        (PerpetratorIs.PARTNER, Answer.YES, True),
        (PerpetratorIs.PARTNER, Answer.NO, False),
        (PerpetratorIs.ACQUAINTED, Answer.UNKNOWN, False),
    ],
)
def test_family_is_who_belongs_to_it_or_lives_in_the_household(who: PerpetratorIs, household: Answer, family: bool):
    story = given(OFFERED, relation_learned(who, household=household))
    assert (story.state.incidents[0].family_known is not None) is family
    assert ("assess_changed" in story.kinds()) is family


@rule(17)
def test_what_is_learned_of_an_incident_that_is_not_assessed_is_asked_there():
    given(referred(), relation_learned()).owed("assess").not_owed("assess_changed")


@rule(17, 136)
def test_in_a_closed_case_it_asks_for_no_contact():
    story = given(to_closed(), relation_learned(day=40)).phase("closed").not_owed("assess_changed", "contact_youth")
    story.owed("judge_report", due=40)


@rule(17)
def test_a_guardian_who_is_or_protects_the_perpetrator_is_neither_called_nor_proposed():
    story = given(OFFERED, relation_learned(PerpetratorIs.GUARDIAN_1, day=2)).owed("call_family", party="guardian_2")
    story.asking(family_called(day=3)).breach(17)
    story.asking(family_called(by="guardian_2", day=3)).recorded()
    story = given(OFFERED, relation_learned(PerpetratorIs.HOUSEHOLD, protected_by=("guardian_1",), day=2))
    story.owed("call_family", party="guardian_2").asking(family_called(day=3)).breach(17)


@rule(17)
def test_a_call_before_anybody_knew_is_no_breach_whenever_it_is_told():
    given(OFFERED, relation_learned(PerpetratorIs.GUARDIAN_1, day=3)).when(family_called(day=2)).recorded()
    given(OFFERED, safe_to_contact("guardian_1", safe=False, day=3)).when(family_called(day=2)).recorded()


@rule(17)
def test_the_breach_names_what_made_each_of_them_unsafe():
    father = relation_learned(PerpetratorIs.GUARDIAN_1).called("far")
    story = given(OFFERED, father, safe_to_contact("guardian_2", safe=False).called("mor"))
    story.when(family_called(reached=("guardian_1", "guardian_2"))).breach(17)
    assert [r.facts for r in story.entry.reasons if 17 in r.rules] == [("desk:far", "desk:mor")]


@rule(17)
def test_who_is_not_safe_to_contact_is_not_called_until_they_are():
    story = given(OFFERED, safe_to_contact("guardian_1", safe=False, day=1)).owed("call_family", party="guardian_2")
    story.asking(family_called(day=2)).breach(17)
    story.when(safe_to_contact("guardian_1", day=2)).owed("call_family", party="guardian_1")
    story.asking(family_called(day=3)).recorded()


@rule(17)
def test_known_at_the_very_moment_of_the_call_is_known():
    story = given(OFFERED, safe_to_contact("guardian_1", safe=False, day=1), safe_to_contact("guardian_1", day=3))
    story.asking(family_called(day=1)).breach(17)
    story.asking(family_called(day=3)).recorded()
    story.asking(family_called(day=1, hour=8)).recorded()


@rule(17)
def test_a_number_that_the_perpetrator_shares_is_not_called_and_another_one_is():
    story = given(OFFERED, safe_to_contact("guardian_1", shared=True, day=1)).asking(family_called(day=2)).breach(17)
    story.when(safe_to_contact("guardian_1", shared=True, phone="00000009", day=2))
    story.asking(family_called(day=3)).recorded()


@rule(17)
def test_safe_to_contact_makes_nobody_of_the_perpetrator():
    story = given(OFFERED, relation_learned(PerpetratorIs.GUARDIAN_1), safe_to_contact("guardian_1"))
    assert story.state.callable_guardians() == ("guardian_2",)


@rule(17, 155)
def test_where_the_youth_cannot_be_reached_safely_a_way_is_found_first():
    story = given(to_guided(), safe_to_contact(safe=False, day=1))
    story.owed("find_safe_way", by="coordinator", due=3)
    story.owed("contact_youth", party="participant:halted", waiting_for="find_safe_way")
    story.asking(contact(day=2)).breach(17)
    story.when(safe_to_contact(phone="00000009", day=3)).not_owed("find_safe_way").asking(contact(day=4)).recorded()


@rule(17)
def test_a_guardian_is_called_where_only_the_youth_is_not_safe_to_call():
    story = given(OFFERED, safe_to_contact(safe=False)).not_owed("find_safe_way").when(family_called())
    story.recorded("conversation").owed("hold_conversation", waiting_for="find_safe_way")


@rule(70, 72, 76)
def test_where_no_guardian_is_left_it_is_the_coordinators_and_never_a_dead_end():
    story = given(LONELY).owed("find_guardian", by="coordinator", due=2)
    story.owed("call_family", waiting_for="find_guardian").asking(participant_called()).breach(70)


@rule(72)
@pytest.mark.parametrize("kind", [GuardianKind.BARNEVERN, GuardianKind.APPOINTED])
def test_barnevern_or_an_appointed_guardian_is_called_then(kind: GuardianKind):
    story = given(LONELY, guardian_told(kind=kind)).not_owed("find_guardian").owed("call_family", party="guardian_3")
    story.when(family_called(by="guardian_3")).recorded("conversation")
    story.when(conversation_held(parties=("participant", "guardian_3")), guide_asked(), guide_accepted())
    story.when(consented("guardian_3")).recorded("guided")


@rule(70, 76)
def test_or_the_youth_by_a_reasoned_decision():
    story = given(LONELY, youth_considered()).not_owed("find_guardian").owed("call_family", party="participant")
    story.when(participant_called()).recorded("conversation")
    given(LONELY, youth_considered(talk=False)).owed("find_guardian").when(closed("left_district")).recorded("closed")


@rule(76)
def test_where_a_guardian_can_be_called_nobody_decides_that_without_a_no():
    given(OFFERED).when(youth_considered()).refused("no_guardians_no")


@rule(72)
def test_a_guardian_may_be_added_changed_and_end():
    story = given(OFFERED, guardian_told("guardian_1", GuardianKind.FOSTER_PARENT, parental_responsibility="no"))
    assert story.state.guardians[0].kind is GuardianKind.FOSTER_PARENT
    assert story.state.guardians[0].responsibility is Answer.NO
    story.when(guardian_told("guardian_1", None, ended=True)).owed("call_family", party="guardian_2")
    assert story.state.guardians[0].kind is GuardianKind.FOSTER_PARENT
    assert story.state.callable_guardians() == ("guardian_2",)


def test_the_latest_telling_of_a_guardian_counts_and_a_row_takes_no_guardian_away():
    told = (
        guardian_told("guardian_1", GuardianKind.FATHER, day=5),
        guardian_told("guardian_1", GuardianKind.MOTHER, day=4),
    )
    for order in (told, told[::-1]):
        story = given(row(), *(step.arriving(6) for step in order), guardian_told(day=6), row(content="b", day=3))
        assert [g.kind for g in story.state.guardians] == ["father", "father", "barnevern"]


def test_what_was_told_of_address_protection_last_counts():
    story = given(row(protection=AddressProtection.NONE), address_protection(day=2))
    assert story.state.protection is AddressProtection.STRICT
    story.when(address_protection(AddressProtection.NONE, day=1))
    assert story.state.protection is AddressProtection.STRICT
    story.when(address_protection(AddressProtection.PROTECTED, "guardian_2", day=3))
    assert story.state.guardians[1].protection is AddressProtection.PROTECTED


@rule(81)
def test_an_interpreter_is_booked_before_the_call_and_before_the_conversation():
    story = given(OFFERED, interpreter_needed(day=1)).owed("book_interpreter", by="coordinator", due=3)
    story.when(interpreter_booked(day=2)).recorded().not_owed("book_interpreter")
    story.when(family_called(day=3)).recorded("conversation").owed("book_interpreter", party="guardian_1")
    story.when(interpreter_booked(on=9, day=4)).not_owed("book_interpreter")


@rule(81)
def test_none_is_booked_for_who_needs_none_or_is_not_talked_to():
    given(OFFERED, interpreter_needed(), interpreter_needed(needed=False)).not_owed("book_interpreter")
    given(OFFERED, interpreter_needed("guardian_2")).not_owed("book_interpreter")
    given(to_conversation(), interpreter_needed("participant")).owed("book_interpreter", party="participant")
    given(to_closed(), interpreter_needed(day=40)).not_owed("book_interpreter")


def test_only_people_of_the_case_are_spoken_of():
    for step in (safe_to_contact("guardian_3"), interpreter_needed("guardian_3"), interpreter_booked("guardian_3")):
        given(OFFERED).when(step).refused("no_such_person")
    given(OFFERED).when(address_protection(person="guardian_3")).refused("no_such_person")
    given(OFFERED).when(relation_learned(incident="i2")).refused("no_such_incident")


def test_older_contact_data_tell_nothing_of_today():
    given(OFFERED, contact_data(day=3)).when(contact_data("00000008", day=2)).superseded()
