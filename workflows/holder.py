"""Who holds the conversation: asked, answered, never the investigator; else it is the coordinator's."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from events.conversation import (
    ConversationBooked,
    ConversationHeld,
    HolderAccepted,
    HolderAsked,
    HolderDeclined,
)
from events.fact import Fact, FactData
from events.values import Role
from workflows import because
from workflows.case import Case, Mark
from workflows.duty import DutyKind, Owed
from workflows.holding import HolderState
from workflows.known import Known
from workflows.matter import prosecutor_warned
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.replacing import replace
from workflows.rule import Decision, Form, Handbook, Hard, Rule
from workflows.workdays import add_workdays, day_of

MAY_HOLD: Final = frozenset({Role.HOLDER, Role.COORDINATOR, Role.GUIDE})
MAY_CALL: Final = frozenset({Role.HOLDER, Role.COORDINATOR})


def named(fact: Fact) -> str | None:
    """Whom a fact names as the one who holds, or is to hold, the conversation."""
    told = fact.data
    if isinstance(told, ConversationHeld):
        return told.held_by
    return told.holder if isinstance(told, HolderAsked | HolderAccepted | ConversationBooked) else None


def _investigated_by(case: Case, staff: str | None) -> tuple[str, ...]:
    return tuple(i.fact for i in case.incidents if staff is not None and i.investigator == staff)


def _is_a_holder(_case: Case, fact: Fact, known: Known) -> bool:
    member, told = known.staff.get(f"staff/{named(fact)}"), fact.data
    calls = isinstance(told, HolderAsked) and told.first_contact
    return member is not None and member.active and bool(member.roles & (MAY_CALL if calls else MAY_HOLD))


def _was_asked(case: Case, fact: Fact, _known: Known) -> bool:
    told, period = fact.data, case.period
    if not isinstance(told, HolderAccepted | HolderDeclined):
        return True
    asked = (period.holder_asked, period.holder if isinstance(told, HolderDeclined) else None)
    return any(one is not None and one.staff == told.holder and one.asked.at <= fact.time for one in asked)


HOLDER_DOES_NOT_INVESTIGATE = Hard(
    51,
    cites=(Handbook("2"), Handbook("3"), Decision("R51")),
    refusal="investigator_in_own_case",
    on=(HolderAsked, HolderAccepted, ConversationBooked, ConversationHeld),
    holds=lambda case, fact, known: not _investigated_by(case, named(fact)),
    because=lambda case, fact: _investigated_by(case, named(fact)),
)

HOLDER_IS_ASKED_FIRST = Hard(
    31,
    cites=(Handbook("1"),),
    refusal="holder_not_asked",
    on=(HolderAccepted, HolderDeclined),
    holds=_was_asked,
    waits_for=(HolderAsked,),
    because=because.holder_asked,
)

IS_A_HOLDER = Form("not_a_holder", on=(HolderAsked, HolderAccepted), holds=_is_a_holder)

CASE_IS_OPEN = Form(
    "case_closed",
    on=(HolderAsked, HolderAccepted, HolderDeclined),
    holds=lambda case, fact, known: case.is_open,
    because=because.closing,
)

RULES: Final[tuple[Rule, ...]] = (HOLDER_DOES_NOT_INVESTIGATE, HOLDER_IS_ASKED_FIRST, IS_A_HOLDER, CASE_IS_OPEN)


# duties


def in_conflict(case: Case, holder: HolderState | None) -> Mark | None:
    """Since when somebody who is to hold the conversation investigates an incident of the case (R51, D7)."""
    return case.investigated_by(holder.staff) if holder is not None else None


def holds(case: Case) -> str | None:
    """Whose the conversation is, by `staff/…`; None: the coordinator's."""
    holder = case.period.holder
    return None if holder is None or in_conflict(case, holder) else f"staff/{holder.staff}"


def _to_answer(case: Case, policy: Policy) -> Iterator[Owed]:
    asked = case.period.holder_asked
    if case.is_open and asked is not None and case.period.held is None and in_conflict(case, asked) is None:
        day = day_of(asked.asked.at)
        yield Owed(asked.asked.fact, day, add_workdays(day, policy.holder_answer_wd))


def _to_replace(case: Case, _policy: Policy) -> Iterator[Owed]:
    period = case.period
    conflict = in_conflict(case, period.holder_asked or period.holder)
    if case.is_open and period.held is None and conflict is not None:
        day = day_of(conflict.at)
        yield Owed(conflict.fact, day, day)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("await_holder", (31,), Role.COORDINATOR, (HolderAccepted, HolderDeclined, HolderAsked), _to_answer),
    DutyKind("replace_holder", (31, 51), Role.COORDINATOR, (HolderAsked, HolderDeclined), _to_replace),
)


# what changes in the case


def asked(case: Case, entry: Entry) -> Case:
    """The one asked last is the one whose answer is waited for; who has accepted stays until then."""
    told = said(entry.fact, HolderAsked)
    mark = Mark(entry.fact.time, entry.fact.key)
    case = case.now(holder_asked=HolderState(told.holder, mark, calls=told.first_contact))
    return case if told.reason_to_go_on is not None else prosecutor_warned(case, entry, told.holder)


def accepted(case: Case, entry: Entry) -> Case:
    """The conversation is theirs."""
    holder = case.period.holder_asked
    if holder is None:
        return case  # a correction may have taken the question away; the rule lets no other come here
    mark = Mark(entry.fact.time, entry.fact.key)
    return case.now(holder=replace(holder, accepted=mark), holder_asked=None)


def declined(case: Case, entry: Entry) -> Case:
    """Whoever said no holds nothing."""
    staff, period = said(entry.fact, HolderDeclined).holder, case.period
    return case.now(
        holder_asked=None if period.holder_asked and period.holder_asked.staff == staff else period.holder_asked,
        holder=None if period.holder and period.holder.staff == staff else period.holder,
    )


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    HolderAsked: asked,
    HolderAccepted: accepted,
    HolderDeclined: declined,
}
