"""Each kind of duty of a case: a story in which it presses, and the fact by which its owner does it, now."""

from typing import Any

import pytest

from events.intake import UnreadValue
from events.values import Answer, LivesWith, Source
from tests.support import (
    stories_of_follow,
    stories_of_guides,
    stories_of_matters,
    stories_of_moves,
    stories_of_people,
    stories_of_ties,
)
from tests.support.clearing import BY_KIND, clearing
from tests.support.ladder import (
    assessed,
    clearance_asked,
    cleared,
    consented,
    considered,
    contact,
    conversation_held,
    corrected,
    family_called,
    guide_accepted,
    guide_asked,
    guide_away,
    need_reported,
    nobody_answered,
    referred,
    residence_checked,
    row,
    to_closed,
    to_conversation,
    to_guided,
    to_held,
    youth_considered,
)
from tests.support.marks import each, rule
from tests.support.people import ADULT_BORN
from tests.support.story import Story, day, told
from workflows.outcome import Recorded
from workflows.record import evolve, record
from workflows.rulebook import CASE_DUTIES

REPORTED = (referred(reported=True), assessed(), considered())
OFFERED = (referred(), assessed(), considered())
TURNS = day(100)

STORIES: dict[str, tuple[tuple[Any, ...], int]] = {
    "clarify_hate_motive": ((row(born=ADULT_BORN),), 1),
    "assess": ((referred(),), 1),
    "assess_again": ((*to_closed(), need_reported().on(60)), 61),
    "assess_changed": ((row(born=ADULT_BORN), assessed(hate_motive=Answer.YES), row(
        born=ADULT_BORN, hate=Answer.NO, content="content-2", day=2)), 3),
    "check_residence": ((referred(lives_with=LivesWith.SHARED), assessed()), 1),
    "ask_clearance": (REPORTED, 1),
    "ask_clearance_again": ((*REPORTED, clearance_asked()), 4),
    "escalate_clearance": ((*REPORTED, clearance_asked()), 10),
    "leader_asks_clearance": ((*REPORTED, clearance_asked()), 25),
    "renew_clearance": ((*REPORTED, cleared(until=5)), 6),
    **stories_of_matters.STORIES,
    **stories_of_people.STORIES,
    "consider_protection": ((referred(), assessed()), 1),
    "call_family": (OFFERED, 1),
    "decide_unreached": ((*OFFERED, *(nobody_answered(day=n) for n in range(1, 6))), 6),
    "consider_youth": ((*OFFERED, family_called("declined")), 1),
    "hold_conversation": (to_conversation(), 1),
    **stories_of_guides.STORIES,
    "clarify_follow_up": ((*to_conversation(), conversation_held(Answer.UNKNOWN)), 1),
    "ask_guide": (to_held(), 1),
    "await_guide": ((*to_held(), guide_asked()), 1),
    "consider_substitute": ((*to_guided(), guide_away(5, 30, day=1)), 2),
    "replace_guide": ((*to_held(), guide_asked("e1"), guide_accepted("e1"), consented(),
                       row(key="row-2", investigator="e1").on(3), cleared("i2", day=4)), 5),
    "ask_consent": (to_held(), 1),
    **stories_of_follow.STORIES,
    "ask_youth_at_18": (to_guided(born=TURNS.replace(year=TURNS.year - 18)), 60),
    "contact_youth": (to_guided(), 14),
    "contact_parents": (to_guided(), 14),
    "decide_not_reached": (to_guided(), 28),
    "close_case": ((*OFFERED, family_called("declined"), youth_considered(talk=False)), 1),
    **stories_of_moves.STORIES,
    **stories_of_ties.STORIES,
    "answer_breach": ((referred(), family_called()), 1),
    "answer_refusal": ((referred(), residence_checked().reported_by("system/municipality", Source.MUNICIPALITY)), 1),
    "identify": ((row(number=False),), 1),
    "await_fact": ((*to_held(), guide_accepted(day=2)), 3),
    "check_value": ((row(unread=(UnreadValue(column="hatmotiv", reason="unknown"),)),), 1),
    "look_again": ((referred(), assessed(), corrected("desk:f1", "category", "other")), 1),
}  # fmt: skip
"""Kind -> what has happened, and a day on which the duty presses."""


def test_there_is_a_story_and_a_way_to_do_it_for_every_kind():
    kinds = {kind.kind for kind in CASE_DUTIES}
    assert set(STORIES) == kinds
    assert set(BY_KIND) == kinds


@each("duty", "answered")
@rule(6)
@pytest.mark.parametrize("kind", STORIES)
def test_its_owner_does_it_now_and_it_is_gone(kind: str):
    steps, number = STORIES[kind]
    story = told(steps).when(contact("guardian_1", incoming=True, by="k1", day=0, hour=20, recorded=number))
    duty = next(d for d in story.duties() if d.kind == kind and d.pressing(day(number)))
    fact = clearing(story, duty)
    outcome = record(story.state, fact, story.known(fact), story.now)
    assert isinstance(outcome, Recorded), outcome
    assert not outcome.breach, outcome.entry.reasons
    after = Story(**{**story.__dict__, "state": evolve(story.state, outcome.entry, story.log)})
    assert duty.key not in {d.key for d in after.duties()}


@pytest.mark.parametrize("kind", sorted(set(STORIES) - {"assess"}))
def test_it_is_not_owed_from_the_beginning(kind: str):
    told(referred()).not_owed(kind)


def test_nor_is_the_assessment_once_it_is_made():
    told(OFFERED).not_owed("assess")
