"""Judges a run: history, record and stream must agree. Its own code: it knows the promises, not how they are kept."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from tests.faults.history import Published
from tests.faults.seen import Event, Key, Seen

Told = Mapping[Key, Published]
Check = Callable[[Told, Seen, bytes], Iterator[str]]

FINAL: Final = {"recorded", "breached", "refused", "known", "outside"}
ELSEWHERE: Final = {"import", "clock", "cli"}
"""Sources that are no writers of the harness."""

_ONE_LIFE: Final = re.compile(r"w?(r|f|s|bl?)|w")
_LETTERS: Final = {"waiting": "w", "recorded": "r", "refused": "f", "superseded": "s", "breached": "b", "lifted": "l"}
_ENDS: Final = {"recorded": set("rsl"), "breached": set("bl"), "refused": set("f"), "waiting": set("w")}


def acknowledged_is_received(told: Told, seen: Seen, _: bytes) -> Iterator[str]:
    """Acknowledged is a subset of received: what the bus has acknowledged stands in the inbox, or is put aside."""
    inbox = {received.key for received in seen.inbox}
    aside = Counter((source, fact_id) for source, fact_id, _, _ in seen.quarantine)
    nameless = sum(source is None for source, _, _, _ in seen.quarantine)
    broken = [p for p in told.values() if p.kind == "broken"]
    if sum(len(p.acked) for p in broken) > nameless:
        yield f"lost: {sum(len(p.acked) for p in broken)} unreadable messages acknowledged, {nameless} put aside"
    for key, one in told.items():
        if one.kind == "broken" or not one.acked:
            continue
        places = int(key in inbox) + aside[key]
        if places < len(one.acked):
            yield f"lost: {key} was acknowledged with {len(one.acked)} bodies and stands in {places} places"


def received_was_sent(told: Told, seen: Seen, _: bytes) -> Iterator[str]:
    """Nobody's fact is invented, and what stands in the log is a body that was sent."""
    for received in seen.inbox:
        if received.source not in ELSEWHERE and received.key not in told:
            yield f"invented: {received.key} stands in the inbox and nobody sent it"
    for event in seen.events:
        one = told.get(event.key)
        if one is not None and _time(event) not in {_canonical(body) for body in one.bodies}:
            yield f"invented: the body of {event.key} in {event.subject} was never sent"


def one_final_outcome(_: Told, seen: Seen, __: bytes) -> Iterator[str]:
    """Every fact received has exactly one final outcome, or waits; inbox and log say the same."""
    lives = _lives(seen)
    for received in seen.inbox:
        ends = {life[-1] for life in lives.get(received.key, {}).values()}
        if received.outcome not in FINAL | {"waiting", "no_case", "quarantined"}:
            yield f"outcome: {received.key} has {received.outcome}"
        wanted = _ENDS.get(received.outcome)
        if wanted is not None and ends and not ends & wanted:
            yield f"outcome: {received.key} is {received.outcome} in the inbox, and its log ends {sorted(ends)}"
        if received.outcome in ("recorded", "breached", "waiting") and not ends:
            yield f"outcome: {received.key} is {received.outcome} and stands in no log"
    known = {received.key for received in seen.inbox}
    for event in seen.events:
        if event.key not in known and event.source != "clock":
            yield f"outcome: {event.key} stands in {event.subject} and not in the inbox"


def nothing_twice(_: Told, seen: Seen, __: bytes) -> Iterator[str]:
    """A fact lives once in a log: it may wait, is decided once, and as a breach may be lifted once."""
    for key, logs in _lives(seen).items():
        for subject, life in logs.items():
            if not _ONE_LIFE.fullmatch(life):
                yield f"twice: {key} in {subject} is {life}"


def logs_are_whole(_: Told, seen: Seen, __: bytes) -> Iterator[str]:
    """Sequences without a hole, hashes as recomputed from the bytes, the head where the log ends, one ledger entry."""
    last: dict[str, tuple[int, bytes]] = {}
    for event in seen.events:
        number, before = last.get(event.subject, (0, bytes(32)))
        sealed = sha256(event.ciphertext or b"").digest()
        recomputed = sha256(before + sha256(event.body).digest() + sealed).digest()
        if event.sequence != number + 1:
            yield f"hole: {event.subject} goes from {number} to {event.sequence}"
        if event.prev_hash != before or event.hash != recomputed:
            yield f"chain: {event.subject} breaks at {event.sequence}"
        if event.in_ledger != 1:
            yield f"ledger: {event.subject} {event.sequence} has {event.in_ledger} entries"
        if ('"$sealed":' in event.body.decode()) and event.ciphertext is None:
            yield f"sealed: {event.subject} {event.sequence} has lost its sealed part"
        last[event.subject] = (event.sequence, event.hash)
    for subject in seen.subjects:
        if last.get(subject.subject) != (subject.sequence, subject.head):
            yield f"head: {subject.subject} says {subject.sequence}, its log {last.get(subject.subject, (0,))[0]}"
    for name in last.keys() - {subject.subject for subject in seen.subjects}:
        yield f"head: {name} has a log and no state"


