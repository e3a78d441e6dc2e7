"""Whom to turn to in a unit's district, as it was told last; opened for those who may see it, noted in the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.directory import DirectoryTold
from events.personal import Open, Personal
from services.clock import Clock
from services.store.asking import Actor, NotAllowed, NotThere, seeing_as
from services.store.codec import decode_entry, load_state, open_values
from services.store.keys import KeyRing, KeyRow
from services.store.queries import QUERIES
from workflows.access import may
from workflows.directory import to_turn_to
from workflows.outcome import Entry
from workflows.unit import Unit


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Somebody to turn to. Person, phone and e-mail are None where they were not told, or are erased."""

    entry: str
    kind: str
    agency: str
    areas: tuple[str, ...]
    person: str | None = None
    phone: str | None = None
    email: str | None = None
    url: str | None = None


class Contacts:
    """The questions about the directory. Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing, clock: Clock) -> None:
        self._pool = pool
        self._keyring = keyring
        self._clock = clock

    def of_unit(self, actor: Actor, unit: str, kind: str | None = None, area: str = "") -> tuple[ContactLine, ...]:
        """Whom to turn to, those of the area first. Raises NotAllowed, NotThere, KeyMissing."""
        if not may(actor.member, "see_directory", unit):
            raise NotAllowed(actor, "see_directory")
        with self._pool.connection() as connection, seeing_as(connection, actor):
            row = connection.execute(QUERIES["unit_states"], {"units": [unit]}).fetchone()
            state = load_state("unit", row[1]) if row is not None else None
            asked = {"unit": unit, "type": DirectoryTold.TYPE}
            facts = connection.execute(QUERIES["unit_facts"], asked).fetchall()
            key = connection.execute(QUERIES["key_of"], ("unit", unit)).fetchone()
            told = (self._clock.now(), actor.ref, "read_directory", f"unit/{unit}", f"{len(facts)} facts")
            connection.execute(QUERIES["note_in_ledger"], told)
        # The transaction is over: the entry in the ledger is committed, and only now anything is opened.
        if not isinstance(state, Unit):
            raise NotThere(f"unit/{unit}")
        opened = self._keyring.open_key(KeyRow("unit", unit, *key)) if key is not None else None
        entries = []
        for sequence, body, ciphertext in facts:
            values = None
            if opened is not None and ciphertext is not None:
                values = open_values(opened, f"unit/{unit}", sequence, DirectoryTold.TYPE, ciphertext)
            entries.append(decode_entry(body, values))
        return lines_of(state, entries, *((kind,) if kind is not None else ()), area=area)


def lines_of(unit: Unit, entries: Iterable[Entry], *kinds: str, area: str = "") -> tuple[ContactLine, ...]:
    """Whom to turn to, with what `entries` of the unit's log tell of each, as far as they are opened."""
    told = {entry.fact.key: entry.fact.data for entry in entries}
    found = (told[one.fact] for one in to_turn_to(unit, *kinds, area=area))
    return tuple(_line(one) for one in found if isinstance(one, DirectoryTold))


def _line(told: DirectoryTold) -> ContactLine:
    return ContactLine(
        told.entry,
        told.kind,
        told.agency,
        told.areas,
        _open(told.person),
        _open(told.phone),
        _open(told.email),
        told.url,
    )


def _open(value: Personal[str] | None) -> str | None:
    return str(value.value) if isinstance(value, Open) else None
