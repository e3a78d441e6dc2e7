"""Closing by ground and phase, and what each ground needs.

The matrix below is written down from guide/decisions.md independently of the code.
"""

from typing import Any, get_args

import pytest

from events.closing import Closed, Ground, Restored, View
from events.contact import FirstContactMade, YouthConsidered
from events.move import LeftDistrict
from events.protection import MeasuresConsidered
from events.values import Answer, Arena, Channel
from tests.support.ladder import (
    HANDED_OVER,
    assessed,
    clearance_asked,
    clearance_refused,
    cleared,
    closed,
    consent_withdrawn,
    consented,
    considered,
    contact,
    conversation_held,
    family_called,
    need_reported,
    nobody_answered,
    not_offered,
    participant_called,
    referred,
    row,
    to_closed,
    to_conversation,
    to_guided,
    youth_considered,
)
from tests.support.ladder_move import left_district
from tests.support.ladder_person import guardian_told
from tests.support.marks import rule, shows
from tests.support.people import ADULT_BORN
from tests.support.phases import PATHS, A, C, D, G, R
from tests.support.story import Step, Story, day, given
from workflows.invariants import CONTACTS
from workflows.outcome import Verb

MAY = {
    "not_right_measure": {D, A, C, G, R},
    "offer_declined": {A, C, R},
    "safe_after_first_contact": {A, C},
    "no_guide_wanted": {C, R},
    "youth_and_guide_agree": {G, R},
    "other_measures": {A, C, G, R},
    "ended_by_participant": {D, A, C, G, R},
    "not_reached": {A, C, G, R},
    "clearance_never_given": {A, C, G, R},
    "left_district": {D, A, C, G, R},
    "died": {D, A, C, G, R},
}

REFERRED = referred(reported=True, investigator="e2")
BOTH: dict[str, Any] = {"reached": ("guardian_1", "participant")}

SAFE: dict[str, Any] = {"reached": ("guardian_1", "participant"), "participant_view": "safe_again"}

TRIED = (
    *(nobody_answered("guardian_1", "guardian_2", "participant", day=n) for n in (2, 3, 4, 5)),
    nobody_answered("guardian_1", "guardian_2", "participant", day=23, channel=Channel.SMS),
)

PHONE, SMS = Channel.PHONE, Channel.SMS
ONE_PARTY = tuple(
    nobody_answered("guardian_1", day=n, channel=channel)
    for n, channel in ((2, PHONE), (3, SMS), (4, PHONE), (5, PHONE), (23, SMS))
)
ONE_GUARDIAN = tuple(
    nobody_answered("guardian_1", "participant", day=n, channel=channel)
    for n, channel in ((2, PHONE), (3, SMS), (4, PHONE), (5, PHONE), (23, SMS))
)


def ready(ground: str, phase: str) -> Story:
    """A case in that phase in which everything outside the closing fact that the ground needs has happened."""
    if ground == "clearance_never_given":
        if phase == A:
            return given(REFERRED, assessed(), clearance_asked(capacity="prosecutor"))
        story = given(PATHS[phase]).when(row(key="row-9"))
        return story.when(clearance_asked(*_last(story), capacity="prosecutor"))
    if ground == "safe_after_first_contact":
        if phase == A:
            return given(PATHS[A], family_called("wants_time", **SAFE))
        return given(*to_conversation(), conversation_held(Answer.NO, participant_view="safe_again"))
    if ground == "no_guide_wanted":
        if phase == C:
            return given(to_conversation(), conversation_held(Answer.NO))
        return given(
            PATHS[R], family_called("wants_time", reached=("guardian_1", "participant"), follow_up_wanted="no")
        )
    if ground == "not_reached":
        return given(*_unreached(phase))
    return given(PATHS[phase])


def _last(story: Story) -> tuple[str, ...]:
    return (story.state.incidents[-1].key,)


def _unreached(phase: str) -> tuple[Any, ...]:
    tries = tuple(
        contact(vainly=("participant", "guardian_1", "guardian_2"), by="k1", day=60 + n, channel=channel)
        for n, channel in ((0, PHONE), (1, PHONE), (2, SMS), (3, PHONE), (22, PHONE))
    )
    if phase == A:
        return (*PATHS[A], *TRIED)
    if phase == C:
        return (*to_conversation(), *tries)
    if phase == R:
        return (
            *PATHS[R],
            *(nobody_answered("guardian_1", "guardian_2", "participant", day=n) for n in (50, 51, 52)),
            nobody_answered("guardian_1", "guardian_2", "participant", day=53, channel=Channel.SMS),
            nobody_answered("guardian_1", "guardian_2", "participant", day=75),
        )
    return (*PATHS[phase], *tries)


