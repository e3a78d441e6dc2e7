"""Whether the abstraction tells the truth: concrete stories, step by step, against what a component was explored to.

A story begins as the component does and tells its moves in any order, with any number of days between. Compared is, for
every step, that the abstract state before and the one after are among those explored, and that the exploration leads
from the one to the other by that same move (or by days passing), with the same outcome.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.exploring.exploring import Space, to_next_date
from workflows.exploring.walking import LONG, Chance
from workflows.exploring.world import World, beginning, tell, wait

MOST_DAYS = 40


@dataclass(frozen=True, slots=True)
class Compared:
    """How many steps were compared; those whose state was not known, and those that led where nothing led before."""

    steps: int
    states: tuple[tuple[str, ...], ...] = ()
    edges: tuple[tuple[str, ...], ...] = ()


def compare(space: Space, seed: int, count: int) -> Compared:
    """So many concrete steps. `space` has been explored."""
    done, states, edges = 0, list[tuple[str, ...]](), list[tuple[str, ...]]()
    chance = Chance(seed)
    while done < count:
        world = beginning(chance.of(space.component.starts))
        for before, after in _story(space, world, chance):
            done += 1
            source, target = (space.key(one, space.mine(one)) for one in (before, after))
            if target not in space.worlds or source not in space.worlds:
                states.append(after.way())
            elif target != source and target not in space.edges[source]:
                edges.append(after.way())
    return Compared(done, tuple(states), tuple(edges))


def _story(space: Space, world: World, chance: Chance) -> Iterator[tuple[World, World]]:
    for _ in range(LONG):
        if chance.below(4) == 0:
            left = 1 + chance.below(MOST_DAYS)
            while left > 0:
                days = min(left, to_next_date(space.mine(world), world.today) or left)
                after = wait(world, days)
                yield world, after
                world, left = after, left - days
            continue
        told = tell(world, chance.of(space.component.moves_at(world)))
        if told is not None:
            yield world, told.after
            world = told.after
