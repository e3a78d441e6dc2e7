"""A migrated record for a test of its own: a copy of a template that the session makes once (~30 ms a copy)."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from services.clock import SystemClock
from services.settings import Settings
from services.store.connect import Database, Role
from services.store.keys import KeyRing, KeyRow
from tests.conftest import Databases, RecordTemplate


@dataclass(frozen=True)
class Record:
    """One migrated database with its secrets; `connect` is a connection as a role of the services."""

    database: Database
    owner_dsn: str
    superuser_dsn: str
    secrets: Path

    @property
    def keyring(self) -> KeyRing:
        """The record's keys, opened anew as another process would."""
        return KeyRing(self.secrets, SystemClock())

    def all_keys(self) -> list[KeyRow]:
        """Every wrapped key but the installation's own."""
        with self.connect() as connection:
            rows = connection.execute(
                "SELECT subject_kind, subject_id, key_id, epoch, wrapped FROM keys WHERE subject_kind <> 'installation'"
            )
            return [KeyRow(*row) for row in rows]

    def connect(self, role: Role = Role.WRITER) -> Connection[TupleRow]:
        """A connection of the test's own; used with `with` it commits and closes."""
        return self.database.connect(role)


@contextmanager
def copied(template: RecordTemplate, make_database: Databases, folder: Path) -> Iterator[Record]:
    """A record of its own, copied from the template, gone at the end of the block."""
    fresh = make_database(template.name)
    secrets = folder / "secrets"
    shutil.copytree(template.secrets, secrets)
    yield Record(
        database=Database(fresh.owner_dsn, secrets, Settings(data=folder)),
        owner_dsn=fresh.owner_dsn,
        superuser_dsn=fresh.superuser_dsn,
        secrets=secrets,
    )
    make_database.drop(fresh)


@pytest.fixture
def record(
    record_template: RecordTemplate,
    make_database: Databases,
    tmp_path: Path,
) -> Iterator[Record]:
    """A migrated record that nobody else has, without a subject in it."""
    with copied(record_template, make_database, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def shared_record(
    record_template: RecordTemplate,
    make_database: Databases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Record]:
    """As `record`, one for all tests of a file: for those that leave it as they found it."""
    with copied(record_template, make_database, tmp_path_factory.mktemp("shared")) as made:
        yield made