@rule(53, 63, 76, 133, 134, 159)
@pytest.mark.parametrize("phase", [D, A, C, G, R])
@pytest.mark.parametrize("ground", get_args(Ground))
def test_each_ground_closes_in_its_phases_and_in_no_other(ground: Any, phase: str):
    if phase in MAY[ground]:
        story = ready(ground, phase).phase(phase).when(closed(ground).on(100)).recorded(phase="closed")
        assert story.state.period.closing.ground == ground
        assert story.state.period.closing.phase_before == phase
    else:
        given(PATHS[phase]).phase(phase).when(closed(ground).on(100)).refused("ground_not_in_phase").phase(phase)


def test_every_ground_is_in_the_matrix():
    assert set(MAY) == set(get_args(Ground))


@pytest.mark.parametrize(
    ("ground", "phase", "without", "code", "number"),
    [
        ("not_right_measure", A, "handed_over", "handover_missing", 53),
        ("offer_declined", A, "said_by", "said_by_missing", None),
        ("youth_and_guide_agree", G, "participant_view", "both_views_missing", 133),
        ("youth_and_guide_agree", G, "guide_view", "both_views_missing", 133),
        ("youth_and_guide_agree", G, "restored", "safety_by_arena_missing", 13),
        ("other_measures", A, "other_measure", "other_measure_missing", 134),
        ("ended_by_participant", G, "said_by", "said_by_missing", None),
        ("ended_by_participant", G, "guide_view", "views_on_ending_missing", None),
        ("ended_by_participant", G, "assessment", "views_on_ending_missing", None),
        ("not_reached", A, "letter_sent_on", "not_tried_enough", None),
        ("clearance_never_given", A, "leader", "clearance_not_escalated", None),
        ("left_district", G, "handed_over", "handover_missing", None),
        ("died", G, "found_by", "found_by_missing", None),
    ],
)
@rule(13, 53, 133, 134)
def test_what_a_ground_needs_is_needed(ground: Any, phase: str, without: str, code: str, number: int | None):
    ready(ground, phase).when(closed(ground, without=(without,)).on(100)).refused(code, number).phase(phase)


@rule(133)
@pytest.mark.parametrize("view", ["participant_view", "guide_view"])
def test_neither_view_alone_and_no_view_that_says_otherwise(view: str):
    more = View(no_more_need=False, on=day(30))
    given(to_guided()).when(closed("youth_and_guide_agree", **dict[str, Any]({view: more}))).refused(
        "both_views_missing", 133
    )


@rule(133)
def test_in_a_reopened_case_the_latest_guides_view_counts():
    given(PATHS[R]).when(closed("youth_and_guide_agree").on(50)).recorded("closed")


@rule(13)
def test_safety_is_told_by_arena():
    restored = (Restored(arena=Arena.SCHOOL, safe="partly"), Restored(arena=Arena.INTERNET, safe="no"))
    given(to_guided()).when(closed("youth_and_guide_agree", restored=restored)).recorded("closed")


@rule(76)
@pytest.mark.parametrize("ground", ["offer_declined", "ended_by_participant"])
def test_a_guardians_no_closes_only_after_r76(ground: Any):
    story = given(referred(), assessed(), family_called("declined"))
    story.when(closed(ground, said_by="guardian_1")).waiting("youth_not_considered", YouthConsidered)
    story.when(youth_considered(talk=False)).phase("closed")


@rule(76)
def test_the_consenting_guardian_may_end_it_after_r76():
    story = given(to_guided(), consent_withdrawn()).when(closed("ended_by_participant", said_by="guardian_1"))
    story.waiting("youth_not_considered", YouthConsidered)
    story.when(youth_considered(talk=False)).then(Verb.RECORDED, YouthConsidered).phase("closed")


@rule(76)
@shows("R76 youth_not_considered", "forbidden", "allowed")
def test_a_youth_who_is_to_be_heard_is_heard_before_a_guardians_no_closes():
    no = closed("offer_declined", said_by="guardian_1")
    story = given(referred(), assessed(), family_called("declined")).when(no)
    story.when(youth_considered()).then(Verb.REFUSED, Closed).phase("assessed").owed("call_family", party="participant")
    story.asking(no).refused("youth_not_heard", 76)
    story.when(nobody_answered("participant")).asking(no).refused("youth_not_heard", 76)
    story.when(participant_called("wants_time")).asking(no).recorded()


@rule(136)
@pytest.mark.parametrize(
    "end", [(consent_withdrawn("participant"), closed("ended_by_participant")), closed("ended_by_participant")]
)
def test_a_parent_who_asks_again_does_not_undo_the_youths_own_no(end: Any):
    ended = given(to_guided(), end).phase("closed")
    story = given(to_guided(), end, need_reported("guardian_1").on(60)).phase("reopened").owed("close_case", due=65)
    story.when(assessed()).not_owed(*CONTACTS).owed("consider_protection")
    story.when(consented("participant")).owed("call_family").not_owed("close_case")
    ended.when(need_reported("guardian_1", agrees=True).on(60), assessed()).recorded().owed("ask_guide")


