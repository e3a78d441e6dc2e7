"""The first call and every contact after it: whom to reach, in which order, and what a no leads to."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Final

from events.closing import Closed
from events.contact import AnswersResolved, ContactLogged, FirstContactMade, Tried, YouthConsidered
from events.conversation import ConversationAccepted, ConversationBooked, ConversationHeld, InformationGiven
from events.fact import Fact, FactData
from events.guidance import AbsenceTold
from events.refs import Party
from events.values import Answer, LivesWith, Role
from workflows import because
from workflows.case import Case, Followed, Mark, OfferWord, Try, in_order
from workflows.clearance import BEFORE_CONTACT, PARTICIPANT_BARRED
from workflows.duty import DutyKind, Owed
from workflows.guidelog import of_the_investigation
from workflows.known import Known
from workflows.offer import (
    GUARDIANS,
    appointed,
    conversed,
    differing,
    felt,
    has_a_say,
    informed,
    offered_word,
    viewed,
    wants,
    weighed,
    wished,
)
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.replacing import replace
from workflows.rule import Decision, Form, Handbook, Hard, Rule
from workflows.workdays import add_workdays, day_of

HOMES: Final[Mapping[LivesWith, Party]] = {LivesWith.GUARDIAN_1: "guardian_1", LivesWith.GUARDIAN_2: "guardian_2"}

OTHER_GUARDIAN_TRIES: Final = 3
"""Tries at one guardian before the other who may be called is called (decisions.md, outcome A/B)."""


def guardians_no(case: Case) -> Mark | None:
    """A guardian's no that stands: to the offer, or to ongoing contact (D22)."""
    period = case.period
    if period.declined is not None and period.declined_by in GUARDIANS:
        return period.declined
    words = [w for w in period.consents if w.by in GUARDIANS]
    return Mark(words[-1].at, words[-1].fact) if words and not words[-1].given else None


def _tried(parties: tuple[Tried, ...]) -> tuple[str, ...]:
    return tuple(tried.party for tried in parties)


def _offered_before(case: Case, fact: Fact, _known: Known) -> bool:
    offer, given_up = case.period.offer, case.given_up
    return offer is not None and offer.at <= fact.time and (given_up is None or fact.time < given_up.at)


def _youth_may_be_called(case: Case, fact: Fact) -> bool:
    considered = case.period.youth_considered
    return bool(case.period.talk_to_youth) and considered is not None and considered.at <= fact.time


def _guardians_first(case: Case, fact: Fact, known: Known) -> bool:
    if known.minor is False or not isinstance(fact.data, FirstContactMade):
        return True
    return any(party != "participant" for party in _tried(fact.data.parties)) or _youth_may_be_called(case, fact)


def _adult_alone(_case: Case, fact: Fact, known: Known) -> bool:
    if known.minor is not False or not isinstance(fact.data, FirstContactMade):
        return True
    return _tried(fact.data.parties) == ("participant",)


def _barring(case: Case, fact: Fact) -> tuple[str, ...]:
    """The facts because of which one of those whom we turn to was not to be contacted (D4)."""
    told = fact.data
    parties: tuple[Party, ...] = ()
    if isinstance(told, ConversationBooked | AbsenceTold | InformationGiven):
        parties = told.parties
    elif isinstance(told, FirstContactMade) or (isinstance(told, ContactLogged) and told.direction == "out"):
        parties = tuple(tried.party for tried in told.parties)
    return tuple(dict.fromkeys(key for party in parties for key in case.barred_by(party, fact.time)))


def _not_after_closing(case: Case, fact: Fact, _known: Known) -> bool:
    if isinstance(fact.data, ContactLogged) and not fact.data.outgoing:
        return True
    closing = case.period.closing
    return closing is None or fact.time < closing.at


