"""Who is to be told: the owner if present, else the unit's coordinators, else its leader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from psycopg import Connection
from psycopg.rows import TupleRow

from events.personal import reveal
from events.staff import StaffAdded
from events.values import Role
from services.store.codec import decode_entry, load_state, open_values
from services.store.keys import KeyRing, KeyRow
from services.store.queries import QUERIES
from workflows.staff import Staff


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff as far as reminders need one."""

    slug: str
    roles: frozenset[str]
    units: frozenset[str]
    present: bool


@dataclass(frozen=True, slots=True)
class People:
    """The staff on one day."""

    by_slug: Mapping[str, Person]

    def owners(self, owner: str, unit: str | None) -> tuple[Person, ...]:
        """Who is told of a duty owned by `staff/k1` or `role@unit`; nobody only where the unit has nobody at all."""
        kind, _, name = owner.partition("/")
        if kind == "staff":
            person = self.by_slug.get(name)
            if person is not None and person.present:
                return (person,)
        else:
            role, _, queue = owner.partition("@")
            unit = queue or unit
            if found := self._with(role, unit):
                return found
        return self.coordinators(unit)

    def coordinators(self, unit: str | None) -> tuple[Person, ...]:
        """The unit's coordinators who are present, else its leaders, present or not: somebody has to know."""
        return (
            self._with(Role.COORDINATOR, unit)
            or self._with(Role.LEADER, unit)
            or tuple(p for p in self.by_slug.values() if Role.LEADER in p.roles and unit in p.units)
        )

    def _with(self, role: str, unit: str | None) -> tuple[Person, ...]:
        return tuple(p for p in self.by_slug.values() if p.present and role in p.roles and unit in p.units)


def people_on(connection: Connection[TupleRow], day: date) -> People:
    """All staff with their rights, and whether they are there on the day."""
    found = {}
    for slug, roles, units, active, state in connection.execute(QUERIES["staff_to_mail"]).fetchall():
        staff = load_state("staff", bytes(state)) if state is not None else None
        away = isinstance(staff, Staff) and not staff.as_member().present(day)
        found[slug] = Person(slug, frozenset(roles), frozenset(units), bool(active) and not away)
    return People(found)


def addresses(connection: Connection[TupleRow], keyring: KeyRing, slugs: Iterable[str]) -> dict[str, str]:
    """The mail addresses of those who have one, out of their sealed log; they leave this process only as recipients."""
    found = {}
    rows = connection.execute(
        QUERIES["addresses_of_staff"], {"slugs": sorted(set(slugs)), "type": StaffAdded.TYPE}
    ).fetchall()
    for slug, sequence, type_, body, ciphertext, key_id, epoch, wrapped in rows:
        key = keyring.open_key(KeyRow("staff", slug, key_id, epoch, bytes(wrapped)))
        values = open_values(key, f"staff/{slug}", sequence, type_, bytes(ciphertext))
        told = decode_entry(bytes(body), values).fact.data
        if isinstance(told, StaffAdded) and (address := reveal(told.email)):
            found[slug] = address
    return found
