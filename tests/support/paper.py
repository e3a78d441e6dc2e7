"""What papers are made of, out of a told story: nobody reads the record, and nobody is anybody."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from services.papers.papers import Material, SignedHead, Written
from services.papers.working import Worker
from services.store.answers import CaseView, DutyLine, TimelineLine
from services.store.contacts import ContactLine
from services.store.read import standing
from tests.support.story import Story
from workflows.outcome import Entry
from workflows.places import places_decided

WORKERS: Final = {
    one.slug: one
    for one in (
        Worker("g1", "Guide Syntetisk", "guide@example.org", "Kommunen", "outreach_worker", ("guide",)),
        Worker("h1", "Holder Syntetisk", None, "Politiet", None, ("holder",)),
        Worker("e2", "Etterforsker Syntetisk", None, "Politiet", None, ("investigator",)),
        Worker("k1", "Koordinator Syntetisk", "koordinator@example.org", "Politiet", None, ("coordinator",)),
    )
}

POLICE: Final = (
    ContactLine("politi", "police", "Politiet, når det ikke haster", (), phone="00 000"),
    ContactLine("nod", "police", "Nødnummer", (), phone="000"),
    ContactLine("stasjon", "police", "Politistasjonen", (), person="Kontakt Syntetisk", phone="00000099"),
    ContactLine("bv", "barnevern", "Barnevernstjenesten", (), phone="00000098"),
)
"""A directory with numbers that nobody has."""


def view_of(story: Story) -> CaseView:
    """The case as somebody sees it who may see everything."""
    case = story.state
    lines = tuple(_line(number, entry) for number, entry in enumerate(story.log, 1))
    duties = tuple(_duty(duty, story.today) for duty in story.duties())
    return CaseView("T-7K3M-9K", case.unit, case, lines, duties, (), personal=True)


def material(story: Story, directory: tuple[ContactLine, ...] = POLICE) -> Material:
    return Material(view_of(story), story.now, "Øst", WORKERS, directory)


def proof(story: Story) -> tuple[dict[int, Written], SignedHead]:
    """Every line chained, and a head over them."""
    lines = {n: Written(n, f"{n:064x}", 100 + n) for n in range(1, len(story.log) + 1)}
    return lines, SignedHead(200, "a" * 64, "b" * 128, story.now, "c" * 64)


def words_on(sheet: Any) -> str:
    """Every word that stands on a paper."""
    return "\n".join(_words(sheet))


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _words(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _words(value)


def _line(number: int, entry: Entry) -> TimelineLine:
    return TimelineLine(
        number,
        entry.recorded_at,
        entry.fact.time,
        entry.verb.value,
        entry.fact,
        entry.reasons,
        places=places_decided(entry),
    )


def _duty(duty: Any, today: date) -> DutyLine:
    return DutyLine(
        duty.subject,
        "ost",
        duty.kind,
        duty.party,
        duty.owner,
        duty.from_date,
        duty.due_date,
        duty.until_date,
        duty.rules,
        duty.caused_by,
        duty.cleared_by,
        duty.waiting_for,
        standing(duty.from_date, duty.due_date, duty.waiting_for, today),
    )
