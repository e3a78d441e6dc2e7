"""Who the perpetrator is, who the guardians are, and how they are reached: each is one step of a story."""

from typing import Any

from events.contact import AnswersResolved
from events.person import (
    AddressProtectionChanged,
    ContactDataChanged,
    ContactHalted,
    GuardianTold,
    InterpreterBooked,
    InterpreterNeeded,
    RelationLearned,
    SafeToContact,
)
from events.refs import GuardianParty, Party
from events.values import AddressProtection, Answer, GuardianKind, PerpetratorIs, Source
from tests.support.story import Step, at


def relation_learned(
    who: PerpetratorIs = PerpetratorIs.FAMILY,
    *,
    incident: str = "i1",
    household: Answer = Answer.UNKNOWN,
    protected_by: tuple[GuardianParty, ...] = (),
    **when: Any,
) -> Step:
    """Somebody has learned who the perpetrator is to the participant."""
    told = RelationLearned(incident=incident, perpetrator_is=who, same_household=household, protected_by=protected_by)
    return Step(told, **when)


def safe_to_contact(
    person: Party = "participant", *, safe: bool = True, shared: bool = False, phone: str | None = None, **when: Any
) -> Step:
    told = {"person": person, "safe": safe, "shared_number": shared, "phone": phone}
    return Step(SafeToContact.model_validate(told), **when)


def guardian_told(
    place: GuardianParty = "guardian_3", kind: GuardianKind | None = GuardianKind.BARNEVERN, **about: Any
) -> Step:
    """A guardian was added, or is another."""
    when = {k: about.pop(k) for k in ("day", "hour", "recorded") if k in about}
    return Step(GuardianTold.model_validate({"place": place, "kind": kind, **about}), **when)


def interpreter_needed(person: Party = "guardian_1", *, needed: bool = True, **when: Any) -> Step:
    told = {"person": person, "needed": needed, "language": "somali"}
    return Step(InterpreterNeeded.model_validate(told), **when)


def interpreter_booked(*persons: Party, on: int = 3, **when: Any) -> Step:
    told = {"persons": persons or ("guardian_1",), "booked_for": at(on, 13), "language": "somali"}
    return Step(InterpreterBooked.model_validate(told), **when)


def address_protection(
    protection: AddressProtection = AddressProtection.STRICT, person: Party = "participant", **when: Any
) -> Step:
    return Step(AddressProtectionChanged(person=person, protection=protection), **when)


def answers_resolved(guardian: GuardianParty = "guardian_1", **when: Any) -> Step:
    """The coordinator decides which guardian's answer to the offer is followed."""
    return Step(AnswersResolved.model_validate({"guardian": guardian, "why": "Ungdommen bor der"}), **when)


def contact_data(phone: str = "00000009", **when: Any) -> Step:
    return Step(ContactDataChanged.model_validate({"phone": phone}), **when)


def contact_halted(by_unit: str = "vest", **when: Any) -> Step:
    """Another unit knows why nobody contacts the family, as the service writes it on this case."""
    return Step(ContactHalted(by_unit=by_unit), by="system/clock", source=Source.CLOCK, derived=True, **when)
