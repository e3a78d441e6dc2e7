"""Log lines for those who run the service: one per handled message, and never anything that says who somebody is.

Only keys on the list are written, and what looks like a national identity number or a telephone number is masked even
there. Other people's libraries are heard too, but only where they speak, how loud, and the text that stands in their
code: what they put into it may be personal. An exception is told by its type and place, never by its message.
"""

import hashlib
import logging
import re
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal, TextIO, cast
from uuid import UUID

import orjson

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger, Processor

ALLOWED = frozenset(
    {
        # every line
        "timestamp", "level", "event", "part", "service", "dropped_keys",
        # the message handled
        "id", "source", "type", "subject", "unit", "sequence", "position", "outcome", "codes", "rules", "breaches",
        "channel", "attempt", "ms",
        # batches and imports and streams: how much
        "batch", "count", "facts", "rows", "new", "known", "changed", "outside", "rejected", "warnings", "waiting",
        "refused", "recorded", "quarantined", "no_case", "week", "stream", "consumer", "lag", "pending", "bytes",
        "halved", "raised", "skipped", "sent", "step", "entries",
        # servers, processes, versions
        "server", "pid", "port", "host", "folder", "seconds", "signal", "state", "version", "migration", "fold_version",
        "rules_version", "policy", "status", "route", "method",
        # faults
        "error", "error_at", "sqlstate", "where", "template",
    }
)  # fmt: skip
"""Every key that may stand in a log line. A new one needs a thought: can its value ever tell who somebody is?"""

_IDS = frozenset({"id"})
_LONGEST = 200
_EVENT = re.compile(r"[a-z][a-z0-9_]{0,60}")
_UUID = r"(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])"
_NUMBER = (
    r"(?<![0-9A-Za-z])(?:"
    r"\d{2}[ .\u00a0]?\d{2}[ .\u00a0]?\d{2}[ \-\u00a0]?\d{5}"  # a national identity number
    r"|(?:(?:\+|00)47[ \u00a0]?)?[2-9]\d(?:[ \u00a0]?\d\d){3}"  # a telephone number, 22 33 44 55
    r"|(?:(?:\+|00)47[ \u00a0]?)?[2-9]\d\d[ \u00a0]\d\d[ \u00a0]\d{3}"  # 922 33 444
    r"|\+\d[\d \u00a0]{6,14}\d"  # a foreign one
    r")(?![0-9A-Za-z])"
)
_PERSONAL = re.compile(f"(?P<uuid>{_UUID})|(?P<number>{_NUMBER})")
_WHOLE_UUID = re.compile(_UUID)
_DIGIT = re.compile(r"\d")
_MASK = "***"
_LOWEST_MASKED_INTEGER, _HIGHEST_MASKED_INTEGER = 10**9, 10**11  # 0101... loses its zero as a number

Level = Literal["debug", "info", "warning", "error"]


def configure(
    level: Level = "info", form: Literal["auto", "json", "console"] = "auto", to: TextIO | None = None
) -> None:
    """Send every log line of this process, ours and the libraries', to `to` (default stderr). Call once, at first."""
    _wanted[:] = [(level, form, to or sys.stderr)]
    _ready.cache_clear()
    root = logging.getLogger()
    root.handlers[:] = [_Libraries()]
    root.setLevel(getattr(logging, level.upper()))
    for name in list(logging.root.manager.loggerDict):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
    logging.getLogger("uvicorn.access").disabled = True  # paths hold references; the desk writes its own line


def get(name: str) -> "FilteringBoundLogger":
    """The logger of one part of the service. Events are snake_case literals, values go into allowed keys."""
    return cast("FilteringBoundLogger", _Part(name))


