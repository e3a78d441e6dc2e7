"""In reported matters nobody contacts the family before the investigator has answered."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from events.clearance import (
    ClearanceAsked,
    ClearanceContradicted,
    ClearanceGiven,
    ClearanceRefused,
    ClearanceWithdrawn,
)
from events.contact import ContactLogged, FirstContactMade
from events.conversation import ConversationBooked, ConversationCancelled, ConversationHeld, InformationGiven
from events.fact import Fact, FactData
from events.guidance import AbsenceTold, GuideAccepted, GuideReplaced
from events.values import Role
from workflows.case import LATEST, Case, ClearanceWord, Incident, Mark, ToLookAt, in_order
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.remembered import remembered
from workflows.replacing import replace
from workflows.rule import Decision, Form, Handbook, Hard, Rule
from workflows.workdays import OSLO, add_workdays, day_of, workdays_between

MIDWAY_WORKDAYS: Final = 5
"""D8: how long agreed contact may go on in a matter reported while follow-up runs."""

LEADER_WORKDAYS: Final = 14
"""D23: unanswered so long, the question is the unit leader's."""

WORDS: Final = (ClearanceAsked, ClearanceGiven, ClearanceRefused)


def starts_something(fact: Fact) -> bool:
    """R47 as decisions.md means it: an outgoing call, appointment, conversation or new guide."""
    told = fact.data
    if isinstance(told, ConversationCancelled):
        return told.new_time is not None
    if isinstance(told, ContactLogged):
        return told.outgoing and told.initiative == "starts"
    return isinstance(told, FirstContactMade | ConversationBooked | ConversationHeld | GuideAccepted | GuideReplaced)


def goes_on(fact: Fact) -> bool:
    """Agreed outgoing contact, which D8 lets go on for some days."""
    told = fact.data
    if isinstance(told, AbsenceTold | InformationGiven):
        return True
    return isinstance(told, ContactLogged) and told.outgoing and told.initiative == "agreed"


def came_midway(case: Case, incident: Incident) -> bool:
    """Whether the incident came to need clearance while follow-up ran (D8)."""
    guided, since = case.period.guided, incident.needed_since()
    return guided is not None and since is not None and since > guided.at


def _may_go_on(case: Case, incident: Incident, fact: Fact, known: Known) -> bool:
    if not came_midway(case, incident) or known.policy.clearance_midway == "wait":
        return False
    if incident.last_word(case.period_since(fact.time), fact.time) is not None:
        return False  # the investigator has said no, or the clearance has run out
    since = incident.needed_since(fact.time) or incident.came_at
    return workdays_between(day_of(since), day_of(fact.time)) <= MIDWAY_WORKDAYS


def _cleared(case: Case, fact: Fact, known: Known) -> bool:
    uncleared = case.uncleared(_effective(case, fact))
    if starts_something(fact):
        return not uncleared
    if goes_on(fact):
        return all(_may_go_on(case, incident, fact, known) for incident in uncleared)
    return True


def _effective(case: Case, fact: Fact) -> datetime:
    """What reports is measured when it happened; what decides takes effect when it is recorded, so a word that came
    while it waited counts, and a moment before which nobody is to be contacted does not stop it."""
    if fact.data.MODE == "reports":
        return fact.time
    words = [w for i in case.incidents for w in i.words]
    opens = [w.not_before for w in words if w.not_before is not None]
    return max([fact.time, *opens, *(w.at for w in words), *(w.at for i in case.incidents for w in i.reports)])


NO_CONTACT_BEFORE_CLEARANCE = Hard(
    47,
    also=(69,),
    cites=(Handbook("2"), Decision("D8")),
    refusal="clearance_missing",
    on=(
        FirstContactMade,
        ContactLogged,
        ConversationBooked,
        ConversationCancelled,
        ConversationHeld,
        GuideAccepted,
        GuideReplaced,
        AbsenceTold,
        InformationGiven,
    ),
    holds=_cleared,
    because=lambda case, fact: tuple(i.fact for i in case.uncleared(_effective(case, fact))),
    waits_for=(ClearanceGiven,),
)

INCIDENTS_EXIST = Form(
    "no_such_incident",
    on=(*WORDS, ClearanceWithdrawn),
    holds=lambda case, fact, known: all(case.incident(key) for key in fact.data.incidents),
)

RULES: Final[tuple[Rule, ...]] = (NO_CONTACT_BEFORE_CLEARANCE, INCIDENTS_EXIST)


