"""Which cases somebody hands over: those that they follow up, or those in which something lies with them (D29)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from services.papers.papers import Material, Papers
from services.store.asking import Actor, NotAllowed, NotThere
from services.store.directory import Member
from services.store.owing import Owing
from services.store.staffing import FOLLOW_UP
from services.store.worklist import Worklists
from workflows.access import may

_MOST: Final = 1_000
"""Rows that are gone through of each pile of somebody's work."""


class Handing:
    """Thread-safe, as what it asks is. `members` tells who works here, with roles and units."""

    def __init__(
        self, papers: Papers, owing: Owing, worklists: Worklists, members: Callable[[], tuple[Member, ...]]
    ) -> None:
        self._papers = papers
        self._owing = owing
        self._worklists = worklists
        self._members = members

    def colleagues(self, actor: Actor) -> tuple[str, ...]:
        """Slugs of those of the same units who follow youths up, for whoever may ask for their cases."""
        if not may(actor.member, "see_eligible"):
            return ()
        units = actor.member.units
        found = (one.slug for one in self._members() if FOLLOW_UP & one.roles and units.intersection(one.units))
        return tuple(sorted(found))

    def whose(self, actor: Actor, chosen: str) -> str | None:
        """Whose cases, by slug: of the one chosen; one's own, for those who follow up; None is what lies with whoever
        asks. Raises NotThere where they may not ask for the one chosen."""
        if not chosen or chosen == actor.slug:
            return actor.slug if may(actor.member, "see_youths") else None
        if chosen not in self.colleagues(actor):
            raise NotThere(chosen)
        return chosen

    def refs(self, actor: Actor, today: date, whose: str | None) -> tuple[str, ...]:
        """The references of the cases, what presses most first. Raises NotAllowed."""
        if whose is not None:
            return tuple(case.subject.removeprefix("case/") for case in self._owing.followed(actor, whose))
        found = self._worklists.of(actor, today, most=_MOST)
        return tuple(dict.fromkeys(row.ref for row in found.rows if row.case is not None))

    def materials(self, actor: Actor, refs: Sequence[str]) -> tuple[Material, ...]:
        """Of those that whoever asks may have on paper; each is in the ledger before it is read."""
        made = []
        for ref in refs:
            try:
                made.append(self._papers.material(actor, ref, "print_handover"))
            except (NotAllowed, NotThere):  # a duty of theirs on a case whose people they do not see
                continue
        return tuple(made)
