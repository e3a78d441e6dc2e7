"""Who has seen a case, for those who answer for it: the participant may ask to be told (and is then told by them)."""

from itertools import groupby
from typing import Final

from starlette.responses import Response

from events.refs import read_case_ref
from services.desk.asking import Asked
from services.desk.numbers import whole
from services.desk.page import Page
from services.store.asking import NotThere
from workflows.workdays import day_of


def who_read(asked: Asked) -> Response:
    """The page: a line for each time, by day."""
    try:
        ref = read_case_ref(asked.path("ref"))
    except ValueError:
        raise NotThere(asked.path("ref")) from None
    before = asked.query("etter")
    reads, after = asked.desk.who_read.of(asked.actor, ref, whole(before))
    return asked.page(
        "who_read.html",
        ref=ref,
        days=[(day, tuple(some)) for day, some in groupby(reads, key=lambda one: day_of(one.at))],
        people=len({one.actor for one in reads}),
        after=after,
        first=not before,
        who=lambda one: asked.name(one.actor) if one.actor.startswith("staff/") else asked.t("desk_read", "system"),
    )


PAGES: Final = (Page("/sak/{ref}/innsyn", "GET", "see_who_read", who_read),)
