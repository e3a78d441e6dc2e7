"""By what a fact is found again: keyed hashes of report number, person, phone and name, never the values."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from events.correction import Corrected
from events.fact import Fact
from events.intake import Detection
from events.matter import MatterFact
from events.person import ContactDataChanged, GuardianTold, Person, SafeToContact
from events.personal import reveal, searchable
from services import national_number

Token = tuple[str, bytes]
"""Kind (person, born, report, phone, name) and the keyed hash."""

IndexToken = Callable[[str, str], bytes]

LOCKED = ("person", "born", "report")
"""Kinds by which a case is found without a person looking; the others only serve search."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one fact can be found by. `born` (birth date and name) stands beside `person` where both are known (D28).

    `birth_date` is personal: it lives here, in memory, and is never written.
    """

    person: Token | None = None
    born: Token | None = None
    report: Token | None = None
    others: tuple[Token, ...] = ()
    birth_date: date | None = None

    def __repr__(self) -> str:
        return "Tokens(***)"

    @property
    def locked(self) -> tuple[Token, ...]:
        """The tokens that are locked and looked up before anything is decided."""
        return tuple(t for t in (self.person, self.born, self.report) if t is not None)

    @property
    def all(self) -> tuple[Token, ...]:
        """Everything that the case is to be found by."""
        return (*self.locked, *self.others)


NONE = Tokens()

REACHED_BY = (SafeToContact, GuardianTold, ContactDataChanged)
"""Facts that tell of new names and numbers by which a case is searched for."""


def tokens_of(fact: Fact, index_token: IndexToken) -> Tokens:
    """The tokens of a fact that is addressed by report number or person; none for every other."""
    if isinstance(fact.data, MatterFact):
        number = reveal(fact.data.report_number)
        return Tokens(report=("report", index_token("report", number)) if number is not None else None)
    if isinstance(fact.data, Corrected):
        return _tokens_of_correction(fact.data, index_token)
    if isinstance(fact.data, REACHED_BY):
        return Tokens(others=tuple((kind, index_token(kind, value)) for kind, value in searchable(fact.data)))
    if not isinstance(fact.data, Detection):
        return NONE
    person = report = None
    others: list[Token] = []
    for kind, value in searchable(fact.data):
        token = (kind, index_token(kind, value))
        if kind == "person":
            person = token
        elif kind == "report":
            report = token
        else:
            others.append(token)
    birth_date = born_on(fact.data.person)
    name = reveal(fact.data.person.name)
    born = None
    if birth_date is not None and name is not None:
        born = ("born", index_token("born", f"{birth_date.isoformat()}|{name}"))
    return Tokens(person, born, report, tuple(dict.fromkeys(others)), birth_date)


def _tokens_of_correction(told: Corrected, index_token: IndexToken) -> Tokens:
    """What a corrected report number or person is found by: what waits for it is claimed (D30). None where it does not
    fit: then it is refused."""
    value = reveal(told.value)
    if told.field == "report_number" and isinstance(value, str) and value.strip():
        return Tokens(report=("report", index_token("report", value.strip())))
    if told.field != "person" or not isinstance(value, dict):
        return NONE
    try:
        person = Person.model_validate(value)
    except ValidationError:
        return NONE
    number, name, born = reveal(person.national_number), reveal(person.name), born_on(person)
    return Tokens(
        person=("person", index_token("person", number)) if number is not None else None,
        born=("born", index_token("born", f"{born.isoformat()}|{name}")) if born is not None else None,
        birth_date=born,
    )


def born_on(person: Person) -> date | None:
    """The birth date as the number tells it, else as told."""
    number = reveal(person.national_number)
    read = national_number.read(number) if number is not None else None
    if read is not None and read.birth_date is not None:
        return read.birth_date
    return reveal(person.birth_date)


def lock_number(token: Token) -> int:
    """The advisory lock of a token: 64 bits, signed."""
    return int.from_bytes(token[1][:8], "big", signed=True)
