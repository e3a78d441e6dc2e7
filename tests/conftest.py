"""Real servers for the tests that need them: one PostgreSQL and one NATS per session (per worker under xdist)."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from services.bus.server import BusAddresses, EmbeddedNats
from services.clock import SystemClock
from services.store.migrate import migrate
from services.store.server import OWNER, Addresses, EmbeddedPostgres

_numbers = itertools.count(1)

_BEGUN_FIRST: Final = (
    "services/test_cli_up.py",
    "services/test_report.py",
    "services/test_sample.py",
    "services/test_cli_commands.py",
    "services/test_cli_rows.py",
    "services/test_cli_help.py",
    "services/test_cli_papers.py",
)
"""A file goes to one worker as a whole: a long one that is begun late keeps the others waiting at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, the others in their order."""
    folder = Path(__file__).parent
    place = {(folder / name).resolve(strict=True): number for number, name in enumerate(_BEGUN_FIRST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


@dataclass(frozen=True)
class FreshDatabase:
    """A database that nobody else has."""

    name: str
    owner_dsn: str  # owns it, may make roles
    superuser_dsn: str  # for what only a superuser sees


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """A real PostgreSQL; it survives a kill -9, not a power cut (no fsync: the tests make hundreds of databases)."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("server") / "postgres", durable=False)
    yield server.start()
    server.stop()


@dataclass(frozen=True)
class Databases:
    """Makes databases and drops them, over one connection: a new one would cost a process of the server each time."""

    server: Addresses
    connection: psycopg.Connection[TupleRow]

    def __call__(self, template: str | None = None) -> FreshDatabase:
        """Another database, a copy of `template` where one is named. Takes ~30 ms."""
        name = f"fresh_{next(_numbers)}"
        self.connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template or "template0")
            )
        )
        return FreshDatabase(
            name=name,
            owner_dsn=self.server.owner_of(name),
            superuser_dsn=make_conninfo(self.server.superuser_dsn, dbname=name),
        )

    def drop(self, database: FreshDatabase) -> None:
        """Whoever is still connected to it."""
        self.connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database.name))
        )


@pytest.fixture(scope="session")
def make_database(postgres_server: Addresses) -> Iterator[Databases]:
    """`make_database(template=None)`, and `make_database.drop`."""
    with psycopg.connect(postgres_server.superuser_dsn, autocommit=True) as connection:
        yield Databases(postgres_server, connection)


@dataclass(frozen=True)
class RecordTemplate:
    """The migrated database that tests copy. Nobody may be connected to it."""

    name: str
    secrets: Path


@pytest.fixture(scope="session")
def record_template(make_database: Databases, tmp_path_factory: pytest.TempPathFactory) -> RecordTemplate:
    """Migrated once in a session, whichever folders it runs: roles and their passwords are the whole server's."""
    database = make_database()
    secrets = tmp_path_factory.mktemp("record") / "secrets"
    migrate(database.owner_dsn, secrets, SystemClock())
    return RecordTemplate(name=database.name, secrets=secrets)


@pytest.fixture
def fresh_database(make_database: Databases) -> Iterator[FreshDatabase]:
    """A database without a table for one test, gone afterwards with every session on it."""
    database = make_database()
    yield database
    make_database.drop(database)


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BusAddresses]:
    """A real NATS with JetStream, durable and encrypted like the one in production."""
    server = EmbeddedNats(tmp_path_factory.mktemp("server") / "nats", max_bytes=1024**3)
    yield server.start()
    server.stop()


@pytest.fixture
def deep_folder(tmp_path: Path) -> Path:
    """A folder whose sockets would have too long an address."""
    folder = tmp_path / ("dyp" * 20) / ("mappe" * 10)
    folder.mkdir(parents=True)
    return folder
