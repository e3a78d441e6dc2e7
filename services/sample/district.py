"""The synthetic district: who works there, what the police send each week, and what happens afterwards.

Everything comes out of a seed and a day: the same two give the same district. Dates are relative to that day, and the
story ends the evening before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Final

from events.court import HearingScheduled
from events.intake import ReferralReceived, Referrer
from events.person import Guardian, Person
from events.personal import Open
from events.staff import Acknowledged, StaffAbsent
from events.unit import UnitAdded
from events.values import Answer, GuardianKind, MatterStatus, Reported, Source
from services.ingest import columns
from services.sample.people import Population
from services.sample.plots import Plot, cast
from services.sample.staff import UNITS, Team, everybody, team
from services.sample.tale import Step, Tale
from services.sample.youth import Cradle, Youth
from workflows.workdays import OSLO, add_workdays, day_of, monday_of, week_of, workdays_between

WEEKS: Final = 22
"""How many weeks of extracts there are."""

EXTRACT_WEEKDAY: Final = 1
"""The extract of a week comes on the Tuesday after it."""

LATE: Final = ("vest", 0)
"""The unit that has not sent its newest extract: a missing week is overdue and seen (R25)."""

REFERRED: Final = 0.12
ADULTS: Final = 0.06
LIES_THERE: Final = 0.3
"""How many of the stories under way have been left lying."""


@dataclass(frozen=True, slots=True)
class Extract:
    """One week's rows of one unit, as the police send them."""

    at: datetime
    unit: str
    week: str
    rows: tuple[dict[str, str], ...]

    @property
    def name(self) -> str:
        """Name of the file."""
        return f"uttrekk-{self.unit}-{self.week}.csv"

    def csv(self) -> bytes:
        """The file. Each unit's system writes its own dialect: ost `;` and Windows-1252, vest `,` and UTF-8, sentrum
        `;` with a byte order mark, other column order and a column that we do not read."""
        titles = list(columns.COLUMNS)
        if self.unit == "sentrum":
            titles = [*reversed(titles), "Journalnr"]
        sign = "," if self.unit == "vest" else ";"
        lines = [titles, *([row.get(title, "") for title in titles] for row in self.rows)]
        text = "".join(sign.join(f'"{cell}"' if sign in cell else cell for cell in line) + "\r\n" for line in lines)
        return text.encode({"ost": "cp1252", "vest": "utf-8", "sentrum": "utf-8-sig"}[self.unit])


@dataclass(frozen=True, slots=True)
class District:
    """`units` and `staff` come first, then `extracts` and `steps`, each in the order in which they happened."""

    prefix: str
    """What the ids of its facts begin with: `sample.<seed>.<cases>.<day>`."""
    today: date
    began: datetime
    units: tuple[Step, ...]
    staff: tuple[Step, ...]
    extracts: tuple[Extract, ...]
    steps: tuple[Step, ...]
    reports: dict[str, str]
    """The report number of every participant who came by a row, by name."""


def prefix_of(cases: int, seed: int, today: date) -> str:
    """What the ids of a district's facts begin with; two districts never have the same ids."""
    return f"sample.{seed}.{cases}.{today:%Y%m%d}"


def kind_of(word: str) -> GuardianKind:
    """A guardian's kind by the word that the police use."""
    return columns.GUARDIAN_KIND.read(word) or GuardianKind.OTHER


def make(cases: int, seed: int, today: date) -> District:
    """The district of that seed, as it is on the morning of `today`."""
    return _Maker(cases, seed, today).district()


