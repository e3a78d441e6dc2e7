"""Where the youth lives, who the guardians are, and who can be contacted safely."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from events.closing import Closed
from events.contact import FirstContactMade, YouthConsidered
from events.correction import Answered
from events.fact import Fact, FactData
from events.person import (
    AddressProtectionChanged,
    ContactDataChanged,
    ContactHalted,
    Died,
    GuardianTold,
    InterpreterBooked,
    InterpreterNeeded,
    RelationLearned,
    ResidenceChecked,
    SafeToContact,
)
from events.refs import Party
from events.values import Role
from workflows import because
from workflows.case import Case, Mark, Relation, ToLookAt, in_order
from workflows.contact import HOMES, OTHER_GUARDIAN_TRIES, calling, tried_in_vain, whom_to_call
from workflows.duty import DutyKind, Owed
from workflows.known import Known
from workflows.outcome import Entry, said
from workflows.policy import Policy
from workflows.reach import Booking, InterpreterWord, SafetyWord, Telling
from workflows.relation import learned
from workflows.replacing import replace
from workflows.rule import Form, Handbook, Hard, Rule
from workflows.workdays import add_workdays, day_of


def _checked_before(case: Case, fact: Fact, known: Known) -> bool:
    if known.minor is False or not case.parents_apart:
        return True
    return case.residence is not None and case.residence.at <= fact.time


def _home_is_addressed(case: Case, fact: Fact, known: Known) -> bool:
    told, home = said(fact, FirstContactMade), HOMES.get(case.lives_with)
    if known.minor is False or home is None or told.deviation is not None:
        return True
    guardians = [tried.party for tried in told.parties if tried.party != "participant"]
    if not guardians or home in guardians or home not in case.callable_guardians():
        return True
    return tried_in_vain(case, home) >= OTHER_GUARDIAN_TRIES


RESIDENCE_BEFORE_THE_CALL = Hard(
    73,
    cites=(Handbook("4"),),
    refusal="residence_unchecked",
    on=(FirstContactMade,),
    holds=_checked_before,
    cleared_by=(ResidenceChecked,),
    because=because.beginning,
)

THE_ONE_THE_YOUTH_LIVES_WITH = Hard(
    74,
    cites=(Handbook("4"),),
    refusal="not_the_home_parent",
    on=(FirstContactMade,),
    holds=_home_is_addressed,
    because=lambda case, fact: (case.residence.fact,) if case.residence else (),
)


def superseded(case: Case, fact: Fact) -> bool:
    """A later check is already known; the older one tells nothing about today."""
    if isinstance(fact.data, ContactDataChanged):
        return case.reach.contact_data is not None and fact.time < case.reach.contact_data.at
    return isinstance(fact.data, ResidenceChecked) and case.residence is not None and fact.time < case.residence.at


def _is_there(case: Case, fact: Fact, _known: Known) -> bool:
    told = fact.data
    persons = told.persons if isinstance(told, InterpreterBooked) else (getattr(told, "person", "participant"),)
    return all(person == "participant" or any(g.party == person for g in case.guardians) for person in persons)


PERSON_IS_THERE = Form(
    "no_such_person",
    on=(SafeToContact, InterpreterNeeded, InterpreterBooked, AddressProtectionChanged),
    holds=_is_there,
)

INCIDENT_EXISTS = Form(
    "no_such_incident",
    on=(RelationLearned,),
    holds=lambda case, fact, known: case.incident(fact.data.incident) is not None,
)

RULES: Final[tuple[Rule, ...]] = (
    RESIDENCE_BEFORE_THE_CALL,
    THE_ONE_THE_YOUTH_LIVES_WITH,
    PERSON_IS_THERE,
    INCIDENT_EXISTS,
)


# duties


def _to_check(case: Case, policy: Policy) -> Iterator[Owed]:
    offer = case.period.offer
    if offer is None or case.phase not in ("assessed", "reopened"):
        return
    if case.is_minor and case.parents_apart and case.residence is None:
        day = day_of(offer.at)
        yield Owed(offer.fact, day, add_workdays(day, policy.first_call_wd))


def _to_find_guardian(case: Case, policy: Policy) -> Iterator[Owed]:
    period = case.period
    if period.offer is None or not calling(case) or not case.is_minor or period.talk_to_youth:
        return
    if not case.callable_guardians():
        mark = period.youth_considered or period.offer
        yield Owed(mark.fact, day_of(mark.at), add_workdays(day_of(mark.at), policy.first_call_wd))


def _talks(case: Case) -> Iterator[tuple[Party, Mark]]:
    """Whom somebody is to talk with next, and since when that is known: the call, then the conversation."""
    period = case.period
    if calling(case) and period.offer is not None:
        yield whom_to_call(case), period.offer
    elif case.phase == "conversation" and period.held is None and period.accepted is not None and not case.said_no:
        for party in ("participant", *(case.callable_guardians() if case.is_minor else ())):
            yield party, period.accepted


def _to_book_interpreter(case: Case, policy: Policy) -> Iterator[Owed]:
    for party, since in _talks(case):
        word = case.reach.interpreter(party)
        if word is not None and not any(party in b.parties and b.at >= since.at for b in case.reach.bookings):
            day = max(day_of(since.at), day_of(word.at))
            yield Owed(word.fact, day, add_workdays(day, policy.first_call_wd), party=party)


def _to_ask_other_unit(case: Case, _policy: Policy) -> Iterator[Owed]:
    """Nobody is phoned or met before the two units have talked: at once."""
    for item in case.to_look_at if case.is_open else ():
        if item.what == "halt":
            yield Owed(item.key, day_of(item.since), day_of(item.since))


DUTIES: Final[tuple[DutyKind, ...]] = (
    DutyKind("ask_other_unit", (14,), Role.COORDINATOR, (Answered, Died, Closed), _to_ask_other_unit),
    DutyKind("check_residence", (73, 74), Role.COORDINATOR, (ResidenceChecked,), _to_check),
    DutyKind(
        "find_guardian",
        (70, 72, 76),
        Role.COORDINATOR,
        (GuardianTold, SafeToContact, YouthConsidered, Closed),
        _to_find_guardian,
    ),
    DutyKind(
        "book_interpreter",
        (81,),
        Role.COORDINATOR,
        (InterpreterBooked, InterpreterNeeded),
        _to_book_interpreter,
    ),
)


# what changes in the case


def residence_checked(case: Case, entry: Entry) -> Case:
    """With whom the youth lives, and since when we know."""
    told = said(entry.fact, ResidenceChecked)
    return replace(
        case,
        lives_with=told.lives_with,
        parents_together=told.parents_live_together,
        residence=Mark(entry.fact.time, entry.fact.key),
    )


def relation_learned(case: Case, entry: Entry) -> Case:
    """Who the perpetrator is; where that is family, whether to go on is asked anew (R17, R52, R62, R165)."""
    told, fact = said(entry.fact, RelationLearned), entry.fact
    incident = case.incident(told.incident)
    if incident is None:
        return case
    relation = Relation(
        fact.time,
        fact.key,
        told.perpetrator_is,
        told.same_household,
        learned=True,
        protected_by=told.protected_by,
    )
    return learned(case, incident.related(relation))


def safe_to_contact(case: Case, entry: Entry) -> Case:
    """Whether somebody can be contacted without danger; by which number lies sealed in the log (D4)."""
    told, fact = said(entry.fact, SafeToContact), entry.fact
    word = SafetyWord(fact.time, fact.key, told.person, told.may_be_contacted)
    return case.reached(replace(case.reach, safety=in_order((*case.reach.safety, word))))


def guardian_told(case: Case, entry: Entry) -> Case:
    """A guardian in their place (R72)."""
    told, fact = said(entry.fact, GuardianTold), entry.fact
    telling = Telling(
        fact.time,
        fact.key,
        told.place,
        told.kind,
        told.address_protection,
        told.parental_responsibility,
        ended=told.ended,
    )
    return case.reached(case.reach.told(telling))


def address_protection_changed(case: Case, entry: Entry) -> Case:
    """Said wherever the person is."""
    told, fact = said(entry.fact, AddressProtectionChanged), entry.fact
    return case.reached(case.reach.told(Telling(fact.time, fact.key, told.person, protection=told.protection)))


def interpreter_needed(case: Case, entry: Entry) -> Case:
    """Who needs an interpreter (D15)."""
    told, fact = said(entry.fact, InterpreterNeeded), entry.fact
    word = InterpreterWord(fact.time, fact.key, told.person, told.needed)
    return case.reached(replace(case.reach, interpreters=in_order((*case.reach.interpreters, word))))


def interpreter_booked(case: Case, entry: Entry) -> Case:
    """For whom an interpreter is booked (D15)."""
    told, fact = said(entry.fact, InterpreterBooked), entry.fact
    booking = Booking(fact.time, fact.key, told.persons)
    return case.reached(replace(case.reach, bookings=in_order((*case.reach.bookings, booking))))


def contact_data_changed(case: Case, entry: Entry) -> Case:
    """Since when the participant is reached in another way; how lies sealed in the log."""
    return case.reached(replace(case.reach, contact_data=Mark(entry.fact.time, entry.fact.key)))


def contact_halted(case: Case, entry: Entry) -> Case:
    """Somebody talks with the other unit before anybody contacts the family, also where the case is opened again."""
    item = ToLookAt("halt", entry.fact.key, entry.recorded_at)
    return replace(case, to_look_at=(*case.to_look_at, item))


CHANGES: Final[Mapping[type[FactData], Callable[[Case, Entry], Case]]] = {
    ResidenceChecked: residence_checked,
    RelationLearned: relation_learned,
    SafeToContact: safe_to_contact,
    GuardianTold: guardian_told,
    AddressProtectionChanged: address_protection_changed,
    InterpreterNeeded: interpreter_needed,
    InterpreterBooked: interpreter_booked,
    ContactDataChanged: contact_data_changed,
    ContactHalted: contact_halted,
}
