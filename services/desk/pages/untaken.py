"""What was refused, waits or has no case yet: why, what would clear it, and answering it."""

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from services.casework.quarantine import AnsweredAlready
from services.casework.refusals import NothingKept, NothingToAnswer
from services.desk.asking import Asked
from services.desk.page import Page
from services.store.asking import NotThere
from services.store.untaken import KINDS, Kind


def untaken(asked: Asked, *, status: int = 200, fault: str = "") -> Response:
    """The page. `fault` is the name of the one whose answer has no reason."""
    kind: Kind = next((one for one in KINDS if one == (asked.query("vis") or asked.form.get("vis"))), "open")
    found = asked.desk.untaken.of(asked.actor, kind, asked.query("etter"))
    return asked.page(
        "untaken.html",
        status=status,
        found=found,
        kind=kind,
        kinds=KINDS,
        fault=fault,
        first=not asked.query("etter"),
        following=f"/avvist?{urlencode({'vis': kind, 'etter': found.after})}" if found.after else None,
        place=lambda line: asked.units.get(line.unit or "", line.unit or ""),
    )


def answer(asked: Asked) -> Response:
    """Try one again, or say with a reason that nothing more is to be done."""
    name, why = str(asked.form.get("hva", "")), str(asked.form.get("hvorfor", "")).strip()
    if ":" not in name:
        raise NotThere(name)
    if asked.form.get("gjor") == "prov":
        return asked.then("/avvist", _retried(asked, name))
    if not why:
        return untaken(asked, status=422, fault=name)
    try:
        told = asked.desk.refusals.drop(asked.actor, name, why)
    except NothingToAnswer:
        return asked.then("/avvist", "answered_before")
    return asked.then("/avvist", "refused_again" if told is not None and told.outcome == "refused" else "answered")


def _retried(asked: Asked, name: str) -> str:
    try:
        told = asked.desk.refusals.retry(asked.actor, name)
    except NothingKept:
        return "nothing_kept"
    except (NothingToAnswer, AnsweredAlready):
        return "answered_before"
    codes = {"refused": "refused_again", "quarantined": "refused_again", "waiting": "waits_still"}
    return codes.get(told.outcome, "taken_now")


PAGES: Final = (
    Page("/avvist", "GET", "answer_refusal", untaken),
    Page("/avvist", "POST", "answer_refusal", answer),
)
