"""The synthetic district: who works there, what the police send each week, and what happens afterwards.

Everything comes out of a seed and a day: the same two give the same district. Dates are relative to that day, and the
story of the year ends the evening before it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from events.personal import Open
from events.policy import PolicyChanged
from events.unit import UnitAdded
from events.values import Source
from services.sample import first, outreach
from services.sample.calendar import LATE, WEEKS, Calendar, extract_at
from services.sample.courts import Courts
from services.sample.people import Population
from services.sample.plots import Plot, cast
from services.sample.reporting import reports
from services.sample.staff import UNITS, everybody, team
from services.sample.staffing import Staffing, plan
from services.sample.tale import Said, Step, Tale
from services.sample.weekly import Extract, Weekly
from services.sample.youth import DISTRICTS, Cradle, Youth
from workflows.workdays import OSLO, add_workdays

REFERRED: Final = 0.17
REFERRED_REPORTED: Final = 0.3
"""How many of the referred have been to the police already."""

ADULTS: Final = 0.05
TOGETHER: Final = 0.08
"""How many were exposed to the same as the one before: every other one a brother or sister."""

LIES_THERE: Final = 0.06
"""How many of the stories under way have been left lying for some days."""


@dataclass(frozen=True, slots=True)
class District:
    """`units` and `staff` come first, then `extracts` and `steps`, each in the order in which they were told."""

    prefix: str
    """What the ids of its facts begin with: `sample.<seed>.<cases>.<day>`."""
    today: date
    began: datetime
    units: tuple[Step, ...]
    staff: tuple[Step, ...]
    extracts: tuple[Extract, ...]
    steps: tuple[Step, ...]
    reports: dict[str, str]
    """The report number of every participant who came by a row, by handle."""


def prefix_of(cases: int, seed: int, today: date) -> str:
    """What the ids of a district's facts begin with; two districts never have the same ids."""
    return f"sample.{seed}.{cases}.{today:%Y%m%d}"


def make(cases: int, seed: int, today: date) -> District:
    """The district of that seed, as it is on the morning of `today`."""
    return _Maker(cases, seed, today).district()


