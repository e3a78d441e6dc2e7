"""The Trygghetssamtale: a yes that counts, the conversation held, and whether follow-up is wanted."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Final

from events.closing import Closed
from events.conversation import ConversationAccepted, ConversationHeld
from events.fact import Fact, FactData
from events.refs import Party
from events.values import Answer, Role
from workflows.case import Case, Mark, OfferWord, Try
from workflows.clearance import CLEARANCE_DUTIES
from workflows.contact import declined_for_good, youth_may_accept
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.offer import conversed, offered_word, viewed, wants
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.rule import Decision, Handbook, Hard, Rule
from workflows.workdays import add_workdays, day_of


def _holder_does_not_investigate(case: Case, fact: Fact, _known: Known) -> bool:
    held = fact.data
    return not isinstance(held, ConversationHeld) or all(i.investigator != held.held_by for i in case.incidents)


HOLDER_DOES_NOT_INVESTIGATE = Hard(
    51,
    cites=(Handbook("2"), Handbook("3"), Decision("R51")),
    refusal="investigator_in_own_case",
    on=(ConversationHeld,),
    holds=_holder_does_not_investigate,
    because=lambda case, fact: tuple(i.fact for i in case.incidents if i.investigator == fact.data.held_by),
)

RULES: Final[tuple[Rule, ...]] = (HOLDER_DOES_NOT_INVESTIGATE,)


# duties


def _to_hold(case: Case, policy: Policy) -> Iterator[Owed]:
    accepted = case.period.accepted
    if case.given_up is not None or case.said_no is not None or declined_for_good(case):
        return
    if case.phase == "conversation" and accepted is not None and case.period.held is None:
        day = day_of(accepted.at)
        due = case.period.appointment_on or day + timedelta(days=policy.conversation_days)
        yield Owed(accepted.fact, day, max(day, due))


def _to_clarify(case: Case, policy: Policy) -> Iterator[Owed]:
    held = case.period.held
    if case.said_no is not None or case.given_up is not None or case.period.appropriate is False:
        return
    if case.phase == "conversation" and held is not None and case.period.wanted is not Answer.YES:
        yield Owed(held.fact, day_of(held.at), add_workdays(day_of(held.at), policy.close_wd))


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind(
        "hold_conversation",
        (31, 82, 83),
        Role.COORDINATOR,
        (ConversationHeld,),
        _to_hold,
        blocked_by=(*CLEARANCE_DUTIES, "consider_youth"),
    ),
    DutyKind(
        "clarify_follow_up",
        (32, 160),
        Role.COORDINATOR,
        (ConversationHeld, Closed),
        _to_clarify,
        blocked_by=(*CLEARANCE_DUTIES,),
    ),
)


# what changes in the case


def accepted(case: Case, entry: Entry) -> Case:
    """The yes counts from a guardian, from 18 the participant's own, under 18 the youth's after R76."""
    told, fact = said(entry.fact, ConversationAccepted), entry.fact
    minor = entry.decided_with.get("minor") is not False
    if told.by == "participant" and not youth_may_accept(case, minor):
        return case
    case = offered_word(case, OfferWord(fact.time, fact.key, told.by, yes=True), entry.recorded_at)
    return case.now(appointment_on=day_of(told.appointment_at)) if told.appointment_at else case


def held(case: Case, entry: Entry) -> Case:
    """The conversation was held: whether follow-up is appropriate, and the participant's answer to it (R32)."""
    told, fact = said(entry.fact, ConversationHeld), entry.fact
    mark = Mark(fact.time, fact.key)
    case = conversed(case, Try(mark.at, mark.fact, "meeting", told.parties, told.parties, told.held_by))
    case = case.now(
        appropriate=told.follow_up_appropriate,
        parents_need_seen=case.period.parents_need_seen or told.parents_need is not Answer.UNKNOWN,
    )
    if "participant" in told.parties:
        case = viewed(case, mark, told.participant_view)
    came: Party | None = "participant" if "participant" in told.parties else next(iter(told.parties), None)
    case = offered_word(case, OfferWord(mark.at, mark.fact, came, yes=True), entry.recorded_at)
    return wants(case, mark, told.follow_up_wanted, entry)


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    ConversationAccepted: accepted,
    ConversationHeld: held,
}
