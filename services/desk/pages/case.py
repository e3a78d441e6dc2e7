"""One case: heading without a name, the six steps, what comes next, the moves, the timeline, the people."""

from dataclasses import dataclass
from typing import Final, get_args
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from events.fact import Fact
from events.guidance import GuideAsked
from events.values import Answer
from services.desk.asking import Asked
from services.desk.forms_of import address_of, does, may_tell, title_of, told_here
from services.desk.onecase import FILTERS, CaseShown, Filter, key_facts
from services.desk.page import Page, Seen
from services.desk.pages.asks import address
from services.store.answers import CaseView
from services.store.asks import Part, part_of, requests
from services.texts.why import decision_lines, duty_lines, reason_lines, who
from workflows.access import Act
from workflows.case import Case, GuideState
from workflows.holding import HolderState
from workflows.moves import Possible
from workflows.workdays import day_of


@dataclass(frozen=True, slots=True)
class Request:
    """A request to be the guide or to hold the conversation (`part`), as its link can be handed on; `mail` is a letter
    without anything about the case."""

    staff: str
    part: Part
    link: str
    mail: str


def case(asked: Asked) -> Response:
    """A case as it stands. Opening it is the showing: one entry in the ledger."""
    ref = asked.ref
    if ref != asked.path("ref"):
        return RedirectResponse(f"/sak/{ref}", status_code=301)
    view = asked.desk.reader.case(asked.actor, ref)
    chosen: Filter = next((one for one in get_args(Filter) if one == asked.query("vis")), "all")
    shown = CaseShown(view, asked.t, asked.today, asked.name, chosen)
    moves = asked.desk.moves.of(asked.actor, shown.case, asked.desk.clock.now())
    return asked.page(
        "case.html",
        live=_seen(asked, view.version),
        shown=shown,
        view=view,
        case=shown.case,
        moves=moves,
        filters=FILTERS,
        why=lambda duty: list(duty_lines(asked.t, duty, shown.facts, view.duties)),
        waits=lambda duty: ", ".join(asked.t.known("duty", kind) for kind in duty.waiting_for),
        owner=asked.owner,
        who=lambda fact: reported_by(asked, fact),
        act=lambda type_: title_of(asked, type_),
        papers=[name for name, act in PAPERS if view.personal and asked.may_on(act, view)],
        form_of=lambda type_: address_of(f"case/{ref}", type_),
        does=lambda duty: does(asked, duty.subject, duty.cleared_by),
        others=_others(asked, moves),
        staff=_staff(shown.case),
        asks=_asks(asked, view),
        opened_on=day_of(shown.case.opened_at),
        reported=dict.fromkeys(incident.reported.value for incident in shown.case.incidents),
        hate=any(incident.hate is Answer.YES for incident in shown.case.incidents),
        key_facts=key_facts(shown, asked.units),
        decided=lambda line: list(decision_lines(asked.t, line)),
        reasons=lambda reason: list(reason_lines(asked.t, reason, shown.facts, asked.today, why=True)),
    )


PAPERS: Final[tuple[tuple[str, Act], ...]] = (
    ("template", "print_template"),
    ("log", "print_log"),
    ("family", "print_family_sheet"),
    ("call", "print_call_sheet"),
    ("handover", "print_handover"),
)
"""The papers about a case, by the code of their words, and what whoever prints one must be allowed."""


def live(asked: Asked) -> Seen:
    """What the case has come to."""
    return _seen(asked, asked.desk.happenings.version_of(asked.actor, asked.ref))


def _seen(asked: Asked, version: str) -> Seen:
    return Seen(f"{asked.today} {version}", asked.t("desk_live", "case"))


def _others(asked: Asked, moves: tuple[Possible, ...]) -> dict[str, list[str]]:
    """The rest of what whoever asks may tell about a case, by topic."""
    shown = {move.fact for move in moves}
    found: dict[str, list[str]] = {}
    for model in told_here(asked, "case"):
        if model not in shown:
            found.setdefault(model.topic(), []).append(model.TYPE)
    return found


def reported_by(asked: Asked, fact: Fact) -> str:
    """Who answers for a fact, by name."""
    return asked.name(fact.reported_by) if fact.reported_by.startswith("staff/") else who(asked.t, fact)


def _staff(case: Case) -> tuple[tuple[str, str], ...]:
    """Who works with the case, and as what."""
    period = case.period
    told = [(period.guide.staff, "guide")] if period.guide is not None else []
    told += [(one.staff, "guide") for one in period.substitutes]
    told += [(period.holder.staff, "holder")] if period.holder is not None else []
    told += [(one.investigator, "investigator") for one in case.incidents if one.investigator is not None]
    told += [(one.prosecutor, "prosecutor") for one in case.incidents if one.prosecutor is not None]
    return tuple(dict.fromkeys(told))


def _asks(asked: Asked, view: CaseView) -> tuple[Request, ...]:
    """The requests that have not been answered, for whoever may ask."""
    if view.case is None or not may_tell(asked, GuideAsked) or not asked.may("see_eligible", view.unit):
        return ()
    return tuple(_request(asked, view.ref, one) for one in requests(view.case))


def _request(asked: Asked, ref: str, one: GuideState | HolderState) -> Request:
    worker = asked.colleagues.get(one.staff)
    link = f"{str(asked.request.base_url).rstrip('/')}{address(ref, asked.desk.asks.link(one))}"
    text = f"{asked.t('desk_ask', 'mail_text')}\n\n{link}\n"
    to = quote((worker.email if worker is not None else None) or "", safe="@")
    mail = f"mailto:{to}?subject={quote(asked.t('desk_ask', 'mail_subject'))}&body={quote(text)}"
    return Request(one.staff, part_of(one), link, mail)


PAGES: Final = (Page("/sak/{ref}", "GET", "see_case", case, live=live),)
