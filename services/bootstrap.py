"""The only file that knows everything: it opens an installation and puts its services together.

What is heavy to import is imported where it is used, so that a question to the record waits for nothing else.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from services.clock import Clock, SystemClock
from services.installation import Installation, Need, Running
from services.parts import MAKE, PARTS, Part, PartName
from services.settings import Settings
from workflows.workdays import day_of

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from psycopg import Connection
    from psycopg.rows import TupleRow
    from psycopg_pool import ConnectionPool

    from events.fact import FactData
    from services.bus.meters import Meters
    from services.casework.casework import Casework
    from services.casework.incoming import Answer
    from services.casework.quarantine import Quarantine
    from services.desk.desk import Desk, Proof
    from services.ingest.importer import Importer
    from services.ops.serving import Serving
    from services.ops.standing import Standing
    from services.sample.district import District
    from services.sample.play import Played
    from services.store.connect import Database, Role
    from services.store.difference import Difference
    from services.store.keys import KeyRing
    from services.store.read import Reader

T = TypeVar("T")

FIRST_UNITS: Final = (("ost", "Øst"), ("vest", "Vest"), ("sentrum", "Sentrum"))
"""What a new embedded installation begins with."""

_ONE_SETS_UP: Final = 4_810_471_104_005
"""Number of the advisory lock under which the first units are added."""

Step = Callable[[str], None]
"""Hears what is being set up: roles, schema, keys, units, streams."""


class Service:
    """An open installation with everything that can be done in it."""

    def __init__(self, settings: Settings, running: Running, clock: Clock) -> None:
        self.settings = settings
        self.running = running
        self.clock = clock
        self._open = ExitStack()
        self.serving: Serving | None = None  # the desk, once it is made
        self.watched: Serving | None = None  # what machines ask, once it is made
        self._pools: dict[Role, ConnectionPool[Connection[TupleRow]]] = {}

    def close(self) -> None:
        """Give all connections back."""
        self._open.close()

    def today(self) -> date:
        """The day in Norway."""
        return day_of(self.clock.now())

    @property
    def secrets(self) -> Path:
        """The folder with keys and passwords."""
        return self.running.data / "secrets"

    @cached_property
    def database(self) -> "Database":
        """The record; the address is the owner's, services connect as what they are."""
        from services.store.connect import Database

        return Database(self.running.owner_dsn, self.secrets, self.settings)

    @cached_property
    def keyring(self) -> "KeyRing":
        """The keys, from outside PostgreSQL."""
        from services.store.keys import KeyRing

        return KeyRing(self.secrets, self.clock)

    def pool(self, role: "Role") -> "ConnectionPool[Connection[TupleRow]]":
        """The pool of a role, one for the process."""
        if role not in self._pools:
            pool = self.database.pool(role)
            self._open.callback(pool.close)
            self._pools[role] = pool
        return self._pools[role]

    @cached_property
    def casework(self) -> "Casework":
        """The one way into the record."""
        from services import collecting
        from services.casework.casework import Casework
        from services.store.connect import Role

        collecting.settle()
        return Casework(self.pool(Role.WRITER), self.keyring, self.clock)

    @cached_property
    def quarantine(self) -> "Quarantine":
        """What an operator does about messages that were put aside."""
        from services.casework.quarantine import Quarantine
        from services.store.connect import Role

        return Quarantine(self.casework, self.pool(Role.WRITER), self.keyring, self.clock)

    @cached_property
    def reader(self) -> "Reader":
        """The questions, each with an actor."""
        from services.store.connect import Role
        from services.store.read import Reader

        return Reader(self.pool(Role.READER), self.keyring, self.clock)

    @cached_property
    def importer(self) -> "Importer":
        """The way of weekly extracts."""
        from services.ingest.importer import Importer
        from services.ingest.imports import RecordedImports
        from services.store.connect import Role

        return Importer(self.casework, RecordedImports(self.pool(Role.WRITER)), self.keyring.index_token, self.clock)

    @property
    def rehearsal(self) -> "Importer":
        """The way of weekly extracts, without a trace."""
        return self.importer.tried(self.casework.rehearsal())

    @cached_property
    def registry(self) -> "CollectorRegistry":
        """The figures of this process."""
        from prometheus_client import GC_COLLECTOR, PLATFORM_COLLECTOR, PROCESS_COLLECTOR, CollectorRegistry

        registry = CollectorRegistry()
        for collector in (PROCESS_COLLECTOR, PLATFORM_COLLECTOR, GC_COLLECTOR):
            registry.register(collector)
        return registry

    @cached_property
    def meters(self) -> "Meters":
        """What the services count."""
        from services.bus.meters import Meters

        return Meters(self.registry)

    @property
    def _has_bus(self) -> bool:
        return self.settings.nats_url is not None or "nats" in self.running.embedded

    # setting up

    def is_empty(self) -> bool:
        """Whether the embedded database has never been set up. Raises what `Database.connect` raises otherwise."""
        from services.store.connect import Role, closed_after, password_file
        from services.store.faults import NotMigrated

        if "postgres" not in self.running.embedded:
            return False
        if not password_file(self.secrets, Role.WRITER).exists():
            return True
        try:
            with closed_after(self.database.connect(Role.WRITER)):
                return False
        except NotMigrated as fault:
            if fault.where["found"] == "ingen":
                return True
            raise

    def migrate(self, on_step: Step = lambda _step: None, *, first_units: bool = True) -> list[str]:
        """Bring the record and the bus to this version; gives the streams and consumers that were made.

        `first_units`: a new embedded installation gets its units; the sample brings its own.
        """
        from services.store.migrate import migrate

        migrate(self.running.owner_dsn, self.secrets, self.clock, on_step)
        if "postgres" in self.running.embedded and first_units:
            on_step("units")
            self.ensure_units()
        if self._has_bus:
            on_step("streams")
            return self.ensure_streams()
        return []

    def tell(self, subject: str, told: "FactData", *, reported_by: str = "system/cli") -> "Answer":
        """Record a fact from the command line, as of now. Raises pydantic.ValidationError where a slug is none."""
        from events.catalogue import build
        from events.values import Source
        from services.casework.incoming import Incoming

        fact = build(
            told,
            id=str(self.clock.new_id()),
            source=Source.CLI,
            subject=subject,
            time=self.clock.now(),
            reported_by=reported_by,
            recorded_by="system/cli",
        )
        return self.casework.take([Incoming.of(fact)])[0]

    def ask(self, question: "Callable[[Connection[TupleRow]], T]") -> "T":
        """Put a question of `services.store.directory` to the record."""
        from services.store.connect import Role

        with self.pool(Role.WRITER).connection() as connection:
            return question(connection)

    def sample_to_play(self, cases: int, seed: int) -> "District | None":
        """The synthetic district as it is this morning, or the one that was stopped on its way; None where there is
        one, or where somebody has been at work."""
        from services.sample.before import still_to_play
        from services.store.connect import Role

        return still_to_play(self.pool(Role.WRITER), cases, seed, self.today())

    def play_sample(self, district: "District", on_progress: Callable[[int, int], None]) -> "Played":
        """Let the synthetic district happen here."""
        from services.casework.casework import Casework
        from services.ingest.imports import RecordedImports
        from services.sample.play import play
        from services.store.connect import Role

        pool = self.pool(Role.WRITER)
        return play(
            district,
            lambda clock: Casework(pool, self.keyring, clock),
            RecordedImports(pool),
            self.keyring.index_token,
            self.clock,
            on_progress,
        )

    def ensure_units(self) -> None:
        """The units of a new installation, once, whoever sets it up at the same moment; nothing where there are any."""
        from events.unit import UnitAdded
        from services.store.connect import Role
        from services.store.directory import units
        from services.store.queries import QUERIES

        with self.pool(Role.WRITER).connection() as connection, connection.transaction():
            connection.execute(QUERIES["one_sets_up"], (_ONE_SETS_UP,))
            if not units(connection):
                for slug, name in FIRST_UNITS:
                    self.tell(f"unit/{slug}", UnitAdded(name=name, since=self.today()))

    def ensure_streams(self) -> list[str]:
        """Make the streams and consumers that are missing, and name them."""
        import asyncio

        from services.bus.broker import connect
        from services.bus.streams import ensure

        async def made() -> list[str]:
            connection = await connect(self.running.nats_url, "trygghet migrate", self.settings.connect_timeout_seconds)
            try:
                return await ensure(connection, self.settings.nats_max_bytes)
            finally:
                await connection.close()

        return asyncio.run(made())

    def verify(self, actor: str, on_progress: Callable[[int, int], None]) -> "list[Difference]":
        """Check the whole record, and note in the ledger that it was checked, by whom, with how many differences."""
        from services.store.connect import Role, closed_after
        from services.store.queries import QUERIES
        from services.store.verify import verify

        with closed_after(connection := self.database.connect(Role.AUDITOR)):
            found = verify(connection, self.keyring, on_progress)
            noted = (self.clock.now(), actor, "verified", None, f"{len(found)} differences")
            connection.execute(QUERIES["note_in_ledger"], noted)
            connection.commit()
        return found

    # services

    def part(self, name: PartName) -> Part:
        """One service, ready to run."""
        return Part(name, MAKE[name](self))

    @cached_property
    def standing(self) -> "Standing":
        """How things stand, for whoever asks: looked at anew after two seconds."""
        from services.ops.standing import Standing
        from services.store.connect import Role

        return Standing(self.pool(Role.READER), self.bus_url, self.settings, self.clock)

    def _proof(self, ref: str) -> "Proof":
        """When each line of a case's log was written, and the signed head of the ledger over them."""
        from services.store.connect import Role, closed_after

        with closed_after(connection := self.database.connect(Role.AUDITOR)):
            return self.desk.papers.proof(connection, ref)

    @cached_property
    def desk(self) -> "Desk":
        """What the desk works with."""
        from services.desk.desk import Desk, Given
        from services.store import directory
        from services.store.connect import Role

        return Desk.of(
            Given(
                read_pool=self.pool(Role.READER),
                write_pool=self.pool(Role.WRITER),
                database=self.database,
                casework=self.casework,
                keyring=self.keyring,
                clock=self.clock,
                standing=self.standing,
                members=lambda: self.ask(directory.staff),
                units=lambda: self.ask(directory.unit_names),
                proof=self._proof,
                accessibility_contact=self.settings.accessibility_contact,
            )
        )

    def bus_url(self) -> str:
        """Asked at every connection: an embedded bus that is started again may be elsewhere."""
        return self.running.nats_url

    def parts(self, names: Sequence[PartName]) -> list[Part]:
        """The services of those names, in the order of their start."""
        return [self.part(name) for name in PARTS if name in names]


@contextmanager
def opened(
    settings: Settings,
    needs: Set[Need],
    *,
    stays: bool = False,
    clock: Clock | None = None,
    on_step: Step = lambda _step: None,
    first_units: bool = True,
    migrates: bool = False,
) -> Iterator[Service]:
    """The installation of `settings`, with the servers that are needed running and an empty embedded one set up; with
    `migrates` as it was left by whichever version, for `Service.migrate`.

    Raises a StartError that says what is wrong and how to go on; nothing is left running.
    """
    clock = clock or SystemClock()
    with Installation.open(settings, needs, stays=stays, clock=clock) as running:
        service = Service(settings, running, clock)
        try:
            if "postgres" in needs and not migrates and service.is_empty():
                service.migrate(on_step, first_units=first_units)
            elif "nats" in running.embedded and not stays and not migrates:
                service.ensure_streams()  # the first command that needs the bus makes its streams, as services do
            yield service
        finally:
            service.close()
