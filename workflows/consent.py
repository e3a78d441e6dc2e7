"""No ongoing contact without consent: the guardian's under 18, the participant's own from 18."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from events.closing import Closed
from events.consent import ConsentGiven, ConsentWithdrawn
from events.contact import ContactLogged
from events.fact import Fact, FactData
from events.values import Answer, Role
from workflows.case import Case, ConsentWord, in_order
from workflows.duty import DutyKind, Owed
from workflows.known import Known
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
        and held is not None
        and held.at < fact.time
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


def _to_ask(case: Case, policy: Policy) -> Iterator[Owed]:
    period = case.period
    if case.phase not in ("conversation", "reopened") or period.wanted is not Answer.YES or period.offer is None:
        return
    if period.consents_at(LATEST, case.is_minor):
        return
    start = period.guide.accepted if period.guide and period.guide.accepted else period.held or period.offer
    day = day_of(start.at)
    yield Owed(start.fact, day, add_workdays(day, policy.consent_wd))


def _to_restore(case: Case, policy: Policy) -> Iterator[Owed]:
    if case.phase != "guided" or case.period.guided is None or case.period.consents_at(LATEST, case.is_minor):
        return
    lost = next((w for w in reversed(case.period.consents) if not w.given), None)
    fact, at = (lost.fact, lost.at) if lost else (case.period.guided.fact, case.period.guided.at)
    yield Owed(fact, day_of(at), add_workdays(day_of(at), policy.consent_lost_wd))


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("ask_consent", (139,), Role.COORDINATOR, (ConsentGiven, Closed), _to_ask),
    DutyKind("restore_consent", (139,), Role.COORDINATOR, (ConsentGiven, Closed), _to_restore),
)


# what changes in the case


def given(case: Case, entry: Entry) -> Case:
    """Consent stands from when it was given."""
    told, fact = said(entry.fact, ConsentGiven), entry.fact
    word = ConsentWord(given=True, by=told.by, at=fact.time, fact=fact.key)
    return case.now(consents=in_order((*case.period.consents, word)))


def withdrawn(case: Case, entry: Entry) -> Case:
    """Contact stops (D22)."""
    told, fact = said(entry.fact, ConsentWithdrawn), entry.fact
    word = ConsentWord(given=False, by=told.by, at=fact.time, fact=fact.key)
    return case.now(consents=in_order((*case.period.consents, word)))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    ConsentGiven: given,
    ConsentWithdrawn: withdrawn,
}
