"""The whole of exploring: which parts there are, each as complete or as a sample, and what it all comes to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from workflows.duty import Duty
from workflows.exploring.component import Component, ladder, pairs, single
from workflows.exploring.exploring import MOST_STATES, Explored, Seen, Space, Stop, TooLarge
from workflows.exploring.judging import FORGOTTEN, Problem, of_log, of_state, of_step, phase_of
from workflows.exploring.reads import Reads, rule_name
from workflows.exploring.soundness import compare
from workflows.exploring.walking import steps
from workflows.exploring.ways import WAYS, along
from workflows.exploring.world import Move, Told, World
from workflows.period import Phase
from workflows.replacing import replace
from workflows.rule import Hard
from workflows.rulebook import CASE_DUTIES, RULEBOOK, STAFF_DUTIES, UNIT_DUTIES

Kind = Literal["ladder", "single", "pair", "way", "walk"]

WALKS: Final = 4
"""Parts of the random walks, each with a seed of its own."""

WALK_STEPS: Final = 5000

COMPARED_SEED: Final = 7

CLOSELY: Final = 10
"""Every so many steps of a walk more is checked."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something to explore by itself. Walks and ways are samples; everything else is complete."""

    kind: Kind
    component: Component | None = None
    seed: int = 0

    @property
    def name(self) -> str:
        if self.component is not None:
            return self.component.name
        return f"walk {self.seed}" if self.kind == "walk" else "ways"

    @property
    def complete(self) -> bool:
        return self.component is not None

    @property
    def size(self) -> int:
        """Roughly how long it takes beside others: pairs of topics long, walks not."""
        return 0 if self.component is None else len(self.component.own) + 100 * len(self.component.topics)


def parts() -> tuple[Part, ...]:
    """Everything that there is to explore."""
    return (
        *(Part("single", one) for one in single()),
        Part("ladder", ladder()),
        *(Part("pair", one) for one in pairs()),
        Part("way"),
        *(Part("walk", seed=seed) for seed in range(1, WALKS + 1)),
    )


def explored(
    part: Part, reads: Reads, stop: Stop = lambda: False, most: int = MOST_STATES, *, against: int = 0
) -> Explored:
    """What one part comes to; if it is complete, then held `against` so many concrete steps. Raises TooLarge."""
    if part.component is not None:
        space = Space(part.component, reads)
        found = space.explore(stop, most)
        if not against:
            return found
        compared = compare(space, COMPARED_SEED, against, stop)
        return replace(space.result(), compared=compared.steps, elsewhere=compared.elsewhere, unknown=compared.unknown)
    if part.kind == "way":
        return _sampled(part.name, (step for way in WAYS for step in along(way)), stop, every=1)
    return walked(part, WALK_STEPS, stop)


def walked(part: Part, count: int, stop: Stop = lambda: False) -> Explored:
    """Random walks through everything."""
    return _sampled(part.name, steps(part.seed, count), stop)


def _sampled(name: str, steps: Iterable[tuple[World, Told | None]], stop: Stop, every: int = CLOSELY) -> Explored:
    """Steps each of which is checked; every so many also the fold, and that whoever owes something can do it."""
    seen, problems = Seen(), dict[tuple[str, str, str], Problem]()
    phases: Counter[str] = Counter()
    did: dict[str, Move] = {}
    last: tuple[World | None, tuple[Duty, ...]] = None, ()
    count = forgotten = 0
    for before, told in steps:
        count += 1
        if stop():
            raise TooLarge(f"{name}: {count} steps")
        owed = last[1] if before is last[0] else before.duties()
        seen.raised.update(duty.kind for duty in owed)
        if told is None:
            continue
        after, closely = told.after, count % every == 0
        later = after.duties()
        last = after, later
        seen.step(told, owed, later)
        phases[phase_of(after)] += 1
        found = [*of_step(before, told), *of_state(after, later, later if closely else (), did)]
        for problem in (*found, *(of_log(after) if closely else ())):
            forgotten += problem.what == FORGOTTEN
            problems.setdefault((problem.what, problem.about, problem.phase), problem)
    return Explored(name, 0, count, phases, seen, tuple(problems.values()), forgotten)


