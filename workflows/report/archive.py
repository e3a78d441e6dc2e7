"""Every publication that a district has had and may have, made anew out of what was counted in its logs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from workflows.report.catalogue import FIGURES
from workflows.report.counting import Counted
from workflows.report.figure import Figure
from workflows.report.publication import Publication, publish
from workflows.report.reading import end_of
from workflows.report.tally import YEARS, years_of
from workflows.report.versions import ReportVersion
from workflows.unit import Unit


@dataclass(frozen=True, slots=True)
class Drafted:
    """A version of some unit's report, as part of the district's publications."""

    unit: str
    year: int
    version: ReportVersion


@dataclass(frozen=True, slots=True)
class Plan:
    """What a publication is of: a year, the day at the end of which the log is read, and the versions, as unit, year
    and number, that may be known to whoever reads it."""

    year: int
    day: date
    before: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Plans:
    """What each report is to be made of. `units` are the units as they are now."""

    units: Sequence[Unit]

    def of_version(self, unit: str, year: int, version: ReportVersion) -> Plan:
        """The publication that a version is a part of."""
        return Plan(year, version.as_of, self._before(version.drafted.at, unit, year))

    def as_of(self, day: date, unit: str | None, year: int) -> Plan:
        """The publication as it would be with the log as it stood when the day was over."""
        return Plan(year, day, self._before(end_of(day), unit, year))

    def earlier(self, plan: Plan) -> tuple[Plan, ...]:
        """The publications of the versions before, in the order in which they were drafted."""
        drafted = {(one.unit, one.year, one.version.number): one.version for one in self.drafted()}
        return tuple(self.of_version(unit, year, drafted[unit, year, number]) for unit, year, number in plan.before)

    def behind(self, plan: Plan) -> tuple[Plan, ...]:
        """The plan itself, and everything that it hangs together with."""
        found: dict[Plan, None] = {}
        waiting = [plan]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found[one] = None
                waiting += self.earlier(one)
        return tuple(found)

    def _before(self, moment: datetime, unit: str | None, year: int) -> tuple[tuple[str, int, int], ...]:
        """The versions that may be known to whoever reads this one: all that were drafted before, of any unit and of
        years that both tell of; of the same report only what was approved by then, since the leader approves none that
        has been drafted anew."""
        return tuple(
            (one.unit, one.year, one.version.number)
            for one in self.drafted()
            if one.version.drafted.at < moment
            and abs(one.year - year) < YEARS
            and ((one.unit, one.year) != (unit, year) or _approved(one.version, moment))
        )

    def drafted(self) -> Sequence[Drafted]:
        """Every version of every unit, in the order in which they were drafted."""
        found = [
            Drafted(unit.slug, report.year, version)
            for unit in self.units
            for report in unit.reports
            for version in report.versions
        ]
        return sorted(found, key=lambda one: (one.version.drafted.at, one.unit, one.version.number))


@dataclass(slots=True)
class Archive:
    """`counted` is what was counted by the end of every day that a plan needs. The same question always has the same
    answer."""

    plans: Plans
    counted: Mapping[date, Counted]
    figures: Sequence[Figure] = FIGURES
    _made: dict[Plan, Publication] = field(default_factory=dict)

    def publication(self, plan: Plan) -> Publication:
        """The publication of a plan."""
        if plan not in self._made:
            counted = self.counted[plan.day]
            earlier = list(dict.fromkeys(_Same(self.publication(one)) for one in self.plans.earlier(plan)))
            self._made[plan] = publish(
                counted.tally,
                plan.year,
                plan.day,
                tuple(unit.unit for unit in counted.units),
                years_of(counted.units, plan.year),
                max((unit.policy.small_cells for unit in counted.units), default=1),
                self.figures,
                [one.publication for one in earlier],
            )
        return self._made[plan]


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
