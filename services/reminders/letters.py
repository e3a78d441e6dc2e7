"""What a reminder mail says: the case's reference, what is owed, until when, a link; never anything about a person."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from typing import Final

from services.reminders.people import People
from services.reminders.steps import STEPS, Step
from workflows.policy import DEFAULT, Policy
from workflows.workdays import OSLO, day_of

_MONTHS: Final = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip

_SINGLE: Final[Mapping[str, str]] = {
    "due": "Trygghet: et gjøremål har frist i dag",
    "overdue": "Trygghet: et gjøremål er over fristen",
    "escalated": "Trygghet: et gjøremål er langt over fristen",
}

_MOST_SINGLES: Final = 5
"""More than these for one person at once is read as a list, not as a heap of mails."""

_LATE: Final = timedelta(minutes=10)
"""What has waited longer than any round takes waited for the mail server, or for this service."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """A reminder that was raised and not mailed yet."""

    key: str
    due: date
    step: Step
    subject: str
    unit: str | None
    owner: str
    kind: str
    raised: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one person (by slug), and the reminders that it tells of. Put together again it has the same id."""

    to: str
    id: str
    title: str
    lines: tuple[str, ...]
    about: tuple[Reminded, ...]

    def message(self, address: str, sender: str, link: Callable[[str], str | None], now: datetime) -> EmailMessage:
        """As it is sent."""
        mail = EmailMessage()
        mail["From"] = sender
        mail["To"] = address
        mail["Subject"] = self.title
        mail["Message-ID"] = f"<{self.id}@{sender.rpartition('@')[2]}>"
        mail["Date"] = now
        mail["Auto-Submitted"] = "auto-generated"
        links = sorted({url for each in self.about if (url := link(each.subject)) is not None})
        mail.set_content(
            "\n".join([*self.lines, *(["", *links] if links else []), "", "Logg inn for å se mer."]) + "\n"
        )
        return mail


def letters(
    waiting: Iterable[Reminded],
    people: People,
    policies: Mapping[str, Policy],
    now: datetime,
    words: Callable[[str], str],
    mailed_before: Collection[str],
) -> list[Letter]:
    """The mails that are to go now: nothing before the unit's morning; then singles for what is due or overdue since
    today, and one digest for each person with what was raised before this morning.

    A backlog goes into the digest as well: what nobody could be told of as it came, since there was no mail server.
    `mailed_before`: the slugs of those who have been mailed; for anybody else this is the first time.
    Of several steps of the same date only the highest is told.
    """
    today = day_of(now)
    new: dict[str, list[Reminded]] = {}
    late: set[str] = set()
    digests: dict[str, list[Reminded]] = {}
    for reminded in _highest(waiting):
        morning = datetime.combine(today, policies.get(reminded.unit or "", DEFAULT).morning, OSLO)
        if now < morning:
            continue
        is_new = reminded.step != "soon" and day_of(reminded.raised) == today
        if not is_new and reminded.raised >= morning:
            continue
        told = told_of(reminded.owner, reminded.unit, reminded.step, people)
        for person in told:
            (new if is_new else digests).setdefault(person, []).append(reminded)
        if is_new and now - max(reminded.raised, morning) > _LATE:
            late.update(told)
    singles: list[Letter] = []
    for person, about in new.items():
        most = _MOST_SINGLES if person in mailed_before and person not in late else 1
        if len(about) <= most:
            singles += [_single(person, reminded, words) for reminded in about]
        else:
            digests.setdefault(person, []).extend(about)
    return singles + [_digest(person, about, today, words) for person, about in sorted(digests.items())]


def _highest(waiting: Iterable[Reminded]) -> list[Reminded]:
    best: dict[tuple[str, date], Reminded] = {}
    for reminded in waiting:
        found = best.get((reminded.key, reminded.due))
        if found is None or STEPS.index(reminded.step) > STEPS.index(found.step):
            best[reminded.key, reminded.due] = reminded
    return list(best.values())


def told_of(owner: str, unit: str | None, step: Step, people: People) -> list[str]:
    """The slugs of those who are told of a step of what `owner` owes."""
    told = set(people.owners(owner, unit))
    if step == "escalated":
        told |= set(people.coordinators(unit))
    return sorted(told)


def _single(person: str, reminded: Reminded, words: Callable[[str], str]) -> Letter:
    return Letter(
        to=person,
        id=f"{reminded.key}.{reminded.due.isoformat()}.{reminded.step}.{person}",
        title=_SINGLE[reminded.step],
        lines=(_line(reminded, words),),
        about=(reminded,),
    )


def _digest(person: str, about: Sequence[Reminded], today: date, words: Callable[[str], str]) -> Letter:
    """The id covers what it tells of: the same digest again is the same mail, another one is not taken for it."""
    what = sha256("\n".join(sorted(f"{r.key} {r.due} {r.step}" for r in about)).encode()).hexdigest()[:16]
    count = "ett gjøremål" if len(about) == 1 else f"{len(about)} gjøremål"
    return Letter(
        to=person,
        id=f"digest.{today.isoformat()}.{person}.{what}",
        title=f"Trygghet: {count} å følge med på",
        lines=tuple(_line(reminded, words) for reminded in sorted(about, key=lambda r: (r.due, r.subject, r.kind))),
        about=tuple(about),
    )


def _line(reminded: Reminded, words: Callable[[str], str]) -> str:
    return f"{reminded.subject.partition('/')[2]}: {words(reminded.kind)}, frist {_day(reminded.due)}"


def _day(day: date) -> str:
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"
