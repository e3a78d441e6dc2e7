"""A whole installation as its users meet it: real processes, started and asked by the real command."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TRYGGHET = Path(sys.executable).parent / "trygghet"


@dataclass(frozen=True)
class Command:
    """What a finished command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its answer, with `--json`."""
        return json.loads(self.out)


@dataclass
class Installation:
    """A data folder, the process that serves it, and the command line beside it."""

    data: Path
    process: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Only what the command needs, so that nothing of this machine's settings plays in."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TZ") if name in os.environ}
        return {**kept, "LANG": "C.UTF-8", "TRYGGHET_LANGUAGE": "en", "TRYGGHET_DATA": str(self.data)}

    def run(self, *words: str | Path, stdin: str | None = None, seconds: float = 60) -> Command:
        """A command of `trygghet`, to its end."""
        done = subprocess.run(
            [TRYGGHET, *map(str, words)],
            input=stdin,
            capture_output=True,
            text=True,
            env=self.environment,
            timeout=seconds,
            check=False,
        )
        return Command(done.returncode, done.stdout, done.stderr)

    def ask(self, *words: str | Path) -> Any:
        """A command that must go well, with `--json`."""
        done = self.run(*words, "--json")
        assert done.code == 0, done.err
        return done.json

    def up(self, *words: str) -> None:
        """Start the whole service and wait until it says that it is there."""
        with (self.data.parent / "up.log").open("a") as log:
            self.process = subprocess.Popen(
                [TRYGGHET, "up", "--port", "0", *words], stdout=log, stderr=log, text=True, env=self.environment
            )
        deadline = time.monotonic() + 60
        while "http://127.0.0.1:" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def said(self) -> str:
        """All that `up` has said."""
        return (self.data.parent / "up.log").read_text()

    def kill(self) -> None:
        """kill -9, as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=20)
        (self.data.parent / "up.log").write_text("")

    def down(self) -> None:
        """Ctrl-C."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One that is up for a whole file of journeys."""
    here = Installation(tmp_path_factory.mktemp("journey") / "data")
    here.up()
    yield here
    here.down()


@pytest.fixture
def until() -> Callable[..., Any]:
    """Ask again until the answer is there; what arrives over the bus takes a moment."""

    def asked(question: Callable[[], Any], seconds: float = 20) -> Any:
        deadline = time.monotonic() + seconds
        while not (answer := question()):
            assert time.monotonic() < deadline, "it never came"
            time.sleep(0.1)
        return answer

    return asked
