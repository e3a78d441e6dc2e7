"""Forms for tests: every fact that a person can report at the desk, what they are asked about, and any answer."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from events.catalogue import CATALOGUE
from events.fact import FactData
from events.refs import case_ref
from events.values import Role, Source
from services.desk.forms.around import Around, Colleague, Earlier
from services.desk.forms.drawing import GLOBALS
from services.desk.forms.field import Choice, Field, Form, Typed
from services.texts import Texts
from workflows.access import MAY_REPORT
from workflows.workdays import OSLO

REPORTED = tuple(m for m, rule in MAY_REPORT.items() if Source.DESK in rule.sources and rule.roles)

PEOPLE = tuple(
    Choice(*one)
    for one in (("participant", "Kim"), ("guardian_1", "Mor"), ("guardian_2", "Far"), ("guardian_3", "Verge"))
)

AROUND = Around(
    me="k1",
    ref="T-7K3M-9K",
    unit="ost",
    people=PEOPLE,
    incidents=(Choice("i1", "Ran 3. november"), Choice("i2", "Trusler 9. november")),
    facts=tuple(
        Earlier(f"{source}:g1", model.TYPE, model.TYPE) for model in CATALOGUE for source in ("police", "desk")
    ),
    hearings=(Choice("h-1", "Hovedforhandling 3. desember"), Choice("Syntetisk tekst", "Ankeforhandling")),
    colleagues=tuple(
        Colleague(slug, name, frozenset(Role), ("ost",))
        for slug, name in (("g1", "Gry Guide"), ("k1", "Kari Koordinator"))
    ),
    units=(Choice("ost", "Øst"), Choice("vest", "Vest"), Choice("g1", "Sentrum")),
)
"""A case with two incidents and three guardians, and people who may be everything."""

_ENVIRONMENT = Environment(
    loader=PackageLoader("services.desk", "templates"), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
_ENVIRONMENT.globals.update(GLOBALS)
_PAGE = _ENVIRONMENT.from_string("""{% from 'forms/fields.html' import draw with context %}
{% for field in form.fields %}{{ draw(field, field.name, typed, faults, t) }}{% endfor %}""")


def drawn(form: Form, typed: Typed, t: Texts, faults: dict[str, str] | None = None) -> str:
    """The fields of a form, as the desk draws them."""
    return _PAGE.render(form=form, typed=typed, faults=faults or {}, t=t)


def anything(form: Form, model: type[FactData], chance: Random) -> FactData:
    """Something that the form lets somebody say."""
    return model.model_validate(_all(form.fields, chance))


def _all(fields: Iterable[Field], chance: Random) -> dict[str, Any]:
    found = ((field, _value(field, chance)) for field in fields if _always(field) or chance.random() < 0.6)
    return {field.name: told for field, told in found if told not in ({}, [], None) or field.listed}


def _always(field: Field) -> bool:
    return field.needs or field.listed or (field.kind == "given" and bool(field.default))


def _value(field: Field, chance: Random) -> Any:
    if field.kind == "group":
        return _all(field.parts, chance)
    if field.kind == "rows":
        return [row for _ in range(chance.randint(1, 3)) if (row := _all(field.parts, chance))]
    if field.kind == "keyed":
        keys = [key.value for key in field.keys if chance.random() < 0.6] or [field.keys[0].value]
        return [{**row, field.key_name: key} for key in keys if (row := _all(field.parts, chance))]
    if field.kind in ("one", "many"):
        return _chosen(field, chance)
    return _ONE[field.kind](field, chance)


def _chosen(field: Field, chance: Random) -> Any:
    values = [one.value for one in field.choices if one.value]
    if field.kind == "many":
        return [one for one in values if chance.random() < 0.5] or values[:1]
    told = chance.choice(values)
    return dict(zip(("source", "id"), told.split(":"), strict=True)) if field.fact else told


def _words(chance: Random, *, lines: bool = False) -> str:
    alphabet = "abcæøåÆØÅ <>&\"'{}/.,:;-–éß日\u00a0" + "\n" * lines
    return "".join(chance.choice(alphabet) for _ in range(chance.randint(1, 30))).strip() or "x"


def _moment(_field: Field, chance: Random) -> datetime:
    """Neither in the hour that the clock skips, nor in the one that it goes through twice."""
    told = datetime(1981, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randint(0, 60 * 24 * 365 * 60))
    local = told.astimezone(OSLO)
    return local if local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset() else told + timedelta(hours=3)


_ONE: dict[str, Any] = {
    "short": lambda field, chance: _words(chance),
    "long": lambda field, chance: _words(chance, lines=True),
    "lines": lambda field, chance: [_words(chance) for _ in range(chance.randint(1, 3))],
    "tick": lambda field, chance: chance.random() < 0.5,
    "yes_no": lambda field, chance: chance.random() < 0.5,
    "number": lambda field, chance: chance.randint(field.lowest or 0, field.highest or 999_999),
    "date": lambda field, chance: date(1950, 1, 1) + timedelta(days=chance.randint(0, 50_000)),
    "moment": _moment,
    "week": lambda field, chance: f"2026-W{chance.randint(1, 53):02}",
    "case": lambda field, chance: case_ref(chance.randbytes(6)),
    "given": lambda field, chance: list(field.default) if field.listed else field.default[0],
}
