"""The interface as an application below the desk: its operations, who may ask each, and how what goes wrong is told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from fastapi import Depends, FastAPI, Request
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import Route

from services import log
from services.desk.api import documents, facts, plain, questions
from services.desk.api.asking import allowed
from services.desk.api.describing import ABOUT, body, describe, responses
from services.desk.api.telling import HANDLERS
from services.desk.asking import Asked
from workflows.access import Act

PATH: Final = "/api/v1"
VERSION: Final = "1"

_log = log.get("desk")


@dataclass(frozen=True, slots=True)
class Operation:
    """One question, or one way to tell. `act` is what whoever asks must be allowed somewhere at all; what they then see
    the questions decide."""

    path: str
    method: Literal["GET", "POST"]
    act: Act
    answer: Callable[..., plain.Plain]
    told: type[plain.Plain]
    summary: str
    also: tuple[int, ...] = ()


OPERATIONS: Final = (
    Operation("/me", "GET", "see_rules", questions.get_me, plain.MeTold, "Who am I"),
    Operation("/worklist", "GET", "see_duties", questions.get_worklist, plain.WorklistTold, "What lies with me"),
    Operation("/cases/{ref}", "GET", "see_case", questions.get_case, plain.CaseTold, "A case", (404,)),
    Operation(
        "/cases/{ref}/eligible", "GET", "see_eligible", questions.get_eligible, plain.CandidatesTold,
        "Who may be its guide", (404,),
    ),
    Operation(
        "/facts", "POST", "write_concern", facts.post_fact, plain.OutcomeTold, "Tell a fact",
        (400, 404, 409, 413, 415),
    ),
    Operation(
        "/facts/dry-run", "POST", "write_concern", facts.dry_run, plain.OutcomeTold, "May I do this now",
        (400, 404, 409, 413, 415),
    ),
    Operation(
        "/facts/{source}/{fact_id}", "GET", "write_concern", facts.get_outcome, plain.OutcomeTold,
        "What became of a fact", (404,),
    ),
    Operation("/rules", "GET", "see_rules", questions.get_rules, plain.RulebookTold, "The rulebook"),
)  # fmt: skip
"""Everything that may be asked and told, in the order of the document."""

OPEN: Final = {"/schemas": documents.schemas, "/schemas/{type}": documents.schema, "/asyncapi.json": documents.asyncapi}
"""What is open to whoever is on this machine; so is the OpenAPI document."""


def api(asked: Callable[[Request, FormData], Asked | None]) -> FastAPI:
    """The application. `asked` tells who asks, None where nobody has said who they are."""
    made = FastAPI(
        title="Trygghet",
        version=VERSION,
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        servers=[{"url": PATH}],
        root_path_in_servers=False,
        routes=[Route(path, answer) for path, answer in OPEN.items()],
        exception_handlers=HANDLERS,
    )
    made.state.asked = asked
    for one in OPERATIONS:
        made.add_api_route(
            one.path,
            one.answer,
            methods=[one.method],
            response_model=one.told,
            summary=one.summary,
            dependencies=[Depends(allowed(one.act)), Depends(_not_kept)],
            responses=responses(one.also, tells=one.answer is facts.post_fact),
            openapi_extra=body() if one.method == "POST" else None,
        )
    describe(made)
    return made


def _not_kept(response: Response) -> None:
    """Nothing of it is kept by whoever passes it on."""
    response.headers["cache-control"] = "no-store"
