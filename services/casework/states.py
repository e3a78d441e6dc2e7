"""Subjects' states kept in memory between batches, so that they are not read and parsed again each time."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Final

from services.casework.slot import Ref, State, ref_of
from workflows.known import StaffMember
from workflows.policy import Policy
from workflows.staff import Staff

_MOST_STATES: Final = 4_000


class States:
    """States as they were last written or read, by the head of their chain: the same head is the same state."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_head: OrderedDict[bytes, State] = OrderedDict()
        self._heads: dict[Ref, bytes] = {}
        self._members: dict[bytes, StaffMember] = {}
        self._policies: dict[tuple[str, str], Policy] = {}

    def heads(self, refs: Iterable[Ref]) -> list[bytes]:
        """The heads that are known of these subjects."""
        with self._lock:
            return [head for head in (self._heads.get(ref) for ref in refs) if head is not None]

    def get(self, head: bytes) -> State | None:
        """The state of a chain that ends there."""
        with self._lock:
            return self._by_head.get(head)

    def keep(self, ref: Ref, head: bytes, state: State) -> None:
        """Remember a state; the oldest is forgotten when there are too many."""
        with self._lock:
            before = self._heads.get(ref)
            if before is not None and before != head:
                self._by_head.pop(before, None)
            self._by_head[head] = state
            self._by_head.move_to_end(head)
            self._heads[ref] = head
            if len(self._by_head) > _MOST_STATES:
                _, old = self._by_head.popitem(last=False)
                self._heads.pop(ref_of(old.subject), None)

    def member(self, head: bytes) -> StaffMember | None:
        """A member of staff as rules see them."""
        return self._members.get(head)

    def keep_member(self, head: bytes, staff: Staff) -> StaffMember:
        """Remember a member of staff."""
        self._members[head] = staff.as_member()
        return self._members[head]

    def policy(self, unit: str, version: str, body: bytes) -> Policy:
        """A version of local practice, read once."""
        kept = self._policies.get((unit, version))
        if kept is None:
            kept = self._policies[unit, version] = Policy.model_validate_json(body)
        return kept
