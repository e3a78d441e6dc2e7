"""Whatever is owed is somebody's: the one named while they are there, else the unit's own, else the operators (2)."""

from datetime import date

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from events.values import Role
from tests.support.marks import rule
from tests.support.people import CASE, member
from workflows.duty import Duty
from workflows.invariants import InvariantBroken, check
from workflows.known import StaffMember
from workflows.owners import OPERATORS, coordinators, owners
from workflows.unit import Unit

TODAY = date(2026, 1, 12)
AWAY = ((date(2026, 1, 1), date(2026, 1, 31)),)

GUIDE = member("g1", Role.GUIDE)
ONE, TWO = member("k1", Role.COORDINATOR), member("k2", Role.COORDINATOR)
LEADER = member("l1", Role.LEADER)


def away(slug: str, role: Role) -> StaffMember:
    return member(slug, role, absences=AWAY)


def test_the_one_named_has_it():
    assert owners("staff/g1", "ost", [GUIDE, ONE, LEADER], TODAY) == ("staff/g1",)


@pytest.mark.parametrize(
    "gone",
    [away("g1", Role.GUIDE), member("g1", Role.GUIDE, active=False)],
    ids=["away", "left"],
)
def test_whoever_is_gone_leaves_it_to_the_coordinators(gone: StaffMember):
    assert owners("staff/g1", "ost", [gone, TWO, ONE, LEADER], TODAY) == ("staff/k1", "staff/k2")


def test_the_one_named_has_it_in_whichever_unit():
    assert owners("staff/g1", "vest", [GUIDE, member("k9", Role.COORDINATOR, unit="vest")], TODAY) == ("staff/g1",)


@rule(39)
def test_a_queue_is_everybodys_with_that_role():
    assert owners("coordinator@ost", "ost", [GUIDE, TWO, ONE], TODAY) == ("staff/k1", "staff/k2")
    assert owners("leader@ost", "ost", [ONE, LEADER], TODAY) == ("staff/l1",)
    assert owners("investigator@ost", "ost", [ONE, LEADER], TODAY) == ("staff/k1",)


def test_without_coordinators_it_is_the_leaders_even_when_away():
    assert owners("staff/g1", "ost", [away("k1", Role.COORDINATOR), LEADER], TODAY) == ("staff/l1",)
    assert coordinators("ost", [away("k1", Role.COORDINATOR), away("l1", Role.LEADER)], TODAY) == ("staff/l1",)


def test_a_unit_with_nobody_is_the_operators():
    elsewhere = [member("k9", Role.COORDINATOR, unit="vest"), away("k1", Role.COORDINATOR), GUIDE]
    assert owners("staff/g9", "ost", elsewhere, TODAY) == (OPERATORS,)
    assert coordinators(None, [], TODAY) == (OPERATORS,)


STAFF = st.lists(
    st.builds(
        StaffMember,
        ref=st.sampled_from([f"staff/{slug}" for slug in ("a", "b", "c", "d")]),
        roles=st.frozensets(st.sampled_from(Role), max_size=2),
        units=st.frozensets(st.sampled_from(["ost", "vest"])),
        absences=st.sampled_from([(), AWAY]),
        active=st.booleans(),
    ),
    max_size=4,
    unique_by=lambda one: one.ref,
)


@examples(STAFF, st.sampled_from(["staff/a", "staff/x", *(f"{role.value}@ost" for role in Role)]))
def test_it_is_always_somebody_active_of_the_unit_or_the_operators(staff: list[StaffMember], owner: str):
    found = owners(owner, "ost", staff, TODAY)
    assert found
    there = {one.ref for one in staff if one.active and ("ost" in one.units or one.ref == owner)}
    assert found == (OPERATORS,) or set(found) <= there
    if "@" in owner:
        check(Unit("unit/ost", 1, TODAY), [duty(owner)], TODAY, staff)


def test_what_would_be_nobodys_is_not_written(monkeypatch: pytest.MonkeyPatch):
    for nobody in ((), ("staff/gone",)):
        monkeypatch.setattr("workflows.invariants.owners", lambda *_, nobody=nobody: nobody)
        with pytest.raises(InvariantBroken, match="2: unit/ost"):
            check(Unit("unit/ost", 1, TODAY), [duty("coordinator@ost")], TODAY, [ONE])


def duty(owner: str) -> Duty:
    return Duty(CASE, "assess", "", owner, TODAY, TODAY, (24,), "desk:f1", ())
