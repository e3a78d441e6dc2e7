"""«Slik sto saken»: a case as of the end of a day, with what was known and owed then, and nothing that can be done."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Final

from starlette.responses import Response

from services.desk.asking import Asked
from services.desk.onecase import CaseShown, key_facts
from services.desk.page import Page
from services.desk.pages.case import reported_by
from services.store.asking import NotThere
from services.texts.why import decision_lines, duty_lines, reason_lines
from workflows.workdays import OSLO, day_of


def then(asked: Asked) -> Response:
    """The case of that day; asked for a day to come, or before there was a case, the page says so."""
    day = _day(asked.query("dag"))
    if day is None or day > asked.today:
        return _without(asked, "no_day" if day is None else "ahead")
    end = datetime.combine(day, time.max, OSLO)
    try:
        view = asked.desk.reader.case(asked.actor, asked.ref, known=end)
    except NotThere:
        return _without(asked, "before")
    as_then = replace(asked, today=day)
    shown = CaseShown(view, asked.t, day, asked.name)
    return as_then.page(
        "then.html",
        shown=shown,
        view=view,
        owed=sorted(view.duties, key=lambda duty: (bool(duty.waiting_for), duty.due_date)),
        day=day,
        latest=asked.today,
        opened_on=day_of(shown.case.opened_at),
        key_facts=key_facts(shown, asked.units),
        why=lambda duty: list(duty_lines(asked.t, duty, shown.facts, view.duties)),
        waits=lambda duty: ", ".join(asked.t.known("duty", kind) for kind in duty.waiting_for),
        owner=asked.owner,
        who=lambda fact: reported_by(asked, fact),
        decided=lambda line: list(decision_lines(asked.t, line)),
        reasons=lambda reason: list(reason_lines(asked.t, reason, shown.facts, day, why=True)),
    )


def _without(asked: Asked, fault: str) -> Response:
    """Why there is nothing to show, to whoever sees the case at all. Raises NotThere."""
    view = asked.desk.reader.case(asked.actor, asked.ref)
    opened = day_of(view.timeline[0].recorded)
    return asked.page(
        "then_not.html", status=422, ref=view.ref, fault=fault, opened_on=opened, latest=asked.today
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


PAGES: Final = (Page("/sak/{ref}/slik", "GET", "see_case", then),)
