"""Which cases stand behind the numbers of a figure: only where every one of its numbers is told.

Among numbers of which one is hidden, the lists of the others would give it away: what is left of all cases is its own.
So a figure in which anything is hidden, that year and in that unit, has no lists at all; nor has one that stands as it
was sent, since the log says otherwise today.
"""

from collections import Counter
from collections.abc import Mapping

from workflows.report.figure import CaseTold, Figure, Log
from workflows.report.publication import Publication

Behind = Mapping[str, tuple[str, ...]]
"""By row, the references of the cases that are counted there."""


def behind(publication: Publication, log: Log, figure: Figure, unit: str) -> Behind | None:
    """The cases of a unit behind the publication's own year; None where they are not to be told."""
    table, year = publication.table(figure.id), publication.year
    if table is None or figure.on != "case" or (figure.id, year) in publication.kept:
        return None
    if any(publication.hides(table, (quantity, unit, str(year))) for quantity in table.quantities):
        return None
    found: dict[str, Counter[str]] = {row: Counter() for row in table.rows}
    for told in log.cases:
        if told.unit == unit:
            _count(found, figure, told, year)
    if any(found[row].total() != table.cells[figure.row(row), unit, str(year)] for row in table.rows):
        return None
    return {row: tuple(sorted(counted)) for row, counted in found.items()}


def _count(found: Mapping[str, Counter[str]], figure: Figure, told: CaseTold, year: int) -> None:
    for day, word in figure.counts(told):
        if day.year == year:
            found[word][told.case.subject.removeprefix("case/")] += 1
