"""Which facts somebody may tell at the desk, where, and what telling each of them is called."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from events.catalogue import CATALOGUE
from events.fact import FactData
from events.values import Source
from services.desk.asking import Asked
from workflows.access import MAY_REPORT

_NARROW: Final = 18
"""Letters that a button of the worklist holds on one line."""

BY_TYPE: Final = {model.TYPE: model for model in CATALOGUE}


@cache
def short_name(type_: str) -> str:
    """`contact.logged` of `trygghet.contact.logged.v1`."""
    return type_.removeprefix("trygghet.").removesuffix(".v1")


def title_of(asked: Asked, type_: str) -> str:
    """`Logg kontakt`; the name of the fact where nobody tells it by hand."""
    titles = asked.t.sections()["title"]
    return titles.get(short_name(type_)) or asked.t.known("fact", type_)


def address_of(subject: str, type_: str) -> str:
    """Where a fact about a subject is told."""
    kind, _, name = subject.partition("/")
    topic, _, fact = short_name(type_).partition(".")
    place = {"case": "sak", "unit": "enhet", "staff": "folk"}[kind]
    return f"/{place}/{name}/ny/{topic}/{fact}"


def may_tell(asked: Asked, model: type[FactData]) -> bool:
    """Whether whoever asks may tell this at the desk, by their roles."""
    rule = MAY_REPORT[model]
    return bool(asked.actor.member.roles & rule.roles) and Source.DESK in rule.sources


def told_here(asked: Asked, kind: str) -> tuple[type[FactData], ...]:
    """Everything that whoever asks may tell about a subject of this kind, in the order of the catalogue."""
    titles = asked.t.sections()["title"]
    return tuple(
        model
        for model in CATALOGUE
        if model.addressed() == (kind,) and may_tell(asked, model) and short_name(model.TYPE) in titles
    )


@dataclass(frozen=True, slots=True)
class Way:
    """By what a duty is done: where, what that is called, and in few words for a narrow button."""

    address: str
    title: str
    short: str


def does(asked: Asked, subject: str, cleared_by: tuple[str, ...]) -> Way | None:
    """By what a duty is done, where whoever asks may do it."""
    kind = subject.partition("/")[0]
    for type_ in cleared_by:
        model = BY_TYPE.get(type_)
        if (
            model is not None
            and kind in model.addressed()
            and may_tell(asked, model)
            and short_name(type_) in asked.t.sections()["title"]
        ):
            title = title_of(asked, type_)
            return Way(address_of(subject, type_), title, _short(asked, short_name(type_), title))
    return None


def _short(asked: Asked, name: str, title: str) -> str:
    """The title where it is short, else the verb that stands for it."""
    if len(title) <= _NARROW:
        return title
    verbs = asked.t.sections()["act_short"]
    return verbs.get(name) or asked.t("frame", "record")
