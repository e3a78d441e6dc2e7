"""An integrator's client in another language publishes facts and hears what became of them."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.bus.server import EmbeddedNats
from tests.support.terminal import Terminal

HERE = Path(__file__).parent
NODE = Path(sys.executable).parent / "node"
EARLIER = datetime.now(UTC) - timedelta(days=2)


def fact(number: int, kind: str, subject: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A CloudEvent as another system writes it."""
    source = more.pop("source", "guidelog")
    return {
        "specversion": "1.0",
        "id": f"journey-{number}",
        "source": source,
        "type": f"trygghet.{kind}.v1",
        "subject": subject,
        "time": (EARLIER + timedelta(minutes=number)).isoformat(),
        "datacontenttype": "application/json",
        "reportedby": f"system/{source}",
        "recordedby": f"system/{source}",
        "data": data,
        **more,
    }


@pytest.fixture(scope="module")
def staffed(installation: Terminal) -> Terminal:
    """A coordinator, an investigator and a guide in `ost`."""
    for slug, role in (("k1", "coordinator"), ("e1", "investigator"), ("g1", "guide")):
        words = ("--name", f"Syntetisk {slug}", "--role", role, "--unit", "ost", "--organisation", "Prøvekommune")
        assert installation("staff", "add", slug, *words).code == 0
    return installation


def node(installation: Terminal, *facts: dict[str, Any], named: str | None = None) -> dict[str, dict[str, Any]]:
    """Published by Node's `nats`; the outcome of each, by fact id."""
    lines = [
        {"subject": f"trygghet.intake.{named or f['source']}.ost.{f['type'].split('.')[1]}", "fact": f} for f in facts
    ]
    done = subprocess.run(
        [NODE, HERE / "publish.mjs"],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={
            "PATH": os.environ["PATH"],
            "NATS_PUBLISHER_URL": EmbeddedNats(installation.data / "nats").addresses().publisher_url,
            "SECONDS_TO_WAIT": "20",
        },
    )
    assert done.returncode == 0, done.stderr
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    return {outcome["data"]["fact"]["id"]: outcome for outcome in outcomes}


def verb(outcome: dict[str, Any]) -> str:
    """`recorded` of `trygghet.outcome.recorded.v1`."""
    return str(outcome["type"]).split(".")[2]


def codes(outcome: dict[str, Any]) -> list[str]:
    """The codes of the reasons."""
    return [reason["code"] for reason in outcome["data"]["reasons"]]


REFERRAL = {
    "person": {"name": "Syntetisk Rogn", "birth_date": "2011-03-04", "phone": "01234567"},
    "guardians": [{"name": "Syntetisk Selje", "kind": "mother"}],
    "category": "threats",
    "role": "victim",
    "reported": "no",
    "referrer": {"name": "Syntetisk Lerk", "agency": "Prøve skole"},
}


def test_facts_from_node_come_out_recorded_waiting_or_refused_with_reasons(staffed: Terminal) -> None:
    referral = fact(1, "intake.referral_received", "unit/ost", REFERRAL, source="municipality")
    outcome = node(staffed, referral)["journey-1"]
    assert verb(outcome) == "recorded"
    assert "Rogn" not in json.dumps(outcome), "nothing personal goes out"
    case = outcome["subject"]

    by_guide = {"reportedby": "staff/g1", "recordedby": "staff/g1"}
    ask = {"guide": "g1", "basis": ["relation"]}
    outcomes = node(
        staffed,
        fact(2, "closing.closed", case, {"ground": "died"}, **by_guide),
        fact(3, "consent.given", "case/T-0000-00", {"by": "guardian_1", "how": "phone"}, **by_guide),
        fact(4, "guidance.guide_asked", case, ask, source="municipality"),
    )
    assert verb(outcomes["journey-2"]) == "refused"
    assert "may_not_report_from_here" in codes(outcomes["journey-2"])
    assert verb(outcomes["journey-3"]) == "refused"
    assert codes(outcomes["journey-3"]) == ["unknown_subject"]
    assert verb(outcomes["journey-4"]) == "refused"

    asked = fact(5, "guidance.guide_asked", case, ask, source="cli", reportedby="staff/k1", recordedby="staff/k1")
    answered = fact(6, "guidance.guide_accepted", case, {"guide": "g1"}, source="cli", **as_coordinator())
    waits = staffed("publish", "-", "--wait", "--json", stdin=json.dumps(answered) + "\n")
    assert '"waiting"' in waits.out, waits.err
    assert "guide_not_asked" in waits.out
    comes = staffed("publish", "-", "--wait", "--json", stdin=json.dumps(asked) + "\n")
    assert '"recorded"' in comes.out, comes.err
    assert staffed.ask("refusals") is not None


def as_coordinator() -> dict[str, str]:
    """Reported and recorded by the coordinator."""
    return {"reportedby": "staff/k1", "recordedby": "staff/k1"}


def test_a_message_that_says_another_source_than_its_subject_is_put_aside(staffed: Terminal) -> None:
    liar = fact(20, "intake.referral_received", "unit/ost", REFERRAL, source="court")
    assert verb(node(staffed, liar, named="police")["journey-20"]) == "quarantined"


def test_a_second_body_under_the_same_id_is_put_aside_and_the_first_keeps_its_outcome(staffed: Terminal) -> None:
    first = fact(30, "intake.referral_received", "unit/ost", {**REFERRAL, "category": "robbery"}, source="municipality")
    assert verb(node(staffed, first)["journey-30"]) == "recorded"
    other = {**first, "data": {**REFERRAL, "category": "violence"}}
    told = staffed("publish", "-", "--wait", "--json", stdin=json.dumps(other) + "\n")
    assert '"quarantined"' in told.out, told.err
