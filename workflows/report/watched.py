"""Figures on what went wrong or had to be reminded of."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from workflows.report.figure import CaseTold, Figure, ReminderTold
from workflows.workdays import day_of


def _breaches(told: CaseTold) -> Iterator[tuple[date, str]]:
    """Each breach that stands, by the first rule that it broke; one that was lifted is none."""
    for breach in told.case.breaches if told.counts else ():
        yield day_of(breach.happened), str(min(breach.rules, default=0))


def _breaches_answered(told: CaseTold) -> Iterator[tuple[date, str]]:
    for breach in told.case.breaches if told.counts else ():
        yield day_of(breach.happened), "answered" if breach.answered else "open"


def _reminders(told: ReminderTold) -> Iterator[tuple[date, str]]:
    yield told.day, told.kind


FIGURES: Final[tuple[Figure, ...]] = (
    Figure("breaches", "watched", (17, 47, 70, 71, 136, 139), "case", _breaches, "breach", of="breached"),
    Figure("breaches_answered", "watched", (47, 139), "case", _breaches_answered, "breach_answered",
           ("answered", "open"), of="breached"),
    Figure("reminders", "watched", (25, 48, 155), "reminder", _reminders, "duty"),
)  # fmt: skip
