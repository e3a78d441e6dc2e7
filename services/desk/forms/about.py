"""What a form is asked about, looked up for whoever fills it in: the case as they see it, the colleagues, the units."""

from collections.abc import Iterator
from datetime import date
from typing import Final, Protocol, get_args

from events.closing import Closed
from events.correction import Answered
from events.fact import FactData
from events.intake import Detection, ReferralReceived, RowRead
from events.refs import Party
from services.desk.asking import Asked
from services.desk.forms.around import Around, Colleague, Earlier
from services.desk.forms.field import Choice
from services.desk.forms.wording import capital
from services.desk.when import plain_day
from services.papers.people import Shown
from services.papers.standing import people_in, standing, told
from services.store.answers import CaseView
from services.store.asking import NotAllowed
from services.texts import Texts
from services.texts.why import reason_lines
from workflows.case import Case
from workflows.eligible import Eligibility
from workflows.grounds import MATRIX

_PLACES: Final[tuple[Party, ...]] = get_args(Party)


class Staffed(Protocol):
    """Somebody with a part in the case."""

    @property
    def staff(self) -> str: ...


def about_case(asked: Asked, view: CaseView, case: Case, model: type[FactData]) -> Around:
    """A case, as whoever asks sees it."""
    t = asked.t
    may, aside = _eligible(asked, view.ref) if model.TYPE.endswith(("guide_asked.v1", "holder_asked.v1")) else ({}, {})
    return Around(
        me=asked.actor.slug,
        ref=view.ref,
        unit=view.unit,
        people=tuple(_people(case, people_in(standing(view)), t)),
        incidents=tuple(_incidents(case, view, asked)),
        facts=tuple(one for one in _earlier(view, t) if model is not Answered or one.key in _open(case)),
        hearings=tuple(_hearings(case, asked)),
        colleagues=colleagues(asked),
        units=units(asked),
        parts=_parts(case),
        may=may,
        aside=aside,
        cases=tuple(_others(case, view, t)),
        only={"ground": _grounds(case, t)} if model is Closed else {},
        given=_given(case, asked),
    )


def about_nothing_seen(asked: Asked, ref: str, unit: str = "") -> Around:
    """A case that whoever asks does not see (the statutory duties, a need that is conveyed), or a unit."""
    people = tuple(Choice(one, capital(asked.t("party", one))) for one in _PLACES)
    return Around(
        me=asked.actor.slug,
        ref=ref,
        unit=unit,
        people=people,
        colleagues=colleagues(asked),
        units=units(asked),
        given={name: asked.query(name) for name in ("week", "row_key", "fingerprint") if asked.query(name)},
    )


def colleagues(asked: Asked) -> tuple[Colleague, ...]:
    """Everybody who works here, by name."""
    return tuple(
        Colleague(one.slug, asked.name(one.slug), frozenset(one.roles), one.units) for one in asked.desk.members()
    )


def units(asked: Asked) -> tuple[Choice, ...]:
    """The units by name."""
    return tuple(Choice(slug, name) for slug, name in asked.units.items())


def _people(case: Case, shown: dict[str, Shown], t: Texts) -> Iterator[Choice]:
    """The participant and the guardians that there are, by how they stand to the youth, with name where it is seen."""
    present: dict[str, str] = {g.party: g.kind.value for g in case.guardians if not g.ended}
    for place in _PLACES:
        if place != "participant" and place not in present:
            continue
        kind = present.get(place, "other")
        word = t("word", kind) if kind != "other" else t("party", place)
        name = shown.get(place, Shown()).name
        excluded = case.barred(place) or place in case.excluded()
        note = capital(t("case", "not_to_contact")) if excluded else ""
        yield Choice(place, f"{capital(word)}, {name}" if name else capital(word), note)


def _incidents(case: Case, view: CaseView, asked: Asked) -> Iterator[Choice]:
    days: dict[str, date | None] = {}
    for line, data in told(standing(view), Detection):
        days[line.fact.key] = data.incident_on if isinstance(data, RowRead | ReferralReceived) else None
    for incident in case.incidents:
        on = days.get(incident.fact)
        word = capital(asked.t("word", incident.category.value))
        yield Choice(
            incident.key, f"{word} {plain_day(asked.t, on, asked.today)}" if on else f"{word} ({incident.key})"
        )


