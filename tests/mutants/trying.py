"""Tries a change against the tests: in functions that are loaded already where that is possible, else loaded anew."""

import gc
import importlib
import importlib.util
import multiprocessing
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, Final, Literal

import pytest

from tests.mutants.forking import Ended, forked
from tests.mutants.mutating import Mutant
from tests.mutants.standing import Function, kept
from tests.mutants.swapping import Unfit, called, functions_of, replaced, swap

Outcome = Literal["killed", "survived", "unloadable"]

_OPTIONS: Final = (
    "-q",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
    "-p",
    "no:cacheprovider",
    "--no-header",
    "--timeout=10",
    "--confcutdir=tests/workflows",
)

_LEFT_OUT: Final = ("test_exploring", "test_properties", "test_report_hiding")
"""Long, and built to find what nobody thought of: a rule is to be shown by its own specification."""

_BESIDE: Final = ("tests/architecture/test_conformance.py", "tests/architecture/test_easily_missed.py")

_DECLARED: Final = "tests/workflows/test_rulebook.py"
"""Goes through all that is declared, and so sees at once what was changed in a list."""

_PAGE: Final = f"{_DECLARED}::test_what_is_declared_is_what_stands_on_its_page"

_AT_MOST: Final = 500
"""Tests of one change. A function that every case goes through is called by thousands: whoever has asked these, those
of the topic first, has asked enough, and what only some far-off test would notice had better be noticed nearer."""

_CODE: Final = re.compile(r'"([a-z]+(?:_[a-z0-9]+)+)"')

_BESIDE_IT: Final = 4
"""How many files besides the topic's own are nearest: those that reach most of its functions."""

_TO_REACH: Final = 1800.0

_PATIENCE: Final = 300.0
"""Seconds for all tests together; who takes longer hangs, and has been noticed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant, and the test that noticed."""

    outcome: Outcome
    by: str = ""


HANGS: Final = Verdict("killed", "a test that never ends")


@dataclass(eq=False)
class Watch:
    """Remembers the first test that fails."""

    first: str = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.first:
            self.first = report.nodeid


def files_of_tests(root: Path) -> tuple[str, ...]:
    """The tests that a mutant is tried against."""
    own = sorted((root / "tests/workflows").glob("test_*.py"))
    return (*(f"tests/workflows/{p.name}" for p in own if not p.name.startswith(_LEFT_OUT)), *_BESIDE)


def of_the_topic(root: Path, file: str) -> tuple[str, ...]:
    """The tests of a file's topic."""
    stem = Path(file).stem
    return tuple(
        one
        for one in files_of_tests(root)
        if Path(one).stem == f"test_{stem}" or one.split("/")[-1].startswith(f"test_{stem}_")
    )


def of_its_users(root: Path, file: str) -> tuple[str, ...]:
    """The tests of the topics that a file without tests of its own is part of."""
    asks = f"from workflows.{Path(file).stem} import"
    users = [one for one in sorted((root / "workflows").glob("*.py")) if asks in one.read_text(encoding="utf-8")]
    return tuple(test for one in users for test in of_the_topic(root, one.relative_to(root).as_posix()))


def that_name(root: Path, file: str) -> tuple[str, ...]:
    """The tests that name most of what a file declares by a code: its duties, its refusals."""
    codes = set(_CODE.findall((root / file).read_text(encoding="utf-8")))
    named = {one: len(codes & set(_CODE.findall((root / one).read_text("utf-8")))) for one in files_of_tests(root)}
    return tuple(sorted((one for one in named if named[one]), key=lambda one: (-named[one], one))[:_BESIDE_IT])


# loaded anew


