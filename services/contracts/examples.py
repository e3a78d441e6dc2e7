"""Examples of facts, made of their types: the first value that a field takes, and synthetic people only."""

from collections.abc import Mapping
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import orjson
from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from events.catalogue import build
from events.fact import Fact, FactData
from events.personal import InTheClear, Personal, dumped
from events.refs import SubjectKind
from events.subjects import OUTSIDE
from events.values import Source
from workflows.access import MAY_REPORT

TEXT: Final = "Syntetisk tekst"

_VALUES: Final[tuple[Any, ...]] = (
    "g1",
    "i1",
    "2026-W47",
    "T-7K3M-9K",
    "2026-11-23T08:00:00Z",
    "2026-11-23",
    True,
    3,
    2026,
    {"assess_wd": 3},
    {"navn": "Syntetisk tekst"},
)
"""Tried in this order, after a text: the first that a field takes is its value."""

SUBJECTS: Final[Mapping[SubjectKind, str]] = {"case": "case/T-7K3M-9K", "unit": "unit/ost", "staff": "staff/k1"}


def example(model: type[FactData], *, full: bool = True) -> Fact:
    """A fact of a type, from whichever system may tell it, else from the desk."""
    rule = MAY_REPORT[model]
    likely = (*(one for one in OUTSIDE if one in rule.systems), *OUTSIDE, Source.DESK, *sorted(rule.sources))
    source = next(one for one in likely if one in rule.sources)
    by = f"system/{source}" if source in rule.systems else "staff/k1"
    data = model.model_validate(fields(model, full=full))
    return at_an_hour(data, SUBJECTS[model.addressed()[0]], source, by, f"{model.topic()}-1")


def at_an_hour(data: FactData, subject: str, source: Source, by: str, fact_id: str) -> Fact:
    """A fact by one who reports it themselves, at an hour that is the same in every example."""
    return build(
        data,
        id=fact_id,
        source=source,
        subject=subject,
        time="2026-11-23T08:00:00Z",
        reported_by=by,
        recorded_by=by,
    )


def written(fact: Fact) -> bytes:
    """A fact as a person reads it: what was left out stays out."""
    told = dumped(fact, by_alias=True, exclude_unset=True, context=InTheClear())
    told |= {"specversion": fact.specversion, "type": fact.type, "datacontenttype": fact.datacontenttype}
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n"


def fields(model: type[BaseModel], *, full: bool, text: str = TEXT) -> dict[str, Any]:
    """Values for every field, or with `full` false for those that are needed; `text` stands wherever one is free."""
    return {
        name: _value(_whole(field), full=full, text=text)
        for name, field in model.model_fields.items()
        if full or field.is_required()
    }


def _whole(field: FieldInfo) -> Any:
    annotation: Any = field.annotation
    for one in field.metadata:
        annotation = Annotated[annotation, one]
    return annotation


def _value(annotation: Any, *, full: bool, text: str) -> Any:
    plain = annotation
    while get_origin(plain) is Annotated:
        plain = get_args(plain)[0]
    origin, arguments = get_origin(plain), get_args(plain)
    if plain is JsonValue:
        return text
    if origin in (Union, UnionType):
        return _value(next(a for a in arguments if a is not type(None)), full=full, text=text)
    if origin is Personal:
        return _value(arguments[0], full=full, text=text)
    if origin is tuple:
        return [_value(arguments[0], full=full, text=text)]
    if origin is Literal:
        return arguments[0]
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return fields(plain, full=full, text=text)
    if isinstance(plain, type) and issubclass(plain, Enum):
        return next(iter(plain)).value
    for value in (text, *_VALUES):
        try:
            TypeAdapter(annotation).validate_python(value, strict=isinstance(value, bool | int))
        except ValidationError:
            continue
        return value
    raise TypeError(f"no sample value for {annotation}")
