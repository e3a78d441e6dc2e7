"""A unit's report, or the whole district's: what stands in it, table by table, and what changed since the last one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from events.report import Section
from workflows.report.catalogue import SECTIONS
from workflows.report.figure import Figure
from workflows.report.publication import Publication
from workflows.report.tally import DISTRICT, Cell, Table, together
from workflows.report.versions import ReportVersion


@dataclass(frozen=True, slots=True)
class Column:
    """The numbers of one place in one year, or from `since` to `year` together; the first one is what the report is
    about."""

    place: str
    year: int
    since: int | None = None

    @property
    def when(self) -> str:
        """The year, or the years together, as a table names them."""
        return str(self.year) if self.since is None else together((self.since, self.year))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its word, and a number for each column, None where it is hidden."""

    word: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A figure as the report tells it. `kept` are years that stand as they were sent, though a little has changed."""

    figure: Figure
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row
    kept: tuple[int, ...] = ()

    @property
    def hidden(self) -> int:
        """How many of its numbers are hidden."""
        return sum(value is None for row in (*self.rows, self.total) for value in row.values)

    @property
    def empty(self) -> bool:
        """Whether nothing was counted at all."""
        return all(value == 0 for value in self.total.values)

    def share(self, row: Row) -> float | None:
        """Of the first column, how much of the total stands in the row; None where one of the two is hidden."""
        part, whole = row.values[0], self.total.values[0]
        return None if part is None or not whole else part / whole


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section: the coordinator's words, and its tables."""

    section: Section
    text: str | None
    tables: tuple[ShownTable, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A number that the version before told otherwise; row is empty for the total."""

    figure: Figure
    row: str
    column: Column
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that any form of the report shows. `names` are the names of units by slug; `since` is the version with
    which `changes` compares."""

    year: int
    unit: str | None
    as_of: date
    small: int
    names: Mapping[str, str]
    sections: tuple[ShownSection, ...]
    version: ReportVersion | None = None
    since: ReportVersion | None = None
    changes: tuple[Change, ...] = ()

    @property
    def tables(self) -> tuple[ShownTable, ...]:
        """All tables, in order."""
        return tuple(table for section in self.sections for table in section.tables)

    @property
    def place(self) -> str:
        """What it is about: the place of its first column."""
        return next((table.columns[0].place for table in self.tables), self.unit or DISTRICT)

    @property
    def hidden(self) -> int:
        """How many numbers are hidden in it."""
        return sum(table.hidden for table in self.tables)

    @property
    def numbers(self) -> int:
        """How many numbers there are, hidden or not."""
        return sum(len(table.columns) * (len(table.rows) + 1) for table in self.tables)

    @property
    def kept(self) -> int:
        """How many tables are kept as they were sent."""
        return sum(bool(table.kept) for table in self.tables)

    def value(self, figure: str, row: str = "") -> int | None:
        """A number of the first column; None where it is hidden, or not there."""
        table = next((one for one in self.tables if one.figure.id == figure), None)
        found = [] if table is None else [one for one in table.rows if one.word == row] if row else [table.total]
        return found[0].values[0] if found else None


def shown(
    publication: Publication,
    unit: str | None,
    names: Mapping[str, str],
    texts: Mapping[str, str],
    version: ReportVersion | None = None,
) -> Report:
    """The part of a publication that one unit's report tells (None: the whole district's)."""
    made = [_shown(publication, table, _columns(publication, unit, table.figure)) for table in publication.tables]
    sections = tuple(
        ShownSection(section, texts.get(section), tuple(one for one in made if one.figure.section == section))
        for section in SECTIONS
    )
    report = Report(publication.year, unit, publication.as_of, publication.small, names, sections)
    return replace(report, version=version)


def compared(report: Report, before: Report, since: ReportVersion) -> Report:
    """The report with what it tells otherwise than an earlier version."""
    then = dict(_numbers(before))
    changes = [
        Change(figure, row, column, old, new)
        for (figure, row, column), new in _numbers(report)
        if new is not None and (old := then.get((figure, row, column))) is not None and old != new
    ]
    return replace(report, since=since, changes=tuple(changes))


def _numbers(report: Report) -> Iterator[tuple[tuple[Figure, str, Column], int | None]]:
    for table in report.tables:
        for row in (*table.rows, table.total):
            for column, value in zip(table.columns, row.values, strict=True):
                yield (table.figure, row.word, column), value


def _columns(publication: Publication, unit: str | None, figure: Figure) -> tuple[Column, ...]:
    """The unit's years, the latest first, and these together, and the district's; for the district its own, and each
    unit's latest."""
    alone = len(publication.units) == 1
    own = _of_place(publication, unit or (publication.units[0] if alone else DISTRICT), figure)
    if alone:
        return own
    if unit is None:
        return (*own, *(Column(one, publication.year) for one in publication.units))
    return (*own, *_of_place(publication, DISTRICT, figure))


def _of_place(publication: Publication, place: str, figure: Figure) -> tuple[Column, ...]:
    years = publication.years
    apart = tuple(Column(place, year) for year in reversed(years))
    added = len(years) > 1 and figure.adds_years
    return (*apart, Column(place, years[-1], years[0])) if added else apart


def _shown(publication: Publication, table: Table, columns: Sequence[Column]) -> ShownTable:
    figure = table.figure

    def row(word: str, quantity: str) -> Row:
        cells: list[Cell] = [(quantity, column.place, column.when) for column in columns]
        return Row(word, tuple(None if publication.hides(table, cell) else table.cells[cell] for cell in cells))

    rows = tuple(row(word, figure.row(word)) for word in table.rows)
    kept = tuple(sorted(year for id_, year in publication.kept if id_ == figure.id))
    return ShownTable(figure, tuple(columns), rows, row("", figure.total), kept)
