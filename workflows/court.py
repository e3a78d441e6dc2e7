"""Dates in court are known beforehand; they never reopen a case by themselves."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from events.court import HearingScheduled
from events.fact import Fact, FactData
from workflows.case import Case, Hearing
from workflows.outcome import Entry, said
from workflows.rule import Rule

RULES: Final[tuple[Rule, ...]] = ()


def superseded(case: Case, fact: Fact) -> bool:
    """The highest version of a hearing counts, whichever arrives first."""
    told = fact.data
    return isinstance(told, HearingScheduled) and any(
        known.hearing == told.hearing and known.version >= told.version for known in case.hearings
    )


# what changes in the case


def scheduled(case: Case, entry: Entry) -> Case:
    """The hearing stands with its newest date; open or closed, nobody is called because of it (R136)."""
    told, fact = said(entry.fact, HearingScheduled), entry.fact
    others = tuple(h for h in case.hearings if h.hearing != told.hearing)
    newest = Hearing(told.hearing, told.version, told.starts_at, fact.key)
    return replace(case, hearings=tuple(sorted((*others, newest), key=lambda h: (h.starts_at, h.hearing))))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {HearingScheduled: scheduled}
