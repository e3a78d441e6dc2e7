"""given / when / then over the pure decisions: a story is told fact by fact, and every step is checked.

After every fact: the fold of the log is the state, the decision is the same when taken again, a fact told twice changes
nothing, every invariant holds with the staff of the story today and in 400 days, and the duties are the same when
computed again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from events.catalogue import build
from events.fact import Fact, FactData
from events.intake import Detection
from events.personal import reveal
from events.unit import RowTakenBack
from events.values import Channel, Source
from tests.support import witness
from tests.support.people import CASE, STAFF, UNIT
from workflows.duties import duties
from workflows.duty import Duty
from workflows.held import again, decide_again
from workflows.intake import birthday, outside_target_group
from workflows.invariants import check
from workflows.known import Known, StaffMember
from workflows.outcome import Entry, Outcome, Recorded, Refused, Verb, Waiting
from workflows.policy import DEFAULT, Policy
from workflows.record import broken, evolve, fold, record
from workflows.then import as_it_stood, comes_late, then
from workflows.ties import OtherCase

OSLO: Final = ZoneInfo("Europe/Oslo")

FIRST_DAY: Final = date(2026, 1, 12)
"""Day 0 of every story: a Monday with eleven weeks of ordinary weeks behind it."""

OTHERS: Final = {
    one.ref: one
    for one in (
        OtherCase("T-0000-00", UNIT, is_open=True, void=False),
        OtherCase("T-1111-1R", UNIT, is_open=False, void=False),
        OtherCase("T-2222-2G", UNIT, is_open=True, void=True),
        OtherCase("T-3333-38", "vest", is_open=True, void=False),
    )
}
"""Other cases that facts of a story may name: open, closed, void, and another unit's."""

HOUR: Final = timedelta(hours=1)


def day(number: int) -> date:
    """The day of a story, day 0 being its first."""
    return FIRST_DAY + timedelta(days=number)


