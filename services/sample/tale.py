"""How a case's story is told: one fact after another, on working days, by somebody who may report it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Protocol

from events.catalogue import build
from events.fact import Fact, FactData, FactRef
from events.refs import CaseRef, IncidentKey
from events.values import Channel, Source
from services.sample.calendar import Calendar
from services.sample.staff import Team
from services.sample.youth import Cradle, Youth
from workflows.workdays import OSLO, add_workdays, day_of


class Seen(Protocol):
    """What only the playing finds out."""

    def case(self, handle: str) -> CaseRef:
        """The reference of a participant's case (`Youth.handle`). Raises LookupError before there is one."""
        ...

    def rejected(self, report: str) -> str:
        """The fingerprint of a rejected row, by its report number."""
        ...

    def row(self, report: str) -> str:
        """The key of a row, by its report number."""
        ...

    def read(self, report: str, name: str) -> FactRef:
        """The fact that told of a row, by its report number and the participant's name."""
        ...


Said = FactData | Callable[[Seen], FactData]


@dataclass(frozen=True, slots=True)
class Step:
    """A fact that is to come. `about` is a subject (`unit/ost`, `staff/k1`) or the handle of a participant whose case
    has no reference before the extract or the referral is in. It happened at `at` and is told at `told`."""

    id: str
    at: datetime
    told: datetime
    about: str
    said: Said
    source: Source
    reported_by: str
    recorded_by: str
    channel: Channel | None = None
    outcome: str = "recorded"
    """What becomes of it: most facts are recorded, a few are there to show what happens to others."""

    def fact(self, seen: Seen) -> Fact:
        """The fact, once the reference is known (`seen.case` raises LookupError before)."""
        subject = self.about if "/" in self.about else f"case/{seen.case(self.about)}"
        return build(
            self.said if isinstance(self.said, FactData) else self.said(seen),
            id=self.id,
            source=self.source,
            subject=subject,
            time=self.at,
            reported_by=self.reported_by,
            recorded_by=self.recorded_by,
            on_behalf_channel=self.channel,
        )

    @property
    def ref(self) -> FactRef:
        """As other facts name it."""
        return FactRef(source=self.source, id=self.id)


