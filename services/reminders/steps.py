"""The steps by which a duty is reminded of, and which of them a day has reached."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final, Literal, get_args

from workflows.policy import Policy
from workflows.unit import Unit, extract_due

Step = Literal["soon", "due", "overdue", "escalated"]

STEPS: Final[tuple[Step, ...]] = get_args(Step)
"""Lowest first. `escalated` also tells the coordinators."""

MOST_DAYS_BEFORE: Final = 7
"""No policy may remind earlier (workflows/policy.py)."""


def first_day(step: Step, due: date, policy: Policy) -> date:
    """The day from which a step applies."""
    return due + timedelta(days=_days_after(policy)[step])


def reached(due: date, policy: Policy, today: date) -> tuple[Step, ...]:
    """The steps that have begun by `today`, lowest first."""
    past = (today - due).days
    return tuple(step for step, days in _days_after(policy).items() if days <= past)


def _days_after(policy: Policy) -> dict[Step, int]:
    return {"soon": -policy.remind_before_days, "due": 0, "overdue": 1, "escalated": policy.remind_over_days}


def _missing_extracts(unit: Unit, policy: Policy, today: date) -> tuple[date, ...]:
    """R25: each missing week has a due date of its own, though the duty is one."""
    return tuple(extract_due(week, policy) for week in unit.missing_weeks(today))


RECURRING: Final[Mapping[str, Callable[[Unit, Policy, date], tuple[date, ...]]]] = {
    "receive_extract": _missing_extracts
}
"""Duties that are one row for the oldest occurrence not done, and the due dates of all that are missing."""
