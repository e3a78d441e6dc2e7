"""The versions of a year's report as a unit's facts have made them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, get_args

from events.report import Level
from workflows.mark import Mark

LEVELS: Final[tuple[Level, ...]] = get_args(Level)

Standing = Literal["draft", "approved", "sent"]


@dataclass(frozen=True, slots=True)
class SentTo:
    """A level of SaLTo/SLT has it (R4)."""

    level: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class ReportVersion:
    """One version: `as_of` is the day at the end of which the log is read, `sequence` the line that drafted it."""

    number: int
    as_of: date
    drafted: Mark
    sequence: int
    approved: Mark | None = None
    sent: tuple[SentTo, ...] = ()

    @property
    def missing(self) -> tuple[Level, ...]:
        """The levels that do not have it yet."""
        there = {one.level for one in self.sent}
        return tuple(level for level in LEVELS if level not in there)

    @property
    def standing(self) -> Standing:
        """Sent once every level has it."""
        if self.approved is None:
            return "draft"
        return "approved" if self.missing else "sent"


@dataclass(frozen=True, slots=True)
class Written:
    """A section has a text; what it says lies sealed in the log."""

    section: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class YearReport:
    """A year's versions, the first one first; `written` are the sections that have a text, each by its latest."""

    year: int
    versions: tuple[ReportVersion, ...] = ()
    written: tuple[Written, ...] = ()

    def version(self, number: int) -> ReportVersion | None:
        """The version of that number."""
        return next((one for one in self.versions if one.number == number), None)

    @property
    def approved(self) -> ReportVersion | None:
        """The latest that is approved: what SaLTo/SLT are to have."""
        return next((one for one in reversed(self.versions) if one.approved is not None), None)

    def with_version(self, version: ReportVersion) -> "YearReport":
        """With one version added, or replaced."""
        others = [one for one in self.versions if one.number != version.number]
        return replace(self, versions=tuple(sorted((*others, version), key=lambda one: one.number)))
