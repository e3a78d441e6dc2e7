"""Members of staff: roles in units, days away, back, gone; what those from outside sign, and their supervision."""

from dataclasses import replace
from typing import Any

import pytest

from events.staff import (
    Acknowledged,
    StaffAbsent,
    StaffAdded,
    StaffBack,
    StaffChanged,
    StaffLeft,
    SupervisionHeld,
)
from events.values import Role, Source
from tests.support.ladder import (
    assessed,
    cleared,
    conversation_held,
    guide_accepted,
    guide_asked,
    referred,
    row,
    to_conversation,
    to_guided,
    to_held,
)
from tests.support.ladder_conversation import holder_accepted, holder_asked
from tests.support.ladder_guidance import guide_replaced, substitute_asked
from tests.support.ladder_matter import cleared_with
from tests.support.marks import rule
from tests.support.people import STAFF as PEOPLE
from tests.support.people import member
from tests.support.story import Step, Story, day, given, told
from workflows.duties import duties
from workflows.policy import DEFAULT, Policy
from workflows.staff import parts_lost

STAFF = "staff/g7"


def added(*roles: Role, outside: bool = False) -> Step:
    told = {"name": "Guide Syntetisk", "roles": roles or (Role.GUIDE,), "units": ("ost",), "organisation": "Kommunen"}
    data = StaffAdded.model_validate({**told, "public_employee": not outside})
    return Step(data, by="system/cli", source=Source.CLI)


OUTSIDE = added(outside=True)


def changed(**to: Any) -> Step:
    return Step(StaffChanged(**to), by="staff/l1")


def back(first: int) -> Step:
    return Step(StaffBack(first_day=day(first)), by="staff/k1")


def left(**when: Any) -> Step:
    return Step(StaffLeft(), by="staff/k1", **when)


def signed(**when: Any) -> Step:
    return Step(Acknowledged(text_version="2026-1"), by="staff/k1", **when)


def supervised(**when: Any) -> Step:
    return Step(SupervisionHeld(), by="staff/k1", **when)


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


# back, gone, changed


@pytest.mark.parametrize(("first", "stands"), [(6, (5, 5)), (8, (5, 7)), (5, None), (9, (5, 8))])
def test_back_sooner_than_was_said(first: int, stands: tuple[int, int] | None):
    absences = given(added(), absent(5, 8), back(first), subject=STAFF).state.absences
    assert absences == (() if stands is None else ((day(stands[0]), day(stands[1])),))


def test_another_absence_later_stands():
    assert given(added(), absent(5, 8), absent(20, 30), back(6), subject=STAFF).state.absences[-1] == (day(20), day(30))


def test_whoever_has_left_is_nobodys_and_may_come_back():
    story = given(added(), left(), subject=STAFF)
    assert not story.state.as_member().active
    story.asking(left()).refused("has_left")
    story.asking(changed(units=("vest",))).refused("has_left")
    assert story.when(back(3)).state.as_member().active


def test_what_is_not_told_stays_and_what_was_lost_is_known():
    state = given(added(Role.GUIDE, Role.HOLDER), changed(roles=(Role.HOLDER,)), subject=STAFF).state
    assert (state.roles, state.units) == ((Role.HOLDER,), ("ost",))
    assert (state.lost_roles, state.lost_units) == ((Role.GUIDE,), ())
    story = given(added(), changed(units=("vest",)), subject=STAFF)
    assert (story.state.roles, story.state.units, story.state.lost_units) == ((Role.GUIDE,), ("vest",), ("ost",))
    story.when(changed(units=("ost",)).reported_by("o1")).recorded()
    assert (story.state.units, story.state.lost_units) == (("ost",), ("vest",))


def test_what_was_lost_once_stays_known_until_it_is_theirs_again():
    story = given(added(Role.GUIDE, Role.HOLDER), changed(roles=(Role.HOLDER,)), subject=STAFF)
    story.when(changed(roles=(Role.REFERRER,))).recorded()
    assert story.state.lost_roles == (Role.GUIDE, Role.HOLDER)
    story.when(changed(units=("vest",))).when(changed(units=("sentrum",)).reported_by("o1")).recorded()
    assert story.state.lost_units == ("ost", "vest")
    story.when(changed(roles=(Role.GUIDE,)).reported_by("o1")).recorded()
    assert story.state.lost_roles == (Role.HOLDER, Role.REFERRER)


def test_an_employer_may_change():
    state = given(added(), changed(organisation="Foreningen", public_employee=False), subject=STAFF).state
    assert (state.organisation, state.public_employee) == ("Foreningen", False)


# a guide who is not publicly employed


@rule(56)
def test_a_guide_from_outside_signs_before_anything_and_again_each_year():
    story = given(OUTSIDE, subject=STAFF).owed("get_acknowledgement", by="coordinator", due=0)
    story.when(signed(day=3)).owed("get_acknowledgement", due=3 + 365)
    assert "get_acknowledgement" not in story.pressing(3 + 365 - 31)
    assert "get_acknowledgement" in story.pressing(3 + 365 - 30)
    assert story.state.as_member().acknowledged_on == day(3)


@rule(55, 56)
def test_the_latest_signature_and_the_latest_supervision_count_in_whichever_order_they_come():
    for signatures in ((3, 200), (200, 3)):
        story = given(
            OUTSIDE, *(signed(day=n) for n in signatures), *(supervised(day=n) for n in signatures), subject=STAFF
        )
        assert story.state.as_member().acknowledged_on == day(200)
        story.owed("supervise_guide", due=228)
        assert story.state.sequence == len(story.log)


