"""Ids sort by time and are never the same; naive moments are refused."""

from datetime import UTC, datetime, timedelta

import pytest

from services.clock import Drawn, SystemClock, time_ordered_id

_MOMENT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_now_is_aware_and_in_utc():
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_an_id_is_a_uuid_of_version_7_that_tells_the_millisecond():
    made = time_ordered_id(_MOMENT, bytes(range(10)))
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == int(_MOMENT.timestamp() * 1000)


def test_a_later_id_sorts_after_an_earlier_one_whatever_the_chance():
    earlier = time_ordered_id(_MOMENT, b"\xff" * 10)
    later = time_ordered_id(_MOMENT + timedelta(milliseconds=1), b"\x00" * 10)
    assert earlier < later
    assert str(earlier) < str(later)


def test_ids_of_one_millisecond_differ():
    clock = SystemClock()
    assert len({clock.new_id() for _ in range(10_000)}) == 10_000


def test_a_token_has_the_length_that_was_asked_for():
    assert len(SystemClock().token(32)) == 32


class Asked(SystemClock):
    """Counts how often the operating system is asked for chance."""

    def __init__(self) -> None:
        self.times = 0

    def token(self, n_bytes: int) -> bytes:
        self.times += 1
        return super().token(n_bytes)


def test_chance_that_is_drawn_a_piece_at_a_time_is_never_given_twice():
    asked = Asked()
    clock = Drawn(asked)
    given = [clock.token(12) for _ in range(5_000)]
    assert {len(one) for one in given} == {12}
    assert len(set(given)) == 5_000
    assert asked.times == 15
    assert len(clock.token(10_000)) == 10_000


def test_ids_out_of_drawn_chance_are_as_those_of_the_clock_behind():
    clock = Drawn(SystemClock())
    made = [clock.new_id() for _ in range(2_000)]
    assert len(set(made)) == 2_000
    assert {one.version for one in made} == {7}
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(("at", "chance"), [(_MOMENT.replace(tzinfo=None), bytes(10)), (_MOMENT, bytes(9))])
def test_a_naive_moment_or_too_little_chance_makes_no_id(at: datetime, chance: bytes):
    with pytest.raises(ValueError, match="an id needs"):
        time_ordered_id(at, chance)
