"""The harness finds what it is there to find: five bugs in the real code, each in a started process."""

import time

import pytest

from tests.faults.facts import repeated
from tests.faults.planted import BUGS, program
from tests.faults.run import Run
from tests.faults.scenes import cut_before_commit, killed_before_commit, stopped_before_commit
from tests.faults.site import PROGRAM

FOUND_AS = {
    "ack_before_commit": "lost",
    "missing_inbox_check": "twice",
    "outbox_by_maximum_id": "feed",
    "unsealed_field": "in the clear",
    "duty_lost_on_rollback": "forgotten",
}


def test_every_planted_bug_is_looked_for():
    assert FOUND_AS.keys() == BUGS.keys()


def _killed(run: Run) -> None:
    load = run.load(run.messages(known=8), per_second=200)
    with run.strangers():
        killed_before_commit(run.site, "casework", "casework-2")
    run.site.again("casework")
    run.site.again("casework-2")
    load.join()


def _repeated(run: Run) -> None:
    messages = run.messages(fresh=10, known=6)
    run.load(messages, per_second=300).join()
    run.load(repeated(messages), per_second=300).join()


def _late(run: Run) -> None:
    with run.strangers(per_second=120), stopped_before_commit(run.site, "casework"):
        time.sleep(0.8)  # less than the transaction may stand still


def _cut(run: Run) -> None:
    load = run.load(run.messages(fresh=80, known=0), per_second=150)
    with run.strangers():
        cut_before_commit(run.site)
        cut_before_commit(run.site)
    load.join()


APART = {"ack_before_commit", "outbox_by_maximum_id"}
"""Where a worker is killed or stopped, and the servers go on."""

SCENES = {
    "ack_before_commit": _killed,
    "missing_inbox_check": _repeated,
    "outbox_by_maximum_id": _late,
    "unsealed_field": _repeated,
    "duty_lost_on_rollback": _cut,
}


def _begun(run: Run, *, apart: bool) -> None:
    """Two workers beside the owner of the servers, or everything in one process."""
    if not apart:
        run.site.serve("casework", "casework", "relay")
        run.site.ready("casework")
        return
    run.site.serve("relay")
    run.site.ready("relay")  # and so it owns the servers, which outlive a casework that is killed
    run.site.serve("casework")
    run.site.serve("casework-2")
    run.site.ready("casework")
    run.site.ready("casework-2")


@pytest.mark.parametrize("bug", sorted(BUGS))
def test_a_planted_bug_is_found(at_work, bug):
    with at_work(6, program=program(bug)) as run:
        _begun(run, apart=bug in APART)
        SCENES[bug](run)
        findings = run.judged(8, followers=False, verify=False)
    assert any(finding.startswith(f"{FOUND_AS[bug]}:") for finding in findings), findings


def test_without_a_bug_the_same_scenes_have_no_findings(at_work):
    with at_work(6, program=PROGRAM) as run:
        _begun(run, apart=True)
        for scene in (_repeated, _killed, _late, _cut):
            scene(run)
        findings = run.judged(followers=False)
    assert findings == []
