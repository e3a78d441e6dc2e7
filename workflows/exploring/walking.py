"""Walks: what may be told, told at random out of a seed; the same seed is the same walk."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from workflows.case import Case
from workflows.exploring.moves import OF, STARTS, next_rung
from workflows.exploring.world import Told, World, beginning, tell, wait

LONG: Final = 30
"""Steps of one walk."""

DAYS: Final = (1, 1, 3, 7, 14, 30)

ItemT = TypeVar("ItemT")


class Chance:
    """Numbers that follow from a seed (a linear congruence; nothing here has to be hard to guess)."""

    def __init__(self, seed: int) -> None:
        self._at = (seed * 2862933555777941757 + 3037000493) % 2**64

    def below(self, limit: int) -> int:
        """A number from 0 up to, not including, the limit."""
        self._at = (self._at * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self._at >> 33) % limit

    def of(self, items: Sequence[ItemT]) -> ItemT:
        """One of them."""
        return items[self.below(len(items))]


def steps(seed: int, count: int) -> Iterator[tuple[World, Told | None]]:
    """So many steps of walks, each with the world before it; None where days passed."""
    chance, done = Chance(seed), 0
    while done < count:
        world = beginning(chance.of(STARTS))
        for _ in range(LONG):
            done += 1
            dice = chance.below(10)
            if dice < 2:
                yield world, None
                world = wait(world, chance.of(DAYS))
                continue
            usual = next_rung(world.state) if dice < 6 and isinstance(world.state, Case) else None
            told = tell(world, usual or chance.of(OF[world.start.on]))
            if told is not None:
                yield world, told
                world = told.after
