"""How a line of a log is written: once, with sorted keys, personal values taken out and sealed, hashed as it stands.

body: {"decided_with", "fact", "reasons", "recorded_at", "verb"}; where a personal value stood is {"$sealed": n}.
hash: SHA-256(hash of the line before || SHA-256(body) || SHA-256(sealed part, or nothing)); before the first: 32 zeros.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

import orjson
from pydantic import TypeAdapter

from events.catalogue import from_object
from events.fact import Fact
from events.personal import SEALED, Sealing, Unsealing, dumped
from events.refs import SubjectKind
from services.store.keys import seal, unseal
from workflows.case import Case
from workflows.duties import Subject
from workflows.outcome import Entry, Reason, Verb
from workflows.staff import Staff
from workflows.unit import Unit

FIRST: Final = bytes(32)
"""What stands before the first line of a log."""

_NOTHING: Final = sha256(b"").digest()
_PLACE: Final = f'{{"{SEALED}":'.encode()

_STATES: Final[Mapping[str, type[Subject]]] = MappingProxyType({"case": Case, "unit": Unit, "staff": Staff})


@dataclass(frozen=True, slots=True)
class EncodedEvent:
    """A line ready to be stored. `ciphertext` (nonce first) and `sealed_hash` are None where nothing is personal."""

    body: bytes
    ciphertext: bytes | None
    sealed_hash: bytes | None

    def hash(self, before: bytes) -> bytes:
        """Its hash after the line with hash `before` (`FIRST` at the beginning), 32 bytes."""
        return chained(before, self.body, self.sealed_hash)


def encode_entry(entry: Entry, sequence: int, key: bytes | None, nonce: bytes) -> EncodedEvent:
    """The line number `sequence` of the log of `entry.fact.subject`, under the subject's key.

    `nonce` is 12 bytes of chance, used once. Raises ValueError where something is personal and there is no key.
    """
    values: list[Any] = []
    fact = entry.fact
    body = orjson.dumps(
        {
            "decided_with": dict(entry.decided_with),
            "fact": dumped(fact, by_alias=True, exclude_none=True, context=Sealing(values)),
            "reasons": [_reason(reason) for reason in entry.reasons],
            "recorded_at": moment(entry.recorded_at),
            "verb": entry.verb.value,
        },
        option=orjson.OPT_SORT_KEYS,
    )
    if not values:
        return EncodedEvent(body, None, None)
    if key is None:
        raise ValueError(f"{fact.subject}: {fact.type} is personal, and there is no key to seal it with")
    sealed = seal(key, aad(fact.subject, sequence, fact.type), orjson.dumps(values), nonce)
    return EncodedEvent(body, sealed, sha256(sealed).digest())


def decode_entry(body: bytes, values: list[Any] | None) -> Entry:
    """The line again; `values` is what was sealed (None: personal values read as Erased).

    Raises Unreadable (events/catalogue.py) where the fact is none that this version knows.
    """
    stored = orjson.loads(body)
    return Entry(
        verb=Verb(stored["verb"]),
        fact=_fact(stored["fact"], values),
        recorded_at=datetime.fromisoformat(stored["recorded_at"]),
        reasons=tuple(
            Reason(
                code=reason["code"],
                rules=tuple(reason["rules"]),
                facts=tuple(reason["facts"]),
                waits_for=tuple(reason["waits_for"]),
                cleared_by=tuple(reason["cleared_by"]),
            )
            for reason in stored["reasons"]
        ),
        decided_with=stored["decided_with"],
    )


def open_values(key: bytes, subject: str, sequence: int, type_: str, ciphertext: bytes) -> list[Any]:
    """The personal values of a line. Raises SealError."""
    values: list[Any] = orjson.loads(unseal(key, aad(subject, sequence, type_), ciphertext))
    return values


def takes_sealed(body: bytes) -> bool:
    """Whether a body has places for sealed values; a place with -1 was erased before it was written."""
    return body.count(_PLACE) != body.count(_PLACE + b"-1}")


def chained(before: bytes, body: bytes, sealed_hash: bytes | None) -> bytes:
    """The hash of a line, 32 bytes; needs no ciphertext, so that the chain verifies after an erasure."""
    return sha256(before + sha256(body).digest() + (sealed_hash or _NOTHING)).digest()


def aad(subject: str, sequence: int, type_: str) -> str:
    """What a sealed part is bound to: it opens in no other place."""
    return f"{subject}|{sequence}|{type_}"


def moment(at: datetime) -> str:
    """A moment in UTC with a Z, to the microsecond."""
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat().replace("+00:00", "Z")


def dump_state(state: Subject) -> bytes:
    """A subject's state as it is stored; nothing in it is personal.

    What stands at its default is left out, which is most of it: a default that changes makes another state out of the
    same log (`FOLD_VERSION`).
    """
    stored: bytes = _adapter(state.subject.partition("/")[0]).dump_json(state, exclude_defaults=True)
    return stored


def load_state(kind: SubjectKind, stored: bytes) -> Subject:
    """The state again, equal to the one that was dumped. Raises pydantic.ValidationError where it has another shape."""
    state: Subject = _adapter(kind).validate_json(stored)
    return state


def _fact(message: Any, values: list[Any] | None) -> Fact:
    return from_object(message, Unsealing(values))


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "cleared_by": reason.cleared_by,
        "code": reason.code,
        "facts": reason.facts,
        "rules": reason.rules,
        "waits_for": reason.waits_for,
    }


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    """Made when it is needed: that of a case takes longer than many a command."""
    return TypeAdapter(_STATES[kind])
