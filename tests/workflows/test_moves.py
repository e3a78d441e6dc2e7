"""What can be done with a case now: asked of the same rules that decide, before anybody does it."""

import pytest

from events.assessment import Assessed
from events.catalogue import CATALOGUE
from events.clearance import ClearanceAsked, ClearanceGiven
from events.closing import Closed, NeedReported
from events.contact import ContactLogged, FirstContactMade
from events.conversation import ConversationHeld
from events.duty_to_report import ConcernRaised
from events.fact import FactData
from events.guidance import GuideAsked
from events.values import Role
from tests.support.ladder import (
    assessed,
    clearance_asked,
    cleared,
    consent_withdrawn,
    mistaken,
    referred,
    to_closed,
    to_conversation,
    to_guided,
)
from tests.support.marks import rule
from tests.support.people import STAFF
from tests.support.story import Step, given
from workflows.known import Known
from workflows.moves import MOVES, Possible, moves_of
from workflows.rule import Hard
from workflows.rulebook import RULEBOOK

COORDINATOR = frozenset({Role.COORDINATOR})
GUIDE = frozenset({Role.GUIDE})


def moves(*steps: Step | tuple[Step, ...], roles: frozenset[Role] = COORDINATOR, by: str = "staff/k1"):
    story = given(*steps)
    known = Known(staff=STAFF, unit="ost", minor=story.state.minor)
    return {one.fact: one for one in moves_of(story.state, roles, by, known, story.now)}


def codes(move: Possible) -> list[str]:
    return [reason.code for reason in move.blocked]


@rule(47)
def test_a_reported_case_may_not_be_phoned_before_it_is_cleared_and_the_move_says_so():
    found = moves(referred(reported=True), assessed())
    assert codes(found[FirstContactMade]) == ["clearance_missing"]
    assert found[FirstContactMade].blocked[0].rules[0] == 47
    assert found[ClearanceAsked].blocked == ()


@rule(47)
def test_once_it_is_cleared_it_may_be_phoned():
    assert moves(referred(reported=True), assessed(), clearance_asked(), cleared())[FirstContactMade].blocked == ()


def test_what_an_answer_in_the_form_would_mend_blocks_nothing():
    """A closing needs its ground's answers: they are asked for in its form, and the button is there."""
    assert moves(to_guided())[Closed].blocked == ()
    assert moves(referred())[Assessed].blocked == ()


@rule(139)
def test_without_consent_there_is_no_follow_up_to_log():
    found = moves(to_guided(), consent_withdrawn())
    assert found[ContactLogged].blocked
    assert all(reason.rules for reason in found[ContactLogged].blocked)


@pytest.mark.parametrize(
    ("steps", "there", "not_there"),
    [
        ((referred(),), Assessed, ContactLogged),
        ((to_conversation(),), ConversationHeld, Assessed),
        ((to_guided(),), ContactLogged, NeedReported),
        ((to_closed(),), NeedReported, Closed),
    ],
)
def test_a_phase_offers_what_belongs_to_it(steps: tuple[Step, ...], there: type[FactData], not_there: type[FactData]):
    found = moves(*steps)
    assert there in found
    assert not_there not in found


def test_somebody_is_offered_what_their_role_may_report():
    found = moves(to_guided(), roles=GUIDE, by="staff/g1")
    assert ContactLogged in found
    assert not {GuideAsked, Closed, ClearanceGiven} & set(found)


@rule(164, 174)
def test_a_concern_may_be_raised_in_every_phase_and_nothing_blocks_it():
    for steps in ((referred(),), (referred(), assessed()), (to_conversation(),), (to_guided(),), (to_closed(),)):
        assert moves(*steps)[ConcernRaised].blocked == ()


def test_nothing_is_done_with_a_case_that_should_never_have_been():
    assert moves(referred(), mistaken()) == {}


def test_every_hard_rule_that_may_block_names_what_clears_it():
    """So that a greyed button can say how to go on."""
    asked = {move.fact for move in MOVES}
    assert asked <= set(CATALOGUE)
    rules = [one for one in RULEBOOK if isinstance(one, Hard) and asked & set(one.on)]
    assert len(rules) > 20
    story = given(to_guided())
    for one in rules:
        for move in MOVES:
            if move.fact in one.on:
                data = move.least(story.state, story.now)
                assert data.TYPE == move.fact.TYPE
