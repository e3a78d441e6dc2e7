"""A form filled with what stands in it at first, or with what a fact says: the way back to what is typed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel

from events.fact import FactRef
from events.personal import Erased, Open
from services.desk.forms.field import NO, TICKED, YES, Field, Typed
from workflows.workdays import OSLO


def first(fields: Iterable[Field], within: str = "") -> dict[str, tuple[str, ...]]:
    """What stands in an empty form: what is chosen until somebody chooses otherwise."""
    typed: dict[str, tuple[str, ...]] = {}
    for field in fields:
        path = f"{within}{field.name}"
        if field.kind == "group":
            typed |= first(field.parts, f"{path}.")
        elif field.default:
            typed[path] = field.default
    return typed


def filled(fields: Iterable[Field], data: BaseModel) -> Typed:
    """What would have been typed to tell this; a personal value that has been erased is left empty."""
    return dict(_filled(fields, data, ""))


def told_at(path: str, at: datetime) -> dict[str, tuple[str, ...]]:
    """A moment as its two fields show it, in Norway's time."""
    local = at.astimezone(OSLO)
    return {f"{path}.date": (local.date().isoformat(),), f"{path}.time": (f"{local:%H:%M}",)}


def _filled(fields: Iterable[Field], data: Any, within: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for field in fields:
        told = data.get(field.name) if isinstance(data, Mapping) else getattr(data, field.name)
        told = told.value if isinstance(told, Open) else told
        if told is None or isinstance(told, Erased):
            continue
        yield from _answer(field, told, f"{within}{field.name}")


def _answer(field: Field, told: Any, path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if field.kind == "group":
        yield from _filled(field.parts, told, f"{path}.")
    elif field.kind == "rows":
        for n, row in enumerate(told):
            yield from _filled(field.parts, row, f"{path}.{n}.")
    elif field.kind == "keyed":
        for row in told:
            yield from _filled(field.parts, row, f"{path}.{_text(getattr(row, field.key_name))}.")
    elif field.kind == "moment":
        yield from told_at(path, told).items()
    elif field.kind == "tick":
        if told:
            yield path, (TICKED,)
    elif field.kind == "yes_no":
        yield path, (YES if told else NO,)
    elif field.kind == "lines":
        yield path, ("\n".join(told),)
    elif isinstance(told, tuple):
        yield path, tuple(_text(one) for one in told)
    else:
        yield path, (_text(told),)


def _text(told: Any) -> str:
    if isinstance(told, FactRef):
        return str(told)
    if isinstance(told, date):
        return told.isoformat()
    return str(told.value) if isinstance(told, Enum) else str(told)
