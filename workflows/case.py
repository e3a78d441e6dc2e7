"""A case as its facts have made it: plain values only, nothing that tells who it is about."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal, Protocol, TypeVar

from events.refs import Party
from events.values import (
    AddressProtection,
    Answer,
    CaseRole,
    Category,
    GuardianKind,
    LivesWith,
    MatterStatus,
    PerpetratorIs,
    Reported,
)
from workflows.workdays import day_of

Phase = Literal["detected", "assessed", "conversation", "guided", "closed", "reopened"]

OPEN_PHASES: Final[tuple[Phase, ...]] = ("detected", "assessed", "conversation", "guided", "reopened")


@dataclass(frozen=True, slots=True)
class Mark:
    """That something happened, when, and which fact says so."""

    at: datetime
    fact: str


@dataclass(frozen=True, slots=True)
class ClearanceWord:
    """One step of the talk with the investigator about an incident."""

    word: Literal["asked", "given", "refused"]
    at: datetime
    fact: str
    by: str
    until: date | None = None
    again_on: date | None = None


class Timed(Protocol):
    """Something that happened at a moment."""

    @property
    def at(self) -> datetime: ...


TimedT = TypeVar("TimedT", bound=Timed)


def in_order(items: tuple[TimedT, ...]) -> tuple[TimedT, ...]:
    """By happened time: what arrives late takes its place."""
    return tuple(sorted(items, key=lambda item: item.at))


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """The row of a weekly extract that told of an incident."""

    unit: str
    week: str
    row_key: str


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened, and how far its clearance has come. `decided` is its own assessment (R14)."""

    key: str
    came_at: datetime
    fact: str
    category: Category
    role: CaseRole
    reported: Reported
    hate: Answer = Answer.UNKNOWN
    stated_need: bool = False
    under_18: bool | None = None
    happened_on: date | None = None
    matter: MatterStatus = MatterStatus.UNKNOWN
    investigator: str | None = None
    perpetrator_is: PerpetratorIs = PerpetratorIs.UNKNOWN
    content: str | None = None
    rows: tuple[RowOrigin, ...] = ()
    decided: Literal["offer", "not", "duplicate"] | None = None
    decided_fact: str | None = None
    outside_since: str | None = None
    words: tuple[ClearanceWord, ...] = ()

    @property
    def needs_clearance(self) -> bool:
        """R47 concerns reported matters; unknown counts as reported until somebody has looked."""
        return self.reported in (Reported.YES, Reported.UNKNOWN)

    def last_word(self, since: datetime, at: datetime) -> ClearanceWord | None:
        """The latest answer of the investigator that happened in [since, at]; asking is none."""
        answers = [w for w in self.words if w.word != "asked" and since <= w.at <= at]
        return max(answers, key=lambda w: w.at, default=None)

    def cleared(self, since: datetime, at: datetime) -> bool:
        """Whether contact was cleared at that moment, by a word of the period that began at `since`."""
        word = self.last_word(since, at)
        return word is not None and word.word == "given" and (word.until is None or day_of(at) <= word.until)


@dataclass(frozen=True, slots=True)
class GuardianPlace:
    """A guardian by place; the name lies sealed in the log."""

    party: Party
    kind: GuardianKind
    protection: AddressProtection = AddressProtection.NONE


@dataclass(frozen=True, slots=True)
class Try:
    """A try to reach the family; whom, who answered, by which channel."""

    at: datetime
    fact: str
    channel: str
    tried: tuple[Party, ...]
    reached: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class GuideState:
    """Who has been asked to be the guide, and has said yes. `away`: first and last day of an absence that is known."""

    staff: str
    asked: Mark
    accepted: Mark | None = None
    away: tuple[date, date] | None = None
    away_fact: str | None = None


@dataclass(frozen=True, slots=True)
class ConsentWord:
    """Consent given or taken back by somebody."""

    given: bool
    by: Party
    at: datetime
    fact: str


@dataclass(frozen=True, slots=True)
class ClosingState:
    """On which ground the period ended, and in which phase the case then was."""

    ground: str
    at: datetime
    fact: str
    phase_before: Phase
    said_no: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """One run of the programme, from detection or reopening to the closing; earlier ones are kept untouched (R135)."""

    number: int
    since: datetime
    fact: str
    offer: Mark | None = None
    serious: bool = False
    tries: tuple[Try, ...] = ()
    outcome: Literal["safe_again", "need"] | None = None
    answer: str | None = None
    answered: Mark | None = None
    call_back_on: date | None = None
    declined_by: Party | None = None
    declined: Mark | None = None
    talk_to_youth: bool | None = None
    youth_considered: Mark | None = None
    participant_safe: Mark | None = None
    accepted: Mark | None = None
    appointment_on: date | None = None
    held: Mark | None = None
    wanted: Answer = Answer.UNKNOWN
    parents_need_seen: bool = False
    candidate: GuideState | None = None
    guide: GuideState | None = None
    consents: tuple[ConsentWord, ...] = ()
    measures: Mark | None = None
    measures_for: tuple[str, ...] = ()
    guided: Mark | None = None
    contacts: tuple[Try, ...] = ()
    next_agreed_on: date | None = None
    closing: ClosingState | None = None

    def consents_at(self, at: datetime, minor: bool) -> bool:
        """Whether the consent that counts stood at that moment: the guardian's under 18, one's own from 18."""
        words = [w for w in self.consents if w.at <= at and (w.by != "participant") == minor]
        return max(words, key=lambda w: w.at).given if words else False


