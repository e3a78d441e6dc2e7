"""Who asks, and how much of the record lies open to them: nothing is read without an actor."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow

from events.values import Role
from services.store.codec import load_state
from services.store.queries import QUERIES
from services.store.transaction import transaction
from workflows.access import IN_THE_MATTER, MATTER, OWN_CASES_ONLY
from workflows.case import Case
from workflows.known import StaffMember
from workflows.staff import Staff

EVERY_UNIT: Final = frozenset({Role.OPERATOR, Role.AUDITOR})
"""Who sees rows of every unit; `workflows.access.may` decides how much of each."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks. `ref` is how the ledger names them: `staff/k1`, or `system/operator:name`; `shut` are the cases
    in which they have a part and which do not lie open to them: they have only been asked (R31, R50), or they stood in
    for a guide, and the days are over; `matters` those in which their part is in the criminal case alone."""

    ref: str
    member: StaffMember
    shut: frozenset[str] = frozenset()
    matters: frozenset[str] = frozenset()

    @property
    def units(self) -> str:
        """What `trygghet.units` is set to: the units seen as a whole."""
        if self.member.roles & EVERY_UNIT:
            return "*"
        return ",".join(sorted(self.member.units)) if self.member.roles - OWN_CASES_ONLY else ""

    @property
    def slug(self) -> str:
        """What `trygghet.staff` is set to: whose own cases are seen as well."""
        return self.ref.removeprefix("staff/") if self.ref.startswith("staff/") else ""

    def part_in(self, case: str | None, people: Sequence[str] | None) -> tuple[str, ...]:
        """Who of `people` has a part in a case (with or without `case/`), for the question whether this one may."""
        ref = (case or "").removeprefix("case/")
        others = tuple(slug for slug in people or () if slug != self.slug)
        if len(others) == len(people or ()) or ref in self.shut:
            return others
        return (*others, f"{MATTER}{self.slug}" if ref in self.matters else self.slug)


class NotAllowed(Exception):
    """The actor may not do this; `act` is the key of its text. Says nothing of whether what was asked for exists."""

    def __init__(self, actor: Actor, act: str) -> None:
        super().__init__(f"{actor.ref} may not {act}")
        self.actor = actor
        self.act = act


class NotThere(Exception):
    """There is no such case, quarantined message or member of staff, or the actor does not see it: the same answer."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not there")
        self.what = what


def operator(user: str) -> Actor:
    """The one who runs the installation (`user` of the system): sees references, phases and duties, nobody's name."""
    ref = f"system/operator:{user}"
    return Actor(ref, StaffMember(ref=ref, roles=frozenset({Role.OPERATOR}), units=frozenset()))


def find_actor(connection: Connection[TupleRow], slug: str, today: date) -> Actor:
    """The member of staff called `slug`, as of today: a signature that has run out is none (R56). Raises NotThere."""
    with connection.transaction():
        connection.execute(QUERIES["see_as"], {"units": "", "staff": slug})
        row = connection.execute(QUERIES["staff_state"], {"slug": slug}).fetchone()
        state = load_state("staff", row[0]) if row is not None else None
        if not isinstance(state, Staff):
            raise NotThere(f"staff/{slug}")
        member = state.as_member()
        # Whose roles are in the criminal case alone, sees all of their cases alike: there is nothing to tell apart.
        helps = bool(member.roles & OWN_CASES_ONLY - IN_THE_MATTER)
        rows = connection.execute(QUERIES["cases_with"], {"staff": slug}).fetchall() if helps else []
    cases = {ref: case for ref, stored in rows if isinstance(case := load_state("case", stored), Case)}
    shut = frozenset(ref for ref, case in cases.items() if slug not in case.open_to(today))
    matters = frozenset(ref for ref, case in cases.items() if slug not in case.open_to_help(today)) - shut
    member = member if member.may_be_told(today) else replace(member, acknowledged_on=None)
    return Actor(state.subject, member, shut, matters)


@contextmanager
def seeing_as(connection: Connection[TupleRow], actor: Actor) -> Iterator[Connection[TupleRow]]:
    """A transaction in which the database shows what the actor may see a row of, and no more."""
    with transaction(connection):
        connection.execute(QUERIES["see_as"], {"units": actor.units, "staff": actor.slug})
        yield connection