def missing(seen: Seen) -> tuple[Problem, ...]:
    """Rules that never stood against anything or never let anything pass, duties never raised or never cleared."""
    rules = {rule_name(rule): rule for rule in RULEBOOK}
    kinds = [kind.kind for kind in (*CASE_DUTIES, *UNIT_DUTIES, *STAFF_DUTIES)]
    return (
        *(Problem("never_against", name) for name in rules if name not in seen.against),
        *(Problem("never_passed", name) for name in rules if name not in seen.passed),
        *(Problem("never_raised", kind) for kind in dict.fromkeys(kinds) if kind not in seen.raised),
        *(Problem("never_cleared", kind) for kind in dict.fromkeys(kinds) if kind not in seen.cleared),
        *refusing_all_the_same(),
    )


PHASES: Final[tuple[Phase, ...]] = get_args(Phase)


@dataclass(frozen=True, slots=True)
class Figure:
    """So many of so many: `what` is the code of its text."""

    what: str
    count: int
    of: int


def figures(found: Sequence[Explored], seen: Seen, problems: Iterable[Problem]) -> tuple[Figure, ...]:
    """What the whole shows of the rulebook and the phases, each as how many of how many: all of all where it holds."""
    names = {rule_name(rule) for rule in RULEBOOK}
    hard = {rule_name(rule) for rule in RULEBOOK if isinstance(rule, Hard)}
    kinds = {kind.kind for kind in (*CASE_DUTIES, *UNIT_DUTIES, *STAFF_DUTIES)}
    met = {phase for phase in PHASES if any(one.phases[phase] for one in found)}
    wrong = {(problem.what, problem.about) for problem in problems}
    left = {phase for phase in met if ("stuck", phase) not in wrong}
    unbroken = {name for name in hard & seen.against if ("broken_unseen", name) not in wrong}
    states, forgotten = sum(one.of_open for one in found), sum(one.forgotten for one in found)
    return (
        Figure("rules_against", len(names & seen.against), len(names)),
        Figure("rules_passed", len(names & seen.passed), len(names)),
        Figure("hard_unbroken", len(unbroken), len(hard)),
        Figure("kinds_raised", len(kinds & seen.raised), len(kinds)),
        Figure("kinds_cleared", len(kinds & seen.cleared), len(kinds)),
        Figure("phases_met", len(met), len(PHASES)),
        Figure("phases_left", len(left), len(PHASES)),
        Figure("open_owed", states - forgotten, states),
    )


NEVER_REFUSING: Final = (149, *range(164, 176))
"""Rules that report or oblige whatever else is said: none of them may refuse anything."""


def refusing_all_the_same() -> Iterable[Problem]:
    """R149 and R164 to R175 forbid nothing."""
    for rule in RULEBOOK:
        if isinstance(rule, Hard) and set(rule.rules) & set(NEVER_REFUSING):
            yield Problem("must_not_refuse", rule_name(rule))


def together(found: Sequence[Explored], *, whole: bool = True) -> tuple[Seen, tuple[Problem, ...]]:
    """All that was met, and each problem once, the one with the shortest way. Only the whole tells what
    never happened."""
    seen, problems = Seen(), dict[tuple[str, str, str], Problem]()
    for one in found:
        seen.add(one.seen)
        for problem in one.problems:
            key = (problem.what, problem.about, problem.phase)
            if key not in problems or len(problem.way) < len(problems[key].way):
                problems[key] = problem
    if not whole:
        return seen, tuple(problems.values())
    unmet = (phase for phase in PHASES if not any(one.phases[phase] for one in found))
    return seen, (*problems.values(), *missing(seen), *(Problem("never_met", phase, phase) for phase in unmet))
