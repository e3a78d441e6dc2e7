"""Which numbers of a unit's local practice a duty goes by: read out of the functions that say when it is due."""

from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from workflows.duty import DutyKind
from workflows.policy import names

OURS = "workflows."


@cache
def practice_of(kind: DutyKind) -> tuple[str, ...]:
    """The fields of the policy that it reads, by itself or through the functions that it asks."""
    fields, read = set(names()), dict[str, None]()
    seen, ahead = set[Any](), list[Any]([kind.owed])
    while ahead:
        function = ahead.pop()
        if not isinstance(function, FunctionType) or function in seen or not function.__module__.startswith(OURS):
            continue
        seen.add(function)
        for word in _words(function.__code__):
            if word in fields:
                read[word] = None
            else:
                ahead.append(function.__globals__.get(word))
        ahead.extend(cell.cell_contents for cell in function.__closure__ or ())
    return tuple(name for name in names() if name in read)


def _words(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _words(inner)