OFFER_BEFORE_CONTACT = Hard(
    52,
    also=(24, 69),
    cites=(Handbook("2"), Handbook("4")),
    refusal="not_assessed",
    on=(FirstContactMade, ConversationAccepted, ConversationBooked, ConversationHeld),
    holds=_offered_before,
    because=because.undecided,
)

GUARDIANS_ARE_CALLED_FIRST = Hard(
    70,
    also=(72, 76),
    cites=(Handbook("4"), Decision("D16")),
    refusal="guardians_first",
    on=(FirstContactMade,),
    holds=_guardians_first,
    cleared_by=(YouthConsidered,),
    because=because.beginning,
)

ADULTS_ARE_CALLED_THEMSELVES = Hard(
    71,
    also=(10,),
    cites=(Handbook("1"), Decision("D20")),
    refusal="adult_speaks_alone",
    on=(FirstContactMade,),
    holds=_adult_alone,
    because=because.beginning,
)

NO_UNSAFE_GUARDIAN = Hard(
    17,
    cites=(Handbook("1"), Decision("D4")),
    refusal="guardian_unsafe",
    on=(FirstContactMade, ContactLogged, ConversationBooked, AbsenceTold, InformationGiven),
    holds=lambda case, fact, known: not _barring(case, fact),
    because=_barring,
)

NO_OUTREACH_AFTER_CLOSING = Hard(
    136,
    cites=(Handbook("6"),),
    refusal="closed_no_outreach",
    on=(FirstContactMade, ContactLogged, ConversationBooked, ConversationHeld, AbsenceTold, InformationGiven),
    holds=_not_after_closing,
    because=lambda case, fact: (case.period.closing.fact,) if case.period.closing else (),
)

A_GUARDIANS_NO_COMES_FIRST = Form(
    "no_guardians_no",
    on=(YouthConsidered,),
    holds=lambda case, fact, known: guardians_no(case) is not None or not case.callable_guardians(),
    because=because.answers,
)

ANSWERS_DIFFER = Form(
    "answers_agree",
    on=(AnswersResolved,),
    holds=lambda case, fact, known: (
        differing(case) is not None and any(w.by == fact.data.guardian for w in case.period.words)
    ),
    because=because.answers,
)

RULES: Final[tuple[Rule, ...]] = (
    OFFER_BEFORE_CONTACT,
    GUARDIANS_ARE_CALLED_FIRST,
    ADULTS_ARE_CALLED_THEMSELVES,
    NO_UNSAFE_GUARDIAN,
    NO_OUTREACH_AFTER_CLOSING,
    A_GUARDIANS_NO_COMES_FIRST,
    ANSWERS_DIFFER,
)


# duties


def calling(case: Case) -> bool:
    """Whether the case stands in the loop of the first call: offered, and neither accepted nor declined for good."""
    period = case.period
    if period.offer is None or period.accepted is not None or case.given_up is not None or case.said_no is not None:
        return False
    if case.phase not in ("assessed", "reopened"):
        return False
    return not (case.phase == "reopened" and period.wanted is Answer.YES)


def declined_for_good(case: Case) -> bool:
    """Declined by the participant; by a guardian once R76 is answered with no (from 18 a guardian has no say, D3)."""
    period = case.period
    if period.declined is None:
        return False
    if period.declined_by in GUARDIANS:
        return case.is_minor and period.talk_to_youth is False
    return True


def _declined(case: Case) -> bool:
    """A no stands in the way of calling: the participant's, or a guardian's under 18 before R76 says otherwise."""
    period = case.period
    if period.declined is None or (period.declined_by in GUARDIANS and not case.is_minor):
        return False
    return not period.talk_to_youth


def _vain(case: Case) -> int:
    last = max((n for n, t in enumerate(case.period.tries, 1) if t.reached), default=0)
    return len(case.period.tries) - last


def _to_call(case: Case, policy: Policy) -> Iterator[Owed]:
    for owed in _calls_owed(case, policy):
        yield replace(owed, owner=caller(case))