# duties

CLEARANCE_DUTIES: Final = ("ask_clearance", "ask_clearance_again", "renew_clearance")

BEFORE_CONTACT: Final = (*CLEARANCE_DUTIES, "ask_other_unit")
"""What has to be done before anybody contacts the family."""

PARTICIPANT_BARRED: Final = ("ask_participant_cleared", "find_safe_way")
"""What has to be done first where the participant must not be contacted."""


def opens_on(case: Case) -> date | None:
    """The first whole day on which the standing clearances let contact begin, None where none names a moment (D23)."""
    since = case.period_since(LATEST)
    words = [i.last_word(since, LATEST) for i in case.incidents if i.needs_clearance]
    moments = [w.not_before for w in words if w is not None and w.word == "given" and w.not_before is not None]
    days = [day_of(at) + timedelta(days=at.astimezone(OSLO).time() != time(0)) for at in moments]
    return max(days, default=None)


def _words(case: Case, incident: Incident) -> tuple[ClearanceWord, ...]:
    """What was said about an incident in the present period; an earlier one does not count (D25)."""
    return tuple(w for w in incident.words if case.period.number == 1 or w.at >= case.period.since)


@remembered
def _unanswered(case: Case) -> tuple[tuple[Incident, tuple[ClearanceWord, ...]], ...]:
    """The incidents whose last answer is not a yes, with what was said, once an offer stands."""
    if not case.is_open or case.period.offer is None:
        return ()
    spoken = [(incident, _words(case, incident)) for incident in case.incidents if incident.needs_clearance]
    return tuple((incident, words) for incident, words in spoken if not _stands(words))


def _stands(words: tuple[ClearanceWord, ...]) -> bool:
    """Whether the last word is a yes, or a yes without an end that is asked about again."""
    last = _last_answer(words)
    return bool(words) and (words[-1].word == "given" or (last is not None and last.word == "given" and not last.until))


def _last_answer(words: tuple[ClearanceWord, ...]) -> ClearanceWord | None:
    return next((w for w in reversed(words) if w.word != "asked"), None)


def _runs_out(words: tuple[ClearanceWord, ...]) -> date:
    """The day after the last one of a clearance that stands while it is asked for again; else a day long ago."""
    last = _last_answer(words)
    return last.until + timedelta(days=1) if last is not None and last.until is not None else date.min


def _to_ask(case: Case, policy: Policy) -> Iterator[Owed]:
    offer = case.period.offer
    for incident, words in _unanswered(case):
        if not words and offer is not None:
            day = max(day_of(offer.at), day_of(incident.needed_since() or incident.came_at))
            days = 1 if incident.somebody_known else policy.find_investigator_wd
            late = incident.reported_later or came_midway(case, incident)
            due = day if late else add_workdays(day, days)  # D8: the same day
            yield Owed(offer.fact, day, due, party=incident.key)


def _to_ask_again(case: Case, policy: Policy) -> Iterator[Owed]:
    for incident, words in _unanswered(case):
        if words:
            day = max(day_of(words[-1].at), _runs_out(words))
            again = words[-1].again_on or add_workdays(day, policy.clearance_again_wd)
            yield Owed(words[-1].fact, day, max(day, again), party=incident.key)


def _to_escalate(case: Case, policy: Policy) -> Iterator[Owed]:
    for incident, words in _unanswered(case):
        first = _first_unanswered(words)
        if first is not None and all(w.capacity == "investigator" for w in words if w.at >= first.at):
            day = max(add_workdays(day_of(first.at), policy.clearance_escalate_wd), _runs_out(words))
            yield Owed(first.fact, day, day, party=incident.key)


def _to_lead(case: Case, _policy: Policy) -> Iterator[Owed]:
    for incident, words in _unanswered(case):
        first = _first_unanswered(words)
        if first is not None:
            day = max(add_workdays(day_of(first.at), LEADER_WORKDAYS), _runs_out(words))
            yield Owed(first.fact, day, day, party=incident.key)


def _first_unanswered(words: tuple[ClearanceWord, ...]) -> ClearanceWord | None:
    """The first question since the last answer."""
    last = max((n for n, w in enumerate(words, 1) if w.word != "asked"), default=0)
    return words[last] if last < len(words) else None


