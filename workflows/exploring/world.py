"""A subject at a moment, as exploring meets it, and what becomes of it when a fact is told or days pass."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, Final

from events.catalogue import DERIVED, build
from events.fact import Fact, FactData, FactRef
from events.intake import Detection, RowRead
from events.refs import SubjectKind
from events.unit import RowTakenBack
from events.values import Channel, Role, Source
from workflows.access import MAY_REPORT
from workflows.case import Case
from workflows.duties import Subject, duties, unit_of
from workflows.duty import Duty, DutyKind
from workflows.held import again, decide_again
from workflows.intake import birthday, outside_target_group
from workflows.known import Known, StaffMember
from workflows.outcome import Entry, Outcome, Verb
from workflows.policy import Policy
from workflows.record import evolve, record
from workflows.replacing import replace
from workflows.rulebook import CASE_DUTIES, STAFF_DUTIES, UNIT_DUTIES
from workflows.then import then
from workflows.ties import OtherCase
from workflows.unit import Unit
from workflows.workdays import OSLO, day_of

UNIT: Final = "ost"

ELSEWHERE: Final = "vest"

HERE: Final = "T-7K3M-9K"

OTHER: Final = "T-0000-00"
"""The open case of another that facts may name."""

VOID: Final = "T-2222-2G"
"""One that should never have been."""

CLOCK: Final = f"system/{Source.CLOCK.value}"

LOWEST: Final = Policy(version="exploring", unreachable_tries=3, unreachable_days=14, no_contact_tries=1)
"""Local practice at the bounds where little is needed for much to happen, so that ways are short."""

FIRST_DAY: Final = date(2026, 1, 12)
"""A Monday with eleven ordinary weeks behind it."""

SOON: Final = timedelta(days=366)

A_WHILE: Final = timedelta(minutes=10)
"""Between one fact and the next."""


def _member(slug: str, *roles: Role, unit: str = UNIT, **about: Any) -> StaffMember:
    return StaffMember(f"staff/{slug}", frozenset(roles), frozenset({unit}), **about)


STAFF: Final[Mapping[str, StaffMember]] = {
    one.ref: one
    for one in (
        _member("k1", Role.COORDINATOR),
        _member("l1", Role.LEADER),
        _member("o1", Role.OPERATOR),
        _member("h1", Role.HOLDER),
        _member("g1", Role.GUIDE, police=True),
        _member("g2", Role.GUIDE),
        _member("g3", Role.GUIDE),
        _member("v1", Role.GUIDE, public_employee=False),
        _member("e1", Role.INVESTIGATOR, Role.GUIDE),
        _member("e2", Role.INVESTIGATOR),
        _member("j1", Role.PROSECUTOR),
        _member("r1", Role.REFERRER),
        _member("k9", Role.COORDINATOR, unit=ELSEWHERE),
        _member("l9", Role.LEADER, unit=ELSEWHERE),
        _member("h9", Role.HOLDER, unit=ELSEWHERE),
        _member("g9", Role.GUIDE, unit=ELSEWHERE),
        _member("e9", Role.INVESTIGATOR, unit=ELSEWHERE),
    )
}
"""One of each, more guides (one not publicly employed, without a signature), an investigator who guides elsewhere."""


@dataclass(frozen=True, slots=True)
class Move:
    """A fact that may be told: what it says, or how that follows from where the subject stands (None: nothing to say).

    `says` tells apart moves of one type. `by` and `source` are only given where it matters who tells, `part` where a
    topic is too large to be explored in one. `heard` is how somebody was heard who did not tell it themselves.
    """

    says: str
    model: type[FactData]
    data: FactData | Callable[["World"], FactData | None]
    by: str | None = None
    source: Source | None = None
    part: str = ""
    heard: Channel | None = Channel.PHONE

    @property
    def topic(self) -> str:
        """The component that it belongs to: its topic, unless `part` says another."""
        return self.part or self.model.topic()

    @property
    def name(self) -> str:
        """`closing.closed: died`."""
        kind = self.model.TYPE.removeprefix("trygghet.").removesuffix(".v1")
        return f"{kind}: {self.says}" if self.says else kind


@dataclass(frozen=True, slots=True)
class Start:
    """How a subject begins, when its participant was born, which cases may be of the same person, and whether it
    follows the case of somebody who died."""

    says: str
    first: Move
    born: date | None = None
    alike: tuple[str, ...] = ()
    after_death: bool = False

    @property
    def on(self) -> SubjectKind:
        return self.first.model.ON


@dataclass(frozen=True, slots=True)
class World:
    """A subject at a moment. `before` is the world that `by` made this one of; `entries` are what that added. `aim` and
    `cause` are the incident and the fact that others are about (else the last one)."""

    start: Start
    state: Subject | None
    now: datetime
    before: "World | None" = None
    by: str = ""
    entries: tuple[Entry, ...] = ()
    told: int = 0
    policy: Policy = LOWEST
    aim: str = ""
    cause: str = ""

    @property
    def today(self) -> date:
        return day_of(self.now)

    def growing_up(self) -> tuple[date, ...]:
        """The days soon to come on which age changes something: the birthday, and the end of its month."""
        born, month = self.start.born, self.state.adult_from if isinstance(self.state, Case) else None
        days = (
            *(() if born is None else (_grown_up(born),)),
            *(() if month is None else (month, month + timedelta(days=1))),
        )
        today = self.today
        return tuple(day for day in days if today < day < today + SOON)

    def duties(self, only: Container[str] | None = None) -> tuple[Duty, ...]:
        """Everything owed, or only some kinds (with all that may block them)."""
        return () if self.state is None else duties(self.state, self.policy, only)

    def log(self) -> list[Entry]:
        """The whole log, oldest first."""
        worlds: list[World] = []
        at: World | None = self
        while at is not None:
            worlds.append(at)
            at = at.before
        return [entry for world in reversed(worlds) for entry in world.entries]

    def way(self) -> tuple[str, ...]:
        """How one came here, in the order of telling."""
        steps: list[str] = []
        at: World | None = self
        while at is not None and at.by:
            steps.append(at.by)
            at = at.before
        return (self.start.says, *reversed(steps))

    def entry_of(self, key: str) -> Entry:
        """The latest entry about a fact."""
        return next(entry for entry in reversed(self.log()) if entry.fact.key == key)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a move: the fact, its outcome, and the world after it."""

    move: Move
    fact: Fact
    outcome: Outcome
    after: World
    known: Known = field(default_factory=Known)


