"""PostgreSQL refuses to run as root; these are the ways of being somebody else without opening a folder to anybody."""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from services.errors import PostgresRefusesRoot

SYSTEM_USER = "trygghet-postgres"


@dataclass(frozen=True)
class Disguise:
    """A command to put before PostgreSQL's, and who its files must belong to, seen from outside."""

    command: tuple[str, ...]
    uid: int
    gid: int


def disguise_for(postgres: Path, folder: Path) -> Disguise:
    """The first way that works here, tried with the very program and folder.

    An ordinary user needs none. Root takes a user namespace of its own: the files stay root's, and only root's folders
    need be passed, so that a checkout under a 0700 home works. Where the kernel refuses namespaces (containers), a
    system user of ours, who may pass the folders on the way by a capability instead of by opened permissions.
    Raises PostgresRefusesRoot when none works.
    """
    if os.geteuid() != 0:
        return Disguise(command=(), uid=os.geteuid(), gid=os.getegid())
    refusals = []
    for way in (in_namespace, as_system_user):
        try:
            disguise = way()
            _try(disguise, postgres, folder)
        except (OSError, KeyError, subprocess.SubprocessError) as fault:
            refusals.append(f"{way.__name__}: {_said(fault)}")
        else:
            return disguise
    raise PostgresRefusesRoot(reason="; ".join(refusals))


def in_namespace() -> Disguise:
    """Root outside, an ordinary user inside; its number needs a name on the machine, or initdb stops."""
    inside = next(entry for entry in sorted(pwd.getpwall(), key=lambda e: e.pw_name != "nobody") if entry.pw_uid != 0)
    return Disguise(
        command=(_found("unshare"), "--user", f"--map-user={inside.pw_uid}", f"--map-group={inside.pw_gid}"),
        uid=0,
        gid=0,
    )


def as_system_user() -> Disguise:
    """A system user without home, shell or password, made the first time; it may pass folders that root may pass.

    So neither the binaries nor the data folder need be where everybody can go, and nothing is copied.
    """
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            (_found("useradd"), "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
             "--shell", "/usr/sbin/nologin", SYSTEM_USER),
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        entry = pwd.getpwnam(SYSTEM_USER)
    return Disguise(
        command=(
            _found("setpriv"), f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups",
            "--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override",
            "--securebits=+no_setuid_fixup",  # or access(2), which PostgreSQL asks first, forgets the capability
            "--no-new-privs",
        ),
        uid=entry.pw_uid,
        gid=entry.pw_gid,
    )  # fmt: skip


def give_to(uid: int, gid: int, path: Path) -> None:
    """Let `path`, which is ours, belong to the user that PostgreSQL runs as; nothing happens when it does already."""
    if path.lstat().st_uid == uid:
        return
    for folder, _, files in os.walk(path):
        for name in (folder, *(os.path.join(folder, file) for file in files)):
            os.chown(name, uid, gid, follow_symlinks=False)
    os.chown(path, uid, gid, follow_symlinks=False)


def _try(disguise: Disguise, postgres: Path, folder: Path) -> None:
    """Pass the folder, write in it, run PostgreSQL and the interpreter: what would fail later fails here."""
    script = 'cd "$1" && : > .tried && rm .tried && "$2" --version >/dev/null && "$3" -I -S -c ""'
    subprocess.run(
        (*disguise.command, "/bin/sh", "-c", script, "sh", str(folder), str(postgres), sys.executable),
        check=True,
        capture_output=True,
        text=True,
        timeout=20,
        cwd="/",
    )


def _found(command: str) -> str:
    path = shutil.which(command) or shutil.which(command, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if path is None:
        raise FileNotFoundError(2, "finnes ikke på denne maskinen", command)
    return path


def _said(fault: Exception) -> str:
    said = getattr(fault, "stderr", None)
    return str(said).strip() if said else str(fault)
