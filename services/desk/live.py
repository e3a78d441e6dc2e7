"""What keeps an open page as the record is: a stream that says when to look again, and never what there is to see."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import compile_path
from starlette_compress import remove_compress_type

from services.bus.pace import Lane
from services.casework.faults import OUTAGES
from services.desk.asking import Asked
from services.desk.bell import Bell
from services.desk.page import Page, Seen
from services.store.asking import NotAllowed, NotThere

PATH: Final = "/strom"

_PULSE_SECONDS: Final = 10.0
"""How often a stream says that it is there: a page that hears nothing for longer knows that it is cut off."""

_TOGETHER_SECONDS: Final = 0.2
"""What is recorded within this is told at once."""

remove_compress_type("text/event-stream")  # a compressor would keep lines back


@dataclass(frozen=True, slots=True)
class _Watched:
    page: Page
    request: Request


class Live:
    """The streams of all open pages. Each looks as its own actor; who may not any more is told that it is over."""

    def __init__(self, bell: Bell, pages: tuple[Page, ...], asked: Callable[[Request, FormData], Asked | None]) -> None:
        self._bell = bell
        self._asked = asked
        self._pages = [(compile_path(page.path), page) for page in pages if page.live is not None]
        self._lane = Lane("live")  # one thread for all: pages that people open are not kept waiting

    async def stream(self, request: Request) -> Response:
        """`?side=ADDRESS&sett=VERSION`: the page that is open, and what it shows."""
        watched = self._watched(request)
        if watched is None:
            return PlainTextResponse("", status_code=404)
        shown = request.headers.get("last-event-id") or request.query_params.get("sett", "")
        try:
            seen = await self._lane.run(self._look, watched)
        except OUTAGES:
            return PlainTextResponse("", status_code=503)
        return StreamingResponse(
            self._lines(watched, shown, seen), media_type="text/event-stream", headers={"cache-control": "no-store"}
        )

    async def _lines(self, watched: _Watched, shown: str, seen: Seen | None) -> AsyncIterator[str]:
        while not self._bell.over:
            rung = self._bell.rung
            if seen is None:
                yield _event("lukket")
                return
            version = digest(seen)
            yield _event("puls") if version == shown else _event("endret", seen.said, version)
            shown = version
            if await self._bell.heard(rung, _PULSE_SECONDS) != rung:
                await asyncio.sleep(_TOGETHER_SECONDS)
            if self._bell.over:
                return
            try:
                seen = await self._lane.run(self._look, watched)
            except OUTAGES:
                return  # the page tells that it is cut off, and comes back

    def _look(self, watched: _Watched) -> Seen | None:
        """What the page shows now; None where whoever looks may not any more."""
        asked = self._asked(watched.request, FormData())
        if asked is None or watched.page.live is None or not asked.may(watched.page.act):
            return None
        try:
            return watched.page.live(asked)
        except (NotAllowed, NotThere):
            return None

    def _watched(self, request: Request) -> _Watched | None:
        """The page that is open, with a request as if it were asked for itself."""
        try:
            side = urlsplit(request.query_params.get("side", ""))
        except ValueError:  # no address at all
            return None
        for (pattern, _, converters), page in self._pages:
            found = pattern.match(side.path)
            if found is None:
                continue
            parts: Mapping[str, Any] = {
                name: converters[name].convert(value) for name, value in found.groupdict().items()
            }
            query = urlencode(parse_qsl(side.query)).encode()
            scope = {**request.scope, "path": side.path, "query_string": query, "path_params": parts}
            return _Watched(page, Request(scope))
        return None


def digest(seen: Seen) -> str:
    """A version as it stands in an address."""
    return sha256(seen.version.encode()).hexdigest()[:16]


def address(asked: Asked, seen: Seen) -> str:
    """Where a page that shows this hears of changes."""
    url = asked.request.url
    side = f"{url.path}?{url.query}" if url.query else url.path
    return f"{PATH}?{urlencode({'side': side, 'sett': digest(seen)})}"


def _event(name: str, said: str = "", version: str = "") -> str:
    number = f"id: {version}\n" if version else ""
    return f"event: {name}\n{number}data: {' '.join(said.split())}\n\n"
