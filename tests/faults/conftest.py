"""A template of an installation, made once by the real command line, and copied for every run."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from events.subjects import CASES, INTAKE
from services.bus.streams import CASEWORK, REMINDERS
from tests.faults.bus import connected
from tests.faults.draining import drained
from tests.faults.facts import COORDINATOR, GUIDE, INVESTIGATOR, UNITS, Message, fact, message, referral, young
from tests.faults.history import History
from tests.faults.run import KNOWN, Run, Template, running
from tests.faults.site import Site
from tests.faults.small_disk import may_mount
from tests.faults.writers import Load

collect_ignore = [] if may_mount() else ["test_disk_full.py"]
"""A machine that lets nobody mount has no small disks."""

STAFF = ((COORDINATOR, ["coordinator", "holder"]), (GUIDE, ["guide"]), (INVESTIGATOR, ["investigator"]))
_CASES = "SELECT 'case/' || id FROM trygghet.subjects WHERE kind = 'case' ORDER BY id"


def _staff() -> list[Message]:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=30)
    return [
        message(
            fact(
                "cli",
                f"template-{slug}",
                "staff.added",
                f"staff/{slug}",
                at,
                "system/cli",
                {"name": f"Ansatt {slug}", "roles": roles, "units": list(UNITS), "organisation": "Prøvekommune"},
            )
        )
        for slug, roles in STAFF
    ]


def _referrals() -> list[Message]:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=20)
    return [referral(young(n), UNITS[n % 3], at, "template") for n in range(KNOWN)]


async def impatient(url: str) -> None:
    """The bus gives what a dead worker had in hand to another after two seconds, not after a minute."""
    async with connected(url) as connection:
        manager = connection.jsm()
        for stream, name in ((INTAKE, CASEWORK), (CASES, REMINDERS)):
            config = (await manager.consumer_info(stream, name)).config
            config.ack_wait = 2
            await manager.add_consumer(stream, config)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Migrated by its first start, with staff and `KNOWN` cases, everything on its way through; stopped."""
    folder = tmp_path_factory.mktemp("fault") / "template"
    folder.mkdir()
    history = History(folder / "history.jsonl", seed=0)
    site = Site(folder / "data", history)
    try:
        site.serve("all", "casework", "relay", "reminders", "audit")
        site.ready("all")
        asyncio.run(impatient(site.nats_url()))
        for part in (_staff(), _referrals()):
            Load(history, site.nats_url, part, per_second=1000).start().join()
            drained(site, 60)
        cases = tuple(case for (case,) in site.ask(_CASES))
        assert len(cases) == KNOWN, f"{len(cases)} cases of {KNOWN}: {site.words('all').read_text()[-2000:]}"
    finally:
        site.stop()
        history.close()
    return Template(folder / "data", folder / "history.jsonl", cases)


@pytest.fixture
def at_work(template: Template, tmp_path: Path) -> Callable[..., AbstractContextManager[Run]]:
    """`at_work(seed, program=…)`: a run on a copy of the template, for one test."""
    numbers = iter(range(100))

    def begin(seed: int, **about: Any) -> AbstractContextManager[Run]:
        folder = tmp_path / f"run-{next(numbers)}"
        folder.mkdir()
        return running(template, folder, seed, **about)

    return begin
