"""Who guides, who has been asked to, who stands in, and what was said of them, as the period keeps it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from events.refs import Party
from workflows.mark import Mark


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which the guide is away, both included; `known_on` is the day on which the case was told.

    `told` are those of the family who know of it (R57); `no_substitute` that it was considered, and none is needed.
    """

    first: date
    last: date
    fact: str
    known_on: date
    told: tuple[Party, ...] = ()
    no_substitute: bool = False

    @property
    def sudden(self) -> bool:
        """Nobody knew of it before it began (D29)."""
        return self.known_on >= self.first


@dataclass(frozen=True, slots=True)
class GuideState:
    """Who has been asked to be the guide, and has said yes; with the absences that are known.

    `days` are first and last day of a substitute; `may_be_witness_told`: they know what R141 says.
    """

    staff: str
    asked: Mark
    accepted: Mark | None = None
    absences: tuple[Absence, ...] = ()
    days: tuple[date, date] | None = None
    may_be_witness_told: bool = False

    def away(self, on: date) -> bool:
        """Whether the guide is known to be away on the day."""
        return any(a.first <= on <= a.last for a in self.absences)

    def on_duty(self, on: date) -> bool:
        """Whether the day is one of theirs, and they are there."""
        within = self.days is None or self.days[0] <= on <= self.days[1]
        return within and not self.away(on)

    def turns(self) -> tuple[date, ...]:
        """The days on which they come or go."""
        stretches = [(a.first, a.last) for a in self.absences] + ([self.days] if self.days is not None else [])
        return tuple(day for first, last in stretches for day in (first, last + timedelta(days=1)))


@dataclass(frozen=True, slots=True)
class GuideWord:
    """What somebody of the family said of one guide by name (R161)."""

    at: datetime
    fact: str
    by: Party
    guide: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A guide's request for advice (R143)."""

    at: datetime
    fact: str
    guide: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """Advice to a guide; what they had asked by then is answered."""

    at: datetime
    fact: str
    guide: str


@dataclass(frozen=True, slots=True)
class Noted:
    """That the investigation knows, per incident: of the programme, or of a guide (R60, R61, R66, R67)."""

    what: Literal["investigator", "bl_guide", "bl_programme", "prosecutor"]
    incident: str
    guide: str | None
    at: datetime
    fact: str
