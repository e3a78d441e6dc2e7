"""Whether the abstraction tells the truth: concrete stories, step by step, against what a component was explored to.

A story begins as the component does and tells its moves in any order, with any number of days between. Compared is, for
every step, that the abstract state before and the one after are among those explored, and that the exploration leads
from the one to the other. One abstract state stands for many concrete ones, and it is explored from the first that was
met. Another of them may keep a day or a breach behind what a component tells apart, and lead where the first did not:
from one known state to another, or to one that was not known. Both are counted, and it is explored on from that one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from workflows.exploring.exploring import Space, Stop
from workflows.exploring.judging import Problem
from workflows.exploring.walking import LONG, Chance
from workflows.exploring.world import World, beginning, tell, wait

MOST_DAYS: Final = 40


@dataclass(frozen=True, slots=True)
class Compared:
    """How many steps were compared; how many led from one known state to another by a way that was not, and how many to
    a state that was not known."""

    name: str
    steps: int
    elsewhere: int
    unknown: int
    states: int
    problems: tuple[Problem, ...] = ()
    ways: tuple[tuple[str, ...], ...] = ()


def compare(space: Space, seed: int, count: int, stop: Stop = lambda: False) -> Compared:
    """So many concrete steps against a component that has been explored. Raises TooLarge."""
    done = elsewhere = unknown = 0
    ways: list[tuple[str, ...]] = []
    for before, after in _steps(space, seed, count):
        done += 1
        source, target = (space.key(one, space.mine(one)) for one in (before, after))
        if source in space.edges and (target == source or target in space.edges[source]):
            continue
        if source in space.edges and target in space.worlds:
            elsewhere += 1
        else:
            unknown += 1
            ways.append(after.way())
        space.again(before, stop)
    found = tuple(space.problems.values())
    return Compared(space.component.name, done, elsewhere, unknown, len(space.worlds), found, tuple(ways))


def _steps(space: Space, seed: int, count: int) -> Iterator[tuple[World, World]]:
    chance, done = Chance(seed), 0
    while done < count:
        for step in _story(space, beginning(chance.of(space.component.starts)), chance):
            done += 1
            yield step


def _story(space: Space, world: World, chance: Chance) -> Iterator[tuple[World, World]]:
    for _ in range(LONG):
        if chance.below(4) == 0:
            left = 1 + chance.below(MOST_DAYS)
            while left > 0:
                days = min(left, space.to_next(world, space.mine(world)) or left)
                after = wait(world, days)
                yield world, after
                world, left = after, left - days
            continue
        told = tell(world, chance.of(space.component.moves_at(world)))
        if told is not None:
            yield world, told.after
            world = told.after
