"""What became of one fact, by source and id, for whoever may see what it is about."""

from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.casework.incoming import Answer, CaseResult, Result
from services.store.asking import Actor, NotAllowed, NotThere, seeing_as
from services.store.codec import decode_entry
from services.store.queries import QUERIES
from services.store.transaction import transaction
from workflows.access import may

_BY_VERB: Final[dict[str, Result]] = {
    "recorded": "recorded",
    "superseded": "recorded",
    "lifted": "breached",
    "breached": "breached",
    "waiting": "waiting",
    "refused": "refused",
}
"""What an entry of a log says of the outcome: a breach that was lifted stays one."""


class Outcomes:
    """Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]]) -> None:
        self._pool = pool

    def of(self, actor: Actor, source: str, fact_id: str) -> Answer:
        """The present outcome, for whoever told the fact or may see what it is about. Raises NotAllowed of somebody who
        works here no more, and NotThere where there is none or it is not the actor's to see."""
        if not may(actor.member, "write_concern"):
            raise NotAllowed(actor, "write_concern")
        asked = {"source": source, "fact_id": fact_id}
        with self._pool.connection() as connection, seeing_as(connection, actor):
            row = connection.execute(QUERIES["outcome_of"], asked).fetchone()
            if row is not None:
                answer, unit, subject, people = row
                if may(actor.member, "see_case", unit, actor.part_in(subject, people)):
                    return Answer.read(source, fact_id, answer)
            found = _of_own(connection, actor, source, fact_id) or self._told(actor, source, fact_id)
        if found is None:
            raise NotThere(f"{source}:{fact_id}")
        return found

    def _told(self, actor: Actor, source: str, fact_id: str) -> Answer | None:
        """Of a fact that the actor has told, wherever it went: what they were answered then, as it is now."""
        asked = {"source": source, "fact_id": fact_id}
        with self._pool.connection() as connection, transaction(connection):
            connection.execute(QUERIES["see_as"], {"units": "*", "staff": "-"})
            row = connection.execute(QUERIES["outcome_as_told"], asked).fetchone() if actor.slug else None
        if row is None:
            return None
        answer, body = row
        fact = decode_entry(bytes(body), None).fact
        return Answer.read(source, fact_id, answer) if actor.ref in (fact.reported_by, fact.recorded_by) else None


def _of_own(connection: Connection[TupleRow], actor: Actor, source: str, fact_id: str) -> Answer | None:
    """As the log of a case tells it to somebody who has a part in that case, and sees no unit as a whole."""
    rows = connection.execute(QUERIES["outcome_on_cases"], {"source": source, "fact_id": fact_id}).fetchall()
    for verb, sequence, ref, unit, people, body in rows:
        if may(actor.member, "see_case", unit, actor.part_in(ref, people)):
            subject = f"case/{ref}"
            return Answer(
                source, fact_id, _BY_VERB[verb], decode_entry(body, None).reasons, subject, sequence,
                (CaseResult(subject, verb, sequence),),
            )  # fmt: skip
    return None
