"""Who asks, what they may, and what they have sent: read in this order, so that nobody sends what they may not."""

from collections.abc import Callable
from typing import Annotated, Any, Final

import orjson
from fastapi import Depends, Request
from starlette.datastructures import FormData

from services.desk.api.problem import Problem
from services.desk.asking import Asked
from services.store.asking import NotAllowed
from workflows.access import Act

MOST_BYTES: Final = 256 * 1024
"""A fact with every field at its longest is far below it."""

TYPES: Final = frozenset({"application/json", "application/cloudevents+json"})
"""What no form of another page can send without asking first."""


def asker(request: Request) -> Asked:
    """Whoever the cookie names. Raises Problem where nobody has said who they are."""
    asked: Asked | None = request.app.state.asked(request, FormData())
    if asked is None:
        raise Problem("who_are_you", 401, headers={"www-authenticate": 'Cookie realm="trygghet"'})
    return asked


Caller = Annotated[Asked, Depends(asker)]


def allowed(act: Act) -> Callable[[Asked], None]:
    """Lets on whoever may do this somewhere at all."""

    def check(asked: Caller) -> None:
        if not asked.may(act):
            raise NotAllowed(asked.actor, act)

    return check


async def sent(request: Request) -> Any:
    """The JSON that was sent. Raises Problem where it is none, too much, or called something else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TYPES:
        raise Problem("wrong_type", 415, headers={"accept-post": ", ".join(sorted(TYPES))})
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > MOST_BYTES:
            raise Problem("too_large", 413, {"most": MOST_BYTES // 1024}, headers={"connection": "close"})
    try:
        return orjson.loads(bytes(content))
    except orjson.JSONDecodeError as fault:
        raise Problem("not_json", 400, {"line": fault.lineno, "column": fault.colno}) from None


Sent = Annotated[Any, Depends(sent)]
