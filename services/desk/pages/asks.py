"""A request to be somebody's guide, or to hold the conversation: what is asked, not a word of who it is about, and a
yes or a no by one press."""

from typing import Final

from starlette.responses import Response

from events.conversation import HolderAccepted, HolderDeclined
from events.fact import FactData
from events.guidance import GuideAccepted, GuideDeclined
from services.desk.asking import Asked
from services.desk.page import Page
from services.desk.shown import sent_back, shown_now
from services.desk.telling import TOOK
from services.store.asks import Ask
from workflows.age import years_on
from workflows.case import Case
from workflows.outcome import Reason

_GROUPS: Final = ((13, "under_13"), (16, "13_15"), (18, "16_17"))
"""Ages below which somebody is in a group."""

_GONE: Final = 410


def ask(asked: Asked) -> Response:
    """The request that a link names; one that is no more says so."""
    found = _found(asked)
    return _gone(asked) if found is None else _shown(asked, found)


def answer(asked: Asked) -> Response:
    """Yes or no. Pressed again, it is the same fact; what was answered or given to somebody else says so."""
    found, yes = _found(asked), asked.sent("svar") == "ja"
    if found is None:
        return _gone(asked)
    if not yes and asked.sent("svar") != "nei":
        return _shown(asked, found, status=422)
    told = sent_back(asked).tell(asked, f"case/{found.ref}", _data(found, asked.actor.slug, yes=yes))
    if told.outcome in TOOK:
        return asked.then(f"/sak/{found.ref}" if yes else "/mine", f"{found.part}_yes" if yes else "guide_no")
    if told.outcome == "waiting":
        return asked.then(asked.request.url.path, "waiting")
    return _shown(asked, found, reasons=told.reasons, status=422)


def _data(found: Ask, slug: str, *, yes: bool) -> FactData:
    if found.part == "guide":
        return GuideAccepted(guide=slug) if yes else GuideDeclined(guide=slug)
    return HolderAccepted(holder=slug) if yes else HolderDeclined(holder=slug)


def _found(asked: Asked) -> Ask | None:
    link = asked.path("link")
    return next((one for one in asked.desk.asks.open_to(asked.actor) if (one.ref, one.link) == (asked.ref, link)), None)


def _shown(asked: Asked, found: Ask, *, reasons: tuple[Reason, ...] = (), status: int = 200) -> Response:
    return asked.page(
        "ask.html", status=status, ask=found, reasons=reasons, form=shown_now(asked), group=age_group(asked, found.case)
    )


def _gone(asked: Asked) -> Response:
    """The same words, whatever became of it; save to the one who has said yes."""
    mine = asked.desk.asks.guides(asked.actor, asked.ref)
    return asked.page("ask_gone.html", status=_GONE, case=asked.ref if mine else None)


def age_group(asked: Asked, case: Case) -> str:
    """`13–15 år`: as near as a request tells it."""
    age = years_on(case.adult_from, asked.today)
    if age is None:
        return asked.t("desk_ask", "age_unknown")
    return asked.t("desk_ask", next((name for below, name in _GROUPS if age < below), "adult"))


def address(case_ref: str, one_link: str) -> str:
    """Where a request is answered."""
    return f"/foresporsel/{case_ref}/{one_link}"


PAGES: Final = (
    Page("/foresporsel/{ref}/{link}", "GET", "see_asks", ask),
    Page("/foresporsel/{ref}/{link}", "POST", "see_asks", answer),
)
