"""`trygghet up --sample`: a living district in one process, there again at the next start, nothing left behind."""

import os
import re
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from services.cli.running import SAMPLE_CASES, SAMPLE_SEED
from tests.support.in_the_clear import files_with, values_of
from tests.support.terminal import Running, Terminal


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    return Terminal(tmp_path_factory.mktemp("up") / "d")


@pytest.fixture(scope="module")
def district(terminal: Terminal) -> Iterator[Running]:
    """The first run, with everything that it said."""
    with terminal.running("up", "--sample", "--port", "0") as running:
        yield running


def left_behind(data: Path) -> list[str]:
    """The processes that have the folder in their command line or environment's data."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                command = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if str(data).encode() in command:
                found.append(command.decode(errors="replace"))
    return found


@pytest.mark.timeout(180)
def test_it_says_where_it_is_who_one_can_be_and_what_to_try(terminal: Terminal, district: Running):
    said = district.said
    cases = re.search(r"Et syntetisk distrikt er på plass: (\d+) saker", said)
    assert cases
    assert int(cases[1]) >= SAMPLE_CASES
    assert "koordinator: k1" in said
    for address in (f"{district.address}hvem", f"{district.address}readyz", district.watched):
        assert httpx.get(address).status_code == 200, address
    tries = [words[1:] for line in said.splitlines() if (words := shlex.split(line)) and words[0].endswith("/trygghet")]
    assert len(tries) == 5
    for words in tries:
        assert str(terminal.data) in words
        tried = terminal(*words, TRYGGHET_DATA="/nonexistent")
        assert (tried.code, bool(tried.out)) == (0, True), tried.err


@pytest.mark.timeout(180)
def test_ctrl_c_leaves_nothing_and_the_next_start_plays_nothing_again(terminal: Terminal, district: Running):
    assert left_behind(terminal.data)
    district.interrupt()
    assert district.process.returncode == 0
    assert left_behind(terminal.data) == []
    with terminal.running("up", "--sample", "--port", "0") as again:
        assert "Her er det saker fra før" in again.said
        os.kill(again.process.pid, signal.SIGTERM)
        assert again.process.wait(10) == 0
    assert left_behind(terminal.data) == []
    assert terminal.apart("verify").code == 0


@pytest.mark.timeout(180)
def test_names_numbers_and_phones_of_the_district_lie_in_no_file(terminal: Terminal, district: Running, tmp_path: Path):
    """Neither in the database and its WAL, nor on the bus, nor in what was said: stopped, so that all is written."""
    district.interrupt()
    size = ("--cases", str(SAMPLE_CASES), "--seed", str(SAMPLE_SEED))
    assert terminal("sample", *size, "--out", tmp_path / "district").code == 0
    values = values_of(tmp_path / "district")
    assert len(values) > 2000
    assert files_with(terminal.data, values) == []
    assert files_with(district.log, values) == []


def test_the_search_finds_what_lies_in_the_clear(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"\0\1Mild Hassel\0")
    (tmp_path / "other").write_bytes(b"Mild Eik")
    assert files_with(tmp_path, {b"Mild Hassel", b"Mild Gran"}) == ["file"]


def test_a_number_within_a_key_is_chance_and_beside_one_is_not(tmp_path: Path):
    (tmp_path / "key").write_bytes(b"\0bb8036188134cef010007329ff5eced2\0")
    assert files_with(tmp_path, {b"01000732"}) == []
    (tmp_path / "number").write_bytes(b"\0bb8036188134cef010007329ff5eced2\0 01000732 ")
    assert files_with(tmp_path, {b"01000732"}) == ["number"]
