"""A whole installation in which a case is walked through: real servers, the real services, a clock that the walk sets.

Facts go on the bus as CloudEvents and are decided by the consumer; what became of each is heard on CASES. Rows come by
the importer. What stands afterwards is read by the command line's own functions, as somebody who works there.
"""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from nats.aio.client import Client
from pydantic import SecretStr

from events.catalogue import build, to_wire
from events.fact import Fact, FactData
from events.personal import Open
from events.staff import StaffAdded
from events.subjects import INTAKE
from events.unit import UnitAdded
from events.values import Source
from services.bootstrap import Service
from services.bus.broker import Denials, connect
from services.bus.outcomes import Outcomes
from services.bus.publish import message_of
from services.bus.sending import Sender
from services.bus.server import BusAddresses
from services.casework.incoming import Incoming
from services.cli import look
from services.cli.call import Call
from services.installation import Running
from services.parts import PartName
from services.reminders.raising import Raising
from services.settings import Settings
from services.store.connect import Database, Role
from tests.conftest import Databases, RecordTemplate
from tests.support.bus import BYTES, emptied
from tests.support.extracts import write
from tests.support.happenings import SteppingClock
from tests.support.loop import Loop
from tests.support.people import STAFF
from tests.support.record import Record, copied
from tests.support.story import OSLO, Step, at, day
from workflows.workdays import day_of

BEGINS = at(0, 8)
"""Monday morning, day 0 of every walk."""

_AT_WORK: tuple[PartName, ...] = ("casework", "relay", "audit")


@dataclass
class _Wire:
    """Our end of the bus, and the services at the other."""

    url: str
    stop: asyncio.Event
    tasks: list["asyncio.Task[None]"]
    connection: Client
    outcomes: Outcomes

    @classmethod
    async def opened(cls, service: Service) -> "_Wire":
        url = service.running.nats_url
        await emptied(url)
        stop = asyncio.Event()
        tasks = [asyncio.create_task(part.run(stop)) for part in service.parts(_AT_WORK)]
        connection = await connect(url, "a walk", 5.0, Denials())
        outcomes = await Outcomes(url, seconds=5.0, inbox=lambda _keys: {}).__aenter__()
        return cls(url, stop, tasks, connection, outcomes)

    async def put(self, facts: Sequence[Fact]) -> dict[tuple[str, str], dict[str, Any]]:
        """On the bus, all at once; and what was heard of each on CASES."""
        messages = [message_of(to_wire(fact))[1] for fact in facts]
        await Sender(self.connection, INTAKE, Denials()).send(messages)
        return await self.heard(facts)

    async def heard(self, facts: Sequence[Fact]) -> dict[tuple[str, str], dict[str, Any]]:
        keys = {(fact.source.value, fact.id) for fact in facts}
        return {key: told async for key, told in self.outcomes.of(keys)}

    async def closed(self) -> None:
        self.stop.set()
        await self.outcomes.__aexit__(None)
        await self.connection.close()
        _, late = await asyncio.wait(self.tasks, timeout=20.0)
        assert not late, "a service did not stop"
        for task in self.tasks:
            task.result()


class _Said(Call):
    """A command of the command line, run in this process: what it would write is kept."""

    def __init__(self, service: Service, as_staff: str, *, json: bool) -> None:
        super().__init__(data=None, json=json, as_staff=as_staff)
        self._service = service
        self.value: Any = None
        self.text = ""

    @contextmanager
    def service(self, *_needs: Any, **_how: Any) -> Iterator[Service]:
        yield self._service

    def out(self, text: str) -> None:
        self.text += text + "\n"

    def print_json(self, value: Any, *, one_line: bool = False) -> None:
        self.value = orjson.loads(orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS))

    def say(self, code: str, **values: object) -> None:
        pass