def caller(case: Case) -> str | None:
    """Who makes the first call where it is delegated (R45), by `staff/…`; None: the coordinator."""
    holder = case.period.holder
    if holder is None or not holder.calls or any(i.investigator == holder.staff for i in case.incidents):
        return None
    return f"staff/{holder.staff}"


def _calls_owed(case: Case, policy: Policy) -> Iterator[Owed]:
    period = case.period
    if not calling(case) or period.offer is None or _declined(case):
        return
    if _vain(case) >= policy.unreachable_tries:
        return
    came = day_of(period.since)
    considered = period.youth_considered
    if considered is not None and (period.answered is None or period.answered.at < considered.at):
        start = day_of(considered.at)
        yield Owed(considered.fact, start, add_workdays(start, policy.first_call_wd), party="participant")
    elif period.answered is None:
        cleared = [w.at for i in case.incidents for w in i.words if w.word == "given"]
        start = day_of(max([period.offer.at, *cleared]))
        due = min(add_workdays(start, policy.first_call_wd), max(start, came + timedelta(days=policy.call_warn_days)))
        yield Owed(period.offer.fact, start, due, party=whom_to_call(case))
    else:
        last = day_of(period.answered.at)
        due = period.call_back_on or add_workdays(last, policy.try_again_wd)
        yield Owed(period.answered.fact, last, max(last, due), party=whom_to_call(case))


def tried_in_vain(case: Case, party: Party) -> int:
    """How often a person was called in this period since somebody was last reached."""
    tries = case.period.tries
    last = max((n for n, t in enumerate(tries, 1) if t.reached), default=0)
    return sum(party in t.tried for t in tries[last:])


def whom_to_call(case: Case) -> Party:
    """The person to call: from 18, after R76, or where no guardian is left (D16) the participant; else the guardian
    with whom the youth lives, and after three tries in vain the other who may be called (decisions.md, A/B)."""
    guardians = case.callable_guardians()
    if not case.is_minor or case.period.talk_to_youth or not guardians:
        return "participant"
    home = HOMES.get(case.lives_with)
    first = home if home is not None and home in guardians else guardians[0]
    others = [party for party in guardians if party != first]
    return others[0] if others and tried_in_vain(case, first) >= OTHER_GUARDIAN_TRIES else first


def _to_decide_unreached(case: Case, policy: Policy) -> Iterator[Owed]:
    if calling(case) and _vain(case) >= policy.unreachable_tries and not _declined(case):
        last = case.period.tries[-1]
        yield Owed(last.fact, day_of(last.at), add_workdays(day_of(last.at), policy.answer_wd))


def _to_consider_youth(case: Case, policy: Policy) -> Iterator[Owed]:
    period = case.period
    if not case.is_open or not case.is_minor or case.said_no is not None or period.youth_considered is not None:
        return
    if period.declined is not None and period.declined_by in GUARDIANS:
        day = day_of(period.declined.at)
        yield Owed(period.declined.fact, day, add_workdays(day, policy.close_wd))


def _to_resolve(case: Case, policy: Policy) -> Iterator[Owed]:
    since = differing(case)
    if case.phase not in ("assessed", "conversation", "reopened") or case.period.held is not None or since is None:
        return
    if case.is_minor and case.said_no is None:
        yield Owed(since.fact, day_of(since.at), add_workdays(day_of(since.at), policy.consent_lost_wd))


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind(
        "call_family",
        (28, 29, 30, 45, 70, 71),
        Role.COORDINATOR,
        (FirstContactMade,),
        _to_call,
        blocked_by=(*BEFORE_CONTACT, *PARTICIPANT_BARRED, "check_residence", "find_guardian"),
    ),
    DutyKind("decide_unreached", (28,), Role.COORDINATOR, (FirstContactMade, Closed), _to_decide_unreached),
    DutyKind("resolve_answers", (70, 76), Role.COORDINATOR, (AnswersResolved,), _to_resolve),
    DutyKind("consider_youth", (76,), Role.COORDINATOR, (YouthConsidered,), _to_consider_youth),
)


