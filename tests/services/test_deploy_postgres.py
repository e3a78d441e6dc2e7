"""What deploy/postgres and the runbook say of the database is done here, on a PostgreSQL set up from nothing."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from services.clock import SystemClock
from services.errors import StartError
from services.settings import Settings
from services.store.configuration import CONFIGURATION
from services.store.connect import Database, Role, password_file
from services.store.migrate import migrate
from services.store.server import EmbeddedPostgres, wheel_binaries
from tests.architecture.source import ROOT

FOLDER = ROOT / "deploy" / "postgres"
SETTING = re.compile(r"^([a-z_]+) = (.+)$", re.MULTILINE)
# What the embedded server says otherwise: where its log goes, and what only makes it shorter.
OF_THE_EMBEDDED = {
    "log_destination",
    "log_line_prefix",
    "log_timezone",
    "log_duration",
    "log_lock_waits",
    "log_checkpoints",
}


@pytest.fixture(scope="module")
def superuser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A superuser's address of a server on which nothing has been set up."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("own") / "postgres", durable=False)
    address = server.start().superuser_dsn
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP DATABASE trygghet")
        connection.execute("DROP ROLE trygghet_owner")
    yield address
    server.stop()


@pytest.fixture(scope="module")
def owner(superuser: str) -> str:
    """The owner's address, after owner.sql has been run as the README says."""
    command = (
        wheel_binaries() / "psql",
        superuser,
        "-v",
        "ON_ERROR_STOP=1",
        "-v",
        "password=o'wner",
        "-f",
        "owner.sql",
    )
    run = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=30)
    assert run.returncode == 0, run.stderr
    return make_conninfo(superuser, user="trygghet_owner", password="o'wner", dbname="trygghet")


def without_user(address: str) -> str:
    """The address that the services have: no user, no password."""
    parts = conninfo_to_dict(address)
    return make_conninfo(host=str(parts["host"]), dbname="trygghet")


def test_the_owner_can_migrate_and_the_services_need_neither_its_name_nor_its_password(owner: str, tmp_path: Path):
    migrate(owner, tmp_path / "secrets", SystemClock())
    database = Database(without_user(owner), tmp_path / "secrets", Settings(data=tmp_path))
    for role in Role:
        with database.connect(role) as connection:
            assert connection.info.user == role.user
    with psycopg.connect(owner) as connection:
        (powers,) = connection.execute(
            "SELECT rolsuper OR rolbypassrls OR rolreplication FROM pg_roles WHERE rolname = current_user"
        )
        assert powers == (False,)

    # The runbook's chapter on rotating passwords: the file decides, migrate tells the database.
    before = database.conninfo(Role.WRITER)
    password_file(tmp_path / "secrets", Role.WRITER).write_text("another")
    with pytest.raises(StartError):
        Database(without_user(owner), tmp_path / "secrets", Settings(data=tmp_path)).connect(Role.WRITER)
    migrate(owner, tmp_path / "secrets", SystemClock())
    with database.connect(Role.WRITER):
        pass
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(before)

    # And why the file is not simply removed.
    password_file(tmp_path / "secrets", Role.WRITER).unlink()
    with pytest.raises(StartError, match="annen installasjon"):
        migrate(owner, tmp_path / "secrets", SystemClock())


def test_the_server_takes_every_setting(superuser: str):
    wanted = dict(SETTING.findall((FOLDER / "trygghet.conf").read_text()))
    with psycopg.connect(superuser) as connection:
        there = {row[0] for row in connection.execute("SELECT name FROM pg_settings")}
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        assert set(wanted) <= there
        with (Path(folder) / "postgresql.conf").open("a") as configuration:
            configuration.write((FOLDER / "trygghet.conf").read_text())
        faults = connection.execute(
            "SELECT name, error FROM pg_file_settings WHERE error <> 'setting could not be applied'"
        ).fetchall()
    assert faults == []


def test_nothing_that_the_embedded_server_keeps_out_of_its_log_is_let_in_here():
    ours, theirs = (dict(SETTING.findall(said)) for said in (CONFIGURATION, (FOLDER / "trygghet.conf").read_text()))
    hygiene = {name for name in ours if name.startswith(("log_", "debug_"))} - OF_THE_EMBEDDED
    assert hygiene
    assert {name: theirs.get(name) for name in hygiene} == {name: ours[name] for name in hygiene}
    assert theirs["max_locks_per_transaction"] == ours["max_locks_per_transaction"]
    assert {name: theirs.get(name) for name in ("fsync", "synchronous_commit", "full_page_writes")} == dict.fromkeys(
        ("fsync", "synchronous_commit", "full_page_writes"), "on"
    )


def test_a_segment_is_archived_once_and_whole(tmp_path: Path):
    command = dict(SETTING.findall((FOLDER / "trygghet.conf").read_text()))["archive_command"].strip("'")
    archive = tmp_path / "wal"
    archive.mkdir()
    (tmp_path / "segment").write_bytes(b"wal")
    line = command.replace("/var/backups/trygghet/wal", str(archive)).replace("%p", "segment").replace("%f", "0001")
    for _ in range(2):  # after a crash PostgreSQL may come with the same one again
        assert subprocess.run(line, shell=True, cwd=tmp_path, timeout=20).returncode == 0
    assert {path.name: path.read_bytes() for path in archive.iterdir()} == {"0001": b"wal"}
    (tmp_path / "segment").write_bytes(b"other")
    assert subprocess.run(line, shell=True, cwd=tmp_path, timeout=20).returncode != 0
    assert (archive / "0001").read_bytes() == b"wal"


def test_a_backup_is_made_and_proved_with_the_runbooks_commands(superuser: str, tmp_path: Path):
    runbook = (ROOT / "deploy" / "runbook.md").read_text()
    lines = re.findall(r"^# (pg_basebackup .*|pg_verifybackup .*)$", runbook, re.MULTILINE)
    parts = conninfo_to_dict(superuser)
    environment = {
        "PATH": f"{wheel_binaries()}:{os.defpath}",
        "PGHOST": str(parts["host"]),
        "PGUSER": str(parts["user"]),
        "PGPASSWORD": str(parts["password"]),
    }
    assert [line.split()[0] for line in lines] == ["pg_basebackup", "pg_verifybackup"]
    for line in lines:
        here = line.replace("/var/backups/trygghet", str(tmp_path))
        done = subprocess.run(here, shell=True, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
    (backup,) = tmp_path.glob("base-*")
    assert (backup / "PG_VERSION").exists()
