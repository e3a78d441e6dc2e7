"""`trygghet policy`: TOML out and in, a clear word where a value is out of its bounds, a trial that writes nothing."""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.clock import SystemClock
from tests.support.terminal import Running, Terminal
from workflows.workdays import day_of


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    return Terminal(tmp_path_factory.mktemp("policy") / "d")


@pytest.fixture(scope="module", autouse=True)
def up(terminal: Terminal) -> Iterator[Running]:
    with terminal.running("up", "--port", "0") as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "praksis.toml"


def test_what_is_shown_is_toml_and_can_be_set(terminal: Terminal, file: Path):
    shown = terminal("policy", "show", "--unit", "ost")
    assert shown.code == 0, shown.err
    told = tomllib.loads(shown.out)
    assert told["assess_wd"] == 2
    assert "kan være 1-5" in shown.out
    file.write_text(shown.out.replace("assess_wd = 2", "assess_wd = 4"), encoding="utf-8")
    tomorrow = (day_of(SystemClock().now()) + timedelta(days=1)).isoformat()
    said = terminal("policy", "set", file, "--unit", "ost", "--from", tomorrow)
    assert said.code == 0, said.err
    assert terminal.ask("policy", "show", "--unit", "ost")["content"]["assess_wd"] == 2
    then = terminal.ask("policy", "show", "--unit", "ost", "--on", tomorrow)
    assert (then["content"]["assess_wd"], then["version"]) == (4, f"{tomorrow}.001")
    assert terminal("verify").code == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("assess_wd = 9", "assess_wd = 9 kan ikke brukes: assess_wd kan være 1-5"),
        ('clearance_midway = "x"', "clearance_midway kan være go_on, wait"),
        ("no_such = 1", "no_such finnes ikke i den lokale praksisen"),
        ("assess_wd 9", "er ikke en TOML-fil"),
    ],
)
def test_what_cannot_be_is_named_with_its_bounds(terminal: Terminal, file: Path, content: str, says: str):
    file.write_text(content, encoding="utf-8")
    for words in (
        ("set", file, "--unit", "ost", "--from", "2030-01-01"),
        ("try", file, "--unit", "ost", "--since", "2026-01-01"),
    ):
        said = terminal("policy", *words)
        assert said.code == 2
        assert says in said.err


def test_a_day_that_has_gone_and_a_unit_that_is_not_there(terminal: Terminal, file: Path):
    file.write_text("assess_wd = 3", encoding="utf-8")
    gone = terminal("policy", "set", file, "--unit", "ost", "--from", "2020-01-01")
    assert (gone.code, "dag som har vært" in gone.err) == (1, True)
    assert terminal("policy", "show", "--unit", "nord").code == 2


def test_another_practice_is_tried(terminal: Terminal, file: Path):
    file.write_text("assess_wd = 1", encoding="utf-8")
    said = terminal("policy", "try", file, "--unit", "ost", "--since", "2026-01-01", "--json")
    assert said.code == 0, said.err
    assert said.json == {"cases": 0, "differing": []}
