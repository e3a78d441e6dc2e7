"""How a case's story is told: one fact after another, on working days, by somebody who may report it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from events.catalogue import build
from events.fact import Fact, FactData
from events.refs import CaseRef
from events.values import Channel, Source
from services.sample.staff import Team
from services.sample.youth import Youth
from workflows.workdays import OSLO, add_workdays, day_of

CaseOf = Callable[[str], CaseRef]
"""The reference of the case of a participant, by name."""

Said = FactData | Callable[[CaseOf], FactData]


@dataclass(frozen=True, slots=True)
class Step:
    """A fact that is to come. `about` is a subject (`unit/ost`, `staff/k1`) or the name of a participant whose case has
    no reference before the extract or the referral is in."""

    id: str
    at: datetime
    about: str
    said: Said
    source: Source
    reported_by: str
    recorded_by: str
    channel: Channel | None = None
    outcome: str = "recorded"
    """What becomes of it: most facts are recorded, a few are there to show what happens to others."""

    def fact(self, case_of: CaseOf) -> Fact:
        """The fact, once the reference is known (`case_of` raises LookupError before)."""
        subject = self.about if "/" in self.about else f"case/{case_of(self.about)}"
        return build(
            self.said if isinstance(self.said, FactData) else self.said(case_of),
            id=self.id,
            source=self.source,
            subject=subject,
            time=self.at,
            reported_by=self.reported_by,
            recorded_by=self.recorded_by,
            on_behalf_channel=self.channel,
        )


class Tale:
    """The story of one case while it is made up. Time only goes forward; what would come after `end` is not told."""

    def __init__(self, key: str, youth: Youth, team: Team, began: datetime, end: datetime, chance: Random) -> None:
        self.youth = youth
        self.team = team
        self.chance = chance
        self.at = began
        self.coordinator = chance.choice(team.coordinators)
        self.guide = chance.choice(team.guides)
        self.holder = team.holders[0]
        self.reported = True
        self.steps: list[Step] = []
        self.untold = 0
        self._key = key
        self._end = end

    @property
    def today(self) -> date:
        """The day in Norway that the story has come to."""
        return day_of(self.at)

    def later(self, workdays: int = 0, minutes: int = 0) -> "Tale":
        """Some working days on, at an hour at which offices are open; or some minutes on the same day."""
        if workdays:
            day = add_workdays(self.today, workdays)
            hour = time(self.chance.randrange(8, 15), self.chance.randrange(60))
            self.at = datetime.combine(day, hour, OSLO)
        self.at += timedelta(minutes=minutes or self.chance.randrange(2, 20))
        return self

    def until(self, day: date) -> "Tale":
        """To the next working day that is not before `day`."""
        return self.later(workdays=max(1, sum(1 for _ in _workdays(self.today, day))))

    def say(
        self,
        said: Said,
        by: str | None = None,
        source: Source = Source.DESK,
        channel: Channel | None = None,
        about: str | None = None,
        outcome: str = "recorded",
    ) -> "Tale":
        """Somebody (a slug; the coordinator where nobody is named) reports a fact, through the desk or a system."""
        self.later()
        if self.at < self._end:
            person = f"staff/{by or self.coordinator}"
            system = None if source in (Source.DESK, Source.CLI) else f"system/{source.value}"
            self.steps.append(
                Step(
                    id=f"{self._key}.{len(self.steps) + 1}",
                    at=self.at,
                    about=about or self.youth.name,
                    said=said,
                    source=source,
                    reported_by=person,
                    recorded_by=system or person,
                    channel=channel,
                    outcome=outcome,
                )
            )
        else:
            self.untold += 1
        return self


def _workdays(first: date, last: date) -> list[date]:
    days, day = [], first
    while day < last:
        day = add_workdays(day, 1)
        days.append(day)
    return days
