"""No ongoing contact without consent: the guardian's under 18, the participant's own from 18."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from events.closing import Closed
from events.consent import ConsentGiven, ConsentWithdrawn
from events.contact import ContactLogged
from events.fact import Fact, FactData
from events.values import Answer, Role
from workflows.case import Case, ConsentWord, in_order
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.offer import GUARDIANS, to_look_at
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.rule import Decision, Handbook, Hard, Rule
from workflows.workdays import add_workdays, day_of


def is_ongoing(case: Case, fact: Fact) -> bool:
    """Every outgoing contact with the participant after the conversation; asking for consent is none (D22)."""
    told, held = fact.data, case.period.held
    return (
        isinstance(told, ContactLogged)
        and told.direction == "out"
        and told.purpose == "follow_up"
        and any(tried.party == "participant" for tried in told.parties)
        and (case.period.number > 1 or (held is not None and held.at < fact.time))
    )


def _consented(case: Case, fact: Fact, known: Known) -> bool:
    return not is_ongoing(case, fact) or case.period.consents_at(fact.time, known.minor is not False)


NO_ONGOING_CONTACT_WITHOUT_CONSENT = Hard(
    139,
    cites=(Handbook("7"), Decision("D22")),
    refusal="consent_missing",
    on=(ContactLogged,),
    holds=_consented,
    because=lambda case, fact: tuple(w.fact for w in case.period.consents if not w.given),
    cleared_by=(ConsentGiven,),
)

RULES: Final[tuple[Rule, ...]] = (NO_ONGOING_CONTACT_WITHOUT_CONSENT,)


# duties

LATEST: Final = datetime.max.replace(tzinfo=UTC)

BIRTHDAY_LEAD_DAYS: Final = 60
"""D3: so long before the month of the 18th birthday the guide asks what the youth wants."""


def _to_ask(case: Case, policy: Policy) -> Iterator[Owed]:
    period = case.period
    if case.phase not in ("conversation", "reopened") or period.wanted is not Answer.YES or period.offer is None:
        return
    if period.consents_at(LATEST, case.is_minor) or case.said_no is not None or period.appropriate is False:
        return
    start = period.guide.accepted if period.guide and period.guide.accepted else period.held or period.offer
    day = day_of(start.at)
    yield Owed(start.fact, day, add_workdays(day, policy.consent_wd))


def _to_restore(case: Case, policy: Policy) -> Iterator[Owed]:
    guided = case.period.guided
    if case.phase != "guided" or guided is None or case.said_no is not None:
        return
    if case.period.consents_at(LATEST, case.is_minor):
        if case.is_minor and case.adult_from is not None and not case.period.consents_at(LATEST, minor=False):
            ends = case.adult_from + timedelta(days=1)
            yield Owed(guided.fact, ends, add_workdays(ends, policy.consent_lost_wd), party="participant")
        return
    lost = next((w for w in reversed(case.period.consents) if not w.given), None)
    fact, day = (lost.fact, day_of(lost.at)) if lost else (guided.fact, day_of(guided.at))
    if not case.is_minor and case.adult_from is not None:  # the guardians' consent ended with the birthday (D3)
        day = max(day, case.adult_from.replace(day=1))
    yield Owed(fact, day, add_workdays(day, policy.consent_lost_wd))


def _to_ask_youth(case: Case, _policy: Policy) -> Iterator[Owed]:
    guide, born = case.period.guide, case.adult_from
    if case.phase != "guided" or guide is None or guide.accepted is None or born is None or not case.is_minor:
        return
    if case.said_no is not None or any(w.by == "participant" for w in case.period.consents):
        return
    due = born.replace(day=1)
    yield Owed(guide.accepted.fact, due - timedelta(days=BIRTHDAY_LEAD_DAYS), due, owner=f"staff/{guide.staff}")


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("ask_consent", (139,), Role.COORDINATOR, (ConsentGiven, Closed), _to_ask),
    DutyKind("restore_consent", (139,), Role.COORDINATOR, (ConsentGiven, Closed), _to_restore),
    DutyKind(
        "ask_youth_at_18",
        (139, 140),
        Role.COORDINATOR,
        (ConsentGiven, ConsentWithdrawn),
        _to_ask_youth,
        blocked_by=("restore_consent",),
    ),
)


# what changes in the case


def given(case: Case, entry: Entry) -> Case:
    """Consent stands from when it was given."""
    told, fact = said(entry.fact, ConsentGiven), entry.fact
    word = ConsentWord(given=True, by=told.by, at=fact.time, fact=fact.key)
    return _worded(case, word, entry.recorded_at)


def withdrawn(case: Case, entry: Entry) -> Case:
    """Contact stops (D22)."""
    told, fact = said(entry.fact, ConsentWithdrawn), entry.fact
    word = ConsentWord(given=False, by=told.by, at=fact.time, fact=fact.key)
    return _worded(case, word, entry.recorded_at)


def _worded(case: Case, word: ConsentWord, recorded_at: datetime) -> Case:
    """By happened time; two guardians who differ are the coordinator's to look at (D13)."""
    others = [w for w in case.period.consents if w.by in GUARDIANS and w.by != word.by]
    if word.by in GUARDIANS and others and others[-1].given != word.given:
        case = to_look_at(case, word.fact, recorded_at)
    return case.now(consents=in_order((*case.period.consents, word)))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    ConsentGiven: given,
    ConsentWithdrawn: withdrawn,
}
