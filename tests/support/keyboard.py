"""What somebody types, done by the real `main` in this process: its words, its environment, its three streams.

Whatever a command leaves to the end of its process is given back here: signals, logging, the garbage collector.
"""

import gc
import logging
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper

import structlog

from services import log
from services.cli import main
from services.cli.call import T
from services.texts import language_of


def can_be_typed_here(environment: Mapping[str, str]) -> bool:
    """Whether this process speaks the language that is asked for: it is chosen once, at the start."""
    return language_of(environment) == T.language


def typed(words: Sequence[str], environment: Mapping[str, str], stdin: str) -> tuple[int, str, str]:
    """The exit code of the command line `words`, what it wrote to stdout, and to stderr."""
    out, err = _stream(), _stream()
    with ExitStack() as given_back:
        for lent in (_environment(environment), _words(words, _stream(stdin)), _signals(), _logging(), _collector()):
            given_back.enter_context(lent)
        given_back.enter_context(redirect_stdout(out))
        given_back.enter_context(redirect_stderr(err))
        code = _code()
    return code, _written(out), _written(err)


def _code() -> int:
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _stream(content: str = "") -> TextIOWrapper:
    return TextIOWrapper(BytesIO(content.encode()), encoding="utf-8", newline="\n", write_through=True)


def _written(stream: TextIOWrapper) -> str:
    buffer = stream.detach()
    assert isinstance(buffer, BytesIO)
    return buffer.getvalue().decode()


@contextmanager
def _environment(environment: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _words(words: Sequence[str], stdin: TextIOWrapper) -> Iterator[None]:
    before = sys.argv, sys.stdin
    sys.argv, sys.stdin = list(words), stdin
    try:
        yield
    finally:
        sys.argv, sys.stdin = before


@contextmanager
def _signals() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def _logging() -> Iterator[None]:
    root, configured, lines = logging.getLogger(), structlog.is_configured(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        log.applied()  # what a command wanted, and nothing was written by, is not left for whoever writes next
        if configured:
            structlog.configure(**lines)
        else:
            structlog.reset_defaults()


@contextmanager
def _collector() -> Iterator[None]:
    """What a command has frozen stays so: with everything thawed, the next one would look through all of it again."""
    before = gc.get_threshold()
    try:
        yield
    finally:
        gc.set_threshold(*before)
