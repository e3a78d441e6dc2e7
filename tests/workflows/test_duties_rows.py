"""A duty is one row, or two where something comes in its way on a day known beforehand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from events.values import Role
from tests.support.ladder import (
    assessed,
    cleared,
    consented,
    considered,
    contact,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    referred,
    to_guided,
)
from tests.support.ladder_matter import cleared_with, reported_later
from tests.support.marks import rule
from tests.support.story import Story, at, day, given
from workflows.case import Mark
from workflows.duties import duties, unit_of, unit_owing
from workflows.duty import Duty
from workflows.policy import DEFAULT
from workflows.staff import Staff


def guided_until(last: int) -> tuple[Any, ...]:
    """Followed up in a reported matter, whose clearance runs out."""
    cleared_first = (referred(reported=True), assessed(), cleared(until=last), considered())
    return (*cleared_first, family_called(), conversation_held(), guide_asked(), guide_accepted(), consented())


def rows(story: Story, kind: str = "contact_youth") -> list[Duty]:
    """By the first day, of the participant alone."""
    found = [d for d in story.duties() if d.kind == kind and d.party.startswith("participant")]
    return sorted(found, key=lambda duty: duty.from_date)


def days(duty: Duty) -> tuple[date, date, date | None]:
    return duty.from_date, duty.due_date, duty.until_date


@rule(47, 155)
def test_contact_is_owed_to_the_last_day_of_a_clearance_and_waits_from_the_next():
    free, halted = rows(given(guided_until(10)))
    assert days(free) == (day(0), day(14), day(10))
    assert days(halted) == (day(11), day(14), day(27))
    assert free.waiting_for == ()
    assert halted.waiting_for == ("renew_clearance",)
    assert halted.party == "participant:halted"


@rule(47, 109, 155)
def test_what_was_due_before_it_is_due_at_once_when_it_waits():
    free, halted = rows(given(guided_until(10), contact(day=1, agreed_on=5)))
    assert (free.due_date, halted.due_date) == (day(5), day(11))


@rule(47, 155)
def test_where_it_waits_from_its_first_day_it_is_one_row():
    (one,) = rows(given(guided_until(10), contact(day=10)), "contact_youth")[-1:]
    assert one.waiting_for == ("renew_clearance",)
    (alone,) = rows(given(to_guided()))
    assert alone.waiting_for == ()


@rule(48)
@pytest.mark.parametrize(("hour", "opens"), [(0, 20), (9, 21)])
def test_what_needs_clearance_begins_when_the_clearance_does(hour: int, opens: int):
    story = given(to_guided(), reported_later(day=1), cleared_with(not_before=at(20, hour), day=2))
    (one,) = rows(story)
    assert days(one) == (day(opens), day(opens), day(27))


@rule(6)
def test_only_the_kinds_that_are_asked_for():
    story = given(to_guided())
    every = duties(story.state, story.policy)
    some = duties(story.state, story.policy, only={"contact_youth", "review"})
    assert {one.kind for one in some} == {"contact_youth", "review"} & {one.kind for one in every}
    assert some == tuple(one for one in every if one.kind in {"contact_youth", "review"})
    assert duties(story.state, story.policy, only=()) == ()


@rule(39)
def test_a_duty_is_seen_where_its_queue_is():
    story = given(to_guided())
    mine = next(one for one in story.duties() if one.owner == "staff/g1")
    units = next(one for one in story.duties() if one.owner == "coordinator@ost")
    assert unit_owing(mine, "vest") == "vest"
    assert unit_owing(units, "vest") == "ost"


@rule(48, 155)
def test_a_duty_that_ends_before_the_clearance_begins_is_not_owed():
    first = (*to_guided(), reported_later(day=1))
    (last,) = rows(given(first, cleared_with(not_before=at(27, 0), day=2)))
    assert days(last) == (day(27), day(27), day(27))
    assert rows(given(first, cleared_with(not_before=at(28, 0), day=2))) == []


@rule(39)
def test_what_is_owed_of_somebody_in_several_units_stands_in_the_first():
    since = Mark(at(0), "cli:added")
    member = Staff("staff/g7", 1, (Role.GUIDE,), ("ost", "vest"), "Foreningen", public_employee=False, since=since)
    assert {duty.owner for duty in duties(member, DEFAULT)} == {"coordinator@ost"}
    assert unit_of(replace(member, units=())) == "any"
