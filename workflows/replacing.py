"""`dataclasses.replace`, three times as fast on states of many fields: every fact makes a few of them anew."""

from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import replace as replace
else:
    from dataclasses import fields

    def replace(state: Any, /, **now: Any) -> Any:
        """Another dataclass with slots, like `state` in everything but `now`. Raises KeyError on a field it has not."""
        values, setters, by_name = _slots(type(state))
        other = object.__new__(type(state))
        for put, value in zip(setters, values(state), strict=True):
            put(other, value)
        for name, value in now.items():
            by_name[name](other, value)
        return other

    @lru_cache(256)
    def _slots(kind: type) -> tuple[Any, ...]:
        """How the fields of such a class are read and written."""
        names = tuple(field.name for field in fields(kind))
        slots = tuple(getattr(kind, name) for name in names)
        setters = tuple(slot.__set__ for slot in slots)
        every = attrgetter(*names)
        values = every if len(names) > 1 else lambda state: (every(state),)
        if kind.__getattribute__ is not object.__getattribute__:  # it tells what is read of it, and so will the copy
            values = lambda state: [slot.__get__(state) for slot in slots]  # noqa: E731
        return values, setters, dict(zip(names, setters, strict=True))
