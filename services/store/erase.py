"""Erasing a person's data for good: the key, what it opened, what it was found by, and the epoch that wrapped the key.

The log stays and its chain still verifies. Killed at any moment, `end_old_epochs` (or the same call again) finishes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from psycopg import Connection
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow

from events.refs import subject_kind
from services.store.keys import KeyRing, KeyRow, epochs_in
from services.store.queries import QUERIES
from services.store.transaction import transaction


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure removed."""

    sealed: int
    epoch: int
    epochs_ended: tuple[int, ...]


def erase(
    connection: Connection[TupleRow], keyring: KeyRing, subject: str, *, actor: str, at: datetime, why: str
) -> Erasure:
    """Erase all that is personal of `subject` (`case/T-...`), as role eraser; `why` (not personal) is in the ledger.

    One transaction puts a new epoch on the disk, removes, and wraps all other keys anew; then the old epoch is
    destroyed. Again for an erased subject is no error. Raises psycopg errors as they come: after a deadlock or a lock
    timeout nothing has changed, and the call may be made again.
    """
    kind, subject_id = subject_kind(subject), subject.partition("/")[2]
    with _durable_transaction(connection):
        connection.execute(QUERIES["hold_subject"], (kind, subject_id))
        connection.execute(QUERIES["hold_keys"])
        keyring.begin_epoch()
        sealed = connection.execute(QUERIES["erase_sealed"], (kind, subject_id)).rowcount
        connection.execute(QUERIES["erase_tokens"], (kind, subject_id))
        connection.execute(QUERIES["erase_held"], (kind, subject_id))
        connection.execute(QUERIES["erase_drafts"], (kind, subject_id))
        if kind == "case":
            connection.execute(QUERIES["erase_rows"], (subject_id,))
        gone = connection.execute(QUERIES["erase_key"], (kind, subject_id)).fetchone()
        connection.execute(QUERIES["note_in_ledger"], (at, actor, "erased", subject, why))
        epoch = _wrap_anew(connection, keyring)
    if gone is not None:
        keyring.forget(gone[0])
    return Erasure(sealed=sealed, epoch=epoch, epochs_ended=keyring.end_epochs_before(epoch))


def end_old_epochs(connection: Connection[TupleRow], keyring: KeyRing) -> tuple[int, ...]:
    """Finish what a killed erasure left: wrap what is under an earlier epoch anew, destroy that epoch; which they were.

    At start-up, as role eraser; costs one look into a folder when there is nothing to do.
    """
    if len(epochs_in(keyring.folder)) < 2:
        return ()
    with _durable_transaction(connection):
        connection.execute(QUERIES["hold_keys"])
        epoch = _wrap_anew(connection, keyring)
    return keyring.end_epochs_before(epoch)


@contextmanager
def _durable_transaction(connection: Connection[TupleRow]) -> Iterator[None]:
    """A transaction of its own whose commit is on the disk: what is destroyed after it must not be needed again."""
    if connection.info.transaction_status is not TransactionStatus.IDLE:
        raise ValueError("an erasure needs a connection without an open transaction")
    with transaction(connection):
        connection.execute(QUERIES["commit_durably"])
        yield


def _wrap_anew(connection: Connection[TupleRow], keyring: KeyRing) -> int:
    """All keys of earlier epochs, in parts, under the present one, which is returned.

    With the table held no key and no epoch can come in between.
    """
    epoch = keyring.epoch()
    while rows := connection.execute(QUERIES["keys_of_earlier_epochs"], (epoch,)).fetchall():
        fresh = [keyring.rewrapped(KeyRow(*row)) for row in rows]
        connection.execute(QUERIES["wrap_anew"], (epoch, [row.key_id for row in fresh], [row.wrapped for row in fresh]))
    return epoch
