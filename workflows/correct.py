"""A correction folds the case anew; the phase never moves by itself, decisions that would now fall are looked at."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from events.correction import Corrected
from events.fact import Fact
from workflows.age import Age
from workflows.case import Case, ToLookAt
from workflows.correction import mended
from workflows.known import Known
from workflows.outcome import Entry, Verb, said
from workflows.rule import Hard
from workflows.rulebook import rules_on

Step = Callable[[Case | None, Entry, Sequence[Entry]], Case]


def corrected(case: Case, entry: Entry, log: Sequence[Entry], step: Step) -> Case:
    """The case after `entry`, a correction. `log` is what came before it, oldest first; `step` folds one entry.

    Phase, periods and closings stay as they were decided; everything else is as if the fact had been right at once.
    """
    corrections = [*(e for e in log if e.applies and isinstance(e.fact.data, Corrected)), entry]
    before: Case | None = None
    anew: Case | None = None
    reviews: list[ToLookAt] = []
    age, aged_until = _age([*log, entry])
    for place, earlier in enumerate(log):
        before = step(before, earlier, log[:place])
        if isinstance(earlier.fact.data, Corrected):
            continue
        right = replace(earlier, fact=_right(earlier, corrections))
        if place < aged_until:
            right = age.applied(right)
        if anew is not None and _falls(anew, right):
            reviews.append(ToLookAt("review", right.fact.key, entry.recorded_at))
        anew = _as_decided(step(anew, right, ()), before)
    if anew is None:
        raise ValueError(f"{case.subject}: a correction without a log before it")
    known = {(item.what, item.key) for item in case.to_look_at}
    fresh = tuple(item for item in reviews if (item.what, item.key) not in known)
    return replace(
        _as_decided(anew, case),
        sequence=case.sequence,
        waiting=case.waiting,
        breaches=case.breaches,
        to_look_at=(*case.to_look_at, *fresh),
    )


def _as_decided(anew: Case, decided: Case) -> Case:
    """Phase, periods and closings as they were decided, whatever the right value would have led to."""
    period = anew.period if anew.period.number == decided.period.number else decided.period
    return replace(
        anew,
        phase=decided.phase,
        void=decided.void,
        period=replace(period, closing=decided.period.closing, guided=decided.period.guided),
        earlier=decided.earlier,
    )


def _right(earlier: Entry, corrections: Sequence[Entry]) -> Fact:
    fact = earlier.fact
    for correction in corrections:
        told = said(correction.fact, Corrected)
        if str(told.fact) == fact.key:
            fact = mended(fact, told, correction.decided_with.get("corrected"))
    return fact


def _age(log: Sequence[Entry]) -> tuple[Age, int]:
    """The age by the latest correction that tells it, and its place: what came before was decided by a wrong one."""
    for place in range(len(log) - 1, -1, -1):
        told = log[place].decided_with.get("age") if log[place].applies else None
        if told is not None:
            return Age.read(told), place
    return Age(), 0


def _falls(before: Case, entry: Entry) -> bool:
    """Whether a decision taken then would be refused now by a rule of the handbook."""
    if entry.fact.data.MODE != "decides" or entry.verb is not Verb.RECORDED:
        return False
    known = Known(minor=cast("bool | None", entry.decided_with.get("minor")), unit=before.unit)
    rules = [rule for rule in rules_on(type(entry.fact.data)) if isinstance(rule, Hard)]
    return not all(rule.holds(before, entry.fact, known) for rule in rules)
