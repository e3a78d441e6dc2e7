"""Who may clear, whom a clearance excludes, and who is not to be contacted at all until somebody has said how."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, cast

from events.clearance import Capacity, ClearanceContradicted, ClearanceGiven, ClearanceRefused, ClearanceWithdrawn
from events.closing import Closed
from events.contact import ContactLogged, FirstContactMade
from events.conversation import ConversationBooked, ConversationHeld, InformationGiven
from events.fact import Fact
from events.guidance import AbsenceTold
from events.person import SafeToContact
from events.refs import Party
from events.values import Role
from workflows.case import Case, Incident
from workflows.clearance import WORDS
from workflows.contact import calling, whom_to_call
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.policy import Policy
from workflows.rule import Decision, Form, Handbook, Hard, Rule
from workflows.workdays import add_workdays, day_of

ANSWERS: Final = (ClearanceGiven, ClearanceRefused, ClearanceWithdrawn)


def _who_may_clear(case: Case, fact: Fact, _known: Known) -> bool:
    """The prosecutor and the leader of investigation may always; the investigator while the matter is not dismissed,
    and nobody else instead of the one who is known to investigate."""
    told = fact.data
    if not isinstance(told, ClearanceGiven) or told.capacity != "investigator":
        return True
    for incident in (case.incident(key) for key in told.incidents):
        if incident is None:
            continue
        if incident.dismissed(fact.time):
            return False
        theirs = incident.investigated(fact.time)
        if theirs is not None and told.by not in (theirs, incident.investigator):
            return False
    return True


def _why_not_they(case: Case, fact: Fact) -> tuple[str, ...]:
    """The dismissal, or who investigates as far as it is known."""
    found: list[str] = []
    named = fact.data.incidents if isinstance(fact.data, ClearanceGiven) else ()
    for incident in case.incidents:
        if incident.key in named:
            found += [mark.fact for mark in (incident.matter_known, incident.investigator_known) if mark is not None]
    return tuple(dict.fromkeys(found))


def whose_answer(case: Case, incident: Incident, at: datetime) -> tuple[str | None, Capacity]:
    """Whose word is waited for, or is to be asked for, and in which capacity (D23): whoever has been asked and has not
    answered; else the investigator, or where none is named or the matter is dismissed the prosecutor."""
    since = case.period_since(at)
    said = [word for word in incident.words if since <= word.at <= at]
    if said and said[-1].word == "asked":
        return said[-1].by, cast("Capacity", said[-1].capacity)
    if incident.dismissed(at) or (incident.investigator is None and incident.prosecutor is not None):
        return incident.prosecutor, "prosecutor"
    return incident.investigator, "investigator"


def capacity_of(case: Case, incident: Incident, slug: str, at: datetime) -> Capacity:
    """In which capacity somebody whose the matter is speaks of it (D23)."""
    asked, capacity = whose_answer(case, incident, at)
    if incident.investigator == slug and not incident.dismissed(at):
        return "investigator"
    if asked == slug and capacity != "investigator":
        return capacity
    return "prosecutor" if incident.prosecutor == slug else "leader_of_investigation"


def _contacted(fact: Fact) -> tuple[Party, ...]:
    """Those whom an outgoing contact was with, or tried to be."""
    told = fact.data
    if isinstance(told, ContactLogged) and told.direction == "in":
        return ()
    parties = getattr(told, "parties", ())
    return tuple(getattr(one, "party", one) for one in parties)


def _allowed_to_contact(case: Case, fact: Fact, _known: Known) -> bool:
    return not case.excluded(fact.time).intersection(_contacted(fact))


def _heard_how(_case: Case, fact: Fact, _known: Known) -> bool:
    kind, _, name = fact.reported_by.partition("/")
    told = fact.data
    if kind != "staff" or not isinstance(told, ANSWERS) or told.by == name:
        return True
    return fact.on_behalf_channel is not None


def _said_on_behalf(case: Case, fact: Fact, _known: Known) -> bool:
    told = fact.data
    if not isinstance(told, ClearanceContradicted):
        return True
    key = str(told.clearance)
    return any(w.fact == key and w.word == "given" and w.on_behalf for i in case.incidents for w in i.words)


CLEARED_BY_WHO_MAY = Hard(
    47,
    cites=(Handbook("2"), Decision("D23")),
    refusal="clears_without_capacity",
    on=(ClearanceGiven,),
    holds=_who_may_clear,
    because=_why_not_they,
)

NOT_WITH_WHOM = Hard(
    47,
    cites=(Handbook("2"), Decision("D23")),
    refusal="clearance_excludes",
    on=(FirstContactMade, ContactLogged, ConversationBooked, ConversationHeld, AbsenceTold, InformationGiven),
    holds=_allowed_to_contact,
    because=lambda case, fact: tuple(
        w.fact for i in case.incidents for w in i.words if set(w.not_whom).intersection(_contacted(fact))
    ),
    cleared_by=(ClearanceGiven,),
)

HEARD_HOW = Form("on_behalf_channel_missing", on=ANSWERS, holds=_heard_how)

SAID_ON_BEHALF = Form("nothing_to_contradict", on=(ClearanceContradicted,), holds=_said_on_behalf)

RULES: Final[tuple[Rule, ...]] = (CLEARED_BY_WHO_MAY, NOT_WITH_WHOM, HEARD_HOW, SAID_ON_BEHALF)


# duties


def needs_participant(case: Case) -> bool:
    """Whether what comes next is a contact with the participant: the call that goes to them, or all that follows it."""
    return case.is_open and case.period.offer is not None and (not calling(case) or whom_to_call(case) == "participant")


def _to_lift(case: Case, policy: Policy) -> Iterator[Owed]:
    if "participant" not in case.excluded() or not needs_participant(case):
        return
    for incident in case.incidents:
        words = [w for w in incident.words if w.at >= case.period_since(w.at)]
        excluding = [w for w in words if w.word == "given" and "participant" in w.not_whom]
        if excluding and incident.needs_clearance:
            last = max(words, key=lambda w: w.at)
            day = day_of(last.at)
            yield Owed(last.fact, day, add_workdays(day, policy.clearance_again_wd), party=incident.key)


def _to_find_safe_way(case: Case, policy: Policy) -> Iterator[Owed]:
    word = case.reach.not_safe("participant")
    if word is not None and case.said_no is None and needs_participant(case):
        day = day_of(word.at)
        yield Owed(word.fact, day, add_workdays(day, policy.answer_wd), party="participant")


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("find_safe_way", (17, 62), Role.COORDINATOR, (SafeToContact, Closed), _to_find_safe_way),
    DutyKind("ask_participant_cleared", (47, 48), Role.COORDINATOR, WORDS, _to_lift),
)
