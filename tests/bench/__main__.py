"""`make bench`: what the service does in a second, and what the same input costs without rules, in one run.

Figures are those of this machine at this moment; only the ratios of one run say something. Nothing is asserted.
"""

import asyncio
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psycopg
from nats.errors import Error as NatsError
from psycopg.conninfo import make_conninfo

from tests.bench import district, large
from tests.bench.measuring import Latency, Rate, latency, through
from tests.faults.bus import connected
from tests.faults.draining import drained
from tests.faults.history import History
from tests.faults.site import ROOT, Site, wait_for

CASES: Final = 300
FOLLOWED: Final = 9
ROWS: Final = 2000
LARGE: Final = 100_000
SINGLES: Final = 150
RESULT: Final = ROOT / "build" / "bench.json"

_CASES: Final = "SELECT 'case/' || id FROM trygghet.subjects WHERE kind = 'case' ORDER BY id"
_PARTS: Final = ("casework", "relay", "reminders", "audit", "ops")


@dataclass
class Results:
    """Everything that was measured."""

    ready: dict[str, float] = field(default_factory=dict)
    rates: dict[str, Rate] = field(default_factory=dict)
    waited: dict[str, Latency] = field(default_factory=dict)
    rows: int = 0
    row_seconds: float = 0.0
    extract: dict[str, large.Cost] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
            "ready_seconds": self.ready,
            "facts": {
                name: {
                    "facts": rate.facts,
                    "seconds": rate.seconds,
                    "per_second": rate.per_second,
                    "cpu_us_per_fact": rate.cpu_each,
                }
                for name, rate in self.rates.items()
            },
            "single_fact_ms": {
                name: {"median": each.median, "p95": each.p95, "count": each.count}
                for name, each in self.waited.items()
            },
            "import": {"rows": self.rows, "seconds": self.row_seconds, "rows_per_second": self.rows / self.row_seconds},
            "large_import": {
                name: {
                    "rows": LARGE,
                    "seconds": each.seconds,
                    "rows_per_second": LARGE / each.seconds,
                    "cpu_us_per_row": each.cpu * 1e6 / LARGE,
                    "peak_mb": each.peak_mb,
                }
                for name, each in self.extract.items()
            },
        }


ONE: Final = "Trygghet, one process"
SEVERAL: Final = "Trygghet, a process each"
EACH: Final = "plain, a transaction each, 8 connections"
BATCHED: Final = "plain, 500 in a transaction"


def main() -> None:
    began = time.monotonic()
    results = Results()
    with tempfile.TemporaryDirectory(prefix="trygghet-bench-") as folder:
        history = History(Path(folder) / "history.jsonl", seed=0)
        site = Site(Path(folder) / "data", history, settings={"TRYGGHET_LOG_FORMAT": "json"})
        try:
            measure(site, results)
        finally:
            site.stop()
            history.close()
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(results.as_json(), indent=2) + "\n")
    print(table(results))
    print(f"\n{time.monotonic() - began:.0f} s in all; written to {RESULT.relative_to(ROOT)}")


def measure(site: Site, results: Results) -> None:
    """One installation from its first start on."""
    say("first and second start")
    results.ready["cold"] = ready(site, "first")
    site.stop()
    results.ready["second"] = ready(site, "up")
    url = site.nats_url()

    def roots() -> list[int]:
        return [pid for name in ("up", *_PARTS, "postgres", "nats", "plain") if (pid := site.pid(name)) is not None]

    say(f"{CASES} cases to work on")
    asyncio.run(through(url, district.staff(), roots))
    asyncio.run(through(url, district.referrals(CASES), roots))
    drained(site)
    cases = [
        case for (case,) in site.ask("SELECT 'case/' || id FROM trygghet.subjects WHERE kind = 'case' ORDER BY id")
    ]

    lives = district.lives(cases, "one", FOLLOWED)
    say(f"{len(lives)} facts: {ONE}")
    results.rates[ONE] = asyncio.run(through(url, lives, roots))
    drained(site)
    say(f"{SINGLES} single facts")
    results.waited[ONE] = asyncio.run(latency(url, district.lives(cases[:SINGLES], "single", 0)[-SINGLES:]))

    say(f"{ROWS} rows imported")
    results.rows, results.row_seconds = imported(site)
    drained(site)
    for part in _PARTS:  # the first of them takes the servers over
        site.serve(part, part, "--port", "0") if part == "ops" else site.serve(part)
        site.ready(part)
    site.end("up")
    wait_for(lambda: both_answer(site), 30, "the servers with their new owner")
    time.sleep(1)
    lives = district.lives(cases, "several", FOLLOWED)
    say(f"{len(lives)} facts: {SEVERAL}")
    results.rates[SEVERAL] = asyncio.run(through(url, lives, roots))
    drained(site)
    results.waited[SEVERAL] = asyncio.run(latency(url, district.lives(cases[:SINGLES], "singles", 0)[-SINGLES:]))

    for part in ("casework", "relay", "reminders", "audit"):
        site.end(part)
    wait_for(lambda: both_answer(site), 30, "the servers with their new owner")
    for name, mode in ((EACH, "each"), (BATCHED, "batch")):
        lives = district.lives(cases, mode, FOLLOWED)
        say(f"{len(lives)} facts: {name}")
        with plain(site, mode):
            results.rates[name] = asyncio.run(through(site.nats_url(), lives, roots))

    say(f"{LARGE} rows imported, tried again, and read as a workbook")
    imported_large(site, results)


