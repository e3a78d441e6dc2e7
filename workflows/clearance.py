"""In reported matters nobody contacts the family before the investigator has answered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from events.clearance import ClearanceAsked, ClearanceGiven, ClearanceRefused
from events.contact import ContactLogged, FirstContactMade
from events.conversation import ConversationHeld
from events.fact import Fact, FactData
from events.guidance import GuideAccepted
from events.values import Role
from workflows.case import Case, ClearanceWord, Incident, in_order
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.rule import Decision, Form, Handbook, Hard, Rule
from workflows.workdays import add_workdays, day_of, workdays_between

MIDWAY_WORKDAYS: Final = 5
"""D8: how long agreed contact may go on in a matter reported while follow-up runs."""

WORDS: Final = (ClearanceAsked, ClearanceGiven, ClearanceRefused)


def starts_something(fact: Fact) -> bool:
    """R47 as decisions.md means it: an outgoing call, appointment, conversation or new guide."""
    told = fact.data
    if isinstance(told, ContactLogged):
        return told.direction == "out" and told.initiative == "starts"
    return isinstance(told, FirstContactMade | ConversationHeld | GuideAccepted)


def goes_on(fact: Fact) -> bool:
    """Agreed outgoing contact, which D8 lets go on for some days."""
    told = fact.data
    return isinstance(told, ContactLogged) and told.direction == "out" and told.initiative == "agreed"


def _came_midway(case: Case, incident: Incident, fact: Fact, known: Known) -> bool:
    guided = case.period.guided
    if guided is None or incident.came_at <= guided.at or known.policy.clearance_midway == "wait":
        return False
    return workdays_between(day_of(incident.came_at), day_of(fact.time)) <= MIDWAY_WORKDAYS


def _cleared(case: Case, fact: Fact, known: Known) -> bool:
    uncleared = case.uncleared(fact.time)
    if starts_something(fact):
        return not uncleared
    if goes_on(fact):
        return all(_came_midway(case, incident, fact, known) for incident in uncleared)
    return True


NO_CONTACT_BEFORE_CLEARANCE = Hard(
    47,
    also=(69,),
    cites=(Handbook("2"), Decision("D8")),
    refusal="clearance_missing",
    on=(FirstContactMade, ContactLogged, ConversationHeld, GuideAccepted),
    holds=_cleared,
    because=lambda case, fact: tuple(i.fact for i in case.uncleared(fact.time)),
    waits_for=(ClearanceGiven,),
)

INCIDENTS_EXIST = Form(
    "no_such_incident",
    on=WORDS,
    holds=lambda case, fact, known: all(case.incident(key) for key in fact.data.incidents),
)

RULES: Final[tuple[Rule, ...]] = (NO_CONTACT_BEFORE_CLEARANCE, INCIDENTS_EXIST)


# duties


def _words(case: Case, incident: Incident) -> tuple[ClearanceWord, ...]:
    """What was said about an incident in the present period; an earlier one does not count (D25)."""
    return tuple(w for w in incident.words if case.period.number == 1 or w.at >= case.period.since)


def _unanswered(case: Case) -> Iterator[tuple[Incident, tuple[ClearanceWord, ...]]]:
    """The incidents whose last answer is not a yes, with what was said, once an offer stands."""
    if case.is_open and case.period.offer is not None:
        for incident in case.incidents:
            words = _words(case, incident)
            answers = [w.word for w in words if w.word != "asked"]
            if incident.needs_clearance and answers[-1:] != ["given"]:
                yield incident, words


def _to_ask(case: Case, policy: Policy) -> Iterator[Owed]:
    offer = case.period.offer
    for incident, words in _unanswered(case):
        if not words and offer is not None:
            day = max(day_of(offer.at), day_of(incident.came_at))
            days = 1 if incident.investigator else policy.find_investigator_wd
            yield Owed(offer.fact, day, add_workdays(day, days), party=incident.key)


def _to_ask_again(case: Case, policy: Policy) -> Iterator[Owed]:
    for incident, words in _unanswered(case):
        if words:
            again = words[-1].again_on or add_workdays(day_of(words[-1].at), policy.clearance_again_wd)
            yield Owed(words[-1].fact, again, again, party=incident.key)


def _to_escalate(case: Case, policy: Policy) -> Iterator[Owed]:
    for incident, words in _unanswered(case):
        if words:
            day = add_workdays(day_of(words[0].at), policy.clearance_escalate_wd)
            yield Owed(words[0].fact, day, day, party=incident.key)


def _to_renew(case: Case, _policy: Policy) -> Iterator[Owed]:
    if not case.is_open or case.period.offer is None:
        return
    for incident in case.incidents:
        answers = [w for w in _words(case, incident) if w.word != "asked"]
        if incident.needs_clearance and answers and answers[-1].word == "given" and answers[-1].until is not None:
            day = answers[-1].until + timedelta(days=1)
            yield Owed(answers[-1].fact, day, day, party=incident.key)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("ask_clearance", (47, 48), Role.COORDINATOR, WORDS, _to_ask),
    DutyKind("ask_clearance_again", (48,), Role.COORDINATOR, WORDS, _to_ask_again),
    DutyKind("escalate_clearance", (48,), Role.LEADER, (ClearanceGiven, ClearanceRefused), _to_escalate),
    DutyKind("renew_clearance", (47, 48), Role.COORDINATOR, WORDS, _to_renew),
)


# what changes in the case


def _spoken(case: Case, keys: tuple[str, ...], word: ClearanceWord) -> Case:
    for key in keys:
        incident = case.incident(key)
        if incident is not None:
            case = case.with_incident(replace(incident, words=in_order((*incident.words, word))))
    return case


def asked(case: Case, entry: Entry) -> Case:
    """The question has been put."""
    told, fact = said(entry.fact, ClearanceAsked), entry.fact
    return _spoken(case, told.incidents, ClearanceWord("asked", fact.time, fact.key, told.asked))


def given(case: Case, entry: Entry) -> Case:
    """Contact is cleared from when it was said."""
    told, fact = said(entry.fact, ClearanceGiven), entry.fact
    return _spoken(case, told.incidents, ClearanceWord("given", fact.time, fact.key, told.by, until=told.until))


def refused(case: Case, entry: Entry) -> Case:
    """Not now; asked again on the day named."""
    told, fact = said(entry.fact, ClearanceRefused), entry.fact
    word = ClearanceWord("refused", fact.time, fact.key, told.by, again_on=told.ask_again_on)
    return _spoken(case, told.incidents, word)


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    ClearanceAsked: asked,
    ClearanceGiven: given,
    ClearanceRefused: refused,
}
