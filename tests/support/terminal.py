"""The command line as somebody at a terminal uses it: a data folder, nothing mocked.

A command is typed in this process, which has paid for its imports; `apart` and `running` are the installed `trygghet`.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.keyboard import can_be_typed_here, typed

TRYGGHET = Path(sys.executable).with_name("trygghet")
STARTS_WITHIN = 60.0


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """One JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Terminal:
    """A terminal at which one installation is used."""

    data: Path

    def __call__(self, *words: str | Path, stdin: str = "", **environment: str) -> Said:
        """Run `trygghet WORDS` to its end, in this process: what a start of its own costs is paid once."""
        full = self.environment(environment)
        if not can_be_typed_here(full):
            return self.apart(*words, stdin=stdin, **environment)
        code, out, err = typed([str(TRYGGHET), *map(str, words)], full, stdin)
        return Said(code, out, err)

    def apart(self, *words: str | Path, stdin: str = "", **environment: str) -> Said:
        """Run `trygghet WORDS` to its end as the process that a shell starts."""
        done = subprocess.run(
            [TRYGGHET, *map(str, words)],
            input=stdin,
            env=self.environment(environment),
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def ask(self, *words: str | Path) -> Any:
        """The answer, as JSON, to a question that must go well."""
        answer = self(*words, "--json")
        assert answer.code == 0, answer.err
        return answer.json

    def environment(self, more: dict[str, str]) -> dict[str, str]:
        """Ours without what the machine has set for Trygghet, in bokmål."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRYGGHET_", "LC_", "LANG"))}
        return {**kept, "TRYGGHET_DATA": str(self.data), "COLUMNS": "200", **more}

    @contextmanager
    def running(self, *words: str) -> Iterator["Running"]:
        """`trygghet WORDS` in the background until it says that Ctrl-C ends it; ended after the block."""
        log = self.data.with_name(f"{self.data.name}.{words[0]}.log")
        with log.open("wb") as to:
            process = subprocess.Popen(
                [TRYGGHET, *words], env=self.environment({}), stdout=to, stderr=to, start_new_session=True
            )
        running = Running(process, log)
        try:
            running.wait_until_ready()
            yield running
        finally:
            running.interrupt()


@dataclass(frozen=True)
class Running:
    """A service in the background."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        found = re.search(r"http://\S+", self.said)
        assert found is not None, self.said
        return found.group()

    @property
    def watched(self) -> str:
        """Where the figures for operations are: the second address that is told."""
        return str(re.findall(r"http://\S+", self.said)[1])

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while "Ctrl-C" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def interrupt(self) -> None:
        """Ctrl-C, and wait for the end."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                raise