@dataclass
class Town:
    """A unit with its people on the days of a walk. `cases` are the walks through it, each a case's."""

    service: Service
    clock: SteppingClock
    loop: Loop
    wire: _Wire
    superuser_dsn: str
    folder: Path
    looked: list[tuple[str, str]] = field(default_factory=list)
    told: int = 0

    # ------------------------------------------------------------------------------------------------------ the days

    @property
    def today(self) -> date:
        return day_of(self.clock.now())

    def on(self, number: int, hour: int = 8) -> "Town":
        """It is day `number`: what time alone brings has come, and the morning's reminders are raised."""
        before, moment = self.today, at(number, hour)
        assert moment >= self.clock.at, f"it is already {self.clock.at}"
        self.clock.at = moment
        if day_of(moment) != before:
            self.service.casework.tick(moment)
            self._remind()
        return self

    def _remind(self) -> None:
        raising = Raising(self.clock, self.service.meters)
        with self.service.pool(Role.REMINDERS).connection() as connection:
            after: str | None = ""
            while after is not None:
                _, after = raising.some(connection, after)

    # ------------------------------------------------------------------------------------------------- what comes in

    def fact(self, step: Step, subject: str) -> Fact:
        """The fact of a step, an hour after the one before unless it says when."""
        assert not callable(step.data), "whoever tells the fact knows what it names"
        if step.moment is not None:
            happened = step.moment
        elif step.day is not None:
            happened = at(step.day, step.hour)
        else:
            happened = self.clock.at + timedelta(hours=1)
        self.told += 1
        return build(
            step.data,
            id=step.name or f"w{self.told}",
            source=step.source,
            subject=subject,
            time=happened,
            reported_by=step.by,
            recorded_by=step.by,
            on_behalf_channel=step.on_behalf,
        )

    def tell(self, step: Step, subject: str) -> dict[str, Any]:
        """What became of one fact, heard on CASES."""
        fact = self.fact(step, subject)
        arrives = at(step.recorded, 12) if step.recorded is not None else fact.time
        if day_of(arrives) > self.today:
            self.on((day_of(arrives) - day(0)).days, arrives.astimezone(OSLO).hour)
        self.clock.at = max(self.clock.at, arrives)
        return self.loop.run(self.wire.put([fact]))[fact.source.value, fact.id]

    def imported(self, *rows: dict[str, str], week: str = "2026-W02", unit: str = "ost") -> list[str]:
        """A weekly extract is read; the cases of its rows, in the order of the file."""
        self.told += 1
        path = write(self.folder, list(rows), f"uttrekk-{self.told}.csv")
        self.service.importer.import_file(path, unit, week)
        query = "SELECT case_id FROM import_rows WHERE unit = %s AND week = %s AND case_id IS NOT NULL ORDER BY row"
        return self.ask(query, unit, week)

    # ------------------------------------------------------------------------------------------------- what is there

    def command(self, command: Callable[..., None], *words: Any, by: str, json: bool = False, **options: Any) -> _Said:
        """A command of `trygghet`, as `--as BY` has it."""
        said = _Said(self.service, by, json=json)
        command(said, *words, **options)
        return said

    def cases(self, by: str) -> list[dict[str, Any]]:
        """`trygghet cases --json --as BY`."""
        found: list[dict[str, Any]] = self.command(look.cases, by=by, json=True).value
        return found

    def hearings(self, by: str) -> list[dict[str, Any]]:
        """`trygghet hearings --json --as BY`."""
        found: list[dict[str, Any]] = self.command(look.hearings, by=by, json=True).value
        return found

    def duties_of(self, by: str, **which: Any) -> list[tuple[str, str]]:
        """(kind, subject) of what somebody sees: `trygghet duties --json --as BY`."""
        return [(d["kind"], d["subject"]) for d in self.command(look.duties, by=by, json=True, **which).value]

    def unit_owes(self, unit: str, by: str = "k1") -> dict[str, str]:
        """What the unit itself owes, kind by kind, and its days: `trygghet duties --unit U --json --as BY`."""
        owed = self.command(look.duties, unit=unit, by=by, json=True).value
        return {one["kind"]: one["due"] for one in owed if one["subject"] == f"unit/{unit}"}

    def ask(self, query: str, *arguments: object) -> list[Any]:
        """Rows, as the superuser sees them; of one column the bare values."""
        with psycopg.connect(self.superuser_dsn, options="-c search_path=trygghet") as connection:
            rows = connection.execute(query, arguments or None).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]

    def sound(self) -> None:
        """Verify agrees, and the ledger tells of everybody who looked, no more and no less."""
        self.loop.run(self.wire.closed())
        assert self.service.verify("system/operator:walk", lambda _done, _of: None) == []
        read = self.ask("SELECT actor, subject FROM ledger WHERE act = 'read_case' ORDER BY id")
        assert read == self.looked


