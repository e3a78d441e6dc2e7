"""Synthetic people: a youth and the staff of a district, none of whom is anybody."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from events.person import Guardian, Person
from events.values import AddressProtection, GuardianKind, Role
from workflows.known import StaffMember

UNIT: Final = "ost"
CASE: Final = "case/T-7K3M-9K"

BORN: Final = date(2010, 6, 15)
"""The youth of the stories: fifteen when they begin."""

ADULT_BORN: Final = date(1990, 6, 15)


def participant(
    born: date | None = BORN, protection: AddressProtection | None = None, *, number: bool = True
) -> Person:
    told = {} if protection is None else {"address_protection": protection}
    known_by = {"national_number": "15891012345"} if number else {}  # of no month that there is
    about = {"name": "Ungdom Syntetisk", "birth_date": born, "phone": "00000001"}
    return Person.model_validate({**about, **told, **known_by})


def guardian(kind: GuardianKind = GuardianKind.MOTHER, phone: str = "00000002") -> Guardian:
    return Guardian.model_validate({"name": "Forelder Syntetisk", "phone": phone, "kind": kind})


def parents(count: int) -> tuple[Guardian, ...]:
    kinds = (GuardianKind.MOTHER, GuardianKind.FATHER)
    return tuple(guardian(kind, f"0000000{n}") for n, kind in enumerate(kinds[:count], 2))


def member(slug: str, *roles: Role, unit: str = UNIT, **about: object) -> StaffMember:
    return StaffMember(f"staff/{slug}", frozenset(roles), frozenset({unit}), **about)  # type: ignore[arg-type]


STAFF: Final[Mapping[str, StaffMember]] = {
    one.ref: one
    for one in (
        member("k1", Role.COORDINATOR),
        member("k2", Role.COORDINATOR),
        member("l1", Role.LEADER),
        member("g1", Role.GUIDE),
        member("g2", Role.GUIDE),
        member("g3", Role.GUIDE),
        member("p1", Role.GUIDE, police=True),
        member("n1", Role.GUIDE, public_employee=False),
        member("n2", Role.GUIDE, public_employee=False, acknowledged_on=date(2026, 1, 5)),
        member("h1", Role.HOLDER),
        member("e1", Role.INVESTIGATOR, Role.GUIDE),
        member("e2", Role.INVESTIGATOR),
        member("j1", Role.PROSECUTOR),
        member("j9", Role.PROSECUTOR, unit="vest"),
        member("r1", Role.REFERRER),
        member("o1", Role.OPERATOR),
        member("k9", Role.COORDINATOR, unit="vest"),
        member("g9", Role.GUIDE, unit="vest"),
        member("l9", Role.LEADER, unit="vest"),
        member("h9", Role.HOLDER, unit="vest"),
        member("old", Role.COORDINATOR, active=False),
    )
}
