"""The answers to questions about a state are kept: states are frozen, so the same one is answered the same."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def remembered(answer: Callable[P, T]) -> Callable[P, T]:
    """For a pure function that many duties ask about one state: asked again about the very same objects, it gives the
    answer that it gave, until it is asked about another state. A state that tells what is read of it is answered anew
    every time."""
    alone = len(signature(answer).parameters) == 1
    return cast("Callable[P, T]", (_of_a_state if alone else _of_a_state_and_more)(answer))


def _of_a_state(answer: Callable[..., T]) -> Callable[..., T]:
    kept: tuple[object, Any] = (None, None)

    @wraps(answer)
    def asked(state: object) -> T:
        nonlocal kept
        known, before = kept
        if known is state:
            return before  # type: ignore[no-any-return]
        given = answer(state)
        if _keeps_quiet(state):
            kept = state, given
        return given

    return asked


def _of_a_state_and_more(answer: Callable[..., T]) -> Callable[..., T]:
    kept: tuple[object, dict[tuple[int, ...], tuple[object, T]]] = (None, {})

    @wraps(answer)
    def asked(state: object, *more: object, **named: object) -> T:
        nonlocal kept
        known, answers = kept
        if named or (known is not state and not _keeps_quiet(state)):
            return answer(state, *more, **named)
        if known is not state:
            _, answers = kept = state, {}
        ids = tuple(map(id, more))
        found = answers.get(ids)
        if found is None:
            found = answers[ids] = more, answer(state, *more)  # kept beside it, so that no other object gets their ids
        return found[1]

    return asked


def _keeps_quiet(state: object) -> bool:
    return type(state).__getattribute__ is object.__getattribute__
