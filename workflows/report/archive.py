"""Every publication that a district has had and may have, made anew out of the lines of its logs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from workflows.report.catalogue import FIGURES
from workflows.report.figure import Figure, Log, ReminderTold
from workflows.report.publication import Publication, publish
from workflows.report.reading import Lines, end_of, stood_on
from workflows.report.tally import YEARS, tally, years_of
from workflows.report.versions import ReportVersion
from workflows.unit import Unit


@dataclass(frozen=True, slots=True)
class Drafted:
    """A version of some unit's report, as part of the district's publications."""

    unit: str
    year: int
    version: ReportVersion


@dataclass(slots=True)
class Archive:
    """`lines` are all logs, `units` the units as they are now. The same question always has the same answer."""

    lines: Lines
    units: Sequence[Unit]
    reminders: Sequence[ReminderTold] = ()
    figures: Sequence[Figure] = FIGURES
    _logs: dict[date, Log] = field(default_factory=dict)
    _made: dict[tuple[int, date, tuple[tuple[str, int, int], ...]], Publication] = field(default_factory=dict)

    def log(self, day: date) -> Log:
        """Everything as it stood when the day was over."""
        if day not in self._logs:
            self._logs[day] = stood_on(self.lines, day, self.reminders)
        return self._logs[day]

    def of_version(self, unit: str, year: int, version: ReportVersion) -> Publication:
        """The publication that a version is a part of."""
        return self._publication(year, version.as_of, self._before(version.drafted.at, unit, year))

    def as_of(self, day: date, unit: str | None, year: int) -> Publication:
        """The publication as it would be with the log as it stood when the day was over."""
        return self._publication(year, day, self._before(end_of(day), unit, year))

    def _publication(self, year: int, day: date, before: Sequence[Drafted]) -> Publication:
        key = (year, day, tuple((one.unit, one.year, one.version.number) for one in before))
        if key not in self._made:
            log = self.log(day)
            earlier = list(dict.fromkeys(_Same(self.of_version(o.unit, o.year, o.version)) for o in before))
            self._made[key] = publish(
                tally(log, self.figures),
                year,
                day,
                tuple(unit.unit for unit in log.units),
                years_of(log, year),
                max((unit.policy.small_cells for unit in log.units), default=1),
                self.figures,
                [one.publication for one in earlier],
            )
        return self._made[key]

    def _before(self, moment: datetime, unit: str | None, year: int) -> list[Drafted]:
        """The versions that may be known to whoever reads this one: all that were drafted before, of any unit and of
        years that both tell of; of the same report only what was approved by then, since the leader approves none that
        has been drafted anew."""
        return [
            one
            for one in self.drafted()
            if one.version.drafted.at < moment
            and abs(one.year - year) < YEARS
            and ((one.unit, one.year) != (unit, year) or _approved(one.version, moment))
        ]

    def drafted(self) -> Iterable[Drafted]:
        """Every version of every unit, in the order in which they were drafted."""
        found = [
            Drafted(unit.slug, report.year, version)
            for unit in self.units
            for report in unit.reports
            for version in report.versions
        ]
        return sorted(found, key=lambda one: (one.version.drafted.at, one.unit, one.version.number))


def _approved(version: ReportVersion, moment: datetime) -> bool:
    return version.approved is not None and version.approved.at < moment


@dataclass(frozen=True, slots=True)
class _Same:
    """Publications of the same year and day tell the same, whichever units' versions they are."""

    publication: Publication

    def __hash__(self) -> int:
        return hash((self.publication.year, self.publication.as_of))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and (
            (self.publication.year, self.publication.as_of, self.publication.hidden)
            == (other.publication.year, other.publication.as_of, other.publication.hidden)
        )
