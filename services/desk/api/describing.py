"""What stands in the OpenAPI document besides what the types of the operations say themselves."""

from collections.abc import Iterable
from typing import Any, Final

from fastapi import FastAPI

from services.desk.api import documents
from services.desk.api.plain import OutcomeTold
from services.desk.api.problem import MEDIA_TYPE, ProblemTold

ABOUT: Final = """The same facts and questions as the pages of the desk, by the same rules, for the same people.

**Who asks.** Until there is a login the interface answers on this machine only, and whoever asks says who they are as
in the browser: `POST /hvem` with the form field `hvem` (the slug of a member of staff) answers with the cookie `who`,
which is then sent along. Nobody may anything without it.

**What is answered.** What whoever asks may see, and no more; what shows a person is noted in the ledger first. What is
wrong with a request is told as `application/problem+json` (RFC 9457): what, where, and how to mend it.

**Again.** The id of a fact is its key of idempotency: the same source and id again gives the present outcome and does
nothing. Facts of other systems (police, courts, guide logs, municipalities) go on the bus: see
the AsyncAPI document."""


def describe(made: FastAPI) -> None:
    """The document has the schema of every fact, once it is asked for."""
    plain_document = made.openapi

    def document() -> dict[str, Any]:
        if made.openapi_schema is None:
            made.openapi_schema = documents.with_facts(_with_problems(plain_document()))
        return made.openapi_schema

    made.openapi = document  # type: ignore[method-assign]


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    told = ProblemTold.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas: dict[str, Any] = document["components"]["schemas"]
    schemas.update({name: one for name, one in told.pop("$defs").items() if name not in schemas})
    schemas[ProblemTold.__name__] = told
    return document


_PROBLEM: Final = f"#/components/schemas/{ProblemTold.__name__}"


def responses(also: Iterable[int], *, tells: bool) -> dict[int | str, dict[str, Any]]:
    """Every status that an operation may answer with; `tells`: it is the one that records facts."""
    told: dict[int | str, dict[str, Any]] = {
        status: {"description": _SAYS[status], "content": {MEDIA_TYPE: {"schema": {"$ref": _PROBLEM}}}}
        for status in sorted({401, 403, 422, 503, *also})
    }
    if tells:
        told |= {
            200: {"description": "It was here before: its present outcome", "model": OutcomeTold},
            201: {"description": "Recorded, perhaps as a breach", "model": OutcomeTold},
            202: {"description": "It waits for other facts, or has no case yet", "model": OutcomeTold},
        }
    return told


_SAYS: Final = {
    400: "What was sent is no JSON",
    401: "Nobody has said who they are",
    403: "Whoever asks may not",
    404: "There is none, or it is not theirs to see",
    409: "Refused by the rules, with all reasons; put aside; or the case has changed since it was seen",
    413: "More was sent than a fact can be",
    415: "What was sent is not called JSON",
    422: "Something sent does not fit the contract",
    503: "The record is away; the same may be sent again without harm",
}


def body() -> dict[str, Any]:
    content = {"schema": documents.any_fact()}
    return {
        "requestBody": {
            "required": True,
            "description": "A fact as a structured CloudEvent 1.0.",
            "content": {"application/json": content, "application/cloudevents+json": content},
        }
    }
