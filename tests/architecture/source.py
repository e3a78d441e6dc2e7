"""The files of the checkout as the tests of the architecture see them: everything that git does not ignore."""

import ast
import os
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("services", "workflows", "events")


@cache
def ignored_patterns() -> tuple[str, ...]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return (".git", *(line.rstrip("/") for line in lines if line and not line.startswith("#")))


def is_ignored(path: str) -> bool:
    """Whether a pattern of .gitignore names `path` (relative to the checkout, with /)."""
    for pattern in ignored_patterns():
        if "/" in pattern:
            if fnmatch(path, pattern.removeprefix("/")):
                return True
        elif fnmatch(path.rpartition("/")[2], pattern):
            return True
    return False


def files(*tops: str) -> Iterator[Path]:
    """Every file under the named folders of the checkout (none named: all of it), relative to the checkout."""
    for top in tops or (".",):
        for folder, folders, names in os.walk(ROOT / top):
            here = Path(folder).relative_to(ROOT)
            folders[:] = sorted(name for name in folders if not is_ignored((here / name).as_posix()))
            for name in sorted(names):
                if not is_ignored((here / name).as_posix()):
                    yield here / name


def modules(*packages: str) -> list[Path]:
    return [path for path in files(*packages) if path.suffix == ".py"]


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def tree(path: Path) -> ast.Module:
    return ast.parse(text(path), filename=str(path))


def imported_names(module: ast.Module) -> dict[str, str]:
    """What each name that the module imports stands for: `now` -> `datetime.datetime.now`."""
    names: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                # `import a.b` binds `a`; `import a.b as c` binds the inner module.
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """`datetime.now` as the full name that it means, or the empty string for what is no plain name."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value, names)
        return f"{inner}.{node.attr}" if inner else ""
    return ""
