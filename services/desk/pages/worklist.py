"""What lies with whoever asks, what presses first; one row a case, or one row a duty."""

from typing import Final, get_args

from starlette.responses import Response

from services.desk.asking import Asked
from services.desk.forms_of import does
from services.desk.page import Page
from services.store.worklist import PILES, Pile, Worklist, WorkRow

_ELSEWHERE: Final = {"unit": "/uttrekk", "staff": "/folk", "inbox": "/avvist", "quarantine": "/drift"}
"""Where what is no case's is done, by kind of subject."""

_EXTRACT: Final = ("go_through_extract", "receive_extract")
"""A weekly extract that waits, to be gone through or to be fetched (R25–R27)."""

_FIRST: Final = 12
_MORE: Final = 50


def worklist(asked: Asked) -> Response:
    """The landing page."""
    chosen: Pile | None = next((pile for pile in get_args(Pile) if pile == asked.query("haug")), None)
    each = asked.query("rad") == "oppgave"
    after = int(asked.query("etter")) if asked.query("etter").isdigit() else 0
    most = _MORE if chosen else _FIRST
    found = asked.desk.worklists.of(asked.actor, asked.today, each=each, pile=chosen, after=after, most=most)
    return asked.page(
        "worklist.html",
        work=found,
        piles=PILES,
        chosen=chosen,
        each=each,
        after=after,
        most=most,
        total=sum(found.counts.values()),
        link=lambda **changes: _link(asked, **changes),
        empty=_nothing(found),
        extract=next((row for row in found.rows if row.duty.kind in _EXTRACT), None),
        address=address,
        waits=lambda row: ", ".join(asked.t.known("duty", kind) for kind in row.duty.waiting_for),
        does=lambda row: does(asked, row.duty.subject, row.duty.cleared_by),
        place=lambda row: _place(asked, row),
    )


def address(row: WorkRow) -> str:
    """Where the thing is done: the case, or the page of the unit's or the colleague's own."""
    kind, _, name = row.duty.subject.partition("/")
    return f"/sak/{name}" if kind == "case" else _ELSEWHERE[kind]


def _place(asked: Asked, row: WorkRow) -> str:
    """The unit, or the colleague, by name; of a fact without a case the unit that answers for it."""
    kind, _, name = row.duty.subject.partition("/")
    if kind == "staff":
        return asked.name(name)
    unit = name if kind == "unit" else row.duty.unit or ""
    return asked.desk.units().get(unit, unit)


def _nothing(found: Worklist) -> bool:
    return not any(found.counts.values())


def _link(asked: Asked, **changes: str | None) -> str:
    """The same list with another choice; a saved filter is an address."""
    kept = {name: asked.query(name) for name in ("haug", "rad") if asked.query(name)}
    kept.update({name: value for name, value in changes.items() if value})
    for name in (name for name, value in changes.items() if value is None):
        kept.pop(name, None)
    told = "&".join(f"{name}={value}" for name, value in kept.items())
    return f"/?{told}" if told else "/"


PAGES: Final = (Page("/", "GET", "see_duties", worklist, menu="worklist"),)
