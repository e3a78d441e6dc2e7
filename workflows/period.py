"""One run of the programme: what was tried, answered, agreed and consented to between a beginning and a closing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from events.refs import Party
from events.values import Answer
from workflows.followup import ConsentDecision, FollowUp, Protecting
from workflows.guiding import Absence as Absence
from workflows.guiding import Advice, GuideWord, Noted, Question
from workflows.guiding import GuideState as GuideState
from workflows.holding import NOTHING_AGREED, Appointments, Frequency, HolderState
from workflows.mark import Mark as Mark
from workflows.mark import in_order as in_order
from workflows.remembered import remembered

Phase = Literal["detected", "assessed", "conversation", "guided", "closed", "reopened"]

OPEN_PHASES: Final[tuple[Phase, ...]] = ("detected", "assessed", "conversation", "guided", "reopened")


@dataclass(frozen=True, slots=True)
class Try:
    """A try to reach the family; whom, who answered, by which channel. `by` is the slug of who tried."""

    at: datetime
    fact: str
    channel: str
    tried: tuple[Party, ...]
    reached: tuple[Party, ...]
    by: str = ""
    purpose: str = "follow_up"


@dataclass(frozen=True, slots=True)
class Followed:
    """Whose answer counts from then on, of two guardians who differ (D13)."""

    at: datetime
    fact: str
    guardian: Party


@dataclass(frozen=True, slots=True)
class OfferWord:
    """A yes or a no to the offer of a conversation, and whose."""

    at: datetime
    fact: str
    by: Party | None
    yes: bool


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
    """One run of the programme, from detection or reopening to the closing; earlier ones are kept untouched (R135).

    `no_before`: the participant's no of the run before, where it was not they who asked again. `parents_need` is what
    asks whether the parents are to be met (R88); `wished` are those who were asked whom they want as guide (R84);
    `informed` the numbers of rules that the family has been told of (R93, R94, R112).
    """

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
    words: tuple[OfferWord, ...] = ()
    followed: tuple[Followed, ...] = ()
    declined_by: Party | None = None
    declined: Mark | None = None
    talk_to_youth: bool | None = None
    youth_considered: Mark | None = None
    participant_safe: Mark | None = None
    viewed_at: datetime | None = None
    accepted: Mark | None = None
    holder_asked: HolderState | None = None
    holder: HolderState | None = None
    appointments: Appointments = NOTHING_AGREED
    held: Mark | None = None
    holders: tuple[str, ...] = ()
    appropriate: bool | None = None
    wanted: Answer = Answer.UNKNOWN
    wanted_said: Mark | None = None
    parents_need_seen: bool = False
    parents_need: Mark | None = None
    parents_considered: datetime | None = None
    wished: tuple[Party, ...] = ()
    informed: tuple[int, ...] = ()
    candidate: GuideState | None = None
    guide: GuideState | None = None
    guides: tuple[str, ...] = ()
    guide_since: Mark | None = None
    substitutes: tuple[GuideState, ...] = ()
    guide_lost: Mark | None = None
    guide_words: tuple[GuideWord, ...] = ()
    questions: tuple[Question, ...] = ()
    advice: tuple[Advice, ...] = ()
    noted: tuple[Noted, ...] = ()
    disclosures: tuple[Mark, ...] = ()
    consents: tuple[ConsentWord, ...] = ()
    consent_decisions: tuple[ConsentDecision, ...] = ()
    measures: Mark | None = None
    measures_for: tuple[str, ...] = ()
    guided: Mark | None = None
    contacts: tuple[Try, ...] = ()
    next_agreed_on: date | None = None
    frequency: Frequency | None = None
    follow_up: FollowUp = FollowUp()
    protecting: Protecting = Protecting()
    no_before: Mark | None = None
    closing: ClosingState | None = None

    def refused(self, guide: str | None, at: datetime | None = None) -> Mark | None:
        """The participant's own last word on a guide by name (up to a moment), where it is a no (R161)."""
        words = [w for w in self.guide_words if w.by == "participant" and w.guide == guide]
        last = next((w for w in reversed(words) if at is None or w.at <= at), None)
        return None if last is None or last.yes else Mark(last.at, last.fact)

    @remembered
    def said_no(self) -> Mark | None:
        """The participant's own last word, where it is a no; nobody else's yes undoes it."""
        return self._no_among(self._own_words())

    @remembered
    def said_no_by(self, at: datetime) -> Mark | None:
        """The same up to a moment."""
        return self._no_among([word for word in self._own_words() if word[0] <= at])

    def _own_words(self) -> list[tuple[datetime, str, bool]]:
        words = [(w.at, w.fact, w.yes) for w in self.words if w.by == "participant"]
        words += [(w.at, w.fact, w.given) for w in self.consents if w.by == "participant"]
        words += [(n.at, n.fact, False) for n in self.follow_up.ended]
        words += [(self.no_before.at, self.no_before.fact, False)] if self.no_before is not None else []
        said, asked = self.wanted_said, self.held is not None or self.number > 1
        if said is not None and (self.wanted is Answer.YES or asked):
            words.append((said.at, said.fact, self.wanted is Answer.YES))
        return words

    @staticmethod
    def _no_among(words: list[tuple[datetime, str, bool]]) -> Mark | None:
        if not words:
            return None
        happened, fact, yes = max(reversed(words), key=lambda w: w[0])  # of one moment, the answer to follow-up
        return None if yes else Mark(happened, fact)
