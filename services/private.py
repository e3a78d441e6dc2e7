"""Folders and files that nobody but this service may open; what is not ours is never touched."""

import errno
import getpass
import os
import shutil
from pathlib import Path

from services.clock import Clock
from services.errors import DataFolderNotWritable, DiskFull, StartError

_MEBIBYTE = 1024**2

ROOM_FOR_A_START_MB = 256
"""What both servers need to start with empty stores, with some to spare."""


def private_folder(folder: Path) -> Path:
    """`folder`, made with 0700 when it is missing; an existing one keeps the permissions it has.

    Raises DataFolderNotWritable when it cannot be made or written to, DiskFull when there is no room for it.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise explained(fault, folder) from fault
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DataFolderNotWritable(folder=folder, user=getpass.getuser(), reason=os.strerror(errno.EACCES))
    return folder


def write_private(path: Path, content: bytes) -> None:
    """Put `content` at `path` with 0600, whole or not at all, on the disk before this returns."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as fault:
        raise explained(fault, path.parent) from fault


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def kept_secret(path: Path, clock: Clock, n_bytes: int = 32) -> str:
    """The secret in the file at `path` as hex; the first call makes it. Only the owner of the folder may call."""
    if not path.exists():
        write_private(path, clock.token(n_bytes).hex().encode())
    return path.read_text()


def require_room(folder: Path, needed_bytes: int) -> None:
    """Raise DiskFull unless `needed_bytes` are free under `folder`, before anything is written halfway."""
    free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        raise DiskFull(folder=folder, free_mb=free // _MEBIBYTE, needed_mb=-(-needed_bytes // _MEBIBYTE))


def explained(fault: OSError, folder: Path) -> StartError:
    """The error that says what the operating system meant, and how to go on."""
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(folder=folder, free_mb=0, needed_mb=ROOM_FOR_A_START_MB)
    return DataFolderNotWritable(folder=folder, user=getpass.getuser(), reason=fault.strerror or fault.errno)
