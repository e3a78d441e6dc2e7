"""Which fields every rule and every duty reads: recorded while they judge a subject, never written down by hand."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from workflows.case import Case
from workflows.duty import DutyKind
from workflows.exploring.abstract import Fields
from workflows.exploring.walking import steps
from workflows.exploring.watching import Watch
from workflows.exploring.ways import WAYS, along
from workflows.exploring.world import Told, World, kinds_of
from workflows.record import nothing_offered, ready_for_guidance
from workflows.rule import Rule
from workflows.rulebook import rules_on

RECORDED_STEPS: Final = 4000
"""Steps of the walks on which reads are recorded."""

DUTIES_AT: Final = 4
"""Every so many of them the duties are looked at as well."""

SPINE: Final[Fields] = frozenset(
    {
        *(f"Case.{name}" for name in ("phase", "period", "incidents", "minor", "earlier")),
        *(f"Period.{name}" for name in ("number", "offer", "accepted", "held", "candidate", "guide", "closing")),
        *(f"ClosingState.{name}" for name in ("ground", "phase_before")),
        *(f"GuideState.{name}" for name in ("staff", "accepted", "days")),
    }
)
"""What the ladder goes by, and what brings a case back to a phase; the rest that a phase depends on is recorded."""


@cache
def rule_name(rule: Rule) -> str:
    """`R47 clearance_missing`, or `case_closed` of what the record itself demands; with the topics that it is on."""
    number = getattr(rule, "number", None)
    code = rule.refusal if number is None else f"R{number} {rule.refusal}"
    return f"{code} ({', '.join(dict.fromkeys(model.topic() for model in rule.on))})"


class Reads:
    """Fields by rule and by kind of duty."""

    def __init__(self) -> None:
        self.rules: defaultdict[Rule, set[str]] = defaultdict(set)
        self.duties: defaultdict[str, set[str]] = defaultdict(set)
        self.phase: set[str] = set(SPINE)
        self._watch = Watch()

    def copy(self) -> "Reads":
        """The same, to go on with by itself."""
        other = Reads()
        other.rules.update({rule: set(fields) for rule, fields in self.rules.items()})
        other.duties.update({kind: set(fields) for kind, fields in self.duties.items()})
        other.phase = set(self.phase)
        return other

    def note(self, world: World, told: Told | None, *, owed: bool = True) -> None:
        """Let every duty (unless not `owed`), and the rules on a fact, judge this subject, and see what they read."""
        if world.state is None:
            return
        watch = self._watch
        state: Any = watch.on(world.state)
        if isinstance(state, Case):
            self.phase |= watch.during(lambda: (ready_for_guidance(state), nothing_offered(state)))
        for kind in kinds_of(world.state) if owed else ():
            self.duties[kind.kind] |= watch.during(lambda kind=kind: list(kind.owed(state, world.policy)))  # type: ignore[misc]
        if told is not None:
            for rule in rules_on(told.move.model):
                self.rules[rule] |= watch.during(
                    lambda rule=rule: rule.holds(state, told.fact, told.known)  # type: ignore[misc]
                )

    def of(self, rules: Iterable[Rule], kinds: Iterable[DutyKind]) -> Fields:
        """What these rules and duties read, and what the phase depends on."""
        found = set(self.phase)
        for rule in rules:
            found |= self.rules[rule]
        for kind in kinds:
            found |= self.duties[kind.kind]
        return frozenset(found)


def recorded(seed: int = 1, count: int = RECORDED_STEPS) -> Reads:
    """The reads on some walks through everything, and on the ways."""
    reads = Reads()
    for place, (before, told) in enumerate((*steps(seed, count), *(step for way in WAYS for step in along(way)))):
        reads.note(before, told, owed=place % DUTIES_AT == 0)
    return reads
