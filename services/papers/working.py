"""Who works with a case, by name, out of the sealed log of staff."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

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
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


def workers_of(entries: Iterable[Entry]) -> dict[str, Worker]:
    """The members of staff by slug, as their logs tell last; the entries of each in order."""
    found: dict[str, Worker] = {}
    for entry in entries:
        slug, told = entry.fact.subject.removeprefix("staff/"), entry.fact.data
        if not entry.applies:
            continue
        if isinstance(told, StaffAdded):
            roles = tuple(role.value for role in told.roles)
            found[slug] = Worker(
                slug, reveal(told.name), reveal(told.email), told.organisation, told.profession, roles, told.languages,
                told.skills,
            )  # fmt: skip
        elif isinstance(told, StaffChanged):
            before = found.get(slug, Worker(slug))
            found[slug] = replace(
                before,
                organisation=told.organisation or before.organisation,
                profession=told.profession or before.profession,
                roles=tuple(role.value for role in told.roles) if told.roles is not None else before.roles,
                languages=told.languages if told.languages is not None else before.languages,
                skills=told.skills if told.skills is not None else before.skills,
            )
    return found
