"""When the conversation is to be: what was agreed last counts, until it is called off."""

from datetime import timedelta

from tests.support.marks import rule
from tests.support.story import at, day
from workflows.holding import NOTHING_AGREED, Appointments
from workflows.mark import Mark

MOMENT = timedelta(microseconds=1)


def agreed(on: int, said: int, before: Appointments = NOTHING_AGREED) -> Appointments:
    return before.agreed(Mark(at(said), f"desk:a{said}"), day(on))


@rule(83)
def test_nothing_agreed_is_nothing_to_find_a_new_time_for():
    assert NOTHING_AGREED.on is None
    assert NOTHING_AGREED.to_rebook is None


@rule(83)
def test_what_was_agreed_last_counts_whichever_arrives_first():
    assert agreed(9, 3, agreed(8, 2)).on == day(9)
    assert agreed(8, 2, agreed(9, 3)).on == day(9)
    assert agreed(8, 3, agreed(9, 3)).on == day(8)


@rule(83)
def test_called_off_a_new_time_is_to_be_found_until_it_is_agreed():
    off = agreed(9, 3).called_off(Mark(at(4), "desk:c"))
    assert off.on is None
    assert off.to_rebook == Mark(at(4), "desk:c")
    again = agreed(12, 5, off)
    assert (again.on, again.to_rebook) == (day(12), None)
    at_once = off.agreed(Mark(at(4), "desk:a4"), day(12))
    assert (at_once.on, at_once.to_rebook) == (day(12), None)


@rule(83)
def test_what_was_called_off_before_it_was_agreed_is_not_called_off():
    assert agreed(9, 3).called_off(Mark(at(3) - MOMENT, "desk:c")).on == day(9)
    assert agreed(9, 3).called_off(Mark(at(3), "desk:c")).on is None


@rule(83)
def test_of_two_who_call_off_the_later_counts():
    off = agreed(9, 3).called_off(Mark(at(6), "desk:late"))
    assert off.called_off(Mark(at(5), "desk:early")) == off
    assert off.called_off(Mark(at(6), "desk:same")).to_rebook == Mark(at(6), "desk:same")
    assert agreed(9, 5, off).to_rebook == Mark(at(6), "desk:late")
