"""Every service goes to the record as a role that may do its work and no more; the owner is for migrations only."""

from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from select import POLLIN, poll

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import PGconn, Ping
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from services.errors import OutOfReach
from services.settings import Settings
from services.store.faults import DatabaseTooOld, NewerRecord, NotFolded, NotMigrated, RoleRefused, TooMuchPower
from services.store.queries import QUERIES
from workflows.versions import FOLD_VERSION, RULES_VERSION

SCHEMA_VERSION = "0009"
"""The migration that this code is written for."""

OLDEST_POSTGRES = 160000


class Role(StrEnum):
    """Who connects. What each may do stands in the migrations."""

    WRITER = "writer"
    READER = "reader"
    REMINDERS = "reminders"
    AUDITOR = "auditor"
    ERASER = "eraser"

    @property
    def user(self) -> str:
        """Its name in PostgreSQL."""
        return f"trygghet_{self.value}"


class Database:
    """One installation's record. `address` is the owner's (embedded, or TRYGGHET_DATABASE_URL); `secrets` is the folder
    with the roles' passwords, written by `migrate`."""

    def __init__(self, address: str, secrets: Path, settings: Settings) -> None:
        self._address = address
        self._secrets = secrets
        self._settings = settings
        self._seen: set[Role] = set()

    @property
    def place(self) -> str:
        """Where it is, without user and password: for messages."""
        return place(self._address)

    def conninfo(self, role: Role) -> str:
        """How a role connects, password included: not for logs.

        Raises RoleRefused where there is none here, OutOfReach where that is not what is in the way.
        """
        try:
            password = password_file(self._secrets, role).read_text()
        except FileNotFoundError:
            if self._answers():
                raise RoleRefused(address=self.place, user=role.user, folder=self._secrets) from None
            raise OutOfReach(address=self.place) from None
        return make_conninfo(
            self._address,
            user=role.user,
            password=password,
            application_name=f"trygghet-{role.value}",
            connect_timeout=max(1, round(self._settings.connect_timeout_seconds)),
            options=self._options(),
            keepalives_idle=30,
            tcp_user_timeout=round(self._settings.idle_transaction_timeout_seconds * 1000),
        )

    def _answers(self) -> bool:
        """Whether there is a server at all; it is not asked to let anybody in."""
        address = make_conninfo(self._address, connect_timeout=max(1, round(self._settings.connect_timeout_seconds)))
        return PGconn.ping(address.encode()) == Ping.OK

    def connect(self, role: Role) -> Connection[TupleRow]:
        """A connection of the caller's own, not in autocommit.

        Raises OutOfReach, RoleRefused, TooMuchPower, NotMigrated, NotFolded, NewerRecord or DatabaseTooOld.
        """
        try:
            connection = psycopg.connect(self.conninfo(role))
        except psycopg.OperationalError as fault:
            raise self._explained(fault, role) from None
        try:
            self._look_at(connection, role)
        except BaseException:
            connection.close()
            raise
        return connection

    def pool(self, role: Role, size: int | None = None) -> ConnectionPool[Connection[TupleRow]]:
        """Connections to share between threads; open and with one connection made. The caller closes it.

        Raises what `connect` raises, at once and not at the first use.
        """
        with closed_after(self.connect(role)):
            pass
        return ConnectionPool(
            self.conninfo(role),
            connection_class=Connection[TupleRow],
            min_size=1,
            max_size=size or self._settings.pool_size,
            timeout=self._settings.connect_timeout_seconds,
            reconnect_timeout=self._settings.connect_timeout_seconds,
            check=_still_there,
            name=role.user,
            open=True,
        )

    def _options(self) -> str:
        seconds = {
            "statement_timeout": self._settings.statement_timeout_seconds,
            "lock_timeout": self._settings.lock_timeout_seconds,
            "idle_in_transaction_session_timeout": self._settings.idle_transaction_timeout_seconds,
        }
        limits = " ".join(f"-c {name}={round(value * 1000)}" for name, value in seconds.items())
        return f"{limits} -c search_path=trygghet,pg_temp -c timezone=UTC"

    def _look_at(self, connection: Connection[TupleRow], role: Role) -> None:
        """Refuse a role that no trigger or policy would hold, and a schema that is not ours; once for each role."""
        if role in self._seen:
            return
        if connection.info.server_version < OLDEST_POSTGRES:
            raise DatabaseTooOld(address=self.place, found=connection.info.parameter_status("server_version"))
        powers = connection.execute(QUERIES["powers_of_this_role"]).fetchone()
        connection.rollback()
        if powers is None or any(powers):
            raise TooMuchPower(address=self.place, user=role.user)
        require_schema(connection, self.place)
        self._seen.add(role)

    def _explained(self, fault: psycopg.OperationalError, role: Role) -> Exception:
        if "authentication failed" in str(fault) or isinstance(fault, psycopg.errors.InvalidAuthorizationSpecification):
            return RoleRefused(address=self.place, user=role.user, folder=self._secrets)
        return OutOfReach(address=self.place)


def _still_there(connection: Connection[TupleRow]) -> None:
    """Raise psycopg.OperationalError where a connection that lay in a pool has been ended.

    A server that ends a session, or dies, leaves something to read: a farewell, or the end of the stream. Only then is
    it asked, so that taking a connection does not cost a question each time.
    """
    looked = poll()
    looked.register(connection.fileno(), POLLIN)
    if looked.poll(0):
        ConnectionPool.check_connection(connection)


def require_schema(connection: Connection[TupleRow], address: str) -> None:
    """Raise NotMigrated, NotFolded or NewerRecord unless tables and states are those that this code is written for."""
    try:
        found = connection.execute(QUERIES["schema_version"]).fetchone()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidSchemaName):
        found = None
    finally:
        connection.rollback()
    if found is not None and found[0] > SCHEMA_VERSION:
        raise NewerRecord(address=address, found=found[0], known=SCHEMA_VERSION)
    if found is None or found[0] != SCHEMA_VERSION:
        raise NotMigrated(address=address, found=found[0] if found else "ingen", needed=SCHEMA_VERSION)
    fold, rules = connection.execute(QUERIES["folded"]).fetchone() or (0, "")
    connection.rollback()
    if fold > FOLD_VERSION:
        raise NewerRecord(address=address, found=fold, known=FOLD_VERSION)
    if (fold, rules) != (FOLD_VERSION, RULES_VERSION):
        raise NotFolded(address=address, found=f"{fold}, {rules}", needed=f"{FOLD_VERSION}, {RULES_VERSION}")


def place(address: str) -> str:
    """Host, port and database of an address, without user and password."""
    parts = conninfo_to_dict(address)
    host = parts.get("host") or "localhost"
    return (
        f"{host}/{parts.get('dbname', '')}"
        if str(host).startswith("/")
        else (f"{host}:{parts.get('port') or 5432}/{parts.get('dbname', '')}")
    )


def password_file(secrets: Path, role: Role) -> Path:
    """Where a role's password lies."""
    return secrets / f"{role.value}.password"


def closed_after(connection: Connection[TupleRow]) -> AbstractContextManager[object]:
    """Closes the connection at the end of the block and leaves no transaction open."""
    return _Closing(connection)


class _Closing(AbstractContextManager[object]):
    def __init__(self, connection: Connection[TupleRow]) -> None:
        self._connection = connection

    def __enter__(self) -> Connection[TupleRow]:
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()
