"""Norwegian working days, and the day in Norway on which something happened."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

OSLO: Final = ZoneInfo("Europe/Oslo")

HALF_DAYS: Final = ((12, 24), (12, 31))
"""Month and day of the days on which offices close at noon; nobody's deadline runs on them."""


@lru_cache(maxsize=8192)
def day_of(moment: datetime) -> date:
    """The calendar day in Norway."""
    return moment.astimezone(OSLO).date()


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NO", years=year))


@lru_cache(maxsize=8192)
def is_workday(day: date) -> bool:
    """Monday to Friday, no public holiday, no half day."""
    return day.weekday() < 5 and (day.month, day.day) not in HALF_DAYS and day not in _public_holidays(day.year)


@lru_cache(maxsize=8192)
def add_workdays(day: date, count: int) -> date:
    """The day `count` working days after `day`; the day itself never counts."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


@lru_cache(maxsize=8192)
def workdays_between(first: date, last: date) -> int:
    """How many working days lie after `first` up to and including `last`."""
    return sum(is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def monday_of(week: str) -> date:
    """The Monday of an ISO week like `2026-W47`."""
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def week_of(day: date) -> str:
    """The ISO week of a day, like `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