def halts(case: Case, policy: Policy) -> Mapping[str, date]:
    """From which day agreed contact must stop, per duty that would let it go on (D8): at once in a reported matter
    without a clearance, after five working days in one reported midway, and where a clearance runs out."""
    days = []
    for incident in case.incidents:
        if not incident.needs_clearance:
            continue
        answers = [w for w in _words(case, incident) if w.word != "asked"]
        if answers and answers[-1].word == "given":
            days += [answers[-1].until + timedelta(days=1)] if answers[-1].until is not None else []
        elif came_midway(case, incident) and policy.clearance_midway == "go_on" and not answers:
            since = incident.needed_since() or incident.came_at
            days.append(add_workdays(day_of(since), MIDWAY_WORKDAYS) + timedelta(days=1))
        else:
            days.append(day_of(answers[-1].at if answers else incident.needed_since() or incident.came_at))
    return dict.fromkeys(CLEARANCE_DUTIES, min(days)) if days else {}


def _to_renew(case: Case, _policy: Policy) -> Iterator[Owed]:
    if not case.is_open or case.period.offer is None:
        return
    for incident in case.incidents:
        words = _words(case, incident)
        if incident.needs_clearance and words and words[-1].word == "given" and words[-1].until is not None:
            day = _runs_out(words)
            yield Owed(words[-1].fact, day, day, party=incident.key)


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("ask_clearance", (47, 48), Role.COORDINATOR, WORDS, _to_ask),
    DutyKind("ask_clearance_again", (48,), Role.COORDINATOR, WORDS, _to_ask_again),
    DutyKind("escalate_clearance", (48,), Role.COORDINATOR, WORDS, _to_escalate),
    DutyKind("leader_asks_clearance", (48,), Role.LEADER, (ClearanceGiven, ClearanceRefused), _to_lead),
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
    """The question has been put; whoever is asked has a part again."""
    told, fact = said(entry.fact, ClearanceAsked), entry.fact
    case = replace(case, gone=tuple(slug for slug in case.gone if slug != told.asked))
    return _spoken(case, told.incidents, ClearanceWord("asked", fact.time, fact.key, told.asked, told.capacity))


def given(case: Case, entry: Entry) -> Case:
    """Contact is cleared from when it was said."""
    told, fact = said(entry.fact, ClearanceGiven), entry.fact
    word = ClearanceWord(
        "given",
        fact.time,
        fact.key,
        told.by,
        told.capacity,
        until=told.until,
        not_before=told.not_before,
        not_whom=told.not_whom,
        on_behalf=fact.reported_by != f"staff/{told.by}",
    )
    case = _spoken(case, told.incidents, word)
    return _investigates(case, told, Mark(fact.time, fact.key))


def _investigates(case: Case, told: ClearanceGiven, mark: Mark) -> Case:
    """Whoever clears as the investigator is known to investigate from then on."""
    for incident in (case.incident(key) for key in told.incidents):
        if incident is not None and told.capacity == "investigator":
            case = case.with_incident(incident.investigated_by(told.by, mark))
    return case


def refused(case: Case, entry: Entry) -> Case:
    """Not now; asked again on the day named."""
    told, fact = said(entry.fact, ClearanceRefused), entry.fact
    word = ClearanceWord("refused", fact.time, fact.key, told.by, told.capacity, again_on=told.ask_again_on)
    return _spoken(case, told.incidents, word)


def withdrawn(case: Case, entry: Entry) -> Case:
    """Contact stops from when it was said, and is asked about again."""
    told, fact = said(entry.fact, ClearanceWithdrawn), entry.fact
    word = ClearanceWord("withdrawn", fact.time, fact.key, told.by, told.capacity, again_on=told.ask_again_on)
    return _spoken(case, told.incidents, word)


def contradicted(case: Case, entry: Entry) -> Case:
    """What was recorded on somebody's behalf was never said: it counts as a no from the beginning, is asked about the
    same day, and what was done on the strength of it is looked at."""
    told, fact = said(entry.fact, ClearanceContradicted), entry.fact
    key = str(told.clearance)
    for incident in case.incidents:
        words = tuple(
            replace(w, word="contradicted", again_on=day_of(fact.time)) if w.fact == key and w.word == "given" else w
            for w in incident.words
        )
        case = case.with_incident(replace(incident, words=words))
    return replace(case, to_look_at=(*case.to_look_at, ToLookAt("review", key, entry.recorded_at)))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    ClearanceAsked: asked,
    ClearanceGiven: given,
    ClearanceRefused: refused,
    ClearanceWithdrawn: withdrawn,
    ClearanceContradicted: contradicted,
}
