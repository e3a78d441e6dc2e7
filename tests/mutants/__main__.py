"""`python -m tests.mutants [FILE …]`: whether the tests notice when a rule or a duty is changed.

Each file of workflows/ is changed in one small way at a time, and the tests of workflows/ are asked. A seeded sample of
each file is tried, all of it with --all. A change that no test notices stands in survivors.toml with the reason, or the
run fails; it fails as well where one that stands there is noticed now. What was tried is kept in build/mutants, so that
a run that was interrupted goes on where it was, and one after a change asks the test first that noticed last time.
"""

import argparse
import importlib
import os
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.mutants.listed import Listed, faults
from tests.mutants.mutating import Mutant, mutants
from tests.mutants.remembering import Memory
from tests.mutants.table import Tried, table
from tests.mutants.trying import Collected, Verdict, anew

ROOT: Final = Path(__file__).resolve().parents[2]
SAMPLE: Final = 6
SEED: Final = 1
LEAST: Final = 90.0
"""Per cent of the changes that have to be noticed."""

_NOT_AMONG_THEM: Final = frozenset({"__init__.py", "moves.py", "versions.py"})
"""`moves.py` says what a page may offer: it asks the rules, and its tests stand with the desk in tests/services.
`versions.py` is two names for this code, each as good as another."""

_NICE: Final = 19
_BEFOREHAND: Final = ("hypothesis", "statemachine", "psycopg", "sqlalchemy", "alembic", "nats", "cryptography")
"""Loaded once, before the first change: nothing of workflows/ is among them."""


def files() -> tuple[str, ...]:
    """What is changed: the files that hold rules and duties, and what these stand on."""
    found = sorted(path.name for path in (ROOT / "workflows").glob("*.py") if path.name not in _NOT_AMONG_THEM)
    return tuple(f"workflows/{name}" for name in found)


def chosen(file: str, found: Sequence[Mutant], each: int) -> list[Mutant]:
    """The sample of a file, the same one every time and part of every larger one; all where `each` is 0."""
    order = random.Random(f"{SEED}:{file}").sample(range(len(found)), len(found))
    return [found[number] for number in sorted(order[: each or len(found)])]


def tried(collected: Collected, mutant: Mutant, before: str, first: Sequence[str]) -> Verdict:
    """One mutant, in the quickest way that shows it."""
    return collected.tried(mutant, before, first) or anew(ROOT, mutant, first)


def run(asked: Sequence[str], each: int) -> list[Tried]:
    """Every file's mutants against the tests, told file by file."""
    for name in _BEFOREHAND:
        importlib.import_module(name)
    importlib.import_module("events.catalogue")
    collected = Collected(ROOT)
    print(f"{collected.tests} tests; {f'a sample of {each} from each file' if each else 'every change'}", flush=True)
    results = []
    for file in asked:
        began = time.monotonic()
        before = (ROOT / file).read_text(encoding="utf-8")
        found = list(mutants(ROOT, file))
        memory = Memory(ROOT, file)
        result = Tried(file, found)
        some = chosen(file, found, each)
        for number, mutant in enumerate(some, 1):
            verdict = memory.verdict(mutant)
            if verdict is None:
                verdict = tried(collected, mutant, before, (*memory.noticed_by(mutant), *collected.nearest[file]))
                memory.keep(mutant, verdict)
            result.verdicts[mutant.key] = verdict
            if sys.stdout.isatty():
                print(f"\r{file}: {number} of {len(some)}", end="\x1b[K", flush=True)
        print(f"\r{result.line()}  {time.monotonic() - began:.0f} s", flush=True)
        results.append(result)
    collected.close()
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="*", metavar="FILE", help="workflows/<topic>.py; none is all of them")
    parser.add_argument("--each", type=int, default=SAMPLE, metavar="N", help=f"how many of each file ({SAMPLE})")
    parser.add_argument("--all", action="store_true", help="no sample: every change (hours)")
    asked = parser.parse_args()
    unknown = sorted(set(asked.file) - set(files()))
    if unknown:
        print(f"not a file of rules or duties: {', '.join(unknown)}; one of {', '.join(files())}", file=sys.stderr)
        return 2
    os.nice(_NICE)
    results = run(asked.file or files(), 0 if asked.all else asked.each)
    print(table(results))
    wrong = faults(Listed.read(), results)
    if not asked.file and sum(r.killed for r in results) * 100 < LEAST * sum(r.counted for r in results):
        wrong = (*wrong, f"less than {LEAST:.0f} % were noticed")
    print("\n".join(wrong) or "every change that no test notices has its reason in tests/mutants/survivors.toml")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
