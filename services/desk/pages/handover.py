"""Handing over: somebody's cases on one sheet for whoever takes over, on screen and on paper (R57–R59, D29)."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from services.desk.asking import Asked
from services.desk.numbers import whole
from services.desk.page import Page
from services.desk.pages.papers import pdf
from services.papers.handover import sheet
from services.papers.printing import printed

ON_SCREEN: Final = 25
ON_PAPER: Final = 200
"""Cases at one go; whoever has more leafs on, and prints the rest as a second bundle."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of somebody's cases: from the `first` one (from 1) to the `last` one of all."""

    first: int
    last: int
    total: int

    @property
    def before(self) -> int | None:
        """Where the part before this begins."""
        return max(0, self.first - 1 - ON_SCREEN) if self.first > 1 else None

    @property
    def after(self) -> int | None:
        """Where the next part begins."""
        return self.last if self.last < self.total else None

    @property
    def bundles(self) -> tuple[tuple[int, int], ...]:
        """What is printed at one go, from and to."""
        return tuple((n, min(n + ON_PAPER, self.total)) for n in range(0, self.total, ON_PAPER))


def handover(asked: Asked) -> Response:
    """The sheet on screen; opening it is the showing."""
    handing = asked.desk.handing
    whose = handing.whose(asked.actor, asked.query("av"))
    refs = handing.refs(asked.actor, asked.today, whose)
    first = _first(asked, len(refs))
    shown = refs[first : first + ON_SCREEN]
    return asked.page(
        "handover.html",
        whose=whose,
        sheet=sheet(handing.materials(asked.actor, shown), _of(asked, whose), asked.t),
        part=Part(first + 1, first + len(shown), len(refs)),
        guides=sorted(handing.colleagues(asked.actor), key=asked.name),
    )


def paper(asked: Asked) -> Response:
    """The same as PDF: all of them, as far as one bundle holds."""
    handing = asked.desk.handing
    whose = handing.whose(asked.actor, asked.query("av"))
    refs = handing.refs(asked.actor, asked.today, whose)
    first = _first(asked, len(refs))
    materials = handing.materials(asked.actor, refs[first : first + ON_PAPER])
    name = f"overlevering-{whose or asked.actor.slug}.pdf"
    return pdf(name, printed("handover", sheet(materials, _of(asked, whose), asked.t)))


def _first(asked: Asked, total: int) -> int:
    """Where the address begins, if there is anything there."""
    first = whole(asked.query("fra")) or 0
    return first if first < total else 0


def _of(asked: Asked, whose: str | None) -> str:
    return asked.name(whose or asked.actor.slug)


PAGES: Final = (
    Page("/overlevering", "GET", "print_handover", handover),
    Page("/overlevering.pdf", "GET", "print_handover", paper),
)
