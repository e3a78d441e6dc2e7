"""Who sits at the desk: until there is a login, whoever they say they are, on this machine only."""

import hmac
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from services.store.keys import KeyRing

COOKIE: Final = "who"


class Who:
    """A cookie that only this installation can have written."""

    def __init__(self, keyring: KeyRing) -> None:
        self._keyring = keyring

    def of(self, request: Request) -> str | None:
        """The slug of the member of staff, None where nobody has said who they are."""
        slug, _, signature = request.cookies.get(COOKIE, "").partition(".")
        ours = self._signature(slug).encode()
        return slug if slug and hmac.compare_digest(signature.encode(), ours) else None

    def sign_in(self, answer: Response, slug: str) -> None:
        """From now on this browser is that member of staff."""
        answer.set_cookie(COOKIE, f"{slug}.{self._signature(slug)}", httponly=True, samesite="strict")

    def sign_out(self, answer: Response) -> None:
        """From now on it is nobody."""
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")

    def _signature(self, slug: str) -> str:
        return self._keyring.index_token("desk_cookie", slug).hex()
