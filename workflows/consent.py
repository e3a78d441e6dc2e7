"""No ongoing contact without consent: the guardian's under 18, the participant's own from 18."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from events.closing import Closed
from events.consent import ConsentDecided, ConsentGiven, ConsentRefused, ConsentWithdrawn, ParticipantEnds
from events.contact import ContactLogged
from events.fact import Fact, FactData
from events.guidance import AbsenceTold
from events.values import Answer, Role
from workflows import because
from workflows.case import LATEST, Case, ConsentWord, Mark, in_order
from workflows.clearance import BEFORE_CONTACT, PARTICIPANT_BARRED, halts
from workflows.duty import DutyKind, Owed
from workflows.followup import ConsentDecision, Noted
from workflows.known import Known
from workflows.offer import GUARDIANS
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.remembered import remembered
from workflows.replacing import replace
from workflows.rule import Decision, Form, Handbook, Hard, Rule
from workflows.workdays import OSLO, add_workdays, day_of

ASKING: Final = ("ask_again", "other_guardian")
"""Decisions by which a guardian is asked."""


def is_ongoing(case: Case, fact: Fact, minor: bool) -> bool:
    """Every outgoing contact with the participant after the conversation.

    Asking a guardian for consent is none (D22), nor asking the participant from 18 or where no guardian may be asked
    (D16); nor is hearing the youth after R76.
    """
    told, held = fact.data, case.period.held
    if isinstance(told, AbsenceTold):
        return "participant" in told.parties
    if not isinstance(told, ContactLogged) or told.direction != "out":
        return False
    named = {tried.party for tried in told.parties}
    if "participant" not in named or not (case.period.number > 1 or (held is not None and held.at < fact.time)):
        return False
    if told.purpose == "consent":
        return minor and not named & set(GUARDIANS) and bool(case.callable_guardians())
    return told.purpose != "hear_youth" or not _may_be_heard(case, fact.time)


def _may_be_heard(case: Case, at: datetime) -> bool:
    considered = case.period.youth_considered
    return bool(case.period.talk_to_youth) and considered is not None and considered.at <= at


def _consented(case: Case, fact: Fact, known: Known) -> bool:
    minor = known.minor is not False
    return not is_ongoing(case, fact, minor) or consents_at(case, fact.time, minor)


def consents_at(case: Case, at: datetime, minor: bool) -> bool:
    """Whether the consent that counts stood at that moment; nobody else's yes goes before the participant's own no."""
    counting = consent_words(case, at, minor)
    return counting[-1].given if counting and case.period.said_no_by(at) is None else False


@remembered
def consent_words(case: Case, at: datetime, minor: bool) -> tuple[ConsentWord, ...]:
    """The words that count up to a moment, the one that holds last; one of an earlier period is told of that (D25).

    From 18 the participant's own. Under 18 the guardians', nobody's who is unsafe (D4); of two that differ the one that
    the coordinator follows (D13); the youth's own where the coordinator decided so because no guardian is left (D16).
    """
    period = case.period
    if not period.consents:
        return ()
    words = [w for w in period.consents if w.at <= at]
    decided = [d for d in period.consent_decisions if d.at <= at]
    alone = not case.callable_guardians() and any(d.decision == "youths_own" for d in decided)
    if not minor or alone:
        return tuple(w for w in words if w.by == "participant")
    counting = [w for w in words if w.by != "participant" and not case.unsafe(w.by)]
    followed = [d for d in decided if d.decision == "follow_one"]
    if counting and followed and followed[-1].at >= counting[-1].at:
        counting.sort(key=lambda w: w.by == followed[-1].guardian)
    return tuple(counting)


def disagreement(case: Case) -> Mark | None:
    """Since when two guardians answer differently, and nobody has decided whose word counts (D13)."""
    words = consent_words(case, LATEST, minor=True) if case.is_minor else ()
    latest = {word.by: word for word in sorted(words, key=lambda w: w.at) if word.by in GUARDIANS}
    if len({word.given for word in latest.values()}) < len((True, False)):
        return None
    last = max(latest.values(), key=lambda w: w.at)
    decided = any(d.at >= last.at and d.decision == "follow_one" for d in case.period.consent_decisions)
    return None if decided else Mark(last.at, last.fact)


NO_ONGOING_CONTACT_WITHOUT_CONSENT = Hard(
    139,
    cites=(Handbook("7"), Decision("D22")),
    refusal="consent_missing",
    on=(ContactLogged, AbsenceTold),
    holds=_consented,
    because=lambda case, fact: tuple(w.fact for w in case.period.consents if not w.given),
    cleared_by=(ConsentGiven,),
)

NO_UNSAFE_GUARDIAN_IS_ASKED = Hard(
    17,
    cites=(Handbook("1"), Decision("D4")),
    refusal="guardian_unsafe",
    on=(ConsentDecided,),
    holds=lambda case, fact, known: (
        fact.data.guardian is None
        or not (case.barred if fact.data.decision in ASKING else case.unsafe)(fact.data.guardian)
    ),
    because=lambda case, fact: case.barred_by(fact.data.guardian) if fact.data.guardian else (),
)

WHICH_GUARDIAN = Form(
    "which_guardian_missing",
    on=(ConsentDecided,),
    holds=lambda case, fact, known: (
        fact.data.decision not in ("other_guardian", "follow_one") or fact.data.guardian in GUARDIANS
    ),
)

NO_GUARDIAN_IS_LEFT = Hard(
    139,
    cites=(Handbook("7"), Decision("D16")),
    refusal="guardian_may_be_asked",
    on=(ConsentDecided,),
    holds=lambda case, fact, known: (
        fact.data.decision != "youths_own" or known.minor is False or not case.callable_guardians()
    ),
    because=because.consents,
)


def _something_to_decide(case: Case, _fact: Fact, known: Known) -> bool:
    """What the case owes is decided by whoever owes it; and whoever has come of age since something was last told of
    them has no guardian's consent any more (D3), which the case itself knows only when the month is over."""
    today = replace(case, minor=False) if known.minor is False else case
    return any(missing(one) is not None or disagreement(one) is not None for one in (case, today))


