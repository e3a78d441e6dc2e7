"""A disk that is too small: a tmpfs over a folder, which can be filled and given room again."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class SmallDisk:
    """The disk that lies over a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Take all the room that is left."""
        with self._filler.open("wb", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(bytes(64 * 1024))

    def free(self) -> None:
        """Give it back."""
        self._filler.unlink()


@contextmanager
def small_disk(folder: Path, spare_mb: int) -> Iterator[SmallDisk]:
    """A disk over `folder` with what was there and `spare_mb` to spare; nobody may have a file open there."""
    with tempfile.TemporaryDirectory() as aside:
        shutil.copytree(folder, Path(aside) / "kept", symlinks=True)
        used = sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())
        size = used // 1024**2 + spare_mb
        _run("mount", "-t", "tmpfs", "-o", f"size={size}m,mode=0700", "tmpfs", str(folder))
        try:
            for path in (Path(aside) / "kept").iterdir():
                _run("cp", "-a", str(path), str(folder))
            yield SmallDisk(folder)
        finally:
            _run("umount", "--lazy", str(folder))


def may_mount() -> bool:
    """Whether this machine lets us."""
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, check=False)
        if tried.returncode == 0:
            _run("umount", folder)
        return tried.returncode == 0


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
