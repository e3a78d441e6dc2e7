"""What must always hold; checked at every write, by properties, and by exploring (design, section 5)."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Final

from events.catalogue import BY_TYPE
from events.values import Role
from workflows.access import MAY_REPORT
from workflows.case import Case
from workflows.duties import Subject, unit_of
from workflows.duty import Duty
from workflows.known import StaffMember
from workflows.owners import OPERATORS, owners

CONTACTS: Final = frozenset(
    {
        "call_family",
        "hold_conversation",
        "rebook_conversation",
        "clarify_follow_up",
        "contact_youth",
        "contact_parents",
        "urge_to_report",
        "tell_of_absence",
        "ask_consent",
        "restore_consent",
        "ask_consent_again",
        "hear_youth",
        "ask_youth_at_18",
        "ask_wishes",
        "give_information",
    }
)
"""The kinds of duty that ask somebody to contact the family."""


NAMED: Final = frozenset({Role.GUIDE, Role.HOLDER, Role.INVESTIGATOR})
"""What somebody may be who owes a duty by name and not by role."""


class InvariantBroken(Exception):
    """A promise of the design does not hold on a subject: a bug of ours, and nothing is written."""


def check(state: Subject, owed: Sequence[Duty], today: date, staff: Sequence[StaffMember] = ()) -> None:
    """Raise InvariantBroken where invariant 1, 2, 3, 4 or 5 does not hold on this subject.

    `staff` are its unit's, those with a part in it, and those of a unit in whose queue something of it stands.
    """
    _resolves(state, owed, today, staff)
    if not isinstance(state, Case):
        return
    if state.is_open:
        _always_owed(state, owed, today)
        _clearable(state, owed)
    else:
        _nobody_contacted(state, owed)
    _no_means_no(state, owed)


def _always_owed(case: Case, owed: Sequence[Duty], today: date) -> None:
    """1: today and on every future day there is a duty with an owner and a date."""
    ends = sorted({d.until_date for d in owed if d.until_date is not None and d.until_date >= today})
    for day in (today, *(end + timedelta(days=1) for end in ends)):
        if not any(d.stands(day) for d in owed):
            raise InvariantBroken(f"1: {case.subject} in {case.phase} owes nothing on {day}")


def _resolves(state: Subject, owed: Sequence[Duty], today: date, staff: Sequence[StaffMember]) -> None:
    """2: what is owed is owed by active people with access to the unit, or by the operators; by somebody always."""
    unit = unit_of(state)
    people = {f"staff/{slug}" for slug in state.people} if isinstance(state, Case) else set()
    for owner in {duty.owner for duty in owed}:
        queue = owner.partition("@")[2] or unit
        there = {m.ref for m in staff if m.active and (queue in m.units or m.ref in people)} | {OPERATORS}
        found = owners(owner, unit, staff, today)
        if not found or not there.issuperset(found):
            raise InvariantBroken(f"2: {state.subject}: what is {owner}'s is owed by {', '.join(found) or 'nobody'}")


def _clearable(case: Case, owed: Sequence[Duty]) -> None:
    """3: the owner may report a fact that clears the duty; what is in the way is a duty of its own."""
    kinds = {d.kind for d in owed}
    for duty in owed:
        if not kinds.issuperset(duty.waiting_for):
            missing = set(duty.waiting_for) - kinds
            raise InvariantBroken(f"3: {case.subject}: {duty.kind} waits for {missing}, which nobody owes")
        if not _may_clear("" if duty.owner.startswith("staff/") else duty.owner.partition("@")[0], duty.cleared_by):
            raise InvariantBroken(f"3: {case.subject}: {duty.owner} cannot clear {duty.kind}")


@cache
def _may_clear(role: str, facts: tuple[str, ...]) -> bool:
    """Whether one of these facts may be reported by somebody of the role; without one, by whoever may be named."""
    roles = {Role(role)} if role else NAMED
    return any(roles & MAY_REPORT[BY_TYPE[fact]].roles for fact in facts)


def _nobody_contacted(case: Case, owed: Sequence[Duty]) -> None:
    """4: a closed case asks nobody to contact anybody."""
    for duty in owed:
        if duty.kind in CONTACTS:
            raise InvariantBroken(f"4: {case.subject} is closed and owes {duty.kind}")


def _no_means_no(case: Case, owed: Sequence[Duty]) -> None:
    """5: after the participant's own no, nothing asks anybody to contact them until they ask themselves."""
    if case.said_no is None:
        return
    for duty in owed:
        if duty.kind in CONTACTS:
            raise InvariantBroken(f"5: {case.subject}: the participant said no, and {duty.kind} is owed")