def beginning(start: Start, on: date = FIRST_DAY) -> World:
    """The subject with its first fact. Raises ValueError where that is refused."""
    nothing = World(start, None, _morning(on))
    begun = tell(nothing, start.first)
    if begun is None or begun.after.state is None:
        raise ValueError(f"{start.says} begins nothing")
    return replace(begun.after, before=None, by="")


def tell(world: World, move: Move, *, by: str | None = None) -> Told | None:
    """The fact is told now, by whoever may; None where there is nothing to say."""
    data = move.data(world) if callable(move.data) else move.data
    if data is None:
        return None
    reporter, source = _reporter(world, move)
    fact = build(
        data,
        id=f"f{world.told + 1}",
        source=source,
        subject=_subject(data),
        time=world.now + A_WHILE,
        reported_by=by or reporter,
        recorded_by=by or reporter,
        on_behalf_channel=move.heard,
    )
    if fact.subject != _SUBJECTS[world.start.on]:  # a matter's fact is addressed to a unit and comes to a case
        fact = fact.model_copy(update={"subject": _SUBJECTS[world.start.on]})
    return _told(world, move, fact)


def _told(world: World, move: Move, fact: Fact) -> Told:
    now, state = fact.time, world.state
    known = known_of(world, fact)
    outcome = record(state, fact, known, now)
    entries: list[Entry] = []
    if state is not None or outcome.entry.verb is not Verb.REFUSED:
        log = world.log() if _reads_log(fact) else ()
        state = evolve(state, outcome.entry, log)
        entries.append(outcome.entry)
    state = _decided_again(world, state, entries, now, [fact])
    after = World(world.start, state, now, world, move.name, tuple(entries), world.told + 1, world.policy)
    return Told(move, fact, outcome, after, known)


def _decided_again(
    world: World, state: Subject | None, entries: list[Entry], now: datetime, causes: list[Fact]
) -> Subject | None:
    """As casework does after every write: what waits or was a breach is decided again, by happened time."""
    if state is None:
        return None
    changed = True
    while changed:
        changed = False
        for key in again(state, causes):
            held = next((e for e in reversed(entries) if e.fact.key == key), None) or world.entry_of(key)
            stood = then(state, [*world.log(), *entries], held.fact)
            entry = decide_again(state, held, replace(known_of(world, held.fact), then=stood), now)
            if entry is not None:
                state = evolve(state, entry, ())
                entries.append(entry)
                causes.append(entry.fact)
                changed = True
                break
    return state


