"""What holds as long as no file has changed that it comes from."""

import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

FOLDER: Final = "build/mutants"

Function = tuple[str, str, int]
"""File, qualified name, first line."""

_COME_FROM: Final = ("events", "workflows", "tests/workflows", "tests/support")


@cache
def standing(root: Path) -> str:
    """Another one whenever a file has changed that a verdict may come from."""
    digest = sha256()
    for folder in _COME_FROM:
        for path in sorted((root / folder).rglob("*.py")):
            digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def kept(root: Path, make: Callable[[], dict[Function, list[int]]]) -> dict[Function, list[int]]:
    """Which tests reach which function: found out once, which takes half a minute."""
    path = root / FOLDER / "reached.json"
    if path.is_file():
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["standing"] == standing(root):
            return {(file, name, line): numbers for file, name, line, numbers in told["reached"]}
    found = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    reached = [[*function, numbers] for function, numbers in found.items()]
    path.write_text(json.dumps({"standing": standing(root), "reached": reached}), encoding="utf-8")
    return found
