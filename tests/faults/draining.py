"""After the faults: the backlog must drain. Safety is judged by the checker, liveness here."""

import asyncio
import time
from typing import Any

import psycopg
from nats.errors import Error as NatsError

from tests.faults.bus import connected
from tests.faults.site import Site

_BACKLOG = """
SELECT (SELECT count(*) FROM trygghet.outbox WHERE feed IS NULL),
       (SELECT coalesce(max(feed), 0) FROM trygghet.outbox),
       (SELECT count(*) FROM trygghet.ledger) - (SELECT count(*) FROM trygghet.ledger_chain),
       (SELECT coalesce(min(feed), 0) FROM trygghet.positions WHERE consumer IN ('relay', 'reminders'))
"""


def backlog(site: Site, *, followers: bool = True) -> dict[str, int]:
    """What has not gone its way yet, by where it lies; empty when all has. Raises what the servers raise."""
    unnumbered, top, unchained, slowest = site.ask(_BACKLOG)[0]
    streams = asyncio.run(_streams(site.nats_url()))
    found = {"intake": streams["INTAKE"], "unnumbered": unnumbered, "unpublished": max(0, top - streams["feed"])}
    if followers:
        found |= {"unchained": unchained, "unfollowed": max(0, top - slowest)}
    return {name: left for name, left in found.items() if left}


def drained(site: Site, seconds: float = 60.0, *, followers: bool = True) -> float:
    """Wait until nothing is left; gives how long it took.

    Raises TimeoutError that says what lies where when nothing has moved for so many seconds: how fast it moves is the
    machine's affair.
    """
    began = since = time.monotonic()
    last: dict[str, Any] = {}
    while time.monotonic() < since + seconds:
        site.supervise()
        before = last
        try:
            last = backlog(site, followers=followers)
        except (psycopg.Error, NatsError, OSError, TimeoutError) as fault:
            last = {"out of reach": type(fault).__name__}
        if not last:
            took = time.monotonic() - began
            site.history.add("harness", "drained", "ok", seconds=round(took, 2))
            return took
        if last != before:
            since = time.monotonic()
        time.sleep(0.1)
    site.history.add("harness", "drained", "fail", left=last)
    raise TimeoutError(f"nothing has moved for {seconds:g} s: {last}")


async def _streams(url: str) -> dict[str, int]:
    async with connected(url) as connection:
        manager = connection.jsm()
        intake = (await manager.stream_info("INTAKE")).state.messages  # 0 only when nothing personal is left there
        cases = (await manager.stream_info("CASES")).state
        feed = 0
        if cases.messages:
            headers = (await manager.get_msg("CASES", cases.last_seq)).headers or {}
            feed = int(headers.get("Trygghet-Feed", "0"))
        return {"INTAKE": intake, "feed": feed}
