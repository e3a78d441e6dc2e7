"""People who come and go around a case, and whose what is owed is while they do (invariant 2)."""

from dataclasses import replace
from datetime import date, timedelta

from events.guidance import GuideAway
from events.values import Role, Source
from tests.support.story import Step, Story
from workflows.access import may
from workflows.case import Mark
from workflows.duties import unit_owing
from workflows.duty import Duty
from workflows.known import StaffMember
from workflows.owners import OPERATORS, owners
from workflows.staff import Staff, parts_lost

ANSWERING = frozenset({Role.COORDINATOR, Role.LEADER})
"""Who has what is nobody else's."""


def away(story: Story, who: str, days: int) -> Step | None:
    """Somebody is away from today; on their cases the service says so (D29)."""
    first, last = story.today, story.today + timedelta(days=days)
    member = story.staff[f"staff/{who}"]
    _staffed(story, replace(member, absences=(*member.absences, (first, last))))
    if who not in story.state.people:
        return None
    data = GuideAway(guide=who, first_day=first, last_day=last)
    return Step(data, by="system/clock", source=Source.CLOCK, derived=True)


def gone(story: Story, who: str) -> Step | None:
    """Somebody leaves for good; on their cases the service ends every part that they have."""
    member = story.staff[f"staff/{who}"]
    _staffed(story, replace(member, active=False))
    roles, units, since = tuple(sorted(member.roles)), tuple(member.units), Mark(story.now, "cli:added")
    left = Staff(member.ref, 1, roles, units, "Kommunen", public_employee=True, since=since, active=False)
    ended = parts_lost(story.state, left)
    return None if ended is None else Step(ended, by="system/clock", source=Source.CLOCK, derived=True)


def _staffed(story: Story, member: StaffMember) -> None:
    story.staff = {**story.staff, member.ref: member}


def is_somebodys(story: Story, duty: Duty, on: date) -> None:
    """It is owed on the day by people who are there and see the case; where the unit has none, by its leaders though
    they are away, else by the operators."""
    unit = unit_owing(duty, story.state.unit)
    found = owners(duty.owner, story.state.unit, story.staff.values(), on)
    answering = [m for m in story.staff.values() if m.active and unit in m.units and m.roles & ANSWERING]
    there = [member for member in answering if member.present(on)]
    if found == (OPERATORS,):
        assert not there, f"{duty.kind} is the operators', and {there[0].ref} is there"
        return
    for member in (story.staff[ref] for ref in found):
        assert member.active, f"{duty.kind} is {member.ref}'s, who has left"
        assert member.present(on) or not there, f"{duty.kind} is {member.ref}'s, who is away on {on}"
        assert may(member, "see_case", unit, story.state.people), f"{member.ref} owes {duty.kind} and sees no case"
