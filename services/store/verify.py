"""Whether the record still says what was written: chains, states, duties, outcomes, ledger and signatures.

It folds logs with `evolve` and never decides again, so it also holds for what older rules decided.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from psycopg import Connection, IsolationLevel, ServerCursor
from psycopg.rows import TupleRow

from events.catalogue import DERIVED
from events.refs import subject_kind
from services.store.codec import load_state
from services.store.difference import Difference, Differences
from services.store.keys import KeyRing
from services.store.ledger import FIRST, LedgerEntry, head_message
from services.store.queries import QUERIES
from services.store.replay import Folded, replay
from workflows.case import Case
from workflows.duties import duties, unit_of
from workflows.duty import Duty
from workflows.policy import DEFAULT, Policy
from workflows.unit import Unit
from workflows.versions import FOLD_VERSION, RULES_VERSION

Progress = Callable[[int, int], None]
"""Called with lines read and lines in all."""

Policies = dict[tuple[str, str], Policy]

_SUBJECTS_AT_A_TIME = 200

_NEVER_FOUND = (
    "subjects_without_a_log",
    "duties_without_a_subject",
    "put_aside_without_a_duty",
    "unplaced_without_a_duty",
    "sealed_without_an_event",
    "events_without_a_ledger_entry",
    "ledger_entries_without_an_event",
    "events_twice_in_the_ledger",
    "events_not_in_the_outbox",
    "outcomes_without_their_event",
    "waiting_although_decided",
    "heads_beyond_the_chain",
)
"""Queries that find nothing in a sound record; each is also the key of what it would find."""


def verify(
    connection: Connection[TupleRow], keyring: KeyRing, on_progress: Progress = lambda _done, _of: None
) -> list[Difference]:
    """All differences (at most `difference.MOST` by name), none in a sound record.

    `connection` is the auditor's, without an open transaction; others may write meanwhile: one snapshot is read. Memory
    stays flat: one log and some hundred states at a time.
    """
    found = Differences()
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    try:
        with connection.transaction():
            counted = connection.execute(QUERIES["count_for_verify"]).fetchone() or (0, 0)
            lines, links = counted
            total = lines + links
            policies = _policies(connection)
            folded = replay(connection, keyring, found, lambda number: on_progress(number, total))
            for some in _portions(folded, _SUBJECTS_AT_A_TIME):
                _compare(connection, some, policies, found)
            _ledger(connection, keyring, found)
            for name in _NEVER_FOUND:
                _found_by(connection, name, None, found)
            _found_by(connection, "events_not_in_the_inbox", ([model.TYPE for model in DERIVED],), found)
            on_progress(total, total)
    finally:
        connection.isolation_level = None
        connection.read_only = None
    return found.all()


def _compare(connection: Connection[TupleRow], some: list[Folded], policies: Policies, found: Differences) -> None:
    """Stored state and duties of some subjects against what their logs make."""
    wanted = ([one.kind for one in some], [one.id for one in some])
    stored = {(row[0], row[1]): row[2:] for row in connection.execute(QUERIES["stored_subjects"], wanted)}
    owed: dict[tuple[str, str], list[TupleRow]] = {}
    for row in connection.execute(QUERIES["stored_duties"], wanted):
        owed.setdefault((row[0], row[1]), []).append(row[2:])
    withheld: dict[tuple[str, str], dict[str, bool]] = {}
    for kind, name, key, whole in connection.execute(QUERIES["withheld_facts"], wanted):
        withheld.setdefault((kind, name), {})[key] = whole
    for one in some:
        _compare_withheld(one, withheld.get((one.kind, one.id), {}), found)
        kept = stored.get((one.kind, one.id))
        if kept is None:
            found.add("state_missing", one.subject)
        else:
            _compare_one(one, kept, owed.get((one.kind, one.id), []), policies, found)


def _compare_one(one: Folded, row: TupleRow, owed: list[TupleRow], policies: Policies, found: Differences) -> None:
    unit, phase, sequence, head, state, fold_version, rules_version, policy_version, people, touched = row
    if sequence != one.sequence or head != one.head:
        found.add("log_ends_elsewhere", one.subject, one.sequence, f"sequence {sequence}")
        return
    if (fold_version, rules_version) != (FOLD_VERSION, RULES_VERSION):
        found.add("older_fold", one.subject, detail=f"{fold_version}, {rules_version}")
        return
    if one.state is None or not one.whole:
        return
    kind = subject_kind(one.subject)
    try:
        same = load_state(kind, state) == one.state
    except ValueError:
        same = False
    if not same:
        found.add("state_differs", one.subject, one.sequence)
    columns = {
        "phase": (phase, getattr(one.state, "phase", None)),
        "unit": (unit, unit if kind == "staff" else unit_of(one.state)),
        "people": (sorted(people), sorted(getattr(one.state, "people", ()))),
        "touched": (touched >= one.last_recorded, True),
    }
    differing = [name for name, (column, folded) in columns.items() if column != folded]
    if differing:
        found.add("column_differs", one.subject, detail=", ".join(differing))
    if isinstance(one.state, Unit):
        _compare_policies(one.state, policies, found)
    policy = policies.get((unit_of(one.state), policy_version)) or (
        DEFAULT if policy_version == DEFAULT.version else None
    )
    if policy is None:
        found.add("policy_missing", one.subject, detail=policy_version)
        return
    should = {duty.key: _written(duty) for duty in duties(one.state, policy)}
    are = {row[1]: tuple(row[2:]) for row in owed}
    for key in sorted(should.keys() ^ are.keys()):
        there = should.get(key) or are[key]
        found.add("duty_missing" if key in should else "duty_too_many", one.subject, detail=str(there[0]))
    for key in sorted(should.keys() & are.keys()):
        if should[key] != are[key]:
            found.add("duty_differs", one.subject, detail=str(should[key][0]))


def _compare_withheld(one: Folded, withheld: dict[str, bool], found: Differences) -> None:
    """Nobody who reads a case gets what belongs to another one, and everything else."""
    struck = {told.fact for told in one.state.ties.struck} if isinstance(one.state, Case) else set()
    should = struck | {key for key, mended in one.corrections if mended in struck}
    for key in sorted(should ^ withheld.keys()):
        found.add("not_withheld" if key in should else "withheld_without_reason", one.subject)
    for key in sorted(should & withheld.keys()):
        if not withheld[key]:
            found.add("not_withheld", one.subject)


def _compare_policies(unit: Unit, policies: Policies, found: Differences) -> None:
    """The table of practices is a copy of what the unit's log decided."""
    decided = {(unit.slug, one.version): Policy.model_validate_json(one.body) for one in unit.policies}
    kept = {key: policy for key, policy in policies.items() if key[0] == unit.slug}
    for key in sorted(decided.keys() | kept.keys()):
        if decided.get(key) != kept.get(key):
            found.add("policy_differs", unit.subject, detail=key[1])