class _Mutated(SourceFileLoader):
    """Loads a file as if it had another text."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self.source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.path, "exec")


class _Finder(MetaPathFinder):
    """Finds one module with another text."""

    def __init__(self, name: str, path: str, source: str) -> None:
        self.name, self.path, self.source = name, path, source

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=_Mutated(name, self.path, self.source))


def anew(root: Path, mutant: Mutant, first: Sequence[str]) -> Verdict:
    """The outcome where everything is loaded with the change in it."""
    return _loaded(root, mutant, [one for one in first if (root / one.partition("::")[0]).is_file()])


def _loaded(root: Path, mutant: Mutant, chosen: Sequence[str]) -> Verdict:
    def work() -> Verdict:
        name = mutant.file.removesuffix(".py").replace("/", ".")
        sys.meta_path.insert(0, _Finder(name, str(root / mutant.file), mutant.source))
        try:
            importlib.import_module(name)
            importlib.import_module("workflows.record")
            declared = importlib.import_module("scripts.rulebook")
        except Exception:  # noqa: BLE001 - whatever it is, the change is no program
            return Verdict("unloadable")
        if declared.page() != declared.TARGET.read_text(encoding="utf-8"):
            return Verdict("killed", _PAGE)  # what that test says, without the time that it takes to find it
        watch = Watch()
        ended = pytest.main([*_OPTIONS, "-x", *chosen], plugins=[watch])
        return Verdict("survived") if ended == pytest.ExitCode.OK else Verdict("killed", watch.first or "collecting")

    try:
        verdict: Verdict = forked(work, _PATIENCE)
    except Ended:
        return HANGS
    return verdict


# loaded already


@dataclass(eq=False)
class _Collected:
    """All tests collected once; each mutant gets a copy of the process."""

    root: Path
    asked: Connection
    at_import: dict[int, CodeType] = field(default_factory=dict)  # kept, so that no other takes its place in memory
    functions: dict[Hashable, list[FunctionType]] = field(default_factory=dict)
    reached: dict[Function, list[int]] = field(default_factory=dict)
    items: list[pytest.Item] = field(default_factory=list)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        sys.settrace(None)
        self.items = session.items
        paths = frozenset(str(p) for p in (self.root / "workflows").glob("**/*.py"))
        self.functions = functions_of(paths)
        loaded = [f.__code__ for same in self.functions.values() for f in same]
        self.never_swapped = {called(code) for code in loaded if id(code) in self.at_import}
        gc.collect()
        gc.freeze()  # a copy that looks through all of this would have to copy it in earnest
        self.reached = kept(self.root, lambda: forked(self._reach, _TO_REACH))
        self.asked.send((len(self.items), self._nearest()))
        while (mutant := self.asked.recv()) is not None:
            self.asked.send(self._tried(session, *mutant))
        return True

    def trace(self, frame: FrameType, _event: str, _argument: Any) -> None:
        self.at_import[id(frame.f_code)] = frame.f_code

    def _reach(self) -> dict[Function, list[int]]:
        """Which tests call which function, the quick tests first."""
        loaded = [f.__code__ for same in self.functions.values() for f in same]
        codes = {id(code): called(outer) for outer in loaded for code in _all(outer)}
        found: dict[Function, list[tuple[float, int]]] = {}
        now: set[int] = set()

        def trace(frame: FrameType, _event: str, _argument: Any) -> None:
            now.add(id(frame.f_code))

        for number, item in enumerate(self.items):
            now.clear()
            began = time.perf_counter()
            sys.settrace(trace)
            self._run(item, self.items[number + 1] if number + 1 < len(self.items) else None)
            sys.settrace(None)
            took = time.perf_counter() - began
            for function in {codes[code] for code in now if code in codes}:
                found.setdefault(function, []).append((took, number))
        return {function: [number for _, number in sorted(calls)] for function, calls in found.items()}

    def _nearest(self) -> dict[str, tuple[str, ...]]:
        """By file: the tests of its topic, of all that is declared, and those that reach most of its functions."""
        reaching: dict[str, dict[str, set[str]]] = {}
        for (path, function, _), numbers in self.reached.items():
            for test in {self.items[number].nodeid.partition("::")[0] for number in numbers}:
                file = Path(path).relative_to(self.root).as_posix()
                reaching.setdefault(file, {}).setdefault(test, set()).add(function)
        found = {}
        for one in (self.root / "workflows").glob("*.py"):
            file = one.relative_to(self.root).as_posix()
            topic = of_the_topic(self.root, file) or of_its_users(self.root, file)
            first = tuple(dict.fromkeys((*topic, *that_name(self.root, file), _DECLARED)))
            others = {test: names for test, names in reaching.get(file, {}).items() if test not in first}
            most = sorted(others, key=lambda test: (-len(others[test]), test))[:_BESIDE_IT]
            found[file] = (*first, *most)
        return found

    def _spread(self, numbers: Iterable[int], first: Sequence[str]) -> list[int]:
        """The first tests, then one of every other file, another one of every other file, and so on."""
        met: Counter[str] = Counter()
        places = {}
        for number in sorted(numbers):
            test = self.items[number].nodeid
            file = test.partition("::")[0]
            met[file] += 1
            near = _place(test, first)
            places[number] = (near, met[file] if near == len(first) else 0, number)
        return sorted(places, key=lambda number: places[number])

    @staticmethod
    def _run(item: pytest.Item, following: pytest.Item | None) -> None:
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)

    def _tried(self, session: pytest.Session, mutant: Mutant, before: str, first: Sequence[str]) -> Verdict | None:
        """None where it has to be loaded anew."""
        path = str(self.root / mutant.file)
        try:
            pairs = replaced(path, before, mutant.source)
        except Unfit:
            return None
        names = {called(old) for old, _ in pairs}
        if names & self.never_swapped:
            return None
        numbers = {number for name in names for number in self.reached.get(name, ())}
        order = self._spread(numbers, first)[:_AT_MOST]

        def work() -> Verdict | None:
            try:
                swap(self.functions, pairs)
            except Unfit:
                return None
            watch = Watch()
            session.config.pluginmanager.register(watch)
            for n, number in enumerate(order):
                self._run(self.items[number], self.items[order[n + 1]] if n + 1 < len(order) else None)
                if watch.first:
                    return Verdict("killed", watch.first)
            return Verdict("survived")

        try:
            verdict: Verdict | None = forked(work, _PATIENCE)
        except Ended:
            return HANGS
        return verdict


def _place(test: str, first: Sequence[str]) -> int:
    return next((n for n, begins in enumerate(first) if test.startswith(begins)), len(first))


def _all(code: CodeType) -> Iterator[CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _all(const)


class Collected:
    """The process in which everything is loaded and collected."""

    def __init__(self, root: Path) -> None:
        self._here, there = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("fork").Process(target=_collect, args=(root, there))
        self._process.start()
        there.close()
        self.tests: int
        self.nearest: dict[str, tuple[str, ...]]
        self.tests, self.nearest = self._here.recv()

    def tried(self, mutant: Mutant, before: str, first: Sequence[str]) -> Verdict | None:
        """The outcome, None where the change has to be loaded anew. `first` are the tests to begin with."""
        self._here.send((mutant, before, first))
        verdict: Verdict | None = self._here.recv()
        return verdict

    def close(self) -> None:
        """Ends the process."""
        with suppress(BrokenPipeError):
            self._here.send(None)
        self._process.join(10)


def _collect(root: Path, asked: Connection) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    plugin = _Collected(root, asked)
    sys.settrace(plugin.trace)
    pytest.main([*_OPTIONS, *files_of_tests(root)], plugins=[plugin])
