"""What becomes of a fact: recorded, waiting or refused; a breach is recorded, with the rules it broke."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from events.fact import Fact, FactData

DataT = TypeVar("DataT", bound=FactData)


class Verb(StrEnum):
    """What an entry in a subject's log says of its fact."""

    RECORDED = "recorded"
    WAITING = "waiting"
    REFUSED = "refused"
    BREACHED = "breached"
    LIFTED = "lifted"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a fact was refused, waits or is a breach.

    `code` is the key of its text; `rules` the rule ids; `facts` the facts (`source:id`) that made it; `waits_for` the
    fact types that may still arrive; `cleared_by` the fact types that would clear it.
    """

    code: str
    rules: tuple[int, ...] = ()
    facts: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    cleared_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a subject's log. `decided_with` is what the decision took from `known`."""

    verb: Verb
    fact: Fact
    recorded_at: datetime
    reasons: tuple[Reason, ...] = ()
    decided_with: Mapping[str, Any] = field(default_factory=dict)

    @property
    def applies(self) -> bool:
        """Whether the fact takes effect in the state."""
        return self.verb in (Verb.RECORDED, Verb.LIFTED)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The fact stands in the log; as a breach where `reasons` says which hard rules it broke."""

    entry: Entry

    @property
    def breach(self) -> bool:
        """Recorded, with none of the effects that the rule forbids."""
        return self.entry.verb is Verb.BREACHED


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything that stands against the fact may still arrive."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Refused:
    """The fact is refused, with all reasons."""

    entry: Entry


def said(fact: Fact, model: type[DataT]) -> DataT:
    """What the fact says, as the type that its catalogue entry promises. Raises TypeError where it is another."""
    if not isinstance(fact.data, model):
        raise TypeError(f"{fact.type} is no {model.__name__}")
    return fact.data


Outcome = Recorded | Waiting | Refused
