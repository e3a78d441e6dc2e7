"""Clearances: all that wait for one investigator in one request, and the investigator's own matters (R47, R48, D23)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast, get_args

from starlette.responses import Response

from events.clearance import ClearanceAsked, ClearanceGiven, ClearanceRefused
from events.fact import FactData
from events.values import Channel, Role
from services.desk.asking import Asked
from services.desk.page import Page
from services.desk.shown import sent_back, shown_now
from services.desk.telling import Told, tell
from workflows.case import Case, Incident
from workflows.clearance import CLEARANCE_DUTIES

Word = Literal["asked", "given", "refused"]

_KINDS: Final = (*CLEARANCE_DUTIES, "escalate_clearance", "ask_participant_cleared")


@dataclass(frozen=True, slots=True)
class Matter:
    """One reported incident as it stands with its investigator; `state` is the last word, None where none was asked."""

    case: Case
    incident: Incident
    state: str | None
    since: datetime | None
    number: str | None = None

    @property
    def ref(self) -> str:
        """`T-…`."""
        return self.case.subject.removeprefix("case/")

    @property
    def key(self) -> str:
        """How the form names it: `T-…:i1`."""
        return f"{self.ref}:{self.incident.key}"


@dataclass(frozen=True, slots=True)
class Group:
    """What waits for one investigator; `slug` is None where nobody is known to us."""

    slug: str | None
    matters: tuple[Matter, ...]


def clearances(asked: Asked) -> Response:
    """Those of a coordinator's unit that are to be asked for or answered, and an investigator's own matters."""
    return _shown(asked)


def _shown(asked: Asked, told: tuple[Told, ...] = (), fault: str | None = None, status: int = 200) -> Response:
    roles, groups, own = asked.actor.member.roles, [], []
    if roles & {Role.COORDINATOR, Role.LEADER}:
        owed = asked.desk.owing.of_kinds(asked.actor, asked.today, _KINDS)
        groups = list(_grouped(matter for one in owed for matter in _matters(asked, one.case)))
    if Role.INVESTIGATOR in roles:
        cases = asked.desk.owing.own(asked.actor)
        numbers = asked.desk.owing.numbers(asked.actor, cases)
        own = [
            Matter(one.case, one.incident, one.state, one.since, numbers.get((one.ref, one.incident.key)))
            for case in cases
            for one in _matters(asked, case, cleared=True)
            if one.incident.investigator == asked.actor.slug
        ]
    return asked.page(
        "clearances.html", status=status, groups=groups, own=own, told=told, fault=fault, form=shown_now(asked),
        channels=(Channel.PHONE, Channel.EMAIL, Channel.MEETING),
    )  # fmt: skip


def _matters(asked: Asked, case: Case, *, cleared: bool = False) -> Iterator[Matter]:
    """The reported incidents of a case, without those that are cleared unless they are asked for too."""
    now = asked.desk.clock.now()
    since = case.period_since(now)
    for incident in case.incidents:
        words = [word for word in incident.words if since <= word.at <= now]
        last = max(words, key=lambda word: word.at, default=None)
        done = incident.cleared(since, now)
        if incident.needs_clearance and (cleared or not done):
            yield Matter(case, incident, last.word if last else None, last.at if last else None)


def _grouped(matters: Iterable[Matter]) -> Iterator[Group]:
    """By investigator, those whom we know by name first."""
    by: dict[str | None, list[Matter]] = {}
    for matter in matters:
        by.setdefault(matter.incident.investigator, []).append(matter)
    for slug in sorted(by, key=lambda one: (one is None, one or "")):
        yield Group(slug, tuple(by[slug]))


def answer(asked: Asked) -> Response:
    """Ask for several at once, or record what the investigator answered for several."""
    word = str(asked.form.get("ord", ""))
    chosen = [key for key in map(str, asked.form.getlist("velg")) if ":" in key]
    by = str(asked.form.get("av", "")) or asked.actor.slug
    if word not in get_args(Word) or not chosen:
        return _shown(asked, fault="choose_some", status=422)
    incidents: dict[str, list[str]] = {}
    for key in chosen:
        ref, _, incident = key.partition(":")
        incidents.setdefault(ref, []).append(incident)
    heard = str(asked.form.get("kanal", ""))
    channel = Channel(heard) if heard in set(Channel) else None
    on_behalf = channel if by != asked.actor.slug and word != "asked" else None
    form = sent_back(asked)
    try:
        facts = [
            form.fact(
                asked,
                f"case/{ref}",
                _data(cast("Word", word), keys, by, channel),
                word=word,
                channel=on_behalf,
            )
            for ref, keys in incidents.items()
        ]
    except ValueError:  # what came back is no choice of ours
        return _shown(asked, fault="choose_some", status=422)
    return _shown(asked, told=tell(asked, facts))


def _data(word: Word, incidents: Sequence[str], by: str, channel: Channel | None) -> FactData:
    if word == "asked":
        return ClearanceAsked(incidents=tuple(incidents), asked=by, channel=channel or Channel.PHONE)
    if word == "given":
        return ClearanceGiven(incidents=tuple(incidents), by=by)
    return ClearanceRefused(incidents=tuple(incidents), by=by)


PAGES: Final = (
    Page("/klareringer", "GET", "see_clearances", clearances, menu="clearances"),
    Page("/klareringer", "POST", "see_clearances", answer),
)
