"""Who may be the guide: the rules say so themselves, and say why not; the best suited stand first."""

from dataclasses import replace
from datetime import date

import pytest

from events.values import Answer, Role
from tests.support.ladder import (
    guide_accepted,
    guide_asked,
    need_reported,
    referred,
    to_closed,
    to_guided,
    to_held,
)
from tests.support.ladder_conversation import holder_asked
from tests.support.ladder_guidance import not_this_guide, substitute_asked, wishes
from tests.support.marks import rule
from tests.support.people import STAFF, member
from tests.support.story import Story, day, given
from workflows.eligible import Eligibility, eligible, guides_now
from workflows.policy import Policy


def asked(story: Story, loads: dict[str, int] | None = None, **staff: object) -> dict[str, Eligibility]:
    """Everybody for the part of guide, by slug, in their order."""
    people = {**STAFF, **{f"staff/{slug}": one for slug, one in staff.items()}}
    found = eligible(story.state, people.values(), loads or {}, story.now, story.policy)  # type: ignore[arg-type]
    return {one.staff: one for one in found if one.part == "guide"}


def codes(one: Eligibility) -> list[str]:
    return [reason.code for reason in one.reasons]


def test_every_guide_of_the_unit_and_nobody_elses():
    found = asked(given(to_held()))
    guides = {m.ref.removeprefix("staff/") for m in STAFF.values() if Role.GUIDE in m.roles and "ost" in m.units}
    assert set(found) == guides
    assert found["g1"].may


def test_holders_are_asked_too():
    found = eligible(given(to_held()).state, STAFF.values(), {}, given(to_held()).now, Policy())
    holders = {one.staff: one for one in found if one.part == "holder"}
    assert set(holders) == {"h1"}
    assert holders["h1"].may


@rule(51)
def test_the_investigator_may_not_and_the_rule_is_named():
    found = asked(given(to_held(investigator="e1")))
    assert not found["e1"].may
    assert (found["e1"].reasons[0].code, found["e1"].reasons[0].rules) == ("investigator_in_own_case", (51, 68))
    assert asked(given(to_held(investigator="e2")))["e1"].may


@rule(56)
def test_nor_may_who_has_not_signed():
    found = asked(given(to_held()))
    assert codes(found["n1"]) == ["acknowledgement_missing"]
    assert found["n2"].may


@rule(161)
def test_nor_may_whom_the_participant_does_not_want():
    found = asked(given(to_held(), not_this_guide("g2")))
    assert codes(found["g2"]) == ["guide_not_wanted"]
    assert found["g2"].wished is Answer.NO


def test_all_reasons_are_told_once():
    found = asked(given(to_held(investigator="e1"), not_this_guide("e1")))
    assert codes(found["e1"]) == ["investigator_in_own_case", "guide_not_wanted"]


@rule(47, 50)
def test_what_anybody_would_wait_for_stands_against_nobody():
    assert asked(given(referred(reported=True)))["g1"].may


def test_a_closed_case_takes_nobody():
    assert not any(one.may for one in asked(given(to_closed())).values())


def test_whoever_has_left_is_not_there():
    assert "g1" not in asked(given(to_held()), g1=replace(STAFF["staff/g1"], active=False))


@pytest.mark.parametrize(("until", "away"), [(-1, ()), (0, ((day(-9), day(0)),)), (30, ((day(-9), day(30)),))])
def test_absences_that_are_not_over_are_shown(until: int, away: tuple[tuple[date, date], ...]):
    one = asked(given(to_held()), g1=replace(STAFF["staff/g1"], absences=((day(-9), day(until)),)))["g1"]
    assert (one.away, one.present, one.may) == (away, not away, True)


def test_wished_then_former_then_here_then_fewest_youths():
    story = given(to_closed(), need_reported().on(60), wishes(this=Answer.YES, guide="g3"))
    gone = replace(STAFF["staff/g2"], absences=((day(50), day(90)),))
    extra = member("g4", Role.GUIDE), member("g5", Role.GUIDE)
    found = asked(story, {"g4": 3, "g5": 1}, g2=gone, g4=extra[0], g5=extra[1])
    order = [slug for slug in found if slug in ("g1", "g2", "g3", "g4", "g5", "n1")]
    assert order == ["g3", "g1", "g5", "g4", "g2", "n1"]
    assert (found["g3"].wished, found["g1"].former, found["g5"].load) == (Answer.YES, True, 1)


def test_the_part_that_they_have_now_is_told():
    story = given(to_guided(), substitute_asked("g2", 5, 30), guide_accepted("g2"), guide_asked("g3"))
    found = asked(story)
    assert [found[slug].standing for slug in ("g1", "g2", "g3", "n2")] == ["guide", "substitute", "asked", None]
    assert guides_now(story.state) == ("g1", "g2")
    assert guides_now(given(to_closed()).state) == ()
    held = given(to_held(), holder_asked("h1"))
    one = next(e for e in eligible(held.state, STAFF.values(), {}, held.now, Policy()) if e.part == "holder")
    assert one.standing == "asked"
