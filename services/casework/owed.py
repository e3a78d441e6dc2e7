"""What a batch makes owed, and what it clears; no promise of the design may be broken by it (section 5)."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from services.casework.batch import Batch
from services.casework.slot import Slot, State
from workflows.case import Case
from workflows.duties import duties, unit_of, unit_owing
from workflows.duty import Duty
from workflows.invariants import check
from workflows.known import StaffMember
from workflows.workdays import day_of

_KEY: Final = 2
_KIND: Final = 4
_PARTY: Final = 5
_CAUSE: Final = 11
"""Where these stand in a row; the key is a hash of the subject and the other three."""


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
        before = {(row[_KIND], row[_PARTY], row[_CAUSE]): row for row in batch.duties.get(slot.ref, ())}
        for duty in owed:
            stored = before.pop((duty.kind, duty.party, duty.caused_by), None)
            row = _row(slot, duty, duty.key if stored is None else stored[_KEY])
            if stored is not None and stored != row:
                gone.append(stored[_KEY])
            if stored != row:
                come.append(row)
        gone.extend(row[_KEY] for row in before.values())
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
    return *whose, *when, _joined(duty.rules), duty.caused_by, _joined(duty.cleared_by), _joined(duty.waiting_for)


@cache
def _joined(parts: tuple[object, ...]) -> str:
    """Of a kind of duty, so there are not many."""
    return ",".join(map(str, parts))
