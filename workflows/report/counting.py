"""Counts what a report tells, one case after the other, so that no more than one log has to be at hand.

A case is counted as it stood at the end of every day that is asked for.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workflows.case import Case
from workflows.outcome import Entry
from workflows.report.behind import Listed, listed
from workflows.report.catalogue import FIGURES
from workflows.report.figure import Figure, Log, ReminderTold, UnitTold
from workflows.report.reading import Around, Lines, around, case_told, end_of, folds
from workflows.report.tally import Found, Tally, count, nothing


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted by the end of a day, and the units that there were."""

    tally: Tally
    units: tuple[UnitTold, ...]


@dataclass(slots=True)
class Counting:
    """Begins with everything but the cases: `others` are the logs of units and staff. `listing` is a day, and the year
    whose cases are to be listed as they stood then."""

    others: Lines
    days: Iterable[date]
    reminders: Sequence[ReminderTold] = ()
    listing: tuple[date, int] | None = None
    figures: Sequence[Figure] = FIGURES
    listed: Listed = field(default_factory=dict)
    _around: dict[date, Around] = field(init=False)
    _found: dict[date, Found] = field(init=False)

    def __post_init__(self) -> None:
        self._around = {day: around(self.others, day) for day in self.days}
        self._found = {day: nothing(self.figures) for day in self._around}
        for day, beside in self._around.items():
            log = Log(day, (), beside.units, tuple(one for one in self.reminders if one.day <= day))
            for figure in self.figures:
                for told in log.of(figure.on):
                    count(self._found[day], figure, told.unit, figure.counts(told))

    def add(self, lines: Sequence[Entry]) -> None:
        """One more case, by its whole log."""
        by_day = {day: sum(entry.recorded_at < end_of(day) for entry in lines) for day in self._around}
        stood = folds(lines, frozenset(by_day.values()))
        for day, length in by_day.items():
            if not length:
                continue
            state, phases = stood[length]
            if not isinstance(state, Case):
                raise TypeError(f"{state.subject} is no case")
            told = case_told(state, phases, lines[:length], self._around[day])
            year = self.listing[1] if self.listing is not None and self.listing[0] == day else None
            for figure in self.figures:
                if figure.on == "case":
                    words = tuple(figure.counts(told))
                    count(self._found[day], figure, told.unit, words)
                    if year is not None:
                        listed(self.listed, figure, told, words, year)

    @property
    def counted(self) -> Mapping[date, Counted]:
        """What has been counted, by day."""
        return {day: Counted(found, self._around[day].units) for day, found in self._found.items()}

    def behind(self, figure: str, unit: str) -> Mapping[str, Counter[str]]:
        """By row, the cases of a unit that were listed."""
        return {row: refs for (of, row, at), refs in self.listed.items() if (of, at) == (figure, unit)}
