"""The checks themselves: each one is seen to fail on what it is there for, and the harness sees a planted bug."""

from dataclasses import replace

import pytest

import workflows.duties
import workflows.record
import workflows.rulebook
from tests.support.ladder import (
    assessed,
    closed,
    family_called,
    referred,
    to_conversation,
    to_guided,
)
from tests.support.ladder_follow import participant_ends
from tests.support.marks import rule
from tests.support.people import STAFF
from tests.support.story import Step, day, given, told
from workflows.duty import Duty, DutyKind
from workflows.invariants import InvariantBroken, check
from workflows.rulebook import CASE_DUTIES, rules_on


def without(kind: str) -> tuple[DutyKind, ...]:
    return tuple(one for one in CASE_DUTIES if one.kind != kind)


@rule(6)
def test_an_open_case_that_owes_nothing_is_a_bug():
    with pytest.raises(InvariantBroken, match=r"1: .* owes nothing"):
        check(given(referred()).state, (), day(0))


@rule(6)
def test_nor_may_it_owe_nothing_from_some_day_on():
    story = given(referred())
    ending = tuple(replace(d, until_date=day(10)) for d in story.duties())
    with pytest.raises(InvariantBroken, match="owes nothing on 2026-01-23"):
        check(story.state, ending, day(0))


def test_a_duty_waits_only_for_what_is_owed():
    story = given(referred())
    stuck = tuple(replace(d, waiting_for=("ask_clearance",)) for d in story.duties())
    with pytest.raises(InvariantBroken, match="which nobody owes"):
        check(story.state, stuck, day(0))


def test_an_owner_can_do_what_they_owe():
    story = given(referred())
    wrong = tuple(replace(d, owner="referrer@ost") for d in story.duties())
    with pytest.raises(InvariantBroken, match="cannot clear assess"):
        check(story.state, wrong, day(0))


@rule(136)
def test_a_closed_case_asks_nobody_to_call():
    call = given(referred(), assessed()).duty("call_family")
    with pytest.raises(InvariantBroken, match=r"4: .* is closed and owes call_family"):
        check(given(to_guided(), closed("died")).state, (call,), day(0))


def test_no_means_no():
    said_no = given(
        to_conversation(), family_called("declined", by="participant", reached=("guardian_1", "participant"))
    )
    hold = given(to_conversation()).duty("hold_conversation")
    with pytest.raises(InvariantBroken, match=r"5: .* said no"):
        check(said_no.state, (*said_no.duties(), hold), day(0))


@rule(136)
@pytest.mark.parametrize(
    "kind",
    [
        "call_family",
        "hold_conversation",
        "rebook_conversation",
        "clarify_follow_up",
        "contact_youth",
        "contact_parents",
        "urge_to_report",
        "tell_of_absence",
        "ask_consent",
        "restore_consent",
        "ask_consent_again",
        "hear_youth",
        "ask_youth_at_18",
        "ask_wishes",
        "give_information",
    ],
)
def test_whatever_asks_for_contact_is_owed_neither_of_a_closed_case_nor_after_a_no(kind: str):
    planted = replace(given(referred(), assessed()).duty("call_family"), kind=kind)
    with pytest.raises(InvariantBroken, match="4: "):
        check(given(to_guided(), closed("died")).state, (planted,), day(0))
    said_no = given(to_guided(), participant_ends())
    with pytest.raises(InvariantBroken, match="5: "):
        check(said_no.state, (*said_no.duties(), planted), day(0))


@rule(39)
def test_whose_it_is_has_access_to_the_unit_in_whose_queue_it_stands():
    case = given(to_guided())
    coordinators = tuple(d for d in case.duties() if d.owner == "coordinator@ost")
    check(case.state, case.duties(), day(0), tuple(STAFF.values()))
    vest = tuple(replace(d, owner="coordinator@vest") for d in coordinators)
    check(case.state, vest, day(0), (STAFF["staff/k9"],))


@rule(39)
def test_a_guide_of_another_unit_owes_what_is_theirs_by_name_only_with_a_part_in_the_case():
    case = given(to_guided())
    theirs = tuple(replace(d, owner="staff/g9") for d in case.duties() if d.owner == "staff/g1")
    elsewhere = replace(STAFF["staff/g9"], units=frozenset({"vest"}))
    with pytest.raises(InvariantBroken, match=r"2: .* is owed by staff/g9"):
        check(case.state, theirs, day(0), (elsewhere,))
    moved = replace(STAFF["staff/g1"], units=frozenset({"vest"}))
    check(case.state, case.duties(), day(0), (moved, STAFF["staff/k1"]))


# planted bugs


@rule(47)
def test_the_harness_sees_that_a_rule_is_gone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        workflows.record, "rules_on", lambda model: tuple(r for r in rules_on(model) if getattr(r, "number", 0) != 47)
    )
    story = told(referred(reported=True), assessed(), family_called())
    with pytest.raises(AssertionError):
        story.breach(47)


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("assess", (referred(),)),
        ("hold_conversation", to_conversation()),
        ("decide_not_reached", to_guided()),
    ],
)
@rule(6)
def test_the_harness_sees_that_a_kind_of_duty_is_gone(
    monkeypatch: pytest.MonkeyPatch, kind: str, steps: tuple[Step, ...]
):
    monkeypatch.setattr(workflows.duties, "CASE_DUTIES", without(kind))
    with pytest.raises((InvariantBroken, AssertionError)):
        told(steps).owed(kind)


def test_the_harness_sees_a_fold_that_is_not_the_state(monkeypatch: pytest.MonkeyPatch):
    story = given(referred())
    story.log.append(replace(story.log[0], fact=story.log[0].fact.model_copy(update={"id": "other"})))
    with pytest.raises(AssertionError, match="the fold of the log is not the state"):
        story.check()


def test_keys_are_stable_and_differ():
    one = given(to_guided()).duties()
    two = given(to_guided()).duties()
    assert [d.key for d in one] == [d.key for d in two]
    assert all(len(d.key) == 32 for d in one)
    assert isinstance(one[0], Duty)
