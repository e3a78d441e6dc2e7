"""Looking for what is personal in every file of a folder, whatever the files are."""

import csv
import os
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

PERSONAL: Final = (
    "navn", "fodselsnummer", "telefon", "foresatt_1_navn", "foresatt_1_telefon", "foresatt_2_navn",
    "foresatt_2_telefon", "etterforsker_navn", "jurist",
)  # fmt: skip
"""The columns of an extract that say who somebody is."""


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


def values_of(district: Path) -> set[bytes]:
    """What is personal in the extracts of a sample, as a file of the installation could have it."""
    told: set[str] = set()
    for extract in district.glob("uttrekk/*.csv"):
        raw = extract.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252")
        delimiter = ";" if ";" in text.partition("\n")[0] else ","
        for row in csv.DictReader(text.splitlines(), delimiter=delimiter):
            told |= {row[column].strip() for column in PERSONAL if (row.get(column) or "").strip()}
    return set(_written(told))


def _written(told: set[str]) -> Iterator[bytes]:
    for value in told:
        yield value.encode()
        if not value.isascii():
            yield value.encode("cp1252")
            yield value.encode("unicode_escape")
