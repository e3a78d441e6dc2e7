"""What somebody has begun to write: theirs alone, sealed under the key of the subject that it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.clock import Clock
from services.store.asking import Actor
from services.store.keys import NONCE_BYTES, KeyRing, KeyRow, seal, unseal
from services.store.queries import QUERIES
from services.store.transaction import transaction_of

MOST_BYTES: Final = 200_000


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of a form as they were typed, and when that was kept."""

    typed: Mapping[str, Sequence[str]]
    saved: datetime


class Drafts:
    """Thread-safe; the pool is that of role writer. Whoever calls has seen to it that the actor may see the subject."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing, clock: Clock) -> None:
        self._pool = pool
        self._keyring = keyring
        self._clock = clock

    def keep(self, actor: Actor, subject: str, type_: str, typed: Mapping[str, Sequence[str]]) -> datetime | None:
        """Keep what is typed, instead of what was before; when. None where there is too much of it, nobody to own it,
        or no key (any more) to seal it with."""
        content = orjson.dumps(typed)
        if len(content) > MOST_BYTES or not actor.slug:
            return None
        named, now = self._named(actor, subject, type_), self._clock.now()
        with transaction_of(self._pool) as connection:
            connection.execute(QUERIES["see_as"], {"units": "", "staff": actor.slug})
            row = connection.execute(QUERIES["key_of"], (named["kind"], named["id"])).fetchone()
            if row is None:
                return None
            key = self._keyring.open_key(KeyRow(named["kind"], named["id"], *row))
            sealed = seal(key, _about(actor, subject, type_), content, self._clock.token(NONCE_BYTES))
            connection.execute(QUERIES["keep_draft"], {**named, "key_id": row[0], "ciphertext": sealed, "saved": now})
        return now

    def of(self, actor: Actor, subject: str, type_: str) -> Draft | None:
        """What the actor has begun to write."""
        named = self._named(actor, subject, type_)
        with transaction_of(self._pool) as connection:
            connection.execute(QUERIES["see_as"], {"units": "", "staff": actor.slug})
            row = connection.execute(QUERIES["draft_of"], named).fetchone()
        if row is None:
            return None
        ciphertext, saved, key_id, epoch, wrapped = row
        key = self._keyring.open_key(KeyRow(named["kind"], named["id"], key_id, epoch, bytes(wrapped)))
        return Draft(orjson.loads(unseal(key, _about(actor, subject, type_), bytes(ciphertext))), saved)

    def drop(self, actor: Actor, subject: str, type_: str) -> None:
        """It has been recorded, or is not wanted any more."""
        with transaction_of(self._pool) as connection:
            connection.execute(QUERIES["see_as"], {"units": "", "staff": actor.slug})
            connection.execute(QUERIES["drop_draft"], self._named(actor, subject, type_))

    @staticmethod
    def _named(actor: Actor, subject: str, type_: str) -> dict[str, str]:
        kind, _, name = subject.partition("/")
        return {"owner": actor.slug, "kind": kind, "id": name, "type": type_}


def _about(actor: Actor, subject: str, type_: str) -> str:
    """What a sealed draft is bound to: it opens for nobody else, and nowhere else."""
    return f"draft\0{actor.slug}\0{subject}\0{type_}"
