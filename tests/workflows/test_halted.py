"""What another unit has learned stops contact until the two units have talked; what it was stays there."""

import pytest

from events.person import ContactHalted
from tests.support.ladder import (
    answered,
    assessed,
    cleared,
    considered,
    contact,
    need_reported,
    referred,
    to_closed,
    to_conversation,
    to_guided,
)
from tests.support.ladder_move import died
from tests.support.ladder_person import contact_halted
from tests.support.marks import rule
from tests.support.story import given
from workflows.outcome import Verb

CALLING = (referred(), assessed(), considered())


@rule(14)
def test_the_coordinator_talks_with_the_other_unit_the_same_day():
    given(*CALLING).not_owed("ask_other_unit")
    given(*CALLING, contact_halted(day=1)).recorded("assessed").owed("ask_other_unit", by="coordinator", due=1)


@rule(14)
@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        (CALLING, "call_family"),
        (to_conversation(), "hold_conversation"),
        (to_guided(), "contact_youth"),
        (to_guided(), "contact_parents"),
    ],
    ids=["call_family", "hold_conversation", "contact_youth", "contact_parents"],
)
def test_nobody_contacts_the_family_before_that(steps: tuple[object, ...], kind: str):
    free = given(*steps)
    assert "ask_other_unit" not in free.duty(kind).waiting_for
    halted = free.when(contact_halted())
    assert any("ask_other_unit" in duty.waiting_for for duty in halted.duties() if duty.kind == kind)
    halted.when(answered("halt", ContactHalted)).recorded().not_owed("ask_other_unit")
    assert "ask_other_unit" not in halted.duty(kind).waiting_for


@rule(14)
def test_what_was_done_meanwhile_is_no_breach_of_a_rule():
    story = given(*to_guided(), contact_halted()).when(contact())
    assert story.entry.verb is Verb.RECORDED


@rule(14)
def test_a_death_in_this_case_too_ends_it():
    given(*CALLING, contact_halted(), died()).recorded("closed").not_owed("ask_other_unit", "call_family")


@rule(14)
def test_a_closed_case_owes_it_when_somebody_asks_for_more():
    story = given(*to_closed(), contact_halted()).not_owed("ask_other_unit")
    story.when(need_reported()).recorded("reopened").owed("ask_other_unit")


@rule(14)
def test_two_units_are_two_talks():
    story = given(*CALLING, cleared(), contact_halted("vest"), contact_halted("sentrum"))
    assert len([duty for duty in story.duties() if duty.kind == "ask_other_unit"]) == len(("vest", "sentrum"))