def _earlier(view: CaseView, t: Texts) -> Iterator[Earlier]:
    """The facts of the case, the latest first."""
    seen: set[str] = set()
    for line in reversed(view.timeline):
        if line.fact.key not in seen and not line.another:
            seen.add(line.fact.key)
            says = f"{capital(t.known('fact', line.fact.type))}, {t.moment(line.happened)}"
            yield Earlier(line.fact.key, line.fact.type, says)


def _hearings(case: Case, asked: Asked) -> Iterator[Choice]:
    for one in case.hearings:
        when = asked.t.moment(one.starts_at)
        yield Choice(one.hearing_ref, f"{capital(asked.t('word', one.kind))}, {when}", one.court)


def _open(case: Case) -> set[str]:
    """The facts that somebody is to answer."""
    breaches = {one.key for one in case.breaches if not one.answered}
    return breaches | {one.key for one in case.waiting} | {one.key for one in case.to_look_at}


def _others(case: Case, view: CaseView, t: Texts) -> Iterator[Choice]:
    """The cases that may be of the same person, and those that belong together with this one."""
    alike = [one.case for one in case.ties.to_compare()]
    for ref in alike:
        yield Choice(ref, t("case", "alike", case=ref))
    for one in view.together:
        if one.ref not in alike:
            because = ", ".join(t("together", code) for code in one.because)
            yield Choice(one.ref, t("case", "together", case=one.ref, because=because))


def _grounds(case: Case, t: Texts) -> tuple[tuple[str, ...], str]:
    """The grounds that can close a case in its phase, and why not the others."""
    now = tuple(ground for ground, phases in MATRIX.items() if case.phase in phases)
    return now, t("form", "not_in_phase", phase=t("phase", case.phase).casefold())


def _parts(case: Case) -> dict[str, tuple[str, ...]]:
    period = case.period
    parts = {
        "guide": _slugs(period.guide),
        "substitute": _slugs(*period.substitutes),
        "asked": _slugs(period.candidate),
        "holder": _slugs(period.holder),
        "holder_asked": _slugs(period.holder_asked),
    }
    investigators = (incident.investigator for incident in case.incidents)
    return {**parts, "investigator": tuple(dict.fromkeys(one for one in investigators if one))}


def _slugs(*people: Staffed | None) -> tuple[str, ...]:
    return tuple(one.staff for one in people if one is not None)


def _given(case: Case, asked: Asked) -> dict[str, str]:
    """The number of a change of a hearing is one above the last; without a hearing it is the first."""
    chosen = asked.query("hearing_ref") or (case.hearings[0].hearing_ref if len(case.hearings) == 1 else "")
    known = [one.sequence for one in case.hearings if one.hearing_ref == chosen]
    return {"sequence": str(known[0] + 1)} if known else {} if case.hearings else {"sequence": "1"}


def _eligible(asked: Asked, ref: str) -> tuple[dict[str, tuple[Choice, ...]], dict[str, tuple[Choice, ...]]]:
    """Who may be asked, the best first, and who not and why; nothing where whoever asks may not see that."""
    try:
        found = asked.desk.reader.eligible(asked.actor, ref)
    except NotAllowed:
        return {}, {}
    may: dict[str, list[Choice]] = {"guide": [], "holder": []}
    aside: dict[str, list[Choice]] = {"guide": [], "holder": []}
    for one in found:
        note = _why_not(one, asked) if not one.may else _about(one, asked)
        (may if one.may else aside)[one.part].append(Choice(one.staff, asked.name(one.staff), note))
    return {p: tuple(c) for p, c in may.items()}, {p: tuple(c) for p, c in aside.items()}


def _about(one: Eligibility, asked: Asked) -> str:
    t = asked.t
    told_ = [t("form", "load", load=one.load)]
    told_ += [t("eligible", "wished")] if one.wished.value == "yes" else []
    told_ += [t("eligible", "former")] if one.former else []
    told_ += [t("form", "away", first=t.day(first), last=t.day(last)) for first, last in one.away]
    return " ".join(told_)


def _why_not(one: Eligibility, asked: Asked) -> str:
    reasons = (next(reason_lines(asked.t, reason, {}, asked.today, why=False)) for reason in one.reasons)
    return " ".join(
        f"{says} ({', '.join(f'R{n}' for n in reason.rules)})" if reason.rules else says
        for says, reason in zip(reasons, one.reasons, strict=True)
    )
