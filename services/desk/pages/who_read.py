"""Who has seen a case, for those who answer for it: the participant may ask to be told (and is then told by them)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from starlette.responses import Response

from events.refs import read_case_ref
from services.desk.asking import Asked
from services.desk.numbers import whole
from services.desk.page import Page
from services.store.asking import NotThere
from services.store.whoread import Read
from workflows.workdays import day_of


@dataclass(frozen=True, slots=True)
class Seer:
    """Somebody who saw it on a day: each time, the latest first."""

    actor: str
    reads: tuple[Read, ...]

    @property
    def first(self) -> datetime:
        """When they saw it first that day."""
        return self.reads[-1].at

    @property
    def last(self) -> datetime:
        """When they saw it last that day."""
        return self.reads[0].at

    @property
    def acts(self) -> tuple[tuple[str, int], ...]:
        """What they did, the most often done first, and how many times."""
        return tuple(Counter(one.act for one in self.reads).most_common())

    @property
    def personal(self) -> bool:
        """Whether names and numbers were shown any of the times."""
        return any(one.personal for one in self.reads)


def who_read(asked: Asked) -> Response:
    """The page: by day who has seen it, how many times and how; each time stands below, for whoever wants it."""
    try:
        ref = read_case_ref(asked.path("ref"))
    except ValueError:
        raise NotThere(asked.path("ref")) from None
    before = asked.query("etter")
    reads, after = asked.desk.who_read.of(asked.actor, ref, whole(before))
    return asked.page(
        "who_read.html",
        ref=ref,
        days=[(day, _seers(tuple(some))) for day, some in groupby(reads, key=lambda one: day_of(one.at))],
        after=after,
        first=not before,
        who=lambda one: asked.name(one.actor) if one.actor.startswith("staff/") else asked.t("desk_read", "system"),
    )


def _seers(reads: Sequence[Read]) -> tuple[Seer, ...]:
    by: dict[str, list[Read]] = {}
    for one in reads:
        by.setdefault(one.actor, []).append(one)
    return tuple(Seer(actor, tuple(some)) for actor, some in by.items())


PAGES: Final = (Page("/sak/{ref}/innsyn", "GET", "see_who_read", who_read),)
