"""What the questions to the record are answered with: plain values for the command line and the desk to show."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from events.fact import Fact
from events.refs import GuardianParty
from workflows.case import Case
from workflows.outcome import Reason

Standing = Literal["later", "now", "overdue", "waiting"]

TOOK_EFFECT: Final = frozenset({"recorded", "lifted"})
"""Verbs of facts that took effect."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list. Counts are of duties that stand on the day asked for."""

    ref: str
    unit: str
    phase: str
    sequence: int
    opened: datetime
    touched: datetime
    duties: int
    overdue: int
    next_due: date | None


@dataclass(frozen=True, slots=True)
class HearingLine:
    """A coming date in court. Nothing here tells who it is about, or how they are reached (R136)."""

    ref: str
    unit: str
    phase: str
    starts_at: datetime
    court: str
    kind: str
    attends: str


@dataclass(frozen=True, slots=True)
class DutyLine:
    """Something owed, as seen on one day."""

    subject: str
    unit: str | None
    kind: str
    party: str
    owner: str
    from_date: date
    due_date: date
    until_date: date | None
    rules: tuple[int, ...]
    caused_by: str
    cleared_by: tuple[str, ...]
    waiting_for: tuple[str, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line of a case's log. In `fact` personal values are Open where the actor may see them, else Erased.

    `another`: the fact was recorded on the wrong case, and is not to be shown here; `belongs_to` is where it stands.
    `policy` is the version of local practice that it was decided under, `places` those of the guardians that it lists
    (empty: in that order).
    """

    sequence: int
    recorded: datetime
    happened: datetime
    verb: str
    fact: Fact
    reasons: tuple[Reason, ...]
    another: bool = False
    belongs_to: str | None = None
    policy: str | None = None
    places: tuple[GuardianParty, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether the fact took effect, on this case."""
        return self.verb in TOOK_EFFECT and not self.another


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """A reminder that was raised on a case."""

    kind: str
    step: str
    due_date: date
    owner: str
    raised: datetime
    mailed: datetime | None


@dataclass(frozen=True, slots=True)
class Together:
    """A case that belongs together with another (D5); `because`: report, phone, name, person that they share."""

    ref: str
    unit: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case. `case` and `duties` are None and empty where what had happened by a moment was asked for:
    then `world` has the values that report the world, as they were.

    `personal` says whether the actor may see personal data; where it is true an Erased value has been erased.
    `together` are the cases that belong with this one: victims of one report, siblings (D5). `version` changes when the
    case does (`Happenings.version_of`); a view of the world has none.
    """

    ref: str
    unit: str
    case: Case | None
    timeline: tuple[TimelineLine, ...]
    duties: tuple[DutyLine, ...]
    reminders: tuple[ReminderLine, ...]
    personal: bool
    together: tuple[Together, ...] = ()
    world: Case | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A fact that was refused, waits, or has no case yet. `open`: somebody still owes an answer."""

    source: str
    id: str
    type: str
    outcome: Literal["refused", "waiting", "no_case"]
    subject: str | None
    unit: str | None
    received: datetime
    decided: datetime
    reasons: tuple[Reason, ...]
    open: bool
    answered_by: str | None = None
    answered_at: datetime | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A message that could not be used. What stood in it is sealed and not part of the answer."""

    number: int
    source: str | None
    id: str | None
    nats_subject: str | None
    reason: str
    detail: str
    received: datetime
    state: Literal["open", "retried", "dropped"]
    answered_by: str | None
    answered_at: datetime | None
    why: str | None
