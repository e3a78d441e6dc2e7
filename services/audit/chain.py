"""The ledger's chain, and how anybody who has the entries and the published heads checks it without us."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.store.ledger import FIRST, LedgerEntry, head_message


@dataclass(frozen=True, slots=True)
class Link:
    """An entry's place in the chain (from 1, without gaps) and the hash there, 32 bytes."""

    no: int
    ledger_id: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """A signed end of the chain, as it was published: whoever kept it can hold us to it."""

    no: int
    hash: bytes
    signature: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Broken:
    """What does not hold, and at which link."""

    what: Literal["missing", "changed", "wrong_signature", "not_the_signed_one", "cut_off"]
    no: int


def links(entries: Iterable[LedgerEntry], after: Link | None) -> Iterator[Link]:
    """The entries as links after the link `after` (None: from the beginning)."""
    number, before = (after.no, after.hash) if after else (0, FIRST)
    for entry in entries:
        number, before = number + 1, entry.hash(before)
        yield Link(number, entry.id, before)


def broken(
    chain: Iterable[tuple[Link, LedgerEntry | None]], heads: Iterable[Head], public_key: bytes
) -> Iterator[Broken]:
    """Everything that does not hold; nothing in a sound ledger.

    `chain` is every link from the first on with its entry, in order; `heads` are those that were published, from
    wherever they were kept; `public_key` is the installation's, 32 bytes. An entry changed, taken out or put in, a
    chain cut short and one computed anew are all found, the last two by the heads that others have.
    """
    hashes: dict[int, bytes] = {}
    before, expected = FIRST, 1
    for link, entry in chain:
        if link.no != expected or entry is None or entry.id != link.ledger_id:
            yield Broken("missing", min(link.no, expected) if link.no != expected else link.no)
        elif entry.hash(before) != link.hash:
            yield Broken("changed", link.no)
        before, expected = link.hash, link.no + 1
        hashes[link.no] = link.hash
    key = Ed25519PublicKey.from_public_bytes(public_key)
    for head in heads:
        if not _signed(key, head):
            yield Broken("wrong_signature", head.no)
        elif head.no >= expected:
            yield Broken("cut_off", head.no)
        elif hashes.get(head.no) != head.hash:
            yield Broken("not_the_signed_one", head.no)


def _signed(key: Ed25519PublicKey, head: Head) -> bool:
    try:
        key.verify(head.signature, head_message(head.no, head.hash, head.at))
    except InvalidSignature:
        return False
    return True
