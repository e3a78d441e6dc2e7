"""One run: an installation, its load, what strikes it, and the judgement in the end."""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Final

from tests.faults.checker import check
from tests.faults.draining import drained
from tests.faults.facts import CANARY, UNITS, Message, load, referral, young
from tests.faults.history import History, published
from tests.faults.seen import look
from tests.faults.site import PROGRAM, Site
from tests.faults.writers import Load

KNOWN: Final = 24
"""Young people whom the template knows, each with a case."""

STRANGERS_FROM: Final = 20_000
STRANGERS: Final = 4_000
"""Where the young people of an endless load begin, and how many numbers each such load has for itself."""


@dataclass(frozen=True)
class Template:
    """A stopped installation to copy: migrated, with staff and `KNOWN` cases. `told` is the history of its making."""

    data: Path
    told: Path
    cases: tuple[str, ...]


@dataclass
class Run:
    """An installation at work under a seed."""

    site: Site
    history: History
    cases: list[str]
    seed: int
    part: int = 0

    def messages(self, fresh: int = 40, known: int = KNOWN) -> list[Message]:
        """The next part of this seed's load: `known` of the cases that there are, and `fresh` new young people."""
        self.part += 1
        begins = datetime.now(UTC).replace(microsecond=0) - timedelta(days=10) + timedelta(hours=20 * (self.part % 10))
        first = KNOWN + 100 * self.part
        return load(self.seed * 100 + self.part, self.cases[:known], begins, range(first, first + fresh))

    @contextmanager
    def strangers(self, per_second: float = 60.0) -> Iterator[None]:
        """For the length of the block, however long it takes: referrals of young people who have nothing to do with
        each other, so that no two wait for the same lock."""
        self.part += 1
        begins = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
        mark = f"s{self.seed}-{self.part}"
        people = map(young, count(STRANGERS_FROM + STRANGERS * self.part))
        load = self.load((referral(one, UNITS[one.n % 3], begins, mark) for one in people), per_second)
        try:
            yield
        finally:
            load.stop()

    def load(self, messages: Iterable[Message], per_second: float = 250.0) -> Load:
        """Begin to publish."""
        return Load(self.history, self.site.nats_url, messages, per_second=per_second).start()

    def judged(self, seconds: float = 60.0, *, followers: bool = True, verify: bool = True) -> list[str]:
        """Drain, look, check: everything that is wrong; empty when all promises were kept."""
        findings = []
        try:
            drained(self.site, seconds, followers=followers)
        except TimeoutError as fault:
            findings.append(f"stuck: {fault}")
        seen = look(self.site.dsn(), self.site.nats_url())
        findings += check(published(self.history.path), seen, CANARY.encode())
        if verify:
            said = self.site.run("verify")
            if said.returncode != 0:
                findings.append(f"verify: exit {said.returncode}: {(said.stdout + said.stderr)[-600:]}")
        for finding in findings:
            self.history.add("checker", "finding", "fail", what=finding)
        self.history.add(
            "checker", "judged", "ok", events=len(seen.events), inbox=len(seen.inbox), cases=len(seen.cases)
        )
        return findings


@contextmanager
def running(template: Template, folder: Path, seed: int, program: Sequence[str] = PROGRAM) -> Iterator[Run]:
    """A copy of the template in `folder`, without a process yet; everything that was started is ended at the end."""
    shutil.copytree(template.data, folder / "data", symlinks=True)
    shutil.copy(template.told, folder / "history.jsonl")
    history = History(folder / "history.jsonl", seed)
    site = Site(folder / "data", history, program)
    try:
        yield Run(site, history, list(template.cases), seed)
    finally:
        site.stop()
        history.close()


def again(seed: int, test: str) -> str:
    """How to run a failing seed again."""
    return f"seed {seed}; again with: TRYGGHET_FAULTS_SEED={seed} .venv/bin/python -m pytest tests/faults -k {test} -s"


def seeds() -> list[int]:
    """TRYGGHET_FAULTS_SEED, or 1 to TRYGGHET_FAULTS_SEEDS, or a single one."""
    if (one := os.environ.get("TRYGGHET_FAULTS_SEED")) is not None:
        return [int(one)]
    return list(range(1, 1 + int(os.environ.get("TRYGGHET_FAULTS_SEEDS", "1"))))


def rounds() -> int:
    """How many times each process is killed under one seed: TRYGGHET_FAULTS_ROUNDS."""
    return int(os.environ.get("TRYGGHET_FAULTS_ROUNDS", "1"))
