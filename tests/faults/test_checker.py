"""The checker finds what it is there for; a sound run has no findings."""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from tests.faults.checker import check
from tests.faults.history import History, Published, published
from tests.faults.schedule import TARGETS, schedule
from tests.faults.seen import Event, OnBus, Out, Received, Seen, Subject

AT = "2026-11-20T08:00:00Z"
CANARY = b"Kanarifugl"
TOLD = {("desk", "f-1"): Published({AT}, {AT}), ("desk", "f-2"): Published({AT}, {AT})}


def event(number: int, before: bytes, verb: str = "recorded", fact: str = "") -> Event:
    body = json.dumps({"fact": {"time": AT, "data": {"note": {"$sealed": 0}}}, "n": number}).encode()
    body = body.replace(b'"$sealed": 0', b'"$sealed":0')
    sealed = b"sealed" + bytes([number])
    chained = sha256(before + sha256(body).digest() + sha256(sealed).digest()).digest()
    name = fact or f"f-{number}"
    return Event("case/T-1", number, UUID(int=number), verb, "x", "desk", name, body, sealed, before, chained, 1)


def message(of: Event) -> OnBus:
    data = {"fact": {"source": of.source, "id": of.fact_id}, "sequence": of.sequence}
    body = {"subject": of.subject, "data": data}
    return OnBus(of.sequence, str(of.event_id), of.sequence, body, json.dumps(body).encode())


def sound(*events: Event) -> Seen:
    return Seen(
        events=list(events),
        inbox=[Received("desk", e.fact_id, e.verb, b"{}") for e in events],
        subjects=[Subject("case/T-1", "detected", events[-1].sequence, events[-1].hash, b"{}", 1)],
        outbox=[Out(e.event_id, e.sequence, b"{}") for e in events],
        quarantine=[],
        reminders=[("d", "2026-11-23", "due")],
        rows=[("ost", "2026-W47", "r", "new", "T-1")],
        unchained=0,
        cases=[message(e) for e in events],
    )


ONE = event(1, bytes(32))
TWO = event(2, ONE.hash)
SOUND = sound(ONE, TWO)


def test_a_sound_run_has_no_findings():
    assert check(TOLD, SOUND, CANARY) == []


FORGERIES: dict[str, tuple[str, Callable[[], Seen]]] = {
    "an acknowledged fact is gone": ("lost", lambda: sound(ONE)),
    "a fact nobody sent": ("invented", lambda: sound(ONE, TWO, event(3, TWO.hash))),
    "an inbox that says otherwise": (
        "outcome",
        lambda: replace(SOUND, inbox=[SOUND.inbox[0], replace(SOUND.inbox[1], outcome="refused")]),
    ),
    "a fact decided twice": ("twice", lambda: sound(ONE, TWO, event(3, TWO.hash, fact="f-2"))),
    "a line that is missing": ("hole", lambda: sound(ONE, event(3, ONE.hash, fact="f-2"))),
    "a line that was changed": ("chain", lambda: sound(replace(ONE, body=ONE.body + b" "), TWO)),
    "a sealed part that was changed": ("chain", lambda: sound(replace(ONE, ciphertext=b"other"), TWO)),
    "an event without its ledger entry": ("ledger", lambda: sound(ONE, replace(TWO, in_ledger=0))),
    "a state that is behind": ("head", lambda: replace(SOUND, subjects=[replace(SOUND.subjects[0], sequence=1)])),
    "an outcome that never came out": ("cases", lambda: replace(SOUND, cases=SOUND.cases[:1])),
    "an outcome told twice": ("cases", lambda: replace(SOUND, cases=[*SOUND.cases, SOUND.cases[1]])),
    "an outcome of nothing": (
        "cases",
        lambda: replace(SOUND, cases=[*SOUND.cases, replace(SOUND.cases[1], id=str(UUID(int=9)))]),
    ),
    "outcomes out of order": ("order", lambda: replace(SOUND, cases=SOUND.cases[::-1])),
    "a row the relay passed over": (
        "feed",
        lambda: replace(SOUND, outbox=[SOUND.outbox[0], replace(SOUND.outbox[1], feed=None)]),
    ),
    "a case nobody owes anything": (
        "forgotten",
        lambda: replace(SOUND, subjects=[replace(SOUND.subjects[0], duties=0)]),
    ),
    "a reminder raised twice": ("reminder", lambda: replace(SOUND, reminders=SOUND.reminders * 2)),
    "a row with two cases": ("two cases", lambda: replace(SOUND, rows=[*SOUND.rows, ("vest", "w", "r", "new", "T-2")])),
    "a name in the clear": (
        "in the clear",
        lambda: replace(SOUND, outbox=[SOUND.outbox[0], replace(SOUND.outbox[1], body=CANARY)]),
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_found(name: str):
    prefix, forged = FORGERIES[name]
    assert any(finding.startswith(f"{prefix}:") for finding in check(TOLD, forged(), CANARY))


def test_no_answer_is_no_acknowledgement(tmp_path: Path):
    history = History(tmp_path / "h.jsonl", seed=1)
    about = {"source": "desk", "id": "f-1", "body": AT, "kind": "fact"}
    first = history.add("writer-0", "publish", "invoke", **about)
    history.add("writer-0", "publish", "unknown", of=first)
    assert published(history.path)["desk", "f-1"].acked == set()
    again = history.add("writer-0", "publish", "invoke", **about)
    history.add("writer-0", "publish", "ok", of=again)
    history.close()
    assert published(history.path)["desk", "f-1"].acked == {AT}


def test_the_seed_is_the_schedule():
    assert schedule(7) == schedule(7)
    assert schedule(7) != schedule(8)
    for seed in range(20):
        assert {step.target for step in schedule(seed) if step.act == "kill"} == set(TARGETS)
