"""Looking for values in every file of a folder, whatever the files are."""

import os
import subprocess
from collections.abc import Collection
from pathlib import Path


def files_with(folder: Path, values: Collection[bytes]) -> list[str]:
    """The files below `folder` that hold any of the values as they stand. There must be values to look for."""
    if not values or b"" in values:
        raise ValueError("an empty value is found everywhere")
    asked = subprocess.run(
        ["grep", "--recursive", "--files-with-matches", "--text", "--fixed-strings", "--file=-", "--", str(folder)],
        input=b"\n".join(values),
        capture_output=True,
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )
    if asked.returncode not in (0, 1):
        raise RuntimeError(asked.stderr.decode())
    return sorted(os.path.relpath(line, folder) for line in asked.stdout.decode().splitlines())
