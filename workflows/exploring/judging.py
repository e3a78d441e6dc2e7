"""What must hold on every step and in every state that exploring meets; each problem names the way to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from events.contact import ContactLogged, FirstContactMade
from events.fact import Fact
from events.values import Role
from workflows.case import Case
from workflows.chart import MOVES as CHART
from workflows.clearance import goes_on, starts_something
from workflows.duty import Duty
from workflows.exploring.moves import CASE_MOVES, MOVES
from workflows.exploring.reads import rule_name
from workflows.exploring.world import STAFF, Move, Told, World, one_with, tell
from workflows.invariants import InvariantBroken, check
from workflows.outcome import Recorded, Refused, Verb
from workflows.record import fold
from workflows.replacing import replace
from workflows.rule import Hard, Rule
from workflows.rulebook import CASE_DUTIES, STAFF_DUTIES, UNIT_DUTIES, rules_on

MIDWAY_DAYS: Final = 14
"""Five working days are never longer, whatever holidays fall into them (D8)."""


BLOCKED_BY: Final = {kind.kind: kind.blocked_by for kind in (*CASE_DUTIES, *UNIT_DUTIES, *STAFF_DUTIES)}
"""By kind of duty those that may stand in its way."""


FORGOTTEN: Final = "invariant_1"
"""An open case that owes nothing."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold: `what` is the code of its text, `about` the rule or duty, `way` the way to it."""

    what: str
    about: str = ""
    phase: str = ""
    way: tuple[str, ...] = ()
    detail: str = ""


def of_step(before: World, told: Told) -> Iterator[Problem]:
    """What a fact must not do: pass a hard rule unseen, move a case by a breach, or reach a family uncleared."""
    state, entry = before.state, told.outcome.entry
    if state is None:
        return
    verb, data = entry.verb, told.fact.data

    def problem(what: str, about: str) -> Problem:
        return Problem(what, about, phase_of(before), (*before.way(), told.move.name))

    if isinstance(told.outcome, Recorded) and verb is Verb.RECORDED:
        for rule in rules_on(type(data)):
            if isinstance(rule, Hard) and not rule.holds(state, told.fact, told.known):
                yield problem("broken_unseen", rule_name(rule))
    if isinstance(told.outcome, Refused) and data.MODE == "reports" and all(reason.rules for reason in entry.reasons):
        numbers = ", ".join(f"R{number}" for reason in entry.reasons for number in reason.rules)
        yield problem("report_refused", numbers)
    after = told.after.state
    if not isinstance(state, Case) or not isinstance(after, Case):
        return
    if verb is Verb.BREACHED and after.phase != state.phase:
        yield problem("breach_moves", told.fact.type)
    if not _legal(state.phase, after.phase):
        yield problem("chart", f"{state.phase} -> {after.phase}")
    if verb is Verb.RECORDED and isinstance(data, FirstContactMade | ContactLogged) and _uncleared(state, told.fact):
        yield problem("invariant_7", told.fact.type)


def _uncleared(case: Case, fact: Fact) -> bool:
    """7: what starts something was cleared before it; what goes on, within D8's days."""
    waiting = case.uncleared(fact.time)
    if not waiting or starts_something(fact):
        return bool(waiting)
    late = any((fact.time - i.came_at).days > MIDWAY_DAYS for i in waiting)
    return goes_on(fact) and (late or case.period.guided is None)


def of_state(world: World, owed: tuple[Duty, ...], mine: tuple[Duty, ...], did: dict[str, Move]) -> Iterator[Problem]:
    """Invariants 1 to 5 today and on every day to come, and that whoever owes `mine` can do it now.

    `did` keeps by which move a kind of duty was done last: that one is tried first.
    """
    if world.state is None:
        return
    try:
        check(world.state, owed, world.today, tuple(STAFF.values()))
    except InvariantBroken as broken:
        number, _, detail = str(broken).partition(": ")
        yield Problem(f"invariant_{number}", "", phase_of(world), world.way(), detail)
    for duty in mine:
        if not isinstance(world.state, Case) or not duty.pressing(world.today):
            continue
        move = clears(world, duty, did.get(duty.kind))
        if move is None:
            yield Problem("cannot_clear", duty.kind, phase_of(world), world.way(), duty.owner)
        else:
            did[duty.kind] = move


def clears(world: World, duty: Duty, first: Move | None = None) -> Move | None:
    """3: a move by which the owner of a duty does it now, without breach; `first` is tried before the others."""
    caused = any(entry.fact.key == duty.caused_by for entry in world.log())
    world = replace(world, cause=duty.caused_by if caused else "")
    incident = duty.party.partition(":")[0]
    if isinstance(world.state, Case) and world.state.incident(incident) is not None:
        world = replace(world, aim=incident)
    role, _, unit = duty.owner.partition("@")
    owner = duty.owner if duty.owner.startswith("staff/") else one_with(Role(role), unit)
    others = (move for move in MOVES if move.model.TYPE in duty.cleared_by)
    for move in others if first is None else chain((first,), others):
        told = tell(world, move, by=owner)
        if told is not None and told.outcome.entry.verb is Verb.RECORDED and fewer(duty, world, told.after):
            return move
    return None


def fewer(duty: Duty, before: World, after: World) -> bool:
    """Whether a duty is gone, or one of its kind where a move does not choose among several."""
    alike = {duty.kind, *BLOCKED_BY[duty.kind]}
    left = {one.key for one in after.duties(alike) if one.kind == duty.kind}
    if duty.key not in left:
        return True
    return not left.issuperset(one.key for one in before.duties(alike) if one.kind == duty.kind)


def can_leave(world: World) -> bool:
    """Whether anything at all that may be told leads to another phase; what ends a case is tried first."""
    told = (tell(world, move) for move in reversed(CASE_MOVES))
    return any(one is not None and phase_of(one.after) != phase_of(world) for one in told)


def of_log(world: World) -> Iterator[Problem]:
    """6: the log makes the state."""
    if fold(world.log()) != world.state:
        yield Problem("invariant_6", "", phase_of(world), world.way())


def fired(told: Told) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules that stood against a fact, and those that let it pass."""
    against = {(reason.code, reason.rules) for reason in told.outcome.entry.reasons}
    rules = rules_on(told.move.model)
    broken = tuple(rule for rule in rules if (rule.refusal, getattr(rule, "rules", ())) in against)
    passed = rules if told.outcome.entry.verb in (Verb.RECORDED, Verb.SUPERSEDED) else ()
    return broken, passed


def phase_of(world: World) -> str:
    """The phase of a case; of others what they are."""
    return world.state.phase if isinstance(world.state, Case) else world.start.on


def _legal(before: str, after: str) -> bool:
    """One fact may bring several moves (assessed, conversation, guided), each of them legal."""
    found: set[str] = {before}
    edge: set[str] = {before}
    while edge and after not in found:
        edge = {str(target) for (phase, _), targets in CHART.items() if phase in edge for target in targets} - found
        found |= edge
    return after in found
