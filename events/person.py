"""The people of a case, how they are reached, and with whom the youth lives."""

from datetime import date
from typing import Annotated

from pydantic import Field

from events.fact import FactData, Part
from events.personal import Personal, Searchable
from events.refs import GuardianParty, IncidentKey, Party, Slug
from events.values import (
    AddressProtection,
    Answer,
    Channel,
    GuardianKind,
    LivesWith,
    Long,
    Moment,
    PerpetratorIs,
    Short,
)

NationalNumber = Annotated[Personal[str], Searchable("person")]
"""Fødselsnummer, D-number or the police's auxiliary number: eleven digits."""

Phone = Annotated[Personal[Short], Searchable("phone")]
Name = Annotated[Personal[Short], Searchable("name")]


class Person(Part):
    """Who was exposed to the incident. A missing number is never a reason to lose a child (D28).

    `address_protection` None: nothing is told of it, so what is known stands.
    """

    name: Name
    national_number: NationalNumber | None = None
    birth_date: Personal[date] | None = None
    phone: Phone | None = None
    address_protection: AddressProtection | None = None
    language: Personal[Short] | None = None
    interpreter: bool = False


class Guardian(Part):
    """A guardian as a row or a referral tells of them (R72)."""

    name: Name
    phone: Phone | None = None
    kind: GuardianKind = GuardianKind.OTHER
    address_protection: AddressProtection | None = None


class ResidenceChecked(FactData):
    """Somebody has checked with whom the youth lives, before the family is phoned (R73)."""

    TYPE = "trygghet.person.residence_checked.v1"
    MODE = "reports"

    parents_live_together: Answer
    lives_with: LivesWith


class RelationLearned(FactData):
    """Who the perpetrator is to the participant, learned in any phase (R17, D4).

    `protected_by` are guardians who protect the perpetrator: neither they nor one who is the perpetrator are called.
    """

    TYPE = "trygghet.person.relation_learned.v1"
    MODE = "reports"

    incident: IncidentKey = "i1"
    perpetrator_is: PerpetratorIs
    same_household: Answer = Answer.UNKNOWN
    protected_by: tuple[GuardianParty, ...] = ()
    note: Personal[Long] | None = None


class SafeToContact(FactData):
    """Whether somebody can be contacted without danger: by which number, when, and what may be said (D4).

    `shared_number`: the perpetrator can see or answer the number that we have. It is used no more; with no other
    `phone` the person counts as not safe to contact.
    """

    TYPE = "trygghet.person.safe_to_contact.v1"
    MODE = "reports"

    person: Party
    safe: bool
    phone: Phone | None = None
    shared_number: bool = False
    channel: Channel | None = None
    when: Personal[Short] | None = None
    may_say: Personal[Long] | None = None

    @property
    def may_be_contacted(self) -> bool:
        """Safe, and by some way that the perpetrator does not share."""
        return self.safe and (not self.shared_number or self.phone is not None or self.channel is not None)


class GuardianTold(FactData):
    """A guardian, added or changed (R72, D16); what is not told stays as it is known.

    `ended`: a guardian no more (dead, or without parental responsibility since), kept in their place.
    """

    TYPE = "trygghet.person.guardian_told.v1"
    MODE = "reports"

    place: GuardianParty
    kind: GuardianKind | None = None
    name: Name | None = None
    phone: Phone | None = None
    email: Personal[Short] | None = None
    language: Personal[Short] | None = None
    parental_responsibility: Answer = Answer.UNKNOWN
    address_protection: AddressProtection | None = None
    ended: bool = False


class InterpreterNeeded(FactData):
    """Somebody needs an interpreter, or needs none (D15)."""

    TYPE = "trygghet.person.interpreter_needed.v1"
    MODE = "reports"

    person: Party
    needed: bool = True
    language: Personal[Short] | None = None


class InterpreterBooked(FactData):
    """An interpreter is booked for a call or a conversation with somebody (D15)."""

    TYPE = "trygghet.person.interpreter_booked.v1"
    MODE = "reports"

    persons: tuple[Party, ...] = Field(min_length=1)
    booked_for: Moment
    language: Personal[Short] | None = None
    service: Personal[Short] | None = None


class AddressProtectionChanged(FactData):
    """The address of somebody of the case is protected, or is not any more."""

    TYPE = "trygghet.person.address_protection_changed.v1"
    MODE = "reports"

    person: Party
    protection: AddressProtection


class ContactDataChanged(FactData):
    """The participant is reached in another way, or goes by another name; what is not told stays as it is known.

    `called`: what they want to be called by whoever follows them up, as agreed with them.
    """

    TYPE = "trygghet.person.contact_data_changed.v1"
    MODE = "reports"

    name: Name | None = None
    called: Personal[Short] | None = None
    phone: Phone | None = None
    email: Personal[Short] | None = None
    address: Personal[Short] | None = None
    language: Personal[Short] | None = None
    preferred: Channel | None = None


class ContactHalted(FactData):
    """Another unit has learned something for which nobody contacts the family; written by the service on the person's
    other cases. What it was stays with that unit: whoever has this case talks with its coordinator first."""

    TYPE = "trygghet.person.contact_halted.v1"
    MODE = "reports"

    by_unit: Slug


class Died(FactData):
    """The participant is dead. Everything stops with this fact, and nobody contacts the family because of the case.

    `found_by` is who of us found it out, whether it was told or read; nothing more is ever asked for.
    """

    TYPE = "trygghet.person.died.v1"
    MODE = "reports"

    found_by: Slug
    died_on: Personal[date] | None = None
    note: Personal[Long] | None = None
