"""A full disk: it is said aloud, nothing that was acknowledged is lost, and with room again all goes on.

Not collected where the machine lets nobody mount a small disk (conftest.py).
"""

import signal
import time

from tests.faults.site import wait_for
from tests.faults.small_disk import small_disk
from tests.faults.weather import extract

ALL = ("casework", "relay", "reminders", "audit")


def test_the_disk_of_the_database_is_full(at_work):
    with at_work(7) as run, small_disk(run.site.data / "postgres" / "cluster", 40) as disk:
        try:
            run.site.serve("all", *ALL)
            run.site.ready("all")
            load = run.load(run.messages(), per_second=120)
            wait_for(lambda: load.acked > 60, 90, "the first acknowledgements")
            disk.fill()
            acked = load.acked
            wait_for(lambda: load.acked > acked + 200, 90, "facts taken by the bus meanwhile")
            refused = run.site.run(
                "import", str(extract(run, range(5_000, 5_200))), "--unit", "ost", "--week", "2026-W46"
            )
            disk.free()
            load.join()
            findings = run.judged()
        finally:
            run.site.stop()
    assert findings == []
    assert refused.returncode not in (0, 3)
    assert refused.stderr.strip()
    assert b"DiskFull" in run.site.words("all").read_bytes()


def test_the_disk_of_the_bus_is_full(at_work):
    with at_work(8) as run, small_disk(run.site.data / "nats", 4) as disk:
        try:
            run.site.serve("all", *ALL)
            run.site.ready("all")
            load = run.load(run.messages(), per_second=120)
            wait_for(lambda: load.acked > 60, 90, "the first acknowledgements")
            disk.fill()
            acked = load.acked
            time.sleep(3)
            assert load.acked <= acked + 60  # what is not kept is not acknowledged
            disk.free()
            run.site.signal("nats", signal.SIGTERM)  # a JetStream that has met a full disk wants to be started again
            load.join()
            findings = run.judged()
        finally:
            run.site.stop()
    assert findings == []