def _written(duty: Duty) -> tuple[object, ...]:
    """A duty as its row holds it, from `kind` on."""
    return (
        duty.kind, duty.party, duty.owner, duty.from_date, duty.due_date, duty.until_date, list(duty.rules),
        duty.caused_by, list(duty.cleared_by), list(duty.waiting_for),
    )  # fmt: skip


def _ledger(connection: Connection[TupleRow], keyring: KeyRing, found: Differences) -> None:
    """The ledger's chain without a gap, and every signed head where it stands. Not chained yet is no difference."""
    before, expected = FIRST, 1
    with ServerCursor(connection, "ledger_in_order") as cursor:
        cursor.itersize = 2000
        for number, hash_, head, signature, signed_at, *entry in cursor.execute(QUERIES["ledger_in_order"]):
            if number != expected:
                found.add("ledger_links_missing", detail=str(expected))
            if entry[0] is None:
                found.add("ledger_entry_missing", detail=str(number))
            elif LedgerEntry(*entry).hash(before) != hash_:
                found.add("ledger_changed", entry[4], detail=str(number))
            if head is not None and (
                head != hash_ or not keyring.signed(head_message(number, head, signed_at), signature)
            ):
                found.add("ledger_signature_wrong", detail=str(number))
            before, expected = hash_, number + 1


def _found_by(
    connection: Connection[TupleRow], name: str, arguments: tuple[list[str]] | None, found: Differences
) -> None:
    with ServerCursor(connection, name) as cursor:
        for subject, sequence in cursor.execute(QUERIES[name], arguments):
            found.add(name, subject, sequence)


def _policies(connection: Connection[TupleRow]) -> Policies:
    return {
        (unit, version): Policy.model_validate_json(body)
        for unit, version, body in connection.execute(QUERIES["all_policies"])
    }


def _portions(folded: Iterator[Folded], size: int) -> Iterable[list[Folded]]:
    while some := list(islice(folded, size)):
        for one in some:
            one.log.clear()
        yield some
