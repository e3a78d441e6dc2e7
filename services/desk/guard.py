"""What every answer of the desk carries, and whom it answers at all: this machine only, until there is a login."""

import ipaddress
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.texts import DEFAULT, texts

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)

_HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_CHANGING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


class Guarded:
    """Adds the headers; refuses who is elsewhere, who calls this machine by another name, and what another page sends.

    A page of somebody else that is open in the same browser may neither read (the name under which it reaches us is
    not ours) nor send (its origin is not ours, and the cookie is not sent along).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        code = _refused(scope)
        if code is not None:
            await _told("desk_guard", code, 400 if code == "no_letter" else 403)(scope, receive, guarded)
            return
        try:
            await self._app(scope, receive, guarded)
        except Exception:
            if not begun:
                await _told("desk_fault", "broken_how", 500)(scope, receive, guarded)
            raise  # whoever serves us tells of it in the log, by its kind and place


def _refused(scope: Scope) -> str | None:
    client = scope.get("client")
    if client is None or not from_here(client[0]):
        return "only_here"
    hosts = _headers(scope["headers"], b"host")
    if len(hosts) != 1 or _name_of(f"//{hosts[0]}") not in _NAMES:
        return "other_name"
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        return "no_letter"
    if scope["method"] not in _CHANGING:
        return None
    own = {b"sec-fetch-site": "same-origin", b"origin": f"http://{hosts[0]}"}
    foreign = (told for name, ours in own.items() for told in _headers(scope["headers"], name) if told != ours)
    return "other_page" if any(True for _ in foreign) else None


def from_here(address: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _headers(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in headers if key == name]


def _name_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # a bracket that is never closed, and the like
        return ""


def _told(section: str, code: str, status: int) -> PlainTextResponse:
    return PlainTextResponse(texts(DEFAULT)(section, code), status, {"cache-control": "no-store"})
