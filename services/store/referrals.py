"""What became of somebody's own referrals: received, or assessed, and nothing else (R23, R24)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.store.asking import Actor, NotAllowed, NotThere
from services.store.codec import load_state
from services.store.queries import QUERIES
from services.store.transaction import transaction
from workflows.access import may
from workflows.case import Case

MOST: Final = 100

RECEIVED: Final = frozenset({"recorded", "breached", "waiting", "no_case", "known"})
"""Outcomes of a referral that has come in; one that was refused was told to whoever wrote it."""


@dataclass(frozen=True, slots=True)
class OwnReferral:
    """A referral as its referrer sees it: the number of the receipt, and whether it has been assessed."""

    receipt: str
    received: datetime
    unit: str | None
    assessed: bool


def prefix_of(actor: Actor) -> str:
    """How the ids of an actor's referrals begin; behind it stands the number of the receipt."""
    return f"henvis.{actor.slug}."


class Referrals:
    """The question of a referrer. Thread-safe; the pool is that of role reader.

    It looks at cases that the referrer may not see, and tells one word of each.
    """

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]]) -> None:
        self._pool = pool

    def own(self, actor: Actor) -> tuple[OwnReferral, ...]:
        """The actor's own, the latest first. Raises NotAllowed."""
        return self._found(actor, prefix_of(actor))

    def one(self, actor: Actor, receipt: str) -> OwnReferral:
        """The actor's own of that number. Raises NotAllowed, NotThere."""
        wanted = f"{prefix_of(actor)}{receipt}"
        found = next((one for one in self._found(actor, wanted) if one.receipt == receipt), None)
        if found is None:
            raise NotThere(receipt)
        return found

    def _found(self, actor: Actor, prefix: str) -> tuple[OwnReferral, ...]:
        if not may(actor.member, "refer") or not actor.slug:
            raise NotAllowed(actor, "refer")
        with self._pool.connection() as connection, transaction(connection):
            connection.execute(QUERIES["see_as"], {"units": "*", "staff": "-"})
            rows = connection.execute(QUERIES["own_referrals"], {"prefix": prefix, "most": MOST}).fetchall()
        return tuple(
            OwnReferral(fact_id.rpartition(".")[2], received, unit, _assessed(fact_id, state))
            for fact_id, outcome, received, unit, state in rows
            if outcome in RECEIVED
        )


def _assessed(fact_id: str, state: bytes | None) -> bool:
    """Whether somebody has judged the incident that the referral told of, or the case it came to has ended."""
    case = load_state("case", bytes(state)) if state is not None else None
    if not isinstance(case, Case):
        return False
    own = [one for one in case.incidents if one.fact == f"desk:{fact_id}"] or list(case.incidents)
    return case.void or all(one.decided is not None for one in own) or not case.is_open
