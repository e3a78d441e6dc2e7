"""Counts everything that the figures count, by unit and year, and writes down which quantities add up to which."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from workflows.report.catalogue import FIGURES
from workflows.report.figure import Figure, Log, UnitTold

DISTRICT: Final = "*"
"""In the place of a unit: all units together."""

YEARS: Final = 3

Quantity = str
"""`cases`, or `decision/offer`: what is counted."""

Cell = tuple[Quantity, str, str]
"""A number that a report may tell: the quantity, the unit or the district, and the year, or years together."""

Sum = tuple[Cell, tuple[Cell, ...]]
"""A cell, and the cells that add up to it."""

Found = dict[tuple[str, str], Counter[tuple[str, int]]]
Tally = Mapping[tuple[str, str], Counter[tuple[str, int]]]
"""By figure and row: how many, by unit and year."""


def tally(log: Log, figures: Sequence[Figure] = FIGURES) -> Tally:
    """Everything that was counted."""
    found = nothing(figures)
    for figure in figures:
        for told in log.of(figure.on):
            count(found, figure, told.unit, figure.counts(told))
    return found


def nothing(figures: Sequence[Figure]) -> Found:
    """The rows of the figures, before anything has been counted."""
    return {(figure.id, category): Counter() for figure in figures for category in figure.categories}


def count(found: Found, figure: Figure, unit: str, words: Iterable[tuple[date, str]]) -> None:
    """What a figure counts of one subject of a unit."""
    for day, word in words:
        if figure.categories and word not in figure.categories:
            raise ValueError(f"{figure.id} has no row {word}")
        found.setdefault((figure.id, word), Counter())[unit, day.year] += 1


def years_of(units: Iterable[UnitTold], year: int) -> tuple[int, ...]:
    """The year and the two before it, as far as there was a unit."""
    began = min((unit.state.since.year for unit in units), default=year)
    return tuple(one for one in range(year - YEARS + 1, year + 1) if one >= min(began, year))


def together(years: Sequence[int]) -> str:
    """`2024-2026`: these years added up."""
    return f"{years[0]}-{years[-1]}"


def told_for(figure: Figure, years: Sequence[int]) -> tuple[str, ...]:
    """The years that a figure is told for, and these together: what is too little in a year may be enough in three."""
    apart = tuple(map(str, years))
    return (*apart, together(years)) if len(years) > 1 and figure.adds_years else apart


@dataclass(frozen=True, slots=True)
class Table:
    """One figure over all units and years: its rows in order, every cell with its value, and what adds up to what.

    The years stand side by side and together. That these add up as well is known to whoever computes: a sum is hidden
    where it would let the other years give away a small number.
    """

    figure: Figure
    rows: tuple[str, ...]
    cells: Mapping[Cell, int]
    sums: tuple[Sum, ...]

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The rows, and what they add up to."""
        return (*(self.figure.row(row) for row in self.rows), self.figure.total)


def tables(
    counted: Tally, units: Sequence[str], years: Sequence[int], figures: Sequence[Figure] = FIGURES
) -> tuple[Table, ...]:
    """Every figure as a table."""
    return tuple(_table(figure, counted, units, years) for figure in figures)


def rows_of(figure: Figure, counted: Tally) -> tuple[str, ...]:
    """The rows of a figure: its own list, or what occurs, numbers in the order of numbers."""
    if figure.categories:
        return figure.categories
    return tuple(sorted((row for name, row in counted if name == figure.id), key=lambda row: (row.zfill(3), row)))


def _table(figure: Figure, counted: Tally, units: Sequence[str], years: Sequence[int]) -> Table:
    rows = rows_of(figure, counted)
    cells: dict[Cell, int] = {}
    for unit in units:
        for year in years:
            for row in rows:
                cells[figure.row(row), unit, str(year)] = counted.get((figure.id, row), Counter())[unit, year]
            cells[figure.total, unit, str(year)] = sum(cells[figure.row(row), unit, str(year)] for row in rows)
    return completed(figure, rows, cells, units, years)


def completed(
    figure: Figure, rows: tuple[str, ...], cells: Mapping[Cell, int], units: Sequence[str], years: Sequence[int]
) -> Table:
    """The table with everything that follows from the units' own cells: the district, the sums, the years together."""
    found, sums = dict(cells), list[Sum]()
    quantities = (*(figure.row(row) for row in rows), figure.total)
    apart = tuple(map(str, years))
    for quantity in quantities:
        for year in apart:
            parts = tuple((quantity, unit, year) for unit in units)
            if len(units) > 1:
                found[quantity, DISTRICT, year] = sum(found[part] for part in parts)
                sums.append(((quantity, DISTRICT, year), parts))
        for place in (*units, DISTRICT) if len(units) > 1 else units:
            for whole in told_for(figure, years)[len(apart) :]:
                parts = tuple((quantity, place, year) for year in apart)
                found[quantity, place, whole] = sum(found[part] for part in parts)
                sums.append(((quantity, place, whole), parts))
    for place, when in dict.fromkeys((place, when) for _, place, when in found):
        sums += [
            ((whole, place, when), tuple((figure.row(row), place, when) for row in parts))
            for whole, parts in _within(figure, rows)
        ]
    return Table(figure, rows, found, tuple(sums))


def _within(figure: Figure, rows: Iterable[str]) -> Iterator[tuple[Quantity, tuple[str, ...]]]:
    """What the rows add up to: the total, and every further sum."""
    listed = tuple(rows)
    if listed:
        yield figure.total, listed
    for to in figure.also:
        for whole in dict.fromkeys(to(row) for row in listed):
            yield whole, tuple(row for row in listed if to(row) == whole)
