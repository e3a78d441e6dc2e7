"""Whoever looks nothing up claims nothing: what a rule may consult is then neither so nor otherwise."""

from datetime import date

import pytest

from events.values import Role
from tests.support.people import member
from workflows.known import Known
from workflows.policy import DEFAULT


def test_what_nobody_looked_up_is_not_claimed():
    known = Known()
    assert known.policy == DEFAULT
    assert (known.minor, known.under_18, known.adult_from, known.age) == (None, None, None, None)
    for claimed in (known.outside, known.derived, known.after_death, known.target_refused, known.target_waits):
        assert claimed is False
    assert (known.row, known.target, known.continues, known.incident, known.other) == (None, None, None, None, None)
    assert not any((known.staff, known.units, known.alike, known.elsewhere))


def test_a_member_of_staff_is_one_of_the_public_here_and_not_of_the_police():
    one = member("g1", Role.GUIDE)
    assert (one.public_employee, one.active, one.police) == (True, True, False)


@pytest.mark.parametrize(("on", "present"), [(4, True), (5, False), (6, False), (7, False), (8, True)])
def test_whoever_is_away_is_so_on_the_first_and_on_the_last_day(on: int, present: bool):
    one = member("g1", Role.GUIDE, absences=((date(2026, 1, 5), date(2026, 1, 7)),))
    assert one.present(date(2026, 1, on)) is present
    assert not member("g1", Role.GUIDE, active=False).present(date(2026, 1, on))


@pytest.mark.parametrize(("on", "may"), [(date(2027, 1, 5), True), (date(2027, 1, 6), False)])
def test_a_signature_stands_for_a_year(on: date, may: bool):
    signed = member("n1", Role.GUIDE, public_employee=False, acknowledged_on=date(2026, 1, 5))
    assert signed.may_be_told(on) is may
    assert not member("n1", Role.GUIDE, public_employee=False).may_be_told(on)
    assert member("g1", Role.GUIDE).may_be_told(on)
