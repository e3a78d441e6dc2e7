"""One's own: whom a guide follows up, when they were last in touch, how many days are left of the fourteen (R155); with
whom somebody holds the conversation."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.responses import Response

from events.values import AddressProtection
from services.desk.asking import Asked
from services.desk.page import Page
from services.desk.pages.asks import age_group
from services.desk.shown import shown_now
from services.papers.people import Shown
from services.papers.standing import people_in, standing
from workflows.case import Case
from workflows.workdays import day_of

_KINDS: Final = ("contact_youth", "contact_parents")


@dataclass(frozen=True, slots=True)
class Youth:
    """One of them. `name` is what they want to be called, else the first name; None where the address is strictly
    protected or the name erased. `holds` where the conversation is what is theirs."""

    ref: str
    case: Case
    name: str | None
    last: date | None
    due: date | None
    holds: bool = False


def mine(asked: Asked) -> Response:
    """The first page of a guide and of whoever holds conversations: what they are asked, and whom they follow;
    opening it is the showing of the names."""
    slug = asked.actor.slug
    cases = [case for case in asked.desk.owing.own(asked.actor) if _follows(case, slug) or _holds(case, slug)]
    youths = [_youth(asked, case) for case in cases]
    youths.sort(key=lambda one: (one.due or date.max, one.ref))
    requests = [(one, age_group(asked, one.case), shown_now(asked)) for one in asked.desk.asks.open_to(asked.actor)]
    return asked.page("mine.html", youths=youths, requests=requests)


def _follows(case: Case, slug: str) -> bool:
    period = case.period
    guides = (period.guide, *period.substitutes)
    return any(one is not None and one.staff == slug and one.accepted is not None for one in guides)


def _holds(case: Case, slug: str) -> bool:
    """Whether the conversation is theirs and still to be held."""
    holder = case.period.holder
    return holder is not None and holder.staff == slug and holder.accepted is not None and case.period.held is None


def _youth(asked: Asked, case: Case) -> Youth:
    ref = case.subject.removeprefix("case/")
    view = asked.desk.reader.case(asked.actor, ref)
    shown = people_in(standing(view)).get("participant", Shown())
    strict = case.reach.protection("participant") is AddressProtection.STRICT
    name = None if strict or shown.name is None else shown.called or shown.name.split()[0]
    reached = [one.at for one in case.period.contacts if one.reached]
    dues = [duty.due_date for duty in view.duties if duty.kind in _KINDS and not duty.waiting_for]
    return Youth(ref, case, name, day_of(max(reached)) if reached else None, min(dues, default=None),
                 not _follows(case, asked.actor.slug))  # fmt: skip


PAGES: Final = (Page("/mine", "GET", "see_youths", mine, menu="mine"),)
