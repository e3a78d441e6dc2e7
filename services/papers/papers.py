"""Reads what a paper is made of, for somebody who may have it; that it was read is in the ledger before it leaves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.directory import DirectoryTold
from events.refs import SubjectKind
from events.staff import StaffAdded, StaffChanged
from events.unit import UnitAdded
from services.clock import Clock
from services.papers.working import Worker, workers_of
from services.store.answers import CaseView
from services.store.asking import Actor, NotAllowed, NotThere, seeing_as
from services.store.codec import decode_entry, load_state, open_values
from services.store.contacts import ContactLine, lines_of
from services.store.keys import KeyRing, KeyRow
from services.store.queries import QUERIES
from services.store.read import Reader
from workflows.access import Act, may
from workflows.outcome import Entry
from workflows.unit import Unit
from workflows.workdays import day_of


@dataclass(frozen=True, slots=True)
class Material:
    """What a paper about a case is made of: the case as its reader sees it, who works with it, whom to turn to."""

    view: CaseView
    now: datetime
    unit_name: str
    workers: dict[str, Worker] = field(default_factory=dict)
    directory: tuple[ContactLine, ...] = ()

    @property
    def today(self) -> date:
        """The day in Norway."""
        return day_of(self.now)

    def name(self, slug: str | None) -> str:
        """A member of staff by name."""
        one = self.workers.get(slug or "")
        return (one.name if one is not None else None) or slug or ""


@dataclass(frozen=True, slots=True)
class Written:
    """When a line was written: its hash, and the number of its entry in the ledger (None: not chained yet)."""

    sequence: int
    hash: str
    entry: int | None


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The first signed head of the ledger that covers all lines; `public_key` checks the signature. Hex."""

    no: int
    hash: str
    signature: str
    at: datetime
    public_key: str


@dataclass(frozen=True, slots=True)
class Found:
    """The line that has a hash."""

    subject: str
    sequence: int
    recorded: datetime
    entry: int | None


class Papers:
    """What papers are made of. Thread-safe; the pool is that of role reader."""

    def __init__(
        self, reader: Reader, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing, clock: Clock
    ) -> None:
        self._reader = reader
        self._pool = pool
        self._keyring = keyring
        self._clock = clock

    def material(self, actor: Actor, ref: str, act: Act) -> Material:
        """What a paper about a case is made of. Raises NotAllowed, NotThere."""
        view = self._reader.case(actor, ref, paper=act)
        return self._around(actor, view)

    def concerned(self, actor: Actor, ref: str | None) -> tuple[CaseView | None, Worker, dict[str, Worker]]:
        """What a report to barnevern is made of, the one who asks, and all who worked with the case by name. There is
        no case where none is named, or where they do not see it: then it is theirs to fill in (R164). Raises NotAllowed
        of who does not work here any more.
        """
        if not may(actor.member, "write_concern"):
            raise NotAllowed(actor, "write_concern")
        try:
            view = self._reader.case(actor, ref, paper="write_concern") if ref is not None else None
        except (NotAllowed, NotThere):
            view = None
        named = {line.fact.reported_by.removeprefix("staff/") for line in view.timeline} if view is not None else set()
        workers = self._workers(actor, named | {actor.slug})
        return view, workers.get(actor.slug, Worker(actor.slug)), workers

    def proof(self, connection: Connection[TupleRow], ref: str) -> tuple[dict[int, Written], SignedHead | None]:
        """For each line of a case's log when it was written, and the head of the ledger over them; `connection` is the
        auditor's, and nothing personal is read."""
        rows = connection.execute(QUERIES["proof_of_lines"], {"ref": ref}).fetchall()
        lines = {sequence: Written(sequence, bytes(hash_).hex(), no) for sequence, hash_, no in rows}
        last = max((one.entry for one in lines.values() if one.entry is not None), default=None)
        row = connection.execute(QUERIES["head_over"], {"no": last}).fetchone() if last is not None else None
        if row is None:
            return lines, None
        no, hash_, signature, at = row
        key = self._keyring.ledger_public_key.hex()
        return lines, SignedHead(no, bytes(hash_).hex(), bytes(signature).hex(), at, key)

    def line(self, connection: Connection[TupleRow], hash_: str) -> tuple[Found, SignedHead | None] | None:
        """The line of a log that has this hash (64 hex digits), and the head of the ledger over it. `connection` is the
        auditor's."""
        row = connection.execute(QUERIES["line_with_hash"], {"hash": bytes.fromhex(hash_)}).fetchone()
        if row is None:
            return None
        found = Found(*row)
        head = None
        if found.entry is not None:
            over = connection.execute(QUERIES["head_over"], {"no": found.entry}).fetchone()
            if over is not None:
                key = self._keyring.ledger_public_key.hex()
                head = SignedHead(over[0], bytes(over[1]).hex(), bytes(over[2]).hex(), over[3], key)
        return found, head

    def _around(self, actor: Actor, view: CaseView) -> Material:
        case = view.case
        if case is None:
            raise AssertionError("a paper is about a case as it stands")
        named = {line.fact.reported_by.removeprefix("staff/") for line in view.timeline}
        named |= {slug for line in view.timeline for slug in _slugs(line.fact.data.model_dump(mode="python"))}
        workers = self._workers(actor, {*named, *case.people, actor.slug})
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(QUERIES["see_as"], {"units": case.unit, "staff": actor.slug})
            types = [UnitAdded.TYPE, DirectoryTold.TYPE]
            rows = connection.execute(QUERIES["unit_lines"], {"unit": case.unit, "types": types}).fetchall()
            ((_, state),) = connection.execute(QUERIES["unit_states"], {"units": [case.unit]}).fetchall()
        entries = [self._entry("unit", row) for row in rows]
        name = next((e.fact.data.name for e in entries if isinstance(e.fact.data, UnitAdded)), case.unit)
        unit = load_state("unit", state)
        directory = lines_of(unit, entries) if isinstance(unit, Unit) else ()
        return Material(view, self._clock.now(), name, workers, directory)

    def _workers(self, actor: Actor, slugs: Iterable[str]) -> dict[str, Worker]:
        with self._pool.connection() as connection, seeing_as(connection, actor):
            types = [StaffAdded.TYPE, StaffChanged.TYPE]
            rows = connection.execute(QUERIES["staff_lines"], {"slugs": sorted(slugs), "types": types}).fetchall()
        return workers_of(self._entry("staff", row) for row in rows)

    def _entry(self, kind: SubjectKind, row: TupleRow) -> Entry:
        name, sequence, type_, body, ciphertext, key_id, epoch, wrapped = row
        values: list[Any] | None = None
        if ciphertext is not None and key_id is not None:
            key = self._keyring.open_key(KeyRow(kind, name, key_id, epoch, bytes(wrapped)))
            values = open_values(key, f"{kind}/{name}", sequence, type_, bytes(ciphertext))
        return decode_entry(bytes(body), values)


def _slugs(values: dict[str, Any]) -> Iterable[str]:
    """The members of staff that a fact may name."""
    return (
        values[name] for name in ("guide", "successor", "held_by", "holder", "by") if isinstance(values.get(name), str)
    )
