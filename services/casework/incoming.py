"""What comes in, and what whoever sent it is told."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final, Literal
from uuid import UUID

import orjson

from events.catalogue import Unreadable, from_object, to_wire
from events.fact import FACT_ID, Fact
from events.subjects import source_of
from workflows.intake import RowOutcome
from workflows.outcome import Reason

Result = Literal["recorded", "breached", "waiting", "refused", "no_case", "quarantined", "known", "outside"]
"""The outcome of a fact, as the inbox keeps it; `waiting`, `no_case` and `quarantined` are provisional."""

_WORD: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")

BUG: Final = "bug"
"""Why a readable fact was put aside: the service stumbled over it."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as it came. `import_id` names the import that read it out of a file."""

    raw: bytes
    nats_subject: str | None = None
    import_id: UUID | None = None
    fact: Fact | None = None

    @classmethod
    def of(cls, fact: Fact, import_id: UUID | None = None) -> "Incoming":
        """A fact that this process has built itself, and so need not be read again."""
        return cls(to_wire(fact), None, import_id, fact)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of a fact on one of the subjects that it concerns."""

    subject: str
    verb: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The present outcome of a fact, without personal data.

    `source` and `id` are None where the message was too broken to have any. `results` has one line for each subject on
    which it stands; `subject` and `sequence` are those of the first. `row` is how a row of an extract was judged
    (D26), `case` the case that it belongs to and `to_decide` whether a person has to decide it. `elsewhere` names the
    units in which the same person is known, `alike` the cases that might be of the same person (D28). `repeated` says
    that the fact was here before and nothing was done. `number` is that of the quarantine.
    """

    source: str | None
    id: str | None
    outcome: Result
    reasons: tuple[Reason, ...] = ()
    subject: str | None = None
    sequence: int | None = None
    results: tuple[CaseResult, ...] = ()
    row: RowOutcome | None = None
    case: str | None = None
    to_decide: bool = False
    elsewhere: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    repeated: bool = False
    number: int | None = None

    def stored(self) -> bytes:
        """As the inbox keeps it."""
        return orjson.dumps(
            {
                "outcome": self.outcome,
                "reasons": [reason_object(reason) for reason in self.reasons],
                "results": [[r.subject, r.verb, r.sequence] for r in self.results],
                "row": self.row,
                "case": self.case,
                "to_decide": self.to_decide,
                "elsewhere": self.elsewhere,
                "alike": self.alike,
                "number": self.number,
            },
            option=orjson.OPT_SORT_KEYS,
        )

    @classmethod
    def read(cls, source: str, fact_id: str, stored: bytes) -> "Answer":
        """What the inbox kept."""
        kept = orjson.loads(stored)
        results = tuple(CaseResult(*result) for result in kept["results"])
        return cls(
            source=source,
            id=fact_id,
            outcome=kept["outcome"],
            reasons=tuple(Reason(**{k: _tuple(v) for k, v in reason.items()}) for reason in kept["reasons"]),
            subject=results[0].subject if results else None,
            sequence=results[0].sequence if results else None,
            results=results,
            row=kept["row"],
            case=kept["case"],
            to_decide=kept["to_decide"],
            elsewhere=tuple(kept["elsewhere"]),
            alike=tuple(kept["alike"]),
            number=kept["number"],
        )

    def again(self) -> "Answer":
        """The same, told to somebody who sent the fact once more."""
        return replace(self, repeated=True)


def reason_object(reason: Reason) -> dict[str, Any]:
    """A reason as JSON carries it; the same words as in the log."""
    return {
        "code": reason.code,
        "rules": reason.rules,
        "facts": reason.facts,
        "waits_for": reason.waits_for,
        "cleared_by": reason.cleared_by,
    }


@dataclass(slots=True)
class Reading:
    """A message read once, before any transaction; every try of the batch starts from it.

    `body_hash` is keyed, of the content with sorted keys: the same fact written by another JSON library is the same.
    `retried` says that somebody has taken it out of the quarantine to try it again.
    """

    incoming: Incoming
    source: str | None
    fact_id: str | None
    body_hash: bytes
    raw_hash: bytes
    fact: Fact | None = None
    fault: str | None = None
    where: tuple[str, ...] = ()
    retried: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Source and id of a fact that could be read."""
        if self.fact is None:
            raise ValueError("a message that could not be read has no key")
        return (self.fact.source.value, self.fact.id)


def reading(incoming: Incoming, index_token: Callable[[str, str], bytes]) -> Reading:
    """Read a message. What is wrong with it stands in `fault` and `where`, never its values."""
    raw_hash = _keyed(incoming.raw, index_token)
    if incoming.fact is not None:
        fact = incoming.fact  # of our own making: its bytes are in canonical order already
        return Reading(incoming, fact.source.value, fact.id, raw_hash, raw_hash, fact)
    try:
        message = orjson.loads(incoming.raw)
    except orjson.JSONDecodeError as error:
        return Reading(incoming, None, None, raw_hash, raw_hash, fault="not_json", where=(f"character {error.pos}",))
    body_hash = _keyed(orjson.dumps(message, option=orjson.OPT_SORT_KEYS), index_token)
    source, fact_id = _named(message)
    read = Reading(incoming, source, fact_id, body_hash, raw_hash)
    try:
        fact = from_object(message)
    except Unreadable as unreadable:
        read.fault, read.where = unreadable.code, unreadable.where
        return read
    if fact.addressed_kind not in fact.data.addressed():
        read.fault, read.where = "wrong_subject", ("subject",)
    elif incoming.nats_subject is not None and source_of(incoming.nats_subject) != fact.source.value:
        read.fault, read.where = "wrong_source", ("source",)
    read.fact = fact
    return read


def _keyed(content: bytes, index_token: Callable[[str, str], bytes]) -> bytes:
    """Hash of a message that nobody can try values against without the index key."""
    return index_token("content", f"message {sha256(content).hexdigest()}")


def _named(message: Any) -> tuple[str | None, str | None]:
    """Source and id of what may be no fact at all; None where they are not of the form that is never a person's name,
    since they stand in the clear in lists, the ledger and on the bus."""
    if not isinstance(message, dict):
        return None, None
    source, fact_id = message.get("source"), message.get("id")
    return (
        source if isinstance(source, str) and _WORD.fullmatch(source) else None,
        fact_id if isinstance(fact_id, str) and FACT_ID.fullmatch(fact_id) else None,
    )


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