@dataclass(frozen=True, slots=True)
class PendingFact:
    """A fact that waits for others."""

    key: str
    type: str
    since: datetime
    happened: datetime


@dataclass(frozen=True, slots=True)
class BreachState:
    """A fact that broke hard rules; `answered` once somebody has said what was done about it."""

    key: str
    type: str
    happened: datetime
    recorded: datetime
    rules: tuple[int, ...]
    answered: bool = False


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """Something that somebody is to look at: a refusal, a value that could not be read, a decision to review."""

    what: Literal["refusal", "unread_value", "review"]
    key: str
    since: datetime
    role: str = "coordinator"


@dataclass(frozen=True, slots=True)
class Hearing:
    """A date in court; the highest version counts."""

    hearing: str
    version: int
    starts_at: datetime
    fact: str


@dataclass(frozen=True, slots=True)
class Case:
    """One participant's way through the programme. `void` marks a case that should never have been (closed)."""

    subject: str
    unit: str
    phase: Phase
    sequence: int
    opened_at: datetime
    minor: bool | None
    adult_from: date | None
    incidents: tuple[Incident, ...]
    period: Period
    earlier: tuple[Period, ...] = ()
    void: bool = False
    guardians: tuple[GuardianPlace, ...] = ()
    lives_with: LivesWith = LivesWith.UNKNOWN
    parents_together: Answer = Answer.UNKNOWN
    residence: Mark | None = None
    protection: AddressProtection = AddressProtection.NONE
    waiting: tuple[PendingFact, ...] = ()
    breaches: tuple[BreachState, ...] = ()
    to_look_at: tuple[ToLookAt, ...] = ()
    hearings: tuple[Hearing, ...] = ()
    continues: str | None = None

    @property
    def is_open(self) -> bool:
        """Not closed."""
        return self.phase != "closed"

    @property
    def is_minor(self) -> bool:
        """Under 18 when last seen; an unknown age counts as under 18, so that nobody loses a guardian's protection."""
        return self.minor is not False

    @property
    def refusals(self) -> tuple[ToLookAt, ...]:
        """Refused facts that nobody has answered yet."""
        return tuple(item for item in self.to_look_at if item.what == "refusal")

    @property
    def people(self) -> tuple[str, ...]:
        """Slugs of the staff with a part in the case now: guide, who is asked, investigators."""
        guides = tuple(g.staff for g in (self.period.guide, self.period.candidate) if g is not None)
        return tuple(dict.fromkeys((*guides, *(i.investigator for i in self.incidents if i.investigator))))

    @property
    def offered(self) -> tuple[Incident, ...]:
        """The incidents for which the programme is offered."""
        return tuple(i for i in self.incidents if i.decided == "offer")

    @property
    def parents_apart(self) -> bool:
        """Whether the parents live apart, so that R73 asks with whom the youth lives."""
        if self.parents_together is not Answer.UNKNOWN:
            return self.parents_together is Answer.NO
        return self.lives_with in (LivesWith.GUARDIAN_1, LivesWith.GUARDIAN_2, LivesWith.SHARED)

    def incident(self, key: str) -> Incident | None:
        """The incident of that key."""
        return next((i for i in self.incidents if i.key == key), None)

    def unsafe(self, party: Party) -> bool:
        """Whether a guardian is the perpetrator of any incident (D4): never proposed, never called."""
        return any(i.perpetrator_is.value == party for i in self.incidents)

    def callable_guardians(self) -> tuple[Party, ...]:
        """The guardians who may be called (D16), by place."""
        return tuple(g.party for g in self.guardians if not self.unsafe(g.party))

    def period_since(self, at: datetime) -> datetime:
        """When the period to which that moment belongs began; clearances of an earlier period do not count."""
        starts = [p.since for p in (*self.earlier, self.period) if p.number > 1 and p.since <= at]
        return max(starts, default=datetime.min.replace(tzinfo=at.tzinfo))

    def uncleared(self, at: datetime) -> tuple[Incident, ...]:
        """The reported incidents without a clearance at that moment (R47)."""
        since = self.period_since(at)
        return tuple(i for i in self.incidents if i.needs_clearance and not i.cleared(since, at))

    def now(self, **changes: Any) -> "Case":
        """The case with changes in its present period."""
        return replace(self, period=replace(self.period, **changes))

    def with_incident(self, incident: Incident) -> "Case":
        """The case with one incident replaced (same key)."""
        return replace(self, incidents=tuple(incident if i.key == incident.key else i for i in self.incidents))
