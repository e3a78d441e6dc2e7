"""The sheet for whoever takes over (R57–R59, D29): what was promised, what is agreed and owed, whom to call and never.

One page a case, for a colleague alone; it is not handed to the family.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from events.contact import ContactLogged
from events.conversation import ConversationHeld
from events.guidance import AbsenceTold, GuideEnded, GuideReplaced
from events.measure import MeasureAgreed, MeasureDone
from events.personal import reveal
from services.papers.callsheet import conditions, not_to_call, person
from services.papers.papers import Material
from services.papers.people import Shown
from services.papers.standing import people_in, standing, told
from services.store.answers import TimelineLine
from services.texts import Texts
from services.texts.steps import step_of
from workflows.age import years_on
from workflows.case import Case
from workflows.workdays import day_of

_PROMISES: Final = (GuideReplaced, GuideEnded, AbsenceTold)

AHEAD_DAYS: Final = 56
"""What is owed later than eight weeks from now is only counted: nobody takes over for the eighteenth birthday."""

Line = dict[str, str]
"""What stands first, in bold, and the words after it; either may be empty."""


def sheet(materials: tuple[Material, ...], of: str, t: Texts) -> dict[str, Any]:
    """Everything that stands on the sheet; `of` is whose cases they are."""
    moment = t.moment(materials[0].now) if materials else ""
    return {
        "language": t.language,
        "page": t("paper", "page"),
        "footer": t("handover", "footer"),
        "title": t("handover", "title"),
        "about": t("handover", "about", of=of, moment=moment) if materials else of,
        "cases": [one_case(material, t) for material in materials],
    }


def one_case(material: Material, t: Texts) -> dict[str, Any]:
    """What stands of one case."""
    case, lines = material.view.case, standing(material.view)
    if case is None:
        raise AssertionError("a sheet is about a case as it stands")
    people, now = people_in(lines), tuple(line for line in lines if line.happened >= case.period.since)
    blocks = {
        "promised": _promised(now, t),
        "agreed": _agreed(case, now, material, t),
        "owed": _owed(material, t),
        "conditions": (_line("", words) for words in conditions(case, lines, material, t)),
        "call": _to_call(case, people, t),
        "never": (_line(one["name"] or one["who"], one["why"]) for one in not_to_call(case, people, t)),
    }
    return {
        "ref": material.view.ref,
        "name": people.get("participant", Shown()).name or "",
        "about": " · ".join(_about(case, material, t)),
        "working": list(_working(case, material, t)),
        "blocks": [
            {"code": code, "label": t("handover", code), "none": t("handover", f"no_{code}"), "lines": list(found)}
            for code, found in blocks.items()
        ],
    }


def _line(first: str, words: str) -> Line:
    return {"first": first[:1].upper() + first[1:], "words": words}


def _about(case: Case, material: Material, t: Texts) -> Iterator[str]:
    age = years_on(case.adult_from, material.today)
    yield t("desk", "years", years=age) if age is not None else t("desk", "age_unknown")
    yield ", ".join(dict.fromkeys(t("word", incident.category.value) for incident in case.incidents))
    yield t("step", step_of(case))
    yield material.unit_name


def _working(case: Case, material: Material, t: Texts) -> Iterator[Line]:
    """Who works with the case, who is away when, and who stands in."""
    period = case.period
    if period.guide is not None:
        yield _line(t("role", "guide"), material.name(period.guide.staff))
        for away in period.guide.absences:
            if away.last >= material.today:
                yield _line(t("handover", "away"), _days(away.first, away.last, t))
                telling = ", ".join(t("party", party) for party in away.told) or t("handover", "nobody")
                yield _line(t("handover", "told"), telling)
    for one in period.substitutes:
        if one.days is not None and one.days[1] >= material.today:
            yield _line(t("handover", "substitute"), f"{material.name(one.staff)}, {_days(*one.days, t)}")
    if period.holder is not None:
        yield _line(t("role", "holder"), material.name(period.holder.staff))
    for slug in dict.fromkeys(one.investigator for one in case.incidents if one.investigator is not None):
        yield _line(t("role", "investigator"), material.name(slug))


def _days(first: date, last: date, t: Texts) -> str:
    return t("handover", "days", first=t.day(first), last=t.day(last))


def _promised(lines: tuple[TimelineLine, ...], t: Texts) -> Iterator[Line]:
    """What the family was told would be done, the latest first; what was agreed and has not been done."""
    for line in reversed(lines):
        said = reveal(line.fact.data.promised) if isinstance(line.fact.data, _PROMISES) else None
        if said is not None:
            yield _line(t.day(day_of(line.happened)), str(said))
    done = {str(one.measure) for _, one in told(lines, MeasureDone)}
    for line, agreed in told(lines, MeasureAgreed):
        if line.fact.key not in done:
            words = [t("word", agreed.done_by), reveal(agreed.what)]
            words += [t("handover", "until", day=t.day(agreed.until))] if agreed.until is not None else []
            yield _line(t("word", agreed.kind), ". ".join(str(one) for one in words if one))


def _agreed(case: Case, lines: tuple[TimelineLine, ...], material: Material, t: Texts) -> Iterator[Line]:
    """The next contact and its hour, how often, the conversation, and the dates in court that are ahead."""
    coming = None
    for line in lines:
        if isinstance(line.fact.data, ConversationHeld):
            coming = line.fact.data.next_contact_at or coming
        elif isinstance(line.fact.data, ContactLogged) and line.fact.data.parties:
            coming = line.fact.data.next_agreed_at
    if coming is not None and day_of(coming) >= material.today:
        yield _line(t("handover", "next"), t.moment(coming))
    if case.period.frequency is not None:
        yield _line(t("handover", "often"), t("handover", "every", days=case.period.frequency.days))
    booked = case.period.appointments.on
    if booked is not None and booked >= material.today and case.period.held is None:
        yield _line(t("handover", "conversation"), t.day(booked))
    reached = [one.at for one in case.period.contacts if one.reached]
    if reached:
        yield _line(t("handover", "last"), t.moment(max(reached)))
    for hearing in sorted(case.hearings, key=lambda one: one.starts_at):
        if not hearing.cancelled and day_of(hearing.starts_at) >= material.today:
            yield _line(t("handover", "hearing"), f"{t.moment(hearing.starts_at)}, {hearing.court}")


def _owed(material: Material, t: Texts) -> Iterator[Line]:
    """What is owed in the weeks ahead with its day and whose it is, the first due first; how much comes after that."""
    last = material.today + timedelta(days=AHEAD_DAYS)
    near = [duty for duty in material.view.duties if duty.due_date <= last]
    for duty in sorted(near, key=lambda one: (bool(one.waiting_for), one.due_date)):
        role, at, _ = duty.owner.partition("@")
        owner = t("role", role) if at else material.name(duty.owner.removeprefix("staff/"))
        waits = ", ".join(t("duty", kind) for kind in duty.waiting_for)
        words = f"{t.duty(duty.kind, duty.party)} ({owner})"
        yield _line(t.day(duty.due_date), f"{words}. {t('handover', 'waits', what=waits)}" if waits else words)
    if later := len(material.view.duties) - len(near):
        yield _line("", t("handover", "later", count=later, day=t.day(last)))


def _to_call(case: Case, people: Mapping[str, Shown], t: Texts) -> Iterator[Line]:
    """The participant, and under 18 the guardians who may be called, with the numbers that are safe."""
    shut = case.excluded()
    own = () if case.barred("participant") or "participant" in shut else ("participant",)
    for party in (*own, *(case.callable_guardians() if case.is_minor else ())):
        one = person(case, party, dict(people), t)
        note = f". {one['note']}" if one["note"] else ""
        yield _line(one["name"] or one["who"], f"{one['who']}, {one['phone']}{note}")
