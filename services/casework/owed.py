"""What a batch makes owed, and what it clears; no promise of the design may be broken by it (section 5)."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.casework.batch import Batch
from services.casework.slot import Slot, State
from workflows.case import Case
from workflows.duties import duties, unit_of, unit_owing
from workflows.duty import Duty
from workflows.invariants import check
from workflows.known import StaffMember
from workflows.workdays import day_of


def changed_duties(batch: Batch, touched: Sequence[Slot]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The keys of the rows that go, and the rows that come; what is owed as before is not touched.

    Raises InvariantBroken where a promise would not hold for a subject as the batch leaves it.
    """
    gone: list[str] = []
    come: list[tuple[Any, ...]] = []
    today, staff = day_of(batch.now), _by_unit(batch)
    for slot in touched:
        if slot.state is None:
            raise RuntimeError(f"{slot.subject} has lines and no state")
        owed = duties(slot.state, batch.policy(slot.unit))
        check(slot.state, owed, today, _concerned(batch, staff, slot.state, owed))
        before = dict(batch.duties.get(slot.ref, {}))
        for duty in owed:
            key = duty.key
            row = _row(slot, duty, key)
            stored = before.pop(key, None)
            if stored is not None and stored != row:
                gone.append(key)
            if stored != row:
                come.append(row)
        gone.extend(before)
    return gone, come


def _by_unit(batch: Batch) -> Mapping[str, Sequence[StaffMember]]:
    found: dict[str, list[StaffMember]] = {}
    for member in batch.staff.values():
        for unit in member.units:
            found.setdefault(unit, []).append(member)
    return found


def _concerned(
    batch: Batch, by_unit: Mapping[str, Sequence[StaffMember]], state: State, owed: Sequence[Duty]
) -> Sequence[StaffMember]:
    """Who may be asked: the unit's own, those of a unit in whose queue something stands, those with a part in it."""
    units = {unit_of(state), *(queue for duty in owed if (queue := duty.owner.partition("@")[2]))}
    people = state.people if isinstance(state, Case) else ()
    theirs = [member for slug in people if (member := batch.staff.get(f"staff/{slug}")) is not None]
    return [*theirs, *(member for unit in sorted(units) for member in by_unit.get(unit, ()))]


def _row(slot: Slot, duty: Duty, key: str) -> tuple[Any, ...]:
    """As the table has it; lists joined by commas, as they are sent and read."""
    whose = (*slot.ref, key, unit_owing(duty, slot.unit), duty.kind, duty.party, duty.owner)
    when = (duty.from_date, duty.due_date, duty.until_date)
    rules = ",".join(str(number) for number in duty.rules)
    return *whose, *when, rules, duty.caused_by, ",".join(duty.cleared_by), ",".join(duty.waiting_for)
