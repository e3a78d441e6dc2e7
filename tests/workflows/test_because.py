"""Whoever is told no is shown the facts that made it: each kind of no, with the facts behind it and no others."""

from collections.abc import Callable
from typing import Any

import pytest

from events.assessment import Assessed
from events.clearance import ClearanceAsked, ClearanceGiven
from events.closing import Closed, NeedReported
from events.consent import ConsentGiven, ConsentRefused
from events.contact import FirstContactMade
from events.conversation import ConversationAccepted, ConversationHeld, HolderAccepted, HolderAsked
from events.fact import FactData
from events.guidance import GuideAccepted, GuideAsked
from events.intake import ReferralReceived
from events.move import MoveOffered
from events.person import Died
from events.protection import ThreatLearned
from tests.support.ladder import (
    assessed,
    clearance_asked,
    cleared,
    conversation_accepted,
    conversation_held,
    family_called,
    guide_asked,
    need_reported,
    nobody_answered,
    not_offered,
    referred,
    to_closed,
    to_conversation,
    to_guided,
    to_held,
    to_reopened,
)
from tests.support.ladder_conversation import holder_accepted, holder_asked
from tests.support.ladder_follow import consent_refused, threat_learned
from tests.support.ladder_move import died, offered
from tests.support.marks import rule
from tests.support.story import Story, given
from workflows import because

Why = Callable[[Any, Any], tuple[str, ...]]


def facts(story: Story, why: Why) -> list[type[FactData]]:
    """The types of the facts that it names, in its order."""
    by_key = {entry.fact.key: type(entry.fact.data) for entry in story.log}
    return [by_key[key] for key in why(story.state, story.fact(assessed()))]


@rule(6)
@pytest.mark.parametrize(
    ("steps", "named"),
    [
        (referred(), [ReferralReceived]),
        ((referred(), assessed()), [Assessed]),
        (to_conversation(), [FirstContactMade]),
        ((referred(), assessed(), nobody_answered("guardian_1"), conversation_accepted()), [ConversationAccepted]),
        ((referred(), assessed(), family_called("held", reached=("guardian_1", "participant"))), [FirstContactMade]),
        ((referred(), assessed(), conversation_held()), [ConversationHeld]),
        (to_guided(), [ConsentGiven]),
        (to_reopened(), [NeedReported]),
        (to_closed(), [ReferralReceived]),
    ],
)
def test_what_brought_the_case_to_the_phase_in_which_it_is(steps: Any, named: list[type[FactData]]):
    assert facts(given(steps), because.phase) == named


@rule(6)
@pytest.mark.parametrize(
    ("why", "steps", "named"),
    [
        (because.beginning, to_reopened(), [ReferralReceived]),
        (because.detected, referred(), [ReferralReceived]),
        (because.undecided, referred(), [ReferralReceived]),
        (because.undecided, (referred(), assessed()), []),
        (because.closing, to_guided(), []),
        (because.closing, to_closed(), [Closed]),
        (because.closing, to_reopened(), [Closed]),
        (because.offered, referred(), []),
        (because.offered, to_guided(), [Assessed]),
        (because.guided, to_held(), []),
        (because.guided, to_guided(), [ConsentGiven, GuideAccepted]),
        (because.asked, (to_held(), guide_asked()), [GuideAsked]),
        (because.asked, to_guided(), [GuideAccepted]),
        (because.asked, (to_guided(), guide_asked("g2")), [GuideAsked, GuideAccepted]),
        (because.holder_asked, (to_conversation(), holder_asked()), [HolderAsked]),
        (because.holder_asked, (to_conversation(), holder_asked(), holder_accepted()), [HolderAccepted]),
        (because.follow_up, to_conversation(), []),
        (because.follow_up, to_held(), [ConversationHeld]),
        (because.call, to_conversation(), [FirstContactMade]),
        (because.call, (referred(), assessed()), []),
        (because.answers, to_conversation(), [FirstContactMade]),
        (because.declined, to_conversation(), []),
        (because.declined, (referred(), assessed(), family_called("declined")), [FirstContactMade]),
        (because.consents, (to_guided(), consent_refused()), [ConsentRefused]),
        (because.consents, to_held(), []),
        (because.protection, (referred(), assessed()), [Assessed]),
        (because.protection, (to_guided(), threat_learned()), [ThreatLearned]),
        (
            because.clearance,
            (referred(reported=True), assessed(), clearance_asked(), cleared()),
            [ClearanceAsked, ClearanceGiven],
        ),
        (because.move, to_guided(), []),
        (because.move, (to_guided(), offered()), [MoveOffered]),
        (because.death, to_guided(), []),
        (because.death, (to_guided(), died()), [Died]),
    ],
)
def test_the_facts_behind_each_no(why: Why, steps: Any, named: list[type[FactData]]):
    assert facts(given(steps), why) == named


@rule(53)
def test_an_offer_that_was_taken_back_is_what_stands_against_it():
    story = given(referred(), assessed(), not_offered())
    assert facts(story, because.undecided) == [Assessed]
    assert because.undecided(story.state, None) == (story.log[-1].fact.key,)  # type: ignore[arg-type]


@rule(136)
def test_of_two_closings_it_is_the_last():
    story = given(to_reopened())
    first = because.closing(story.state, None)  # type: ignore[arg-type]
    story.when(not_offered().on(61)).recorded("closed")
    assert because.closing(story.state, None) != first  # type: ignore[arg-type]
    story.when(need_reported().on(90)).recorded("reopened")
    assert facts(story, because.closing) == [Assessed]


def test_each_fact_once_and_nothing_of_what_is_not_there():
    mark = given(to_guided()).state.period.guided
    assert because.these(mark, None, mark) == (mark.fact,)
    assert because.these() == ()
