"""What the stories of one test came to, so that a test that claims a side of a guard can be held to it."""

from collections.abc import Iterable, Iterator
from typing import Final

from workflows.handbook.conformance import GUARDS, guard_name
from workflows.outcome import Entry, Verb
from workflows.rule import Hard

BY_NAME: Final = {guard_name(guard): guard for guard in GUARDS}

SIDES: Final = ("forbidden", "allowed")

NO: Final = frozenset({Verb.REFUSED, Verb.WAITING, Verb.BREACHED})
YES: Final = frozenset({Verb.RECORDED, Verb.LIFTED})

SEEN: Final[list[Entry]] = []
"""Every outcome of the stories of the test that runs."""


def sides(guard: Hard, entries: Iterable[Entry]) -> set[str]:
    """What was seen of a guard: a fact that it forbade, and, beside it, one of the same type (of a closing: on the same
    ground) that was let through."""
    entries = tuple(entry for entry in entries if type(entry.fact.data) in guard.on)
    forbidden = {_about(entry) for entry in entries if entry.verb in NO and _by(guard, entry)}
    found = {"forbidden"} if forbidden else set[str]()
    if forbidden.intersection(_about(entry) for entry in entries if entry.verb in YES):
        found.add("allowed")
    return found


def _made_it(guard: Hard, entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        for reason in entry.reasons:
            if reason.code == guard.refusal and reason.rules == guard.rules:
                yield from reason.facts


def _by(guard: Hard, entry: Entry) -> bool:
    return any(reason.code == guard.refusal and reason.rules == guard.rules for reason in entry.reasons)


def _about(entry: Entry) -> tuple[str, str | None]:
    return entry.fact.type, getattr(entry.fact.data, "ground", None)


def untrue(claims: Iterable[tuple[str, ...]], entries: Iterable[Entry]) -> Iterator[str]:
    """What a test claims (`name, side, …`) and did not show."""
    entries = tuple(entries)
    for name, *claimed in claims:
        guard = BY_NAME.get(name)
        if guard is None:
            yield f"there is no guard {name}"
            continue
        for side in claimed:
            if side not in SIDES:
                yield f"{name}: {side} is no side; sides are {', '.join(SIDES)}"
            elif side not in sides(guard, entries):
                yield f"{name} is not seen {side}"
        if "forbidden" in sides(guard, entries) and not any(_made_it(guard, entries)):
            yield f"{name} names no fact that made it"
