"""The contracts for other systems: JSON Schema of every fact, and an AsyncAPI 3 document of both streams."""

from typing import Any, Final

from events.catalogue import CATALOGUE, DERIVED
from events.fact import Fact, FactData
from events.subjects import CASES, CASES_SUBJECTS, INTAKE, INTAKE_SUBJECTS
from workflows.outcome import Verb

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_FORMAT: Final = "application/schema+json;version=draft-07"
"""The one JSON Schema that AsyncAPI 3 asks every tool to read; it names no format for 2020-12."""

VERSION: Final = "1"

_REASON: Final = {
    "type": "object",
    "required": ["code", "rules", "facts", "waits_for", "cleared_by"],
    "properties": {
        "code": {"type": "string"},
        "rules": {"type": "array", "items": {"type": "integer"}, "description": "Rule ids of the handbook."},
        "facts": {"type": "array", "items": {"type": "string"}, "description": "The facts that made it, source:id."},
        "waits_for": {"type": "array", "items": {"type": "string"}, "description": "Fact types that may still arrive."},
        "cleared_by": {"type": "array", "items": {"type": "string"}, "description": "Fact types that would clear it."},
    },
}


def documents() -> dict[str, Any]:
    """Everything: the schema of every fact by its type, and the AsyncAPI document."""
    return {"facts": {model.TYPE: fact_schema(model) for model in CATALOGUE}, "asyncapi": asyncapi_document()}


def fact_schema(model: type[FactData]) -> dict[str, Any]:
    """The JSON Schema of one fact as a whole CloudEvent; `x-personal` marks what is sealed."""
    data = model.model_json_schema(mode="validation", by_alias=True)
    envelope = Fact.model_json_schema(mode="validation", by_alias=True)
    definitions = {**envelope.get("$defs", {}), **data.pop("$defs", {})}
    definitions.pop("FactData", None)
    schema = {
        "$schema": DIALECT,
        "$id": f"urn:{model.TYPE}",
        "title": model.TYPE,
        "description": (model.__doc__ or "").strip(),
        "type": "object",
        "x-mode": model.MODE,
        "x-subject": list(model.addressed()),
        "required": sorted({*envelope["required"], "specversion"}),
        "properties": {**envelope["properties"], "type": {"const": model.TYPE}, "data": data},
    }
    schema["$defs"] = dict(sorted(definitions.items()))
    told: dict[str, Any] = _tolerant(schema)
    return told


def outcome_schema() -> dict[str, Any]:
    """What CASES says of a fact: the outcome with its reasons, nothing personal."""
    return {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "time", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "description": "The event's id, also Nats-Msg-Id."},
            "source": {"const": "trygghet"},
            "type": {"type": "string", "pattern": r"^trygghet\.outcome\.[a-z_]+\.v1$"},
            "subject": {"type": "string"},
            "time": {"type": "string", "format": "date-time"},
            "data": {
                "type": "object",
                "required": ["fact", "verb", "reasons"],
                "properties": {
                    "fact": {
                        "type": "object",
                        "properties": {name: {"type": ["string", "null"]} for name in ("source", "id", "type")},
                    },
                    "verb": {
                        "enum": [*(verb.value for verb in Verb), "quarantined", "no_case", "known", "outside"],
                    },
                    "sequence": {"type": "integer"},
                    "phase": {"type": "string"},
                    "reasons": {"type": "array", "items": _REASON},
                    "results": {"type": "array", "items": {"type": "object"}},
                },
            },
        },
    }


def asyncapi_document() -> dict[str, Any]:
    """AsyncAPI 3: facts in on INTAKE, outcomes out on CASES."""
    reported = [model for model in CATALOGUE if model not in DERIVED]
    messages = {
        model.TYPE: {
            "name": model.TYPE,
            "summary": (model.__doc__ or "").strip(),
            "contentType": "application/cloudevents+json",
            "payload": _payload(fact_schema(model)),
        }
        for model in reported
    }
    outcome = {
        "name": "trygghet.outcome",
        "contentType": "application/cloudevents+json",
        "payload": _payload(outcome_schema()),
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Trygghet",
            "version": VERSION,
            "description": "Facts go in on INTAKE; every fact's outcome comes out on CASES, without personal data.",
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {
            INTAKE: {
                "address": INTAKE_SUBJECTS.replace(">", "{source}.{unit}.{topic}"),
                "description": "`source` must equal the CloudEvent's; `unit` is a unit or `any`.",
                "parameters": {name: {} for name in ("source", "unit", "topic")},
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            },
            CASES: {
                "address": CASES_SUBJECTS.replace(">", "{unit}.{kind}.{verb}"),
                "parameters": {name: {} for name in ("unit", "kind", "verb")},
                "messages": {"outcome": {"$ref": "#/components/messages/outcome"}},
            },
        },
        "operations": {
            "report": {"action": "receive", "channel": {"$ref": f"#/channels/{INTAKE}"}},
            "tell": {"action": "send", "channel": {"$ref": f"#/channels/{CASES}"}},
        },
        "components": {"messages": {**messages, "outcome": outcome}},
    }


def _payload(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema as draft 07, which ignores what stands beside a `$ref` and knows no `$defs`: what is referred to is
    put in its place. A tool that resolves `#/` from the document's root finds nothing to stumble over either."""
    definitions = schema.get("$defs", {})
    whole = {key: value for key, value in schema.items() if key not in ("$schema", "$id", "$defs")}
    payload: dict[str, Any] = inlined(whole, definitions)
    return {
        "schemaFormat": SCHEMA_FORMAT,
        "schema": {"$schema": "http://json-schema.org/draft-07/schema#", **payload},
    }


def inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """A schema with what it refers to put in its place."""
    if isinstance(schema, dict):
        told = {key: inlined(value, definitions) for key, value in schema.items() if key != "$ref"}
        if "$ref" not in schema:
            return told
        return inlined(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions) | told
    if isinstance(schema, list):
        return [inlined(item, definitions) for item in schema]
    return schema


def _tolerant(schema: Any) -> Any:
    """Unknown fields are ignored when reading, so the contract does not forbid them."""
    if isinstance(schema, dict):
        return {
            key: _tolerant(value)
            for key, value in schema.items()
            if not (key == "additionalProperties" and value is False)
        }
    if isinstance(schema, list):
        return [_tolerant(item) for item in schema]
    return schema
