"""Operations: how cases flow, how the services are, and the messages that were put aside; nothing about anybody."""

from importlib.metadata import version
from typing import Final

from starlette.responses import Response

from services.casework.quarantine import AnsweredAlready
from services.desk.asking import Asked
from services.desk.flow import chart, flow
from services.desk.numbers import whole
from services.desk.page import Page
from services.store.asking import NotThere
from services.store.connect import SCHEMA_VERSION
from workflows.chart import PHASES
from workflows.versions import RULES_VERSION

_MOST: Final = 50


def operations(asked: Asked) -> Response:
    """The page."""
    figures, t = asked.desk.standing.seen(), asked.t
    record = figures.record
    return asked.page(
        "flow.html",
        f=figures,
        r=record,
        phases=PHASES,
        columns=lambda phase: [record.phase(phase, unit) for unit in record.units],
        names=asked.units if record.fault is None else {},
        chart=chart(record, t),
        flow=flow(record.days, t, lambda day: t.day(day.day)),
        total=sum(day.total for day in record.days),
        aside=asked.desk.reader.quarantined(asked.actor, state="open", most=_MOST) if record.fault is None else (),
        most=_MOST,
        version=version("trygghet"),
        schema=SCHEMA_VERSION,
        rules=RULES_VERSION,
    )


def message(asked: Asked, *, status: int = 200, fault: str | None = None) -> Response:
    """One message that was put aside."""
    one = asked.desk.reader.quarantined(asked.actor, number=_number(asked))[0]
    return asked.page("put_aside.html", status=status, one=one, fault=fault, why=str(asked.form.get("hvorfor", "")))


def retry(asked: Asked) -> Response:
    """Read the chosen messages again: the one whose button it was, or all that are ticked."""
    one = str(asked.form.get("en", ""))
    numbers = [text for text in ([one] if one else asked.form.getlist("nr")) if isinstance(text, str)]
    chosen = [whole(text) for text in numbers]
    if not chosen or None in chosen:
        return asked.then("/drift#til-side", "none_chosen")
    told = [_retried(asked, number) for number in chosen if number is not None]
    if len(told) == 1:
        return asked.then("/drift#til-side", told[0])
    return asked.then("/drift#til-side", "retried_all" if set(told) == {"retried"} else "aside_some")


def _retried(asked: Asked, number: int) -> str:
    try:
        answer = asked.desk.quarantine.retry(asked.actor, number)
    except AnsweredAlready:
        return "answered_before"
    return "aside_again" if answer.outcome == "quarantined" else "retried"


def drop(asked: Asked) -> Response:
    """Drop a message for good, with a reason."""
    why = str(asked.form.get("hvorfor", "")).strip()
    if not why:
        return message(asked, status=422, fault="why_missing")
    try:
        asked.desk.quarantine.drop(asked.actor, _number(asked), why)
    except AnsweredAlready:
        return asked.then("/drift#til-side", "answered_before")
    return asked.then("/drift#til-side", "dropped")


def _number(asked: Asked) -> int:
    number = whole(asked.path("number"))
    if number is None:
        raise NotThere(asked.path("number"))
    return number


PAGES: Final = (
    Page("/drift", "GET", "operate", operations, menu="flow"),
    Page("/drift/karantene", "POST", "operate", retry),
    Page("/drift/karantene/{number}", "GET", "see_quarantine", message),
    Page("/drift/karantene/{number}", "POST", "operate", drop),
)
