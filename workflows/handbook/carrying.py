"""What may carry a number of the handbook: each way of carrying is a type, and each names something that is there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from events.fact import FactData
from workflows.checklists import Checklist, Item
from workflows.duty import DutyKind
from workflows.report.figure import Figure
from workflows.rule import Hard


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule that refuses what decides, and makes a breach of what reports."""

    rule: Hard

    @property
    def name(self) -> str:
        """The code of the refusal."""
        return self.rule.refusal


@dataclass(frozen=True, slots=True)
class Owes:
    """A kind of duty."""

    duty: DutyKind

    @property
    def name(self) -> str:
        """The kind."""
        return self.duty.kind


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of a checklist."""

    checklist: Checklist
    item: Item

    @property
    def name(self) -> str:
        """`call/78`."""
        return f"{self.checklist.name}/{self.item.number}"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a fact, or of a part of one."""

    model: type[BaseModel]
    field: str

    @property
    def name(self) -> str:
        """`contact.FirstContactMade.needs`."""
        return f"{self.model.__module__.rpartition('.')[2]}.{self.model.__name__}.{self.field}"


@dataclass(frozen=True, slots=True)
class AccessRule:
    """Who may report a fact, or who may do an act."""

    of: type[FactData] | str

    @property
    def name(self) -> str:
        """The type of the fact, or the act."""
        return self.of if isinstance(self.of, str) else self.of.TYPE


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure of the yearly report."""

    figure: Figure

    @property
    def name(self) -> str:
        """The id of the figure."""
        return self.figure.id


@dataclass(frozen=True, slots=True)
class Information:
    """A text that people are shown where they need it, section `information`."""

    key: str

    @property
    def name(self) -> str:
        """The key of the text."""
        return self.key


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A function or a type of the model that is the rule at work."""

    what: Callable[..., Any] | type

    @property
    def name(self) -> str:
        """`workflows.owners.owners`."""
        return f"{self.what.__module__}.{self.what.__qualname__}"


@dataclass(frozen=True, slots=True)
class Restates:
    """The handbook says here once more what another number says."""

    number: int

    @property
    def name(self) -> str:
        """`R52`."""
        return f"R{self.number}"


Carrier = Guard | Owes | Listed | Field | AccessRule | Counted | Information | Mechanism | Restates
