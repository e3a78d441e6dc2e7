"""Ids sort by time and are never the same; naive moments are refused."""

from datetime import UTC, datetime, timedelta

import pytest

from services.clock import SystemClock, time_ordered_id

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


@pytest.mark.parametrize(("at", "chance"), [(_MOMENT.replace(tzinfo=None), bytes(10)), (_MOMENT, bytes(9))])
def test_a_naive_moment_or_too_little_chance_makes_no_id(at: datetime, chance: bytes):
    with pytest.raises(ValueError, match="an id needs"):
        time_ordered_id(at, chance)
