"""The log that a guide keeps: every entry stays, additions stand beside it, and it may be kept elsewhere."""

from typing import Any

import pytest

from events.contact import ContactLogged, FirstContactMade, Kind, Professional
from events.conversation import ConversationHeld
from events.values import Channel, Source
from tests.support.ladder import (
    assessed,
    closed,
    consent_withdrawn,
    contact,
    family_called,
    need_reported,
    referred,
    to_closed,
    to_conversation,
    to_guided,
)
from tests.support.ladder_follow import addendum, frequency_agreed, pause_agreed
from tests.support.marks import rule
from tests.support.story import Step, given


def entry(**told: Any) -> Step:
    """An entry in the log, with everything that it may hold."""
    data = {"direction": "out", "channel": Channel.MEETING, "parties": [{"party": "participant", "reached": True}]}
    return Step(ContactLogged.model_validate({**data, **told}), by="staff/g1", day=3)


@rule(33, 110, 114, 116, 138, 145, 146, 147)
@pytest.mark.parametrize("kind", Kind.__args__)  # type: ignore[attr-defined]
def test_an_entry_says_what_it_was_about(kind: str):
    given(to_guided()).when(entry(kinds=[kind, "other"])).recorded()


@rule(146)
@pytest.mark.parametrize("who", Professional.__args__)  # type: ignore[attr-defined]
def test_a_talk_with_professionals_alone_is_an_entry(who: str):
    story = given(to_guided())
    contacts = story.state.period.contacts
    story.when(entry(parties=[], professionals=[who], kinds=["dialogue_with_investigator"])).recorded()
    assert story.state.period.contacts == contacts


@rule(47, 136)
def test_and_needs_no_clearance_nor_a_consent_nor_an_open_case():
    talked = entry(parties=[], professionals=["investigator"], initiative="starts")
    given(referred(reported=True), assessed()).when(talked.reported_by("k1")).recorded()
    given(to_guided(), consent_withdrawn(day=1)).when(talked).recorded()
    given(to_guided(), closed("left_district").on(1)).when(talked).recorded("closed")


@rule(33)
def test_somebody_is_named():
    given(to_guided()).when(entry(parties=[])).refused("nobody_named")


@rule(142)
def test_it_may_be_kept_elsewhere():
    story = given(to_guided()).when(contact(day=3).reported_by("g1", Source.GUIDELOG)).recorded()
    story.owed("contact_youth", due=17)


@rule(96, 97, 98)
def test_how_safe_the_youth_feels_is_kept_in_order():
    story = given(to_guided(), contact(day=8, safety=4), contact(day=5, safety=2, recorded=9), contact(day=10))
    assert [f.safety for f in story.state.period.follow_up.felt] == [2, 4]


# R142: corrections by addendum


@rule(142)
@pytest.mark.parametrize("about", [ContactLogged, FirstContactMade, ConversationHeld])
def test_an_addendum_stands_beside_the_entry_and_changes_nothing(about: Any):
    story = given(to_guided(), contact(day=3))
    before, entries = story.state, len(story.log)
    story.when(addendum(about, day=4)).recorded()
    assert len(story.log) == entries + 1
    assert story.state.period == before.period
    assert story.entry.fact.data.entry.id == story.key(about).partition(":")[2]  # type: ignore[attr-defined]


@rule(142)
def test_an_entry_that_is_not_there_has_none():
    given(to_guided()).when(addendum("desk:f99")).refused("no_such_entry")
    given(to_guided()).when(addendum("desk:f1")).refused("no_such_entry")


@rule(142)
def test_a_breach_is_an_entry_too():
    story = given(to_guided(), consent_withdrawn(day=1)).when(contact(day=2)).breach(139)
    story.when(addendum(ContactLogged, day=3)).recorded()


@rule(142, 135)
def test_an_entry_of_an_earlier_period_may_be_added_to():
    story = given(to_closed(), need_reported().on(60)).when(addendum(ConversationHeld, by="k1", day=61))
    story.recorded("reopened")


@rule(142)
def test_records_stay_open_after_a_closing():
    given(to_guided(), contact(day=3), closed("left_district").on(5)).when(addendum(ContactLogged, day=9)).recorded()
    story = given(to_guided(), closed("left_district").on(5)).when(contact(day=3, recorded=8)).recorded("closed")
    assert len(story.state.period.contacts) == 2


# what was agreed


@rule(108, 109, 110, 111)
def test_how_often_is_a_fact_of_its_own():
    story = given(to_guided()).when(frequency_agreed(5, day=1)).recorded()
    assert story.state.period.frequency.days == 5


@rule(109)
@pytest.mark.parametrize("days", [0, 61])
def test_some_wishes_are_none(days: int):
    with pytest.raises(ValueError, match="every_days"):
        frequency_agreed(days)


def test_a_pause_has_its_days_in_order():
    given(to_guided()).when(pause_agreed(9, 8)).refused("days_out_of_order")
    given(to_guided()).when(pause_agreed(9, 9)).recorded()


def test_pause_and_wish_belong_to_the_period_in_which_they_were_said():
    story = given(to_closed(), need_reported().on(60))
    story.when(pause_agreed(5, 9, day=4, recorded=61), frequency_agreed(3, day=4, recorded=61, by="k1"))
    assert story.state.earlier[0].frequency.days == 3
    assert story.state.period.frequency is None


# the first call: what R69–R84 ask for


@rule(46, 78, 79, 80, 81, 84)
def test_the_first_call_holds_what_the_family_needs_and_whom_it_would_like():
    told = family_called(
        needs="Vil ikke ta bussen alene",
        wishes=({"party": "guardian_1", "wish": "En fra skolen"},),
        checklist=(78, 79, 80, 81),
        interpreter=True,
    )
    given(referred(), assessed()).when(told).recorded("conversation")


@rule(28)
def test_called_back_by_the_family_the_loop_goes_on():
    """An incoming call is no try of ours; the yes it brings is a fact of its own."""
    story = given(referred(), assessed()).when(contact("guardian_1", incoming=True, by="k1")).recorded("assessed")
    story.owed("call_family").when(*to_conversation()[3:]).recorded("conversation").not_owed("call_family")
