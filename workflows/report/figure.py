"""What a figure of the yearly report is: what it counts, by which words, under which rules, and what it adds up to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from events.report import Section
from workflows.case import Case, Period
from workflows.outcome import Entry
from workflows.policy import Policy
from workflows.staff import Staff
from workflows.unit import Unit
from workflows.workdays import day_of


@dataclass(frozen=True, slots=True)
class CaseTold:
    """A case as its log stood: the state, its lines as they were corrected since, and each phase from when on.

    Personal values are never there: whoever reads the log for a report leaves them sealed.
    """

    case: Case
    log: tuple[Entry, ...]
    phases: tuple[tuple[datetime, str], ...]
    policy: Policy
    staff: Mapping[str, Staff]
    professions: Mapping[str, str]
    until: date

    @property
    def unit(self) -> str:
        """The unit in which it counts: where it is now, once (D9)."""
        return self.case.unit

    @property
    def counts(self) -> bool:
        """Whether it is counted: one that should never have been is counted only as such."""
        return not self.case.void

    @property
    def began(self) -> date:
        """The day on which somebody was found."""
        return day_of(self.case.opened_at)

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every run of the programme, the first one first."""
        return (*self.case.earlier, self.case.period)


@dataclass(frozen=True, slots=True)
class UnitTold:
    """A unit as its log stood, with the lines of it."""

    state: Unit
    log: tuple[Entry, ...]
    policy: Policy
    until: date

    @property
    def unit(self) -> str:
        """Its slug."""
        return self.state.slug


@dataclass(frozen=True, slots=True)
class ReminderTold:
    """A reminder that was raised."""

    unit: str
    day: date
    kind: str


Told = CaseTold | UnitTold | ReminderTold

Counts = Callable[[Any], Iterator[tuple[date, str]]]
"""One thing after the other: the day by which it is counted, and the word under which."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A table of counts; every word of it is counted in its own row, and the rows add up to the quantity `of`.

    `id` is for good. `rules` are the numbers of the handbook that it carries. `counts` is asked of every subject of the
    kind `on`. `words` is the section of the texts where the words of its rows stand; title and definition are
    `figure.<id>` and `figure_how.<id>`. An empty `categories` is an open list: what occurs, in order.
    `of`: figures with the same one count the same things (`cases`), or the things of one row of another figure
    (`decision/offer`); None: it counts things of its own. `also`: further sums, each from a row to the
    quantity that such rows add up to. `about`: figures on work are about nobody in particular and never hidden.
    `adds_years`: what happens in each year adds up to what happened in them together; what stands at its end does not.
    """

    id: str
    section: Section
    rules: tuple[int, ...]
    on: Literal["case", "unit", "reminder"]
    counts: Counts
    words: str
    categories: tuple[str, ...] = ()
    of: str | None = None
    also: tuple[Callable[[str], str], ...] = ()
    about: Literal["people", "work"] = "people"
    picture: Literal["none", "bars", "columns"] = "none"
    adds_years: bool = True

    @property
    def total(self) -> str:
        """The quantity that the rows add up to."""
        return self.of or self.id

    def row(self, category: str) -> str:
        """The quantity in one row."""
        return f"{self.id}/{category}"


@dataclass(frozen=True, slots=True)
class Log:
    """Everything that a report is made of, as it stood at the end of a day."""

    until: date
    cases: tuple[CaseTold, ...] = ()
    units: tuple[UnitTold, ...] = ()
    reminders: tuple[ReminderTold, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[Told, ...]:
        """The subjects of a kind."""
        return {"case": self.cases, "unit": self.units, "reminder": self.reminders}[kind]  # type: ignore[return-value]