# ----------------------------------------------------------------------------------------------------------- the town


def _people() -> Iterator[Fact]:
    """Units `ost` and `vest` and everybody who works there."""
    added: list[tuple[str, FactData]] = [
        (f"unit/{unit}", UnitAdded(name=unit.title(), since=day(-7))) for unit in ("ost", "vest")
    ]
    for member in STAFF.values():
        if member.active:
            told = StaffAdded(
                name=Open(f"Syntetisk {member.ref}"),
                roles=tuple(sorted(member.roles)),
                units=tuple(sorted(member.units)),
                organisation="Prøvekommune",
                public_employee=member.public_employee,
            )
            added.append((member.ref, told))
    for number, (subject, data) in enumerate(added):
        yield build(
            data,
            id=f"added-{number}",
            source=Source.CLI,
            subject=subject,
            time=BEGINS - timedelta(days=7),
            reported_by="system/cli",
            recorded_by="system/cli",
        )


def _service(record: Record, nats_url: str, folder: Path, clock: SteppingClock) -> Service:
    settings = Settings(
        data=folder,
        database_url=SecretStr(record.owner_dsn),
        nats_url=SecretStr(nats_url),
        nats_max_bytes=BYTES,
        batch_wait_seconds=0.001,
    )
    return Service(settings, Running(settings, None, None), clock)


@pytest.fixture(scope="session")
def walking_loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def town_template(
    record_template: RecordTemplate,
    make_database: Databases,
    nats_server: BusAddresses,
    tmp_path_factory: pytest.TempPathFactory,
) -> RecordTemplate:
    """A record with the units and the staff of every walk."""
    folder = tmp_path_factory.mktemp("town")
    fresh = make_database(record_template.name)
    shutil.copytree(record_template.secrets, folder / "secrets")
    settings = Settings(data=folder)
    record = Record(
        database=Database(fresh.owner_dsn, folder / "secrets", settings),
        owner_dsn=fresh.owner_dsn,
        superuser_dsn=fresh.superuser_dsn,
        secrets=folder / "secrets",
    )
    service = _service(record, nats_server.service_url, folder, SteppingClock(BEGINS - timedelta(days=7)))
    answers = service.casework.take([Incoming.of(fact) for fact in _people()])
    assert {answer.outcome for answer in answers} == {"recorded"}
    service.close()
    return RecordTemplate(name=fresh.name, secrets=folder / "secrets")


@pytest.fixture
def town(
    town_template: RecordTemplate,
    make_database: Databases,
    nats_server: BusAddresses,
    walking_loop: Loop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Town]:
    """Monday morning, nothing has happened yet; afterwards the record must be sound."""
    for waits in ("services.bus.broker.IDLE_SECONDS", "services.relay.relay._LISTEN_SECONDS"):
        monkeypatch.setattr(waits, 0.05)  # nobody waits for a service that is told to stop
    with copied(town_template, make_database, tmp_path) as record:
        clock = SteppingClock(BEGINS)
        service = _service(record, nats_server.service_url, tmp_path, clock)
        wire = walking_loop.run(_Wire.opened(service))
        town = Town(service, clock, walking_loop, wire, record.superuser_dsn, tmp_path)
        yield town
        town.sound()
        service.close()
