"""The ledger's own chain: each entry hashed after the one before, heads signed: nothing is left out unseen."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

import orjson

from services.store.codec import moment

FIRST: Final = bytes(32)
"""What stands before the first entry."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A row of table `ledger`, in the order of its columns."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str | None
    event_hash: bytes | None
    detail: str | None

    def body(self) -> bytes:
        """What is hashed of it: sorted JSON, the event's hash in hex."""
        return orjson.dumps(
            {
                "act": self.act,
                "actor": self.actor,
                "at": moment(self.at),
                "detail": self.detail,
                "event_hash": self.event_hash.hex() if self.event_hash else None,
                "id": self.id,
                "subject": self.subject,
            },
            option=orjson.OPT_SORT_KEYS,
        )

    def hash(self, before: bytes) -> bytes:
        """Its hash after the entry with hash `before` (`FIRST` at the beginning), 32 bytes."""
        return sha256(before + sha256(self.body()).digest()).digest()


def head_message(number: int, hash_: bytes, at: datetime) -> bytes:
    """What is signed of a head: the number of the last entry, its hash, when."""
    return orjson.dumps({"at": moment(at), "hash": hash_.hex(), "no": number}, option=orjson.OPT_SORT_KEYS)
