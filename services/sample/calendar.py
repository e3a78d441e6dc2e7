"""The sample's year: its weeks, when each unit's extract comes, and who is away when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from workflows.workdays import OSLO, add_workdays, is_workday, monday_of, week_of

WEEKS: Final = 52
"""How many weeks of extracts there are."""

EXTRACT_WEEKDAY: Final = 1
"""The extract of a week comes on the Tuesday after it."""

LATE: Final = ("vest", 0)
"""The unit that has not sent its newest extract: a missing week is overdue and seen (R25)."""


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away from `first` to `last`; the unit knows since `known_on`."""

    first: date
    last: date
    known_on: date

    @property
    def long(self) -> bool:
        """Long by local practice (D29)."""
        return (self.last - self.first).days >= 14


def extract_at(monday: date) -> datetime:
    """When the extract of the week that begins on `monday` comes."""
    return datetime.combine(monday + timedelta(days=7 + EXTRACT_WEEKDAY), time(7, 30), OSLO)


@dataclass(slots=True)
class Calendar:
    """`mondays` are those of the weeks, the newest first; `away` and `left` the absences and the leaving of staff."""

    today: date
    mondays: tuple[date, ...] = ()
    away: Mapping[str, tuple[Away, ...]] = field(default_factory=dict)
    left: Mapping[str, date] = field(default_factory=dict)

    @classmethod
    def of(cls, today: date) -> "Calendar":
        """The year up to the evening before `today`."""
        newest = monday_of(week_of(today)) - timedelta(days=7)
        while extract_at(newest) >= datetime.combine(today, time(0), OSLO):
            newest -= timedelta(days=7)
        return cls(today, tuple(newest - timedelta(days=7 * n) for n in range(WEEKS)))

    def next_extract(self, unit: str, after: datetime) -> tuple[int, datetime] | None:
        """The unit's first extract after that moment, and how many weeks ago; None where there is none yet."""
        for ago in range(WEEKS - 1, -1, -1):
            at = extract_at(self.mondays[ago])
            if at > after and (unit, ago) != LATE:
                return ago, at
        return None

    def absence(self, slug: str, day: date) -> Away | None:
        """The absence in which somebody is on that day."""
        return next((away for away in self.away.get(slug, ()) if away.first <= day <= away.last), None)

    def here(self, slug: str, day: date) -> bool:
        """Whether somebody works in the programme on that day, and is not away."""
        return day < self.left.get(slug, date.max) and self.absence(slug, day) is None

    def covers(self, slug: str, first: date, last: date) -> bool:
        """Whether somebody is there all these days."""
        return last < self.left.get(slug, date.max) and not any(
            away.first <= last and first <= away.last for away in self.away.get(slug, ())
        )

    def ahead(self, slug: str, day: date) -> tuple[Away, ...]:
        """The long absences of somebody that are not over on that day."""
        return tuple(away for away in self.away.get(slug, ()) if away.long and away.last >= day)

    def workday_before(self, count: int) -> date:
        """The working day so many before today."""
        day = self.today
        while count:
            day -= timedelta(days=1)
            count -= is_workday(day)
        return day

    @staticmethod
    def workdays(first: date, last: date) -> int:
        """How many working days on is the first that is not before `last`."""
        count, day = 0, first
        while day < last:
            day = add_workdays(day, 1)
            count += 1
        return count
