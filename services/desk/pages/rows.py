"""The rows of a week: decided one by one, those that rules decided taken back, what could not be used mended (D26)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args
from urllib.parse import urlencode

from starlette.responses import Response

from events.assessment import Assessed
from events.fact import FactData
from events.personal import Open
from events.unit import RowTakenBack
from services.casework.incoming import Answer
from services.desk.asking import Asked
from services.desk.forms.drawing import GLOBALS
from services.desk.forms.field import Fault, Typed
from services.desk.page import Page
from services.desk.pages.extract import days_of, the_unit, the_week, week_words
from services.desk.rowfacts import happened, person
from services.desk.rowforms import DECISIONS, KEYS, answers, first_answers, read_answer, told_of, typed_of
from services.desk.rowmending import shown as to_mend
from services.desk.shown import Form, sent_back, shown_now
from services.store.answers import CaseView, TimelineLine
from services.store.asking import NotThere
from services.store.rows import RowState
from services.store.weeks import RowShown
from services.texts.why import reason_lines
from workflows.access import MAY_REPORT

Kind = Literal["open", "decided", "by_rule", "rejected", "all"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

_SHOWN_AT_ONCE: Final = 200
TOOK: Final = frozenset({"recorded", "breached", "waiting"})


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Why an answer was not taken: what is wrong with it, what the rules say, or what came in between."""

    typed: Typed | None = None
    faults: tuple[Fault, ...] = ()
    reasons: tuple[tuple[str, ...], ...] = ()
    since: tuple[TimelineLine, ...] = ()
    mend: Mapping[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """How the page answers."""
        return 409 if self.since else 422


def rows(asked: Asked) -> Response:
    """The rows of a week, with the one that is looked at."""
    return page(asked)


def page(asked: Asked, way: InTheWay | None = None, form: Form | None = None) -> Response:
    """The week with a row open: the one of the address, else the first that waits."""
    unit, week = asked.path("unit"), the_week(asked)
    name = the_unit(asked, "see_rows", unit)
    found = asked.desk.weeks.rows(asked.actor, unit, week)
    chosen = next((one for one in KINDS if one == asked.query("vis")), None) or _first(found)
    listed = tuple(row for row in found if _kind(row) == chosen or chosen == "all")
    row = _row(found, listed, asked.path("key") if "key" in asked.request.path_params else asked.query("rad"))
    at = listed.index(row) if row in listed else -1
    view = _view(asked, row)
    seen = view.case.sequence if view is not None and view.case is not None else None
    told = told_of(view, row.line.key) if view is not None and row is not None else None
    fresh = form is None or (way is not None and way.since)
    return asked.page(
        "extract_rows.html",
        status=way.status if way is not None else 200,
        unit=unit,
        unit_name=name,
        week=week,
        week_title=week_words(asked, week),
        days=days_of(week),
        counts=Counter(row.line.state for row in found),
        kinds=[(kind, count) for kind, count in _counted(found) if count or kind == chosen],
        chosen=chosen,
        listed=listed[max(0, at - _SHOWN_AT_ONCE // 2) :][:_SHOWN_AT_ONCE],
        of=len(listed),
        total=len(found),
        row=row,
        kind=_kind(row) if row is not None else None,
        place=at + 1,
        before=listed[at - 1] if at > 0 else None,
        after=listed[at + 1] if 0 <= at < len(listed) - 1 else None,
        view=view,
        happened=list(happened(asked, row.incident, told)) if row is not None and row.incident is not None else [],
        person=list(person(asked, row.case, told)) if row is not None and row.case is not None else [],
        decides=_may(asked, unit, Assessed),
        takes_back=_may(asked, unit, RowTakenBack),
        answers=answers(asked.t, row) if row is not None and row.open and row.case is not None else (),
        decisions=DECISIONS,
        keys=KEYS,
        form=shown_now(asked, seen) if fresh or form is None else form,
        way=way,
        typed=_typed(asked, row, way),
        faults={fault.path: fault.says for fault in way.faults} if way is not None else {},
        decision=asked.sent("avgjorelse"),
        rejected=to_mend(asked, unit, week, row, way.mend if way is not None else {}),
        link=lambda **changes: link(asked, **changes),
        **GLOBALS,
    )


def _typed(asked: Asked, row: RowShown | None, way: InTheWay | None) -> Typed:
    if way is not None and way.typed is not None:
        return way.typed
    return first_answers(asked.t, row) if row is not None and row.open and row.case is not None else {}


def _kind(row: RowShown) -> Kind:
    if row.line.outcome == "rejected":
        return "rejected"
    kinds: dict[RowState, Kind] = {"open": "open", "decided": "decided", "by_rule": "by_rule"}
    return kinds[row.line.state]


def _first(found: tuple[RowShown, ...]) -> Kind:
    """What is shown where nobody has chosen: what waits."""
    if any(row.open and _kind(row) == "open" for row in found):
        return "open"
    return "rejected" if any(row.open for row in found) else "all"


def _counted(found: tuple[RowShown, ...]) -> Iterator[tuple[Kind, int]]:
    counts = Counter(_kind(row) for row in found)
    yield from ((kind, counts[kind] if kind != "all" else len(found)) for kind in KINDS)


def _row(found: tuple[RowShown, ...], listed: tuple[RowShown, ...], key: str) -> RowShown | None:
    if key:
        return next((row for row in found if row.line.key == key), None)
    return next((row for row in listed if row.open), None)


def _view(asked: Asked, row: RowShown | None) -> CaseView | None:
    """The case of the row, read for whoever asks: one entry in the ledger. None where they do not see it."""
    if row is None or row.case is None or row.line.case is None:
        return None
    try:
        return asked.desk.reader.case(asked.actor, row.line.case)
    except NotThere:
        return None


def _may(asked: Asked, unit: str, model: type[FactData]) -> bool:
    member = asked.actor.member
    return bool(member.roles & MAY_REPORT[model].roles) and unit in member.units


def link(asked: Asked, **changes: str | None) -> str:
    """The same week with another choice."""
    kept = {"vis": asked.query("vis"), **changes}
    told = urlencode({name: value for name, value in kept.items() if value})
    address = f"/uttrekk/{asked.path('unit')}/{asked.path('week')}"
    return f"{address}?{told}" if told else address


def decide(asked: Asked) -> Response:
    """An answer to a row: an assessment of its case, or a taking back of what rules decided."""
    unit, week, key = asked.path("unit"), the_week(asked), asked.path("key")
    the_unit(asked, "see_rows", unit)
    row = next((one for one in asked.desk.weeks.rows(asked.actor, unit, week) if one.line.key == key), None)
    if row is None:
        raise NotThere(key[:8])
    word = asked.sent("avgjorelse")
    form, typed = sent_back(asked), typed_of(asked)
    if word == "take-back":
        return _take_back(asked, row, form, typed)
    decision = next((one for one in DECISIONS if one == word), None)
    if decision is None or row.line.case is None:
        raise NotThere(key[:8])
    told = read_answer(asked, row, decision, typed)
    if told.data is None:
        return page(asked, InTheWay(typed, told.faults), form)
    since = _since(asked, row, form)
    if since:
        return page(asked, InTheWay(typed, since=since), form)
    return _told(asked, row, form.tell(asked, f"case/{row.line.case}", told.data), typed)


def _since(asked: Asked, row: RowShown, form: Form) -> tuple[TimelineLine, ...]:
    """What has come in on the case since the form was shown, its own fact aside."""
    if form.seen is None or row.case is None or row.case.sequence <= form.seen:
        return ()
    view = _view(asked, row)
    lines = tuple(line for line in view.timeline if line.sequence > form.seen) if view is not None else ()
    return () if any(line.fact.key == f"desk:{form.id}" for line in lines) else lines


def _take_back(asked: Asked, row: RowShown, form: Form, typed: Typed) -> Response:
    why = asked.sent("why").strip()
    if not why:
        fault = Fault("why", asked.t("form_fault", "write_it", field=asked.t("desk_row", "why")))
        return page(asked, InTheWay(typed, (fault,)), form)
    told = RowTakenBack(week=row.line.week, row_key=row.line.key, why=Open(why))
    answer = form.tell(asked, f"unit/{row.line.unit}", told)
    if answer.outcome in TOOK:
        return asked.then(link(asked, rad=row.line.key, vis="open"), "row_taken_back")
    return _told(asked, row, answer, typed)


def _told(asked: Asked, row: RowShown, answer: Answer, typed: Typed) -> Response:
    """On to the next row that waits, or why the answer was not taken."""
    if answer.outcome in TOOK:
        left = asked.desk.weeks.rows(asked.actor, row.line.unit, row.line.week)
        waiting = [one for one in left if one.open and _kind(one) == "open"]
        following = next((one for one in waiting if one.line.row > row.line.row), waiting[0] if waiting else None)
        notice = "row_decided" if any(one.open for one in left) else "week_gone_through"
        return asked.then(link(asked, vis=None, rad=following.line.key if following else None), notice)
    view = _view(asked, row)
    facts = {line.fact.key: line for line in view.timeline} if view is not None else {}
    reasons = tuple(
        tuple(reason_lines(asked.t, reason, facts, asked.today, why=True)) for reason in answer.reasons
    ) or ((asked.t("outcome", answer.outcome),),)  # fmt: skip
    return page(asked, InTheWay(typed, reasons=reasons))


def back_to(asked: Asked) -> Response:
    """Whoever loads anew what an answer was posted to sees its row."""
    unit, week = asked.path("unit"), the_week(asked)
    the_unit(asked, "see_rows", unit)
    return asked.then(f"/uttrekk/{unit}/{week}?{urlencode({'rad': asked.path('key')})}")


PAGES: Final = (
    Page("/uttrekk/{unit}/{week}", "GET", "see_rows", rows),
    Page("/uttrekk/{unit}/{week}/rad/{key}", "GET", "see_rows", back_to),
    Page("/uttrekk/{unit}/{week}/rad/{key}", "POST", "see_rows", decide),
    Page("/uttrekk/{unit}/{week}/avvist/{key}", "GET", "see_rows", back_to),
)
