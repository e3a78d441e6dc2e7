"""The yearly reports of the sample: last year's, written in January, and not yet with everybody in one of the units."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Final

from events.fact import FactData
from events.personal import Open
from events.report import ReportApproved, ReportDrafted, ReportSent, ReportText
from events.values import Source
from services.sample.staff import UNITS, team
from services.sample.tale import Step
from workflows.report.versions import LEVELS
from workflows.workdays import OSLO

BEHIND: Final = "vest"
"""The unit that has not told every level."""

TEXTS: Final = (
    (
        "summary",
        "Programmet kom i gang i desember. Tallene for året er derfor små, og de fleste av dem er skjult.\n\n"
        "Koordinatorene bruker starten på å gjøre programmet kjent i politiet og i kommunen.",
    ),
    (
        "found",
        "Nesten alle ble funnet i det ukentlige uttrekket. Vi venter flere henvendelser fra skolene til neste år.",
    ),
)
"""What the coordinator writes."""


def reports(prefix: str, began: date, until: datetime) -> Iterator[Step]:
    """Each unit's report of the year before, as far as the story has come."""
    year = until.astimezone(OSLO).year - 1
    for unit in UNITS if began.year <= year else ():
        yield from (step for step in _of(prefix, unit, year) if step.told < until)


def _of(prefix: str, unit: str, year: int) -> Iterator[Step]:
    here = team(unit)
    coordinator, leader = here.coordinators[0], here.leader
    levels = LEVELS[:2] if unit == BEHIND else LEVELS

    def step(day: date, by: str, key: str, said: FactData) -> Step:
        at, who = datetime.combine(day, time(13), OSLO), f"staff/{by}"
        return Step(f"{prefix}.report.{unit}.{key}", at, at, f"unit/{unit}", said, Source.DESK, who, who)

    for section, text in TEXTS:
        told = ReportText.model_validate({"year": year, "section": section, "text": Open(text)})
        yield step(date(year + 1, 2, 3), coordinator, section, told)
    as_of = date(year + 1, 1, 31)
    yield step(date(year + 1, 2, 4), coordinator, "drafted", ReportDrafted(year=year, version=1, as_of=as_of))
    yield step(date(year + 1, 2, 11), leader, "approved", ReportApproved(year=year, version=1))
    for n, level in enumerate(levels):
        sent = ReportSent(year=year, version=1, level=level, to="SaLTo-koordinator")
        yield step(date(year + 1, 2, 18 + n), coordinator, level, sent)
