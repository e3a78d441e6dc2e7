"""The cases that somebody sees, in pages, and searching among them: by reference, number, name or telephone."""

from datetime import date
from typing import Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from events.refs import read_case_ref
from services.desk.asking import Asked
from services.desk.page import Page
from services.store.listing import CAP, CHOICES, PAGE, Choice
from services.store.worklist import Pile


def cases(asked: Asked) -> Response:
    """A page of the list. A choice of it is an address."""
    chosen: Choice = next((one for one in CHOICES if one == asked.query("vis")), "open")
    unit = asked.query("enhet") or None
    found = asked.desk.listing.of(asked.actor, asked.today, chosen, unit=unit, after=asked.query("etter"))
    return asked.page(
        "cases.html",
        found=found,
        rows=found.rows,
        words=None,
        chosen=chosen,
        unit=unit,
        choices=[one for one in CHOICES if found.counts[one] or one in ("open", chosen)],
        cap=CAP,
        first=not asked.query("etter"),
        link=lambda **changes: _link(asked, **changes),
        pile=lambda row: _pile(asked, row.next_due),
    )


def search(asked: Asked) -> Response:
    """What was found. It is posted, so that what was typed stands in no address and no history."""
    words = str(asked.form.get("sok", "")).strip()
    if not words:
        return RedirectResponse("/saker", status_code=303)
    rows = asked.desk.listing.search(asked.actor, asked.today, words)
    if len(rows) == 1 and rows[0].matched == ("reference",):
        return RedirectResponse(f"/sak/{read_case_ref(words)}", status_code=303)
    return asked.page(
        "cases.html",
        found=None,
        rows=rows,
        words=words,
        most=PAGE,
        pile=lambda row: _pile(asked, row.next_due),
    )


def _pile(asked: Asked, due: date | None) -> Pile:
    """How the next deadline presses."""
    if due is None:
        return "later"
    return "overdue" if due < asked.today else "today" if due == asked.today else "later"


def _link(asked: Asked, **changes: str | None) -> str:
    """The same list with another choice, from its beginning."""
    kept = {name: asked.query(name) for name in ("vis", "enhet") if asked.query(name)}
    kept.update({name: value for name, value in changes.items() if value})
    for name in (name for name, value in changes.items() if value is None):
        kept.pop(name, None)
    told = urlencode(kept)
    return f"/saker?{told}" if told else "/saker"


PAGES: Final = (
    Page("/saker", "GET", "see_case", cases, menu="cases"),
    Page("/saker", "POST", "find_case", search),
)
