"""How far hidden numbers may be from what they are while every sum that is told still holds: linear programs."""

from collections.abc import Iterable, Sequence
from typing import Any

import highspy
import numpy as np

Row = tuple[tuple[int, float], ...]
"""A sum that holds: which numbers stand in it, each with its factor; together nothing."""


class Moves:
    """The sums between numbers, of which some may move. One model that is solved again and again, always in the same
    way: for each number one column for how much more it is, and one for how much less (never below nought)."""

    def __init__(self, values: Sequence[int], rows: Sequence[Row]) -> None:
        self._values = np.array(values, dtype=np.float64)
        self._count = len(values)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.silent()
        self._solver.setOptionValue("threads", 1)
        self._solver.setOptionValue("presolve", "off")
        nothing = np.zeros(2 * self._count)
        self._solver.addVars(2 * self._count, nothing, nothing)
        starts, places, factors = list[int](), list[int](), list[float]()
        for row in rows:
            starts.append(len(places))
            for number, factor in row:
                places += [number, number + self._count]
                factors += [factor, -factor]
        level = np.zeros(len(rows))
        self._solver.addRows(
            len(rows),
            level,
            level,
            len(places),
            np.array(starts, dtype=np.int32),
            np.array(places, dtype=np.int32),
            np.array(factors),
        )

    def free(self, numbers: Iterable[int]) -> None:
        """These may move from now on."""
        self._bounded(sorted(numbers), free=True)

    def together(self, numbers: Sequence[int], most: float, *, up: bool) -> Any:
        """A solution in which as many of the numbers as can be are above, or below; each by `most` at the most."""
        wanted = np.array([one + (0 if up else self._count) for one in numbers], dtype=np.int32)
        others = [one + (self._count if up else 0) for one in numbers]
        highest = [most if up else min(most, self._least(one)) for one in numbers]
        self._bound([*wanted, *others], [*highest, *np.zeros(len(others))])
        self._solver.changeColsCost(len(wanted), wanted, -np.ones(len(wanted)))
        moved = self._solved()
        self._solver.changeColsCost(len(wanted), wanted, np.zeros(len(wanted)))
        self._bounded(numbers, free=True)
        return np.zeros(self._count) if moved is None else moved

    def cheapest(self, number: int, by: float, others: Sequence[int], prices: Sequence[float]) -> Any:
        """The cheapest solution in which the number is so much more, or less, and `others` may move at their price for
        each step; None where there is none."""
        columns = np.array([*others, *(one + self._count for one in others)], dtype=np.int32)
        self._bounded(others, free=True)
        self._solver.changeColsCost(len(columns), columns, np.tile(np.array(prices), 2))
        up, down = max(by, 0.0), max(-by, 0.0)
        self._bound([number, number + self._count], [up, down], lower=[up, down])
        moved = self._solved()
        self._solver.changeColsCost(len(columns), columns, np.zeros(len(columns)))
        self._bounded(others, free=False)
        self._bounded([number], free=True)
        return moved

    def _least(self, number: int) -> float:
        return float(self._values[number])

    def _solved(self) -> Any:
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        columns = np.array(self._solver.getSolution().col_value)
        return columns[: self._count] - columns[self._count :]

    def _bounded(self, numbers: Sequence[int], *, free: bool) -> None:
        highest = highspy.kHighsInf if free else 0.0
        lowest = [self._least(one) if free else 0.0 for one in numbers]
        self._bound([*numbers, *(one + self._count for one in numbers)], [highest] * len(numbers) + lowest)

    def _bound(self, columns: Sequence[int], upper: Sequence[float], lower: Sequence[float] = ()) -> None:
        self._solver.changeColsBounds(
            len(columns),
            np.array(columns, dtype=np.int32),
            np.array(lower or np.zeros(len(columns))),
            np.array(upper),
        )
