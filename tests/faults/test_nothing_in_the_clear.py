"""Names, numbers and phones of the synthetic district are found in no file: database, WAL, bus or log."""

import csv
from collections.abc import Iterator
from pathlib import Path

from tests.faults.history import History
from tests.faults.searching import files_with
from tests.faults.site import Site

PERSONAL = (
    "navn", "fodselsnummer", "telefon", "foresatt_1_navn", "foresatt_1_telefon", "foresatt_2_navn",
    "foresatt_2_telefon", "etterforsker_navn", "jurist",
)  # fmt: skip


def values_of(district: Path) -> set[bytes]:
    """What is personal in the extracts, as a file of the installation could have it."""
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


def test_the_search_finds_what_lies_in_the_clear(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"\0\1Mild Hassel\0")
    (tmp_path / "other").write_bytes(b"Mild Eik")
    assert files_with(tmp_path, {b"Mild Hassel", b"Mild Gran"}) == ["file"]


def test_a_played_district_lies_nowhere_in_the_clear(tmp_path: Path):
    history = History(tmp_path / "history.jsonl", seed=0)
    site = Site(tmp_path / "data", history)
    try:
        site.begin("all", "up", "--sample", "--port", "0")
        site.ready("all", 120)
        for target in ("all", "postgres", "nats"):
            site.kill(target)
        written = site.run("sample", "--cases", "300", "--seed", "1", "--out", str(tmp_path / "district"))
        assert written.returncode == 0, written.stderr
    finally:
        site.stop()
        history.close()
    values = values_of(tmp_path / "district")
    assert len(values) > 500
    assert files_with(tmp_path / "data", values) == []
    assert files_with(tmp_path / "words", values) == []
