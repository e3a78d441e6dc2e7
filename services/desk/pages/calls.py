"""The calls that are to be made, in order: whom, by which number, under which conditions, siblings in one call."""

from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from services.desk.asking import Asked
from services.desk.page import Page
from services.papers.callsheet import sheet
from services.store.answers import DutyLine
from services.store.asking import NotAllowed
from workflows.case import Case
from workflows.period import Try

_KINDS: Final = ("call_family",)
_MOST: Final = 25
"""Calls on one list; more are not made in a day."""


@dataclass(frozen=True, slots=True)
class CallToMake:
    """One call. `sheet` is what the call sheet says of it; `tries` the earlier ones; `together` the other cases on the
    list of the same home."""

    ref: str
    case: Case
    duty: DutyLine
    sheet: dict[str, Any]
    tries: tuple[Try, ...]
    together: tuple[str, ...]


def calls(asked: Asked) -> Response:
    """Those that are due, or may be made already; opening the list is the showing."""
    owed = asked.desk.owing.of_kinds(asked.actor, asked.today, _KINDS)
    ready = [one for one in owed if one.duties[0].from_date <= asked.today and not one.duties[0].waiting_for]
    waiting = [one for one in owed if one not in ready]
    made = []
    for one in ready[:_MOST]:
        try:
            material = asked.desk.papers.material(asked.actor, one.ref, "print_call_sheet")
        except NotAllowed:  # a part in the case, and still not theirs to phone
            continue
        on_list = {other.ref for other in ready}
        together = tuple(
            other.ref for other in material.view.together if {"phone"} & set(other.because) and other.ref in on_list
        )
        made.append(
            CallToMake(
                one.ref, one.case, one.duties[0], sheet(material, asked.t), one.case.period.tries, together
            )
        )  # fmt: skip
    return asked.page("calls.html", calls=made, waiting=waiting, left=max(0, len(ready) - _MOST))


PAGES: Final = (Page("/ringeliste", "GET", "print_call_sheet", calls, menu="calls"),)
