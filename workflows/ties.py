"""What ties a case to others: joined, possibly the same person, known elsewhere; and facts that were never its own."""

from dataclasses import dataclass
from typing import Literal

from workflows.mark import Mark


@dataclass(frozen=True, slots=True)
class Struck:
    """A fact that was recorded on the wrong case: it has no effect here and is not shown. `to` is where it belongs."""

    fact: str
    to: str | None
    incident: str | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that may be of the same person; only somebody who has looked can tell (D28)."""

    case: str
    found: Mark


@dataclass(frozen=True, slots=True)
class Ties:
    """References only. `void_by`: why the case is void. `joined`: the cases that live on in this one."""

    struck: tuple[Struck, ...] = ()
    void_by: Literal["joined", "registered_by_mistake"] | None = None
    joined_into: str | None = None
    joined: tuple[str, ...] = ()
    alike: tuple[Alike, ...] = ()
    not_same: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    def is_struck(self, fact: str) -> bool:
        """Whether that fact belongs to another case."""
        return any(one.fact == fact for one in self.struck)

    def to_compare(self) -> tuple[Alike, ...]:
        """The cases of which nobody has said yet whether they are of the same person."""
        known = {*self.not_same, *self.joined, self.joined_into}
        return tuple(one for one in self.alike if one.case not in known)


@dataclass(frozen=True, slots=True)
class OtherCase:
    """What a rule may know of a case that a fact names beside its own."""

    ref: str
    unit: str
    is_open: bool
    void: bool
