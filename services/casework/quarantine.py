"""Messages that were put aside: tried again, or dropped with a reason. The list is read in `services.store.read`."""

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.casework.casework import Casework
from services.casework.incoming import Answer, Incoming
from services.casework.loose import of_message
from services.casework.refusals import Refusals
from services.clock import Clock
from services.store.asking import Actor, NotAllowed, NotThere
from services.store.keys import INSTALLATION, KeyRing, KeyRow, unseal
from services.store.queries import QUERIES
from services.store.transaction import transaction_of
from workflows.access import may
from workflows.workdays import day_of


class AnsweredAlready(Exception):
    """The message has been tried again with success, or dropped, before."""

    def __init__(self, number: int, state: str) -> None:
        super().__init__(f"quarantine {number} is {state}")
        self.number = number
        self.state = state


class Quarantine:
    """What an operator does about messages that were put aside. Each act is in the ledger under the actor's name."""

    def __init__(
        self, casework: Casework, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing, clock: Clock
    ) -> None:
        """`pool` connects as the writer."""
        self._casework = casework
        self._pool = pool
        self._keyring = keyring
        self._clock = clock
        self.refusals = Refusals(casework, pool, clock)

    def retry(self, actor: Actor, number: int) -> Answer:
        """Feed the message in again. It stays in quarantine under the same number when it is put aside once more.

        Raises NotAllowed, NotThere, AnsweredAlready.
        """
        with transaction_of(self._pool) as connection:
            raw, nats_subject = self._open(connection, actor, number)
            self._note(connection, actor, "quarantine_retried", number)
        answer = self._casework.take_again(Incoming(raw, nats_subject))
        if answer.outcome != "quarantined":
            with transaction_of(self._pool) as connection:
                now = self._clock.now()
                connection.execute(QUERIES["answer_quarantine"], ["retried", actor.ref, now, answer.outcome, number])
                self._done(connection, number)
        return answer

    def drop(self, actor: Actor, number: int, why: str) -> None:
        """Drop the message and destroy its content.

        Raises NotAllowed, NotThere, AnsweredAlready, or ValueError where there is no reason.
        """
        if not why.strip():
            raise ValueError("a message is dropped with a reason")
        with transaction_of(self._pool) as connection:
            self._open(connection, actor, number)
            connection.execute(QUERIES["drop_quarantined"], [actor.ref, self._clock.now(), why.strip(), number])
            self._done(connection, number)
            self._note(connection, actor, "quarantine_dropped", number)

    def _open(self, connection: Connection[TupleRow], actor: Actor, number: int) -> tuple[bytes, str | None]:
        if not may(actor.member, "operate"):
            raise NotAllowed(actor, "operate")
        found = connection.execute(QUERIES["quarantine_of"], [number], binary=True).fetchone()
        if found is None:
            raise NotThere(f"quarantine {number}")
        state, nats_subject, raw, raw_hash = found
        if state != "open" or raw is None:
            raise AnsweredAlready(number, state)
        row = connection.execute(QUERIES["keys_of_subjects"], [[INSTALLATION[0]], [INSTALLATION[1]]], binary=True)
        key = self._keyring.open_key(KeyRow(*row.fetchall()[0]))
        return unseal(key, f"quarantine|{raw_hash.hex()}", raw), nats_subject

    def _done(self, connection: Connection[TupleRow], number: int) -> None:
        """Nobody owes anything for it any more."""
        connection.execute(QUERIES["drop_duties"], [[of_message(number, day_of(self._clock.now())).key]])

    def _note(self, connection: Connection[TupleRow], actor: Actor, act: str, number: int) -> None:
        at = self._clock.now()
        connection.execute(
            QUERIES["add_ledger_entries"], [[at], [actor.ref], [act], [None], [None], [f"quarantine {number}"]]
        )
