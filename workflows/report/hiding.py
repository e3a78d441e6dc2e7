"""Chooses which numbers stay hidden: small ones, and as many others as it takes that nobody can compute a small one.

The whole report is one system of sums: rows and totals, units and the district, and what earlier versions have told.
A hidden number is safe when everything that is told fits as well with the least and the most that it may be; where it
does not, the cheapest other numbers are hidden that let it (linear programs, solved one after the other in a fixed
order, so that the same figures always hide the same cells).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from workflows.report.tally import DISTRICT, Cell

if TYPE_CHECKING:
    from workflows.report.moving import Moves

Told = tuple[Cell, int]
"""A number as a version tells it, or hides it: whoever reads two versions knows what is the same in both."""

Relation = tuple[Told, tuple[Told, ...]]
"""A number, and the numbers that add up to it."""

TINY: Final = 1e-6

GOES_ON: Final = 0.9
"""As long as each look shows of a tenth that they are safe, the rest are looked at together again."""

BASE, OF_DISTRICT, NOUGHT = 30.0, 2.0, 1.0
"""What it costs more to hide a number that other tables add up to, one of the district, a nought."""

TOGETHER: Final = 0.05
"""How little it costs, beside that, to hide what years come to together: sooner this than the number of a year."""


def is_of_one_year(number: Told) -> bool:
    """Whether it is the number of a year, not what years come to together."""
    return number[0][2].isdigit()


class CannotHide(Exception):
    """No set of hidden numbers keeps this one from being computed: the earlier versions have told it already."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(f"{cell} is told by an earlier version")
        self.cell = cell


@dataclass(frozen=True, slots=True)
class System:
    """The numbers of a report and how they hang together. `bases` are quantities that several tables add up to;
    `told` was told before and is known for good; `groups` name the numbers of one table. `before` are numbers that an
    earlier version hid, and what was small then: no later version hides them better."""

    relations: tuple[Relation, ...]
    small: int
    bases: frozenset[str] = frozenset()
    told: frozenset[Told] = frozenset()
    groups: tuple[frozenset[Told], ...] = ()
    before: Mapping[Told, int] = field(default_factory=dict)

    @property
    def numbers(self) -> tuple[Told, ...]:
        """Every number, in a fixed order."""
        alone = {number for group in self.groups for number in group}
        return tuple(sorted(alone | {n for whole, parts in self.relations for n in (whole, *parts)}))

    def only(self, these: Callable[[Told], bool]) -> "System":
        """The same without all other numbers, and without the sums in which one of them stands."""
        return replace(
            self,
            relations=tuple(one for one in self.relations if these(one[0]) and all(map(these, one[1]))),
            groups=tuple(frozenset(filter(these, group)) for group in self.groups),
        )


def hidden(system: System, first: Iterable[Told]) -> frozenset[Told]:
    """Everything that has to be hidden so that each of it is safe; `first` are those that must be in any case.

    Raises CannotHide.
    """
    return _Hiding(system, frozenset(first)).done()


