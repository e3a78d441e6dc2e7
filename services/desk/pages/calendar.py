"""Coming dates in court and appointments of the cases that somebody sees, by week; and as a feed without content."""

from datetime import date, timedelta
from itertools import groupby
from typing import Final

from starlette.responses import Response

from services.desk.asking import Asked
from services.desk.feed import address_of
from services.desk.page import Page
from workflows.workdays import monday_of, week_of

WEEKS: Final = 4


def calendar(asked: Asked) -> Response:
    """Four weeks, from the present one or the one that the address names."""
    this = monday_of(week_of(asked.today))
    first = _monday(asked.query("uke"), this)
    last = first + timedelta(days=7 * WEEKS - 1)
    found = asked.desk.calendar.of(asked.actor, max(first, asked.today), last)
    days = {day: tuple(some) for day, some in groupby(found, key=lambda one: one.on)}
    weeks = [first + timedelta(days=7 * n) for n in range(WEEKS)]
    return asked.page(
        "calendar.html",
        weeks=[(monday, [(day, days[day]) for day in sorted(days) if monday <= day < monday + timedelta(days=7)])
               for monday in weeks],
        first=first,
        last=last,
        this=this,
        count=len(found),
        before=week_of(first - timedelta(days=7 * WEEKS)),
        after=week_of(last + timedelta(days=1)),
        feed=address_of(asked.desk.keyring, asked.actor.slug) if asked.actor.slug else None,
    )  # fmt: skip


def _monday(week: str, this: date) -> date:
    """The Monday of a week that is not over, else this week's."""
    try:
        found = monday_of(week)
    except ValueError:
        return this
    return max(found, this)


PAGES: Final = (Page("/kalender", "GET", "see_case", calendar, menu="calendar"),)
