"""Who the people of a case are and how they are reached, as told last; a number in the perpetrator's reach is not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from events.fact import FactData
from events.intake import Detection
from events.person import ContactDataChanged, GuardianTold, InterpreterNeeded, SafeToContact
from events.personal import Open, Personal, reveal
from events.refs import GuardianParty
from workflows.places import guardians_in


@dataclass(slots=True)
class Shown:
    """One person: what is shown of them, `***` where it is erased.

    `called` is what they want to be called; `shared` are numbers that are never proposed.
    """

    name: str | None = None
    called: str | None = None
    number: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    language: str | None = None
    when: str | None = None
    may_say: str | None = None
    shared: set[str] = field(default_factory=set)

    @property
    def safe_phone(self) -> str | None:
        """The number, unless the perpetrator can see or answer it (D4)."""
        return None if self.phone in self.shared else self.phone

    def line(self, *, barred: bool) -> str:
        """Name and numbers; no phone of somebody whom nobody is to contact (D4)."""
        phone = None if barred else self.safe_phone
        return ", ".join(one for one in (self.name, self.number, phone, self.when, self.may_say) if one is not None)


def people_of(told: Iterable[tuple[FactData, Sequence[GuardianParty]]]) -> dict[str, Shown]:
    """The people of a case by place, out of what its facts tell, oldest happening first, each with the places of the
    guardians whom it lists."""
    people: dict[str, Shown] = {}
    for data, places in told:
        if isinstance(data, Detection):
            own = people.setdefault("participant", Shown())
            _name(own, data.person)
            own.number = _or(own.number, data.person.national_number)
            own.language = _or(own.language, data.person.language)
            for party, guardian in guardians_in(data, places):
                _name(people.setdefault(party, Shown()), guardian)
        elif isinstance(data, GuardianTold):
            _reached(people.setdefault(data.place, Shown()), data)
        elif isinstance(data, ContactDataChanged):
            own = people.setdefault("participant", Shown())
            _reached(own, data)
            own.address, own.called = _or(own.address, data.address), _or(own.called, data.called)
        elif isinstance(data, InterpreterNeeded):
            one = people.setdefault(data.person, Shown())
            one.language = _or(one.language, data.language)
        elif isinstance(data, SafeToContact):
            _safe(people.setdefault(data.person, Shown()), data)
    return people


def _safe(person: Shown, told: SafeToContact) -> None:
    if told.shared_number and person.phone is not None:
        person.shared.add(person.phone)
    person.phone = _or(person.phone, told.phone)
    person.when, person.may_say = _or(None, told.when), _or(None, told.may_say)


def _name(person: Shown, told: Any) -> None:
    """Name and phone; what is not told stays as it is known."""
    person.name, person.phone = _or(person.name, told.name), _or(person.phone, told.phone)


def _reached(person: Shown, told: GuardianTold | ContactDataChanged) -> None:
    _name(person, told)
    person.email, person.language = _or(person.email, told.email), _or(person.language, told.language)


def _or(before: str | None, told: Personal[str] | None) -> str | None:
    if told is None:
        return before
    return str(reveal(told)) if isinstance(told, Open) else "***"
