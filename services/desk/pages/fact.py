"""Telling a fact: its form about a case, a unit or a colleague, what is in the way of it, and drafts of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from starlette.responses import HTMLResponse, Response

from events.correction import Corrected
from services.desk import when
from services.desk.asking import Asked
from services.desk.forms.because import address, because
from services.desk.forms.drawing import GLOBALS
from services.desk.forms.field import Typed, value
from services.desk.forms.filling import first, told_at
from services.desk.forms.layout import Drawn, gone_through, layout_of, look_of
from services.desk.forms.opened import Opened, open_form
from services.desk.forms.sending import Sent, send
from services.desk.forms.siblings import siblings
from services.desk.onecase import case_label
from services.desk.page import Page
from services.papers.callsheet import sheet
from services.papers.papers import Material

_OWN: Final = frozenset({"fact_id", "seen", "digest", "more", "draft", "breach_meant", "whole"})
"""What the page adds to what somebody types, and makes anew each time."""

_STATUS: Final = {"faults": 422, "changed": 409, "breach": 422, "refused": 422, "away": 503}


def show(asked: Asked, opened: Opened) -> Response:
    """The form, with what has been begun before."""
    draft = asked.desk.drafts.of(asked.actor, opened.subject, opened.model.TYPE)
    typed = _empty(asked, opened)
    if draft is not None:
        typed = {**dict.fromkeys(typed, ()), **{name: tuple(told) for name, told in draft.typed.items()}}
    return _page(asked, opened, typed, draft=draft.saved if draft is not None else None)


def answer(asked: Asked, opened: Opened) -> Response:
    """What was sent: recorded, or the page says what is in the way."""
    typed = _typed(asked)
    if asked.sent("draft"):
        kept = asked.desk.drafts.keep(asked.actor, opened.subject, opened.model.TYPE, _begun(typed))
        return asked.then(opened.back, "kept" if kept is not None else "not_kept")
    if typed.get("more") or (opened.model is Corrected and not (_whole(opened) and asked.sent("whole"))):
        return _page(asked, opened, typed)
    sent = send(asked, opened, typed)
    if sent.state != "sent" or sent.answer is None:
        return _page(asked, opened, typed, sent=sent)
    asked.desk.drafts.drop(asked.actor, opened.subject, opened.model.TYPE)
    notice = sent.answer.outcome if sent.answer.outcome in ("waiting", "breached", "no_case") else "recorded"
    return asked.then(opened.back, notice)


def keep(asked: Asked, opened: Opened) -> Response:
    """A draft, kept while somebody writes; when it was kept is said where they write."""
    typed = _begun(_typed(asked))
    kept = asked.desk.drafts.keep(asked.actor, opened.subject, opened.model.TYPE, typed)
    said = asked.t("form", "saved", clock=when.hour(asked.t, kept)) if kept else asked.t("form", "not_saved")
    return HTMLResponse(said, headers={"cache-control": "no-store"})


def discard(asked: Asked, opened: Opened) -> Response:
    """Begin anew."""
    asked.desk.drafts.drop(asked.actor, opened.subject, opened.model.TYPE)
    return asked.then(opened.address)


def _page(asked: Asked, opened: Opened, typed: Typed, *, sent: Sent | None = None, draft: object = None) -> Response:
    now = asked.desk.clock.now()
    anew = sent is None or sent.state in ("changed", "refused")
    faults = {fault.path: fault.says for fault in reversed(sent.faults)} if sent is not None else {}
    also = siblings(asked, opened)
    layout, groups = layout_of(opened.form, (*opened.common, *((also,) if also is not None else ())))
    empty = {**first(opened.form.fields), **_now(typed)}
    changed = [path for path, said in typed.items() if any(said) and tuple(said) != empty.get(path)]
    own = {
        "fact_id": str(asked.desk.clock.new_id()) if anew else asked.sent("fact_id"),
        "seen": str(opened.seen or "") if anew else asked.sent("seen"),
        "digest": opened.digest(asked) if anew else asked.sent("digest"),
        "shown": value(typed, "shown") or now.isoformat(),
        **({"whole": "1"} if _whole(opened) else {}),
    }
    return asked.page(
        "forms/fact.html",
        status=_STATUS[sent.state] if sent is not None else 200,
        opened=opened,
        form=opened.form,
        layout=layout,
        groups=groups,
        typed=typed,
        own=own,
        faults=faults,
        sent=sent,
        draft=draft,
        blocked=tuple(
            because(asked, reason, opened.subject, opened.facts, opened.model.TYPE) for reason in opened.blocked
        ),
        about=_about(asked, opened),
        next_step="next" if opened.model is Corrected and not _whole(opened) else "send",
        keeps=bool(asked.actor.slug),
        look_of=look_of,
        form_at=lambda type_: address(opened.subject, type_),
        faulty=lambda group, faults: any(_within(path, group) for path in faults),
        told=lambda group: any(_within(path, group) for path in changed),
        call=_call(asked, opened) if layout.beside == "call" else None,
        gone_through=gone_through(layout, asked.t, minor=opened.case is None or opened.case.is_minor),
        **GLOBALS,
    )


def _about(asked: Asked, opened: Opened) -> str:
    """Which case, without a name; which unit or colleague."""
    kind, _, name = opened.subject.partition("/")
    if kind == "case":
        case = opened.case
        return name if case is None else f"{name} · {case_label(asked.t, case, asked.today, ', ')}"
    return asked.units.get(name, name) if kind == "unit" else asked.name(name)


def _call(asked: Asked, opened: Opened) -> dict[str, Any] | None:
    """The call sheet: whether one may call, whom, under which conditions."""
    if opened.view is None:
        return None
    unit = asked.units.get(opened.view.unit, opened.view.unit)
    return sheet(Material(opened.view, asked.desk.clock.now(), unit, asked.colleagues), asked.t)


def _within(path: str, group: Drawn) -> bool:
    return path.partition(".")[0] in {field.name for field in group.fields}


def _whole(opened: Opened) -> bool:
    """Whether it is known which field of which fact is corrected."""
    return any(field.name == "value" for field in opened.form.fields)


def _empty(asked: Asked, opened: Opened) -> dict[str, tuple[str, ...]]:
    """A form that nobody has written in: what is chosen at first, now, and what the address says."""
    now = asked.desk.clock.now()
    typed = {**first(opened.form.fields), **told_at("happened", now), "shown": (now.isoformat(),)}
    names = {field.name for field in opened.form.fields}
    said = asked.request.query_params
    return {**typed, **{name: tuple(said.getlist(name)) for name in said if name.partition(".")[0] in names}}


def _now(typed: Typed) -> dict[str, tuple[str, ...]]:
    """The moment at which the form was shown, as it stood in it."""
    try:
        return told_at("happened", datetime.fromisoformat(value(typed, "shown")))
    except ValueError:
        return {}


def _typed(asked: Asked) -> dict[str, tuple[str, ...]]:
    typed: dict[str, tuple[str, ...]] = {}
    for name, told in asked.form.multi_items():
        if isinstance(told, str):
            typed[name] = (*typed.get(name, ()), told)
    return typed


def _begun(typed: Typed) -> dict[str, list[str]]:
    return {name: list(told) for name, told in typed.items() if name not in _OWN and any(told)}


def _at(place: str, name: str, act: Callable[[Asked, Opened], Response]) -> Callable[[Asked], Response]:
    def answered(asked: Asked) -> Response:
        return act(asked, open_form(asked, place, asked.path(name)))

    return answered


def _pages(place: str, name: str) -> tuple[Page, ...]:
    path = f"/{place}/{{{name}}}/ny/{{topic}}/{{fact}}"
    return (
        Page(path, "GET", "write_concern", _at(place, name, show)),
        Page(path, "POST", "write_concern", _at(place, name, answer)),
        Page(f"{path}/kladd", "POST", "write_concern", _at(place, name, keep)),
        Page(f"{path}/forkast", "POST", "write_concern", _at(place, name, discard)),
    )


PAGES: Final = (*_pages("sak", "ref"), *_pages("enhet", "unit"), *_pages("folk", "slug"))
