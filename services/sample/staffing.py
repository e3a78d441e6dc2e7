"""What befalls the staff in a year: holidays, illness, somebody leaves; guides from outside sign and are supervised."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from events.fact import FactData
from events.personal import Open
from events.staff import Acknowledged, StaffAbsent, StaffBack, StaffChanged, StaffLeft, SupervisionHeld
from events.values import Role, Source
from services.sample.calendar import Away, Calendar
from services.sample.staff import UNITS, Team, team
from services.sample.tale import Step
from workflows.workdays import OSLO, add_workdays, is_workday

SUMMER: Final = (6, 22)
"""Month and day around which the first holidays begin."""

LEAVES: Final = ("sentrum", "g3b")
"""A guide who leaves the programme in autumn or whenever the year has come two thirds of its way."""


def plan(calendar: Calendar, chance: Random) -> None:
    """Who is away when: everybody in summer, a few ill, and in each unit one guide these days (R57, D29)."""
    away: dict[str, list[Away]] = {}
    year = calendar.today.year if calendar.today > date(calendar.today.year, 8, 20) else calendar.today.year - 1
    for unit in UNITS:
        here = team(unit)
        for n, slug in enumerate((*here.guides, *here.coordinators)):
            first = date(year, *SUMMER) + timedelta(weeks=2 * (n % 3))
            first -= timedelta(days=first.weekday())
            away[slug] = [Away(first, first + timedelta(days=18), first - timedelta(days=40))]
        ill = chance.choice(here.guides[1:])
        first = _on(calendar.today - timedelta(weeks=chance.choice((9, 16, 33))))
        if all(abs((first - other.first).days) > 30 for other in away[ill]):
            away[ill].append(Away(first, first + timedelta(days=4), first))
        first = calendar.today + timedelta(days=-3 if unit == "ost" else 4)
        now = Away(first, first + timedelta(days=19), calendar.today - timedelta(days=6))
        if all(other.last < first or other.first > now.last for other in away[here.guides[0]]):
            away[here.guides[0]].append(now)
    calendar.away = {slug: tuple(sorted(days, key=lambda one: one.first)) for slug, days in away.items()}
    calendar.left = {LEAVES[1]: _on(calendar.today - timedelta(weeks=17))}


def _on(day: date) -> date:
    return day if is_workday(day) else add_workdays(day, 1)


class Staffing:
    """Tells what was planned."""

    def __init__(self, prefix: str, calendar: Calendar, began: datetime) -> None:
        self._prefix = prefix
        self._calendar = calendar
        self._began = began

    def steps(self) -> Iterator[Step]:
        """Everything about staff, in no order."""
        for unit in UNITS:
            here = team(unit)
            yield from self._absences(here)
            yield from self._outside_guides(here)
        first = team(next(iter(UNITS)))
        day = self._calendar.mondays[30]
        changed = StaffChanged(roles=(Role.HOLDER, Role.GUIDE))
        yield self._step("changed", day, first.holders[1], changed, first.leader)
        unit, gone = LEAVES
        yield self._step("left", self._calendar.left[gone], gone, StaffLeft(), team(unit).coordinators[0], hour=7)

    def _absences(self, here: Team) -> Iterator[Step]:
        for slug in (*here.guides, *here.coordinators):
            for n, away in enumerate(self._calendar.away.get(slug, ())):
                if away.known_on < min(self._calendar.today, self._calendar.left.get(slug, date.max)):
                    said = StaffAbsent(first_day=away.first, last_day=away.last)
                    yield self._step(f"away.{slug}.{n}", away.known_on, slug, said, self._other(here, slug))
                sooner = away.known_on == away.first or (away.long and slug in here.guides[::2])
                if (
                    sooner
                    and self._calendar.here(slug, away.last + timedelta(days=1))
                    and away.last < self._calendar.today
                ):
                    said_back = StaffBack(first_day=_on(away.last - timedelta(days=1)))
                    yield self._step(f"back.{slug}.{n}", said_back.first_day, slug, said_back, self._other(here, slug))

    @staticmethod
    def _other(here: Team, slug: str) -> str:
        return here.coordinators[1] if slug == here.coordinators[0] else here.coordinators[0]

    def _outside_guides(self, here: Team) -> Iterator[Step]:
        """R55, R56: signed before the first case and each year, supervised every four weeks; one is a week late."""
        leader = here.coordinators[0]
        for slug in (slug for slug in here.guides if slug.startswith("n")):
            began = self._began.date()
            signed = Acknowledged(text_version="2026-1")
            yield self._step(f"signed.{slug}", began, slug, signed, leader, hour=10)
            renewed = add_workdays(self._calendar.today - timedelta(days=350 if here.unit == "vest" else 300), 1)
            yield self._step(f"renewed.{slug}", renewed, slug, signed, leader)
            last = self._calendar.today - timedelta(weeks=5 if here.unit == "sentrum" else 1)
            day, n = began + timedelta(days=26), 0
            while day < last:
                note = Open("Gått gjennom sakene sammen.")
                yield self._step(f"supervised.{slug}.{n}", _on(day), slug, SupervisionHeld(note=note), leader)
                day, n = day + timedelta(days=26), n + 1

    def _step(self, key: str, day: date, slug: str, said: FactData, by: str, hour: int = 8) -> Step:
        at = datetime.combine(day, time(hour, 15), OSLO)
        person = f"staff/{by}"
        return Step(f"{self._prefix}.{key}", at, at, f"staff/{slug}", said, Source.DESK, person, person)