def out_is_what_is_in(told: Told, seen: Seen, _: bytes) -> Iterator[str]:
    """CASES has every outcome once, in order, and nothing that is not in the record."""
    events = {str(event.event_id): event for event in seen.events}
    outbox = {str(out.event_id): out for out in seen.outbox}
    counted = Counter(message.id for message in seen.cases)
    yield from (f"cases: {n} times {name}" for name, n in counted.items() if n > 1)
    yield from (f"cases: {name} is on the bus and not in the record" for name in counted.keys() - outbox.keys())
    missing = outbox.keys() - counted.keys()
    if missing:
        yield f"cases: {len(missing)} of {len(outbox)} outcomes never reached the bus"
    yield from (
        f"cases: {event.subject} {event.sequence} is in no outbox" for n, event in events.items() if n not in outbox
    )
    feeds = [out.feed for out in seen.outbox if out.feed is not None]
    if sorted(feeds) != list(range(1, len(feeds) + 1)) or len(feeds) != len(outbox):
        yield f"feed: {len(outbox)} rows, {len(feeds)} numbered, last {max(feeds, default=0)}"
    last: dict[str, int] = {}
    for message in seen.cases:
        event = events.get(message.id)
        if event is None:
            continue
        if message.body.get("data", {}).get("sequence") != event.sequence or message.body["subject"] != event.subject:
            yield f"cases: message {message.place} says other than {event.subject} {event.sequence}"
        if event.sequence <= last.get(event.subject, 0):
            yield f"order: {event.subject} {event.sequence} comes after {last[event.subject]}"
        last[event.subject] = event.sequence
    heard = {(f.get("source"), f.get("id")) for m in seen.cases if (f := m.body.get("data", {}).get("fact"))}
    silent = [r.key for r in seen.inbox if r.key in told and r.key not in heard]
    if silent:
        yield f"cases: the outcome of {len(silent)} facts was never told, e.g. {silent[0]}"


def nobody_is_forgotten(_: Told, seen: Seen, __: bytes) -> Iterator[str]:
    """An open case has a duty with an owner and a date; a reminder is raised once."""
    for subject in seen.subjects:
        if subject.phase not in (None, "closed") and not subject.duties:
            yield f"forgotten: {subject.subject} is {subject.phase} and nobody owes anything"
    yield from (f"reminder: {n} times {what}" for what, n in Counter(seen.reminders).items() if n > 1)


def nobody_is_two(told: Told, seen: Seen, _: bytes) -> Iterator[str]:
    """One person with one report number has one case, whoever told of them and however many at once."""
    cases: dict[tuple[str, str], set[str]] = defaultdict(set)
    for event in seen.events:
        one = told.get(event.key)
        if one is not None and one.person and one.report and event.verb in ("recorded", "breached"):
            cases[one.person, one.report].add(event.subject)
    yield from (f"two cases: {who} has {sorted(found)}" for who, found in cases.items() if len(found) > 1)
    rows: dict[str, set[str]] = defaultdict(set)
    for _unit, _week, row_key, _outcome, case in seen.rows:
        if case is not None:
            rows[row_key].add(case)
    yield from (f"two cases: row {key} has {sorted(found)}" for key, found in rows.items() if len(found) > 1)


def nothing_personal_in_the_clear(_: Told, seen: Seen, canary: bytes) -> Iterator[str]:
    """No personal value in a log, a state, an answer, an outcome or on CASES."""
    places = {
        "log": (event.body for event in seen.events),
        "state": (subject.state for subject in seen.subjects),
        "outbox": (out.body for out in seen.outbox),
        "answer": (received.answer for received in seen.inbox),
        "quarantine": (f"{reason} {detail}".encode() for _, _, reason, detail in seen.quarantine),
        "cases": (message.raw for message in seen.cases),
    }
    for name, contents in places.items():
        found = sum(canary in bytes(content) for content in contents)
        if found:
            yield f"in the clear: {found} times in {name}"


CHECKS: Final[tuple[Check, ...]] = (
    acknowledged_is_received,
    received_was_sent,
    one_final_outcome,
    nothing_twice,
    logs_are_whole,
    out_is_what_is_in,
    nobody_is_forgotten,
    nobody_is_two,
    nothing_personal_in_the_clear,
)


def check(told: Told, seen: Seen, canary: bytes) -> list[str]:
    """Everything that is wrong, one sentence each; empty when the promises were kept."""
    return [finding for one in CHECKS for finding in one(told, seen, canary)]


def _lives(seen: Seen) -> dict[Key, dict[str, str]]:
    """What became of each fact in each log, a letter for each entry."""
    found: dict[Key, dict[str, str]] = defaultdict(dict)
    for event in seen.events:
        logs = found[event.key]
        logs[event.subject] = logs.get(event.subject, "") + _LETTERS.get(event.verb, "?")
    return found


def _time(event: Event) -> str:
    told: dict[str, Any] = json.loads(event.body)["fact"]
    return _canonical(told["time"])


def _canonical(moment: str) -> str:
    """A moment however its zone is written; `Z` and `+00:00` are the same."""
    return moment.replace("Z", "+00:00").replace(".000000", "")
