"""One subject while the facts of a batch are decided: its state, its place in the chain, what is to be written."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from events.refs import SubjectKind
from services.store.codec import EncodedEvent
from services.store.keys import KeyRow
from workflows.case import Case
from workflows.outcome import Entry
from workflows.staff import Staff
from workflows.unit import Unit

State = Case | Unit | Staff

Ref = tuple[SubjectKind, str]
"""Kind and id of a subject; in this order (case, staff, unit; then id) rows are locked."""


def ref_of(subject: str) -> Ref:
    """`("case", "T-…")` of `case/T-…`."""
    kind, _, name = subject.partition("/")
    return (kind, name)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is to be added to a subject's log, encoded; `unit` has the subject from this line on."""

    event_id: UUID
    entry: Entry
    sequence: int
    encoded: EncodedEvent
    prev_hash: bytes
    hash: bytes
    unit: str | None


@dataclass(slots=True)
class Slot:
    """A locked subject, or one that this batch makes (`state` None until its first entry)."""

    ref: Ref
    unit: str | None
    state: State | None
    sequence: int
    head: bytes
    opened: datetime | None
    touched: datetime | None
    key_id: UUID
    key: bytes
    stored_sequence: int = 0
    key_row: KeyRow | None = None
    """The wrapped key of a subject that this batch makes, to be written with it."""
    lines: list[Line] = field(default_factory=list)
    held: dict[str, Entry] = field(default_factory=dict)
    """The entries of waiting and breached facts, by `source:id`; they are decided again after each write."""

    @property
    def subject(self) -> str:
        """`case/T-…`."""
        return f"{self.ref[0]}/{self.ref[1]}"

    @property
    def case(self) -> Case:
        """The state of a subject that is a case. Raises TypeError where it is none: a bug."""
        if not isinstance(self.state, Case):
            raise TypeError(f"{self.ref[0]} is no case")
        return self.state

    def moment(self, now: datetime) -> datetime:
        """When the next entry is recorded: now, but never before the last one."""
        return max(now, self.touched) if self.touched is not None else now
