"""Figures on the follow-up: who the guides are, the contacts, and the times when there was none for too long."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final, get_args

from events.contact import ContactLogged
from events.guidance import GuideAccepted, GuideAsked, GuideReplaced, ReviewHeld
from events.values import Channel
from workflows.period import Period
from workflows.report.figure import CaseTold, Figure
from workflows.workdays import day_of


def _guides(word: Callable[[CaseTold, str], str]) -> Callable[[CaseTold], Iterator[tuple[date, str]]]:
    """Counts every time that somebody became the guide of a youth."""

    def counts(told: CaseTold) -> Iterator[tuple[date, str]]:
        for entry in told.log if told.counts else ():
            said = entry.fact.data
            if isinstance(said, GuideAccepted | GuideReplaced):
                guide = said.guide if isinstance(said, GuideAccepted) else said.successor
                yield day_of(entry.fact.time), word(told, f"staff/{guide}")

    return counts


def _employer(told: CaseTold, guide: str) -> str:
    member = told.staff.get(guide)
    if member is None:
        return "unknown"
    if not member.public_employee:
        return "organisation"
    return "police" if member.police else "municipality"


def _profession(told: CaseTold, guide: str) -> str:
    return told.professions.get(guide, "unknown")


def _basis(told: CaseTold) -> Iterator[tuple[date, str]]:
    for entry in told.log if told.counts else ():
        said = entry.fact.data
        if isinstance(said, GuideAsked):
            yield day_of(entry.fact.time), "both" if len(set(said.basis)) > 1 else said.basis[0]


def _contacts(word: Callable[[ContactLogged], str]) -> Callable[[CaseTold], Iterator[tuple[date, str]]]:
    def counts(told: CaseTold) -> Iterator[tuple[date, str]]:
        for entry in told.log if told.counts else ():
            if isinstance(entry.fact.data, ContactLogged):
                yield day_of(entry.fact.time), word(entry.fact.data)

    return counts


def _reached(contact: ContactLogged) -> str:
    if not contact.parties:
        return "professionals"
    reached = {one.party for one in contact.parties if one.reached}
    if "participant" in reached:
        return "participant"
    return "guardians" if reached else "nobody"


def _quiet(told: CaseTold) -> Iterator[tuple[date, str]]:
    """Each time that so many days went by without the participant being reached while there was a guide (R155)."""
    for period in told.periods if told.counts else ():
        yield from _quiet_in(told, period)


def _quiet_in(told: CaseTold, period: Period) -> Iterator[tuple[date, str]]:
    if period.guide_since is None or period.guided is None:
        return
    over = day_of(period.closing.at) if period.closing is not None else told.until
    start, allowed = day_of(period.guide_since.at), told.policy.no_contact_days
    reached = [day_of(one.at) for one in period.contacts if "participant" in one.reached]
    for day in sorted({day for day in reached if start < day < over} | {over}):
        if (day - start).days > allowed:
            yield start + timedelta(days=allowed + 1), _length((day - start).days)
        start = day


def _length(days: int) -> str:
    if days <= 21:
        return "15_21"
    return "22_28" if days <= 28 else "over_28"


def _reviews(told: CaseTold) -> Iterator[tuple[date, str]]:
    for entry in told.log if told.counts else ():
        if isinstance(entry.fact.data, ReviewHeld):
            yield day_of(entry.fact.time), entry.fact.data.outcome


FIGURES: Final[tuple[Figure, ...]] = (
    Figure("guide_employer", "followed", (49, 55, 56), "case", _guides(_employer), "employer",
           ("police", "municipality", "organisation", "unknown"), of="guides"),
    Figure("guide_profession", "followed", (1,), "case", _guides(_profession), "profession", of="guides"),
    Figure("guide_basis", "followed", (2,), "case", _basis, "basis", ("relation", "competence", "both")),
    Figure("contact_channel", "followed", (33, 110), "case", _contacts(lambda one: one.channel.value), "word",
           tuple(one.value for one in Channel), of="contacts", picture="bars"),
    Figure("contact_reached", "followed", (33, 155), "case", _contacts(_reached), "reached",
           ("participant", "guardians", "nobody", "professionals"), of="contacts"),
    Figure("quiet", "followed", (155,), "case", _quiet, "quiet", ("15_21", "22_28", "over_28")),
    Figure("review", "followed", (34, 152, 153, 154), "case", _reviews, "review",
           tuple(get_args(ReviewHeld.model_fields["outcome"].annotation))),
)  # fmt: skip
