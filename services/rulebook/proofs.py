"""The tests that prove a number, a guard or a duty: read out of their marks, without running or importing them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

MARKS: Final = frozenset({"rule", "shows", "each"})


@dataclass(frozen=True, slots=True)
class Proof:
    """A test: its file below the tests folder, its name, and what its marks say.

    `shows` are pairs of a guard's name and a side; `each` pairs of a kind of carrier and what is shown of every one.
    """

    file: str
    test: str
    rules: frozenset[int]
    shows: frozenset[tuple[str, str]] = frozenset()
    each: frozenset[tuple[str, str]] = frozenset()

    @property
    def name(self) -> str:
        """`workflows/test_clearance.py::test_…`."""
        return f"{self.file}::{self.test}"


def folder_of_tests() -> Path | None:
    """The tests beside the code, None in an installed package, which brings none."""
    folder = Path(__file__).resolve().parents[2] / "tests"
    return folder if (folder / "support" / "marks.py").is_file() else None


@cache
def proofs(folder: Path) -> tuple[Proof, ...]:
    """Every test with a mark in a folder, in order of files and lines."""
    return tuple(
        proof
        for path in sorted(folder.rglob("test_*.py"))
        for proof in read(path.read_text(encoding="utf-8"), path.relative_to(folder).as_posix())
    )


def read(source: str, file: str) -> Iterator[Proof]:
    """The tests with a mark in one file; a mark on a class or a name for marks (`pytestmark`, `both = rule(…)`) counts
    for what it stands on."""
    tree = ast.parse(source)
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    whole = [named["pytestmark"]] if "pytestmark" in named else []
    yield from _of(tree.body, whole, named, file, "")


def _of(
    body: list[ast.stmt], above: list[ast.Call], named: dict[str, ast.Call], file: str, within: str
) -> Iterator[Proof]:
    for node in body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        found = (named.get(one.id) if isinstance(one, ast.Name) else one for one in node.decorator_list)
        marks = [*above, *(one for one in found if isinstance(one, ast.Call))]
        if isinstance(node, ast.ClassDef):
            yield from _of(node.body, marks, named, file, f"{node.name}::")
        elif node.name.startswith("test_") and any(_mark(one) for one in marks):
            yield _proof(file, within + node.name, marks)


def _proof(file: str, test: str, marks: list[ast.Call]) -> Proof:
    said: dict[str, list[tuple[object, ...]]] = {mark: [] for mark in MARKS}
    for one in marks:
        if (mark := _mark(one)) is not None:
            said[mark].append(tuple(arg.value for arg in one.args if isinstance(arg, ast.Constant)))
    return Proof(
        file,
        test,
        frozenset(number for numbers in said["rule"] for number in numbers if isinstance(number, int)),
        frozenset((str(name), str(side)) for name, *sides in said["shows"] for side in sides),
        frozenset((str(what), str(side)) for what, *sides in said["each"] for side in sides or ("present",)),
    )


def _mark(call: ast.Call) -> str | None:
    """`rule` of `rule(47)` and of `pytest.mark.rule(47)`."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    return name if name in MARKS else None
