"""The contracts, for programs that are written against them: no secret, and open without saying who one is."""

from functools import lru_cache
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from events.catalogue import BY_TYPE, CATALOGUE
from services.contracts.schemas import asyncapi_document, fact_schema
from services.desk.api.problem import Problem

_KEPT: Final = {"cache-control": "no-cache"}


def schemas(_request: Request) -> Response:
    """Every type of fact, with where its schema is."""
    found = {model.TYPE: f"/api/v1/schemas/{model.TYPE}" for model in CATALOGUE}
    return JSONResponse({"facts": found}, headers=_KEPT)


def schema(request: Request) -> Response:
    """The JSON Schema of one type of fact."""
    model = BY_TYPE.get(request.path_params["type"])
    if model is None:
        raise Problem("not_there", 404)
    return JSONResponse(fact_schema(model), headers=_KEPT, media_type="application/schema+json")


def asyncapi(_request: Request) -> Response:
    """The AsyncAPI document of both streams."""
    return Response(_asyncapi(), media_type="application/json", headers=_KEPT)


@lru_cache(maxsize=1)
def _asyncapi() -> bytes:
    """Made once, by whoever asks first: it takes a fifth of a second."""
    return orjson.dumps(asyncapi_document())


def with_facts(document: dict[str, Any]) -> dict[str, Any]:
    """An OpenAPI document with the schema of every fact among its components, named by its type."""
    schemas_of: dict[str, Any] = document["components"]["schemas"]
    for model in CATALOGUE:
        told = fact_schema(model)
        definitions = told.pop("$defs")
        schemas_of.update({f"value.{name}": _moved(one) for name, one in definitions.items()})
        schemas_of[model.TYPE] = _moved({key: one for key, one in told.items() if key not in ("$schema", "$id")})
    return document


def any_fact() -> dict[str, Any]:
    """A schema that is one of the facts."""
    mapping = {model.TYPE: f"#/components/schemas/{model.TYPE}" for model in CATALOGUE}
    return {
        "oneOf": [{"$ref": ref} for ref in mapping.values()],
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }


def _moved(schema: Any) -> Any:
    """With its references to where the definitions stand in the document."""
    if isinstance(schema, dict):
        return {
            key: one.replace("#/$defs/", "#/components/schemas/value.") if key == "$ref" else _moved(one)
            for key, one in schema.items()
        }
    return [_moved(item) for item in schema] if isinstance(schema, list) else schema
