"""Somebody who has every report that was ever sent, and computes what is hidden in them.

They know what the figures are: that the rows add up to their total, that several tables count the same things, that the
units add up to the district and the years to the years together, and that whatever did not change between two versions
is the same number in both. They solve for whole numbers exactly. Nothing here is shared with what chooses the hidden
numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from workflows.report.publication import Publication

Unknown = tuple[str, str, str, int]
"""Quantity, place and year, and a mark that tells two different values of it apart (never the value itself)."""


@dataclass
class Attacker:
    """Knows `published`, oldest first. `far` is how large a hidden number is thought to be at most; `seen` is the least
    and the most that a number has been in some way in which everything fits."""

    published: Sequence[Publication]
    far: int = 60
    known: dict[Unknown, int] = field(default_factory=dict)
    sums: set[tuple[Unknown, tuple[Unknown, ...]]] = field(default_factory=set)
    names: dict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    seen: dict[Unknown, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.published:
            self._read(one)

    def _name(self, quantity: str, place: str, year: str, value: int) -> Unknown:
        seen = self.names[quantity, place, year]
        if value not in seen:
            seen.append(value)
        return quantity, place, year, seen.index(value)

    def _read(self, one: Publication) -> None:
        places = [*one.units, *(["*"] if len(one.units) > 1 else [])]
        for table in one.tables:
            figure = table.figure
            if figure.about == "work":
                continue
            added = len(one.years) > 1 and figure.adds_years
            together = f"{one.years[0]}-{one.years[-1]}"
            for year in [*map(str, one.years), *([together] if added else [])]:
                for place in places:
                    rows = [(figure.row(row), place, year) for row in table.rows]
                    total = (figure.total, place, year)
                    for cell in [*rows, total]:
                        name = self._name(*cell, table.cells[cell])
                        if not one.hides(table, cell):
                            self.known[name] = table.cells[cell]
                    if rows:
                        parts = tuple(self._name(*cell, table.cells[cell]) for cell in rows)
                        self.sums.add((self._name(*total, table.cells[total]), parts))
                for quantity in {*(figure.row(row) for row in table.rows), figure.total} if len(one.units) > 1 else ():
                    cells = [(quantity, unit, year) for unit in one.units]
                    parts = tuple(self._name(*cell, table.cells[cell]) for cell in cells)
                    whole = (quantity, "*", year)
                    self.sums.add((self._name(*whole, table.cells[whole]), parts))
            for quantity in {*(figure.row(row) for row in table.rows), figure.total} if added else ():
                for place in places:
                    cells = [(quantity, place, str(year)) for year in one.years]
                    parts = tuple(self._name(*cell, table.cells[cell]) for cell in cells)
                    whole = (quantity, place, together)
                    self.sums.add((self._name(*whole, table.cells[whole]), parts))

    def range_of(self, name: Unknown) -> tuple[int, int]:
        """The least and the most that a number can be, given everything that is known."""
        if name in self.known:
            return self.known[name], self.known[name]
        unknown = self._together(name)
        place = {one: n for n, one in enumerate(unknown)}
        sums = [one for one in self.sums if any(item in place for item in (one[0], *one[1]))]
        matrix, right = lil_array((max(len(sums), 1), len(unknown))), np.zeros(max(len(sums), 1))
        for n, (whole, parts) in enumerate(sums):
            for item, factor in [(whole, -1.0), *((part, 1.0) for part in parts)]:
                if item in place:
                    matrix[n, place[item]] += factor
                else:
                    right[n] -= factor * self.known[item]
        found = []
        for sign in (1.0, -1.0):
            costs = np.zeros(len(unknown))
            costs[place[name]] = sign
            result = milp(
                costs,
                constraints=LinearConstraint(matrix.tocsr(), right, right),
                integrality=np.ones(len(unknown)),
                bounds=Bounds(0, np.inf if sign > 0 else self._most(unknown, name)),
            )
            assert result.x is not None, "what was published contradicts itself"
            self._note(unknown, result.x)
            found.append(round(result.x[place[name]]))
        return found[0], found[1]

    def _note(self, unknown: Sequence[Unknown], values: Iterable[float]) -> None:
        """One way in which everything could be: it shows of every number in it that it could be so."""
        for one, value in zip(unknown, map(round, values), strict=True):
            least, most = self.seen.get(one, (value, value))
            self.seen[one] = min(least, value), max(most, value)

    def _most(self, unknown: Sequence[Unknown], name: Unknown) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        return np.array([float(self.far) if one == name else np.inf for one in unknown])

    def _together(self, name: Unknown) -> list[Unknown]:
        seen, waiting = {name}, [name]
        while waiting:
            one = waiting.pop()
            for whole, parts in self.sums:
                if one == whole or one in parts:
                    fresh = {item for item in (whole, *parts) if item not in self.known and item not in seen}
                    seen |= fresh
                    waiting += fresh
        return sorted(seen)

    def hidden(self) -> Iterable[tuple[Unknown, int]]:
        """Every number that is hidden, with what it really is: for whoever judges the attack."""
        for (quantity, place, year), values in sorted(self.names.items()):
            for n, value in enumerate(values):
                if (quantity, place, year, n) not in self.known:
                    yield (quantity, place, year, n), value

    def differences(self, small: int) -> list[tuple[tuple[str, str, str], int, int]]:
        """Numbers of which two values were told that differ by a few: what these few are, they can read off."""
        return [
            (cell, a, b)
            for cell, values in self.names.items()
            for a, b in combinations([v for n, v in enumerate(values) if (*cell, n) in self.known], 2)
            if 0 < abs(a - b) < small
        ]

    def finds(self, small: int) -> list[tuple[Unknown, int, tuple[int, int]]]:
        """What they learn that they should not: of a small number more than that it is one, or any number exactly."""
        found = []
        for name, value in self.hidden():
            if name in self.seen and not _narrow(value, *self.seen[name], small):
                continue
            least, most = self.range_of(name)
            assert least <= value <= most, "the attacker has computed wrongly"
            if _narrow(value, least, most, small):
                found.append((name, value, (least, most)))
        return found


def _narrow(value: int, least: int, most: int, small: int) -> bool:
    if value == 0:
        return most < small - 1
    return most < small - 1 or least > 1 if value < small else most - least < small - 1
