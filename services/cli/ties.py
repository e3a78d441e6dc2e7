"""What a case is tied to: references and units, never anybody's name; and what was so in the world on a day."""

from collections.abc import Iterator

from services.store.answers import CaseView
from services.texts import Texts
from workflows.case import Case


def ties_lines(t: Texts, view: CaseView) -> Iterator[str]:
    """Joined, gone on from, alike, belonging together, known elsewhere (D5, D24, D28)."""
    case = view.case
    if case is None:
        return
    if case.continues is not None:
        yield "  " + t("case", "continues_dead" if case.after_death else "continues", case=case.continues)
    if case.ties.joined_into is not None:
        yield "  " + t("case", "joined_into", case=case.ties.joined_into)
    for ref in case.ties.joined:
        yield "  " + t("case", "has_joined", case=ref)
    for alike in case.ties.to_compare():
        yield "  " + t("case", "alike", case=alike.case)
    for other in view.together:
        because = ", ".join(t("together", one) for one in other.because)
        yield "  " + t("case", "together", case=other.ref, because=because)
    for unit in case.ties.elsewhere:
        if unit != view.unit:
            yield "  " + t("case", "elsewhere", unit=unit)
    offer = case.whereabouts.offer
    if offer is not None:
        yield "  " + t("case", "declined_by" if offer.declined else "offered_to", unit=offer.to_unit)
    for moved in case.whereabouts.moves:
        yield "  " + t("case", "moved", day=t.day(moved.accepted.at.date()), unit=moved.from_unit)


def world_lines(t: Texts, world: Case) -> Iterator[str]:
    """The values that report the world, as they were: incidents, home, protection, hearings, consent."""
    yield t("case", "world")
    for incident in world.incidents:
        told = [t("word", incident.category.value), t("case", f"reported_{incident.reported.value}")]
        if incident.investigator is not None:
            told.append(f"{t('word', 'investigator')} {incident.investigator}")
        yield f"  {t('case', 'incident')} {incident.key}: {', '.join(told)}"
    yield f"  {t('case', 'lives_with')}: {t('word', world.lives_with.value)}"
    yield "  " + t("case", "address", protection=t("word", world.protection.value))
    for hearing in world.hearings:
        yield f"  {t('case', 'hearing')}: {t.moment(hearing.starts_at)}"
    for consent in world.period.consents:
        given = t("word", "yes" if consent.given else "no")
        yield f"  {t('word', 'consent')} ({t('party', consent.by)}): {given}, {t.moment(consent.at)}"
