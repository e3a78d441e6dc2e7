"""The form of the conversation (§ 6): its headings as they are and in their order, blank or filled from the case.

The form lies on the table between the youth and the parents. Nobody whom one must not contact stands on it, and no
protected address.
"""

from collections.abc import Iterator
from typing import Any, Final

from events.conversation import ConversationBooked, ConversationHeld
from events.intake import Detection
from events.matter import MatterFact
from events.personal import Open, Personal, reveal
from events.values import AddressProtection
from services.papers.papers import Material
from services.papers.people import Shown
from services.papers.standing import people_in, standing, told
from services.store.answers import TimelineLine
from services.texts import Texts
from workflows.case import Case
from workflows.workdays import OSLO

SECTIONS: Final = (("information", 7), ("insecurity", 9), ("own_efforts", 8), ("partners", 8), ("notes", 13))
"""The four sections of the form and its notes (R128–R132), each with the lines to write on in a blank one."""


def blank(t: Texts) -> dict[str, Any]:
    """The form to be filled in by hand; the report number stands there for those who have one (R123)."""
    fields = [_field(t, name) for name in ("youth", "guardian", "report_number", "when", "guide")]
    return {**_heads(t), "fields": fields, "sections": [_section(t, name, lines, "") for name, lines in SECTIONS]}


def filled(material: Material, t: Texts) -> dict[str, Any]:
    """The form as far as the case tells: the conversation held last, else the one that is booked."""
    case, lines = material.view.case, standing(material.view)
    if case is None:
        raise AssertionError("a form is filled from a case as it stands")
    people = people_in(lines)
    held = next(reversed(told(lines, ConversationHeld)), None)
    fields = [
        _field(t, "youth", _person(people.get("participant"), case, "participant", t)),
        *(_field(t, "guardian", *told_) for told_ in _guardians(case, people, t)),
        *_numbers(case, lines, t),
        _field(t, "when", _when(lines, t)),
        _field(t, "guide", _guide(case, material)),
    ]
    said = held[1] if held is not None else None
    sections = [_section(t, name, lines_ if said is None else 2, _said(said, name)) for name, lines_ in SECTIONS]
    return {**_heads(t), "footer": t("template", "footer_filled"), "fields": fields, "sections": sections}


def left_out(material: Material) -> int:
    """How many guardians do not stand on the form, because nobody is to contact them (D4)."""
    case = material.view.case
    there = [g for g in case.guardians if not g.ended] if case is not None else []
    return sum(case.barred(g.party) for g in there) if case is not None else 0


def _heads(t: Texts) -> dict[str, Any]:
    return {
        "language": t.language,
        "title": t("template", "title"),
        "footer": t("template", "footer"),
        "page": t("paper", "page"),
        "footnote": t("template", "footnote"),
    }


def _field(t: Texts, name: str, value: str = "", kind: str = "") -> dict[str, Any]:
    label = t("template", name) + (f" ({kind})" if kind else "")
    return {"label": label, "value": value, "mark": name == "report_number", "lines": 3 if name in _ROOM else 1}


_ROOM: Final = ("youth", "guardian")


def _section(t: Texts, name: str, lines: int, value: str) -> dict[str, Any]:
    return {"label": t("template", name), "value": value, "lines": lines}


def _person(shown: Shown | None, case: Case, party: str, t: Texts) -> str:
    one = shown or Shown()
    protection = case.reach.protection(party)  # type: ignore[arg-type]
    address = one.address
    if protection is not AddressProtection.NONE:
        address = t("template", "protected")
    return "\n".join(part for part in (one.name, one.safe_phone, one.email, address) if part)


def _guardians(case: Case, people: dict[str, Shown], t: Texts) -> Iterator[tuple[str, str]]:
    """Each with how they stand to the youth; one empty field where there is none to name, none at all for an adult."""
    if not case.is_minor:
        return
    safe = [g for g in case.guardians if not g.ended and not case.barred(g.party)]
    for guardian in safe:
        kind = "" if guardian.kind.value == "other" else t("word", guardian.kind.value)
        yield _person(people.get(guardian.party), case, guardian.party, t), kind
    if not safe:
        yield "", ""


def _numbers(case: Case, lines: tuple[TimelineLine, ...], t: Texts) -> Iterator[dict[str, Any]]:
    """Hidden where nothing is reported (R123); empty where it is reported and nobody told us the number."""
    if not any(incident.needs_clearance for incident in case.incidents):
        return
    found = dict.fromkeys(
        number
        for line in lines
        if isinstance(line.fact.data, Detection | MatterFact)
        and (number := reveal(line.fact.data.report_number)) is not None
    )
    yield _field(t, "report_number", ", ".join(found))


def _when(lines: tuple[TimelineLine, ...], t: Texts) -> str:
    held, booked = told(lines, ConversationHeld), told(lines, ConversationBooked)
    if held:
        line, conversation = held[-1]
        return _moment_and_place(line.happened.astimezone(OSLO), conversation.place, t)
    if booked:
        _, appointment = booked[-1]
        return _moment_and_place(appointment.appointment_at.astimezone(OSLO), appointment.place, t)
    return ""


def _moment_and_place(moment: Any, place: Personal[str] | None, t: Texts) -> str:
    return " · ".join(part for part in (t.moment(moment), reveal(place)) if part)


def _guide(case: Case, material: Material) -> str:
    """The guide; before there is one, whoever holds the conversation."""
    period = case.period
    staff = period.guide.staff if period.guide is not None else period.holder.staff if period.holder else None
    return material.name(staff) if staff else ""


_FIELDS: Final = {
    "information": ("information",),
    "insecurity": ("insecurity", "geographic", "relational", "in_time"),
    "own_efforts": ("already_done", "own_efforts"),
    "partners": ("partners", "expectations"),
    "notes": ("note",),
}
"""What of the conversation stands in which section."""


def _said(conversation: ConversationHeld | None, section: str) -> str:
    values = [getattr(conversation, name) for name in _FIELDS[section]] if conversation is not None else []
    return "\n\n".join(str(value.value) for value in values if isinstance(value, Open))
