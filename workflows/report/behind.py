"""Which cases stand behind the numbers of a figure: only where every one of its numbers is told.

Among numbers of which one is hidden, the lists of the others would give it away: what is left of all cases is its own.
So a figure in which anything is hidden, that year and in that unit, has no lists at all; nor has one that stands as it
was sent, since the log says otherwise today.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from workflows.report.figure import CaseTold, Figure, Log
from workflows.report.publication import Publication

Behind = Mapping[str, tuple[str, ...]]
"""By row, the references of the cases that are counted there."""


Listed = dict[tuple[str, str, str], Counter[str]]
"""By figure, row and unit: how often each case is counted there."""


def behind(publication: Publication, log: Log, figure: Figure, unit: str) -> Behind | None:
    """The cases of a unit behind the publication's own year; None where they are not to be told."""
    found: Listed = {}
    for told in log.cases:
        if figure.on == "case":
            listed(found, figure, told, figure.counts(told), publication.year)
    return told_behind(publication, figure, unit, {row: refs for (_, row, at), refs in found.items() if at == unit})


def listed(found: Listed, figure: Figure, told: CaseTold, words: Iterable[tuple[date, str]], year: int) -> None:
    """Where a figure counts a case in a year."""
    for day, word in words:
        if day.year == year:
            ref = told.case.subject.removeprefix("case/")
            found.setdefault((figure.id, word, told.unit), Counter())[ref] += 1


def told_behind(
    publication: Publication, figure: Figure, unit: str, found: Mapping[str, Counter[str]]
) -> Behind | None:
    """What was listed of a unit, by row, where it may be told."""
    table, year = publication.table(figure.id), publication.year
    if table is None or figure.on != "case" or (figure.id, year) in publication.kept:
        return None
    if any(publication.hides(table, (quantity, unit, str(year))) for quantity in table.quantities):
        return None
    rows = {row: found.get(row, Counter[str]()) for row in table.rows}
    if any(rows[row].total() != table.cells[figure.row(row), unit, str(year)] for row in table.rows):
        return None
    return {row: tuple(sorted(counted)) for row, counted in rows.items()}
