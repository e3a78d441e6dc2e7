"""What a unit has decided of its own practice, version by version: by whom, from which day, and why."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.personal import reveal
from events.policy import PolicyChanged
from services.clock import Clock
from services.store.asking import Actor, NotAllowed, seeing_as
from services.store.codec import decode_entry, open_values
from services.store.keys import KeyRing, KeyRow
from services.store.queries import QUERIES
from workflows.access import may
from workflows.policy import DEFAULT, Policy
from workflows.practice import policy_of


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a unit's practice; `why` is None where nothing was told, or it is not for whoever asks."""

    policy: Policy
    from_date: date
    by: str
    recorded: datetime
    why: str | None = None


@dataclass(frozen=True, slots=True)
class UnitPractice:
    """A unit's practice as it stands on a day, and all its versions, the one that began first before the others."""

    now: Policy
    since: date | None
    versions: tuple[Version, ...]

    def before(self, version: Version) -> Policy:
        """What counted until that version did."""
        at = self.versions.index(version)
        return self.versions[at - 1].policy if at else DEFAULT


class Practices:
    """The question about local practice. Thread-safe; the pool is that of role reader."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], keyring: KeyRing, clock: Clock) -> None:
        self._pool = pool
        self._keyring = keyring
        self._clock = clock

    def of_unit(self, actor: Actor, unit: str, today: date) -> UnitPractice:
        """The unit's practice. The reasons that were written are opened for its own people, and noted in the ledger
        before they are. Raises NotAllowed, KeyMissing."""
        if not may(actor.member, "see_practice", unit):
            raise NotAllowed(actor, "see_practice")
        opens = may(actor.member, "see_personal", unit)
        with self._pool.connection() as connection, seeing_as(connection, actor):
            asked = {"unit": unit, "type": PolicyChanged.TYPE}
            rows = connection.execute(QUERIES["unit_facts"], asked).fetchall()
            sealed = opens and any(row[2] is not None for row in rows)
            key = connection.execute(QUERIES["key_of"], ("unit", unit)).fetchone() if sealed else None
            if sealed:
                told = (self._clock.now(), actor.ref, "read_practice", f"unit/{unit}", f"{len(rows)} versions")
                connection.execute(QUERIES["note_in_ledger"], told)
        # The transaction is over: the entry in the ledger is committed, and only now anything is opened.
        opened = self._keyring.open_key(KeyRow("unit", unit, *key)) if key is not None else None
        versions = sorted((_version(unit, row, opened) for row in rows), key=lambda v: v.from_date)
        standing = [one for one in versions if one.from_date <= today]
        now, since = (standing[-1].policy, standing[-1].from_date) if standing else (DEFAULT, None)
        return UnitPractice(now, since, tuple(versions))


def _version(unit: str, row: TupleRow, key: bytes | None) -> Version:
    sequence, body, ciphertext = row
    values: list[Any] | None = None
    if key is not None and ciphertext is not None:
        values = open_values(key, f"unit/{unit}", sequence, PolicyChanged.TYPE, bytes(ciphertext))
    entry = decode_entry(bytes(body), values)
    told = entry.fact.data
    if not isinstance(told, PolicyChanged):
        raise TypeError(f"unit/{unit} {sequence} is no practice")
    return Version(policy_of(told), told.from_date, entry.fact.reported_by, entry.recorded_at, reveal(told.why))