@rule(71, 76)
def test_nobody_declines_for_an_adult():
    adult = given(referred(born=ADULT_BORN, hate=Answer.YES), assessed(), participant_called("declined"))
    adult.asking(closed("offer_declined", said_by="guardian_1")).refused("said_by_missing")
    adult.asking(closed("offer_declined")).recorded()


@rule(159)
def test_safe_again_needs_the_participants_own_word():
    given(referred(), assessed(), considered(), family_called("declined", outcome="safe_again")).when(
        closed("safe_after_first_contact")
    ).refused("participant_not_heard", 159)


@rule(62, 159)
def test_and_the_protective_measures():
    story = given(referred(), assessed(), family_called("wants_time", **SAFE))
    story.when(closed("safe_after_first_contact")).waiting("protection_not_considered", MeasuresConsidered)
    story.when(considered()).phase("closed")


@rule(32)
def test_no_guide_wanted_is_the_participants_answer():
    given(to_conversation(), conversation_held(Answer.UNKNOWN)).when(closed("no_guide_wanted")).refused(
        "answer_to_follow_up_missing", 32
    )


@rule(88)
@shows("R88 parents_need_open", "forbidden", "allowed")
def test_and_the_parents_own_need_is_considered():
    story = given(to_conversation(), conversation_held(Answer.NO))
    story.asking(closed("no_guide_wanted", parents_need_considered=False)).refused("parents_need_open", 88)
    seen = given(to_conversation(), conversation_held(Answer.NO, parents_need="no"))
    seen.when(closed("no_guide_wanted", parents_need_considered=False)).recorded("closed")


@pytest.mark.parametrize(
    ("tries", "enough"),
    [
        (TRIED, True),
        (TRIED[1:], False),
        ((*TRIED[:4], nobody_answered("guardian_1", "guardian_2", "participant", day=22, channel=Channel.SMS)), False),
        ((*TRIED[:4], nobody_answered("guardian_1", "guardian_2", "participant", day=23)), False),
        (ONE_PARTY, False),
        (ONE_GUARDIAN, False),
        ((*ONE_GUARDIAN, guardian_told("guardian_2", ended=True, day=24)), True),
        ((*TRIED[:3], family_called("wants_time", day=6), *TRIED[3:]), False),
    ],
    ids=[
        "enough",
        "four tries",
        "twenty days",
        "one channel",
        "one party",
        "one guardian",
        "the only guardian",
        "reached between",
    ],
)
def test_not_reached_is_five_tries_over_21_days_by_two_channels_at_both_parties(tries: tuple[Step, ...], enough: bool):
    story = given(referred(), assessed(), tries).asking(closed("not_reached").on(100))
    if enough:
        story.recorded()
    else:
        story.refused("not_tried_enough")


@rule(48)
def test_clearance_never_given_was_escalated():
    story = given(REFERRED, assessed(), clearance_asked())
    story.asking(closed("clearance_never_given")).refused("clearance_not_escalated")
    story.when(clearance_asked(capacity="leader_of_investigation")).asking(closed("clearance_never_given")).recorded()


@rule(48)
def test_or_withdrawn_for_good():
    story = given(REFERRED, assessed(), cleared(), clearance_asked(capacity="prosecutor"), clearance_refused())
    story.when(closed("clearance_never_given")).recorded("closed")
    given(REFERRED, assessed(), clearance_asked(capacity="prosecutor"), cleared()).asking(
        closed("clearance_never_given")
    ).refused("clearance_not_escalated")


def test_a_closed_case_is_not_closed_again():
    given(to_closed()).when(closed("died").on(40)).refused("case_closed")


@pytest.mark.parametrize("phase", [D, A, C, G, R])
def test_a_closed_case_asks_nobody_to_contact_anybody(phase: str):
    story = given(PATHS[phase], closed("left_district").on(100))
    assert not story.kinds() & CONTACTS
    assert story.kinds() == set()


def test_the_ground_of_a_no_at_the_assessment():
    assert given(referred(), not_offered()).state.period.closing.ground == "not_right_measure"
    assert HANDED_OVER.complete


@rule(30, 76)
def test_what_closes_is_the_participants_own_no_or_that_they_moved_before_an_answer_to_the_offer():
    declined = (referred(), assessed(), family_called("declined", day=1), youth_considered(talk=False, day=2))
    story = given(declined)
    assert story.duty("close_case").caused_by == story.key(FirstContactMade)
    story.when(left_district(day=5))
    assert story.duty("close_case").caused_by == story.key(LeftDistrict)
    assert story.duty("close_case").from_date == day(5)


@rule(32)
def test_where_follow_up_was_found_not_appropriate_the_case_is_closed_and_nowhere_else_for_that():
    held = conversation_held(Answer.UNKNOWN, appropriate=False)
    given(to_conversation(), held).owed("close_case", by="coordinator")
    for wanted in (Answer.YES, Answer.UNKNOWN):
        given(to_conversation(), conversation_held(wanted)).not_owed("close_case")
