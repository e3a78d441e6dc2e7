"""`dataclasses.replace`, four times as fast on states of many fields: every fact makes a few of them anew."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import replace as replace
else:
    from dataclasses import fields

    def replace(state: Any, /, **now: Any) -> Any:
        """Another dataclass with slots, like `state` in everything but `now`. Raises KeyError on a field it has not."""
        other = object.__new__(type(state))
        copy, put = _slots(type(state))
        copy(state, other)
        for name, value in now.items():
            put[name](other, value)
        return other

    @lru_cache(256)
    def _slots(kind: type) -> tuple[Any, dict[str, Any]]:
        """What copies all fields of such a class, and what sets one of them."""
        slots = {field.name: getattr(kind, field.name) for field in fields(kind)}
        put = {name: slot.__set__ for name, slot in slots.items()}
        if kind.__getattribute__ is not object.__getattribute__:  # it tells what is read of it, and so will the copy

            def unread(state: Any, other: Any) -> None:
                for name, slot in slots.items():
                    put[name](other, slot.__get__(state))

            return unread, put
        lines = "".join(f"\n    put_{name}(other, state.{name})" for name in slots)
        made: dict[str, Any] = {f"put_{name}": setter for name, setter in put.items()}
        exec(f"def copy(state, other):{lines or ' pass'}", made)  # noqa: S102 - of the names of fields, as dataclasses do
        return made["copy"], put
