"""Recorded, waiting, refused: the order of asking, what is late, and what comes of waiting."""

from datetime import timedelta
from functools import cache

import pytest

from events.catalogue import CATALOGUE, read
from events.conversation import ConversationAccepted
from events.fact import FactData
from events.guidance import GuideAccepted, GuideAsked, GuideAway, GuideInformed
from events.person import Died, RelationLearned, ResidenceChecked
from events.protection import ThreatLearned
from events.staff import PartEnded
from events.values import Answer, LivesWith
from scripts.samples import FOLDER
from tests.support.ladder import (
    assessed,
    cleared,
    closed,
    consented,
    considered,
    contact,
    conversation_accepted,
    conversation_held,
    corrected,
    family_called,
    guide_accepted,
    guide_asked,
    guide_away,
    need_reported,
    referred,
    residence_checked,
    row,
    to_closed,
    to_conversation,
    to_guided,
    to_held,
)
from tests.support.ladder_follow import participant_ends
from tests.support.marks import rule
from tests.support.story import Step, Story, at, given, told
from workflows.case import Case
from workflows.held import waited_in_vain
from workflows.outcome import Entry, Refused, Verb
from workflows.record import evolve, fold, record, world_at
from workflows.rulebook import BIRTHS
from workflows.versions import FOLD_VERSION, RULES_VERSION


@pytest.mark.parametrize(("minutes", "allowed"), [(4, True), (5, True), (6, False)])
def test_five_minutes_ahead_is_a_clock_that_goes_wrong_more_is_refused(minutes: int, allowed: bool):
    story = given(referred())
    step = assessed()
    fact = story.fact(step).model_copy(update={"time": story.now + timedelta(minutes=minutes)})
    outcome = record(story.state, fact, story.known(fact), story.now)
    assert isinstance(outcome, Refused) is not allowed
    if not allowed:
        assert [r.code for r in outcome.entry.reasons] == ["in_the_future"]


@pytest.mark.parametrize(("more", "allowed"), [(0, True), (1, False)])
def test_nobody_has_seen_more_of_a_log_than_there_is(more: int, allowed: bool):
    story = given(referred())
    fact = story.fact(assessed()).model_copy(update={"time": story.now, "seen": story.state.sequence + more})
    outcome = record(story.state, fact, story.known(fact), story.now)
    assert isinstance(outcome, Refused) is not allowed
    if not allowed:
        assert [r.code for r in outcome.entry.reasons] == ["seen_ahead"]


def test_every_reason_is_told():
    story = given(referred()).when(assessed(family=None))
    assert [r.code for r in story.entry.reasons] == ["family_question_open"]
    fact = story.fact(assessed().reported_by("k9")).model_copy(update={"time": story.now + timedelta(days=1)})
    outcome = record(story.state, fact, story.known(fact), story.now)
    assert [r.code for r in outcome.entry.reasons] == ["in_the_future", "other_unit"]


def test_a_reason_names_the_facts_that_made_it_and_what_would_clear_it():
    story = given(referred(reported=True), assessed(), guide_asked()).when(guide_accepted())
    (reason,) = story.entry.reasons
    assert reason.facts == (story.log[0].fact.key,)
    assert reason.waits_for == reason.cleared_by == ("trygghet.clearance.given.v1",)
    assert 47 in reason.rules


def test_where_one_reason_can_never_go_away_the_fact_is_refused_and_does_not_wait():
    story = given(to_held(reported=False)).when(guide_accepted("e1"))
    story.waiting("guide_not_asked", GuideAsked)
    given(to_held(investigator="e1")).when(guide_accepted("e1")).refused("investigator_in_own_case", 51)


def test_what_reports_is_never_refused_by_a_rule_of_the_handbook():
    story = given(referred()).when(family_called(), contact(by="k1", initiative="starts", day=1))
    assert {e.verb for e in story.log} <= {Verb.RECORDED, Verb.BREACHED}


def test_a_breach_has_no_effect():
    story = given(referred(reported=True), assessed())
    before = story.state.period
    assert story.when(family_called()).breach(47).state.period == before


def test_who_waited_too_long_is_refused_with_the_reasons_it_waited_for():
    story = given(to_held()).when(guide_accepted())
    entry = waited_in_vain(story.log[-1], story.known(story.log[-1].fact), story.now + timedelta(days=20))
    story.log.append(entry)
    state = fold(story.log)
    assert state.waiting == ()
    assert [r.code for r in entry.reasons] == ["waited_in_vain", "guide_not_asked"]
    assert entry.verb is Verb.REFUSED
    assert [item.key for item in state.to_look_at] == [entry.fact.key], "whoever typed it was told that it waits"


def test_nothing_happens_to_a_case_that_is_not_there():
    assert told(assessed()).refused("unknown_subject").state is None


def test_waiting_facts_are_decided_by_happened_time():
    story = given(to_held()).when(guide_accepted("g1", day=3), guide_accepted("g2", day=2))
    assert [p.key for p in story.state.waiting] == ["desk:f6", "desk:f7"]
    story.when(guide_asked("g2", day=1)).then(Verb.RECORDED, GuideAccepted)
    assert story.state.period.guide.staff == "g2"


def test_the_log_is_in_recorded_order_and_the_state_in_happened_order():
    late = consented("guardian_1", day=0, hour=23, recorded=5)
    story = given(*to_held(), guide_asked(), guide_accepted()).when(contact("guardian_1", day=4), late)
    assert story.log[-1].recorded_at > story.log[-1].fact.time
    assert story.phase("guided").state.period.consents[0].at == story.log[-1].fact.time


@rule(135)
def test_a_late_fact_lands_in_the_period_in_which_it_happened():
    story = given(to_closed()).when(contact(day=20, recorded=40)).recorded(phase="closed")
    assert len(story.state.period.contacts) == 2


