"""Setting the record up: once or twice, by two at the same time, and never with more power than needed."""

import stat
import threading
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from services.clock import SystemClock
from services.errors import OutOfReach
from services.settings import Settings
from services.store.connect import Database, Role, password_file
from services.store.faults import (
    AnotherInstallation,
    DatabaseTooOld,
    MayNotMakeRoles,
    NewerRecord,
    NotMigrated,
    RoleRefused,
    TooMuchPower,
)
from services.store.migrate import migrate
from tests.conftest import FreshDatabase, RecordTemplate
from tests.support.record import Record


def test_passwords_are_for_us_alone(record: Record):
    for role in Role:
        assert stat.S_IMODE(password_file(record.secrets, role).stat().st_mode) == 0o600


def test_migrating_again_changes_nothing(record: Record):
    before = {role: password_file(record.secrets, role).read_text() for role in Role}
    migrate(record.owner_dsn, record.secrets, SystemClock())
    assert {role: password_file(record.secrets, role).read_text() for role in Role} == before
    with record.connect() as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (0,)


def test_two_at_once_wait_for_each_other(fresh_database: FreshDatabase, record_template: RecordTemplate):
    faults: list[BaseException] = []

    def run() -> None:
        try:
            migrate(fresh_database.owner_dsn, record_template.secrets, SystemClock())
        except BaseException as fault:  # noqa: BLE001 - shown by the assertion
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []


def test_a_folder_that_does_not_belong_to_the_database_is_refused(record: Record, tmp_path: Path):
    with pytest.raises(AnotherInstallation, match="secrets"):
        migrate(record.owner_dsn, tmp_path / "other", SystemClock())
    assert list((tmp_path / "other").iterdir()) == []
    with pytest.raises(RoleRefused, match="trygghet migrate"):
        Database(record.owner_dsn, tmp_path / "other", Settings()).connect(Role.WRITER)


def test_a_wrong_password_is_told_from_a_server_that_is_away(record: Record, tmp_path: Path):
    password_file(record.secrets, Role.READER).write_text("wrong")
    with pytest.raises(RoleRefused, match="trygghet_reader"):
        record.connect(Role.READER)
    away = Database("postgresql://owner@/x?host=/nowhere", record.secrets, Settings(connect_timeout_seconds=1))
    with pytest.raises(OutOfReach, match="/nowhere/x"):
        away.connect(Role.WRITER)


def test_an_empty_database_asks_for_migrate(fresh_database: FreshDatabase, record_template: RecordTemplate):
    database = Database(fresh_database.owner_dsn, record_template.secrets, Settings())
    with pytest.raises(NotMigrated, match="trygghet migrate"):
        database.connect(Role.WRITER)


def test_a_newer_record_is_left_alone(record: Record):
    with psycopg.connect(record.owner_dsn) as owner:
        owner.execute("UPDATE trygghet.schema_version SET version_num = '9999'")
    with pytest.raises(NewerRecord, match="9999"):
        record.connect(Role.WRITER)


@pytest.mark.parametrize(
    ("give", "take"),
    [
        ("ALTER ROLE trygghet_writer SUPERUSER", "ALTER ROLE trygghet_writer NOSUPERUSER"),
        ("ALTER ROLE trygghet_writer BYPASSRLS", "ALTER ROLE trygghet_writer NOBYPASSRLS"),
        (
            "ALTER SCHEMA trygghet OWNER TO trygghet_writer",
            "ALTER SCHEMA trygghet OWNER TO trygghet_owner; GRANT USAGE ON SCHEMA trygghet TO trygghet_writer",
        ),
    ],
)
def test_a_role_that_nothing_would_hold_is_refused(record: Record, give: str, take: str):
    with psycopg.connect(record.superuser_dsn, autocommit=True) as superuser:
        superuser.execute(give)
        try:
            with pytest.raises(TooMuchPower, match="trygghet_writer"):
                record.database.pool(Role.WRITER)
        finally:
            superuser.execute(take)
    record.connect(Role.WRITER).close()


def test_an_owner_who_may_not_make_roles_is_told_so(record: Record):
    with psycopg.connect(record.superuser_dsn, autocommit=True) as superuser:
        superuser.execute("CREATE ROLE weak_owner LOGIN PASSWORD 'weak'")
        try:
            address = make_conninfo(record.owner_dsn, user="weak_owner", password="weak")
            with pytest.raises(MayNotMakeRoles, match="CREATEROLE"):
                migrate(address, record.secrets, SystemClock())
        finally:
            superuser.execute("DROP ROLE weak_owner")


def test_a_server_that_is_too_old_is_named(record: Record, monkeypatch: pytest.MonkeyPatch):
    for module in ("connect", "migrate"):
        monkeypatch.setattr(f"services.store.{module}.OLDEST_POSTGRES", 990000)
    with pytest.raises(DatabaseTooOld, match=r"PostgreSQL 18\.\d+\. Det trengs"):
        record.connect(Role.WRITER)
    with pytest.raises(DatabaseTooOld):
        migrate(record.owner_dsn, record.secrets, SystemClock())


def test_keys_that_are_gone_are_never_replaced(record: Record):
    (record.secrets / "master.key").unlink()
    with pytest.raises(AnotherInstallation, match="nøkler"):
        migrate(record.owner_dsn, record.secrets, SystemClock())
    assert not (record.secrets / "master.key").exists()


def test_every_connection_has_its_limits(record: Record):
    with record.database.pool(Role.WRITER) as pool, pool.connection() as connection:
        for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            (found,) = connection.execute(f"SHOW {limit}").fetchone() or ("",)
            assert found in ("30s", "10s")
        assert connection.autocommit is False
