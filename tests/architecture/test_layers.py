"""services -> workflows -> events, nothing with I/O below services, time and chance only in the clock."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGES, ROOT, dotted, imported_names, modules, tree

CLOCK = "services/clock.py"
SAMPLE = "services/sample"

MAKES_TIME = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
}
MAKES_IDS = {"uuid.uuid1", "uuid.uuid3", "uuid.uuid4", "uuid.uuid5", "uuid.uuid6", "uuid.uuid7", "uuid.uuid8"}
CHANCE = ("random", "secrets")
TOUCHES_THE_WORLD = {"open", "input", "print", "breakpoint", "exec", "eval", "__import__"}


def banned(path: Path) -> list[str]:
    """What `path` uses of time, ids and chance that belongs in the clock, as `file:line name`."""
    module = tree(path)
    names = imported_names(module)
    seeded = path.as_posix().startswith(SAMPLE)
    found = set()
    for node in ast.walk(module):
        if not isinstance(node, ast.Attribute | ast.Name):
            continue
        name = dotted(node, names)
        chance = name.partition(".")[0] in CHANCE and (isinstance(node, ast.Attribute) or node.id in names)
        if name in MAKES_TIME | MAKES_IDS or (chance and not (seeded and name.startswith("random"))):
            found.add(f"{path}:{node.lineno} {name}")
    return sorted(found)


def test_the_arrows_that_import_linter_keeps():
    linter = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert linter.returncode == 0, linter.stdout + linter.stderr


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=str)
def test_time_ids_and_chance_come_in_as_arguments(path: Path):
    if path.as_posix() != CLOCK:
        assert banned(path) == []


@pytest.mark.parametrize("path", modules("workflows", "events"), ids=str)
def test_decisions_and_contracts_touch_nothing(path: Path):
    module = tree(path)
    names = imported_names(module)
    calls = {dotted(node.func, names) for node in ast.walk(module) if isinstance(node, ast.Call)}
    assert calls & TOUCHES_THE_WORLD == set()


def test_the_ban_sees_through_other_names(tmp_path: Path):
    hidden = tmp_path / "hidden.py"
    hidden.write_text(
        "from datetime import datetime as d\nimport time as t\nfrom uuid import uuid4\nimport random\n"
        "from secrets import token_hex\n"
        "d.now()\nt.time()\nuuid4()\nrandom.random()\ntoken_hex()\nd.fromisoformat('2026-01-01')\nt.monotonic()\n",
        encoding="utf-8",
    )
    assert {line.rpartition(" ")[2] for line in banned(hidden)} == {
        "datetime.datetime.now",
        "random",
        "random.random",
        "secrets.token_hex",
        "time.time",
        "uuid.uuid4",
    }
