"""A correction folds the case anew; the phase never moves by itself, decisions that would now fall are looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self, cast

from events.correction import Corrected, WrongCase
from events.fact import Fact
from workflows.age import Age
from workflows.case import Case, Struck, ToLookAt
from workflows.correction import corrects, mended
from workflows.known import Known
from workflows.outcome import Entry, Verb, said
from workflows.replacing import replace
from workflows.rulebook import rules_on

Step = Callable[[Case | None, Entry, Sequence[Entry]], Case]


@dataclass(frozen=True, slots=True)
class _Mending:
    """What the corrections of a log make of its lines; `aged_until` is the place of the one that tells the age: what
    came before it was decided by a wrong one."""

    corrections: tuple[Entry, ...]
    struck: frozenset[str]
    age: Age
    aged_until: int

    @classmethod
    def of(cls, log: Sequence[Entry]) -> Self:
        mending = [entry for entry in log if entry.applies]
        corrections = tuple(entry for entry in mending if isinstance(entry.fact.data, Corrected))
        struck = frozenset(str(e.fact.data.fact) for e in mending if isinstance(e.fact.data, WrongCase))
        return cls(corrections, struck, *_age(log))

    def right(self, place: int, told: Entry) -> Entry | None:
        """A line as it should have been; None where it mends others itself, or belongs to another case."""
        if isinstance(told.fact.data, Corrected | WrongCase) or told.fact.key in self.struck:
            return None
        right = replace(told, fact=_right(told, self.corrections))
        return self.age.applied(right) if place < self.aged_until else right


class _Told(tuple[Entry, ...]):
    """A log of which it is known what the case was before each of its lines: what was corrected in it once is not
    folded again by each correction after it."""

    cases: Sequence[Case | None]

    @classmethod
    def until(cls, log: Sequence[Entry], cases: Sequence[Case | None]) -> Self:
        told = cls(log)
        told.cases = cases
        return told


def _cases(log: Sequence[Entry], step: Step) -> Sequence[Case | None]:
    """The case before each line of a log, as it then was."""
    if isinstance(log, _Told):
        return log.cases
    cases: list[Case | None] = [None]
    for place, entry in enumerate(log):
        mends = isinstance(entry.fact.data, Corrected | WrongCase)
        cases.append(step(cases[-1], entry, _Told.until(log[:place], tuple(cases)) if mends else ()))
    return cases


def corrected(case: Case, entry: Entry, log: Sequence[Entry], step: Step) -> Case:
    """The case after `entry`: a correction, or that a fact stood on the wrong case.

    `log` is what came before it, oldest first; `step` folds one entry.

    Phase, periods, closings and unit stay as they were decided; everything else is as if the fact had been right at
    once, or had never been here. A decision is looked at once: when it would fall by this entry and not before.
    """
    mended_before, mended_now = _Mending.of(log), _Mending.of([*log, entry])
    before: Case | None = None
    anew: Case | None = None
    reviews: list[ToLookAt] = []
    cases = _cases(log, step)
    for place, told in enumerate(log):
        then, was, right = (
            cast("Case", cases[place + 1]),
            mended_before.right(place, told),
            mended_now.right(place, told),
        )
        if _falls(before, was, anew, right):
            reviews.append(ToLookAt("review", told.fact.key, entry.recorded_at))
        before = before if was is None else _as_decided(step(before, was, ()), then)
        anew = anew if right is None else _as_decided(step(anew, right, ()), then)
    if anew is None:
        raise ValueError(f"{case.subject}: a correction without a log before it")
    looked_at = tuple(item for item in case.to_look_at if _still_open(item, anew, mended_now))
    known = {(item.what, item.key) for item in looked_at}
    fresh = tuple(item for item in reviews if (item.what, item.key) not in known)
    anew = _as_decided(anew, case)
    return replace(
        anew,
        sequence=case.sequence,
        to_look_at=(*looked_at, *fresh),
        ties=replace(anew.ties, struck=_struck(case, entry)),
    )


def _still_open(item: ToLookAt, anew: Case, mending: _Mending) -> bool:
    """Whether somebody is to look at it still: it is this case's, and no correction tells what was not known: the value
    that could not be read, or who it is."""
    read = item.what == "unread_value" and any(corrects(one.fact, item.key) for one in mending.corrections)
    known = item.what == "identity" and item not in anew.to_look_at
    return not (read or known or item.key in mending.struck)


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
    """Phase, periods and closings as they were decided, whatever the right value would have led to; with the offer of a
    move the unit stays what it is."""
    period = anew.period if anew.period.number == decided.period.number else decided.period
    return replace(
        anew,
        phase=decided.phase,
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
    told = [
        (entry.decided_with["age"], place) for place, entry in enumerate(log) if entry.applies and _tells_age(entry)
    ]
    return (Age.read(told[-1][0]), told[-1][1]) if told else (Age(), 0)


def _tells_age(entry: Entry) -> bool:
    return entry.decided_with.get("age") is not None


def _falls(before: Case | None, entry: Entry | None, anew: Case | None, right: Entry | None) -> bool:
    """Whether a decision that was allowed on the case as it was then would be refused on it as it is right."""
    if before is None or entry is None or anew is None or right is None:
        return False
    if entry.fact.data.MODE != "decides" or entry.verb is not Verb.RECORDED:
        return False
    then, now = _known(entry), _known(right)
    return any(
        rule.holds(before, entry.fact, then) and not rule.holds(anew, right.fact, now)
        for rule in rules_on(type(entry.fact.data))
    )


def _known(entry: Entry) -> Known:
    """What the log kept of what was known; a rule that asks for more holds, or not, on both sides of the comparison."""
    return Known(minor=cast("bool | None", entry.decided_with.get("minor")))
