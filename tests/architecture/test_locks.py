"""What is installed is what was locked: every package with its hashes, no address of a registry."""

import json
import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

LOCKED = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)
ASKED = re.compile(r"^([A-Za-z0-9._-]+)", re.MULTILINE)
LOCKS = ("run", "dev", "uv")


def lock(name: str) -> str:
    return (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")


def versions(name: str) -> dict[str, str]:
    return dict(LOCKED.findall(lock(name)))


def asked(path: Path) -> set[str]:
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    return {found[0].lower() for line in lines if (found := ASKED.match(line))}


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash(name: str):
    entries = re.split(r"^(?=[a-z0-9])", lock(name), flags=re.MULTILINE)
    bare = [entry.splitlines()[0] for entry in entries if LOCKED.match(entry) and "--hash=sha256:" not in entry]
    assert versions(name)
    assert bare == []


def test_everything_asked_for_is_locked():
    assert asked(ROOT / "requirements/run.in") - versions("run").keys() == set()
    assert asked(ROOT / "requirements/dev.in") - versions("dev").keys() == set()


def test_the_work_is_done_with_the_versions_that_run():
    dev = versions("dev")
    assert {name: version for name, version in versions("run").items() if dev.get(name) != version} == {}
    assert versions("uv") == {"uv": dev["uv"]}


def test_npm_packages_are_locked_by_content_and_not_by_place():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    third_party = {name: entry for name, entry in packages.items() if name}
    assert third_party
    assert [name for name, entry in third_party.items() if "resolved" in entry] == []
    assert [name for name, entry in third_party.items() if not entry["integrity"].startswith("sha512-")] == []
