"""The last answer to a question about a state is kept: states are frozen, so the same one is answered the same."""

from collections.abc import Callable
from functools import wraps
from operator import is_
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def remembered(answer: Callable[P, T]) -> Callable[P, T]:
    """For a pure function that many duties ask about one state: asked again about the very same objects, it gives the
    answer that it gave. A state that tells what is read of it is answered anew every time."""
    kept: tuple[tuple[object, ...], T | None] = ((), None)

    @wraps(answer)
    def asked(*about: P.args, **named: P.kwargs) -> T:
        nonlocal kept
        known, before = kept
        if not named and len(known) == len(about) and all(map(is_, known, about)):
            return before  # type: ignore[return-value]
        given = answer(*about, **named)
        if not named and type(about[0]).__getattribute__ is object.__getattribute__:
            kept = (about, given)
        return given

    return asked
