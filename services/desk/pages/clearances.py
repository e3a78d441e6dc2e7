"""Clearances: all that wait for one answer in one request, and the matters of who clears them (R47, R48, D23)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, cast, get_args

from starlette.responses import Response

from events.clearance import Capacity, ClearanceAsked, ClearanceGiven, ClearanceRefused
from events.fact import FactData
from events.values import Channel, Role
from services.desk.asking import Asked
from services.desk.page import Page
from services.desk.shown import sent_back, shown_now
from services.desk.telling import Told, tell
from workflows.access import IN_THE_MATTER
from workflows.case import Case, ClearanceWord, Incident
from workflows.clearance import CLEARANCE_DUTIES
from workflows.conditions import capacity_of, whose_answer

Word = Literal["asked", "given", "refused"]

_KINDS: Final = (*CLEARANCE_DUTIES, "escalate_clearance", "ask_participant_cleared")


@dataclass(frozen=True, slots=True)
class Matter:
    """One reported incident: the last word of its clearance, None where none was asked; whose answer is waited for, and
    in which capacity."""

    case: Case
    incident: Incident
    last: ClearanceWord | None
    whose: str | None
    capacity: Capacity
    number: str | None = None

    @property
    def ref(self) -> str:
        """`T-…`."""
        return self.case.subject.removeprefix("case/")

    @property
    def key(self) -> str:
        """How the form names it: `T-…:i1:investigator`."""
        return f"{self.ref}:{self.incident.key}:{self.capacity}"


@dataclass(frozen=True, slots=True)
class Group:
    """What waits for one answer; `slug` is None where nobody is known to us."""

    slug: str | None
    capacity: Capacity
    matters: tuple[Matter, ...]


def clearances(asked: Asked) -> Response:
    """Those of a coordinator's unit that are to be asked for or answered, and one's own matters."""
    return _shown(asked)


def _shown(asked: Asked, told: tuple[Told, ...] = (), fault: str | None = None, status: int = 200) -> Response:
    roles, groups, own = asked.actor.member.roles, [], []
    if roles & {Role.COORDINATOR, Role.LEADER}:
        owed = asked.desk.owing.of_kinds(asked.actor, asked.today, _KINDS)
        groups = list(_grouped(matter for one in owed for matter in _matters(asked, one.case)))
    if roles & IN_THE_MATTER:
        cases = asked.desk.owing.own(asked.actor)
        numbers = asked.desk.owing.numbers(asked.actor, cases)
        own = [
            _own(asked, one, numbers.get((one.ref, one.incident.key)))
            for case in cases
            for one in _matters(asked, case, cleared=True)
            if asked.actor.slug in one.incident.theirs
        ]
    investigated = [one for one in own if one.capacity == "investigator"]
    others = [one for one in own if one.capacity != "investigator"]
    mine = [(title, some) for title, some in (("own", investigated), ("own_others", others)) if some]
    return asked.page(
        "clearances.html", status=status, groups=groups, own=mine, told=told, fault=fault, form=shown_now(asked),
        channels=(Channel.PHONE, Channel.EMAIL, Channel.MEETING),
    )  # fmt: skip


def _matters(asked: Asked, case: Case, *, cleared: bool = False) -> Iterator[Matter]:
    """The reported incidents of a case, without those that are cleared unless they are asked for too."""
    now = asked.desk.clock.now()
    since = case.period_since(now)
    for incident in case.incidents:
        words = [word for word in incident.words if since <= word.at <= now]
        last = words[-1] if words else None
        done = incident.cleared(since, now)
        if incident.needs_clearance and (cleared or not done):
            yield Matter(case, incident, last, *whose_answer(case, incident, now))


def _own(asked: Asked, matter: Matter, number: str | None) -> Matter:
    slug = asked.actor.slug
    capacity = capacity_of(matter.case, matter.incident, slug, asked.desk.clock.now())
    return replace(matter, whose=slug, capacity=capacity, number=number)


def _grouped(matters: Iterable[Matter]) -> Iterator[Group]:
    """By whose answer it is, those whom we know by name first."""
    by: dict[tuple[str | None, Capacity], list[Matter]] = {}
    for matter in matters:
        by.setdefault((matter.whose, matter.capacity), []).append(matter)
    for slug, capacity in sorted(by, key=lambda one: (one[0] is None, one[0] or "", one[1])):
        yield Group(slug, capacity, tuple(by[slug, capacity]))


def answer(asked: Asked) -> Response:
    """Ask for several at once, or record what was answered for several."""
    word = str(asked.form.get("ord", ""))
    chosen = [key for key in map(str, asked.form.getlist("velg")) if ":" in key]
    by = str(asked.form.get("av", "")) or asked.actor.slug
    if word not in get_args(Word) or not chosen:
        return _shown(asked, fault="choose_some", status=422)
    incidents: dict[tuple[str, str], list[str]] = {}
    for key in chosen:
        ref, incident, capacity = (*key.split(":"), "investigator")[:3]
        incidents.setdefault((ref, capacity), []).append(incident)
    heard = str(asked.form.get("kanal", ""))
    channel = Channel(heard) if heard in set(Channel) else None
    on_behalf = channel if by != asked.actor.slug and word != "asked" else None
    form = sent_back(asked)
    try:
        facts = [
            form.fact(
                asked,
                f"case/{ref}",
                _data(cast("Word", word), keys, by, cast("Capacity", capacity), channel),
                word=word if capacity == "investigator" else f"{word}-{capacity}",
                channel=on_behalf,
            )
            for (ref, capacity), keys in incidents.items()
        ]
    except ValueError:  # what came back is no choice of ours
        return _shown(asked, fault="choose_some", status=422)
    return _shown(asked, told=tell(asked, facts))


def _data(word: Word, incidents: Sequence[str], by: str, capacity: Capacity, channel: Channel | None) -> FactData:
    """Raises ValueError where what came back is no choice of ours."""
    keys = tuple(incidents)
    if word == "asked":
        return ClearanceAsked(incidents=keys, asked=by, capacity=capacity, channel=channel or Channel.PHONE)
    if word == "given":
        return ClearanceGiven(incidents=keys, by=by, capacity=capacity)
    return ClearanceRefused(incidents=keys, by=by, capacity=capacity)


PAGES: Final = (
    Page("/klareringer", "GET", "see_clearances", clearances, menu="clearances"),
    Page("/klareringer", "POST", "see_clearances", answer),
)
