"""Destroys a small file so that neither its name nor, on disks that write in place, its bytes are found again."""

import os
from pathlib import Path

from services.private import sync_folder


def shred(path: Path) -> None:
    """Overwrite, flush, remove, and flush the folder; a file that is gone is no error (an earlier try got that far)."""
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return
    try:
        os.write(descriptor, bytes(os.fstat(descriptor).st_size))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.unlink(missing_ok=True)
    sync_folder(path.parent)
