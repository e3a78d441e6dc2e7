"""What there is in an installation: units and staff by short name, with rights and without names of people."""

from dataclasses import dataclass

from psycopg import Connection
from psycopg.rows import TupleRow

from services.store.queries import QUERIES
from workflows.policy import PolicyVersion


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as the rights see one."""

    slug: str
    roles: frozenset[str]
    units: tuple[str, ...]


def units(connection: Connection[TupleRow]) -> tuple[str, ...]:
    """The slugs of every unit."""
    return tuple(sorted(slug for (slug,) in connection.execute(QUERIES["unit_slugs"])))


def unit_names(connection: Connection[TupleRow]) -> dict[str, str]:
    """Every unit's name, by slug."""
    return {slug: name for slug, name, *_ in connection.execute(QUERIES["unit_list"])}


def staff(connection: Connection[TupleRow]) -> tuple[Member, ...]:
    """Who works here, by role and unit."""
    rows = connection.execute(QUERIES["staff_rights"]).fetchall()
    return tuple(Member(slug, frozenset(roles), tuple(units)) for slug, roles, units in rows)


def policies(connection: Connection[TupleRow], unit: str) -> tuple[PolicyVersion, ...]:
    """What a unit has decided of its own practice, the one that counts on a day being the last that began by then."""
    rows = connection.execute(QUERIES["policies_of_unit"], {"unit": unit}).fetchall()
    return tuple(PolicyVersion(version, start, "", bytes(body).decode()) for start, version, body in rows)


def has_cases(connection: Connection[TupleRow]) -> bool:
    """Whether anything has happened here yet."""
    return connection.execute(QUERIES["any_case"]).fetchone() is not None
