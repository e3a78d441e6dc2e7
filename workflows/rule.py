"""What a rule is: its number, the facts that it speaks of, whether it holds, and what it is called when not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from events.fact import Fact, FactData
from workflows.known import Known
from workflows.outcome import Reason

Holds = Callable[[Any, Any, Known], bool]
"""(state, fact, known) -> whether the rule holds; asked only for the fact types that the rule is on."""

Because = Callable[[Any, Any], tuple[str, ...]]
"""(state, fact) -> the facts (`source:id`) that made the rule fail."""


@dataclass(frozen=True, slots=True)
class Handbook:
    """A chapter of the handbook (§), or a lettered duty behind it."""

    section: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of ours where the handbook is silent or contradicts itself (`D8`), or a named table of ours."""

    name: str


def nothing(_state: Any, _fact: Fact) -> tuple[str, ...]:
    """No fact made it: something is missing."""
    return ()


@dataclass(frozen=True, slots=True, eq=False)
class Hard:
    """A rule that forbids. Nobody can override it.

    A fact that *decides* is refused by it, or waits where `waits_for` names facts that may still arrive. A fact that
    *reports* is recorded as a breach. `holds(state, fact, known)` is asked only for facts in `on`; `because` names the
    facts that made it fail; `cleared_by` the facts that would let it hold.
    """

    number: int
    cites: tuple[Handbook | Decision, ...]
    refusal: str
    on: tuple[type[FactData], ...]
    holds: Holds
    because: Because = nothing
    waits_for: tuple[type[FactData], ...] = ()
    cleared_by: tuple[type[FactData], ...] = ()
    also: tuple[int, ...] = ()

    @property
    def rules(self) -> tuple[int, ...]:
        """All rule ids that it carries out."""
        return (self.number, *self.also)

    def reason(self, state: Any, fact: Fact) -> Reason:
        """The rule's no to this fact, with what made it and what would clear it."""
        again = (type(fact.data),) if fact.data.MODE == "decides" else ()  # the same decision, with what it lacked
        return Reason(
            code=self.refusal,
            rules=self.rules,
            facts=self.because(state, fact),
            waits_for=tuple(t.TYPE for t in self.waits_for),
            cleared_by=tuple(t.TYPE for t in (self.cleared_by or self.waits_for or again)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """What the record itself demands of a fact, whatever it says: that its target exists, that its counts add up.

    No rule of the handbook, so it refuses facts that report as well.
    """

    refusal: str
    on: tuple[type[FactData], ...]
    holds: Holds
    because: Because = nothing
    kind: Literal["form"] = "form"

    def reason(self, state: Any, fact: Fact) -> Reason:
        """The record's no to this fact, with what made it; what clears it is the same fact, told as it should be."""
        return Reason(code=self.refusal, facts=self.because(state, fact), cleared_by=(fact.data.TYPE,))


Rule = Hard | Form