SOMETHING_TO_DECIDE = Form(
    "consent_not_missing",
    on=(ConsentDecided,),
    holds=_something_to_decide,
    because=because.consents,
)

RULES: Final[tuple[Rule, ...]] = (
    NO_ONGOING_CONTACT_WITHOUT_CONSENT,
    NO_UNSAFE_GUARDIAN_IS_ASKED,
    NO_GUARDIAN_IS_LEFT,
    WHICH_GUARDIAN,
    SOMETHING_TO_DECIDE,
)


# duties

CONSENT_DUTIES: Final = ("restore_consent", "ask_consent_again", "hear_youth", "end_without_consent")
"""What stands in the way of contact while consent is missing (D22)."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Since when a consent is missing that was refused, withdrawn or has ended, and by which fact."""

    at: datetime
    fact: str

    @property
    def day(self) -> date:
        """The day in Norway."""
        return day_of(self.at)


@remembered
def _awaited(case: Case) -> bool:
    """Whether follow-up waits for a consent, and for nothing that speaks against it."""
    period = case.period
    if case.phase not in ("conversation", "reopened") or period.wanted is not Answer.YES or period.offer is None:
        return False
    return case.said_no is None and period.appropriate is not False


def _somebody_to_ask(case: Case, guided: Mark) -> Mark:
    """Since when a guardian's word counts instead of the youth's own (D16), at the earliest since follow-up began."""
    there = case.callable_guardians()
    told = [Mark(t.at, t.fact) for t in case.reach.tellings if t.party in there and t.at > guided.at]
    return told[0] if told else guided


