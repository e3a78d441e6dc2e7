"""A correction folds the case anew; the phase never moves by itself, decisions that would now fall are looked at."""

from collections.abc import Callable, Sequence
from typing import cast

from events.correction import Corrected, WrongCase
from events.fact import Fact
from workflows.age import Age
from workflows.case import Case, Struck, ToLookAt
from workflows.correction import mended
from workflows.known import Known
from workflows.outcome import Entry, Verb, said
from workflows.replacing import replace
from workflows.rulebook import rules_on

Step = Callable[[Case | None, Entry, Sequence[Entry]], Case]


def corrected(case: Case, entry: Entry, log: Sequence[Entry], step: Step) -> Case:
    """The case after `entry`: a correction, or that a fact stood on the wrong case.

    `log` is what came before it, oldest first; `step` folds one entry.

    Phase, periods, closings and unit stay as they were decided; everything else is as if the fact had been right at
    once, or had never been here.
    """
    mending = [*(e for e in log if e.applies), entry]
    corrections = [e for e in mending if isinstance(e.fact.data, Corrected)]
    struck = {str(e.fact.data.fact) for e in mending if isinstance(e.fact.data, WrongCase)}
    before: Case | None = None
    anew: Case | None = None
    reviews: list[ToLookAt] = []
    age, aged_until = _age([*log, entry])
    for place, earlier in enumerate(log):
        prior, before = before, step(before, earlier, log[:place])
        if isinstance(earlier.fact.data, Corrected | WrongCase) or earlier.fact.key in struck:
            continue
        right = replace(earlier, fact=_right(earlier, corrections))
        if place < aged_until:
            right = age.applied(right)
        if prior is not None and anew is not None and _falls(prior, earlier, anew, right):
            reviews.append(ToLookAt("review", right.fact.key, entry.recorded_at))
        anew = _as_decided(step(anew, right, ()), before)
    if anew is None:
        raise ValueError(f"{case.subject}: a correction without a log before it")
    looked_at = tuple(item for item in case.to_look_at if item.key not in struck)
    known = {(item.what, item.key) for item in looked_at}
    fresh = tuple(item for item in reviews if (item.what, item.key) not in known)
    anew = _as_decided(anew, case)
    return replace(
        anew,
        sequence=case.sequence,
        waiting=case.waiting,
        breaches=tuple(breach for breach in case.breaches if breach.key not in struck),
        to_look_at=(*looked_at, *fresh),
        ties=replace(anew.ties, struck=_struck(case, entry)),
    )


def standing(log: Sequence[Entry]) -> tuple[Entry, ...]:
    """The lines that take effect, each as it has been corrected since; without what stood on the wrong case."""
    mending = [entry for entry in log if entry.applies]
    corrections = [e for e in mending if isinstance(e.fact.data, Corrected)]
    struck = {str(e.fact.data.fact) for e in mending if isinstance(e.fact.data, WrongCase)}
    return tuple(
        replace(entry, fact=_right(entry, corrections))
        for entry in mending
        if not isinstance(entry.fact.data, Corrected | WrongCase) and entry.fact.key not in struck
    )


def _struck(case: Case, entry: Entry) -> tuple[Struck, ...]:
    told = entry.fact.data
    if not isinstance(told, WrongCase):
        return case.ties.struck
    incident = next((i.key for i in case.incidents if i.fact == str(told.fact)), None)
    return (*case.ties.struck, Struck(str(told.fact), told.right_case, incident))


def _as_decided(anew: Case, decided: Case) -> Case:
    """Phase, periods and closings as they were decided, whatever the right value would have led to."""
    period = anew.period if anew.period.number == decided.period.number else decided.period
    return replace(
        anew,
        unit=decided.unit,
        phase=decided.phase,
        void=decided.void,
        period=replace(period, closing=decided.period.closing, guided=decided.period.guided),
        earlier=decided.earlier,
        whereabouts=replace(anew.whereabouts, offer=decided.whereabouts.offer),
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


def _falls(before: Case, entry: Entry, anew: Case, right: Entry) -> bool:
    """Whether a decision that was allowed on the case as it was then would be refused on it as it is right."""
    if entry.fact.data.MODE != "decides" or entry.verb is not Verb.RECORDED:
        return False
    then, now = _known(before, entry), _known(anew, right)
    return any(
        rule.holds(before, entry.fact, then) and not rule.holds(anew, right.fact, now)
        for rule in rules_on(type(entry.fact.data))
    )


def _known(case: Case, entry: Entry) -> Known:
    """What the log kept of what was known; a rule that asks for more holds, or not, on both sides of the comparison."""
    return Known(minor=cast("bool | None", entry.decided_with.get("minor")), unit=case.unit)