class _Part:
    """A logger that is put together when it has a line: structlog, with what it draws in, takes a tenth of the time in
    which a command starts, and most commands write none."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, method: str) -> Any:
        wanted = _wanted[:]
        if wanted and getattr(logging, method.upper(), logging.CRITICAL) < getattr(logging, wanted[0][0].upper()):
            return _unheard
        return getattr(_logger(self._name), method)


def _unheard(*_: Any, **__: Any) -> None:
    """A line that is less serious than what is written."""


_wanted: Final[list[tuple[Level, str, TextIO]]] = []
"""What was configured and no line has needed yet; one at most."""

_one_at_a_time: Final = Lock()


def applied() -> None:
    """Have structlog configured as wanted."""
    with _one_at_a_time:
        if _wanted:
            _apply(*_wanted[0])
            _wanted.clear()


def _apply(level: Level, form: str, stream: TextIO) -> None:
    import structlog

    eye = form == "console" or (form == "auto" and stream.isatty())
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=stream.isatty())
        if eye
        else structlog.processors.JSONRenderer(serializer=lambda line, **_: orjson.dumps(line).decode())
    )
    structlog.configure(
        processors=[
            name_exception,
            keep_allowed,
            mask_personal,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=stream),
        cache_logger_on_first_use=False,
    )


def _logger(name: str) -> "FilteringBoundLogger":
    import structlog

    applied()
    logger: FilteringBoundLogger = structlog.get_logger(part=name)
    return logger


@cache
def _ready(name: str) -> "FilteringBoundLogger":
    """The logger of one part as it is configured now, put together once: a line for every message is many."""
    logger: FilteringBoundLogger = _logger(name).bind()
    return logger


def handled(
    service: str,
    *,
    source: str,
    id: str | UUID,  # noqa: A002 - CloudEvents' own word
    type: str,  # noqa: A002
    outcome: str,
    ms: float,
    subject: str | None = None,
    unit: str | None = None,
    sequence: int | None = None,
    position: int | None = None,
    codes: Iterable[str] = (),
    rules: Iterable[int] = (),
    breaches: Iterable[int] = (),
    attempt: int = 1,
) -> None:
    """The one canonical line of a handled message: what came, what became of it, under which rules, in how many ms.

    An `id` that is no UUID may be anything, so only a digest of it is written; find it again with the same digest.
    """
    line = {
        "source": source,
        "id": id,
        "type": type,
        "subject": subject,
        "unit": unit,
        "sequence": sequence,
        "position": position,
        "outcome": outcome,
        "codes": list(codes),
        "rules": list(rules),
        "breaches": list(breaches),
        "attempt": attempt if attempt > 1 else None,
        "ms": round(ms, 2),
    }
    _ready(service).info("handled", **{key: value for key, value in line.items() if value not in (None, [])})


def name_exception(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """`exc_info` becomes the types in the chain and the innermost place; messages of exceptions quote values."""
    found = line.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    fault = found[1] if isinstance(found, tuple) else found
    if isinstance(fault, BaseException):
        line["error"] = " <- ".join(type(link).__qualname__ for link in _chain(fault))
        line["error_at"] = _innermost(fault.__traceback__)
        states = [state for state in (getattr(link, "sqlstate", None) for link in _chain(fault)) if state]
        if states:
            line["sqlstate"] = states[0]
    return line


def keep_allowed(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what is not on the list, and say how many were dropped; an event that is no name is free text."""
    kept = {key: value for key, value in line.items() if key in ALLOWED}
    dropped = len(line) - len(kept)
    if not _EVENT.fullmatch(str(kept.get("event"))):
        kept["event"] = "unnamed"
        dropped += 1
    if dropped:
        kept["dropped_keys"] = dropped
    return kept


def mask_personal(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Make every value plain, and mask what looks like a person's number."""
    return {key: _digest(value) if key in _IDS else _plain(value) for key, value in line.items()}


def _plain(value: Any) -> Any:
    if type(value) is str:
        return _masked(value)
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return _MASK if _LOWEST_MASKED_INTEGER <= value < _HIGHEST_MASKED_INTEGER else value
    if isinstance(value, str | UUID | Path | Enum | datetime | date):
        return _masked(str(value.value) if isinstance(value, Enum) else str(value))
    if isinstance(value, Mapping):
        return type(value).__name__
    if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray):
        return [_plain(item) for item in value]
    return type(value).__name__


def _masked(text: str) -> str:
    return (_PERSONAL.sub(_mask, text) if _DIGIT.search(text) else text)[:_LONGEST]


def _mask(found: re.Match[str]) -> str:
    return found["uuid"] or _MASK


def _digest(value: Any) -> Any:
    text = str(value)
    if _WHOLE_UUID.fullmatch(text):
        return text
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _chain(fault: BaseException) -> Iterable[BaseException]:
    link: BaseException | None = fault
    while link is not None:
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _innermost(traceback: TracebackType | None) -> str:
    if traceback is None:
        return "?"
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f"{Path(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno}"


class _Libraries(logging.Handler):
    """Other people's log records, reduced to what stands in their code.

    A text without arguments may have been put together before it came here, so it is left out as well.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """One line: who, where, how loud, and the text with its gaps left open."""
        line: dict[str, Any] = {"where": f"{record.module}:{record.lineno}"}
        if record.args:
            line["template"] = str(record.msg)
        if record.exc_info:
            line["exc_info"] = record.exc_info
        get(record.name).log(record.levelno, "library", **line)