# what changes in the case


def as_try(fact: Fact, channel: str, parties: tuple[Tried, ...]) -> Try:
    """The people tried and reached, by place; and by whom."""
    return Try(
        at=fact.time,
        fact=fact.key,
        channel=channel,
        tried=tuple(t.party for t in parties),
        reached=tuple(t.party for t in parties if t.reached),
        by=fact.reported_by.partition("/")[2],
    )


def youth_may_accept(case: Case, minor: bool) -> bool:
    """Whether the participant's own yes counts: from 18, after R76, or where no guardian may be called (D16)."""
    return not minor or bool(case.period.talk_to_youth) or not case.callable_guardians()


def first_contact_made(case: Case, entry: Entry) -> Case:
    """The try counts; what was answered moves the loop of the first call on."""
    told, fact = said(entry.fact, FirstContactMade), entry.fact
    mark, period, made = Mark(fact.time, fact.key), case.period, as_try(fact, told.channel, told.parties)
    case = wished(case.now(tries=in_order((*period.tries, made))), *(wish.party for wish in told.wishes))
    case = informed(case, told.checklist)
    if period.answered is None or fact.time >= period.answered.at:
        case = case.now(
            answer=told.answer,
            answered=mark,
            outcome=told.outcome or period.outcome,
            call_back_on=day_of(told.call_back_at) if told.call_back_at else None,
        )
    if told.participant_view is not None and "participant" in made.reached:
        case = viewed(case, mark, told.participant_view)
    if "participant" in made.reached:
        case = wants(case, mark, told.follow_up_wanted, entry)
    if told.answer == "held":
        case = conversed(case, made)
    if told.answer == "declined" or told.outcome == "safe_again":
        case = offered_word(case, OfferWord(mark.at, mark.fact, told.answered_by, yes=False))
    elif told.answer in ("accepted", "held") and _may_accept(case, told.answered_by, entry):
        case = offered_word(case, OfferWord(mark.at, mark.fact, told.answered_by, yes=True))
        if told.appointment_at:
            case = appointed(case, mark, told.appointment_at)
    return case


def _may_accept(case: Case, by: Party | None, entry: Entry) -> bool:
    if by == "participant":
        return youth_may_accept(case, entry.decided_with.get("minor") is not False)
    return has_a_say(case, by, entry.fact.time)


def youth_considered(case: Case, entry: Entry) -> Case:
    """R76 is answered: talk to the youth, or leave it at the guardian's no."""
    told = said(entry.fact, YouthConsidered)
    return case.now(talk_to_youth=told.talk_to_youth, youth_considered=Mark(entry.fact.time, entry.fact.key))


def answers_resolved(case: Case, entry: Entry) -> Case:
    """From now on that guardian's answer counts, until one of them answers anew (D13)."""
    told, fact = said(entry.fact, AnswersResolved), entry.fact
    followed = Followed(fact.time, fact.key, told.guardian)
    return weighed(case.now(followed=in_order((*case.period.followed, followed))))


def contact_logged(case: Case, entry: Entry) -> Case:
    """The contact stands in the log that the 14 days are counted from (R155)."""
    told, fact = said(entry.fact, ContactLogged), entry.fact
    case = of_the_investigation(case, fact, told)
    if not told.parties:
        return case  # professionals only (R146)
    contact = replace(as_try(fact, told.channel, told.parties), purpose=told.purpose)
    case = case.now(contacts=in_order((*case.period.contacts, contact)))
    case = felt(case, Mark(fact.time, fact.key), told.safety)
    if told.next_agreed_at is not None and case.period.contacts[-1].fact == fact.key:
        return case.now(next_agreed_on=day_of(told.next_agreed_at))
    return case


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    FirstContactMade: first_contact_made,
    YouthConsidered: youth_considered,
    AnswersResolved: answers_resolved,
    ContactLogged: contact_logged,
}
