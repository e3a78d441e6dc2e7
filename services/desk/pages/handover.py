"""Handing over: somebody's cases on one sheet for whoever takes over, on screen and on paper (R57–R59, D29)."""

from typing import Final

from starlette.responses import Response

from services.desk.asking import Asked
from services.desk.page import Page
from services.desk.pages.papers import pdf
from services.papers.handover import sheet
from services.papers.papers import Material
from services.papers.printing import printed
from services.store.asking import NotAllowed, NotThere
from services.store.staffing import FOLLOW_UP

MOST: Final = 25
"""Cases on one sheet; whoever has more hands them over in parts."""


def handover(asked: Asked) -> Response:
    """The sheet on screen; opening it is the showing."""
    whose = _whose(asked)
    refs = _refs(asked, whose)
    return asked.page(
        "handover.html",
        whose=whose,
        sheet=sheet(_materials(asked, refs), _of(asked, whose), asked.t),
        left=max(0, len(refs) - MOST),
        guides=_guides(asked),
    )


def paper(asked: Asked) -> Response:
    """The same as PDF."""
    whose = _whose(asked)
    materials = _materials(asked, _refs(asked, whose))
    name = f"overlevering-{whose or asked.actor.slug}.pdf"
    return pdf(name, printed("handover", sheet(materials, _of(asked, whose), asked.t)))


def _whose(asked: Asked) -> str | None:
    """Whose cases: of the guide asked for, by those who may ask for one; a guide's own; None is what lies with whoever
    asks."""
    chosen = asked.query("av")
    if not chosen or chosen == asked.actor.slug:
        return asked.actor.slug if asked.may("see_youths") else None
    if chosen not in _guides(asked):
        raise NotThere(chosen)
    return chosen


def _guides(asked: Asked) -> tuple[str, ...]:
    """The colleagues of the same units who follow youths up, for whoever may ask for their cases."""
    if not asked.may("see_eligible"):
        return ()
    units = asked.actor.member.units
    found = (one.slug for one in asked.desk.members() if FOLLOW_UP & one.roles and units.intersection(one.units))
    return tuple(sorted(found, key=asked.name))


def _refs(asked: Asked, whose: str | None) -> tuple[str, ...]:
    if whose is not None:
        return tuple(case.subject.removeprefix("case/") for case in asked.desk.owing.followed(asked.actor, whose))
    found = asked.desk.worklists.of(asked.actor, asked.today, most=MOST)
    return tuple(dict.fromkeys(row.ref for row in found.rows if row.case is not None))


def _materials(asked: Asked, refs: tuple[str, ...]) -> tuple[Material, ...]:
    """Of those that whoever asks may have on paper."""
    made = []
    for ref in refs[:MOST]:
        try:
            made.append(asked.desk.papers.material(asked.actor, ref, "print_handover"))
        except (NotAllowed, NotThere):  # a duty of theirs on a case whose people they do not see
            continue
    return tuple(made)


def _of(asked: Asked, whose: str | None) -> str:
    return asked.name(whose or asked.actor.slug)


PAGES: Final = (
    Page("/overlevering", "GET", "print_handover", handover),
    Page("/overlevering.pdf", "GET", "print_handover", paper),
)
