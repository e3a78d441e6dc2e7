"""Members of staff: roles in units, days away."""

import pytest

from events.staff import StaffAbsent, StaffAdded
from events.values import Role, Source
from tests.support.story import Step, Story, day, given, told
from workflows.duties import duties
from workflows.policy import DEFAULT

STAFF = "staff/g7"


def added(*roles: Role) -> Step:
    data = StaffAdded(name="Guide Syntetisk", roles=roles or (Role.GUIDE,), units=("ost",), organisation="Kommunen")  # type: ignore[arg-type]
    return Step(data, by="system/cli", source=Source.CLI)


def absent(first: int, last: int) -> Step:
    return Step(StaffAbsent(first_day=day(first), last_day=day(last)), by="staff/k1")


def test_somebody_new_has_roles_in_units():
    story = given(added(Role.GUIDE, Role.HOLDER), subject=STAFF)
    member = story.state.as_member()
    assert (member.ref, member.roles, member.units) == (STAFF, {Role.GUIDE, Role.HOLDER}, {"ost"})
    assert duties(story.state, DEFAULT) == ()


def test_nobody_is_added_twice():
    given(added(), subject=STAFF).when(added()).refused("exists_already")


@pytest.mark.parametrize(("on", "present"), [(4, True), (5, False), (8, False), (9, True)])
def test_away_on_both_days_and_those_between(on: int, present: bool):
    member = given(added(), absent(5, 8), subject=STAFF).state.as_member()
    assert member.present(day(on)) is present


def test_days_are_in_order():
    given(added(), subject=STAFF).when(absent(8, 5)).refused("days_out_of_order")


def test_the_order_of_absences_does_not_matter():
    one = given(added(), absent(1, 2), absent(8, 9), absent(1, 2), subject=STAFF).state.absences
    assert one == given(added(), absent(8, 9), absent(1, 2), subject=STAFF).state.absences


def test_who_is_not_there_cannot_be_absent():
    story: Story = told(absent(1, 2), subject=STAFF)
    story.refused("unknown_subject")
    assert story.state is None