@remembered
def missing(case: Case) -> Missing | None:
    """The consent that is missing by somebody's no, because it ended with the 18th birthday (D3, D22), or because no
    guardian is left to give it (D16)."""
    if case.said_no is not None or not (case.phase == "guided" or _awaited(case)):
        return None
    period, words = case.period, consent_words(case, LATEST, case.is_minor)
    if words:
        return None if words[-1].given else Missing(words[-1].at, words[-1].fact)
    if case.phase != "guided" or period.guided is None:
        start = period.held or period.offer
        alone = case.is_minor and not case.callable_guardians() and start is not None
        return Missing(start.at, start.fact) if alone and start is not None else None
    if case.is_minor or case.adult_from is None:
        since = _somebody_to_ask(case, period.guided)
        return Missing(since.at, since.fact)
    turned = datetime.combine(case.adult_from.replace(day=1), time(), OSLO)
    return Missing(max(period.guided.at, turned), period.guided.fact)


@remembered
def _step(case: Case) -> tuple[Missing, ConsentDecision | None] | None:
    """What is missing, and the decision that stands on it; a youth who has been heard since asks for another."""
    lost = missing(case)
    if lost is None:
        return None
    decided = [d for d in case.period.consent_decisions if d.decision != "follow_one" and d.at >= lost.at]
    if not decided or (decided[-1].decision in ASKING and case.is_minor and not case.callable_guardians()):
        return lost, None
    if decided[-1].decision == "talk_to_youth":
        heard = [
            t
            for t in case.period.contacts
            if t.purpose == "hear_youth" and "participant" in t.reached and t.at >= decided[-1].at
        ]
        if heard:
            return Missing(heard[-1].at, heard[-1].fact), None
    return lost, decided[-1]


def _to_ask(case: Case, policy: Policy) -> Iterator[Owed]:
    period = case.period
    if not _awaited(case) or period.offer is None or missing(case) is not None:
        return
    if consents_at(case, LATEST, case.is_minor):
        return
    start = period.guide.accepted if period.guide and period.guide.accepted else period.held or period.offer
    day = day_of(start.at)
    yield Owed(start.fact, day, add_workdays(day, policy.consent_wd), halts=halts(case, policy))


def _to_restore(case: Case, policy: Policy) -> Iterator[Owed]:
    guided, step = case.period.guided, _step(case)
    if step is not None and step[1] is None:
        yield Owed(step[0].fact, step[0].day, add_workdays(step[0].day, policy.consent_lost_wd))
    if step is not None or case.phase != "guided" or guided is None or case.said_no is not None:
        return
    if case.is_minor and case.adult_from is not None and not consents_at(case, LATEST, minor=False):
        ends = case.adult_from + timedelta(days=1)
        yield Owed(guided.fact, ends, add_workdays(ends, policy.consent_lost_wd), party="participant")


def _decided(case: Case, *decisions: str) -> ConsentDecision | None:
    step = _step(case)
    return step[1] if step is not None and step[1] is not None and step[1].decision in decisions else None


def _to_ask_again(case: Case, policy: Policy) -> Iterator[Owed]:
    decided = _decided(case, *ASKING, "youths_own")
    if decided is not None:
        day = day_of(decided.at)
        due = add_workdays(day, policy.consent_wd) if decided.on is None else max(day, decided.on)
        party = "participant" if decided.decision == "youths_own" else decided.guardian or ""
        yield Owed(decided.fact, day, due, party=party, halts=halts(case, policy))


def _to_hear(case: Case, policy: Policy) -> Iterator[Owed]:
    decided = _decided(case, "talk_to_youth")
    if decided is not None:
        day, stop = day_of(decided.at), halts(case, policy)
        yield Owed(decided.fact, day, add_workdays(day, policy.consent_lost_wd), halts=stop)


def _to_end(case: Case, policy: Policy) -> Iterator[Owed]:
    decided = _decided(case, "hand_over", "close")
    if decided is not None:
        yield Owed(decided.fact, day_of(decided.at), add_workdays(day_of(decided.at), policy.close_wd))


