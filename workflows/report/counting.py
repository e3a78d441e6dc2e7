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
from workflows.report.reading import Around, Lines, Phases, around, case_told, end_of, folded
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
                    count(self._found[day], figure, told)

    def add(self, lines: Sequence[Entry]) -> None:
        """One more case, by its whole log."""
        folds: dict[int, tuple[Case, Phases]] = {}
        for day, beside in self._around.items():
            over = end_of(day)
            log = [entry for entry in lines if entry.recorded_at < over]
            if not log:
                continue
            if len(log) not in folds:
                state, phases = folded(log)
                if not isinstance(state, Case):
                    raise TypeError(f"{state.subject} is no case")
                folds[len(log)] = state, phases
            told = case_told(*folds[len(log)], log, beside)
            for figure in self.figures:
                if figure.on == "case":
                    count(self._found[day], figure, told)
            if self.listing is not None and self.listing[0] == day:
                listed(self.listed, self.figures, told, self.listing[1])

    @property
    def counted(self) -> Mapping[date, Counted]:
        """What has been counted, by day."""
        return {day: Counted(found, self._around[day].units) for day, found in self._found.items()}

    def behind(self, figure: str, unit: str) -> Mapping[str, Counter[str]]:
        """By row, the cases of a unit that were listed."""
        return {row: refs for (of, row, at), refs in self.listed.items() if (of, at) == (figure, unit)}
