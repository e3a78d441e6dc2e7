"""The steps by which a duty is reminded of, and which of them a day has reached."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final, Literal, get_args

from workflows.policy import Policy
from workflows.unit import Unit
from workflows.workdays import monday_of

Step = Literal["soon", "due", "overdue", "escalated"]

STEPS: Final[tuple[Step, ...]] = get_args(Step)
"""Lowest first. `escalated` also tells the coordinators."""

MOST_DAYS_BEFORE: Final = 7
"""No policy may remind earlier (workflows/policy.py)."""


def first_day(step: Step, due: date, policy: Policy) -> date:
    """The day from which a step applies."""
    if step == "soon":
        return due - timedelta(days=policy.remind_before_days)
    if step == "due":
        return due
    if step == "overdue":
        return due + timedelta(days=1)
    return due + timedelta(days=policy.remind_over_days)


def reached(due: date, policy: Policy, today: date) -> tuple[Step, ...]:
    """The steps that have begun by `today`, lowest first."""
    return tuple(step for step in STEPS if first_day(step, due, policy) <= today)


def _missing_extracts(unit: Unit, policy: Policy, today: date) -> tuple[date, ...]:
    """R25: each missing week has a due date of its own, though the duty is one."""
    return tuple(monday_of(week) + timedelta(days=6 + policy.extract_weekday) for week in unit.missing_weeks(today))


RECURRING: Final[Mapping[str, Callable[[Unit, Policy, date], tuple[date, ...]]]] = {
    "receive_extract": _missing_extracts
}
"""Duties that are one row for the oldest occurrence not done, and the due dates of all that are missing."""
