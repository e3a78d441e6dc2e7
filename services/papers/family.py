"""The family's sheet (R112): who the guide is, what has been agreed, what to do in an emergency.

It is found in pockets, on kitchen tables and in the perpetrator's hands. So nothing stands on it of what happened, of
a report, of where the youth is met or lives, of other people of the case, of duties to report, and no word that
somebody typed: only what comes out of closed lists. Where home is not known to be safe (D4), or an address is
protected, neither does the programme's name, where the guide works, nor any time or habit that has been agreed.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from events.assessment import Assessed
from events.contact import ContactLogged, FrequencyAgreed
from events.conversation import ConversationHeld
from events.measure import MeasureAgreed, MeasureDone
from events.refs import Party
from events.values import Answer, PerpetratorIs
from services.papers.papers import Material
from services.papers.standing import standing, told
from services.store.answers import TimelineLine
from services.texts import Texts
from workflows.case import Case

HARMLESS: Final = ("own_network", "accompanied", "together", "routines")
"""Agreed measures that tell nothing of what happened: to be followed, to go several together, old routines."""


def sheet(material: Material, t: Texts, *, large: bool) -> dict[str, Any]:
    """Everything that stands on the sheet."""
    case = material.view.case
    if case is None:
        raise AssertionError("a sheet is about a case as it stands")
    lines = standing(material.view)
    quiet = not safe_home(case, lines)
    guide = case.period.guide
    worker = material.workers.get(guide.staff) if guide is not None else None
    return {
        "language": t.language,
        "large": large,
        "title": t("family", "title_quiet" if quiet else "title"),
        "lead": t("family", "lead_quiet" if quiet else "lead"),
        "guide": {
            "label": t("family", "guide"),
            "name": worker.name if worker is not None and worker.name else "",
            "body": "" if quiet or worker is None else worker.organisation or "",
            "phone": t("family", "phone"),
            "note": t("family", "guide_note"),
        },
        "agreed": {
            "label": t("family", "agreed"),
            "shown": not quiet,
            "items": [] if quiet else list(_agreed(case, lines, material, t)),
        },
        "emergency": {
            "label": t("family", "emergency"),
            "note": t("family", "emergency_note"),
            "lines": [[line.phone or "", line.agency] for line in _to_call(material)],
            "other": t("family", "emergency_safe"),
        },
        "yours": {"label": t("family", "yours"), "items": [t("family", f"yours_{n}") for n in (1, 2, 3)]},
    }


def safe_home(case: Case, lines: tuple[TimelineLine, ...]) -> bool:
    """Whether somebody has answered that the perpetrator is not of the family (R17), nobody at home is known to be a
    danger (D4), and nobody's address is protected. What nobody has answered counts as not safe."""
    answered = {assessed.incident: assessed.perpetrator_in_family for _, assessed in told(lines, Assessed)}
    parties: tuple[Party, ...] = ("participant", *(guardian.party for guardian in case.guardians if not guardian.ended))
    return not (
        any(incident.family_known is not None for incident in case.incidents)
        or any(
            incident.perpetrator_is is PerpetratorIs.UNKNOWN and answered.get(incident.key) is not Answer.NO
            for incident in case.incidents
        )
        or any(case.barred(party) for party in parties)
        or case.address_protected
    )


def emergency_numbers(material: Material) -> int:
    """How many numbers of the police the unit's directory has."""
    return len(_to_call(material))


def _to_call(material: Material) -> list[Any]:
    """The numbers of the police that are nobody's own, as the unit has them (D21), the shortest, for when it is urgent,
    first."""
    found = [line for line in material.directory if line.kind == "police" and line.phone and not line.person]
    return sorted(found, key=lambda line: (len(line.phone or ""), line.agency))


def _agreed(case: Case, lines: tuple[TimelineLine, ...], material: Material, t: Texts) -> Iterator[str]:
    """The next time, how often and how, and what was agreed that tells nothing; of the present period."""
    lines = tuple(line for line in lines if line.happened >= case.period.since)
    coming = _next(lines)
    if coming is not None and coming.date() >= material.today:
        yield t("family", "next", moment=t.moment(coming))
    every, by = _habit(lines)
    if every is not None:
        yield t("family", "daily") if every == 1 else t("family", "every", days=every)
    if by:
        yield t("family", "by", channels=_listed([t("word", one) for one in by], t))
    for kind in _measures(lines):
        yield t("family", f"measure_{kind}")


def _next(lines: tuple[TimelineLine, ...]) -> datetime | None:
    found: datetime | None = None
    for line in lines:
        data = line.fact.data
        if isinstance(data, ConversationHeld):
            found = data.next_contact_at or found
        elif isinstance(data, ContactLogged) and data.parties:
            found = data.next_agreed_at
    return found


def _habit(lines: tuple[TimelineLine, ...]) -> tuple[int | None, tuple[str, ...]]:
    every: int | None = None
    by: tuple[str, ...] = ()
    for line in lines:
        data = line.fact.data
        if isinstance(data, ConversationHeld):
            every, by = data.contact_every_days or every, tuple(c.value for c in data.contact_by) or by
        elif isinstance(data, FrequencyAgreed):
            every, by = data.every_days, tuple(c.value for c in data.channels) or by
    return every, by


def _measures(lines: tuple[TimelineLine, ...]) -> list[str]:
    over = {str(done.measure) for _, done in told(lines, MeasureDone)}
    found: list[str] = [m.kind for _, held in told(lines, ConversationHeld) for m in held.measures]
    found += [agreed.kind for line, agreed in told(lines, MeasureAgreed) if line.fact.key not in over]
    return [kind for kind in HARMLESS if kind in found]


def _listed(words: list[str], t: Texts) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {t('family', 'or')} {words[-1]}"
