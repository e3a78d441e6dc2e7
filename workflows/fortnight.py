"""The two weeks of R155: when the youth must be contacted, by whom, and when the parents too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from events.closing import Closed
from events.contact import ContactLogged
from events.refs import Party
from events.values import Role
from workflows.case import LATEST, Case, Mark, Try
from workflows.clearance import BEFORE_CONTACT, PARTICIPANT_BARRED, halts
from workflows.consent import CONSENT_DUTIES, consents_at
from workflows.contact import HOMES
from workflows.duty import DutyKind, Owed
from workflows.policy import Policy
from workflows.remembered import remembered
from workflows.replacing import replace
from workflows.workdays import add_workdays, day_of

WINDOW_DAYS: Final = 3
"""A parent spoken to this many days before the due day or later counts as addressed."""


@dataclass(frozen=True, slots=True)
class Count:
    """Since when the two weeks run, the day on which they are over, and the tries at the participant in vain from then
    on (an earlier one is no try at what R155 asks for).

    `theirs` is the moment from which day 28 counts: a guide who comes late gets their own four weeks.
    """

    since: Mark
    theirs: datetime
    due: date
    vain: tuple[Try, ...] = ()

    def coordinators_from(self, policy: Policy) -> date:
        """The day from which it is the coordinator's: day 28, or the day of the third try in vain."""
        last = day_of(self.theirs) + timedelta(days=policy.no_contact_vainly_days)
        if len(self.vain) >= policy.no_contact_tries:
            return min(last, day_of(self.vain[policy.no_contact_tries - 1].at))
        return last

    def tried(self, contact: Try) -> "Count":
        """With a try in vain."""
        return replace(self, vain=(*self.vain, contact)) if day_of(contact.at) >= self.due else self


def _begun(case: Case, since: Mark, accepted: Mark, policy: Policy) -> Count:
    return Count(since, max(since.at, accepted.at), _day_14(case, since.at, policy))


@remembered
def counted(case: Case, policy: Policy) -> Count | None:
    """The participant last reached, either way, by guide, substitute or conversation holder; else the guide's yes.

    Failed tries and parents reset nothing. A coordinator's contact counts where the duty is the coordinator's.
    """
    accepted = case.period.guide_since
    if accepted is None:
        return None
    count = _begun(case, accepted, accepted, policy)
    for contact in case.period.contacts:
        if "participant" not in contact.tried:
            continue
        if "participant" in contact.reached and _counts(case, contact, count, policy):
            count = _begun(case, Mark(contact.at, contact.fact), accepted, policy)
        elif contact.at >= accepted.at and "participant" not in contact.reached:
            count = count.tried(contact)
    return count


def _counts(case: Case, contact: Try, count: Count, policy: Policy) -> bool:
    period, day = case.period, day_of(contact.at)
    if contact.by in period.guides or contact.by in period.holders:
        return True
    if owner_on(case, day) is None or contact.purpose == "hear_youth":
        return True
    return day >= count.coordinators_from(policy)


def parents_to_address(case: Case) -> tuple[Party, ...]:
    """The guardians who may be contacted; where parents live apart, the one the youth lives with."""
    callable_ = case.callable_guardians()
    home = HOMES.get(case.lives_with)
    return tuple(p for p in callable_ if home is None or p == home) or callable_


def _day_14(case: Case, since: datetime, policy: Policy) -> date:
    """Day 14, or sooner: the agreed day, or so many days as the youth wishes (R109); never later."""
    start, agreed, wish = day_of(since), case.period.next_agreed_on, case.period.frequency
    days = [start + timedelta(days=policy.no_contact_days)]
    if agreed is not None and agreed > start:
        days.append(agreed)
    if wish is not None:
        days.append(max(start + timedelta(days=wish.days), day_of(wish.said.at)))
    return min(days)


def next_contact_due(case: Case, policy: Policy) -> date | None:
    """When the participant is to be contacted: day 14, and three working days after each try from then on."""
    count = counted(case, policy)
    if count is None:
        return None
    return add_workdays(day_of(count.vain[-1].at), policy.no_contact_retry_wd) if count.vain else count.due


def owner_on(case: Case, day: date) -> str | None:
    """Who owes the contact on a day: a substitute on theirs, else the guide; None: the coordinator, while nobody is
    there or whoever is there investigates the matter (decisions.md, R155)."""
    for one in (*case.period.substitutes, case.period.guide):
        if one is not None and one.on_duty(day) and case.investigated_by(one.staff) is None:
            return f"staff/{one.staff}"
    return None


