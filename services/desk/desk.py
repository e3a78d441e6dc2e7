"""What the pages of the desk work with: the questions, the one way in, and the hour."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.casework.casework import Casework
from services.clock import Clock
from services.ops.standing import Standing
from services.papers.colleagues import Colleagues
from services.papers.papers import Papers, SignedHead, Written
from services.store.directory import Member
from services.store.drafts import Drafts
from services.store.keys import KeyRing
from services.store.owing import Owing
from services.store.possible import Moves
from services.store.read import Reader
from services.store.worklist import Worklists
from workflows.workdays import day_of

Proof = tuple[dict[int, Written], SignedHead | None]
"""When each line of a log was written, and the signed head of the ledger over them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Put together by bootstrap. `members` tells who works here, with roles and units."""

    reader: Reader
    worklists: Worklists
    moves: Moves
    owing: Owing
    papers: Papers
    proof: Callable[[str], Proof]
    colleagues: Colleagues
    casework: Casework
    drafts: Drafts
    keyring: KeyRing
    clock: Clock
    members: Callable[[], tuple[Member, ...]]
    units: Callable[[], dict[str, str]]
    standing: Standing

    def today(self) -> date:
        """The day in Norway."""
        return day_of(self.clock.now())
