"""The weekly extracts: rows of the cases that came, the same rows again, changed ones, and rows that nobody can use."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from events.assessment import Assessed, HandedOver
from events.personal import Open
from events.unit import RejectedRowAnswered, RowTakenBack
from events.values import MatterStatus, Source
from services.ingest import columns
from services.sample.calendar import LATE, WEEKS, Calendar, extract_at
from services.sample.staff import UNITS, team
from services.sample.tale import Said, Seen, Step
from services.sample.youth import Cradle, Youth
from workflows.workdays import add_workdays, week_of

AGAIN: Final = (0.45, 0.2, 0.1)
"""How often a row stands in the extract again one, two, three weeks later."""

OUTSIDE: Final = 0.3
"""How many rows outside the target group there are to one inside."""

CHANGED: Final = 0.25
"""How many of these have changed meanwhile."""


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


@dataclass(slots=True)
class Weekly:
    """The year's extracts while they are put together. `names` are those of staff by slug."""

    prefix: str
    calendar: Calendar
    chance: Random
    cradle: Cradle
    names: dict[str, str]
    rows: dict[tuple[str, int], list[Youth]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def add(self, ago: int, youth: Youth) -> None:
        """A row about somebody, so many weeks ago."""
        self.rows.setdefault((youth.unit, ago), []).append(youth)

    def youths(self) -> Iterator[Youth]:
        """Everybody who came by a row."""
        for youths in self.rows.values():
            yield from youths

    def extracts(self) -> Iterator[Extract]:
        """All that have come, each week of each unit."""
        for unit in UNITS:
            for ago in range(WEEKS):
                if (unit, ago) != LATE:
                    rows = [youth.row() for youth in self.rows.get((unit, ago), [])]
                    rows += [*self._again(unit, ago), *self._beside(unit, ago)]
                    self.chance.shuffle(rows)
                    monday = self.calendar.mondays[ago]
                    yield Extract(extract_at(monday), unit, week_of(monday), tuple(rows))

    def _again(self, unit: str, ago: int) -> Iterator[dict[str, str]]:
        """Rows of the weeks before: the police send what is still theirs; some has changed (R25, D26)."""
        for back, often in enumerate(AGAIN, start=1):
            for youth in self.rows.get((unit, ago + back), []):
                if not youth.once and self.chance.random() < often:
                    row = youth.row()
                    if self.chance.random() < CHANGED:
                        row |= self.chance.choice(
                            (
                                {"saksstatus": columns.MATTER_STATUS.write(MatterStatus.DECIDED)},
                                {"jurist": self.names[team(unit).prosecutor]},
                                {"bostedskommune": "Liksomby"},
                            )
                        )
                    yield row

    def _beside(self, unit: str, ago: int) -> Iterator[dict[str, str]]:
        """People outside the target group, also again; one who comes into it; a row that nobody can use."""
        monday, here = self.calendar.mondays[ago], team(unit)
        investigator = self.chance.choice(here.investigators)
        beside = sum(self.chance.random() < OUTSIDE for _ in range(1 + len(self.rows.get((unit, ago), []))))
        for _ in range(beside):
            outside = self.cradle.outside(unit, monday, investigator, self.names[investigator])
            yield outside.row()
            if ago % 13 == 4:
                self._taken_back(unit, ago, outside)
        if ago % 17 == 2:
            yield self._unusable(unit, ago, self.cradle.child(unit, monday, investigator, self.names[investigator]))

    def _unusable(self, unit: str, ago: int, youth: Youth) -> dict[str, str]:
        """A row that is rejected; in the working days after it somebody writes it off."""
        fault = {"sakstype": "innbrudd"} if ago % 2 else {"fodselsnummer": "mangler"}
        self._answered(
            f"{self.prefix}.rejected.{youth.report}",
            unit,
            ago,
            lambda seen: RejectedRowAnswered(
                fingerprint=seen.rejected(youth.report), answer="written_off", why=Open("Ikke i målgruppen.")
            ),
        )
        return youth.row() | fault

    def _taken_back(self, unit: str, ago: int, youth: Youth) -> None:
        """A row that rules took for outside is to be decided by a person after all (D26)."""
        week, key = week_of(self.calendar.mondays[ago]), f"{self.prefix}.taken-back.{youth.report}"

        def taken_back(seen: Seen) -> RowTakenBack:
            return RowTakenBack(week=week, row_key=seen.row(youth.report), why=Open("Kan være hatkriminalitet."))

        self._answered(key, unit, ago, taken_back)
        decided = Assessed(
            decision="not",
            not_because=Open("Ikke hatkriminalitet, og voksen."),
            handed_over=HandedOver(agency="Støttesenteret", on=self.calendar.mondays[ago] + timedelta(days=9)),
        )
        self._answered(f"{key}.decided", unit, ago, decided, workdays=2, about=youth.handle)

    def _answered(self, key: str, unit: str, ago: int, said: Said, workdays: int = 1, about: str | None = None) -> None:
        came = extract_at(self.calendar.mondays[ago])
        at = came + (add_workdays(came.date(), workdays) - came.date()) + timedelta(hours=2)
        if at.date() < self.calendar.today:
            by = f"staff/{team(unit).coordinators[0]}"
            self.steps.append(Step(key, at, at, about or f"unit/{unit}", said, Source.DESK, by, by))