class _Maker:
    def __init__(self, cases: int, seed: int, today: date) -> None:
        self.chance = Random(seed)
        self.today, self.cases = today, cases
        self.prefix = prefix_of(cases, seed, today)
        self.end = datetime.combine(today, time(0), OSLO)
        self.calendar = Calendar.of(today)
        plan(self.calendar, self.chance)
        self.began = datetime.combine(self.calendar.mondays[-1] - timedelta(days=14), time(8), OSLO)
        self.population = Population(self.chance)
        self.cradle = Cradle(self.chance, self.population)
        self.staff = everybody(self.population.name)
        names = {slug: str(told.name.value) for slug, told in self.staff.items() if isinstance(told.name, Open)}
        self.weekly = Weekly(self.prefix, self.calendar, self.chance, self.cradle, names)
        self.steps: list[Step] = []
        self.before: dict[str, tuple[int, Youth]] = {}
        self.open_reports: set[str] = set()

    def district(self) -> District:
        for n, plot in enumerate(cast(self.cases)):
            self.case(n, plot)
        extracts = tuple(sorted(self.weekly.extracts(), key=lambda extract: (extract.at, extract.unit)))
        youths = list(self.weekly.youths())
        told = [youth for youth in youths if youth.report not in self.open_reports]
        self.steps += self.weekly.steps
        self.steps += self.practice()
        self.steps += reports(self.prefix, self.calendar.mondays[-1], self.end)
        self.steps += Staffing(self.prefix, self.calendar, self.began).steps()
        self.steps += outreach.steps(self.prefix, self.calendar)
        self.steps += Courts(self.prefix, self.calendar, self.chance).steps(told)
        return District(
            prefix=self.prefix,
            today=self.today,
            began=self.began,
            units=tuple(self.units()),
            staff=tuple(self.by_operator(f"staff.{slug}", f"staff/{slug}", told) for slug, told in self.staff.items()),
            extracts=extracts,
            steps=tuple(sorted(self.steps, key=lambda step: (step.told, step.at, step.id))),
            reports={youth.handle: youth.report for youth in reversed(youths)},
        )

    def by_operator(self, key: str, about: str, said: Said) -> Step:
        by = "system/cli"
        return Step(f"{self.prefix}.{key}", self.began, self.began, about, said, Source.CLI, by, by)

    def units(self) -> Iterator[Step]:
        for slug, name in UNITS.items():
            since = self.calendar.mondays[-1]
            yield self.by_operator(f"unit.{slug}", f"unit/{slug}", UnitAdded(name=name, since=since))

    def practice(self) -> Iterator[Step]:
        """Every unit has listed its areas, and one has decided on a local practice of its own since."""
        areas: dict[str, int | str] = {"areas": ", ".join(DISTRICTS)}
        began, day = self.calendar.mondays[-1], self.calendar.mondays[24]
        for unit in UNITS:
            said = PolicyChanged(version=f"{unit}-0", from_date=began, content=areas)
            yield self.decided(f"areas.{unit}", unit, began - timedelta(days=3), said)
        said = PolicyChanged(
            version="ost-1",
            from_date=day + timedelta(days=7),
            content={"agency_wd": 8, **areas},
            why=Open("BUP svarer raskt."),
        )
        yield self.decided("practice", "ost", day, said)

    def decided(self, key: str, unit: str, day: date, said: PolicyChanged) -> Step:
        """What the unit's leader has decided."""
        at, by = datetime.combine(day, time(13), OSLO), f"staff/{team(unit).leader}"
        return Step(f"{self.prefix}.{key}", at, at, f"unit/{unit}", said, Source.DESK, by, by)

    def case(self, n: int, plot: Plot) -> None:
        """One case: somebody, the week in which they came, and what happened then."""
        unit = plot.unit or list(UNITS)[n % len(UNITS)]
        ago, youth = self.somebody(n, plot, unit)
        referred = plot.came == "referral" or (plot.came == "either" and self.chance.random() < REFERRED)
        came = extract_at(self.calendar.mondays[ago])
        end = self.end
        if not plot.now and self.chance.random() < LIES_THERE:
            end -= timedelta(days=self.chance.randrange(3, 12))
        if referred:
            day = add_workdays(came.date(), self.chance.randrange(5))
            came = min(datetime.combine(day, time(8, self.chance.randrange(60)), OSLO), self.end - timedelta(hours=14))
            end = max(end, came + timedelta(hours=1))
        tale = Tale(self.prefix, n + 1, youth, team(unit), came, end, self.chance, self.calendar, self.cradle)
        if referred:
            tale.reported = plot.came == "either" and self.chance.random() < REFERRED_REPORTED
            first.referred(tale)
        else:
            if n % 41 == 3:
                first.misread(tale)
            if youth.number is None:
                first.identify(tale, youth)
            self.weekly.add(ago, replace(youth))  # as it was then: the tale changes who investigates, and more
            if plot.who == "anyone":
                self.before[unit] = ago, youth  # what becomes of the matter in other stories becomes of it in all
        plot.tell(tale)
        self.steps += tale.steps
        if tale.over:
            self.open_reports.add(tale.youth.report)
        for other_ago, other in tale.rows:
            self.weekly.add(other_ago, other)

    def somebody(self, n: int, plot: Plot, unit: str) -> tuple[int, Youth]:
        """Whom it is about, and how many weeks ago they came: now and then with the one before."""
        before = self.before.get(unit)
        together = plot.who == "anyone" and self.chance.random() < TOGETHER
        if together and before is not None and before[1].guardians and plot.newest <= before[0] <= plot.oldest:
            return before[0], (self.cradle.sibling if n % 2 else self.cradle.friend)(before[1])
        ago = self.chance.randint(plot.newest, plot.oldest)
        if (unit, ago) == LATE:
            ago += 1
        monday, investigator = self.calendar.mondays[min(ago, WEEKS - 1)], self.chance.choice(team(unit).investigators)
        kinds: dict[str, Callable[[str, date, str, str], Youth]] = {
            "anyone": self.cradle.adult if self.chance.random() < ADULTS else self.cradle.child,
            "child": self.cradle.child,
            "with_two": self.cradle.with_two,
            "exposed_at_home": self.cradle.exposed_at_home,
            "one_unsafe": self.cradle.one_unsafe,
            "nearly_18": self.cradle.nearly_18,
            "numbered": self.cradle.numbered,
            "outside": self.cradle.outside,
        }
        name = self.weekly.names[investigator]
        return min(ago, WEEKS - 1), kinds[plot.who](unit, monday, investigator, name)