@rule(55, 56)
def test_publicly_employed_or_gone_or_no_guide_asks_for_neither():
    for steps in ((added(),), (OUTSIDE, left()), (OUTSIDE, changed(roles=(Role.HOLDER,)))):
        given(steps, subject=STAFF).not_owed("get_acknowledgement", "supervise_guide")


@rule(55)
def test_a_guide_from_outside_is_supervised_every_four_weeks():
    story = given(OUTSIDE, subject=STAFF).owed("supervise_guide", by="coordinator", due=28)
    assert "supervise_guide" not in story.pressing(0)
    story.when(supervised(day=20)).owed("supervise_guide", due=48)
    story.when(supervised(day=10)).owed("supervise_guide", due=48)
    given(OUTSIDE, subject=STAFF, policy=Policy(supervision_weeks=8)).owed("supervise_guide", due=56)


@rule(56)
@pytest.mark.parametrize(("on", "allowed"), [(None, False), (-366, False), (-365, True), (0, True)])
def test_and_is_recorded_as_guide_only_with_a_signature_that_stands(on: int | None, allowed: bool):
    n1 = replace(PEOPLE["staff/n1"], acknowledged_on=None if on is None else day(on))
    story = given(to_held(), guide_asked("n1"), staff={**PEOPLE, n1.ref: n1})
    story.asking(guide_accepted("n1", day=0, hour=23))
    if allowed:
        story.recorded()
    else:
        story.refused("acknowledgement_missing", 56)


@rule(56)
@pytest.mark.parametrize(("asked", "allowed"), [(2, True), (3, False)])
def test_or_with_one_for_each_assignment_by_local_practice(asked: int, allowed: bool):
    n1 = replace(PEOPLE["staff/n1"], acknowledged_on=day(2))
    policy = Policy(acknowledge_each="assignment")
    story = given(to_held(), guide_asked("n1", day=asked), staff={**PEOPLE, n1.ref: n1}, policy=policy)
    story.asking(guide_accepted("n1", day=4))
    if allowed:
        story.recorded()
    else:
        story.refused("acknowledgement_missing", 56)


@rule(56)
def test_nor_do_they_take_over_without():
    given(to_guided(), guide_asked("n1")).asking(guide_replaced("n1")).refused("acknowledgement_missing", 56)
    given(to_guided(), guide_asked("n2")).asking(guide_replaced("n2")).recorded()


def test_a_coordinator_of_any_of_their_units_may_tell_of_them():
    story = given(added(), changed(units=("ost", "vest")), subject=STAFF)
    story.asking(Step(StaffAbsent(first_day=day(1), last_day=day(2)), by="staff/k9")).recorded()
    given(added(), subject=STAFF).asking(Step(StaffAbsent(first_day=day(1), last_day=day(2)), by="staff/k9")).refused(
        "other_unit"
    )


# which part in a case they have no more


@pytest.mark.parametrize(
    ("change", "ended"),
    [
        (changed(roles=(Role.HOLDER,)), ("role_lost", ("guide",))),
        (changed(roles=(Role.REFERRER,)), ("role_lost", ("guide", "holder"))),
        (changed(units=("vest",)), ("unit_lost", ("guide", "holder"))),
        (left(), ("left", ("guide", "holder"))),
        (changed(units=("ost", "vest")), None),
        (changed(roles=(Role.GUIDE, Role.HOLDER, Role.COORDINATOR)), None),
    ],
)
def test_the_parts_lost(change: Step, ended: tuple[str, tuple[str, ...]] | None):
    case = given(to_held(), conversation_held(by="g7"), guide_asked("g1"), staff=PEOPLE).state
    case = case.now(guide=case.period.candidate and replace(case.period.candidate, staff="g7"), candidate=None)
    state = given(added(Role.GUIDE, Role.HOLDER), change, subject=STAFF).state
    lost = parts_lost(case, state)
    assert (None if lost is None else (lost.why, lost.parts)) == ended


@pytest.mark.parametrize(
    ("steps", "parts"),
    [
        ((*to_held(), guide_asked("g7")), ("guide",)),
        ((*to_guided(), substitute_asked("g7")), ("guide",)),
        ((*to_conversation(), holder_asked("g7")), ("holder",)),
        ((*to_conversation(), holder_asked("g7"), holder_accepted("g7")), ("holder",)),
        ((referred(investigator="g7"),), ("investigator",)),
        ((referred(investigator="e2"), row(key="row-2", investigator="g7")), ("investigator",)),
    ],
    ids=["asked", "substitute", "asked to hold it", "holds it", "investigates", "investigates one of two"],
)
@rule(58)
def test_whoever_leaves_leaves_every_part_that_they_were_asked_to_or_have(steps: tuple[Step, ...], parts: tuple[str]):
    g7 = member("g7", Role.GUIDE, Role.HOLDER, Role.INVESTIGATOR)
    case = given(steps, staff={**PEOPLE, g7.ref: g7}).state
    gone = given(added(Role.GUIDE, Role.HOLDER, Role.INVESTIGATOR), left(), subject=STAFF).state
    lost = parts_lost(case, gone)
    assert lost is not None
    assert (lost.member, lost.why, lost.parts) == ("g7", "left", parts)


@rule(47, 58)
def test_so_does_the_prosecutor_who_spoke_last_about_the_clearance():
    g7 = member("g7", Role.PROSECUTOR)
    words = (cleared(day=1), cleared_with(by="g7", capacity="prosecutor", day=2))
    case = told(referred(reported=True, investigator="e2"), assessed(), words, staff={**PEOPLE, g7.ref: g7}).state
    lost = parts_lost(case, given(added(Role.PROSECUTOR), left(), subject=STAFF).state)
    assert lost is not None
    assert lost.parts == ("prosecutor",)