def _reads_log(fact: Fact) -> bool:
    return fact.type.startswith("trygghet.correction.")


def known_of(world: World, fact: Fact) -> Known:
    """What casework would look up for the fact."""
    data, born = fact.data, world.start.born
    grown = None if born is None else _grown_up(born)
    incident_on, target = vars(data).get("incident_on"), vars(data).get("fact")
    named = [e for e in world.log() if e.fact.key == str(target)] if isinstance(target, FactRef) else []
    return Known(
        policy=world.policy,
        minor=None if grown is None else day_of(fact.time) < grown,
        under_18=None if grown is None or incident_on is None else incident_on < grown,
        adult_from=None if grown is None or not isinstance(data, Detection) else _month_end(grown),
        outside=isinstance(data, RowRead) and outside_target_group(data, born),
        staff=STAFF,
        target=named[-1].fact if named else None,
        target_refused=bool(named) and named[-1].verb is Verb.REFUSED,
        row="outside"
        if isinstance(data, RowTakenBack) and isinstance(world.state, Unit) and world.state.weeks
        else None,
        derived=isinstance(data, DERIVED) and fact.reported_by == CLOCK,
        unit=UNIT,
        units=frozenset({UNIT, ELSEWHERE}),
        target_waits=bool(named) and named[-1].verb is Verb.WAITING,
        other=next((_OTHERS[ref] for ref in _named_cases(data) if ref in _OTHERS), None),
        alike=world.start.alike if isinstance(data, Detection) else (),
        after_death=world.start.after_death and isinstance(data, Detection),
    )


def wait(world: World, days: int) -> World:
    """Days pass, and it is morning."""
    on = world.today + timedelta(days=days)
    return World(world.start, world.state, _morning(on), world, f"+{days}", (), world.told, world.policy)


def _named_cases(data: FactData) -> tuple[object, ...]:
    return tuple(vars(data).get(name) for name in ("right_case", "joined", "into"))


@cache
def _grown_up(born: date) -> date:
    """The 18th birthday."""
    return birthday(born, 18)


def _morning(on: date) -> datetime:
    return datetime.combine(on, time(9), OSLO).astimezone(UTC)


def _month_end(on: date) -> date:
    return (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


_OTHERS: Final = {
    OTHER: OtherCase(OTHER, UNIT, is_open=True, void=False),
    VOID: OtherCase(VOID, UNIT, is_open=False, void=True),
}

_SUBJECTS: Final[Mapping[SubjectKind, str]] = {"case": f"case/{HERE}", "unit": f"unit/{UNIT}", "staff": "staff/g1"}

_IN_ORDER: Final = (
    Role.COORDINATOR,
    Role.LEADER,
    Role.OPERATOR,
    Role.HOLDER,
    Role.GUIDE,
    Role.INVESTIGATOR,
    Role.PROSECUTOR,
    Role.REFERRER,
)


def _subject(data: FactData) -> str:
    return _SUBJECTS["case" if "case" in data.addressed() else data.addressed()[0]]


def _reporter(world: World, move: Move) -> tuple[str, Source]:
    """Somebody of the first role that may report it; a system where no role may."""
    may = MAY_REPORT[move.model]
    source = move.source or (Source.DESK if Source.DESK in may.sources else min(may.systems | may.sources))
    if move.by is not None:
        return move.by, source
    role = next((role for role in _IN_ORDER if role in may.roles), None)
    if role is None or source not in may.sources:
        return f"system/{min(may.systems)}", min(may.systems)
    return one_with(role, UNIT if world.state is None else unit_of(world.state)), source


def one_with(role: Role, unit: str) -> str:
    """The first member of staff with a role, of the unit where it has one."""
    found = [ref for ref, member in STAFF.items() if role in member.roles]
    return next((ref for ref in found if unit in STAFF[ref].units), found[0])


def kinds_of(state: Subject) -> tuple[DutyKind, ...]:
    """The kinds of duty that such a subject may have."""
    return CASE_DUTIES if isinstance(state, Case) else UNIT_DUTIES if isinstance(state, Unit) else STAFF_DUTIES
