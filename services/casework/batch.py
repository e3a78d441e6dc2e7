"""What one transaction knows, and what it is about to write."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from events.fact import Fact
from services.casework.incoming import Answer, Reading
from services.casework.kept_rows import KeptRow, RowPlace
from services.casework.slot import Line, Ref, Slot
from services.casework.tokens import LOCKED, Token, Tokens
from services.store.keys import KeyRow
from workflows.known import StaffMember
from workflows.outcome import Entry
from workflows.policy import DEFAULT, Policy, PolicyVersion

INBOX: Final = "inbox"
"""Kind of subject in the blind index of a fact that waits for a case; its id is `source:id`."""


class Again(Exception):
    """The transaction has to begin anew, with these subjects locked too (none: another one came first)."""

    def __init__(self, subjects: frozenset[Ref] = frozenset()) -> None:
        super().__init__(f"{len(subjects)} more subjects to lock")
        self.subjects = subjects


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found by a token: a case, or a fact that waits for one."""

    kind: str
    id: str
    incident: str | None


@dataclass(slots=True)
class Received:
    """A line of the inbox. `fresh` is one that this batch adds, `changed` one that it answers anew.

    `body_hash` None leaves the one that stands there.
    """

    body_hash: bytes | None
    answer: Answer
    type: str = ""
    unit: str | None = None
    held: bytes | None = None
    fresh: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A message to be put aside. `where` names places, never values."""

    reading: Reading
    reason: str
    where: str


@dataclass(slots=True)
class Batch:
    """Everything that the facts of a batch are decided with. All of it was read after the locks were taken."""

    now: datetime
    readings: list[tuple[Reading, Tokens]]
    slots: dict[Ref, Slot] = field(default_factory=dict)
    hits: dict[Token, list[Hit]] = field(default_factory=dict)
    persons: dict[str, set[bytes]] = field(default_factory=dict)
    inbox: dict[tuple[str, str], Received] = field(default_factory=dict)
    waiting_for_case: dict[str, Reading] = field(default_factory=dict)
    kept_rows: dict[RowPlace, KeptRow] = field(default_factory=dict)
    rows_before: dict[str, set[str]] = field(default_factory=dict)
    staff: dict[str, StaffMember] = field(default_factory=dict)
    units: dict[str, bytes] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    told: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    lasted: dict[str, dict[str, datetime]] = field(default_factory=dict)
    """Of cases of which something is told late: when the last fact of each type happened, as stored."""
    duties: dict[Ref, list[tuple[Any, ...]]] = field(default_factory=dict)
    installation: bytes | None = None

    new_keys: list[KeyRow] = field(default_factory=list)
    forgotten: dict[tuple[str, bytes, str], None] = field(default_factory=dict)
    index: dict[tuple[str, bytes, str, str, str | None], None] = field(default_factory=dict)
    claimed: list[str] = field(default_factory=list)
    rows: dict[tuple[str, str, str], tuple[Any, ...]] = field(default_factory=dict)
    quarantined: list[Quarantined] = field(default_factory=list)
    lines: list[tuple[Slot, Line]] = field(default_factory=list)
    notices: list[tuple[UUID, str, bytes, datetime]] = field(default_factory=list)
    members: set[Ref] = field(default_factory=set)
    new_units: list[Fact] = field(default_factory=list)
    new_policies: list[tuple[str, PolicyVersion]] = field(default_factory=list)
    anew: set[Ref] = field(default_factory=set)
    moved: list[Slot] = field(default_factory=list)
    withheld: dict[tuple[str, str, str], None] = field(default_factory=dict)

    def slot(self, ref: Ref) -> Slot:
        """A locked subject. Raises Again where it is not locked yet."""
        found = self.slots.get(ref)
        if found is None:
            raise Again(frozenset({ref}))
        return found

    def found(self, token: Token | None) -> list[Hit]:
        """What a token leads to."""
        return self.hits.get(token, []) if token is not None else []

    def policy(self, unit: str | None) -> Policy:
        """Local practice of a unit today."""
        return self.policies.get(unit or "", DEFAULT)

    def forget(self, token: Token, case: str) -> None:
        """A case is not found by this any more."""
        self.forgotten[(*token, case)] = None
        self.hits[token] = [hit for hit in self.found(token) if (hit.kind, hit.id) != ("case", case)]
        self.index = {row: None for row in self.index if (row[0], row[1], row[3]) != (*token, case)}
        if token[0] == "person":
            self.persons.get(case, set()).discard(token[1])

    def withhold(self, case: str, fact: Fact) -> None:
        """What a fact told on a case is given to nobody who reads that case: it belongs to another."""
        self.withheld[case, fact.source.value, fact.id] = None

    def note(self, token: Token, hit: Hit) -> None:
        """Add to the index, once."""
        row = (token[0], token[1], hit.kind, hit.id, hit.incident)
        if row in self.index:
            return
        if token[0] in LOCKED:  # only these are looked up again
            known = self.hits.setdefault(token, [])
            if hit in known:
                return
            known.append(hit)
        self.index[row] = None
        self.forgotten.pop((token[0], token[1], hit.id), None)
        if token[0] == "person":
            self.persons.setdefault(hit.id, set()).add(token[1])
