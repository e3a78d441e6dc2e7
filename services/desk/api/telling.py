"""How what goes wrong in the interface is told: always as a problem, never with what was sent."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services import log
from services.casework.casework import where
from services.casework.faults import OUTAGES
from services.desk.api.problem import Problem, faults_of
from services.desk.wording import language_of
from services.store.asking import NotAllowed, NotThere

_CODES: Final = {404: "no_address", 405: "wrong_method"}

_log = log.get("desk")


async def _problem(request: Request, fault: Problem) -> Response:
    return fault.response(language_of(request))


async def _not_allowed(request: Request, fault: NotAllowed) -> Response:
    t = language_of(request)
    return Problem("not_allowed", 403, {"what": t.known("act", fault.act)}).response(t)


async def _not_there(request: Request, _fault: NotThere) -> Response:
    return Problem("not_there", 404).response(language_of(request))


async def _wrong_question(request: Request, fault: RequestValidationError) -> Response:
    return Problem("wrong_question", 422, faults=faults_of(fault.errors())).response(language_of(request))


async def _http(request: Request, fault: HTTPException) -> Response:
    code = _CODES.get(fault.status_code, "fault")
    return Problem(code, fault.status_code, headers=fault.headers).response(language_of(request))


async def _away(request: Request, fault: Exception) -> Response:
    """Whoever runs the service is told which outage it is: the database, a key, or an older state."""
    _log.warning("record_away", error=type(fault).__name__, error_at=where(fault))
    return Problem("away", 503, headers={"retry-after": "5"}).response(language_of(request))


async def _fault(request: Request, fault: Exception) -> Response:
    """A bug of ours. Only its place is told in the log: its text may quote what was sent."""
    _log.error("page_failed", error_at=where(fault))
    return Problem("fault", 500).response(language_of(request))


HANDLERS: Final[dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]]] = {
    Problem: _problem,
    NotAllowed: _not_allowed,
    NotThere: _not_there,
    RequestValidationError: _wrong_question,
    HTTPException: _http,
    Exception: _fault,
    **dict.fromkeys(OUTAGES, _away),
}
"""By what is raised."""
