"""Who is to be told: whose the duty is today, and where to."""

from collections.abc import Iterable
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
from workflows.known import StaffMember
from workflows.owners import OPERATORS, coordinators, owners
from workflows.staff import Staff


@dataclass(frozen=True, slots=True)
class People:
    """The staff on one day. Who is told is named by slug; the operators' queue is read by those with that role."""

    today: date
    staff: tuple[StaffMember, ...]

    def owners(self, owner: str, unit: str | None) -> tuple[str, ...]:
        """Who is told of a duty owned by `staff/k1` or `role@unit`; nobody only where nobody is an operator either."""
        return self._slugs(owners(owner, unit, self.staff, self.today))

    def coordinators(self, unit: str | None) -> tuple[str, ...]:
        """Who is told of what is far over its date."""
        return self._slugs(coordinators(unit, self.staff, self.today))

    def _slugs(self, refs: tuple[str, ...]) -> tuple[str, ...]:
        if refs == (OPERATORS,):
            refs = tuple(m.ref for m in self.staff if Role.OPERATOR in m.roles and m.present(self.today))
        return tuple(ref.removeprefix("staff/") for ref in refs)


def people_on(connection: Connection[TupleRow], day: date) -> People:
    """All staff with their rights and their days away."""
    found = []
    for slug, roles, units, active, state in connection.execute(QUERIES["staff_to_mail"]).fetchall():
        staff = load_state("staff", bytes(state)) if state is not None else None
        away = staff.absences if isinstance(staff, Staff) else ()
        rights = frozenset(Role(role) for role in roles)
        found.append(StaffMember(f"staff/{slug}", rights, frozenset(units), absences=away, active=bool(active)))
    return People(day, tuple(found))


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
