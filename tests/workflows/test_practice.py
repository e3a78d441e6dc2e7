"""A unit decides its own practice within the bounds, from a day on; versions stand in its log."""

from datetime import date
from typing import Any

import pytest

from events.policy import PolicyChanged
from events.unit import UnitAdded
from events.values import Source
from tests.support.story import Step, Story, given
from workflows.policy import DEFAULT, Policy, bounds_of, faults_of, names
from workflows.practice import latest, practice_on


def unit_added() -> Step:
    return Step(UnitAdded(name="Øst", since=date(2026, 1, 12)), by="system/cli", source=Source.CLI)


def changed(version: str = "v1", on: date = date(2026, 1, 12), **content: Any) -> Step:
    return Step(PolicyChanged(version=version, from_date=on, content=content), by="staff/l1")


def unit() -> Story:
    return given(unit_added(), subject="unit/ost")


def test_what_is_not_named_is_as_for_everybody():
    story = unit().when(changed(assess_wd=4)).recorded()
    policy = Policy.model_validate_json(story.state.policies[0].body)
    assert policy == Policy(version="v1", assess_wd=4)
    assert policy.answer_wd == DEFAULT.answer_wd


@pytest.mark.parametrize(
    "content",
    [
        {"assess_wd": 6},
        {"assess_wd": 0},
        {"no_contact_days": 15},
        {"no_such": 1},
        {"clearance_midway": "never"},
    ],
)
def test_nothing_out_of_its_bounds_is_decided(content: dict[str, Any]):
    unit().asking(changed(**content)).refused("policy_out_of_bounds")


def test_the_version_is_no_part_of_the_content():
    told = PolicyChanged(version="v1", from_date=date(2026, 1, 12), content={"version": "x"})
    unit().asking(Step(told, by="staff/l1")).refused("policy_out_of_bounds")


def test_a_fault_names_field_value_and_bounds():
    (fault,) = faults_of({"assess_wd": 9})
    assert (fault.field, fault.value, fault.bounds) == ("assess_wd", "9", "1-5")
    assert bounds_of("clearance_midway") == "go_on, wait"
    assert bounds_of("morning") == "00:00-23:59"
    assert bounds_of("no_such") == ""
    assert all(bounds_of(name) for name in names())


def test_a_day_that_has_gone_keeps_its_practice():
    unit().asking(changed(on=date(2026, 1, 11))).refused("policy_in_the_past")
    unit().asking(changed(on=date(2026, 1, 12))).recorded()


def test_a_version_is_decided_once():
    story = unit().when(changed("v1", assess_wd=4))
    story.asking(changed("v1", assess_wd=3)).refused("policy_version_known")
    story.when(changed("v2", assess_wd=3)).recorded()
    assert [one.version for one in story.state.policies] == ["v1", "v2"]


@pytest.mark.parametrize(("by", "may"), [("l1", True), ("k1", True), ("o1", True), ("g1", False), ("l9", False)])
def test_the_units_own_people_decide(by: str, may: bool):
    story = unit().asking(changed().reported_by(by))
    assert (story.entry.verb.value == "recorded") is may


def test_of_several_the_one_counts_that_came_into_force_last():
    story = unit().when(changed("v1", assess_wd=4), changed("v3", date(2026, 3, 1), assess_wd=2))
    story.when(changed("v2", date(2026, 2, 1), assess_wd=3)).recorded()
    days = (date(2026, 1, 11), date(2026, 1, 12), date(2026, 2, 28), date(2026, 3, 1))
    assert [practice_on(story.state, day).version for day in days] == [DEFAULT.version, "v1", "v2", "v3"]
    story.when(changed("v4", date(2026, 3, 1), assess_wd=5)).recorded()
    assert practice_on(story.state, date(2026, 3, 1)).assess_wd == 5


def test_of_two_from_the_same_day_the_one_counts_that_was_decided_last_whatever_it_is_called():
    story = unit().when(changed("v9", assess_wd=4), changed("v10", assess_wd=2), changed("a", assess_wd=3))
    assert practice_on(story.state, date(2026, 1, 12)).version == "a"
    assert latest(story.state.policies[:2]).version == "v10"
