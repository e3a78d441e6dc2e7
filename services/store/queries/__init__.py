"""The SQL of the services in `.sql` files: `-- name: lock_tokens` begins a query, which ends where the next begins."""

import re
from collections.abc import Iterator
from importlib.resources import files
from types import MappingProxyType
from typing import Final, LiteralString, cast

_NAME = re.compile(r"^-- name: *([a-z][a-z0-9_]*) *$", re.MULTILINE)


def read_queries(text: str, origin: str) -> Iterator[tuple[str, LiteralString]]:
    """Every (name, statement) in a file's text.

    Raises ValueError where something stands before the first name or a query is empty.
    """
    before, *parts = _NAME.split(text)
    if any(line and not line.startswith("--") for line in before.splitlines()):
        raise ValueError(f"{origin}: a statement stands before the first name")
    for name, statement in zip(parts[::2], parts[1::2], strict=True):
        if not statement.strip():
            raise ValueError(f"{origin}: the query {name} is empty")
        yield name, cast(LiteralString, statement.strip().removesuffix(";"))


def _load() -> MappingProxyType[str, LiteralString]:
    found: dict[str, LiteralString] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".sql"):
            for name, statement in read_queries(file.read_text(), file.name):
                if name in found:
                    raise ValueError(f"{file.name}: the query {name} has been named before")
                found[name] = statement
    return MappingProxyType(found)


QUERIES: Final = _load()
"""Every query by its name. A name that is not there is a KeyError at import, where it is looked up once."""
