"""Making the programme known: anchored where it is decided on, and told to those who meet young victims."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, get_args

from events.fact import FactData
from events.outreach import Anchored, Body, MadeKnown
from events.values import Role
from workflows.duty import DutyKind, Owed
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.rule import Rule
from workflows.unit import Done, Unit
from workflows.workdays import day_of

RULES: Final[tuple[Rule, ...]] = ()

MADE_KNOWN: Final = "made_known"

AHEAD_DAYS: Final = 60
"""So long before its day it presses: a steering group and a police council seldom meet."""


# duties


def _again(unit: Unit, what: str, weeks: int) -> Owed:
    """From the last time on, or from the day on which the unit began."""
    last = next((done for done in reversed(unit.outreach) if done.what == what), None)
    began: date = unit.since if last is None else day_of(last.at)
    due = began + timedelta(weeks=weeks)
    first = max(began, due - timedelta(days=AHEAD_DAYS))
    return Owed(last.fact if last is not None else unit.subject, first, due, party=what)


def _to_anchor(unit: Unit, policy: Policy) -> Iterator[Owed]:
    for body in get_args(Body):
        yield _again(unit, body, policy.anchor_weeks)


def _to_make_known(unit: Unit, policy: Policy) -> Iterator[Owed]:
    yield replace(_again(unit, MADE_KNOWN, policy.outreach_weeks), party="")


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("anchor_programme", (40, 41), Role.COORDINATOR, (Anchored,), _to_anchor),
    DutyKind("make_known", (18, 42), Role.COORDINATOR, (MadeKnown,), _to_make_known),
)


# what changes in the unit


def _done(unit: Unit, entry: Entry, what: str) -> Unit:
    done = Done(entry.fact.time, entry.fact.key, what)
    return replace(unit, outreach=tuple(sorted((*unit.outreach, done), key=lambda one: one.at)))


def anchored(unit: Unit, entry: Entry) -> Unit:
    """Taken up where it is decided on (R40, R41)."""
    return _done(unit, entry, said(entry.fact, Anchored).body)


def made_known(unit: Unit, entry: Entry) -> Unit:
    """Told to those who meet young victims (R18, R42)."""
    return _done(unit, entry, MADE_KNOWN)


CHANGES: Final[Mapping[type[FactData], Callable[[Unit, Entry], Unit]]] = {Anchored: anchored, MadeKnown: made_known}
