"""The sheet for the first call (R69–R84): whether one may call, whom, whom not, under which conditions, what to say.

For whoever calls alone; it is not handed to the family.
"""

from collections.abc import Iterator
from typing import Any, Final

from events.clearance import ClearanceGiven
from events.personal import reveal
from events.refs import Party
from services.papers.papers import Material
from services.papers.people import Shown
from services.papers.standing import people_in, standing, told
from services.store.answers import TimelineLine
from services.texts import Texts
from workflows.case import Case
from workflows.checklists import CALL
from workflows.clearance import CLEARANCE_DUTIES, PARTICIPANT_BARRED
from workflows.contact import HOMES, calling, whom_to_call

ROOM: Final = {46: 4, 84: 3}
"""Lines to write on under an item, where there is something to write down."""

_TOGETHER: Final = (("phone", "same_home"), ("name", "may_be"), ("person", "may_be"))
"""What two cases share, the surest first, and what that means for the call."""

ONLY_UNDER_18: Final = frozenset({75})


def sheet(material: Material, t: Texts) -> dict[str, Any]:
    """Everything that stands on the sheet."""
    case, lines = material.view.case, standing(material.view)
    if case is None:
        raise AssertionError("a sheet is about a case as it stands")
    people = people_in(lines)
    as_of = t("call_sheet", "as_of", moment=t.moment(material.now))
    stops = list(_stops(case, material, t))
    return {
        "language": t.language,
        "page": t("paper", "page"),
        "footer": t("call_sheet", "footer"),
        "title": t("call_sheet", "title"),
        "about": f"{material.view.ref} · {material.unit_name} · {as_of}",
        "may": {"stop": bool(stops), "words": t("call_sheet", "stop" if stops else "go"), "why": stops},
        "call": {"label": t("call_sheet", "call"), "people": [] if stops else list(_to_call(case, people, t))},
        "not": {"label": t("call_sheet", "not"), "people": list(not_to_call(case, people, t))},
        "conditions": {"label": t("call_sheet", "conditions"), "items": list(conditions(case, lines, material, t))},
        "together": {"label": t("call_sheet", "together"), "items": list(_together(material, t))},
        "items": {
            "label": t("call_sheet", "items"),
            "lines": [
                {"words": _item(item.number, case, t), "rule": f"R{item.number}", "room": ROOM.get(item.number, 0)}
                for item in CALL.items
                if case.is_minor or item.number not in ONLY_UNDER_18
            ],
        },
        "outcome": {
            "label": t("call_sheet", "outcome"),
            "boxes": [t("call_sheet", f"outcome_{code}") for code in ("safe", "need", "time", "no", "unreached")],
            "after": t("call_sheet", "after"),
        },
    }


def _stops(case: Case, material: Material, t: Texts) -> Iterator[str]:
    """What stands in the way of calling now, as the record has it."""
    if not calling(case):
        yield t("call_sheet", "not_calling")
    if case.uncleared(material.now):
        yield t("call_sheet", "uncleared")
    if whom_to_call(case) == "participant" and (case.barred("participant") or "participant" in case.excluded()):
        yield t("call_sheet", "participant_barred")
    waiting = dict.fromkeys(
        kind for duty in material.view.duties if duty.kind == "call_family" for kind in duty.waiting_for
    )
    for kind in waiting:
        if kind in (*CLEARANCE_DUTIES, *PARTICIPANT_BARRED):
            continue  # told above, by the same rules, as of this very moment
        yield t("duty", kind)


def _item(number: int, case: Case, t: Texts) -> str:
    code = f"{number}_adult" if not case.is_minor and number in (46, 84) else str(number)
    return t("call_item", code)


def _to_call(case: Case, people: dict[str, Shown], t: Texts) -> Iterator[dict[str, str]]:
    """The one to be called first, then the others who may be (D16)."""
    first = whom_to_call(case)
    others: tuple[Party, ...] = tuple(p for p in case.callable_guardians() if p != first) if case.is_minor else ()
    for party in (first, *others):
        yield {**person(case, party, people, t), "first": t("call_sheet", "first") if party == first else ""}


def person(case: Case, party: Party, people: dict[str, Shown], t: Texts) -> dict[str, str]:
    shown = people.get(party, Shown())
    said = []
    if party != "participant" and HOMES.get(case.lives_with) == party:
        said.append(t("call_sheet", "home"))
    if shown.when:
        said.append(t("call_sheet", "when", words=shown.when))
    if shown.may_say:
        said.append(t("call_sheet", "may_say", words=shown.may_say))
    if case.reach.interpreter(party) is not None:
        said.append(
            t("call_sheet", "interpreter_in", language=shown.language)
            if shown.language
            else t("call_sheet", "interpreter")
        )
    return {
        "who": _who(case, party, t),
        "name": shown.name or "",
        "phone": shown.safe_phone or t("call_sheet", "no_phone"),
        "note": " ".join(said),
    }


def _who(case: Case, party: Party, t: Texts) -> str:
    guardian = next((g for g in case.guardians if g.party == party), None)
    if guardian is None:
        return t("party", party)
    return t("party", party) if guardian.kind.value == "other" else t("word", guardian.kind.value)


def not_to_call(case: Case, people: dict[str, Shown], t: Texts) -> Iterator[dict[str, str]]:
    """Those who must not be called, and why (D4, D23); no number of theirs stands anywhere on the sheet."""
    excluded = case.excluded()
    parties: tuple[Party, ...] = ("participant", *(g.party for g in case.guardians if not g.ended))
    for party in parties:
        why = "unsafe" if case.barred(party) else "excluded" if party in excluded else None
        if why is not None:
            yield {
                "who": _who(case, party, t),
                "name": people.get(party, Shown()).name or "",
                "why": t("call_sheet", why),
            }
    if not case.is_minor and case.guardians:
        yield {"who": t("party", "guardian"), "name": "", "why": t("call_sheet", "adult")}


def _together(material: Material, t: Texts) -> Iterator[dict[str, str]]:
    """The cases that belong with this one (D5): siblings, for the same call; those who may be, to be found out first,
    since a name alone is no home; other victims of the report, of whom the family is told nothing."""
    for one in material.view.together:
        found = next((code for shared, code in _TOGETHER if shared in one.because), "same_matter")
        code = f"together_{found}"
        because = ", ".join(t("together", why) for why in one.because)
        yield {"ref": one.ref, "words": f"{because}. {t('call_sheet', code)}"}


def conditions(case: Case, lines: tuple[TimelineLine, ...], material: Material, t: Texts) -> Iterator[str]:
    """What the standing clearances allow (D23), each incident by itself; nothing where nothing is reported."""
    words = {line.fact.key: said for line, said in told(lines, ClearanceGiven)}
    since = case.period.since if case.period.number > 1 else None
    for incident in case.incidents:
        given = [w for w in incident.words if w.word == "given" and (since is None or w.at >= since)]
        if not incident.needs_clearance or not given:
            continue
        last = max(given, key=lambda word: word.at)
        yield t("call_sheet", "cleared", by=material.name(last.by), moment=t.moment(last.at))
        if last.not_before is not None:
            yield t("call_sheet", "not_before", moment=t.moment(last.not_before))
        if last.until is not None:
            yield t("call_sheet", "until", day=t.day(last.until))
        if last.not_whom:
            yield t("call_sheet", "not_whom", who=", ".join(_who(case, party, t) for party in last.not_whom))
        said = words.get(last.fact)
        if said is not None and (about := reveal(said.not_about)):
            yield t("call_sheet", "not_about", what=about)
        if said is not None and (note := reveal(said.note)):
            yield t("call_sheet", "note", what=note)
