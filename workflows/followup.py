"""What follow-up, protection and the statutory duties leave behind in a case: plain values, in happened order."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Pause:
    """Days of an agreed pause, both included (D10); no duty changes by it."""

    at: datetime
    fact: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Felt:
    """How safe the participant felt, 1 to 5."""

    at: datetime
    fact: str
    safety: int


@dataclass(frozen=True, slots=True)
class Review:
    """A review of the follow-up (R34); `considered` where stagnation was looked at in it (R152); not `still_right`
    where the programme is no longer the right measure (R63)."""

    at: datetime
    fact: str
    outcome: Literal["go_on", "hand_over", "close"]
    next_on: date | None
    considered: bool
    still_right: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that happened, when, by which fact; what it was about where it is about one of several."""

    at: datetime
    fact: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How the follow-up of one period goes. `dialogues` are talks with the investigation (R146), `questions` what the
    family asked of it (R147)."""

    pauses: tuple[Pause, ...] = ()
    felt: tuple[Felt, ...] = ()
    reviews: tuple[Review, ...] = ()
    stagnant: tuple[Noted, ...] = ()
    ended: tuple[Noted, ...] = ()
    dialogues: tuple[Noted, ...] = ()
    questions: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentDecision:
    """What the coordinator decided about a consent that is missing or contradicted (D22, D13)."""

    at: datetime
    fact: str
    decision: Literal["ask_again", "other_guardian", "talk_to_youth", "hand_over", "close", "follow_one", "youths_own"]
    guardian: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """The five boxes were considered for some incidents, or are to be considered again (empty: for all)."""

    at: datetime
    fact: str
    incidents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriousWord:
    """Serious, or not."""

    at: datetime
    fact: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Protecting:
    """Protection in one period: boxes considered (R62), what asks for them again, serious or not (R37, R117)."""

    considered: tuple[Looked, ...] = ()
    again: tuple[Looked, ...] = ()
    serious: tuple[SeriousWord, ...] = ()
    consulted: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """A protective measure that is needed; a task until the one responsible has been contacted (R35)."""

    at: datetime
    fact: str
    measure: str


@dataclass(frozen=True, slots=True)
class Threat:
    """A threat that somebody in the programme learned of (R149–R151). `police_guide` is the slug of the guide in the
    police whose own report it asks for (R150)."""

    at: datetime
    fact: str
    police_guide: str | None = None


@dataclass(frozen=True, slots=True)
class WishToReport:
    """Whether the participant wants to report a threat (R149); about none in particular: every one until then."""

    at: datetime
    fact: str
    about: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Safeguards:
    """Protection beyond a period: needs, threats, and what was done about them."""

    needs: tuple[Need, ...] = ()
    contacted: tuple[Noted, ...] = ()
    threats: tuple[Threat, ...] = ()
    urged: tuple[Noted, ...] = ()
    own_reports: tuple[Noted, ...] = ()
    wishes: tuple[WishToReport, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreedMeasure:
    """A measure, who does it, until when; `done` once somebody has said how it went."""

    at: datetime
    fact: str
    kind: str
    done_by: str
    until: date | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class AgencyReferral:
    """Somebody was put in touch with an agency (R53, R113, R144); `over` once it is known what became of it.

    `in_advice`: an agency that was turned to when a guide was advised, which hands nothing over (R153).
    """

    at: datetime
    fact: str
    kind: str
    for_whom: str
    received: datetime | None = None
    over: bool = False
    in_advice: bool = False


@dataclass(frozen=True, slots=True)
class Arranged:
    """Measures and referrals of a case."""

    measures: tuple[AgreedMeasure, ...] = ()
    agencies: tuple[AgencyReferral, ...] = ()


@dataclass(frozen=True, slots=True)
class Concern:
    """Something to be judged: report to barnevern, or avert; because somebody raised it, or of what became known."""

    at: datetime
    fact: str
    duty: Literal["report", "avert"]
    because: Literal["raised", "family", "threat"] = "raised"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A statutory judgement; `concern` (`source:id`) is what it answers, None everything open when it was made."""

    at: datetime
    fact: str
    duty: Literal["report", "avert"]
    acted: bool
    concern: str | None = None


@dataclass(frozen=True, slots=True)
class Statutory:
    """The duties to report and to avert (R164–R175), in every phase."""

    concerns: tuple[Concern, ...] = ()
    judgements: tuple[Judgement, ...] = ()
