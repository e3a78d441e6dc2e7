"""What the guide's log says of the investigation: talks with it, and questions that it alone may answer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from events.contact import ContactLogged
from events.values import Role
from workflows.case import Case
from workflows.duty import DutyKind, Owed
from workflows.informed import investigated
from workflows.policy import Policy
from workflows.workdays import add_workdays, day_of

AHEAD_DAYS: Final = 14
"""So long before its day a talk presses."""


# duties


def _owner(case: Case) -> str | None:
    guide = case.period.guide
    own = guide is not None and case.guide_in_conflict is None
    return f"staff/{guide.staff}" if own and guide is not None else None


def _to_talk(case: Case, policy: Policy) -> Iterator[Owed]:
    guided = case.period.guided
    if case.phase != "guided" or guided is None or case.said_no is not None or not investigated(case):
        return
    last = next(reversed(case.period.follow_up.dialogues), None)
    cause, at = (last.fact, last.at) if last is not None and last.at > guided.at else (guided.fact, guided.at)
    due = day_of(at) + timedelta(weeks=policy.dialogue_weeks)
    yield Owed(cause, due - timedelta(days=AHEAD_DAYS), due, owner=_owner(case))


def _to_ask(case: Case, policy: Policy) -> Iterator[Owed]:
    if not case.is_open or not any(incident.needs_clearance for incident in case.incidents):
        return
    follow = case.period.follow_up
    asked = next((q for q in follow.questions if not any(d.at >= q.at for d in follow.dialogues)), None)
    if asked is not None:
        day = day_of(asked.at)
        yield Owed(asked.fact, day, add_workdays(day, policy.answer_wd), owner=_owner(case))


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("talk_with_investigator", (146,), Role.COORDINATOR, (ContactLogged,), _to_talk),
    DutyKind("ask_investigator", (147,), Role.COORDINATOR, (ContactLogged,), _to_ask),
)
