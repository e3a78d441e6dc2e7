"""Looking for what is personal in every file of a folder, whatever the files are."""

import csv
import os
import re
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

_HEX: Final = re.compile(rb"[0-9a-f]{24,}")
"""A hash or a key as text; no name and no number is as long."""

_KEY: Final = 64

PERSONAL: Final = (
    "navn", "fodselsnummer", "telefon", "foresatt_1_navn", "foresatt_1_telefon", "foresatt_2_navn",
    "foresatt_2_telefon", "etterforsker_navn", "jurist",
)  # fmt: skip
"""The columns of an extract that say who somebody is."""


def files_with(folder: Path, values: Collection[bytes]) -> list[str]:
    """The files below `folder` that hold any of the values as they stand. There must be values to look for.

    By more than chance: among two thousand numbers of eight digits one is found in some key of 32 hex digits every few
    runs.
    """
    if not values or b"" in values:
        raise ValueError("an empty value is found everywhere")
    looking = ["grep", "--recursive", "--only-matching", "--byte-offset", "--null", "--text", "--fixed-strings"]
    asked = subprocess.run(
        [*looking, "--file=-", "--", str(folder)],
        input=b"\n".join(values),
        capture_output=True,
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )
    if asked.returncode not in (0, 1):
        raise RuntimeError(asked.stderr.decode())
    found = set()
    for line in asked.stdout.splitlines():
        name, _, rest = line.partition(b"\0")
        place = int(rest.partition(b":")[0])
        if not _within_a_key(Path(os.fsdecode(name)), place):
            found.add(os.path.relpath(os.fsdecode(name), folder))
    return sorted(found)


def _within_a_key(file: Path, place: int) -> bool:
    with file.open("rb") as content:
        content.seek(begin := max(0, place - _KEY))
        around = content.read(2 * _KEY)
    return any(key.start() <= place - begin < key.end() for key in _HEX.finditer(around))


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
