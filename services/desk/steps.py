"""The six steps of a case as they are drawn above it: which are done, when, and where it is now."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from workflows.case import Case
from workflows.workdays import day_of

Name = Literal["assessed", "called", "conversation", "guide", "follow_up", "closed"]
State = Literal["done", "now", "ahead"]

NAMES: Final[tuple[Name, ...]] = ("assessed", "called", "conversation", "guide", "follow_up", "closed")


@dataclass(frozen=True, slots=True)
class Step:
    """`on` is the day on which it was done; `who` the slug of the member of staff whom it names."""

    name: Name
    state: State
    on: date | None = None
    who: str | None = None


def steps_of(case: Case) -> tuple[Step, ...]:
    """The steps of the present run of the programme."""
    period = case.period
    offered = period.offer.at if period.offer is not None else None
    reached = next((one.at for one in period.tries if one.reached), None)
    guide = period.guide
    accepted = guide.accepted.at if guide is not None and guide.accepted is not None else None
    done: dict[Name, datetime | None] = {
        "assessed": offered or (period.closing.at if period.closing is not None else None),
        "called": reached or (period.accepted.at if period.accepted is not None else None),
        "conversation": period.held.at if period.held is not None else None,
        "guide": accepted,
        "follow_up": period.closing.at if period.guided is not None and period.closing is not None else None,
        "closed": period.closing.at if period.closing is not None else None,
    }
    now = _now(case, done)
    made = []
    for name in NAMES:
        at = done[name]
        state: State = "now" if name == now else "done" if at is not None else "ahead"
        began = period.guided.at if name == "follow_up" and period.guided is not None else None
        day = day_of(began or at) if (began or at) is not None else None
        made.append(Step(name, state, day, guide.staff if name == "guide" and guide is not None else None))
    return tuple(made)


def _now(case: Case, done: dict[Name, datetime | None]) -> Name | None:
    if not case.is_open:
        return None
    if case.phase == "guided":
        return "follow_up"
    return next((name for name in NAMES[:4] if done[name] is None), "follow_up")
