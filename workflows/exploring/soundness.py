"""Whether the abstraction tells the truth: concrete stories, step by step, against what a component was explored to.

A story begins as the component does and tells its moves in any order, with any number of days between. Compared is, for
every step, that the abstract state before and the one after are among those explored, and that the exploration leads
from the one to the other. One abstract state stands for many concrete ones, and it is explored from the first that was
met; where a story shows that another of them leads elsewhere, that is counted, and it is explored on from that one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from workflows.exploring.exploring import Space, Stop, to_next_date
from workflows.exploring.judging import Problem
from workflows.exploring.walking import LONG, Chance
from workflows.exploring.world import World, beginning, tell, wait

MOST_DAYS: Final = 40


@dataclass(frozen=True, slots=True)
class Compared:
    """How many steps were compared, and how many led where exploring had not been: in the first half, in the second."""

    name: str
    steps: int
    early: int
    late: int
    states: int
    problems: tuple[Problem, ...] = ()
    ways: tuple[tuple[str, ...], ...] = ()


def compare(space: Space, seed: int, count: int, stop: Stop = lambda: False) -> Compared:
    """So many concrete steps against a component that has been explored. Raises TooLarge."""
    unknown: list[tuple[int, tuple[str, ...]]] = []
    done = 0
    for before, after in _steps(space, seed, count):
        done += 1
        if not _known(space, before, after):
            unknown.append((done, after.way()))
            space.again(before, stop)
    late = tuple(way for place, way in unknown if place > done // 2)
    found = tuple(space.problems.values())
    return Compared(space.component.name, done, len(unknown) - len(late), len(late), len(space.worlds), found, late)


def _known(space: Space, before: World, after: World) -> bool:
    source, target = (space.key(one, space.mine(one)) for one in (before, after))
    return source in space.edges and (target == source or target in space.edges[source])


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
                days = min(left, to_next_date(space.mine(world), world.today, world.growing_up()) or left)
                after = wait(world, days)
                yield world, after
                world, left = after, left - days
            continue
        told = tell(world, chance.of(space.component.moves_at(world)))
        if told is not None:
            yield world, told.after
            world = told.after
