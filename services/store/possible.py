"""What somebody may do with a case now: the rules asked before the act, with what they consult looked up."""

from datetime import datetime

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.store.asking import Actor, seeing_as
from services.store.codec import load_state
from services.store.queries import QUERIES
from workflows.case import Case
from workflows.known import Known, StaffMember
from workflows.moves import Possible, moves_of
from workflows.policy import DEFAULT, Policy
from workflows.staff import Staff
from workflows.workdays import day_of


class Moves:
    """Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]]) -> None:
        self._pool = pool

    def of(self, actor: Actor, case: Case, now: datetime) -> tuple[Possible, ...]:
        """The moves of the actor on a case that they have been shown, with what stands in the way of each."""
        slugs = sorted({*case.people, *case.period.guides, actor.slug} - {""})
        with self._pool.connection() as connection, seeing_as(connection, actor):
            asked = {"unit": case.unit, "on": day_of(now)}
            row = connection.execute(QUERIES["policy_of"], asked).fetchone()
            states = connection.execute(QUERIES["staff_called"], {"slugs": slugs}).fetchall()
        policy = DEFAULT if row is None else Policy.model_validate_json(row[0])
        found = (load_state("staff", bytes(state)) for (state,) in states)
        staff: dict[str, StaffMember] = {one.subject: one.as_member() for one in found if isinstance(one, Staff)}
        known = Known(policy=policy, minor=case.minor, staff=staff, unit=case.unit)
        return moves_of(case, actor.member.roles, actor.ref, known, now)
