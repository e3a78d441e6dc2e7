"""Yearly reports that are being made: one making, and everybody who wants the report waits for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Final

from services.desk.jobs import Jobs, Progress, TooMany
from services.report.kept import Wanted
from workflows.report.archive import Plan

PATIENCE: Final = 2.0
"""Seconds that a page waits before it shows how far the making has come."""

_Key = tuple[Plan, str | None, int]


@dataclass(slots=True)
class Making:
    """How far it has come, in lines of the log; all read, and not over: the numbers are being put together."""

    over: Event = field(default_factory=Event)
    done: int = 0
    lines: int = 0
    failed: bool = False

    @property
    def share(self) -> int:
        """How much of the log has been read, of a hundred."""
        return 100 * self.done // self.lines if self.lines else 0


@dataclass(slots=True)
class Makings:
    """Thread-safe. One runs at a time: each holds a connection, and the other pages need theirs."""

    make: Callable[[Wanted, Progress], None]
    jobs: Jobs[None]
    patience: float = PATIENCE
    _running: dict[_Key, Making] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _one: Lock = field(default_factory=Lock)

    def of(self, wanted: Wanted) -> Making | None:
        """The making of a report, begun if need be; None where it is over, and the report is there."""
        key = _key(wanted)
        with self._lock:
            making = self._running.get(key)
            if making is None:
                making = self._running[key] = Making()
                self._begin(key, wanted, making)
        if not making.over.wait(self.patience) or making.failed:
            return making
        return None

    def _begin(self, key: _Key, wanted: Wanted, making: Making) -> None:
        def progress(done: int, lines: int) -> None:
            making.done, making.lines = done, lines

        def work(_progress: Progress) -> None:
            try:
                with self._one:
                    self.make(wanted, progress)
            except Exception:
                making.failed = True
                raise
            finally:
                self._running.pop(key, None)
                making.over.set()

        try:
            self.jobs.start("", {}, work)
        except TooMany:  # whoever asks again is the next
            self._running.pop(key, None)


def _key(wanted: Wanted) -> _Key:
    """The reports of one publication are made together; a version is made alone."""
    return (wanted.plan, wanted.unit, wanted.version.number) if wanted.version is not None else (wanted.plan, None, 0)
