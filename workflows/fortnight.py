"""The two weeks of R155: when the youth must be contacted, by whom, and when the parents too."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from events.closing import Closed
from events.contact import ContactLogged
from events.refs import Party
from events.values import LivesWith, Role
from workflows.case import Case, Try
from workflows.duty import DutyKind, Owed
from workflows.policy import Policy
from workflows.workdays import add_workdays, day_of

WINDOW_DAYS: Final = 3
"""A parent spoken to this many days before the due day or later counts as addressed."""


def counted_from(case: Case) -> tuple[datetime, str] | None:
    """Since when the two weeks run: the participant last reached, either way; else the guide's yes."""
    guide = case.period.guide
    if guide is None or guide.accepted is None:
        return None
    reached = [t for t in case.period.contacts if "participant" in t.reached]
    if reached and reached[-1].at >= guide.accepted.at:
        return reached[-1].at, reached[-1].fact
    held = case.period.held
    if held is not None and held.at >= guide.accepted.at:
        return held.at, held.fact
    return guide.accepted.at, guide.accepted.fact


def vain_tries(case: Case, since: datetime) -> tuple[Try, ...]:
    """The tries at the participant since then that reached nobody of that name; parents alone reset nothing."""
    return tuple(t for t in case.period.contacts if t.at > since and "participant" in t.tried)


def parents_to_address(case: Case) -> tuple[Party, ...]:
    """The guardians who may be contacted; where parents live apart, the one the youth lives with."""
    callable_ = case.callable_guardians()
    home = {LivesWith.GUARDIAN_1: "guardian_1", LivesWith.GUARDIAN_2: "guardian_2"}.get(case.lives_with)
    return tuple(p for p in callable_ if home is None or p == home) or callable_


def due_day(case: Case, since: datetime, policy: Policy) -> date:
    """Day 14, or the agreed day where that is sooner (R109); never later."""
    last = day_of(since) + timedelta(days=policy.no_contact_days)
    agreed = case.period.next_agreed_on
    return min(last, agreed) if agreed is not None and agreed > day_of(since) else last


def _guide_rows(case: Case, start: date, until: date | None) -> Iterator[tuple[str, date, date | None, str | None]]:
    """Who owes it from when to when: the guide, and the coordinator while the guide is away (decisions.md, R155)."""
    guide = case.period.guide
    staff = f"staff/{guide.staff}" if guide else None
    away = guide.away if guide else None
    if away is None or away[1] < start:
        yield "participant", start, until, staff
        return
    first, last = away
    if start < first:
        yield "participant", start, first - timedelta(days=1), staff
    yield "participant:absence", max(start, first), last, None
    yield "participant:back", last + timedelta(days=1), until, staff


def _to_contact(case: Case, policy: Policy) -> Iterator[Owed]:
    counted = counted_from(case)
    if case.phase != "guided" or counted is None:
        return
    since, fact = counted
    tries, due = vain_tries(case, since), due_day(case, since, policy)
    if len(tries) >= policy.no_contact_tries:
        return
    if tries:
        due = max(due, add_workdays(day_of(tries[-1].at), policy.no_contact_retry_wd))
    vain = day_of(since) + timedelta(days=policy.no_contact_vainly_days)
    for party, first, until, owner in _guide_rows(case, day_of(since), vain - timedelta(days=1)):
        if until is None or first <= until:
            yield Owed(fact, first, max(due, first), party=party, until=until, owner=owner)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Two weeks that began with a contact, and whether a parent was tried towards their end."""

    fact: str
    window: date
    due: date
    addressed: bool = False


def _stretch(at: datetime, fact: str, policy: Policy) -> _Stretch:
    due = day_of(at) + timedelta(days=policy.no_contact_days)
    return _Stretch(fact, due - timedelta(days=WINDOW_DAYS), due)


def parents_owed(case: Case, policy: Policy) -> _Stretch | None:
    """The stretch for which the parents are owed a contact: one that ran out stays owed, also when the youth was
    reached on day 14 or later (R155: both parties)."""
    guide, parents = case.period.guide, parents_to_address(case)
    if guide is None or guide.accepted is None or not parents:
        return None
    start, carried = _stretch(guide.accepted.at, guide.accepted.fact, policy), None
    for contact in case.period.contacts:
        if contact.at < guide.accepted.at:
            continue
        day = day_of(contact.at)
        if any(p in contact.tried for p in parents):
            carried = None if carried is not None and day >= carried.window else carried
            start = replace(start, addressed=start.addressed or day >= start.window)
        if "participant" in contact.reached:
            if day >= start.due and not start.addressed:
                carried = carried or start
            start = _stretch(contact.at, contact.fact, policy)
    return carried or (None if start.addressed else start)


def _to_address_parents(case: Case, policy: Policy) -> Iterator[Owed]:
    guide = case.period.guide
    if case.phase != "guided" or guide is None or not case.is_minor:
        return
    owed = parents_owed(case, policy)
    if owed is not None:
        staff = f"staff/{guide.staff}"
        yield Owed(owed.fact, owed.window, owed.due, party="guardian", until=case.adult_from, owner=staff)


def _to_decide(case: Case, policy: Policy) -> Iterator[Owed]:
    counted = counted_from(case)
    if case.phase != "guided" or counted is None:
        return
    since, fact = counted
    tries = vain_tries(case, since)
    start = day_of(since) + timedelta(days=policy.no_contact_vainly_days)
    if len(tries) >= policy.no_contact_tries:
        start = min(start, day_of(tries[-1].at))
    yield Owed(fact, start, add_workdays(start, policy.answer_wd))


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("contact_youth", (155,), Role.COORDINATOR, (ContactLogged,), _to_contact, blocked_by=("restore_consent",)),
    DutyKind(
        "contact_parents",
        (155,),
        Role.COORDINATOR,
        (ContactLogged,),
        _to_address_parents,
        blocked_by=("restore_consent",),
    ),
    DutyKind("decide_not_reached", (152, 155), Role.COORDINATOR, (ContactLogged, Closed), _to_decide),
)
