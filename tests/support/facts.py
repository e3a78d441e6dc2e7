"""Facts of every type of the catalogue as hypothesis draws them; every personal text carries a canary."""

import itertools
import operator
import types
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from string import ascii_letters, ascii_lowercase, digits
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MinLen
from hypothesis import strategies as st
from pydantic import AfterValidator, AwareDatetime, BaseModel, JsonValue, StringConstraints
from pydantic.fields import FieldInfo

from events.catalogue import CATALOGUE, build
from events.fact import Fact, FactData
from events.personal import Open, Personal
from events.refs import case_ref
from workflows.outcome import Entry, Reason, Verb

CANARY = "Kanarifugl"

_TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
_MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_DATES = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
_CASE_REFS = st.binary(min_size=4, max_size=4).map(case_ref)
_SLUGS = st.builds(
    operator.add, st.sampled_from(ascii_lowercase + digits), st.text(ascii_lowercase + digits + "-", max_size=10)
)
_IDS = st.builds(
    operator.add, st.sampled_from(ascii_letters + digits), st.text(ascii_letters + digits + "._:-", max_size=20)
)


def facts(models: Sequence[type[FactData]] = CATALOGUE) -> st.SearchStrategy[Fact]:
    """A fact of one of the types, with any values that its shape allows."""
    return st.sampled_from(models).flatmap(_fact_of)


@cache
def _fact_of(model: type[FactData]) -> st.SearchStrategy[Fact]:
    return st.builds(
        build,
        _model(model),
        id=_IDS,
        source=_value(Fact.model_fields["source"].annotation),
        subject=_subject(model),
        time=_MOMENTS,
        reported_by=_SLUGS.map("staff/{}".format),
        recorded_by=st.just("system/import"),
        on_behalf_channel=_value(Fact.model_fields["on_behalf_channel"].annotation),
        seen=st.none() | st.integers(0, 1000),
    )


def entries(models: Sequence[type[FactData]] = CATALOGUE) -> st.SearchStrategy[Entry]:
    """A line of a log with any verb, any reasons, and plain values that it was decided with."""
    numbers = st.lists(st.integers(1, 200), max_size=3).map(tuple)
    words = st.lists(_SLUGS, max_size=2).map(tuple)
    reasons = st.builds(Reason, _SLUGS, numbers, words, words, words)
    plain = st.none() | st.booleans() | st.integers(0, 99) | _SLUGS | st.lists(_SLUGS, max_size=2)
    return st.builds(
        Entry,
        st.sampled_from(Verb),
        facts(models),
        _MOMENTS,
        st.lists(reasons, max_size=2).map(tuple),
        st.dictionaries(_SLUGS, plain, max_size=3),
    )


def personal_texts(model: BaseModel) -> list[str]:
    """Every personal value below a model that is a text."""
    found: list[str] = []
    for name in type(model).model_fields:
        value = getattr(model, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Open) and isinstance(item.value, str):
                found.append(item.value)
            elif isinstance(item, BaseModel):
                found += personal_texts(item)
    return found


def _subject(model: type[FactData]) -> st.SearchStrategy[str]:
    kinds = {
        "case": _CASE_REFS.map("case/{}".format),
        "unit": _SLUGS.map("unit/{}".format),
        "staff": _SLUGS.map("staff/{}".format),
    }
    return st.one_of([kinds[kind] for kind in model.addressed()])


@cache
def _model(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    fields = {name: _value(field.annotation, tuple(field.metadata)) for name, field in model.model_fields.items()}
    return st.builds(model, **fields)


def _value(annotation: Any, metadata: tuple[Any, ...] = (), personal: bool = False) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        marks = [m.metadata if isinstance(m, FieldInfo) else [m] for m in arguments[1:]]
        return _value(arguments[0], (*metadata, *itertools.chain(*marks)), personal)
    if origin in (Union, types.UnionType) and annotation != JsonValue:
        return st.one_of([_value(argument, metadata, personal) for argument in arguments])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is Personal:
        return _value(arguments[0], metadata, personal=True).map(Open)
    if origin is tuple:
        least = max((m.min_length for m in metadata if isinstance(m, MinLen)), default=0)
        return st.lists(_value(arguments[0]), min_size=least, max_size=least + 2).map(tuple)
    if origin is dict:
        return st.dictionaries(_value(arguments[0]), _value(arguments[1]), max_size=3)
    if annotation is type(None):
        return st.none()
    if annotation is AwareDatetime or annotation is datetime:
        return _MOMENTS
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _model(annotation)
    if annotation is str:
        return _text(metadata, personal)
    if annotation is int:
        low = max((int(str(m.ge)) for m in metadata if isinstance(m, Ge)), default=0)
        high = min((int(str(m.le)) for m in metadata if isinstance(m, Le)), default=10_000)
        return st.integers(low, high)
    if annotation is date:
        return _DATES
    if annotation is bool:
        return st.booleans()
    return st.none() | st.booleans() | st.integers(-9, 9) | _SLUGS  # JsonValue


def _text(metadata: tuple[Any, ...], personal: bool) -> st.SearchStrategy[str]:
    pattern = next((m.pattern for m in metadata if isinstance(m, StringConstraints) and m.pattern), None)
    if pattern is not None:
        return st.from_regex(pattern, fullmatch=True).filter(lambda text: "\n" not in text)
    if any(isinstance(m, AfterValidator) for m in metadata):
        return _CASE_REFS
    return _TEXT.map(lambda text: f"{CANARY} {text}" if personal else f"x{text}")
