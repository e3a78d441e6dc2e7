"""Everything that is owed on a subject: a pure function of its state and the unit's local practice, without a today."""

from collections.abc import Iterator

from workflows.case import Case
from workflows.duty import Duty, DutyKind, Owed
from workflows.policy import Policy
from workflows.rulebook import CASE_DUTIES, STAFF_DUTIES, UNIT_DUTIES
from workflows.staff import Staff
from workflows.unit import Unit

Subject = Case | Unit | Staff


def duties(state: Subject, policy: Policy) -> tuple[Duty, ...]:
    """All duties of a subject, in the rulebook's order; a closed case owes nobody a contact (invariant 4)."""
    owed = list(_owed(state, policy))
    present = {kind.kind for kind, _ in owed}
    return tuple(_duty(state, kind, one, present) for kind, one in owed)


def _owed(state: Subject, policy: Policy) -> Iterator[tuple[DutyKind, Owed]]:
    kinds = CASE_DUTIES if isinstance(state, Case) else UNIT_DUTIES if isinstance(state, Unit) else STAFF_DUTIES
    for kind in kinds:
        for one in kind.owed(state, policy):
            yield kind, one


def _duty(state: Subject, kind: DutyKind, one: Owed, present: set[str]) -> Duty:
    owner = one.owner or kind.role.value
    return Duty(
        subject=state.subject,
        kind=kind.kind,
        party=one.party,
        owner=owner if owner.startswith("staff/") else f"{owner}@{unit_of(state)}",
        from_date=one.from_date,
        due_date=one.due,
        until_date=one.until,
        rules=kind.rules,
        caused_by=one.cause,
        cleared_by=tuple(model.TYPE for model in kind.cleared_by),
        waiting_for=tuple(name for name in kind.blocked_by if name in present),
    )


def unit_of(state: Subject) -> str:
    """The unit whose queue a subject's duties stand in."""
    if isinstance(state, Case):
        return state.unit
    if isinstance(state, Unit):
        return state.slug
    return state.units[0] if state.units else "any"
