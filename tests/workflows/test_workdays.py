"""Norwegian working days over every awkward part of the calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.workdays import add_workdays, day_of, is_workday, monday_of, week_of, workdays_between

days = st.dates(date(2024, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 1, 12), 1, date(2026, 1, 13)),
        (date(2026, 1, 16), 1, date(2026, 1, 19)),  # Friday -> Monday
        (date(2026, 4, 1), 1, date(2026, 4, 7)),  # over Easter: Maundy Thursday to Easter Monday
        (date(2026, 12, 23), 1, date(2026, 12, 28)),  # Christmas Eve is a half day
        (date(2026, 12, 30), 1, date(2027, 1, 4)),  # New Year
        (date(2026, 4, 30), 1, date(2026, 5, 4)),  # 1 May
        (date(2026, 5, 13), 1, date(2026, 5, 15)),  # Ascension Day
        (date(2027, 5, 14), 1, date(2027, 5, 18)),  # Whit Monday and 17 May fall together
        (date(2028, 2, 28), 1, date(2028, 2, 29)),  # leap day
        (date(2026, 1, 12), 0, date(2026, 1, 12)),
    ],
)
def test_known_days(start: date, count: int, end: date):
    assert add_workdays(start, count) == end


@given(days, st.integers(0, 30))
def test_adding_and_counting_agree(start: date, count: int):
    end = add_workdays(start, count)
    assert workdays_between(start, end) == count
    assert count == 0 or is_workday(end)


@given(days)
def test_half_days_and_weekends_are_none(on: date):
    if on.weekday() >= 5 or (on.month, on.day) in ((12, 24), (12, 31), (1, 1), (5, 1), (5, 17), (12, 25), (12, 26)):
        assert not is_workday(on)


@given(days)
def test_a_week_has_one_monday(on: date):
    monday = monday_of(week_of(on))
    assert monday.weekday() == 0
    assert monday <= on < monday + timedelta(days=7)


def test_the_week_of_new_year_may_be_last_years():
    assert week_of(date(2027, 1, 1)) == "2026-W53"
    assert week_of(date(2029, 12, 31)) == "2030-W01"


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (datetime(2026, 1, 11, 22, 59, tzinfo=UTC), date(2026, 1, 11)),
        (datetime(2026, 1, 11, 23, 0, tzinfo=UTC), date(2026, 1, 12)),
        (datetime(2026, 7, 11, 21, 59, tzinfo=UTC), date(2026, 7, 11)),  # summer time
        (datetime(2026, 7, 11, 22, 0, tzinfo=UTC), date(2026, 7, 12)),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),  # the night of the change
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_a_day_is_norways(moment: datetime, on: date):
    assert day_of(moment) == on
