"""Every number of the handbook and what carries it: rules, duties and checklists by themselves, the rest by name."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from workflows.checklists import CHECKLISTS
from workflows.duty import DutyKind
from workflows.handbook.carrying import Carrier, Counted, Guard, Listed, Owes
from workflows.handbook.chapters import NUMBERS
from workflows.handbook.elsewhere import ELSEWHERE, NOT_A_RULE
from workflows.handbook.ours import decided
from workflows.report.catalogue import FIGURES
from workflows.rule import Decision, Hard
from workflows.rulebook import CASE_DUTIES, RULEBOOK, STAFF_DUTIES, UNIT_DUTIES

GUARDS: Final = tuple(rule for rule in RULEBOOK if isinstance(rule, Hard))

KINDS: Final[tuple[DutyKind, ...]] = tuple(dict.fromkeys((*CASE_DUTIES, *UNIT_DUTIES, *STAFF_DUTIES)))


def guard_name(rule: Hard) -> str:
    """`R47 clearance_missing`; with its topic where one rule stands in two: `R17 guardian_unsafe (contact)`."""
    name = f"R{rule.number} {rule.refusal}"
    alike = [other for other in GUARDS if (other.number, other.refusal) == (rule.number, rule.refusal)]
    return name if len(alike) == 1 else f"{name} ({rule.on[0].topic()})"


@cache
def carried_by(number: int) -> tuple[Carrier, ...]:
    """What carries a number; nothing only of those in NOT_A_RULE."""
    return tuple(_carriers(number))


def unaccounted() -> tuple[int, ...]:
    """The numbers that nobody carries and that are not said to ask for nothing."""
    return tuple(number for number in NUMBERS if not carried_by(number) and number not in NOT_A_RULE)


def cited_decisions(number: int) -> tuple[str, ...]:
    """The decisions of ours that its rules themselves name."""
    cites = (cite for rule in GUARDS if number in rule.rules for cite in rule.cites if isinstance(cite, Decision))
    return tuple(dict.fromkeys(cite.name for cite in cites))


def decisions_of(number: int) -> tuple[str, ...]:
    """What we decided about a number, whether the list of decisions says so or the rule itself."""
    return tuple(dict.fromkeys((*decided(number), *cited_decisions(number))))


def _carriers(number: int) -> Iterator[Carrier]:
    yield from (Guard(rule) for rule in GUARDS if number in rule.rules)
    yield from (Owes(kind) for kind in KINDS if number in kind.rules)
    for checklist in CHECKLISTS:
        yield from (Listed(checklist, item) for item in checklist.items if item.number == number)
    yield from ELSEWHERE.get(number, ())
    yield from (Counted(figure) for figure in FIGURES if number in figure.rules)