class Tale:
    """The story of one case while it is made up. Time only goes forward; what would come after `end` is not told.

    `number` is which of the district's stories it is; `rows` are the rows of extracts that it brings about, each with
    how many weeks ago its extract came.
    """

    def __init__(
        self,
        key: str,
        number: int,
        youth: Youth,
        team: Team,
        began: datetime,
        end: datetime,
        chance: Random,
        calendar: Calendar,
        cradle: Cradle,
    ) -> None:
        self.youth = youth
        self.team = team
        self.chance = chance
        self.number = number
        self.calendar = calendar
        self.cradle = cradle
        self.at = began
        self._coordinator = chance.randrange(len(team.coordinators))
        self.guide = chance.choice(team.guides)
        self.holder = team.holders[0]
        self.about = youth.handle
        self.reported = True
        self.incidents: tuple[IncidentKey, ...] = ("i1",)
        self.contacted = began.date()
        self.prepared: set[tuple[str, date]] = set()
        self.wish = ""
        self.unwanted: set[str] = set()
        self.substitutes: dict[date, str] = {}
        self.steps: list[Step] = []
        self.rows: list[tuple[int, Youth]] = []
        self.last = FactRef(source=Source.DESK, id="none")
        self._key = f"{key}.{number}"
        self._end = end
        self._count = 0

    @property
    def today(self) -> date:
        """The day in Norway that the story has come to."""
        return day_of(self.at)

    @property
    def over(self) -> bool:
        """Whether the story has come to the end, so that nothing more of it is told."""
        return self.at >= self._end

    @property
    def minor(self) -> bool:
        """Whether the participant is under 18 on the day that the story has come to."""
        return self.youth.minor(self.today)

    @property
    def coordinator(self) -> str:
        """Whose case it is; the other coordinator of the unit while they are away."""
        names = self.team.coordinators
        mine = names[self._coordinator % len(names)]
        return mine if self.calendar.here(mine, self.today) else names[(self._coordinator + 1) % len(names)]

    @property
    def on_duty(self) -> str:
        """The guide; who stands in while they are away; the coordinator where nobody does, or the guide is gone."""
        away = self.calendar.absence(self.guide, self.today)
        if away is not None:
            return self.substitutes.get(away.first, self.coordinator)
        return self.guide if self.calendar.here(self.guide, self.today) else self.coordinator

    @property
    def investigator(self) -> str:
        """Who investigates."""
        return self.youth.investigator or self.team.investigators[0]

    def goes_over(self, to: Team) -> "Tale":
        """Another unit has the case from now on."""
        self.team, self.holder = to, to.holders[0]
        return self

    def later(self, workdays: int = 0, minutes: int = 0) -> "Tale":
        """Some working days on, at an hour at which offices are open; or some minutes on the same day."""
        if workdays:
            day = add_workdays(self.today, workdays)
            hour = time(self.chance.randrange(8, 15), self.chance.randrange(60))
            self.at = datetime.combine(day, hour, OSLO)
        self.at += timedelta(minutes=minutes or self.chance.randrange(2, 20))
        return self

    def until(self, day: date) -> "Tale":
        """To the next working day that is not before `day`, or some minutes on where that is today or past."""
        return self.later(workdays=self.calendar.workdays(self.today, day))

    def say(
        self,
        said: Said,
        by: str | None = None,
        source: Source = Source.DESK,
        channel: Channel | None = None,
        about: str | None = None,
        outcome: str = "recorded",
        late: timedelta = timedelta(0),
    ) -> "Tale":
        """Somebody (a slug; the coordinator where nobody is named) reports a fact, through the desk or a system.

        `late`: it is told so long after it happened, or before it where that is less than nothing.
        """
        self.later()
        self._count += 1
        person = f"staff/{by or self.coordinator}"
        system = None if source in (Source.DESK, Source.CLI) else f"system/{source.value}"
        step = Step(
            id=f"{self._key}.{self._count}",
            at=self.at,
            told=self.at + late,
            about=about or self.about,
            said=said,
            source=source,
            reported_by=person,
            recorded_by=system or person,
            channel=channel,
            outcome=outcome,
        )
        self.last = step.ref
        if step.told < self._end and not self.over:
            self.steps.append(step)
        return self

    def logged(
        self, said: Said, by: str | None = None, outcome: str = "recorded", late: timedelta = timedelta(0)
    ) -> "Tale":
        """The guide, or who is there instead, or `by`, reports through the guides' own log."""
        return self.say(said, by=by or self.on_duty, source=Source.GUIDELOG, outcome=outcome, late=late)

    def told_by(self, source: Source, said: Said) -> "Tale":
        """A court's or the police's system tells of the criminal case, addressed to the unit by report number."""
        self.say(said, source=source, about=f"unit/{self.youth.unit}")
        if self.steps and self.steps[-1].ref == self.last:
            system = f"system/{source.value}"
            self.steps[-1] = replace(self.steps[-1], reported_by=system, recorded_by=system)
        return self

    def twice(self, otherwise: Said | None = None) -> "Tale":
        """The last fact comes again: the same, or `otherwise` under the same id, which is put aside."""
        self.later(minutes=30)
        if self.steps and self.steps[-1].ref == self.last and not self.over:
            again = replace(self.steps[-1], told=self.at)
            if otherwise is not None:
                again = replace(again, said=otherwise, outcome="quarantined")
            self.steps.append(again)
        return self

    def row(self, youth: Youth) -> "Tale":
        """The police send a row about somebody in the unit's next extract, and the story goes on from there."""
        found = self.calendar.next_extract(youth.unit, self.at)
        if found is None:
            self.at = self._end
        else:
            ago, self.at = found
            if not self.over:
                self.rows.append((ago, youth))
        return self.later()
