"""What courts tell: hearings ahead, moved and called off, and one of a matter that concerns nobody whom we know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from events.court import HearingCancelled, HearingFact, HearingMoved, HearingScheduled
from events.values import Source
from services.sample.calendar import Calendar
from services.sample.matters import hearing
from services.sample.tale import Step
from services.sample.youth import Youth
from workflows.workdays import OSLO, add_workdays

HEARD: Final = 0.06
"""How many of the matters that are more than three months old come to court after the case is closed."""


@dataclass(slots=True)
class Courts:
    """Tells of hearings; the same report number is told of once, whoever stands under it."""

    prefix: str
    calendar: Calendar
    chance: Random

    def steps(self, youths: list[Youth]) -> Iterator[Step]:
        """Hearings in the matters of some of these."""
        reports = {youth.report: youth for youth in youths if (self.calendar.today - youth.incident_on).days > 90}
        chosen = self.chance.sample(sorted(reports), min(len(reports), max(2, round(len(reports) * HEARD))))
        for n, report in enumerate(chosen):
            yield from self._hearing(n, reports[report])
        said_on = add_workdays(self.calendar.today - timedelta(days=12), 1)
        unknown = f"SYN{self.calendar.today.year % 100}-99999"
        told = hearing(HearingScheduled, unknown, "H-ukjent", 1, self._on(30))
        yield self._told("unknown", "ost", said_on, told, "no_case")

    def _hearing(self, n: int, youth: Youth) -> Iterator[Step]:
        """Some were held long ago, most are ahead; one in three is moved, one in seven called off."""
        ahead = self.chance.randrange(4, 60) if n % 3 else -self.chance.randrange(10, 60)
        said_on = add_workdays(self.calendar.today - timedelta(days=12 + n % 20 + max(0, -ahead)), 1)
        starts = self._on(ahead)
        yield self._told(f"{n}.1", youth.unit, said_on, hearing(HearingScheduled, youth.report, f"H{n}", 1, starts))
        if n % 3 == 1:
            moved = hearing(HearingMoved, youth.report, f"H{n}", 2, self._on(ahead + 7))
            yield self._told(f"{n}.2", youth.unit, add_workdays(said_on, 2), moved)
        if n % 7 == 2:
            off = hearing(HearingCancelled, youth.report, f"H{n}", 3, starts)
            yield self._told(f"{n}.3", youth.unit, add_workdays(said_on, 4), off)

    def _on(self, ahead: int) -> datetime:
        return datetime.combine(add_workdays(self.calendar.today + timedelta(days=ahead), 1), time(9), OSLO)

    def _told(self, key: str, unit: str, day: date, said: HearingFact, outcome: str = "recorded") -> Step:
        at, system = datetime.combine(day, time(12, 10), OSLO), "system/court"
        return Step(
            f"{self.prefix}.hearing.{key}", at, at, f"unit/{unit}", said, Source.COURT, system, system, outcome=outcome
        )
