"""What was refused, waits, or has no case: tried again, or answered with a reason, by a person who stands for it."""

from dataclasses import dataclass
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.catalogue import build
from events.correction import Answered
from events.fact import Fact, FactRef
from events.personal import Open
from events.refs import subject_kind
from events.values import Source
from services.casework import loose
from services.casework.casework import Casework
from services.casework.incoming import Answer, Incoming
from services.casework.slot import ref_of
from services.clock import Clock
from services.store.asking import Actor, NotAllowed, NotThere
from services.store.queries import QUERIES
from services.store.transaction import transaction_of
from workflows.access import may

MACHINE: Final = "system/cli"


class NothingKept(Exception):
    """The content of the fact is not kept here: whoever sent it sends it again, under another id."""


class NothingToAnswer(Exception):
    """The fact was recorded, or somebody has answered already."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class _Found:
    source: str
    fact_id: str
    outcome: str
    subject: str | None
    unit: str | None
    answered: bool

    @property
    def name(self) -> str:
        return f"{self.source}:{self.fact_id}"


class Refusals:
    """What people do about them. A fact in a log is answered by a fact of theirs; one in no log, in the inbox."""

    def __init__(
        self,
        casework: Casework,
        pool: ConnectionPool[Connection[TupleRow]],
        clock: Clock,
        source: Source = Source.CLI,
    ) -> None:
        """`pool` connects as the writer; `source` is where people answer from."""
        self._source = source
        self._casework = casework
        self._pool = pool
        self._clock = clock

    def retry(self, actor: Actor, name: str) -> Answer:
        """Try it again. A refused fact is told anew by the actor, who then stands for it, and the refusal is answered
        when that goes well; one that waits is looked at again.

        Raises NotAllowed, NotThere, NothingToAnswer, NothingKept.
        """
        found = self._find(actor, name)
        if found.outcome == "waiting" and found.subject is not None:
            return self._casework.look_again(ref_of(found.subject), found.source, found.fact_id)
        if found.outcome != "refused" or found.subject is None:
            raise NothingKept(name)
        fact = self._casework.fact(ref_of(found.subject), name)
        if fact is None:
            raise NothingKept(name)
        again = self._told(actor, fact.data, fact.subject, at=fact.time)
        answer = self._casework.take([Incoming.of(again)])[0]
        if answer.outcome not in ("refused", "quarantined"):
            self._answer(actor, found, "refusal", f"{again.key}: {answer.outcome}")
        return answer

    def drop(self, actor: Actor, name: str, why: str) -> Answer | None:
        """Answer it with a reason: nothing more is to be done, and what waits is not waited for any longer.

        The answer of the fact that says so; None where it stands in no log. Raises NotAllowed, NotThere,
        NothingToAnswer.
        """
        found = self._find(actor, name)
        if found.subject is not None and found.outcome in ("refused", "waiting"):
            return self._answer(actor, found, "refusal" if found.outcome == "refused" else "waiting", why)
        if found.subject is not None or found.answered or found.outcome not in ("refused", "no_case"):
            raise NothingToAnswer("answered" if found.answered else found.outcome)
        now = self._clock.now()
        with transaction_of(self._pool) as connection:
            kept = connection.execute(
                QUERIES["answer_inbox"], [actor.ref, now, why, found.source, found.fact_id]
            ).rowcount
            if not kept:
                raise NothingToAnswer("answered")
            connection.execute(QUERIES["drop_blind_index_of_inbox"], [[name]])
            connection.execute(QUERIES["drop_duties"], [loose.keys_of(name)])
            noted = [[now], [actor.ref], ["fact_answered"], [None], [None], [name]]
            connection.execute(QUERIES["add_ledger_entries"], noted)
        return None

    def _answer(self, actor: Actor, found: _Found, what: str, why: str) -> Answer:
        ref = FactRef(source=Source(found.source), id=found.fact_id)
        told = Answered.model_validate({"what": what, "fact": ref, "note": Open(why)})
        return self._casework.take([Incoming.of(self._told(actor, told, str(found.subject)))])[0]

    def _told(self, actor: Actor, data: Any, subject: str, at: Any = None) -> Fact:
        return build(
            data,
            id=str(self._clock.new_id()),
            source=self._source,
            subject=subject,
            time=at or self._clock.now(),
            reported_by=actor.ref,
            recorded_by=MACHINE if self._source is Source.CLI else actor.ref,
        )

    def _find(self, actor: Actor, name: str) -> _Found:
        source, _, fact_id = name.partition(":")
        with self._pool.connection() as connection:
            row = connection.execute(QUERIES["inbox_line"], [source, fact_id]).fetchone()
        if row is None:
            raise NotThere(name)
        found = _Found(source, fact_id, *row)
        if not may(actor.member, "answer_refusal", found.unit) or (found.unit is None and not _operates(actor)):
            raise NotAllowed(actor, "answer_refusal")
        in_log = found.subject is not None and subject_kind(found.subject) is not None
        if in_log and found.outcome in ("refused", "waiting") and not actor.ref.startswith("staff/"):
            raise NotAllowed(actor, "answer_refusal")
        return found


def _operates(actor: Actor) -> bool:
    return may(actor.member, "operate")
