"""Who works with a case, by name, out of the sealed log of staff; and whom the unit says one can turn to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from events.directory import DirectoryTold
from events.personal import reveal
from events.staff import StaffAdded, StaffChanged
from workflows.outcome import Entry


@dataclass(frozen=True, slots=True)
class Worker:
    """A member of staff; `roles` and `profession` are codes, or the profession in words."""

    slug: str
    name: str | None = None
    email: str | None = None
    organisation: str | None = None
    profession: str | None = None
    roles: tuple[str, ...] = ()


def workers_of(entries: Iterable[Entry]) -> dict[str, Worker]:
    """The members of staff by slug, as their logs tell last; the entries of each in order."""
    found: dict[str, Worker] = {}
    for entry in entries:
        slug, told = entry.fact.subject.removeprefix("staff/"), entry.fact.data
        if not entry.applies:
            continue
        if isinstance(told, StaffAdded):
            roles = tuple(role.value for role in told.roles)
            found[slug] = Worker(slug, reveal(told.name), reveal(told.email), told.organisation, told.profession, roles)
        elif isinstance(told, StaffChanged):
            before = found.get(slug, Worker(slug))
            found[slug] = replace(
                before,
                organisation=told.organisation or before.organisation,
                profession=told.profession or before.profession,
                roles=tuple(role.value for role in told.roles) if told.roles is not None else before.roles,
            )
    return found


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somebody to turn to, as the unit's directory has them (R20, R38, D21)."""

    kind: str
    agency: str
    person: str | None = None
    phone: str | None = None
    email: str | None = None
    areas: tuple[str, ...] = ()


def directory_of(entries: Iterable[Entry]) -> tuple[HelpLine, ...]:
    """The entries of a unit's directory that stand, in the order of their names."""
    found: Mapping[str, Entry] = {}
    for entry in sorted((e for e in entries if e.applies), key=lambda e: e.fact.time):
        if isinstance(entry.fact.data, DirectoryTold):
            found = {**found, entry.fact.data.entry: entry}
    lines = []
    for _, entry in sorted(found.items()):
        told = entry.fact.data
        if isinstance(told, DirectoryTold) and not told.ended:
            lines.append(
                HelpLine(
                    told.kind, told.agency, reveal(told.person), reveal(told.phone), reveal(told.email), told.areas
                )
            )
    return tuple(lines)
