"""The fields of a fact one by one, as its schema has them: where, of which kind, whether needed, whether personal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from events.fact import Fact, FactData
from services.contracts.schemas import fact_schema, inlined


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field. `path` has `[]` where there are several; `kind` is a code; `limits` what the contract asks of it."""

    path: str
    kind: str
    needed: bool
    personal: bool
    values: tuple[str, ...] = ()
    limits: str = ""

    @property
    def named(self) -> str:
        """Its path as the texts name it, without `[]`."""
        return self.path.replace("[]", "")


def fields_of(model: type[FactData]) -> tuple[FieldLine, ...]:
    """What stands in `data`, in the order of the contract."""
    schema = fact_schema(model)
    return tuple(_lines(inlined(schema["properties"]["data"], schema["$defs"]), "", personal=False))


def envelope_of() -> tuple[FieldLine, ...]:
    """What stands around every fact."""
    schema = Fact.model_json_schema(mode="validation", by_alias=True)
    needed = {*schema["required"], "specversion"}
    return tuple(
        _line(name, inlined(one, schema["$defs"]), needed=name in needed, personal=False)
        for name, one in schema["properties"].items()
        if name != "data"
    )


def _lines(schema: Mapping[str, Any], before: str, *, personal: bool) -> Iterator[FieldLine]:
    needed = schema.get("required", ())
    for name, one in schema.get("properties", {}).items():
        path, inside = f"{before}{name}", _inside(one)
        hidden = personal or bool(one.get("x-personal")) or bool(inside.get("x-personal"))
        if inside.get("type") == "array":
            path, inside = f"{path}[]", _inside(inside["items"])
            hidden = hidden or bool(inside.get("x-personal"))
        yield _line(path, inside, needed=name in needed, personal=hidden)
        if "properties" in inside:
            yield from _lines(inside, f"{path}.", personal=hidden)


def _line(path: str, schema: Mapping[str, Any], *, needed: bool, personal: bool) -> FieldLine:
    inside = _inside(schema)
    values = inside.get("enum") or ([inside["const"]] if "const" in inside else [])
    kind = (
        "fixed"
        if "const" in inside
        else "choice"
        if values
        else str(inside.get("format") or inside.get("type") or "any")
    )
    return FieldLine(path, kind, needed, personal, tuple(str(one) for one in values), _limits(inside))


def _inside(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """What may be told, where nothing may be told as well."""
    told = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return {**schema, **told[0]} if told else schema


def _limits(schema: Mapping[str, Any]) -> str:
    if "pattern" in schema:
        return str(schema["pattern"])
    low, high = schema.get("minimum", schema.get("exclusiveMinimum")), schema.get("maximum")
    if low is not None or high is not None:
        return f"{'' if low is None else low}–{'' if high is None else high}"
    return f"≤ {schema['maxLength']}" if "maxLength" in schema else ""
