"""Every way into the desk as the application itself has it, and what whoever comes that way must be allowed."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.routing import Mount, Route

from services.desk.api.app import OPEN as API_OPEN
from services.desk.api.app import OPERATIONS
from services.desk.api.app import PATH as API
from services.desk.pages import PAGES
from workflows.access import Act

OPEN: Final = frozenset(
    {
        "/static/{name}",  # nobody's data
        "/healthz",
        "/readyz",
        "/kalender.ics",  # its key stands in the address
        "/strom",  # says when to look again, to whoever may look
        "/hvem",
        "/tilgjengelighet",  # tells everybody the same
        "/valg",
        f"{API}/openapi.json",
        *(f"{API}{path}" for path in API_OPEN),
    }
)
"""What opens without saying who one is, each for a reason."""

ACTS: Final[Mapping[tuple[str, str], Act]] = {
    **{(page.method, page.path): page.act for page in PAGES},
    **{(one.method, f"{API}{one.path}"): one.act for one in OPERATIONS},
}
"""Method and address -> what whoever opens it must be allowed somewhere at all."""


@dataclass(frozen=True, slots=True, order=True)
class WayIn:
    """A method at an address of the application."""

    path: str
    method: str

    @property
    def act(self) -> Act:
        return ACTS[self.method, self.path]

    def at(self, parts: Mapping[str, str]) -> str:
        """The address with its parts filled in; what is not told is `none`, which there is none of."""
        return re.sub(r"\{([a-z_]+)[^}]*\}", lambda part: parts.get(part[1], "none"), self.path)


def ways_in(routes: Sequence[Any], before: str = "") -> Iterator[WayIn]:
    """All of an application, those of the applications below it too."""
    for route in routes:
        if isinstance(route, Mount):
            yield from ways_in(route.routes or (), before + route.path)
        elif isinstance(route, Route) or hasattr(route, "methods"):
            for method in sorted((route.methods or {"GET"}) - {"HEAD"}):
                yield WayIn(before + route.path, method)


def closed(app: Any) -> list[WayIn]:
    """Those that somebody must be allowed."""
    return sorted(one for one in ways_in(app.routes) if one.path not in OPEN)


def open_doors(app: Any, ask: Callable[[WayIn], Any]) -> list[WayIn]:
    """Those that let in nobody in particular; `ask` comes as somebody who has not said who they are."""
    found = []
    for way in closed(app):
        answer = ask(way)
        asked_first = answer.status_code == 303 and answer.headers["location"].startswith("/hvem?")
        if not asked_first and answer.status_code != 401:
            found.append(way)
    return found
