"""A change put into functions that are loaded already: a fraction of a second, where loading everything anew takes
several."""

import gc
import inspect
from collections.abc import Hashable, Iterator, Mapping, Sequence
from types import CodeType, FunctionType


class Unfit(Exception):
    """The change is not one of the inside of functions."""


def functions_of(paths: frozenset[str]) -> dict[Hashable, list[FunctionType]]:
    """Every loaded function that was made from these files, by its code."""
    found: dict[Hashable, list[FunctionType]] = {}
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename in paths:
            found.setdefault(_known_by(one.__code__), []).append(one)
    return found


def replaced(path: str, before: str, after: str) -> list[tuple[CodeType, CodeType]]:
    """The functions of a file that a change touches, as they are and as they become. Raises Unfit where more than
    the inside of functions changes: what stands in a file itself or in a class was carried out when it was loaded."""
    found = list(_differing(compile(before, path, "exec"), compile(after, path, "exec")))
    if not found:
        raise Unfit
    return found


def swap(functions: Mapping[Hashable, Sequence[FunctionType]], pairs: Sequence[tuple[CodeType, CodeType]]) -> None:
    """Gives the loaded functions their changed code. Raises Unfit where a function is not loaded, or closes over other
    names than before."""
    for old, new in pairs:
        if _known_by(old) not in functions:
            raise Unfit
        for function in functions[_known_by(old)]:
            try:
                function.__code__ = new
            except ValueError:
                raise Unfit from None


def called(code: CodeType) -> tuple[str, str, int]:
    """By what a function is known whichever time it was compiled."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _known_by(code: CodeType) -> Hashable:
    """Two compilations of one function are the same by this. They do not compare as equal once one has been run often:
    CPython 3.11 keeps what it has learnt of a piece of code inside it."""
    return called(code), next(iter(code.co_positions()), None), _whole(code)


def _differing(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Outermost functions that differ, in themselves or in what they hold."""
    if _plain(old) != _plain(new):
        raise Unfit
    for was, now in zip(_inner(old), _inner(new), strict=True):
        if was.co_flags & inspect.CO_OPTIMIZED:
            if _whole(was) != _whole(now):
                yield was, now
        else:
            yield from _differing(was, now)


def _inner(code: CodeType) -> list[CodeType]:
    return [const for const in code.co_consts if isinstance(const, CodeType)]


def _plain(code: CodeType) -> tuple[Hashable, ...]:
    """What a piece of code does, without the code that it holds and the lines that it stands on."""
    consts = tuple(repr(const) for const in code.co_consts if not isinstance(const, CodeType))
    return code.co_code, code.co_names, code.co_varnames, code.co_freevars, consts, len(_inner(code))


def _whole(code: CodeType) -> tuple[Hashable, ...]:
    return (_plain(code), *(_whole(inner) for inner in _inner(code)))
