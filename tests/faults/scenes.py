"""Moments that chance seldom hits, made to happen: a transaction held just before its commit, and what strikes then."""

import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg

from tests.faults.site import Site, wait_for

_SECONDS = 60
"""How long a moment is waited for. It comes soon; the load around it goes on until then."""

_STANDING = """
SELECT DISTINCT waits.pid FROM pg_locks waits JOIN pg_locks has ON has.pid = waits.pid
WHERE waits.relation = 'trygghet.outbox'::regclass AND NOT waits.granted
      AND has.relation = 'trygghet.inbox'::regclass AND has.granted AND has.mode = 'RowExclusiveLock'
"""
"""Backends that have written the inbox and wait for the outbox: casework, a moment before its commit."""

_UNFINISHED = """
SELECT pid, xact_start FROM pg_stat_activity
WHERE pid = ANY (ARRAY[{}]) AND xact_start IS NOT NULL AND wait_event = 'ClientRead'
"""
"""Those of some backends that are in a transaction and hear nothing from their process."""


@contextmanager
def held_before_commit(site: Site) -> Iterator[list[int]]:
    """Inside the block a transaction of casework has written everything but the outbox, and stands still.

    Facts must keep coming (`Run.strangers`): how fast they are decided is the machine's affair.
    Gives the process numbers of its backends; there is at least one.
    """
    with closing(psycopg.connect(site.dsn())) as connection:
        connection.execute("LOCK TABLE trygghet.outbox IN SHARE MODE")
        found: list[int] = []

        def standing() -> bool:
            found[:] = [pid for (pid,) in site.ask(_STANDING)]
            return bool(found)

        wait_for(standing, _SECONDS, "a transaction of casework before its commit")
        site.history.add("harness", "held", "info", backends=found)
        yield found


def killed_before_commit(site: Site, *targets: str) -> None:
    """kill -9 of all casework processes, at least one of them between writing and committing."""
    with held_before_commit(site):
        for target in targets:
            site.kill(target)


def cut_before_commit(site: Site) -> None:
    """The database ends the sessions of casework between writing and committing: everything is rolled back."""
    with held_before_commit(site) as backends:
        for pid in backends:
            site.history.add("harness", "cut", "info", backend=pid)
            site.ask(f"SELECT pg_terminate_backend({pid})")


@contextmanager
def stopped_before_commit(site: Site, target: str) -> Iterator[None]:
    """Inside the block `target` is stopped with a transaction that is written and not committed; others work on."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        with held_before_commit(site) as backends:
            site.signal(target, signal.SIGSTOP)
        try:
            if _left_open(site, backends):
                yield
                return
        finally:
            site.signal(target, signal.SIGCONT)
        time.sleep(0.2)
    raise TimeoutError(f"{target} was never caught before its commit")


def _left_open(site: Site, backends: list[int]) -> bool:
    """Whether the transaction was the stopped process's, and not that of another worker, which has ended by now."""
    asked = _UNFINISHED.format(", ".join(map(str, backends)))
    time.sleep(0.2)
    before = site.ask(asked)
    time.sleep(0.3)
    return bool(set(before) & set(site.ask(asked)))
