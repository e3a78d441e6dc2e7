"""The people of a case, how they are reached, and with whom the youth lives."""

from datetime import date
from typing import Annotated

from events.fact import FactData, Part
from events.personal import Personal, Searchable
from events.refs import Slug
from events.values import AddressProtection, Answer, GuardianKind, LivesWith, Long, Short

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


class Died(FactData):
    """The participant is dead. Everything stops with this fact, and nobody contacts the family because of the case.

    `found_by` is who of us found it out, whether it was told or read; nothing more is ever asked for.
    """

    TYPE = "trygghet.person.died.v1"
    MODE = "reports"

    found_by: Slug
    died_on: Personal[date] | None = None
    note: Personal[Long] | None = None