def ready(site: Site, name: str) -> float:
    """Seconds from the call of `trygghet up` until its status page says that all is well."""
    began = time.perf_counter()
    site.begin(name, "up", "--port", "0")

    def well() -> bool:
        if not site.alive(name):
            raise RuntimeError(f"up has ended: {site.words(name).read_text()[-2000:]}")
        found = re.search(r"http://[0-9.:]+", site.words(name).read_text())
        if found is None:
            return False
        try:
            with urllib.request.urlopen(f"{found.group()}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, TimeoutError):
            return False

    wait_for(well, 60, "the status page")
    return time.perf_counter() - began


def both_answer(site: Site) -> bool:
    """Whether the database and the bus do: a client that comes too early connects in the end, but prints each try."""

    async def heard() -> None:
        async with connected(site.nats_url()):
            return

    try:
        asyncio.run(heard())
    except (NatsError, OSError, TimeoutError):
        return False
    return site.answers()


def imported(site: Site) -> tuple[int, float]:
    """Rows, and seconds from the call of `trygghet import` to its end."""
    file = district.extract(site.data.parent / "uttrekk.csv", ROWS)
    began = time.perf_counter()
    told = site.run("import", str(file), "--unit", "ost", "--week", "2026-W47", seconds=120)
    took = time.perf_counter() - began
    if told.returncode != 0:
        raise RuntimeError(told.stderr)
    return int(json.loads(told.stdout)["rows"]), took


def imported_large(site: Site, results: Results) -> None:
    """The same large extract for the first time, only tried, and dropped once more as a workbook."""
    csv, book = large.write(site.data.parent, LARGE, datetime.now(UTC).date())
    ways = (("first", csv, ()), ("tried again", csv, ("--dry-run",)), ("as a workbook", book, ()))
    for name, file, more in ways:
        command = site.command(("import", str(file), "--unit", "vest", "--week", "2026-W47", *more))
        results.extract[name] = large.cost(command, site.environment, site.data.parent / "large.json")


@contextmanager
def plain(site: Site, mode: str) -> Iterator[None]:
    """A consumer without rules, on a database of its own on the same server."""
    with psycopg.connect(site.dsn(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE plain_{mode}")
    dsn = make_conninfo(site.dsn(), dbname=f"plain_{mode}")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.plain", mode, dsn, site.nats_url()],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    site.adopt("plain", process)
    try:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("the plain consumer has ended")
        yield
    finally:
        process.kill()
        process.wait()


def table(results: Results) -> str:
    """Side by side; the ratios are to the service in one process."""
    ours = results.rates[ONE]
    lines = [
        "",
        f"{'facts through the bus':<44}{'facts/s':>9}{'x':>7}{'CPU us/fact':>13}{'x':>7}{'median ms':>11}{'p95 ms':>8}",
    ]
    for name, rate in results.rates.items():
        waited = results.waited.get(name)
        late = f"{waited.median:>11.1f}{waited.p95:>8.1f}" if waited else f"{'':>11}{'':>8}"
        lines.append(
            f"{name:<44}{rate.per_second:>9.0f}{rate.per_second / ours.per_second:>7.2f}"
            f"{rate.cpu_each:>13.0f}{rate.cpu_each / ours.cpu_each:>7.2f}{late}"
        )
    lines += [
        "",
        f"rows imported a second, the command's start included: {results.rows / results.row_seconds:.0f}",
        *(
            f"{LARGE} rows, {name:<14}{LARGE / each.seconds:>6.0f} rows/s, {each.cpu * 1e6 / LARGE:>5.0f} CPU us each, "
            f"at most {each.peak_mb:.0f} MB in a process"
            for name, each in results.extract.items()
        ),
        f"ready: {results.ready['cold']:.1f} s the first time, {results.ready['second']:.1f} s from then on",
    ]
    return "\n".join(lines)


def say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
