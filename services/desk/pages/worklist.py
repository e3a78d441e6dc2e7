"""What lies with whoever asks, what presses first; one row a case, or one row a duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args
from urllib.parse import urlencode

from starlette.responses import Response

from services.desk.asking import Asked
from services.desk.forms_of import does
from services.desk.numbers import whole
from services.desk.page import Page, Seen
from services.desk.when import capitalize_first
from services.store.happenings import Happening
from services.store.worklist import PILES, Pile, Worklist, WorkRow
from services.texts import Texts
from services.texts.steps import step_of

_ELSEWHERE: Final = {"unit": "/uttrekk", "staff": "/folk", "inbox": "/avvist", "quarantine": "/drift"}
"""Where what is no case's is done, by kind of subject."""

_EXTRACT: Final = ("go_through_extract", "receive_extract")
"""A weekly extract that waits, to be gone through or to be fetched (R25–R27)."""
_HAPPENED: Final = 8
"""Lines under «Skjer nå»."""

_FIRST: Final = 12
_MORE: Final = 50


def worklist(asked: Asked) -> Response:
    """The landing page."""
    choice = _choice(asked)
    found = _found(asked, choice)
    happened = asked.desk.happenings.latest(asked.actor, _HAPPENED)
    return asked.page(
        "worklist.html",
        live=_seen(asked, found, happened),
        work=found,
        happened=happened,
        piles=PILES,
        chosen=choice.pile,
        each=choice.each,
        after=choice.after,
        most=choice.most,
        total=sum(found.counts.values()),
        link=lambda **changes: _link(asked, **changes),
        empty=_nothing(found),
        extract=next((row for row in found.rows if row.duty.kind in _EXTRACT), None),
        address=address,
        extracts=_EXTRACT,
        waits_on=lambda row: _waits_on(asked, row),
        waits=lambda row: ", ".join(asked.t.known("duty", kind) for kind in row.duty.waiting_for),
        does=lambda row: does(asked, row.duty.subject, row.duty.cleared_by),
        place=lambda row: _place(asked, row),
    )


@dataclass(frozen=True, slots=True)
class _Choice:
    """What of the list the address asks for."""

    pile: Pile | None
    each: bool
    after: int

    @property
    def most(self) -> int:
        return _MORE if self.pile else _FIRST


def _choice(asked: Asked) -> _Choice:
    pile: Pile | None = next((one for one in get_args(Pile) if one == asked.query("haug")), None)
    after = whole(asked.query("etter")) or 0
    return _Choice(pile, asked.query("rad") == "oppgave", after)


def _found(asked: Asked, choice: _Choice) -> Worklist:
    return asked.desk.worklists.of(
        asked.actor, asked.today, each=choice.each, pile=choice.pile, after=choice.after, most=choice.most
    )


def live(asked: Asked) -> Seen:
    """What the list shows now."""
    happened = asked.desk.happenings.latest(asked.actor, _HAPPENED)
    return _seen(asked, _found(asked, _choice(asked)), happened)


def _seen(asked: Asked, found: Worklist, happened: Sequence[Happening]) -> Seen:
    rows = [
        (row.duty, row.more, row.cause, None if row.case is None else (step_of(row.case), row.case.period.guide))
        for row in found.rows
    ]
    said = asked.t("desk_live", "worklist")
    if happened:
        said = f"{said} {what_happened(asked.t, happened[0])}"
    return Seen(repr((asked.today, sorted(found.counts.items()), rows, happened)), said)


def what_happened(t: Texts, one: Happening) -> str:
    """`Kontakt logget, T-…`: a fact by its name, and the case that it is about."""
    kind, _, name = one.subject.partition("/")
    told = capitalize_first(t.known("fact", one.type))
    return f"{told}, {name}." if kind == "case" else f"{told}."


def address(row: WorkRow) -> str:
    """Where the thing is done: the case, or the page of the unit's or the colleague's own."""
    kind, _, name = row.duty.subject.partition("/")
    if row.duty.kind == "go_through_extract":
        return f"/uttrekk/{name}/{row.duty.party}"
    if row.duty.kind == "receive_extract":
        return f"/uttrekk?{urlencode({'enhet': name, 'uke': row.duty.party})}#fil"
    return f"/sak/{name}" if kind == "case" else _ELSEWHERE[kind]


def _waits_on(asked: Asked, row: WorkRow) -> str | None:
    """Who has been asked and has not answered, by name."""
    if row.pile != "waiting" or row.case is None or row.duty.waiting_for:
        return None
    period, incident = row.case.period, row.case.incident(row.duty.party)
    if row.duty.kind == "ask_clearance_again":
        return asked.name(incident.words[-1].by) if incident is not None and incident.words else None
    found = period.candidate if row.duty.kind == "await_guide" else period.holder_asked
    return asked.name(found.staff) if found is not None else None


def _place(asked: Asked, row: WorkRow) -> str:
    """The unit, or the colleague, by name; of a fact without a case the unit that answers for it."""
    kind, _, name = row.duty.subject.partition("/")
    if kind == "staff":
        return asked.name(name)
    unit = name if kind == "unit" else row.duty.unit or ""
    return asked.units.get(unit, unit)


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


PAGES: Final = (Page("/", "GET", "see_duties", worklist, menu="worklist", live=live),)
