"""`python -m tests.bench.desk`: how long the pages of the desk take, with few cases in the record and with very many.

The sample district is grown by copies of closed cases of the same unit, older than any that is worked on. Asked for are
the pages of people at work; told is the time from the question to the whole answer, over one connection.
"""

import http.client
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import psycopg

from tests.faults.history import History
from tests.faults.site import ROOT, Site, wait_for

RESULT: Final = ROOT / "build" / "bench-desk.json"
SIZES: Final = (1_000, 100_000)
EVENTS_A_CASE: Final = 20
UNIT: Final = "ost"
TIMES: Final = 60
LONGEST: Final = 15.0
"""Seconds for a page; a slow one is asked for less often."""
WARM: Final = 3
AT_A_TIME: Final = 5_000

PAGES: Final = (
    ("worklist", "k1", "/"),
    ("case", "k1", "/sak/{case}"),
    ("cases", "k1", "/saker"),
    ("calls", "k1", "/ringeliste"),
    ("calendar", "k1", "/kalender"),
    ("people", "l1", "/folk"),
    ("refused", "k1", "/avvist"),
    ("operations", "drift", "/drift"),
)
"""Name, who asks, and for what. Not the yearly report, which reads its year out of the log whenever it is shown."""

COPIES: Final = (ROOT / "tests/bench/copies.sql").read_text()


@dataclass(frozen=True)
class Took:
    """Milliseconds of one page at one size."""

    median: float
    p95: float


def main() -> None:
    began = time.monotonic()
    figures: dict[str, dict[str, Took]] = {}
    with tempfile.TemporaryDirectory(prefix="trygghet-bench-") as folder:
        history = History(Path(folder) / "history.jsonl", seed=0)
        site = Site(Path(folder) / "data", history, settings={"TRYGGHET_LOG_FORMAT": "json"})
        try:
            print("… the sample district", flush=True)
            site.begin("up", "up", "--sample", "--port", "0")
            wait_for(lambda: address(site) is not None, 240, "the desk's address")
            wait_for(lambda: caught_up(site), 60, "the relay")
            copies = 0
            for size in (0, *SIZES):
                copies = grown(site, copies, size)
                cases, events = counted(site)
                print(f"… {cases} cases, {events} events", flush=True)
                figures[f"{cases} cases, {events} events"] = measured(site)
        finally:
            site.stop()
            history.close()
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(
        json.dumps({s: {p: vars(t) for p, t in by.items()} for s, by in figures.items()}, indent=2) + "\n"
    )
    print(table(figures))
    print(f"\n{time.monotonic() - began:.0f} s in all; written to {RESULT.relative_to(ROOT)}")


def address(site: Site) -> tuple[str, int] | None:
    """Host and port of the desk, once it says them."""
    found = re.search(r"http://([0-9.]+):(\d+)/\n", site.words("up").read_text())
    return (found[1], int(found[2])) if found else None


def caught_up(site: Site) -> bool:
    """Whether the bus has heard of all that happened: in the second in which a new district goes out, pages wait."""
    return site.ask("SELECT count(*) FROM trygghet.outbox WHERE feed IS NULL") == [(0,)]


def counted(site: Site) -> tuple[int, int]:
    """Cases and events in the record."""
    ((cases, events),) = site.ask(
        "SELECT (SELECT count(*) FROM trygghet.subjects WHERE kind = 'case'), (SELECT count(*) FROM trygghet.events)"
    )
    return cases, events


def grown(site: Site, copies: int, size: int) -> int:
    """Add copies until there are as many cases as `size`; how many copies there are."""
    last = max(copies, copies + size - counted(site)[0])
    with psycopg.connect(site.dsn(), autocommit=True) as owner:
        owner.execute("SET statement_timeout = 0")
        for first in range(copies + 1, last + 1, AT_A_TIME):
            print(f"\r… {first} copies", end="", file=sys.stderr, flush=True)
            several = {"unit": UNIT, "events": EVENTS_A_CASE, "first": first, "last": min(first + AT_A_TIME - 1, last)}
            owner.execute(COPIES, several)
        owner.execute("VACUUM ANALYZE")
    return last


def measured(site: Site) -> dict[str, Took]:
    """Every page, asked for again and again by whoever works with it."""
    open_cases = [
        case
        for (case,) in site.ask(
            "SELECT id FROM trygghet.subjects WHERE kind = 'case' AND unit = 'ost' AND phase <> 'closed' ORDER BY id"
        )
    ]
    return {name: asked(site, who, path, open_cases) for name, who, path in PAGES}


def asked(site: Site, who: str, path: str, cases: Sequence[str]) -> Took:
    """One page; the first answers are not counted."""
    where = address(site)
    if where is None:
        raise RuntimeError("the desk has not said where it is")
    connection = http.client.HTTPConnection(*where, timeout=60)
    cookie = logged_in(connection, who)
    took = list(times(connection, cookie, path, cases))[WARM:]
    connection.close()
    return Took(statistics.median(took), sorted(took)[round(0.95 * len(took)) - 1])


def logged_in(connection: http.client.HTTPConnection, who: str) -> str:
    """The cookie of somebody who has said who they are."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://{connection.host}:{connection.port}",
    }
    connection.request("POST", "/hvem", urlencode({"hvem": who}), headers)
    answer = connection.getresponse()
    answer.read()
    cookie = answer.getheader("Set-Cookie")
    if cookie is None:
        raise RuntimeError(f"{who} was not let in: {answer.status}")
    return cookie.partition(";")[0]


def times(connection: http.client.HTTPConnection, cookie: str, path: str, cases: Sequence[str]) -> Iterator[float]:
    """Milliseconds of each answer."""
    until = time.monotonic() + LONGEST
    for n in range(TIMES + WARM):
        if n > WARM + 1 and time.monotonic() > until:
            return
        address = path.format(case=cases[n % len(cases)])
        began = time.perf_counter()
        connection.request("GET", address, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{address}: {answer.status}")
        yield (time.perf_counter() - began) * 1000


def table(figures: dict[str, dict[str, Took]]) -> str:
    """Pages down, sizes across; the ratio is of the medians, the largest to the smallest."""
    sizes = list(figures)
    lines = ["", f"{'median / p95 in ms':<20}" + "".join(f"{size:>34}" for size in sizes) + f"{'x':>8}"]
    for name, *_ in PAGES:
        each = [figures[size][name] for size in sizes]
        told = "".join(f"{f'{one.median:.1f} / {one.p95:.1f}':>34}" for one in each)
        lines.append(f"{name:<20}{told}{each[-1].median / each[0].median:>8.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
