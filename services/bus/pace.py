"""Waiting and blocking work that end when the service is told to stop."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait `seconds`, or until `stop` is set."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


async def unless_stopped(stop: asyncio.Event, work: Awaitable[T]) -> T | None:
    """What `work` gives; None, with `work` cancelled, when `stop` is set first."""
    task = asyncio.ensure_future(work)
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        return None
    finally:
        for pending in (task, stopped):
            pending.cancel()
        await asyncio.gather(task, stopped, return_exceptions=True)


class Backoff:
    """How long to wait before the next try: doubles from `first` to `most` seconds, and starts over after a success."""

    def __init__(self, first: float = 0.2, most: float = 5.0) -> None:
        self._first = first
        self._most = most
        self._next = first

    def worse(self) -> float:
        """Seconds to wait now, after one more failure."""
        seconds, self._next = self._next, min(self._next * 2, self._most)
        return seconds

    def well(self) -> None:
        """It went well: the next failure is a first one."""
        self._next = self._first


class Lane:
    """One thread for one connection's blocking calls, so that a slow service never takes another one's thread."""

    def __init__(self, name: str) -> None:
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`work(*args, **kwargs)` in the thread, after what was asked for before; a cancellation does not end it."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **kwargs))

    async def close(self) -> None:
        """Let what runs finish, and end the thread."""
        await asyncio.to_thread(self._threads.shutdown)
