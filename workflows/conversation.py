"""The Trygghetssamtale: a yes that counts, the conversation held, and whether follow-up is wanted."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Final

from events.closing import Closed
from events.conversation import (
    ConversationAccepted,
    ConversationBooked,
    ConversationCancelled,
    ConversationHeld,
    InformationGiven,
    ParentsConsidered,
)
from events.fact import FactData
from events.refs import Party
from events.values import Answer, Role
from workflows.case import Case, Mark, OfferWord, Try
from workflows.checklists import ALWAYS_TOLD, SHEET
from workflows.clearance import BEFORE_CONTACT, PARTICIPANT_BARRED
from workflows.contact import declined_for_good, youth_may_accept
from workflows.court import support_told
from workflows.duty import DutyKind, Owed
from workflows.guidance import spoken_of
from workflows.guiding import GuideWord
from workflows.holder import holds
from workflows.offer import (
    appointed,
    conversed,
    felt,
    has_a_say,
    informed,
    offered_word,
    viewed,
    wants,
    wished,
    wishes_contact,
)
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.rule import Rule
from workflows.workdays import add_workdays, day_of

RULES: Final[tuple[Rule, ...]] = ()


# duties


def _ahead(case: Case) -> Mark | None:
    """The yes to a conversation that has not been held, where nothing stands against it."""
    if case.given_up is not None or case.said_no is not None or declined_for_good(case):
        return None
    return case.period.accepted if case.phase == "conversation" and case.period.held is None else None


def _to_hold(case: Case, policy: Policy) -> Iterator[Owed]:
    accepted, appointments = _ahead(case), case.period.appointments
    if accepted is not None and appointments.to_rebook is None:
        day = day_of(accepted.at)
        due = appointments.on or day + timedelta(days=policy.conversation_days)
        yield Owed(accepted.fact, day, max(day, due), owner=holds(case))


def _to_rebook(case: Case, policy: Policy) -> Iterator[Owed]:
    cancelled = case.period.appointments.to_rebook
    if _ahead(case) is not None and cancelled is not None:
        day = day_of(cancelled.at)
        yield Owed(cancelled.fact, day, add_workdays(day, policy.rebook_wd), owner=holds(case))


def _to_clarify(case: Case, policy: Policy) -> Iterator[Owed]:
    held = case.period.held
    if case.said_no is not None or case.given_up is not None or case.period.appropriate is False:
        return
    if case.phase == "conversation" and held is not None and case.period.wanted is not Answer.YES:
        yield Owed(held.fact, day_of(held.at), add_workdays(day_of(held.at), policy.close_wd))


def untold(case: Case) -> tuple[int, ...]:
    """What the family is to know in any case and has not been told (R93, R94, R112)."""
    return tuple(number for number in ALWAYS_TOLD if number not in case.period.informed)


def _to_inform(case: Case, policy: Policy) -> Iterator[Owed]:
    held, guide = case.period.held, case.period.guide
    if held is None or case.phase not in ("conversation", "guided") or case.said_no is not None or not untold(case):
        return
    if case.given_up is None:
        own = guide is not None and case.guide_in_conflict is None and case.phase == "guided"
        owner = f"staff/{guide.staff}" if own and guide is not None else None
        day = day_of(held.at)
        yield Owed(held.fact, day, add_workdays(day, policy.information_wd), owner=owner)


def _to_consider_parents(case: Case, policy: Policy) -> Iterator[Owed]:
    need, looked = case.period.parents_need, case.period.parents_considered
    if case.is_open and case.is_minor and need is not None and (looked is None or looked < need.at):
        yield Owed(need.fact, day_of(need.at), add_workdays(day_of(need.at), policy.close_wd))


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind(
        "hold_conversation",
        (31, 82, 83),
        Role.COORDINATOR,
        (ConversationHeld,),
        _to_hold,
        blocked_by=(*BEFORE_CONTACT, *PARTICIPANT_BARRED, "consider_youth", "resolve_answers"),
    ),
    DutyKind(
        "rebook_conversation",
        (82, 83),
        Role.COORDINATOR,
        (ConversationBooked, ConversationHeld, Closed),
        _to_rebook,
        blocked_by=(*BEFORE_CONTACT, *PARTICIPANT_BARRED, "consider_youth", "resolve_answers"),
    ),
    DutyKind(
        "clarify_follow_up",
        (32, 160),
        Role.COORDINATOR,
        (ConversationHeld, Closed),
        _to_clarify,
        blocked_by=(*BEFORE_CONTACT, *PARTICIPANT_BARRED),
    ),
    DutyKind(
        "give_information",
        (93, 94, 112),
        Role.COORDINATOR,
        (InformationGiven, ConversationHeld),
        _to_inform,
        blocked_by=(*BEFORE_CONTACT, *PARTICIPANT_BARRED),
    ),
    DutyKind(
        "consider_parents",
        (88, 115),
        Role.COORDINATOR,
        (ParentsConsidered, ConversationHeld),
        _to_consider_parents,
    ),
)


# what changes in the case


def accepted(case: Case, entry: Entry) -> Case:
    """The yes counts from a guardian who has a say, from 18 the participant's own, under 18 the youth's after R76."""
    told, fact = said(entry.fact, ConversationAccepted), entry.fact
    minor = entry.decided_with.get("minor") is not False
    if not (youth_may_accept(case, minor) if told.by == "participant" else has_a_say(case, told.by, fact.time)):
        return case
    case = offered_word(case, OfferWord(fact.time, fact.key, told.by, yes=True))
    return appointed(case, Mark(fact.time, fact.key), told.appointment_at) if told.appointment_at else case


def booked(case: Case, entry: Entry) -> Case:
    """The conversation is to be held on that day."""
    told, fact = said(entry.fact, ConversationBooked), entry.fact
    return appointed(case, Mark(fact.time, fact.key), told.appointment_at)


def cancelled(case: Case, entry: Entry) -> Case:
    """The day agreed came to nothing: another one stands, or is to be found."""
    told, mark = said(entry.fact, ConversationCancelled), Mark(entry.fact.time, entry.fact.key)
    if told.new_time is not None:
        return appointed(case, mark, told.new_time)
    return case.now(appointments=case.period.appointments.called_off(mark))


def held(case: Case, entry: Entry) -> Case:
    """The conversation was held: whether follow-up is appropriate, and the participant's answer to it (R32)."""
    told, fact = said(entry.fact, ConversationHeld), entry.fact
    mark = Mark(fact.time, fact.key)
    case = conversed(case, Try(mark.at, mark.fact, "meeting", told.parties, told.parties, told.held_by))
    case = case.now(
        appropriate=told.follow_up_appropriate,
        parents_need_seen=case.period.parents_need_seen or told.parents_need is not Answer.UNKNOWN,
    )
    case = informed(_parents(case, mark, told), told.checklist)
    if told.court_support is not None and told.court_support != "no_hearing":
        case = support_told(case, mark, told.court_support)
    if told.holder_as_guide is not Answer.UNKNOWN and "participant" in told.parties:
        yes = told.holder_as_guide is Answer.YES
        case = spoken_of(wished(case, "participant"), GuideWord(mark.at, mark.fact, "participant", told.held_by, yes))
    if told.contact_every_days is not None:
        case = wishes_contact(case, mark, told.contact_every_days)
    if told.next_contact_at is not None and told.next_contact_at > mark.at and case.period.held == mark:
        case = case.now(next_agreed_on=day_of(told.next_contact_at))
    if "participant" in told.parties:
        case = viewed(case, mark, told.participant_view)
    case = felt(case, mark, told.safety)
    came: Party | None = "participant" if "participant" in told.parties else next(iter(told.parties), None)
    case = offered_word(case, OfferWord(mark.at, mark.fact, came, yes=True))
    return wants(case, mark, told.follow_up_wanted, entry)


def _parents(case: Case, mark: Mark, told: ConversationHeld) -> Case:
    """What the conversation says of the parents' own need (R88); whether to meet them is considered with it or not."""
    if told.parents_meeting is not None:
        return _looked(case, mark)
    before = case.period.parents_need
    if told.parents_need is not Answer.YES or (before is not None and before.at > mark.at):
        return case
    return case.now(parents_need=mark)


def _looked(case: Case, mark: Mark) -> Case:
    looked = case.period.parents_considered
    return case.now(parents_considered=mark.at if looked is None else max(looked, mark.at), parents_need_seen=True)


def information_given(case: Case, entry: Entry) -> Case:
    """The family knows (R93, R94, R112, R145)."""
    told = said(entry.fact, InformationGiven)
    return informed(case, (*told.items, *((SHEET,) if told.sheet_given else ())))


def parents_considered(case: Case, entry: Entry) -> Case:
    """Whether to meet the parents for themselves is answered (R88, R115)."""
    return _looked(case, Mark(entry.fact.time, entry.fact.key))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    ConversationAccepted: accepted,
    ConversationBooked: booked,
    ConversationCancelled: cancelled,
    ConversationHeld: held,
    InformationGiven: information_given,
    ParentsConsidered: parents_considered,
}
