"""Writes the frozen samples of every fact type that has none yet: one with every field, one with only what is needed.

A sample that exists is never written again: what was once published must parse for ever.
Run `python -m scripts.samples`.
"""

import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import orjson
from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from events.catalogue import CATALOGUE, build
from events.fact import Fact, FactData
from events.personal import InTheClear, Personal

FOLDER: Final = Path(__file__).resolve().parents[1] / "tests" / "events" / "samples"

VALUES: Final[tuple[Any, ...]] = (
    "Syntetisk tekst",
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
"""Tried in this order: the first that a field takes is its value."""

SUBJECTS: Final = {"case": "case/T-7K3M-9K", "unit": "unit/ost", "staff": "staff/k1"}


def samples(model: type[FactData]) -> Iterator[tuple[Path, bytes]]:
    """The file and content of the full and the minimal sample of a type."""
    for name, full in (("full", True), ("minimal", False)):
        data = model.model_validate(_fields(model, full=full))
        about: dict[str, Any] = {"on_behalf_channel": "phone", "seen": 3} if full else {}
        fact = build(
            data,
            id=f"sample-{name}",
            source="desk",
            subject=SUBJECTS[model.addressed()[0]],
            time="2026-11-23T08:00:00Z",
            reported_by="staff/k1",
            recorded_by="staff/k1",
            **about,
        )
        yield FOLDER / f"{model.TYPE}.{name}.json", written(fact)


def written(fact: Fact) -> bytes:
    """A sample as it stands in its file."""
    told = fact.model_dump(mode="json", by_alias=True, exclude_unset=True, context=InTheClear())
    told |= {"specversion": fact.specversion, "type": fact.type, "datacontenttype": fact.datacontenttype}
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n"


def _fields(model: type[BaseModel], *, full: bool) -> dict[str, Any]:
    return {
        name: _value(_whole(field), full=full)
        for name, field in model.model_fields.items()
        if full or field.is_required()
    }


def _whole(field: FieldInfo) -> Any:
    annotation: Any = field.annotation
    for one in field.metadata:
        annotation = Annotated[annotation, one]
    return annotation


def _value(annotation: Any, *, full: bool) -> Any:
    plain = annotation
    while get_origin(plain) is Annotated:
        plain = get_args(plain)[0]
    origin, arguments = get_origin(plain), get_args(plain)
    if plain is JsonValue:
        return "Syntetisk tekst"
    if origin in (Union, UnionType):
        return _value(next(a for a in arguments if a is not type(None)), full=full)
    if origin is Personal:
        return _value(arguments[0], full=full)
    if origin is tuple:
        return [_value(arguments[0], full=full)]
    if origin is Literal:
        return arguments[0]
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return _fields(plain, full=full)
    if isinstance(plain, type) and issubclass(plain, Enum):
        return next(iter(plain)).value
    for value in VALUES:
        try:
            TypeAdapter(annotation).validate_python(value, strict=isinstance(value, bool | int))
        except ValidationError:
            continue
        return value
    raise TypeError(f"no sample value for {annotation}")


def main() -> int:
    """Write what is missing; say so where a file would come out differently today, and leave it as it is."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for model in CATALOGUE:
        for path, content in samples(model):
            if path.exists():
                if path.read_bytes() != content:
                    print(f"{path.name}: the type has another shape now; the sample stays as it was")
                continue
            path.write_bytes(content)
            print(f"{path.name}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
