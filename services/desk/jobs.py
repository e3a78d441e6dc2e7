"""Work that takes longer than somebody waits for a page: it runs beside the pages, and tells how far it has come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import Final, Generic, TypeVar

from services import log
from services.casework.casework import where
from services.clock import Clock
from services.errors import StartError

T = TypeVar("T")

KEPT_FOR: Final = timedelta(hours=4)
"""How long what came of it can be looked at; the record has it for good."""

AT_ONCE: Final = 4
"""So many run beside each other; whoever asks for one more waits for a place."""

Progress = Callable[[int, int], None]

_log = log.get("desk")


class TooMany(Exception):
    """As many as may run beside each other do so already."""


@dataclass(slots=True)
class Job(Generic[T]):
    """One piece of work. `by` is who wants it and alone sees it; `about` what the pages say of it. `fault` is why it
    came to nothing, in words; `broken` that it stopped on its way."""

    id: str
    by: str
    about: Mapping[str, str]
    began: datetime
    done: int = 0
    rows: int = 0
    result: T | None = None
    fault: StartError | None = None
    broken: bool = False
    running: bool = True

    @property
    def share(self) -> int:
        """How much of it is done, of a hundred."""
        return 100 * self.done // self.rows if self.rows else 0


@dataclass(slots=True)
class Jobs(Generic[T]):
    """The work of one kind, in this process. Thread-safe. What it works on lives in memory alone."""

    clock: Clock
    _jobs: dict[str, Job[T]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def start(self, by: str, about: Mapping[str, str], work: Callable[[Progress], T]) -> Job[T]:
        """Begin. Raises TooMany."""
        now = self.clock.now()
        with self._lock:
            self._jobs = {key: one for key, one in self._jobs.items() if one.running or now - one.began < KEPT_FOR}
            if sum(one.running for one in self._jobs.values()) >= AT_ONCE:
                raise TooMany
            job: Job[T] = Job(str(self.clock.new_id()), by, about, now)
            self._jobs[job.id] = job
        Thread(target=_run, args=(job, work), name="job", daemon=True).start()
        return job

    def of(self, by: str, name: str) -> Job[T] | None:
        """The work of that name as it stands, for whoever began it."""
        job = self._jobs.get(name)
        if job is None or job.by != by:
            return None
        running = job.running  # read first: of what has ended the rest stands as it is
        return replace(job, running=running)


def _run(job: Job[T], work: Callable[[Progress], T]) -> None:
    def progress(done: int, rows: int) -> None:
        job.done, job.rows = done, rows

    try:
        job.result = work(progress)
    except StartError as fault:
        job.fault = fault
    except Exception as fault:  # noqa: BLE001 - whoever waits for it is told, and the log says where
        job.broken = True
        _log.error("job_failed", error=type(fault).__name__, error_at=where(fault))
    finally:
        job.running = False
