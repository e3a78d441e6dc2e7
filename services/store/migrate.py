"""Setting the record up, and bringing it to this version: roles, schema, keys, states. Again changes nothing."""

from collections.abc import Callable
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import Connection, sql
from psycopg.rows import TupleRow
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from services.clock import Clock
from services.errors import OutOfReach
from services.private import kept_secret, private_folder
from services.store.connect import OLDEST_POSTGRES, Role, password_file, place, require_schema
from services.store.erase import end_old_epochs
from services.store.faults import AnotherInstallation, DatabaseTooOld, MayNotMakeRoles
from services.store.keys import INSTALLATION, KeyRing, KeyRow, key_values
from services.store.queries import QUERIES
from services.store.refold import refold

_ONE_AT_A_TIME = 4_810_471_104_001
"""Number of the advisory lock under which migrations run."""

_LIMITS = "-c lock_timeout=60s -c idle_in_transaction_session_timeout=10min"


def migrate(address: str, secrets: Path, clock: Clock, on_step: Callable[[str], None] = lambda _step: None) -> None:
    """Bring the database at the owner's `address` to this version; `secrets` gets the roles' passwords (0600).

    Two at once wait for each other. Raises OutOfReach, DatabaseTooOld, NewerRecord, MayNotMakeRoles, or
    AnotherInstallation when roles are there whose passwords are not in `secrets`.
    """
    private_folder(secrets)
    with _as_owner(address) as connection:
        connection.execute(QUERIES["one_migration_at_a_time"], (_ONE_AT_A_TIME,))
        on_step("roles")
        _make_roles(connection, secrets, clock, place(address))
        connection.execute(QUERIES["make_schema"])
        connection.commit()  # the lock is the session's and stays
        on_step("schema")
        _make_schema(address)
        on_step("keys")
        _make_keys(connection, secrets, clock, place(address))
        connection.commit()
        keyring = KeyRing(secrets, clock)
        end_old_epochs(connection, keyring)
        on_step("states")
        refold(connection, keyring)
    require_schema_of(address)


def require_schema_of(address: str) -> None:
    """Raise NotMigrated or NewerRecord unless the owner's database has the tables of this version."""
    with _as_owner(address) as connection:
        require_schema(connection, place(address))


def _as_owner(address: str) -> Connection[TupleRow]:
    try:
        connection = psycopg.connect(address, application_name="trygghet-migrate", options=_LIMITS)
    except psycopg.OperationalError:
        raise OutOfReach(address=place(address)) from None
    if connection.info.server_version < OLDEST_POSTGRES:
        found = connection.info.parameter_status("server_version")
        connection.close()
        raise DatabaseTooOld(address=place(address), found=found)
    return connection


def _make_roles(connection: Connection[TupleRow], secrets: Path, clock: Clock, address: str) -> None:
    there = {row[0] for row in connection.execute(QUERIES["roles_there"], ([role.user for role in Role],))}
    foreign = [role.user for role in Role if role.user in there and not password_file(secrets, role).exists()]
    if foreign:
        raise AnotherInstallation(address=address, what=", ".join(foreign), folder=secrets)
    try:
        for role in Role:
            password = kept_secret(password_file(secrets, role), clock)
            make = "ALTER ROLE {} PASSWORD {}" if role.user in there else "CREATE ROLE {} LOGIN PASSWORD {}"
            connection.execute(sql.SQL(make).format(sql.Identifier(role.user), sql.Literal(password)))
    except psycopg.errors.InsufficientPrivilege as fault:
        raise MayNotMakeRoles(user=connection.info.user, reason=fault.diag.message_primary) from None


def _make_keys(connection: Connection[TupleRow], secrets: Path, clock: Clock, address: str) -> None:
    """The key files, and the installation's own key; a database that has keys is never given a new master key."""
    row = connection.execute(QUERIES["key_of"], INSTALLATION).fetchone()
    if row is not None:
        if not (secrets / "master.key").exists():
            raise AnotherInstallation(address=address, what="installasjonens nøkler", folder=secrets)
        KeyRing(secrets, clock).open_key(KeyRow(*INSTALLATION, *row))
        return
    made, _ = KeyRing.make(secrets, clock).new_subject_key(*INSTALLATION)
    connection.execute(QUERIES["keep_key"], key_values(made))


def _make_schema(address: str) -> None:
    """All missing steps in one transaction: a migration that fails leaves nothing behind."""
    config = Config()
    config.set_main_option("script_location", "services.store:migrations")
    config.set_main_option("path_separator", "os")
    engine = create_engine("postgresql+psycopg://", creator=lambda: _as_owner(address), poolclass=NullPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
