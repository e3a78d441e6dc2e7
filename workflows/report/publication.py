"""One publication of a year's figures for the whole district: every report of a unit is a part of one.

What a sent version has told stays told: a table changes in a later version only where no number in it changes by fewer
than are hidden, since the difference of two versions would tell of these few. Until then it is kept as it was sent.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from workflows.report.figure import Figure
from workflows.report.hiding import Relation, System, Told, hidden, is_of_one_year
from workflows.report.tally import (
    DISTRICT,
    Cell,
    Sum,
    Table,
    Tally,
    completed,
    rows_of,
    tables,
    together,
    told_for,
)


@dataclass(frozen=True)
class Publication:
    """Every table with all units and years, and the numbers in them that stay hidden.

    `kept` are figures and years that stand as an earlier version told them, though the log says a little else today.
    """

    year: int
    as_of: date
    small: int
    units: tuple[str, ...]
    years: tuple[int, ...]
    tables: tuple[Table, ...]
    hidden: frozenset[Told]
    kept: frozenset[tuple[str, int]] = frozenset()

    @cached_property
    def told_of(self) -> Mapping[Cell, frozenset[int]]:
        """Every number that it tells, by cell; tables kept from different versions may tell two."""
        found: dict[Cell, set[int]] = {}
        for cell, value in self.told:
            found.setdefault(cell, set()).add(value)
        return {cell: frozenset(values) for cell, values in found.items()}

    def table(self, figure: str) -> Table | None:
        """The table of that figure."""
        return next((one for one in self.tables if one.figure.id == figure), None)

    def hides(self, table: Table, cell: Cell) -> bool:
        """Whether a number stays hidden."""
        return (cell, table.cells[cell]) in self.hidden

    @property
    def numbers(self) -> frozenset[Told]:
        """Every number on people, told or hidden."""
        return frozenset(item for one in self.tables if one.figure.about == "people" for item in one.cells.items())

    @property
    def told(self) -> frozenset[Told]:
        """Every number that it tells."""
        return self.numbers - self.hidden


def publish(
    counted: Tally,
    year: int,
    as_of: date,
    units: Sequence[str],
    years: Sequence[int],
    small: int,
    figures: Sequence[Figure],
    earlier: Sequence[Publication] = (),
) -> Publication:
    """The figures as they are told: `earlier` are the publications of which a version has been sent, oldest first.

    What years come to together is looked at when it is known what of each year is hidden: it hides no more of them, as
    long as hiding sums is enough. Raises CannotHide.
    """
    fresh = tables(counted, units, years, figures)
    kept: set[tuple[str, int]] = set()
    made = tuple(_kept(table, counted, units, years, small, earlier, kept) for table in fresh)
    people = [table for table in made if table.figure.about == "people"]
    before = [table for one in earlier for table in one.tables if table.figure.about == "people"]
    numbers = {item for table in people for item in table.cells.items()}
    told = frozenset[Told]().union(*(one.told for one in earlier), *(_unlisted(one, people) for one in earlier))
    inherited = {number: one.small for one in reversed(earlier) for number in one.hidden}
    first = {item for table in people for item in _small_in(table, small)} | set(inherited)
    system = System(
        relations=tuple(relation for table in (*before, *people) for relation in _relations(table)),
        small=small,
        bases=_bases(figures),
        told=told,
        groups=tuple(frozenset(table.cells.items()) for table in (*before, *people)),
        before=inherited,
    )
    found = hidden(system.only(is_of_one_year), filter(is_of_one_year, first - told))
    if not all(map(is_of_one_year, system.numbers)):
        found = hidden(system, (first - told) | found)
    return Publication(
        year,
        as_of,
        small,
        tuple(units),
        tuple(years),
        made,
        frozenset(found & (numbers | set(inherited))),
        frozenset(kept),
    )


def _unlisted(sent: Publication, people: Sequence[Table]) -> set[Told]:
    """The rows that a sent version did not list because there was nothing in them: it has told that, too."""
    found: set[Told] = set()
    for table in people:
        there = sent.table(table.figure.id)
        for row in table.rows if there is not None and not table.figure.categories else ():
            if there is not None and row not in there.rows:
                places, whens = (*sent.units, DISTRICT), told_for(table.figure, sent.years)
                found |= {((table.figure.row(row), one, when), 0) for one in places for when in whens}
    return found


def _bases(figures: Sequence[Figure]) -> frozenset[str]:
    """What several tables add up to, or the rows of another add up to: hidden only where nothing else helps."""
    further = {to(row) for figure in figures for to in figure.also for row in figure.categories}
    return frozenset({figure.total for figure in figures} | further)


def _small_in(table: Table, small: int) -> set[Told]:
    """Every number from 1 to below `small`; and where a few things were counted, every row of them, also the noughts:
    among three cases of one unit, which rows are empty tells about all three."""
    found = {(cell, value) for cell, value in table.cells.items() if 0 < value < small}
    rows = {table.figure.row(row) for row in table.rows}
    for whole, parts in table.sums:
        if parts[0][0] in rows and whole[0] != parts[0][0] and 0 < _value(table, parts) < small:
            found |= {(part, table.cells[part]) for part in parts}
    return found


def _value(table: Table, parts: Sequence[Cell]) -> int:
    return sum(table.cells[part] for part in parts)


def _relations(table: Table) -> list[Relation]:
    """The sums of a table, each whole as this table has it."""
    return [_relation(table, one) for one in table.sums]


def _relation(table: Table, one: Sum) -> Relation:
    whole, parts = one
    return (whole, _value(table, parts)), tuple((part, table.cells[part]) for part in parts)


def _kept(
    table: Table,
    counted: Tally,
    units: Sequence[str],
    years: Sequence[int],
    small: int,
    earlier: Sequence[Publication],
    kept: set[tuple[str, int]],
) -> Table:
    """The table, with the years as they were sent that have changed too little since."""
    figure = table.figure
    if figure.about == "work":
        return table
    cells: dict[Cell, int] = {}
    rows = dict.fromkeys(table.rows)
    for year in years:
        sent = _sent(figure.id, year, earlier)
        if sent is None:
            continue
        old, new = (_of_year(one, year) for one in (sent, table))
        if all(old.get(cell, 0) == new.get(cell, 0) for cell in old | new):
            continue
        steps = [
            abs(new.get(cell, 0) - value)
            for cell in old | new
            for value in (old.get(cell, 0), *_told_of(cell, earlier))
        ]
        if any(0 < step < small for step in steps):
            kept.add((figure.id, year))
            cells |= {cell: old.get(cell, 0) for cell in old | new if cell[1] in units}
            rows |= dict.fromkeys(sent.rows)
    made = _with(table, cells, rows, units, years) if cells else table
    sent = _sent_together(figure.id, years, earlier)
    if sent is None or not _moved_little(made, together(years), small, earlier):
        return made
    kept |= {(figure.id, year) for year in years if _of_year(sent, year) != _of_year(table, year)}
    was = {cell: value for year in years for cell, value in _of_year(sent, year).items() if cell[1] in units}
    return _with(table, was, dict.fromkeys((*table.rows, *sent.rows)), units, years)


def _moved_little(table: Table, whole: str, small: int, earlier: Sequence[Publication]) -> bool:
    """Whether years that have changed enough, each for itself, have nearly not changed together."""
    sums = [(cell, value) for cell, value in table.cells.items() if cell[2] == whole]
    return any(0 < abs(value - told) < small for cell, value in sums for told in _told_of(cell, earlier))


def _of_year(table: Table, year: int) -> dict[Cell, int]:
    return {cell: value for cell, value in table.cells.items() if cell[2] == str(year)}


def _with(
    table: Table, cells: dict[Cell, int], rows: Mapping[str, None], units: Sequence[str], years: Sequence[int]
) -> Table:
    """The table with these cells as they were sent, and with the rows that were sent."""
    figure = table.figure
    ordered = figure.categories or rows_of(figure, {(figure.id, row): Counter() for row in rows})
    every = {
        (quantity, unit, str(year)): table.cells.get((quantity, unit, str(year)), 0)
        for quantity in (*(figure.row(row) for row in ordered), figure.total)
        for unit in units
        for year in years
    }
    return completed(figure, ordered, every | cells, units, years)


def _told_of(cell: Cell, earlier: Sequence[Publication]) -> set[int]:
    """Every value that some table of a sent version has told of a number."""
    return {value for one in earlier for value in one.told_of.get(cell, ())}


def _sent(figure: str, year: int, earlier: Sequence[Publication]) -> Table | None:
    """How the latest sent version has told a figure of that year."""
    for one in reversed(earlier):
        table = one.table(figure)
        if table is not None and year in one.years:
            return table
    return None


def _sent_together(figure: str, years: Sequence[int], earlier: Sequence[Publication]) -> Table | None:
    """How the latest sent version of the same years has told a figure."""
    found = (one.table(figure) for one in reversed(earlier) if tuple(years) == one.years)
    return next((table for table in found if table is not None), None)
