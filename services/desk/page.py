"""What a page is: an address, whoever may open it, and what answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from starlette.responses import Response

from services.desk.asking import Asked
from workflows.access import Act

MOST_SENT: Final = 1024**2
"""Bytes that are taken of a form; the longest of the programme is far below it."""

Method = Literal["GET", "POST"]

Menu = Literal[
    "mine",
    "worklist",
    "cases",
    "clearances",
    "calls",
    "extract",
    "referral",
    "calendar",
    "people",
    "report",
    "rules",
    "practice",
    "flow",
    "integration",
]
"""The entries of the menu, in its order."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page shows, as far as it may change while it is open: another `version` is another picture. `said` is what
    somebody who does not see the page is told when it has changed; nothing personal."""

    version: str
    said: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page or a form. `act` is what whoever opens it must be allowed somewhere at all; what they then see of it the
    questions decide. `menu` is where it stands in the menu, for those who may; `most` how many bytes may be sent to it.
    `live`: what it shows at this moment, cheaply and without an entry in the ledger; the page then renews itself."""

    path: str
    method: Method
    act: Act
    answer: Callable[[Asked], Response]
    menu: Menu | None = None
    live: Callable[[Asked], Seen] | None = None
    most: int = MOST_SENT
