"""The guardians of a case, and how the family can be reached: by place, without names and numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from events.refs import GuardianParty, Party
from events.values import AddressProtection, Answer, GuardianKind
from workflows.mark import LATEST, Mark, in_order
from workflows.replacing import replace

GUARDIANS: Final[tuple[GuardianParty, ...]] = ("guardian_1", "guardian_2", "guardian_3")


@dataclass(frozen=True, slots=True)
class GuardianPlace:
    """A guardian by place; the name lies sealed in the log. `ended`: a guardian no more."""

    party: Party
    kind: GuardianKind
    protection: AddressProtection
    responsibility: Answer
    ended: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """What was told of somebody's place in the case; what is None was not told."""

    at: datetime
    fact: str
    party: Party
    kind: GuardianKind | None = None
    protection: AddressProtection | None = None
    responsibility: Answer = Answer.UNKNOWN
    ended: bool | None = None


@dataclass(frozen=True, slots=True)
class SafetyWord:
    """Whether somebody can be contacted without danger, as known from then on (D4)."""

    at: datetime
    fact: str
    party: Party
    safe: bool


@dataclass(frozen=True, slots=True)
class InterpreterWord:
    """Whether somebody needs an interpreter, as known from then on (D15)."""

    at: datetime
    fact: str
    party: Party
    needed: bool


@dataclass(frozen=True, slots=True)
class Booking:
    """An interpreter is booked for these."""

    at: datetime
    fact: str
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything that was told of how the family is reached; each by happened time."""

    tellings: tuple[Telling, ...] = ()
    safety: tuple[SafetyWord, ...] = ()
    interpreters: tuple[InterpreterWord, ...] = ()
    bookings: tuple[Booking, ...] = ()
    contact_data: Mark | None = None

    def told(self, *tellings: Telling) -> "Reach":
        """With more that was told; what arrives late takes its place."""
        return replace(self, tellings=in_order((*self.tellings, *tellings)))

    def guardians(self) -> tuple[GuardianPlace, ...]:
        """The guardians as the latest that was told of each has them."""
        found = []
        for party in GUARDIANS:
            told = [t for t in self.tellings if t.party == party]
            if told:
                kinds = [t.kind for t in told if t.kind is not None]
                words = [t.responsibility for t in told if t.responsibility is not Answer.UNKNOWN]
                ends = [t.ended for t in told if t.ended is not None]
                found.append(
                    GuardianPlace(
                        party,
                        kinds[-1] if kinds else GuardianKind.OTHER,
                        self.protection(party),
                        words[-1] if words else Answer.UNKNOWN,
                        ended=bool(ends and ends[-1]),
                    )
                )
        return tuple(found)

    def protection(self, party: Party) -> AddressProtection:
        """The protection of somebody's address, as it was told last."""
        told = [t.protection for t in self.tellings if t.party == party and t.protection is not None]
        return told[-1] if told else AddressProtection.NONE

    def not_safe(self, party: Party, at: datetime = LATEST) -> SafetyWord | None:
        """The word by which somebody is not safe to contact at that moment; None where there is none such."""
        last = next((w for w in reversed(self.safety) if w.party == party and w.at <= at), None)
        return last if last is not None and not last.safe else None

    def interpreter(self, party: Party) -> InterpreterWord | None:
        """The word by which somebody needs an interpreter."""
        last = next((w for w in reversed(self.interpreters) if w.party == party), None)
        return last if last is not None and last.needed else None
