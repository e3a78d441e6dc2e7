"""Carries out a schedule: kills and pauses, and starts again what was killed."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.faults.facts import UNITS, young
from tests.faults.run import Run
from tests.faults.schedule import SERVERS, SERVICES, Step
from tests.faults.site import wait_for

IMPORTED_FROM = 6_000
"""The first young person of the extract that the importer reads while it is killed."""


def started(run: Run, names: Sequence[str] = SERVICES) -> None:
    """Every service in a process of its own; all at once, and at work when this returns."""
    for name in names:
        run.site.serve(name)
    for name in names:
        run.site.ready(name)


def struck(run: Run, steps: Sequence[Step]) -> None:
    """Each step in its turn; what was killed is started again, by its owner or by us."""
    for step in steps:
        time.sleep(step.after)
        run.history.add("nemesis", step.act, "invoke", target=step.target, lasts=step.lasts)
        if step.target in SERVERS:  # it may just be on its way up again
            wait_for(partial(run.site.runs, step.target), 90, step.target)
        if step.act == "pause":
            with run.site.paused(step.target) as stopped:
                time.sleep(step.lasts if stopped else 0)
        elif step.target == "importer":
            _importer_killed(run, step)
        else:
            killed = run.site.kill(step.target)
            run.history.add("nemesis", "kill", "ok" if killed else "fail", target=step.target)
            time.sleep(step.lasts)
        run.site.supervise()


def _importer_killed(run: Run, step: Step) -> None:
    """An import that is killed on its way, and begun anew until it ends by itself."""
    file = extract(run, range(IMPORTED_FROM, IMPORTED_FROM + 60))
    arguments = ("import", str(file), "--unit", UNITS[run.seed % 3], "--week", "2026-W47")
    run.site.begin("importer", *arguments)
    time.sleep(0.9 + step.lasts)
    killed = run.site.kill("importer")
    run.history.add("nemesis", "kill", "ok" if killed else "fail", target="importer")
    run.site.begin("importer", *arguments)


def extract(run: Run, people: range) -> Path:
    """A week's extract with these young people."""
    columns = (
        "anmeldelsesnr",
        "hendelsesdato",
        "sakstype",
        "rolle",
        "navn",
        "fodselsnummer",
        "telefon",
        "foresatt_1_navn",
    )
    rows = (
        (p.report, "2026-11-10", "vold", "fornærmet", p.name, p.number, p.phone, p.guardian) for p in map(young, people)
    )
    path = run.site.data.parent / f"uttrekk-{people.start}.csv"
    path.write_text("".join(";".join(row) + "\n" for row in (columns, *rows)), encoding="utf-8")
    return path