def _to_resolve(case: Case, policy: Policy) -> Iterator[Owed]:
    differ = disagreement(case)
    if differ is not None and case.is_open and case.said_no is None:
        yield Owed(differ.fact, day_of(differ.at), add_workdays(day_of(differ.at), policy.consent_lost_wd))


def _to_ask_youth(case: Case, policy: Policy) -> Iterator[Owed]:
    guide, born = case.period.guide, case.adult_from
    began = guide.accepted if guide is not None else case.period.guided
    if case.phase != "guided" or began is None or born is None or not case.is_minor:
        return
    if case.said_no is not None or any(w.by == "participant" for w in case.period.consents):
        return
    due = born.replace(day=1)
    ahead = due - timedelta(days=policy.birthday_lead_days)
    owner = f"staff/{guide.staff}" if guide is not None else None
    yield Owed(began.fact, ahead, due, owner=owner)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind(
        "ask_consent",
        (139,),
        Role.COORDINATOR,
        (ConsentGiven, ConsentRefused, Closed),
        _to_ask,
        blocked_by=BEFORE_CONTACT,
    ),
    DutyKind("restore_consent", (139,), Role.COORDINATOR, (ConsentDecided, ConsentGiven, Closed), _to_restore),
    DutyKind(
        "ask_consent_again",
        (139,),
        Role.COORDINATOR,
        (ConsentGiven, ConsentRefused, ConsentDecided),
        _to_ask_again,
        blocked_by=BEFORE_CONTACT,
    ),
    DutyKind(
        "hear_youth",
        (76, 139),
        Role.COORDINATOR,
        (ContactLogged, ConsentDecided),
        _to_hear,
        blocked_by=(*BEFORE_CONTACT, *PARTICIPANT_BARRED),
    ),
    DutyKind("end_without_consent", (53, 139), Role.COORDINATOR, (Closed, ConsentGiven), _to_end),
    DutyKind("resolve_consent", (139,), Role.COORDINATOR, (ConsentDecided,), _to_resolve),
    DutyKind(
        "ask_youth_at_18",
        (139, 140),
        Role.COORDINATOR,
        (ConsentGiven, ConsentRefused, ConsentWithdrawn, ParticipantEnds),
        _to_ask_youth,
        blocked_by=CONSENT_DUTIES,
    ),
)


# what changes in the case


def _worded(given: bool) -> Callable[[Case, Entry], Case]:
    """A word of somebody's about ongoing contact, by happened time. Given: it stands from then on; refused or
    withdrawn: contact stops (D22)."""

    def worded(case: Case, entry: Entry) -> Case:
        told, fact = entry.fact.data, entry.fact
        if not isinstance(told, ConsentGiven | ConsentRefused | ConsentWithdrawn):
            raise TypeError(f"{fact.type} is no word about consent")
        word = ConsentWord(given=given, by=told.by, at=fact.time, fact=fact.key)
        return case.now(consents=in_order((*case.period.consents, word)))

    return worded


def decided(case: Case, entry: Entry) -> Case:
    """What comes next where consent is missing, or whose word counts; talking to the youth answers R76 as well."""
    told, fact = said(entry.fact, ConsentDecided), entry.fact
    decision = ConsentDecision(fact.time, fact.key, told.decision, told.guardian, told.on)
    case = case.now(consent_decisions=in_order((*case.period.consent_decisions, decision)))
    if told.decision == "talk_to_youth":
        return case.now(talk_to_youth=True, youth_considered=Mark(fact.time, fact.key))
    return case


def participant_ends(case: Case, entry: Entry) -> Case:
    """From now on nobody asks them, until they ask themselves (invariant 5)."""
    ended = Noted(entry.fact.time, entry.fact.key)
    return case.following(ended=in_order((*case.period.follow_up.ended, ended)))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    ConsentGiven: _worded(given=True),
    ConsentRefused: _worded(given=False),
    ConsentWithdrawn: _worded(given=False),
    ConsentDecided: decided,
    ParticipantEnds: participant_ends,
}
