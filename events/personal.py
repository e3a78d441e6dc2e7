"""Personal data is marked by type; the one mark drives sealing, redaction, what the bus carries, search and erasure."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler, SerializationInfo, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticSerializationError, core_schema, to_jsonable_python

T = TypeVar("T")

SEALED = "$sealed"
"""Where a personal value stood in a stored body: `{"$sealed": n}`, n the place in the event's sealed list."""

REDACTED = "***"


class Personal(Generic[T]):
    """A value that tells about a person: `Open(value)`, or `Erased` once its key is gone.

    In a model: `name: Personal[str]`. From outside it is read as a plain T. Dumped without a context it is `"***"`.
    """

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (inner,) = get_args(source) or (str,)
        return core_schema.with_info_wrap_validator_function(
            _read,
            handler.generate_schema(inner),
            serialization=core_schema.plain_serializer_function_ser_schema(_write, info_arg=True),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema["schema"]), "x-personal": True}


@dataclass(frozen=True, slots=True, repr=False)
class Open(Personal[T]):
    """A personal value that can be read. Its repr never shows it."""

    value: T

    def __repr__(self) -> str:
        return f"Open({REDACTED})"


@dataclass(frozen=True, slots=True)
class Erased(Personal[Any]):
    """A personal value whose key has been destroyed; that there was one is all that is left."""


ERASED = Erased()


@dataclass(slots=True)
class Sealing:
    """Serialization context that takes personal values out: they are collected in `values` (None: they are dropped, as
    if erased before), places are left behind."""

    values: list[Any] | None


@dataclass(frozen=True, slots=True)
class Unsealing:
    """Validation context that puts personal values back; `values=None` reads them as Erased."""

    values: list[Any] | None


@dataclass(frozen=True, slots=True)
class InTheClear:
    """Serialization context that writes personal values as they are: only for the way in (a client's message)."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """Says that a personal value may be looked up, by the keyed hash of its normal form.

    `kind` is one of person (national or police number), report (report number), phone, name.
    """

    kind: str


def reveal(value: "Personal[T] | None") -> T | None:
    """The open value, or None where there was none or it has been erased."""
    return value.value if isinstance(value, Open) else None


def dumped(model: BaseModel, **how: Any) -> dict[str, Any]:
    """What JSON has of a model with personal values; `how` as for `model_dump`.

    Ctrl-C or SIGTERM in the midst of it stays what it is: pydantic makes an error of whatever a serializer raises, and
    an error would be a bug of ours, for which a fact is put aside.
    """
    try:
        return model.model_dump(mode="json", **how)
    except PydanticSerializationError as fault:
        cause: BaseException | None = fault
        while cause is not None:
            if not isinstance(cause, Exception):
                raise cause from None
            cause = cause.__cause__
        raise


def searchable(model: BaseModel) -> Iterator[tuple[str, str]]:
    """Every (kind, open value) below a model that is marked `Searchable`, in field order."""
    for name, kind in _kinds(type(model)):
        value = getattr(model, name)
        if kind is not None and isinstance(value, Open):
            yield kind, str(value.value)
        elif isinstance(value, BaseModel):
            yield from searchable(value)
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, BaseModel):
                    yield from searchable(item)


@cache
def _kinds(model: type[BaseModel]) -> tuple[tuple[str, str | None], ...]:
    """Every field with the kind by which it is looked up; of an optional field the mark stands inside the union."""
    found = []
    for name, field in model.model_fields.items():
        inside = (m for part in get_args(field.annotation) for m in getattr(part, "__metadata__", ()))
        marks = (m.kind for m in (*field.metadata, *inside) if isinstance(m, Searchable))
        found.append((name, next(marks, None)))
    return tuple(found)


def _read(value: Any, inner: core_schema.ValidatorFunctionWrapHandler, info: ValidationInfo) -> Personal[Any]:
    if isinstance(value, Open):
        return Open(inner(value.value))
    if isinstance(value, Erased):
        return value
    if isinstance(value, dict) and value.keys() == {SEALED}:
        if not isinstance(info.context, Unsealing):
            raise PydanticCustomError("sealed_from_outside", "a sealed place is not accepted from outside")
        place, values = value[SEALED], info.context.values
        return ERASED if values is None or place < 0 else Open(inner(values[place]))
    return Open(inner(value))


def _write(value: Personal[Any], info: SerializationInfo) -> Any:
    if isinstance(info.context, Sealing):
        if isinstance(value, Open) and info.context.values is not None:
            info.context.values.append(to_jsonable_python(value.value))
            return {SEALED: len(info.context.values) - 1}
        return {SEALED: -1}  # erased before, stays erased
    if isinstance(info.context, InTheClear) and isinstance(value, Open):
        return to_jsonable_python(value.value)
    return REDACTED
