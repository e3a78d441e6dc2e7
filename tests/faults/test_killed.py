"""kill -9 of anything at any moment neither loses nor doubles."""

import pytest

from tests.faults.draining import drained
from tests.faults.facts import CANARY, UNITS, young
from tests.faults.run import again, rounds, seeds
from tests.faults.schedule import schedule
from tests.faults.site import wait_for
from tests.faults.weather import extract, started, struck
from tests.support.in_the_clear import files_with

ALL = ("casework", "relay", "reminders", "audit")


@pytest.mark.parametrize("seed", seeds())
def test_every_process_killed_under_load(at_work, seed):
    with at_work(seed) as run:
        started(run)
        for part in range(rounds()):
            steps = schedule(seed * 1000 + part)
            messages = run.messages()
            load = run.load(messages, per_second=len(messages) / sum(step.after + step.lasts for step in steps))
            struck(run, steps)
            load.join()
        findings = run.judged()
    assert findings == [], again(seed, "every_process")


def test_four_import_the_same_people_in_four_units_at_once(at_work):
    with at_work(1) as run:
        added = run.site.run("unit", "add", "nord", "--name", "Nord")
        assert added.returncode == 0, added.stderr
        run.site.serve("all", *ALL)
        file = extract(run, range(7_000, 7_060))
        units = (*UNITS, "nord")
        imports = {
            unit: run.site.begin(f"importer-{unit}", "import", str(file), "--unit", unit, "--week", "2026-W47")
            for unit in units
        }
        assert {unit: process.wait(90) for unit, process in imports.items()} == dict.fromkeys(units, 0)
        drained(run.site)
        findings = run.judged()
        cases = run.site.ask("SELECT count(DISTINCT case_id), count(*), count(case_id) FROM trygghet.import_rows")
        new = run.site.ask("SELECT count(*) FROM trygghet.import_rows WHERE outcome = 'new'")
    assert findings == []
    assert cases == [(60, 240, 240)]
    assert new == [(60,)]


def test_everything_killed_in_the_middle_of_an_import(at_work):
    with at_work(2) as run:
        run.site.serve("all", *ALL)
        run.site.ready("all")
        file = extract(run, range(8_000, 8_300))
        arguments = ("import", str(file), "--unit", "ost", "--week", "2026-W47")
        rows = "SELECT count(*) FROM trygghet.import_rows"
        run.site.begin("importer", *arguments)
        wait_for(lambda: bool(run.site.ask(rows)[0][0]), 90, "the first rows")
        for target in ("importer", "all", "postgres", "nats"):
            run.site.kill(target)
        run.site.again("all")
        again_ = run.site.run(*arguments)
        assert again_.returncode == 0, again_.stderr
        findings = run.judged()
        cases = run.site.ask("SELECT count(DISTINCT case_id), count(*) FROM trygghet.import_rows")
    assert findings == []
    assert cases == [(300, 300)]
    people = [young(n) for n in range(8_000, 8_300)]
    personal = {CANARY.encode(), *(p.number.encode() for p in people), *(p.phone.encode() for p in people)}
    assert files_with(run.site.data, personal) == []
    assert files_with(run.site.data.parent / "words", personal) == []
