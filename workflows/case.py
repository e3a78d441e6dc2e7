"""A case as its facts have made it: plain values only, nothing that tells who it is about."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from events.refs import Party
from events.values import (
    AddressProtection,
    Answer,
    LivesWith,
)
from workflows.followup import Arranged, Safeguards, Statutory
from workflows.incident import (
    ClearanceWord as ClearanceWord,
)
from workflows.incident import (
    Incident as Incident,
)
from workflows.incident import (
    Naming as Naming,
)
from workflows.incident import (
    Relation as Relation,
)
from workflows.incident import (
    ReportWord as ReportWord,
)
from workflows.incident import (
    RowOrigin as RowOrigin,
)
from workflows.mark import EARLIEST
from workflows.mark import LATEST as LATEST
from workflows.period import (
    OPEN_PHASES as OPEN_PHASES,
)
from workflows.period import (
    Absence as Absence,
)
from workflows.period import (
    ClosingState as ClosingState,
)
from workflows.period import (
    ConsentWord as ConsentWord,
)
from workflows.period import (
    Followed as Followed,
)
from workflows.period import (
    GuideState as GuideState,
)
from workflows.period import (
    Mark as Mark,
)
from workflows.period import (
    OfferWord as OfferWord,
)
from workflows.period import (
    Period as Period,
)
from workflows.period import (
    Phase as Phase,
)
from workflows.period import (
    Try as Try,
)
from workflows.period import (
    in_order as in_order,
)
from workflows.reach import GuardianPlace as GuardianPlace
from workflows.reach import Reach as Reach
from workflows.remembered import remembered
from workflows.replacing import replace
from workflows.ties import Alike as Alike
from workflows.ties import Struck as Struck
from workflows.ties import Ties as Ties
from workflows.whereabouts import MoveOffer as MoveOffer
from workflows.whereabouts import Whereabouts as Whereabouts


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

    what: Literal["refusal", "unread_value", "review", "identity", "halt"]
    key: str
    since: datetime
    role: str = "coordinator"


@dataclass(frozen=True, slots=True)
class Hearing:
    """A date in court as its highest sequence tells it: when that was `told`, and when support was `considered`."""

    hearing_ref: str
    sequence: int
    starts_at: datetime
    told: Mark
    court: str
    kind: str = "main"
    attends: Answer = Answer.UNKNOWN
    cancelled: bool = False
    incident: str | None = None
    considered: Mark | None = None
    support: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One participant's way through the programme. `void` marks a case that should never have been (closed);
    `gone` are those who held a conversation, investigated or prosecuted and have no part any more; `latest` is when the
    latest fact happened.
    """

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
    reach: Reach = Reach()
    lives_with: LivesWith = LivesWith.UNKNOWN
    parents_together: Answer = Answer.UNKNOWN
    residence: Mark | None = None
    protection: AddressProtection = AddressProtection.NONE
    waiting: tuple[PendingFact, ...] = ()
    breaches: tuple[BreachState, ...] = ()
    to_look_at: tuple[ToLookAt, ...] = ()
    hearings: tuple[Hearing, ...] = ()
    safeguards: Safeguards = Safeguards()
    arranged: Arranged = Arranged()
    statutory: Statutory = Statutory()
    gone: tuple[str, ...] = ()
    continues: str | None = None
    after_death: bool = False
    ties: Ties = Ties()
    whereabouts: Whereabouts = Whereabouts()
    told_at: datetime | None = None
    latest: datetime | None = None

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
    @remembered
    def people(self) -> tuple[str, ...]:
        """Slugs of the staff with a part in the case now: in the programme, or in its criminal cases."""
        theirs = (slug for i in self.incidents for slug in i.theirs if slug not in self.gone or i.names(slug))
        return tuple(dict.fromkeys((*self.helping, *theirs)))

    @property
    def helping(self) -> tuple[str, ...]:
        """Slugs of those with a part in the programme: guide, who is asked, substitutes, conversation holders."""
        period = self.period
        named = (period.guide, period.candidate, *period.substitutes, period.holder, period.holder_asked)
        guides = tuple(one.staff for one in named if one is not None)
        return tuple(dict.fromkeys((*guides, *(one for one in period.holders if one not in self.gone))))

    def people_on(self, day: date) -> tuple[str, ...]:
        """Those who still have a part on the day: a substitute has none when the days agreed are over (R59)."""
        over = {one.staff for one in self.period.substitutes if one.days is not None and one.days[1] < day}
        if not over:
            return self.people
        others = replace(self, period=replace(self.period, substitutes=())).people
        return tuple(slug for slug in self.people if slug not in over or slug in others)

    def open_to(self, day: date) -> tuple[str, ...]:
        """Those to whom the case lies open on the day: whoever has a part, save those who have only been asked to be
        its guide (R50) or to hold the conversation (R31), and have not said yes."""
        period = self.period
        if period.candidate is None and period.holder_asked is None:
            return self.people_on(day)
        return replace(self, period=replace(period, candidate=None, holder_asked=None)).people_on(day)

    def open_to_help(self, day: date) -> tuple[str, ...]:
        """Those of them who have a part in the programme itself: whose part is in a criminal case alone, sees no more
        than what concerns that, also where they are somebody's guide elsewhere (R92)."""
        return replace(self, incidents=()).open_to(day)

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

    @property
    @remembered
    def given_up(self) -> Mark | None:
        """The decision by which the last offer was taken back, where incidents are decided and none is offered."""
        if not self.incidents or any(i.decided in (None, "offer") for i in self.incidents):
            return None
        marks = (Mark(i.decided_at, str(i.decided_fact)) for i in self.incidents if i.decided_at is not None)
        return max(marks, key=lambda m: m.at, default=None)

    @property
    def said_no(self) -> Mark | None:
        """The participant's own last word in this period, where it is a no."""
        return self.period.said_no()

    @property
    @remembered
    def guide_in_conflict(self) -> Mark | None:
        """Since when the guide investigates an incident of this case (R51, D7)."""
        guide = self.period.guide
        return self.investigated_by(guide.staff) if guide is not None else None

    @property
    @remembered
    def guide_refused(self) -> Mark | None:
        """Since when the participant wants another guide than the one there is (R161)."""
        guide = self.period.guide
        return self.period.refused(guide.staff) if guide is not None else None

    def investigated_by(self, staff: str) -> Mark | None:
        """Since when a member of staff investigates an incident of this case (R51, D7)."""
        marks = [i.investigator_known for i in self.incidents if i.investigator == staff]
        return next((mark for mark in marks if mark is not None), None)

    @property
    def began_with(self) -> str:
        """The fact (`source:id`) by which there is a case at all."""
        return (self.earlier[0] if self.earlier else self.period).fact

    def incident(self, key: str) -> Incident | None:
        """The incident of that key."""
        return next((i for i in self.incidents if i.key == key), None)

    def unsafe(self, party: Party, at: datetime = LATEST) -> bool:
        """Whether a guardian was known then to be the perpetrator of an incident, or to protect them (D4)."""
        return any(i.endangered_by(party, at) is not None for i in self.incidents)

    def barred(self, party: Party, at: datetime = LATEST) -> bool:
        """Whether nobody was to contact somebody then: unsafe, or not safe to contact (D4)."""
        return bool(self.barred_by(party, at))

    def barred_by(self, party: Party, at: datetime = LATEST) -> tuple[str, ...]:
        """The facts because of which nobody was to contact somebody then."""
        word = self.reach.not_safe(party, at)
        told = [i.endangered_by(party, at) for i in self.incidents] + ([word.fact] if word is not None else [])
        return tuple(dict.fromkeys(fact for fact in told if fact is not None))

    def ended(self, party: str) -> bool:
        """Whether somebody was a guardian, and is none any more."""
        return any(g.ended for g in self.guardians if g.party == party)

    @property
    def address_protected(self) -> bool:
        """Whether anybody in the home has a protected address: the address of one gives away that of the others."""
        kept = [self.protection, *(g.protection for g in self.guardians if not g.ended)]
        return any(one is not AddressProtection.NONE for one in kept)

    @remembered
    def callable_guardians(self) -> tuple[Party, ...]:
        """The guardians who may be called (D16), by place: nobody barred, and nobody whom a clearance excludes."""
        excluded = self.excluded()
        return tuple(
            g.party for g in self.guardians if not g.ended and not self.barred(g.party) and g.party not in excluded
        )

    def reached(self, reach: Reach) -> "Case":
        """The case with what was told of how the family is reached."""
        return replace(self, reach=reach, guardians=reach.guardians(), protection=reach.protection("participant"))

    def period_since(self, at: datetime) -> datetime:
        """When the period to which that moment belongs began; clearances of an earlier period do not count."""
        return max((p.since for p in (*self.earlier, self.period) if p.number > 1 and p.since <= at), default=EARLIEST)

    def uncleared(self, at: datetime) -> tuple[Incident, ...]:
        """The reported incidents known at that moment and without a clearance then (R47)."""
        since = self.period_since(at)
        return tuple(i for i in self.incidents if i.needed_since(at) is not None and not i.cleared(since, at))

    @remembered
    def excluded(self, at: datetime = LATEST) -> frozenset[Party]:
        """Those whom the standing clearances forbid to contact, at that moment (D23)."""
        if not any(i.words for i in self.incidents):
            return frozenset()
        since = self.period_since(at)
        words = [i.last_word(since, at) for i in self.incidents if i.needed_since(at) is not None]
        return frozenset(party for w in words if w is not None and w.word == "given" for party in w.not_whom)

    def now(self, **changes: Any) -> "Case":
        """The case with changes in its present period."""
        return replace(self, period=replace(self.period, **changes))

    def following(self, **changes: Any) -> "Case":
        """The case with changes in how the present follow-up goes."""
        return self.now(follow_up=replace(self.period.follow_up, **changes))

    def with_incident(self, incident: Incident) -> "Case":
        """The case with one incident replaced (same key)."""
        return replace(self, incidents=tuple(incident if i.key == incident.key else i for i in self.incidents))
