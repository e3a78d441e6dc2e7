"""Writes subjects into a record as casework does, without its decisions: for tests of what reads the record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
from psycopg import Connection
from psycopg.rows import TupleRow

from events.assessment import Assessed
from events.catalogue import build
from events.correction import Corrected
from events.fact import Fact, FactData
from events.intake import ReferralReceived, Referrer
from events.person import Guardian, Person
from events.personal import Open, searchable
from events.refs import case_ref
from events.staff import StaffAdded
from events.unit import UnitAdded
from events.values import Answer, CaseRole, Category, GuardianKind, Reported, Role, Source
from services.clock import SystemClock
from services.store.codec import FIRST, dump_state, encode_entry
from services.store.keys import KeyRing, key_values
from services.store.queries import QUERIES
from tests.support.facts import CANARY
from workflows.duties import Subject, duties, unit_of
from workflows.outcome import Entry, Verb
from workflows.policy import DEFAULT
from workflows.record import evolve
from workflows.versions import FOLD_VERSION, RULES_VERSION

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
CLOCK = SystemClock()


def ref(number: int) -> str:
    """The number-th case reference of the test."""
    return case_ref(number.to_bytes(4, "big"))


def entry(data: FactData, subject: str, minutes: int = 0, *, verb: Verb = Verb.RECORDED, **decided_with: Any) -> Entry:
    """A line of a log; `minutes` after START, when it also happened."""
    at = START + timedelta(minutes=minutes)
    fact = build(
        data,
        id=f"{subject.partition('/')[2]}-{minutes}",
        source=Source.DESK,
        subject=subject,
        time=at,
        reported_by="staff/k1",
        recorded_by="staff/k1",
    )
    return Entry(verb, fact, at, (), {"policy": DEFAULT.version, **decided_with})


def referred(number: int, unit: str = "ost") -> Entry:
    """A new case by referral; everything personal carries the canary, and e1 investigates the second."""
    data = ReferralReceived(
        person=Person(name=Open(f"{CANARY} {number}"), birth_date=Open(date(2010, 5, 1)), phone=Open("22 00 00 00")),
        guardians=(Guardian(name=Open(f"{CANARY} Mor"), kind=GuardianKind.MOTHER),),
        category=Category.VIOLENCE,
        role=CaseRole.VICTIM,
        referrer=Referrer(name=Open(f"{CANARY} Lærer"), agency="skole"),
        reported=Reported.YES,
        investigator="e1" if number == 2 else None,
    )
    return entry(
        data, f"case/{ref(number)}", unit=unit, minor=True, under_18=True, adult_from="2028-05-31", continues=None,
        incident="i1",
    )  # fmt: skip


def assessed(number: int, minutes: int = 10) -> Entry:
    """The coordinator offers the programme."""
    return entry(
        Assessed(decision="offer", perpetrator_in_family=Answer.NO, reason_to_go_on=Open(f"{CANARY} trenger hjelp")),
        f"case/{ref(number)}",
        minutes,
        minor=True,
    )


def corrected(number: int, minutes: int = 20) -> Entry:
    """Something in the referral was wrong."""
    first = referred(number).fact
    return entry(
        Corrected(fact=first.ref, field="category", value=Open("robbery"), why=Open(f"{CANARY} tastefeil")),
        f"case/{ref(number)}",
        minutes,
        minor=True,
        corrected="robbery",
    )


def unit_added(slug: str) -> Entry:
    """A unit."""
    return entry(UnitAdded(name=slug.title(), since=date(2026, 10, 5)), f"unit/{slug}")


def staff_added(slug: str, *roles: Role, units: Sequence[str] = ("ost",)) -> Entry:
    """A member of staff."""
    data = StaffAdded(name=Open(f"{CANARY} {slug}"), roles=roles, units=tuple(units), organisation="bydel")
    return entry(data, f"staff/{slug}")


@dataclass
class Writer:
    """Appends whole logs, one transaction each."""

    connection: Connection[TupleRow]
    keyring: KeyRing

    def write(self, *log: Entry) -> Subject:
        """One subject, from its first line; returns its state."""
        with self.connection.transaction():
            return self._write(log)

    def _write(self, log: Sequence[Entry]) -> Subject:
        subject = log[0].fact.subject
        kind, _, name = subject.partition("/")
        row, key = self.keyring.new_subject_key(kind, name)
        self.connection.execute(QUERIES["keep_key"], key_values(row))
        head, state = FIRST, None
        for sequence, line in enumerate(log, start=1):
            state = evolve(state, line, log[: sequence - 1])
            event = encode_entry(line, sequence, key, CLOCK.token(12))
            before, head = head, event.hash(head)
            event_id = CLOCK.new_id()
            unit = None if kind == "staff" else unit_of(state)
            fact = line.fact
            self.connection.execute(
                "INSERT INTO events (subject_kind, subject_id, sequence, event_id, verb, type, source, fact_id, unit,"
                " happened, recorded, body, sealed_hash, prev_hash, hash)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    kind, name, sequence, event_id, line.verb.value, fact.type, fact.source.value, fact.id, unit,
                    fact.time, line.recorded_at, event.body, event.sealed_hash, before, head,
                ),
            )  # fmt: skip
            if event.ciphertext is not None:
                self.connection.execute(
                    "INSERT INTO sealed VALUES (%s, %s, %s)", (event_id, row.key_id, event.ciphertext)
                )
            self._around(line, subject, unit, event_id, head)
        assert state is not None
        self._state(state, log, head)
        return state

    def _around(self, line: Entry, subject: str, unit: str | None, event_id: object, head: bytes) -> None:
        """Inbox, outbox, ledger, index."""
        fact, at = line.fact, line.recorded_at
        kind, _, name = subject.partition("/")
        outcome = {"lifted": "breached", "superseded": "recorded"}.get(line.verb.value, line.verb.value)
        answer = orjson.dumps({"outcome": outcome, "reasons": []})
        self.connection.execute(
            "INSERT INTO inbox VALUES (%s, %s, %s, %s, %s, %s, %s, %s, NULL, %s, %s, %s)",
            (fact.source.value, fact.id, sha256(b"").digest(), fact.type, kind, name, outcome, answer, unit, at, at),
        )
        self.connection.execute(
            "INSERT INTO outbox (event_id, nats_subject, body, created) VALUES (%s, 'trygghet.cases', '{}', %s)",
            (event_id, at),
        )
        self.connection.execute(
            "INSERT INTO ledger (at, actor, act, subject, event_hash) VALUES (%s, %s, %s, %s, %s)",
            (at, fact.reported_by, line.verb.value, subject, head),
        )
        for token_kind, value in searchable(fact.data):
            self.connection.execute(
                "INSERT INTO blind_index VALUES (%s, %s, %s, %s, NULL) ON CONFLICT DO NOTHING",
                (token_kind, self.keyring.index_token(token_kind, value), kind, name),
            )

    def _state(self, state: Subject, log: Sequence[Entry], head: bytes) -> None:
        kind, _, name = state.subject.partition("/")
        unit = None if kind == "staff" else unit_of(state)
        self.connection.execute(
            "INSERT INTO subjects VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                kind, name, unit, getattr(state, "phase", None), state.sequence, head, dump_state(state), FOLD_VERSION,
                RULES_VERSION, DEFAULT.version, list(getattr(state, "people", ())), log[0].recorded_at,
                log[-1].recorded_at,
            ),
        )  # fmt: skip
        for duty in duties(state, DEFAULT):
            self.connection.execute(
                "INSERT INTO duties VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    duty.key, kind, name, unit, duty.kind, duty.party, duty.owner, duty.from_date, duty.due_date,
                    duty.until_date, list(duty.rules), duty.caused_by, list(duty.cleared_by), list(duty.waiting_for),
                ),
            )  # fmt: skip


def district(writer: Writer) -> Iterator[Fact]:
    """Two units, three people, four cases; the facts in the order in which they were written."""
    logs = (
        (unit_added("ost"),),
        (unit_added("vest"),),
        (staff_added("k1", Role.COORDINATOR),),
        (staff_added("k2", Role.COORDINATOR, units=("vest",)),),
        (staff_added("e1", Role.INVESTIGATOR, units=()),),
        (staff_added("s1", Role.SALTO),),
        (referred(1), assessed(1), corrected(1)),
        (referred(2), assessed(2)),
        (referred(3, "vest"),),
    )
    for log in logs:
        writer.write(*log)
        yield from (line.fact for line in log)
