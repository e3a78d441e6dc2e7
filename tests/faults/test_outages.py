"""Database, bus or a worker away for a while: nothing is acknowledged that is not kept, and all of it comes through."""

import asyncio
import shutil
import signal
import time

import psycopg
from nats.errors import Error as NatsError

from events.subjects import INTAKE
from services.bus.streams import CASEWORK
from tests.faults.bus import connected
from tests.faults.draining import drained
from tests.faults.run import Run
from tests.faults.scenes import stopped_before_commit
from tests.faults.site import wait_for

ALL = ("casework", "relay", "reminders", "audit")


def test_database_and_bus_away_and_back(at_work):
    with at_work(3) as run:
        run.site.serve("all", *ALL)
        run.site.ready("all")
        load = run.load(run.messages(), per_second=110)
        wait_for(lambda: load.acked > 50, 90, "the first acknowledgements")
        with run.site.paused("postgres"):
            before = load.acked
            time.sleep(3)
            assert load.acked > before  # the bus goes on taking facts
        wait_for(run.site.answers, 90, "the database")
        with run.site.paused("nats"):
            time.sleep(3)
        run.site.signal("postgres", signal.SIGINT)  # fast shutdown by somebody else; its owner starts it again
        load.join()
        findings = run.judged()
    assert findings == []


def test_the_bus_loses_its_disk(at_work):
    with at_work(4) as run:
        run.site.serve("all", *ALL)
        run.site.ready("all")
        run.load(run.messages()).join()
        drained(run.site)
        run.site.serve("casework-2")  # it joins, and takes the servers over
        run.site.kill("all")
        wait_for(
            lambda: run.site.pid("nats") is not None and run.site.answers(), 90, "the servers with their new owner"
        )
        run.site.signal("nats", signal.SIGSTOP)
        (run.site.data / "nats" / "jetstream").rename(run.site.data.parent / "lost")
        run.site.kill("nats")
        shutil.rmtree(run.site.data.parent / "lost")
        run.site.again("all")
        wait_for(lambda: _answers(run), 90, "the bus without its past")
        run.load(run.messages()).join()
        findings = run.judged()
    assert findings == []


def test_a_worker_that_was_thought_dead_does_no_harm(at_work):
    """Stopped before its commit for longer than the bus waits for an ack: another does the work, its own is void."""
    with at_work(5) as run:
        run.site.serve("others", "relay", "reminders", "audit")
        run.site.ready("others")
        run.site.serve("casework")
        run.site.serve("casework-2")
        run.site.ready("casework")
        run.site.ready("casework-2")
        load = run.load(run.messages(), per_second=120)
        with run.strangers(per_second=30), stopped_before_commit(run.site, "casework"):
            drained_by_the_other = run.load(run.messages(), per_second=200)
            time.sleep(5)  # ack_wait is 2, idle_in_transaction_session_timeout 2
        load.join()
        drained_by_the_other.join()
        findings = run.judged()
    assert findings == []


def _answers(run: Run) -> bool:
    async def looked() -> bool:
        async with connected(run.site.nats_url()) as connection:
            await connection.jsm().consumer_info(INTAKE, CASEWORK)
            return True

    try:
        return asyncio.run(looked())
    except (NatsError, OSError, TimeoutError, psycopg.Error):
        return False
