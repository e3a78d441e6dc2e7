"""The people who work in the sample's district, of every role."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from events.personal import Open
from events.staff import StaffAdded
from events.values import Role

UNITS: Final = {"ost": "Enhet øst", "vest": "Enhet vest", "sentrum": "Enhet sentrum"}

POLICE: Final = "Politiet"
MUNICIPALITY: Final = "Kommunen"
NGO: Final = "Nattugla, frivillig organisasjon"


@dataclass(frozen=True, slots=True)
class Team:
    """Who works in one unit, by slug."""

    unit: str
    coordinators: tuple[str, ...]
    leader: str
    guides: tuple[str, ...]
    holders: tuple[str, ...]
    investigators: tuple[str, ...]
    prosecutor: str
    referrer: str


def team(unit: str) -> Team:
    """The people of a unit; their slugs end with its place in the list: `k1` is the first coordinator of ost."""
    n = list(UNITS).index(unit) + 1
    return Team(
        unit=unit,
        coordinators=(f"k{n}", f"k{n}b"),
        leader=f"l{n}",
        guides=(f"g{n}", f"g{n}b", f"m{n}", f"m{n}b", f"n{n}"),
        holders=(f"h{n}", f"h{n}b"),
        investigators=(f"e{n}", f"e{n}b", f"e{n}c"),
        prosecutor=f"j{n}",
        referrer=f"r{n}",
    )


def everybody(next_name: Callable[[], str]) -> dict[str, StaffAdded]:
    """Every member of staff by slug; `next_name` gives each a name."""
    found: dict[str, StaffAdded] = {}

    def add(slug: str, roles: tuple[Role, ...], units: tuple[str, ...], organisation: str, profession: str) -> None:
        found[slug] = StaffAdded(
            name=Open(next_name()),
            email=Open(f"{slug}@example.org"),
            roles=roles,
            units=units,
            organisation=organisation,
            profession=profession,
            public_employee=organisation != NGO,
            police=organisation == POLICE,
        )

    add("drift", (Role.OPERATOR,), tuple(UNITS), POLICE, "IKT-drift")
    add("revisor", (Role.AUDITOR,), tuple(UNITS), POLICE, "internrevisor")
    add("salto", (Role.SALTO,), tuple(UNITS), MUNICIPALITY, "SaLTo-koordinator")
    for unit in UNITS:
        here, people = (unit,), team(unit)
        for slug in people.coordinators:
            add(slug, (Role.COORDINATOR,), here, POLICE, "politibetjent")
        add(people.leader, (Role.LEADER,), here, POLICE, "politiinspektør")
        for slug in people.guides:
            organisation = {"g": POLICE, "m": MUNICIPALITY, "n": NGO}[slug[0]]
            profession = {"g": "politibetjent", "m": "utekontakt", "n": "miljøarbeider"}[slug[0]]
            add(slug, (Role.GUIDE,), here, organisation, profession)
        for slug in people.holders:
            add(slug, (Role.HOLDER,), here, MUNICIPALITY, "sosiallærer")
        for slug in people.investigators:
            roles = (Role.INVESTIGATOR, Role.GUIDE) if slug.endswith("c") else (Role.INVESTIGATOR,)
            add(slug, roles, here, POLICE, "etterforsker")
        add(people.prosecutor, (Role.PROSECUTOR,), here, POLICE, "politijurist")
        add(people.referrer, (Role.REFERRER,), here, MUNICIPALITY, "helsesykepleier")
    return found
