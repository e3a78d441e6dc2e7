"""What is in the repository tells nothing of the machines and people that it was written on and by."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, files

# Written as patterns, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    r"pypi[.]org|pythonhosted[.]org|registry[.](?:npmjs|yarnpkg)[.]|npmjs[.]org|unpkg[.]com|jsdelivr[.]net|cdnjs[.]"
    r"|(?:artifactory|nexus)[.][a-z]|--(?:extra-)?index-url[= ]\S|--find-links[= ]\S|file:/{3}"
)
MACHINE_PATHS = re.compile(
    r"(?<![\w.}])/(?:root|work/(?:main|shared)|home/[a-z][\w-]*|Users/[A-Za-z][\w-]*|tmp/team)(?![\w-])"
)
ADDRESSES = re.compile(r"[\w.+-]+@((?:[A-Za-z0-9-]+[.])+[A-Za-z]{2,})\b")
ALLOWED_DOMAINS = re.compile(r"(?:.+[.])?example[.]org|.+[.]invalid|.+[.]service", re.IGNORECASE)
BINARY = {".png", ".jpg", ".ico", ".woff2", ".pdf", ".xlsx"}


def lines() -> Iterator[tuple[Path, int, str]]:
    for path in files():
        if path.suffix in BINARY:
            continue
        # Extracts for the tests may be cp1252: every byte has a character in latin-1.
        for number, line in enumerate((ROOT / path).read_text(encoding="latin-1").splitlines(), start=1):
            yield path, number, line


def real_addresses(line: str) -> list[str]:
    return [found[0] for found in ADDRESSES.finditer(line) if not ALLOWED_DOMAINS.fullmatch(found[1])]


def test_no_registry_host_is_named():
    assert [f"{path}:{number}" for path, number, line in lines() if REGISTRIES.search(line)] == []


def test_no_path_of_somebodys_machine_is_named():
    assert [f"{path}:{number}" for path, number, line in lines() if MACHINE_PATHS.search(line)] == []


def test_every_mail_address_is_one_that_nobody_can_have():
    assert [f"{path}:{number} {found}" for path, number, line in lines() for found in real_addresses(line)] == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("mail to kari@" + "politiet.no", ["kari@" + "politiet.no"]),
        ("kari@example.org, ola@ost.example.org, x@nobody.invalid", []),
        ("nats://user:word@127.0.0.1:4222, trygghet@desk.service", []),
    ],
)
def test_real_looking_addresses_are_seen(line: str, found: list[str]):
    assert real_addresses(line) == found