def at(number: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a story, in Norway's time."""
    return datetime.combine(day(number), time(hour, minute), OSLO).astimezone(UTC)


@dataclass(frozen=True)
class Step:
    """A fact to be told. `day` None: an hour after the one before. `recorded` is the day on which it arrives, if later.

    `data` may ask the story for what was told before (the fact that a correction names).
    """

    data: FactData | Callable[["Story"], FactData]
    by: str = "staff/k1"
    source: Source = Source.DESK
    day: int | None = None
    hour: int = 9
    moment: datetime | None = None
    recorded: int | None = None
    derived: bool = False
    unit: str | None = None
    on_behalf: Channel | None = None
    name: str | None = None
    alike: tuple[str, ...] = ()
    after_death: bool = False

    def on(self, number: int, hour: int = 9) -> "Step":
        """The same on a certain day."""
        return replace(self, day=number, hour=hour)

    def arriving(self, number: int) -> "Step":
        """The same, recorded only on a later day."""
        return replace(self, recorded=number)

    def reported_by(self, slug: str, source: Source = Source.DESK) -> "Step":
        """The same, told by somebody else."""
        return replace(self, by=slug if "/" in slug else f"staff/{slug}", source=source)

    def called(self, name: str) -> "Step":
        """The same with an id of its own."""
        return replace(self, name=name)


def flat(steps: Any) -> Iterator[Step]:
    """Every single step, in order."""
    for step in steps if isinstance(steps, tuple) else (steps,):
        if isinstance(step, tuple):
            yield from flat(step)
        else:
            yield step


@dataclass
class Story:
    """One subject's log, and what was last decided."""

    subject: str = CASE
    policy: Policy = DEFAULT
    staff: Mapping[str, StaffMember] = field(default_factory=lambda: dict(STAFF))
    state: Any = None
    log: list[Entry] = field(default_factory=list)
    now: datetime = field(default_factory=lambda: at(0))
    last: Outcome | None = None
    born: date | None = None
    checking: bool = True
    others: Mapping[str, OtherCase] = field(default_factory=lambda: dict(OTHERS))

    # ------------------------------------------------------------------------------------------------------- telling

    def when(self, *steps: Any) -> "Story":
        """Tell facts, one after the other."""
        for step in flat(steps):
            self._tell(self.fact(step), step)
        return self

    def asking(self, step: Step) -> "Story":
        """Ask what would become of a fact, without telling it."""
        fact = self.fact(step)
        before = self.state
        self.last = record(self.state, fact, self.known(fact, step), max(self.now, fact.time))
        witness.SEEN.append(self.last.entry)
        assert self.state == before
        return self

    def fact(self, step: Step) -> Fact:
        """The fact of a step as it would be sent."""
        data = step.data(self) if callable(step.data) else step.data
        if step.moment is not None:
            happened = step.moment
        elif step.day is not None:
            happened = at(step.day, step.hour)
        else:
            happened = self.now + HOUR if self.log else self.now
        return build(
            data,
            id=step.name or f"f{len(self.log) + 1}",
            source=step.source,
            subject=self.subject if not isinstance(data, Detection) or "case" in data.addressed() else "unit/ost",
            time=happened,
            reported_by=step.by,
            recorded_by=step.by,
            on_behalf_channel=step.on_behalf,
        ).model_copy(update={"subject": self.subject})

    def known(self, fact: Fact, step: Step | None = None) -> Known:
        """What casework would look up for this fact."""
        data = fact.data
        born = self.born
        if isinstance(data, Detection) and born is None:
            born = reveal(data.person.birth_date)
        minor = None if born is None else fact.time.astimezone(OSLO).date() < birthday(born, 18)
        incident_on = getattr(data, "incident_on", None)
        under_18 = None if born is None or incident_on is None else incident_on < birthday(born, 18)
        target = getattr(data, "fact", None)
        about = next((e for e in reversed(self.log) if target is not None and e.fact.key == str(target)), None)
        named = [getattr(data, name, None) for name in ("right_case", "joined", "into")]
        other = next((one for one in self.others.values() if one.ref in named), None)
        row = isinstance(data, Detection) and hasattr(data, "row_key")
        return Known(
            policy=self.policy,
            minor=minor,
            under_18=under_18,
            adult_from=None if born is None else month_end(birthday(born, 18)),
            outside=row and outside_target_group(data, born),  # type: ignore[arg-type]
            staff=self.staff,
            then=then(self.state, self.log, fact),
            target=next((e.fact for e in self.log if target is not None and e.fact.key == str(target)), None),
            row="outside" if isinstance(data, RowTakenBack) else None,
            derived=step is not None and step.derived,
            unit=(step.unit if step is not None and step.unit else UNIT),
            units=frozenset({UNIT, "vest"}),
            target_refused=about is not None and about.verb is Verb.REFUSED,
            target_waits=about is not None and about.verb is Verb.WAITING,
            other=other,
            alike=step.alike if step is not None else (),
            after_death=step is not None and step.after_death,
        )

    def repeat(self, fact: Fact) -> None:
        """The same fact a second time, as the inbox takes it: by source and id it is known, and nothing happens."""
        self._tell(fact, Step(fact.data))

    def _tell(self, fact: Fact, step: Step) -> None:
        if any(entry.fact.key == fact.key for entry in self.log):
            return
        known = self.known(fact, step)
        if self.checking:
            self.judged_alike(fact, known)
        if isinstance(fact.data, Detection) and self.born is None:
            self.born = reveal(fact.data.person.birth_date)
        arrives = at(step.recorded, 12) if step.recorded is not None else fact.time
        self.now = max(self.now, arrives)
        outcome = record(self.state, fact, known, self.now)
        if self.checking:
            assert record(self.state, fact, known, self.now) == outcome, "the same decision came out differently"
        self.last = outcome
        witness.SEEN.append(outcome.entry)
        self._append(outcome.entry)
        if self.state is not None:
            if outcome.entry.applies or outcome.entry.verb is Verb.SUPERSEDED:
                self._decide_again([fact])
            self.check()
            before = self.state
            self.repeat(fact)
            assert self.state == before

    def judged_alike(self, fact: Fact, known: Known) -> None:
        """A late fact that is judged by the case as it is now is judged as by the case as it stood when it happened."""
        stood = as_it_stood(self.log, fact.time) if known.then is None and comes_late(self.state, fact) else None
        if stood is not None:
            assert broken(self.state, fact, replace(known, then=stood)) == broken(self.state, fact, known)

    def _append(self, entry: Entry) -> None:
        if self.state is None and entry.verb is Verb.REFUSED:
            return  # nothing is there that could have a log
        self.state = evolve(self.state, entry, self.log)
        self.log.append(entry)

    def _decide_again(self, causes: list[Fact]) -> None:
        """As casework does after every write: what waits or was a breach is decided again, by happened time."""
        changed = True
        while changed:
            changed = False
            for key in again(self.state, causes):
                held = next(e for e in reversed(self.log) if e.fact.key == key)
                entry = decide_again(self.state, held, self.known(held.fact), self.now)
                if entry is not None:
                    self._append(entry)
                    causes.append(entry.fact)
                    changed = True
                    break

    def check(self) -> None:
        """What must hold after every step."""
        if not self.checking:
            return
        assert fold(self.log) == self.state, "the fold of the log is not the state"
        owed = self.duties()
        assert owed == self.duties(), "the same duties came out differently"
        keys = [d.key for d in owed]
        assert len(keys) == len(set(keys)), f"two duties with one key: {sorted(d.kind for d in owed)}"
        today = self.today
        for later in (0, 400):
            check(self.state, owed, today + timedelta(days=later), tuple(self.staff.values()))

    # ------------------------------------------------------------------------------------------------------- reading

    @property
    def today(self) -> date:
        return self.now.astimezone(OSLO).date()

    def duties(self) -> tuple[Duty, ...]:
        """Everything owed now."""
        return duties(self.state, self.policy)

    def duty(self, kind: str, party: str | None = None) -> Duty:
        """The one duty of a kind."""
        found = [d for d in self.duties() if d.kind == kind and (party is None or d.party == party)]
        assert found, f"{kind} is not owed; owed are {sorted({d.kind for d in self.duties()})}"
        return found[0]

    def key(self, model: type[FactData]) -> str:
        """`source:id` of the latest fact of a type."""
        return next(e.fact.key for e in reversed(self.log) if isinstance(e.fact.data, model))

    def kinds(self) -> set[str]:
        """The kinds of everything owed."""
        return {d.kind for d in self.duties()}

    def pressing(self, number: int) -> set[str]:
        """The kinds of duty that press on a day of the story."""
        return {d.kind for d in self.duties() if d.pressing(day(number))}

    @property
    def entry(self) -> Entry:
        """What was last decided."""
        assert self.last is not None, "nothing was told"
        return self.last.entry

    # ------------------------------------------------------------------------------------------------------- judging

    def recorded(self, phase: str | None = None) -> "Story":
        """The fact stands, without breach."""
        assert isinstance(self.last, Recorded), self._said()
        assert self.entry.verb is Verb.RECORDED, self._said()
        assert self.entry.reasons == ()
        return self if phase is None else self.phase(phase)

    def refused(self, code: str, rule: int | None = None) -> "Story":
        """The fact is refused with this reason (and, where it is a rule of the handbook, its number)."""
        assert isinstance(self.last, Refused), self._said()
        self._reason(code, rule)
        return self

    def waiting(self, code: str, for_: type[FactData]) -> "Story":
        """The fact waits with this reason for a fact of that type."""
        assert isinstance(self.last, Waiting), self._said()
        assert any(r.code == code and for_.TYPE in r.waits_for for r in self.entry.reasons), self._said()
        return self

    def breach(self, rule: int) -> "Story":
        """The fact is recorded as a breach of this rule."""
        assert isinstance(self.last, Recorded), self._said()
        assert self.last.breach, self._said()
        assert any(rule in r.rules for r in self.entry.reasons), self._said()
        return self

    def superseded(self) -> "Story":
        """The fact is recorded and tells nothing new about today."""
        assert isinstance(self.last, Recorded), self._said()
        assert self.entry.verb is Verb.SUPERSEDED, self._said()
        return self

    def then(self, verb: Verb, model: type[FactData]) -> "Story":
        """The latest entry about a fact of that type says so (lifted, recorded after waiting, refused after all)."""
        latest = next(e for e in reversed(self.log) if isinstance(e.fact.data, model))
        assert latest.verb is verb, f"{model.__name__} is {latest.verb}"
        return self

    def phase(self, phase: str) -> "Story":
        assert self.state.phase == phase, f"the case is {self.state.phase}, not {phase}"
        return self

    def owed(
        self,
        kind: str,
        by: str | None = None,
        due: int | date | None = None,
        waiting_for: str | None = None,
        party: str | None = None,
        pressing: int | None = None,
    ) -> "Story":
        """A duty of this kind stands; `by` its owner, `due` its day, `waiting_for` what must be done first."""
        duty = self.duty(kind, party)
        if by is not None:
            assert duty.owner == (by if "/" in by or "@" in by else f"{by}@{UNIT}"), f"{kind} is {duty.owner}'s"
        if due is not None:
            wanted = day(due) if isinstance(due, int) else due
            assert duty.due_date == wanted, f"{kind} is due {duty.due_date} (day {(duty.due_date - FIRST_DAY).days})"
        if waiting_for is not None:
            assert waiting_for in duty.waiting_for, f"{kind} waits for {duty.waiting_for}"
        if pressing is not None:
            assert duty.pressing(day(pressing)), f"{kind} does not press on day {pressing}: {duty}"
        return self

    def not_owed(self, *kinds: str) -> "Story":
        assert not self.kinds() & set(kinds), f"owed are {sorted(self.kinds())}"
        return self

    def _reason(self, code: str, rule: int | None) -> None:
        for reason in self.entry.reasons:
            if reason.code == code and (rule is None or rule in reason.rules):
                return
        raise AssertionError(self._said())

    def _said(self) -> str:
        reasons = ", ".join(f"{r.code} {r.rules}" for r in self.entry.reasons)
        return f"{self.entry.fact.type} was {self.entry.verb.value}: {reasons or 'no reason'}"


def month_end(on: date) -> date:
    """The last day of its month, the form in which a birthday is known to duties."""
    return (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def given(*steps: Any, policy: Policy = DEFAULT, subject: str = CASE, **about: Any) -> Story:
    """A story so far; each of its facts must have been recorded without breach."""
    story = Story(subject=subject, policy=policy, **about)
    for step in flat(steps):
        story.when(step)
        story.recorded()
    return story


def told(*steps: Any, policy: Policy = DEFAULT, subject: str = CASE, **about: Any) -> Story:
    """A story so far, whatever became of its facts."""
    return Story(subject=subject, policy=policy, **about).when(*steps)
