"""The people of a unit: how many youths each follows up, what they can, when they are away, what they have signed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.responses import Response

from events.fact import FactData
from events.staff import Acknowledged, StaffAbsent, StaffBack, StaffChanged, SupervisionHeld
from events.values import Role, Source
from services.desk.asking import Asked
from services.desk.page import Page
from services.desk.pages.extract import units_of
from services.desk.when import plain_day
from services.papers.working import Worker
from services.store.staffing import Colleague
from workflows.access import MAY_REPORT

_TELLS: Final = (StaffAbsent, StaffBack, SupervisionHeld, Acknowledged, StaffChanged)


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody as the page shows them. `tells` are the facts that whoever asks may tell of them, with addresses."""

    name: str
    colleague: Colleague
    worker: Worker
    profession: str
    tells: tuple[tuple[str, str], ...]


def people(asked: Asked) -> Response:
    """Guides and conversation holders of the units of whoever asks, those with the fewest youths first."""
    units = []
    for slug, name in units_of(asked, "see_people").items():
        found = asked.desk.staffing.of_unit(asked.actor, slug, asked.today)
        shown = [_shown(asked, one) for one in found]
        units.append((slug, name, sorted(shown, key=lambda one: _order(one, asked.today))))
    most = max((one.colleague.load for _, _, found in units for one in found), default=0)
    return asked.page(
        "people.html",
        units=units,
        most=most,
        away=lambda one: [_days(asked, first, last) for first, last in one.colleague.away],
        owed=lambda one: _late(one.colleague, asked.today),
    )


def _order(one: Shown, today: date) -> tuple[bool, bool, int, str]:
    """Guides first, then who is here, who has the fewest youths."""
    return Role.GUIDE not in one.colleague.staff.roles, not one.colleague.here(today), one.colleague.load, one.name


def _shown(asked: Asked, one: Colleague) -> Shown:
    worker = asked.colleagues.get(one.slug, Worker(one.slug))
    profession = worker.profession or ""
    known = asked.t.sections()["word"]
    return Shown(asked.name(one.slug), one, worker, known.get(profession, profession), tuple(_tells(asked, one)))


def _tells(asked: Asked, one: Colleague) -> Iterator[tuple[str, str]]:
    for model in _TELLS:
        if _fits(model, one, asked.today) and _may(asked, model, one.staff.units):
            _, topic, fact, _ = model.TYPE.split(".")
            yield asked.t("title", f"{topic}.{fact}"), f"/folk/{one.slug}/ny/{topic}/{fact}"


def _fits(model: type[FactData], one: Colleague, today: date) -> bool:
    """Whether it can be told of them at all: whoever is publicly employed signs nothing (R55, R56)."""
    if model in (SupervisionHeld, Acknowledged):
        return one.staff.outside_guide
    return model is not StaffBack or not one.here(today)


def _may(asked: Asked, model: type[FactData], units: Sequence[str]) -> bool:
    rule, member = MAY_REPORT[model], asked.actor.member
    theirs = bool(member.units.intersection(units)) or Role.OPERATOR in member.roles
    return Source.DESK in rule.sources and bool(rule.roles & member.roles) and theirs


def _days(asked: Asked, first: date, last: date) -> str:
    if first == last:
        return plain_day(asked.t, first, asked.today)
    return f"{plain_day(asked.t, first, asked.today)} – {plain_day(asked.t, last, asked.today)}"


def _late(one: Colleague, today: date) -> bool:
    return one.supervised_by is not None and one.supervised_by < today


PAGES: Final = (Page("/folk", "GET", "see_people", people, menu="people"),)