@cache
def twice_followed() -> Story:
    """Followed up, closed on day 30, asked for again on day 60; the guide is away in both runs."""
    story = given(to_guided(), guide_away(10, 20).on(1), closed("youth_and_guide_agree").on(30))
    story.when(need_reported("guardian_1").on(60), assessed().on(61), guide_asked().on(61), guide_accepted().on(61))
    return story.when(guide_away(60, 70).on(61))


OF_EVERY_RUN = (RelationLearned, Died, GuideAway, GuideInformed, ThreatLearned, PartEnded)
"""What is so from then on, whichever run it is told in."""


@rule(135)
@pytest.mark.parametrize(
    "model",
    [m for m in CATALOGUE if m.MODE == "reports" and "case" in m.addressed() and m not in (*BIRTHS, *OF_EVERY_RUN)],
    ids=lambda model: model.TYPE,
)
def test_what_was_done_in_an_earlier_run_is_no_part_of_this_one(model: type[FactData]):
    """Told late, it lies in the run in which it was done; done in this one, it changes nothing of the run before."""
    story, sample = twice_followed(), read((FOLDER / f"{model.TYPE}.full.json").read_bytes()).data
    told = conversation_accepted() if model is ConversationAccepted else Step(sample)
    before: Case = story.state
    then, now = (evolve(before, Entry(Verb.RECORDED, story.fact(told.on(on)), at(63)), story.log) for on in (15, 62))
    assert isinstance(then, Case)
    assert isinstance(now, Case)
    assert then.period == before.period
    assert now.earlier == before.earlier
    assert (then.earlier != before.earlier) is (now.period != before.period)


@rule(63)
def test_a_reopened_case_is_followed_up_only_after_it_has_been_assessed_again():
    story = given(to_closed(), need_reported().on(60), considered(), guide_asked(), guide_accepted(), consented())
    story.phase("reopened").when(assessed()).phase("guided")


def test_a_conversation_of_an_earlier_period_accepts_nothing_in_the_present_one():
    story = given(to_closed(), need_reported("guardian_1").on(60), assessed())
    story.when(conversation_held(day=10, recorded=61)).recorded(phase="reopened")
    assert story.state.period.held is None
    assert story.state.earlier[0].held is not None


def test_what_a_decision_took_from_elsewhere_is_written_down():
    story = given(referred())
    assert story.log[0].decided_with == {
        "policy": "default-1",
        "minor": True,
        "unit": "ost",
        "under_18": True,
        "adult_from": "2028-06-30",
        "continues": None,
        "incident": "i1",
    }


def test_an_empty_log_is_nobody():
    with pytest.raises(ValueError, match="empty log"):
        fold([])


def test_versions_are_literals():
    assert FOLD_VERSION >= 1
    assert RULES_VERSION


def test_who_has_come_of_age_stays_so():
    story = given(referred(), assessed()).when(residence_checked(day=1000), residence_checked(day=10))
    assert story.state.minor is False


# the world as it was


def test_what_was_so_then_is_what_reports_of_it_as_it_has_been_corrected_and_no_decision():
    story = given(referred(), assessed(), residence_checked(LivesWith.GUARDIAN_1, day=3), family_called(day=5))
    story.when(corrected(ResidenceChecked, "lives_with", "guardian_2").on(8))
    before, then, later = (world_at(story.log, at(n)) for n in (2, 4, 6))
    assert before is not None
    assert then is not None
    assert later is not None
    assert (before.lives_with, then.lives_with) == (LivesWith.BOTH, LivesWith.GUARDIAN_2)
    assert (len(then.period.tries), len(later.period.tries)) == (0, 1)
    assert (then.phase, then.incidents[0].decided) == ("detected", None)
    assert world_at(story.log, at(-1)) is None
    assert world_at((), at(2)) is None


def test_what_is_told_at_a_moment_is_so_at_that_moment():
    story = given(referred(), residence_checked(LivesWith.GUARDIAN_1, day=3))
    on_it = world_at(story.log, at(3))
    assert on_it is not None
    assert on_it.lives_with is LivesWith.GUARDIAN_1
    assert world_at(story.log, at(0)) is not None


def test_what_broke_a_rule_was_done_but_changed_nothing_in_the_world():
    story = told(referred(reported=True), assessed(), family_called(day=1)).breach(47)
    then = world_at(story.log, at(2))
    assert then is not None
    assert then.period.tries == ()


@rule(32)
def test_what_begins_follow_up_does_so_only_where_it_is_wanted():
    ready = (guide_asked(), guide_accepted(), consented())
    given(to_conversation(), conversation_held(Answer.UNKNOWN), ready).phase("conversation")
    given(to_conversation(), conversation_held(Answer.YES), ready).phase("guided")


CONSENT = (guide_asked("e1"), guide_accepted("e1"), consented())


@rule(32, 50, 51, 62)
@pytest.mark.parametrize(
    "lacking",
    [
        (*to_held(), consented()),
        (*to_conversation(), conversation_held(appropriate=False), CONSENT),
        (referred(), assessed(), family_called(), conversation_held(), CONSENT),
        (*to_held(), CONSENT[:2], row(key="row-2", investigator="e1").on(2), cleared("i2", day=3), consented(day=4)),
        (*to_held(), CONSENT[:2], participant_ends("k1", day=3), consented(day=4)),
    ],
    ids=["a guide", "that it is appropriate", "protective measures considered", "a guide of another matter", "a wish"],
)
def test_follow_up_begins_with_whichever_comes_last_and_without_none(lacking: tuple[Step, ...]):
    told(lacking).phase("conversation")
    told(to_held(), CONSENT).phase("guided")
