"""Which fields of a subject somebody reads: found out by handing out a subject that keeps a list of it."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

Reads = set[str]
"""Fields as `Period.offer`, of every frozen dataclass that a subject is made of."""


class Watch:
    """Keeps the list. `on(subject)` is a subject that equals the given one and is read in the same way."""

    def __init__(self) -> None:
        self.reads: Reads = set()
        self._classes: dict[type, type] = {}

    def on(self, value: Any) -> Any:
        """The value with everything in it watched."""
        if isinstance(value, tuple):
            return tuple(self.on(item) for item in value)
        if not is_dataclass(value) or isinstance(value, type):
            return value
        watched: Any = object.__new__(self._watching(type(value)))
        for name in _names(type(value)):
            object.__setattr__(watched, name, self.on(getattr(value, name)))
        return watched

    def during(self, what: Callable[[], Any]) -> Reads:
        """The fields that are read while something is done."""
        before, self.reads = self.reads, set()
        try:
            what()
            return self.reads
        finally:
            self.reads = before

    def _watching(self, kind: type) -> type:
        if kind not in self._classes:
            names, watch, of = frozenset(_names(kind)), self, kind.__name__

            def read(instance: Any, name: str) -> Any:
                if name in names:
                    watch.reads.add(f"{of}.{name}")
                return object.__getattribute__(instance, name)

            self._classes[kind] = type(of, (kind,), {"__slots__": (), "__getattribute__": read})
        return self._classes[kind]


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