@dataclass(slots=True)
class _Hiding:
    system: System
    first: frozenset[Told]
    numbers: tuple[Told, ...] = field(init=False)
    place: dict[Told, int] = field(init=False)
    moves: "Moves" = field(init=False)
    told: frozenset[int] = field(init=False)
    hides: set[int] = field(init=False)
    small: list[int] = field(init=False)
    up: list[int] = field(init=False)
    down: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = self.system.numbers
        self.place = {number: n for n, number in enumerate(self.numbers)}
        rows = list(dict.fromkeys(self._row(one) for one in self.system.relations))
        from workflows.report.moving import Moves  # loads the solver, for which no service and no page waits

        self.moves = Moves([value for _, value in self.numbers], rows)
        self.told = frozenset(self.place[one] for one in self.system.told if one in self.place)
        self.small = [self.system.before.get(number, self.system.small) for number in self.numbers]
        self.hides = {self.place[number] for number in self.first}
        self.moves.free(self.hides)
        self.up, self.down = [0] * len(self.numbers), [0] * len(self.numbers)

    def _row(self, relation: Relation) -> tuple[tuple[int, float], ...]:
        whole, parts = relation
        found: dict[int, float] = {self.place[whole]: -1.0}
        for part in parts:
            found[self.place[part]] = found.get(self.place[part], 0.0) + 1.0
        return tuple(sorted((number, factor) for number, factor in found.items() if factor))

    def done(self) -> frozenset[Told]:
        """Safe one after the other: what is hidden later only makes the earlier ones safer."""
        waiting = set(self.hides)
        while waiting:
            before = set(self.hides)
            self._show_many(waiting)
            for number in sorted(waiting, key=self._order):
                self._secure(number)
            waiting = self.hides - before
        return frozenset(self.numbers[n] for n in self.hides)

    def _show_many(self, numbers: set[int]) -> None:
        """One solution often shows of many that they are safe; only the others are looked at one by one."""
        for up in (True, False):
            left = sorted(n for n in numbers if self._lacks(n, up=up))
            while left:
                self._seen(self.moves.together(left, float(max(self.small)), up=up))
                still = [n for n in left if self._lacks(n, up=up)]
                if len(still) > len(left) * GOES_ON:
                    break
                left = still

    def _order(self, number: int) -> tuple[bool, int, int]:
        (quantity, _, _), value = self.numbers[number]
        return (quantity not in self.system.bases, value, number)

    def _lacks(self, n: int, *, up: bool) -> bool:
        """Whether it is not known yet that a number can be as much more, or less, as it must: a small one anything
        from 1 to the most that is small; of another as many values are possible."""
        value, most = self.numbers[n][1], self.small[n] - 1
        if value > most:
            return self.down[n] + self.up[n] < most
        return self.up[n] < most - value if up else self.down[n] < value - 1

    def _secure(self, n: int) -> None:
        """Hide what it takes; nothing where the number can move as far already, which costs nothing."""
        value, most = self.numbers[n][1], self.small[n] - 1
        if value > most:
            splits = [(down, most - down) for down in range(most, -1, -1)]
            free = not self._lacks(n, up=False) or any(self._can_be(n, *one) for one in splits)
            if not free and not any(self._spread(n, *one) for one in splits):
                raise CannotHide(self.numbers[n][0])
            return
        for up, needed in ((True, most - value), (False, value - 1)):
            if self._lacks(n, up=up) and not self._let(n, needed if up else -needed):
                raise CannotHide(self.numbers[n][0])

    def _can_be(self, n: int, down: int, up: int) -> bool:
        """Whether a number can be so much less and so much more as it is, with nothing hidden besides."""
        return all(self._moves(n, by) for by in (-down, up) if by)

    def _moves(self, n: int, by: int) -> bool:
        moved = self.moves.cheapest(n, float(by), [], [])
        if moved is not None:
            self._seen(moved)
        return moved is not None

    def _spread(self, n: int, down: int, up: int) -> bool:
        """Whether a number can be so much less and so much more."""
        return (down == 0 or self._let(n, -down)) and (up == 0 or self._let(n, up))

    def _seen(self, moved: Sequence[float]) -> None:
        """What one solution shows of every number in it; what is hidden later takes none of it back."""
        for k, by in enumerate(moved):
            if by > TINY:
                self.up[k] = max(self.up[k], int(by + TINY))
            elif by < -TINY:
                self.down[k] = max(self.down[k], int(TINY - by))

    def _let(self, n: int, by: int) -> bool:
        """Hide what it takes that the number could be so much more, or less; whether there is a way."""
        near = {self.place[one] for group in self.system.groups if self.numbers[n] in group for one in group}
        near = {k for k in near if self.numbers[k][0][0] not in self.system.bases or self._is_sum_of_years(k)}
        for candidates in (near, set(range(len(self.numbers)))):
            others = sorted(candidates - self.told - self.hides)
            moved = self.moves.cheapest(n, float(by), others, [self._price(k) for k in others])
            if moved is not None:
                fresh = {k for k in others if abs(moved[k]) > TINY}
                self.hides |= fresh
                self.moves.free(fresh)
                self._seen(moved)
                return True
        return False

    def _price(self, number: int) -> float:
        (quantity, place, _), value = self.numbers[number]
        price = 1.0 + 0.02 * min(value, 100) + number * 1e-7
        price += BASE if quantity in self.system.bases else 0.0
        price += OF_DISTRICT if place == DISTRICT else 0.0
        price += NOUGHT if value == 0 else 0.0
        return price * TOGETHER if self._is_sum_of_years(number) else price

    def _is_sum_of_years(self, number: int) -> bool:
        return not is_of_one_year(self.numbers[number])
