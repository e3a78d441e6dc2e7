"""Runs the test suite in the stages of stages.toml and tells what each spent against its budget.

Called by `make test` behind the set-up, whose seconds count as the first stage. Exit 0 when every stage passed.
A stage over its budget is shown loudly but does not fail: machines differ.
A stage that runs for five times its budget hangs: it is ended and has failed.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETUP_BUDGET = 120
HANGS_AFTER = 5
INTERRUPTED = 130
BEGAN = time.time()


@dataclass(frozen=True)
class Stage:
    """One part of the suite: `budget` in seconds, `command` as given to the system, run in the checkout."""

    key: str
    name: str
    budget: int
    command: tuple[str, ...]


@dataclass(frozen=True)
class Spent:
    """What became of a stage: seconds, and the exit code of its command."""

    stage: Stage
    seconds: float
    code: int

    @property
    def over(self) -> bool:
        return self.seconds > self.stage.budget

    @property
    def verdict(self) -> str:
        return "ok" if self.code == 0 else f"FAILED ({self.code})"


def has_tests(folder: Path) -> bool:
    return any(folder.rglob("test_*.py"))


def stages(pytest_options: Sequence[str]) -> list[Stage]:
    """The stages that have something to run, in the order of stages.toml."""
    listed = tomllib.loads((ROOT / "scripts/stages.toml").read_text(encoding="utf-8"))["stage"]
    found = []
    for entry in listed:
        folders = [folder for folder in entry["folders"] if has_tests(ROOT / folder)]
        if folders:
            command = (".venv/bin/python", "-m", "pytest", *entry.get("options", ()), *pytest_options, *folders)
            found.append(Stage(entry["key"], entry["name"], entry["budget"], command))
    return found


def run(stage: Stage) -> Spent:
    print(f"\n===== {stage.name} (budget {stage.budget} s) =====", flush=True)
    began = time.monotonic()
    # A group of its own, so that a stage that hangs can be ended with everything that it has started.
    process = subprocess.Popen(stage.command, cwd=ROOT, start_new_session=True)
    try:
        code = process.wait(timeout=HANGS_AFTER * stage.budget)
    except subprocess.TimeoutExpired:
        print(f"\n!!!!! {stage.name} hangs: ended after {HANGS_AFTER} times its budget", flush=True)
        end(process)
        code = process.returncode
    except KeyboardInterrupt:
        end(process)
        raise
    return Spent(stage, time.monotonic() - began, code)


def end(process: subprocess.Popen[bytes]) -> None:
    """Asks the group to stop (pytest then runs its clean-up), and ends it if it does not."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def table(results: Sequence[Spent]) -> str:
    width = max(len(spent.stage.name) for spent in results)
    lines = ["", "===== spent / budget ====="]
    for spent in results:
        over = f"   <<<<< OVER BUDGET by {spent.seconds - spent.stage.budget:.0f} s" if spent.over else ""
        lines.append(
            f"{spent.stage.name:<{width}}  {spent.seconds:6.1f} / {spent.stage.budget:3d} s  {spent.verdict}{over}"
        )
    total = sum(spent.seconds for spent in results)
    lines.append(f"{'in all':<{width}}  {total:6.1f} / {sum(spent.stage.budget for spent in results):3d} s")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="KEY", help="one stage by its key in stages.toml")
    parser.add_argument("--began", type=float, metavar="EPOCH", help="when the set-up began, seconds since 1970")
    parser.add_argument("pytest", nargs="*", help="options for pytest, after --")
    asked = parser.parse_args()

    chosen = [stage for stage in stages(asked.pytest) if asked.only in (None, stage.key)]
    if not chosen:
        print(f"no tests in the stage {asked.only or '(any)'}", file=sys.stderr)
        return 2
    results = [run(stage) for stage in chosen]
    if asked.began is not None:
        results.insert(0, Spent(Stage("setup", "set-up", SETUP_BUDGET, ()), BEGAN - asked.began, 0))
    print(table(results), flush=True)
    return 0 if all(spent.code == 0 for spent in results) else 1


def interrupted(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupted)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