class _Maker:
    def __init__(self, cases: int, seed: int, today: date) -> None:
        self.chance = Random(seed)
        self.today, self.cases = today, cases
        self.prefix = prefix_of(cases, seed, today)
        self.end = datetime.combine(today, time(0), OSLO)
        newest = monday_of(week_of(today)) - timedelta(days=7)
        while self.extract_at(newest) >= self.end:
            newest -= timedelta(days=7)
        self.mondays = [newest - timedelta(days=7 * n) for n in range(WEEKS)]
        self.began = datetime.combine(self.mondays[-1] - timedelta(days=14), time(8), OSLO)
        self.population = Population(self.chance)
        self.cradle = Cradle(self.chance, self.population)
        self.rows: dict[tuple[str, int], list[Youth]] = {}
        self.more_rows: dict[tuple[str, int], list[dict[str, str]]] = {}
        self.steps: list[Step] = []
        self.numbers = count(1)

    @staticmethod
    def extract_at(monday: date) -> datetime:
        """When the extract of the week that begins on `monday` comes."""
        return datetime.combine(monday + timedelta(days=7 + EXTRACT_WEEKDAY), time(7, 30), OSLO)

    def key(self) -> str:
        """What the ids of the next story begin with."""
        return f"{self.prefix}.{next(self.numbers)}"

    def district(self) -> District:
        staff = everybody(self.population.name)
        names = {slug: str(told.name.value) for slug, told in staff.items() if isinstance(told.name, Open)}
        for n, plot in enumerate(cast(self.cases)):
            self.case(n, plot, names)
        self.surroundings(names)
        self.absences()
        self.hearings()
        signed = [slug for slug, told in staff.items() if not told.public_employee]
        return District(
            prefix=self.prefix,
            today=self.today,
            began=self.began,
            units=tuple(self.units()),
            staff=(
                *(
                    self.by_operator(f"{self.prefix}.staff.{slug}", f"staff/{slug}", told)
                    for slug, told in staff.items()
                ),
                *(self.signed(slug) for slug in signed),
            ),
            extracts=tuple(sorted(self.extracts(), key=lambda extract: (extract.at, extract.unit))),
            steps=tuple(sorted(self.steps, key=lambda step: (step.at, step.id))),
            reports={youth.name: youth.report for youths in self.rows.values() for youth in youths},
        )

    def by_operator(self, key: str, about: str, said: "UnitAdded | object") -> Step:
        return Step(key, self.began, about, said, Source.CLI, "system/cli", "system/cli")  # type: ignore[arg-type]

    def signed(self, slug: str) -> Step:
        """Who is not publicly employed has signed what R56 asks for."""
        by, key = f"staff/k{slug[1]}", f"{self.prefix}.signed.{slug}"
        return Step(key, self.began, f"staff/{slug}", Acknowledged(text_version="2025-1"), Source.DESK, by, by)

    def units(self) -> Iterator[Step]:
        for slug, name in UNITS.items():
            since = self.mondays[-1]
            yield self.by_operator(f"{self.prefix}.unit.{slug}", f"unit/{slug}", UnitAdded(name=name, since=since))

    def case(self, n: int, plot: Plot, names: dict[str, str]) -> None:
        """One case: somebody, the week in which they came, and what happened then."""
        unit = list(UNITS)[n % len(UNITS)]
        here, ago = team(unit), self.chance.randint(plot.newest, plot.oldest)
        if (unit, ago) == LATE:
            ago += 1
        monday = self.mondays[min(ago, WEEKS - 1)]
        investigator = self.chance.choice(here.investigators)
        grown = self.chance.random() < ADULTS and plot.came == "either"
        born = self.cradle.adult if grown else self.cradle.child
        youth = born(unit, monday, investigator, names[investigator])
        referred = plot.came == "referral" or (plot.came == "either" and not grown and self.chance.random() < REFERRED)
        if not referred:
            self.rows.setdefault((unit, ago), []).append(youth)
            youth.odd_cells = {"tolk": "litt"} if n % 17 == 3 else {}
        key, began = self.key(), self.extract_at(monday)
        for delay in self.delays(plot, began):
            first = began
            if referred:
                first = datetime.combine(add_workdays(began.date(), delay), time(8, self.chance.randrange(60)), OSLO)
            tale = Tale(key, youth, here, first, self.end, self.chance)
            if referred:
                self.referred(tale)
            else:
                tale.later(workdays=delay)
            plot.tell(tale)
            if not tale.untold or not delay:
                self.steps += tale.steps
                return

    def delays(self, plot: Plot, began: datetime) -> Iterator[int]:
        """How many working days nothing happens before the story: it is told with the longest that leaves time for all
        of it, so that a story under way has come to its end just now; but some have been left lying."""
        if (plot.up_to_now or plot.came == "referral") and self.chance.random() > LIES_THERE:
            yield from range(workdays_between(day_of(began), self.today) - 1, 0, -1)
        yield 0

    def referred(self, tale: Tale) -> None:
        """The helsesykepleier turns to the coordinator; nothing is reported to the police (R12, R23)."""
        youth = tale.youth
        youth.investigator, tale.reported = None, False
        tale.say(
            ReferralReceived(
                person=Person(
                    name=Open(youth.name),
                    national_number=Open(youth.number) if youth.number else None,
                    birth_date=Open(youth.born),
                    phone=Open(youth.phone),
                    language=Open(youth.language),
                    interpreter=youth.interpreter,
                ),
                guardians=tuple(
                    Guardian(name=Open(p.name), phone=Open(p.phone), kind=kind_of(p.kind)) for p in youth.guardians
                ),
                lives_with=youth.lives_with,
                category=youth.category,
                role=youth.role,
                hate_motive=youth.hate,
                stated_need=Open("Tør ikke gå på skolen alene."),
                perpetrator_is=youth.perpetrator_is,
                referrer=Referrer(
                    name=Open(self.population.name()), phone=Open(self.population.phone()), agency="Skolen"
                ),
                reported=Reported.NO,
                incident_on=youth.incident_on,
                consents_to_contact=Answer.YES,
            ),
            by=tale.team.referrer,
            source=Source.MUNICIPALITY,
            about=f"unit/{youth.unit}",
        )

    def surroundings(self, names: dict[str, str]) -> None:
        """What else stands in extracts: people outside the target group, rows seen before, rows nobody can use."""
        for unit in UNITS:
            here: Team = team(unit)
            for ago in range(WEEKS):
                more = self.more_rows.setdefault((unit, ago), [])
                if self.chance.random() < 0.5:
                    investigator = self.chance.choice(here.investigators)
                    more.append(self.cradle.outside(unit, self.mondays[ago], investigator, names[investigator]).row())
                before = self.rows.get((unit, ago + 1), [])
                if before and self.chance.random() < 0.4:
                    youth = self.chance.choice(before)
                    again = youth.row()
                    if self.chance.random() < 0.4:
                        again["saksstatus"] = columns.MATTER_STATUS.write(MatterStatus.DECIDED)
                    more.append(again)
                if ago in (1, 2):
                    investigator = here.investigators[0]
                    bad = self.cradle.child(unit, self.mondays[ago], investigator, names[investigator]).row()
                    more.append(bad | ({"sakstype": "innbrudd"} if ago == 1 else {"fodselsnummer": "mangler"}))

    def extracts(self) -> Iterator[Extract]:
        for unit in UNITS:
            for ago, monday in enumerate(self.mondays):
                if (unit, ago) != LATE:
                    rows = [youth.row() for youth in self.rows.get((unit, ago), [])] + self.more_rows[unit, ago]
                    self.chance.shuffle(rows)
                    yield Extract(self.extract_at(monday), unit, week_of(monday), tuple(rows))

    def absences(self) -> None:
        """In each unit one guide is away, now or soon (R57, D29)."""
        for unit in UNITS:
            here = team(unit)
            first = self.today + timedelta(days=-3 if unit == "ost" else 4)
            away = StaffAbsent(first_day=first, last_day=first + timedelta(days=19))
            said_at = datetime.combine(self.today - timedelta(days=6), time(9, 15), OSLO)
            by = f"staff/{here.coordinators[0]}"
            self.steps.append(
                Step(f"{self.prefix}.away.{unit}", said_at, f"staff/{here.guides[0]}", away, Source.DESK, by, by)
            )

    def hearings(self) -> None:
        """Courts tell of coming days; one of them concerns nobody whom we know (D30)."""
        youths = [y for key in sorted(self.rows) if key[1] > 6 for y in self.rows[key]]
        chosen = self.chance.sample(youths, min(len(youths), max(2, self.cases // 20)))
        said_on = add_workdays(self.today - timedelta(days=12), 1)
        for n, youth in enumerate(chosen):
            version = 2 if n % 5 == 4 else 1
            for v in range(1, version + 1):
                self.hearing(f"{n}.{v}", youth.unit, youth.report, f"H{n}", v, said_on, n)
        self.hearing("unknown", "ost", f"SYN{self.today.year % 100}-99999", "H-ukjent", 1, said_on, 0, "no_case")

    def hearing(
        self,
        key: str,
        unit: str,
        report: str,
        name: str,
        version: int,
        said_on: date,
        n: int,
        outcome: str = "recorded",
    ) -> None:
        """A hearing some weeks ahead."""
        starts = datetime.combine(add_workdays(self.today, 4 + 3 * n % 40 + 5 * version), time(9), OSLO)
        told = HearingScheduled(
            report_number=Open(report),
            hearing_ref=name,
            sequence=version,
            starts_at=starts,
            court="Prøvedal tingrett",
            participant_attends=Answer.YES,
        )
        at = datetime.combine(said_on, time(12, version * 10), OSLO) + timedelta(seconds=n)
        system = "system/court"
        self.steps.append(
            Step(
                f"{self.prefix}.hearing.{key}",
                at,
                f"unit/{unit}",
                told,
                Source.COURT,
                system,
                system,
                outcome=outcome,
            )
        )