def _rows(case: Case, start: date, until: date | None) -> Iterator[tuple[date, date | None, str | None]]:
    """Who owes it from when to when; the coordinator's (None) also where consent is missing."""
    if not consents_at(case, LATEST, case.is_minor):
        yield start, until, None
        return
    guides = (*case.period.substitutes, *((case.period.guide,) if case.period.guide is not None else ()))
    turns = sorted({day for one in guides for day in one.turns() if day > start and (until is None or day <= until)})
    first, owner = start, owner_on(case, start)
    for turn in turns:
        if owner_on(case, turn) != owner:
            yield first, turn - timedelta(days=1), owner
            first, owner = turn, owner_on(case, turn)
    yield first, until, owner


def _owed(
    case: Case, party: str, cause: str, start: date, due: date, until: date | None, policy: Policy
) -> Iterator[Owed]:
    stop = halts(case, policy)
    for first, last, owner in _rows(case, start, until):
        end = last if until is None else until if last is None else min(last, until)
        if end is None or first <= end:
            name = party if first == start else f"{party}:{first.isoformat()}"
            yield Owed(cause, first, max(due, first), party=name, until=end, owner=owner, halts=stop)


def _following_up(case: Case) -> bool:
    """A no to this guide leads to another one, and not to contact of R155 (R161)."""
    return case.phase == "guided" and case.guide_refused is None


def _to_contact(case: Case, policy: Policy) -> Iterator[Owed]:
    if not _following_up(case) or case.said_no is not None:
        return
    count, due = counted(case, policy), next_contact_due(case, policy)
    if count is None or due is None:
        return
    if len(count.vain) >= policy.no_contact_tries:
        return
    start, last = _from(case, count.since), count.coordinators_from(policy) - timedelta(days=1)
    yield from _owed(case, "participant", count.since.fact, start, due, last, policy)


def _from(case: Case, since: Mark) -> date:
    """Nothing of R155 is owed before follow-up has begun."""
    guided = case.period.guided
    return max(day_of(since.at), day_of(guided.at)) if guided is not None else day_of(since.at)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Two weeks that began with a contact, and whether a parent was tried towards their end."""

    fact: str
    window: date
    due: date
    addressed: bool = False


def _stretch(since: Mark, policy: Policy) -> _Stretch:
    due = day_of(since.at) + timedelta(days=policy.no_contact_days)
    return _Stretch(since.fact, due - timedelta(days=WINDOW_DAYS), due)


@remembered
def parents_owed(case: Case, policy: Policy) -> _Stretch | None:
    """The stretch for which the parents are owed a contact: one that ran out while the guide followed up stays owed,
    also when the youth was reached on day 14 or later (R155: both parties)."""
    period, parents = case.period, parents_to_address(case)
    accepted = period.guide_since
    if accepted is None or not parents:
        return None
    start, count, carried = _stretch(accepted, policy), _begun(case, accepted, accepted, policy), None
    for contact in period.contacts:
        day = day_of(contact.at)
        if any(p in contact.tried for p in parents):
            carried = None if carried is not None and day >= carried.window else carried
            start = replace(start, addressed=start.addressed or day >= start.window)
        if "participant" in contact.reached and _counts(case, contact, count, policy):
            if contact.at >= accepted.at and day >= start.due and not start.addressed:
                carried = carried or start
            start = _stretch(Mark(contact.at, contact.fact), policy)
            count = _begun(case, Mark(contact.at, contact.fact), accepted, policy)
        elif "participant" in contact.tried and contact.at >= accepted.at:
            count = count.tried(contact)
    return carried or (None if start.addressed else start)


def _to_address_parents(case: Case, policy: Policy) -> Iterator[Owed]:
    if not _following_up(case) or not case.is_minor or case.said_no is not None:
        return
    owed = parents_owed(case, policy)
    if owed is None:
        return
    start = owed.window if case.period.guided is None else max(owed.window, day_of(case.period.guided.at))
    yield from _owed(case, "guardian", owed.fact, start, owed.due, case.adult_from, policy)


def _to_decide(case: Case, policy: Policy) -> Iterator[Owed]:
    count = counted(case, policy) if _following_up(case) else None
    if count is None:
        return
    start = count.coordinators_from(policy)
    yield Owed(count.since.fact, start, add_workdays(start, policy.answer_wd))


IN_THE_WAY: Final = (*CONSENT_DUTIES, *BEFORE_CONTACT)

YOUTHS_WAY: Final = (*IN_THE_WAY, *PARTICIPANT_BARRED)

DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind(
        "contact_youth",
        (109, 155),
        Role.COORDINATOR,
        (ContactLogged,),
        _to_contact,
        blocked_by=YOUTHS_WAY,
    ),
    DutyKind("contact_parents", (155,), Role.COORDINATOR, (ContactLogged,), _to_address_parents, blocked_by=IN_THE_WAY),
    DutyKind("decide_not_reached", (152, 155), Role.COORDINATOR, (ContactLogged, Closed), _to_decide),
)
