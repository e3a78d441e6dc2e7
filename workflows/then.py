"""The case as it stood when something happened: what is told late is judged by that, and not by what came after it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, cast

from events.clearance import ClearanceContradicted
from events.closing import ClosingAnnulled, NeedReported
from events.correction import CasesSeparated, MistakeAnnulled
from events.fact import Fact
from workflows.case import Case
from workflows.correct import standing
from workflows.duties import Subject
from workflows.outcome import Entry, Verb
from workflows.record import evolve, superseded
from workflows.replacing import replace
from workflows.rule import Hard
from workflows.rulebook import BIRTHS, rules_on
from workflows.weighed import weighed

UNDOING: Final = (ClosingAnnulled, CasesSeparated, MistakeAnnulled)
"""Facts by which a closing was never so."""


def comes_late(state: Subject | None, fact: Fact) -> bool:
    """Whether a rule of the handbook judges what a fact reports, and something is known that happened after it."""
    if not isinstance(state, Case) or fact.data.MODE != "reports" or state.latest is None:
        return False
    return fact.time < state.latest and any(isinstance(rule, Hard) for rule in rules_on(type(fact.data)))


def then(state: Subject | None, log: Sequence[Entry], fact: Fact) -> Case | None:
    """What the rules judge a late fact by (`known.then`); None where they judge it by the case as it is now: nothing
    they go by happened after it. `log` is the whole log, oldest first."""
    if not comes_late(state, fact) or not weighed(fact, {e.fact.type for e in log if e.fact.time > fact.time}):
        return None
    return as_it_stood(log, fact.time)


def as_it_stood(log: Sequence[Entry], happened: datetime) -> Case | None:
    """The case that all facts make which had happened at a moment, each as it is known today: corrected where it was
    wrong, and without what has been undone. None where nothing of the case had been told of by then.

    `log` is the whole log, oldest first.
    """
    lines = standing([replace(e, verb=Verb.RECORDED) if e.verb is Verb.SUPERSEDED else e for e in log])
    undone = _undone(lines)
    case: Case | None = None
    for line in lines:
        fact = line.fact
        if fact.key in undone or (fact.time > happened and not isinstance(fact.data, ClearanceContradicted)):
            continue
        if _changes(case, fact):
            case = cast("Case", evolve(case, line))
    return case


def _undone(lines: Sequence[Entry]) -> frozenset[str]:
    """The closings and deaths that were mistakes, with the facts that say so."""
    undone: set[str] = set()
    if not any(isinstance(line.fact.data, UNDOING) for line in lines):
        return frozenset()
    case: Case | None = None
    for line in lines:
        closing = case.period.closing if case is not None else None
        if case is not None and closing is not None and isinstance(line.fact.data, UNDOING):
            died = case.whereabouts.died
            undone |= {line.fact.key, closing.fact if died is None or closing.ground == "died" else died.fact}
        case = cast("Case", evolve(case, line))
    return frozenset(undone)


def _changes(case: Case | None, fact: Fact) -> bool:
    """Whether a fact finds the case as it needs it: begun, and closed where it is reopened."""
    if case is None:
        return type(fact.data) in BIRTHS
    return not (isinstance(fact.data, NeedReported) and case.is_open) and not superseded(case, fact)
