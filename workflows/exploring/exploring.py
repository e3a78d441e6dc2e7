"""A component explored to its end: every abstract state that its moves and the passing of days lead to."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from events.catalogue import DERIVED
from events.values import Source
from workflows.duty import Duty
from workflows.exploring.abstract import abstract, dates
from workflows.exploring.component import Component
from workflows.exploring.judging import FORGOTTEN, Problem, can_leave, fired, of_state, of_step, phase_of
from workflows.exploring.reads import Reads, rule_name
from workflows.exploring.world import SOON, Move, Told, World, beginning, tell, wait
from workflows.outcome import Verb
from workflows.period import OPEN_PHASES
from workflows.rulebook import rules_on

MOST_STATES: Final = 200_000

AT_FIRST: Final = 60

A_DAY: Final = timedelta(days=1)

LOOKED_AT: Final = 47
"""At first at every step, then at every so many, it is looked at what is read; a prime: all moves have a turn."""

Stop = Callable[[], bool]
"""Whether the time is up."""


class TooLarge(Exception):
    """A component has more states, or takes longer, than exploring may: nothing is cut off silently."""


@dataclass(slots=True)
class Seen:
    """What was met: rules that stood against something and that let something pass, duties raised and cleared."""

    against: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)
    cleared: set[str] = field(default_factory=set)
    verbs: Counter[str] = field(default_factory=Counter)

    def step(self, told: Told, before: Iterable[Duty], after: Iterable[Duty]) -> None:
        """A fact was told where `before` was owed; `after` is owed then."""
        verb = told.outcome.entry.verb
        self.verbs[verb.value] += 1
        against, passed = fired(told)
        self.against.update(rule_name(rule) for rule in against)
        self.passed.update(rule_name(rule) for rule in passed)
        if verb is not Verb.RECORDED:
            return
        derived, kind = isinstance(told.fact.data, DERIVED), told.fact.type
        perhaps = [d for d in before if d.kind not in self.cleared and (derived or kind in d.cleared_by)]
        if perhaps:
            left = {duty.key for duty in after}
            self.cleared.update(duty.kind for duty in perhaps if duty.key not in left)

    def add(self, other: "Seen") -> None:
        """What another has met as well."""
        for mine, theirs in zip(self._sets(), other._sets(), strict=True):
            mine |= theirs
        self.verbs.update(other.verbs)

    def _sets(self) -> tuple[set[str], ...]:
        return self.against, self.passed, self.raised, self.cleared


@dataclass(slots=True)
class Explored:
    """A component explored: how much there was, what was met, what does not hold.

    `of_open` of its states (of a walk: steps) are of open cases, `forgotten` of them owe nothing. `compared` concrete
    steps went over it afterwards: `elsewhere` led by another way to a known state, `unknown` to one that was not known.
    """

    name: str
    states: int
    steps: int
    phases: Counter[str]
    seen: Seen
    problems: tuple[Problem, ...]
    forgotten: int = 0
    compared: int = 0
    elsewhere: int = 0
    unknown: int = 0

    @property
    def of_open(self) -> int:
        """The states of open cases."""
        return sum(self.phases[phase] for phase in OPEN_PHASES)


class Space:
    """The states of a component with what leads from each to which."""

    def __init__(self, component: Component, reads: Reads) -> None:
        self.component = component
        self.reads = reads.copy()
        self.worlds: dict[Any, World] = {}
        self.edges: dict[Any, set[Any]] = {}
        self.seen = Seen()
        self.problems: dict[tuple[str, str, str], Problem] = {}
        self.steps = 0
        self.forgotten = 0
        self._did: dict[str, Move] = {}
        self._more = False
        self._near: tuple[World, Any] | None = None
        self._waiting: deque[tuple[Any, World, tuple[Duty, ...]]] = deque()
        self._keep = component.keep(reads)
        self._kinds = frozenset(kind.kind for kind in component.kinds)
        self._asked = self._kinds | {name for kind in component.kinds for name in kind.blocked_by}

    def key(self, world: World, mine: tuple[Duty, ...]) -> Any:
        """The abstract state of a world, with how old its participant is while that still changes."""
        if world.state is None:
            raise ValueError(f"{world.start.says} has not begun")
        ahead = world.growing_up()
        near = self._near if self._near is not None and self._near[0].today == world.today else None
        like = None if near is None or near[0].state is None else (near[0].state, near[1])
        return ahead and world.start.born, len(ahead), abstract(world.state, mine, world.today, self._keep, like)

    def mine(self, world: World) -> tuple[Duty, ...]:
        """The duties that this component clears."""
        return tuple(duty for duty in world.duties(self._asked) if duty.kind in self._kinds)

    def explore(self, stop: Stop = lambda: False, most: int = MOST_STATES) -> Explored:
        """All of it. Raises TooLarge.

        What rules and duties read is looked at again on the way: where one reads another field than was recorded, the
        states are told apart by that as well, from the beginning.
        """
        while True:
            for start in self.component.starts:
                world = beginning(start)
                self.seen.passed.update(rule_name(rule) for rule in rules_on(start.first.model))
                self._arrive(world, self.mine(world))
            self._spread(stop, most)
            if not self._reads_more():
                break
            self._keep = self.component.keep(self.reads)
            self._near = None
            self.worlds.clear()
            self.edges.clear()
            self._waiting.clear()
        self._stuck()
        return self.result()

    def again(self, world: World, stop: Stop = lambda: False, most: int = MOST_STATES) -> None:
        """What leads on from a world whose abstract state may be known already: another of the many that it stands for.

        Raises TooLarge.
        """
        mine = self.mine(world)
        source = self._arrive(world, mine)
        self._leads(source, world, mine)
        while self._waiting:
            self._spread(stop, most)

    def result(self) -> Explored:
        """What it has come to so far."""
        phases = Counter(phase_of(world) for world in self.worlds.values())
        found = tuple(self.problems.values())
        return Explored(self.component.name, len(self.worlds), self.steps, phases, self.seen, found, self.forgotten)

    def _reads_more(self) -> bool:
        return self.component.keep(self.reads) != self._keep

    def _spread(self, stop: Stop, most: int) -> None:
        """Everything that waits, unless more was read than states are told apart by."""
        self._more = False
        while self._waiting and not self._more:
            if len(self.worlds) > most or stop():
                raise TooLarge(f"{self.component.name}: {len(self.worlds)} states, {len(self.edges)} of them explored")
            self._leads(*self._waiting.popleft())

    def _leads(self, source: Any, world: World, mine: tuple[Duty, ...]) -> None:
        self._near = world, source[-1][0]
        edges = self.edges.setdefault(source, set())
        edges.update([self._arrive(after, owed) for after, owed in self._next(source, world, mine)])

    def _arrive(self, world: World, mine: tuple[Duty, ...]) -> Any:
        key = self.key(world, mine)
        if key not in self.worlds:
            self.worlds[key] = world
            self._waiting.append((key, world, mine))
            owed = world.duties()
            self.seen.raised.update(duty.kind for duty in owed)
            self._note(of_state(world, owed, mine, self._did))
        return key

    def _next(self, source: Any, world: World, mine: tuple[Duty, ...]) -> Iterator[tuple[World, tuple[Duty, ...]]]:
        for move in self.component.moves_at(world):
            told = tell(world, move)
            if told is None:
                continue
            self.steps += 1
            if self.steps < AT_FIRST or self.steps % LOOKED_AT == 0:
                self.reads.note(world, told)
                self._more = self._more or self._reads_more()
            stands = _stands(world, told)
            after = mine if stands else self.mine(told.after)
            self.seen.raised.update(duty.kind for duty in after)
            self.seen.step(told, mine, after)
            self._note(of_step(world, told))
            if not stands:
                yield told.after, after
        later = self.days_pass(world, mine, source)
        if later is not None:
            self.steps += 1
            yield later, mine

    def days_pass(self, world: World, mine: tuple[Duty, ...], source: Any) -> World | None:
        """The world on the first day on which it can be told apart from today; None where there is no such day."""
        after, days = world, self.to_next(world, mine)
        while days is not None:
            after = wait(world, days)
            if self.key(after, mine) != source:
                return after
            more = self.to_next(after, mine)
            days = None if more is None else days + more
        return None

    def to_next(self, world: World, mine: tuple[Duty, ...]) -> int | None:
        """Days until a clock changes: of what is owed, of what the subject keeps, or of the participant's age."""
        kept = [day for day in dates(world.state, self._keep) if day < world.today + SOON]
        return to_next_date(mine, world.today, (*world.growing_up(), *kept, *(day + A_DAY for day in kept)))

    def _note(self, problems: Iterable[Problem]) -> None:
        """The first of each kind: it has the shortest way, since the nearest states come first."""
        for problem in problems:
            self.forgotten += problem.what == FORGOTTEN
            self.problems.setdefault((problem.what, problem.about, problem.phase), problem)

    def _stuck(self) -> None:
        """A phase that cannot be left from some state of it."""
        phases = {key: phase_of(world) for key, world in self.worlds.items()}
        back: dict[Any, set[Any]] = {}
        for source, targets in self.edges.items():
            for target in targets:
                back.setdefault(target, set()).add(source)
        leaving = {
            source for source, targets in self.edges.items() if any(phases[t] != phases[source] for t in targets)
        }
        edge = list(leaving)
        while edge:
            for source in back.get(edge.pop(), ()):
                if source not in leaving and source in phases:
                    leaving.add(source)
                    edge.append(source)
        for key, world in self.worlds.items():
            if key not in leaving and world.start.on == "case" and not can_leave(world):
                self._note([Problem("stuck", phases[key], phases[key], world.way())])


def to_next_date(owed: Iterable[Duty], today: date, others: Iterable[date] = ()) -> int | None:
    """Days until a clock changes: a duty begins, falls due, is overdue, ends, or it is one of the `others`."""
    days = set(others)
    for duty in owed:
        days |= {duty.from_date, duty.due_date, duty.due_date + A_DAY}
        if duty.until_date is not None:
            days.add(duty.until_date + A_DAY)
    later = [(day - today).days for day in days if day > today]
    return min(later, default=None)


def _stands(world: World, told: Told) -> bool:
    """Whether a fact was refused to the face of who told it, which changes nothing."""
    return told.outcome.entry.verb is Verb.REFUSED and told.fact.source in (Source.DESK, Source.CLI)
