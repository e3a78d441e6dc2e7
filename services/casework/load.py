"""Locks what a batch may touch, in one order, and reads what it is decided with."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from events.assessment import Assessed
from events.correction import Corrected
from events.fact import Fact
from events.intake import Detection, RowRead
from events.matter import MatterFact
from events.staff import StaffAbsent, StaffBack, StaffChanged, StaffLeft
from services.casework.batch import INBOX, Again, Batch, Hit, Received
from services.casework.faults import OlderFold
from services.casework.incoming import Answer, Incoming, Reading, reading
from services.casework.kept_rows import rows_to_take_back
from services.casework.knowing import cases_named
from services.casework.slot import Ref, Slot, ref_of
from services.casework.states import States
from services.casework.tokens import NONE, Tokens, lock_number, tokens_of
from services.store.codec import load_state
from services.store.keys import INSTALLATION, KeyRing, KeyRow, unseal
from services.store.queries import QUERIES
from workflows.guidance import assigned
from workflows.staff import Staff
from workflows.versions import FOLD_VERSION
from workflows.workdays import day_of

if TYPE_CHECKING:
    from services.casework.rehearsal import Ahead

Row = tuple[Any, ...]

_BY_PERSON = (Detection, Corrected)
"""Facts that concern one person, so that the other cases of a report are not touched by them."""

PARTS: Final = (StaffAbsent, StaffBack, StaffLeft, StaffChanged)
"""Facts about a member of staff that are written on each case in which they have a part."""


def load(
    connection: Connection[TupleRow],
    readings: Sequence[tuple[Reading, Tokens]],
    more: frozenset[Ref],
    keyring: KeyRing,
    states: States,
    now: datetime,
    ahead: "Ahead | None" = None,
) -> Batch:
    """Take the locks (tokens first, then subjects in their order) and read what the batch is decided with.

    `more` are subjects that an earlier try found to be needed. Raises Again where the locks do not cover what was found
    behind them. `ahead` is what a rehearsal has decided and not written: then nothing is locked either.
    """
    batch = Batch(now, list(readings))
    facts = [r.fact for r, _ in readings if r.fact is not None and r.fault is None]
    wanted = set(more)
    batch.kept_rows = rows_to_take_back(connection, facts, keyring)
    _find(connection, batch, facts, wanted, ahead)
    _lock(connection, batch, wanted, states, ahead)
    if batch.kept_rows != rows_to_take_back(connection, facts, keyring):
        raise Again
    _read(connection, batch, facts, keyring, states)
    if ahead is not None:
        ahead.read(batch)
    _still_covered(connection, facts, wanted)
    return batch


def _find(
    connection: Connection[TupleRow],
    batch: Batch,
    facts: Sequence[Fact],
    wanted: set[Ref],
    ahead: "Ahead | None" = None,
) -> None:
    """Lock the tokens, look them up, and say which subjects the facts touch."""
    kept = [row.tokens for row in batch.kept_rows.values()]
    asked = sorted({token for tokens in (*kept, *(t for _, t in batch.readings)) for token in tokens.locked})
    for fact in facts:
        ref = ref_of(fact.subject)
        if isinstance(fact.data, RowRead) and fact.data.corrects is not None:
            wanted.add(ref)
        if isinstance(fact.data, Detection | MatterFact) and ref[0] == "unit":
            continue
        wanted.add(ref)
        wanted.update(cases_named(fact.data))
        if (guide := assigned(fact.data)) is not None:
            wanted.add(("staff", guide))
    assessed = [ref_of(f.subject)[1] for f in facts if isinstance(f.data, Assessed)]
    away = [ref_of(f.subject)[1] for f in facts if isinstance(f.data, PARTS)]
    cursors = {}
    with connection.pipeline():
        if asked:
            if ahead is None:
                connection.execute(QUERIES["lock_tokens"], [sorted({lock_number(token) for token in asked})])
            cursors["hits"] = _ask(connection, "find_tokens", [k for k, _ in asked], [t for _, t in asked])
        if assessed:
            cursors["units"] = _ask(connection, "units_of_rows", assessed)
        if away:
            cursors["cases"] = _ask(connection, "cases_of_people", away)
    for kind, token, subject, name, incident in cursors["hits"].fetchall() if asked else ():
        batch.hits.setdefault((kind, token), []).append(Hit(subject, name, incident))
    if ahead is not None:
        ahead.found(batch, asked)
    wanted.update(("unit", unit) for (unit,) in (cursors["units"].fetchall() if assessed else ()))
    wanted.update(("case", case) for (case,) in (cursors["cases"].fetchall() if away else ()))
    searched = [(read.fact is not None and isinstance(read.fact.data, _BY_PERSON), t) for read, t in batch.readings]
    for detection, tokens in (*searched, *((True, tokens) for tokens in kept)):
        for token in tokens.locked:
            if token[0] != "report" or not detection:  # co-victims of a report are not touched by a row
                wanted.update(("case", hit.id) for hit in batch.found(token) if hit.kind == "case")


def _lock(
    connection: Connection[TupleRow], batch: Batch, wanted: set[Ref], states: States, ahead: "Ahead | None" = None
) -> None:
    if not wanted:
        return
    refs = sorted(wanted)
    query = "lock_subjects" if ahead is None else "look_at_subjects"
    rows = _ask(
        connection, query, states.heads(refs), [kind for kind, _ in refs], [name for _, name in refs]
    ).fetchall()
    for kind, name, unit, sequence, head, opened, touched, stored, fold_version in rows:
        if fold_version != FOLD_VERSION:
            raise OlderFold(subject=f"{kind}/{name}", found=fold_version, known=FOLD_VERSION)
        state = states.get(head) if stored is None else load_state(kind, stored)
        if state is None:
            raise Again
        states.keep((kind, name), head, state)
        batch.slots[kind, name] = Slot(
            (kind, name), unit, state, sequence, head, opened, touched, UUID(int=0), b"", sequence
        )
    if ahead is not None:
        ahead.locked(batch, refs)


def _read(
    connection: Connection[TupleRow], batch: Batch, facts: Sequence[Fact], keyring: KeyRing, states: States
) -> None:
    refs = list(batch.slots)
    names = list({r.key for r, _ in batch.readings if r.fact is not None})
    held = list({hit.id for hits in batch.hits.values() for hit in hits if hit.kind == INBOX})
    keys = [f.data.row_key for f in facts if isinstance(f.data, RowRead)]
    addressed = {ref_of(f.subject) for f in facts if f.addressed_kind == "unit"}
    key_refs = [*refs, *(ref for ref in addressed if ref not in batch.slots), INSTALLATION]
    born = list(_cases_of(batch, "born"))
    with connection.pipeline():
        got = {
            "keys": _ask(connection, "keys_of_subjects", [k for k, _ in key_refs], [n for _, n in key_refs]),
            "inbox": _ask(connection, "inbox_of", [s for s, _ in names], [i for _, i in names]),
            "duties": _ask(connection, "duties_of_subjects", [k for k, _ in refs], [n for _, n in refs]),
            "policies": _ask(connection, "policies_on", day_of(batch.now)),
            "staff": _ask(connection, "staff_heads"),
            "units": _ask(connection, "unit_slugs"),
        }
        if held:
            pairs = [name.partition(":") for name in held]
            got["held"] = _ask(connection, "held_facts", [s for s, _, _ in pairs], [i for _, _, i in pairs])
        if keys:
            got["rows"] = _ask(connection, "rows_of_keys", keys)
        if born:
            got["persons"] = _ask(connection, "persons_of_cases", born)
    rows = {name: cursor.fetchall() for name, cursor in got.items()}
    opened = {(r[0], r[1]): KeyRow(*r) for r in rows["keys"]}
    for ref, slot in batch.slots.items():
        if ref not in opened:  # erased: what comes from now on has a key of its own
            opened[ref], _ = keyring.new_subject_key(*ref)
            batch.new_keys.append(opened[ref])
        slot.key_id, slot.key = opened[ref].key_id, keyring.open_key(opened[ref])
    if INSTALLATION in opened:
        batch.installation = keyring.open_key(opened[INSTALLATION])
    for (name,) in rows["units"]:
        key = opened.get(("unit", name))
        batch.units[name] = keyring.open_key(key) if key is not None else b""
    for source, fact_id, body_hash, _outcome, answer in rows["inbox"]:
        batch.inbox[source, fact_id] = Received(body_hash, Answer.read(source, fact_id, answer))
    for row in rows["duties"]:
        batch.duties.setdefault((row[0], row[1]), []).append(row)
    batch.policies = {unit: states.policy(unit, version, body) for unit, version, body in rows["policies"]}
    _members(connection, batch, rows["staff"], states)
    for key, outcome in rows.get("rows", ()):
        batch.rows_before.setdefault(key, set()).add(outcome)
    for case, token in rows.get("persons", ()):
        batch.persons.setdefault(case, set()).add(token)
    for source, fact_id, body_hash, sealed in rows.get("held", ()):
        name = f"{source}:{fact_id}"
        batch.waiting_for_case[name] = _held(name, body_hash, sealed, batch.installation or b"", keyring)
        batch.inbox.setdefault((source, fact_id), Received(body_hash, Answer(source, fact_id, "no_case"), unit=None))


def _members(connection: Connection[TupleRow], batch: Batch, heads: Sequence[Row], states: States) -> None:
    """All members of staff: the few that have changed since they were last seen are read again."""
    changed = [name for name, head in heads if states.member(head) is None]
    for _, head, stored in _ask(connection, "staff_states", changed).fetchall() if changed else ():
        state = load_state("staff", stored)
        if not isinstance(state, Staff):
            raise TypeError("the state of a member of staff is no Staff")
        states.keep_member(head, state)
    for _, head in heads:
        member = states.member(head)
        if member is None:
            raise Again
        batch.staff[member.ref] = member


def _still_covered(connection: Connection[TupleRow], facts: Sequence[Fact], wanted: set[Ref]) -> None:
    """A case that got an absent member of staff after it was looked for and before their row was locked."""
    away = [ref_of(f.subject)[1] for f in facts if isinstance(f.data, PARTS)]
    if away:
        cases = {("case", case) for (case,) in _ask(connection, "cases_of_people", away).fetchall()}
        if cases - wanted:
            raise Again(frozenset(cases - wanted))  # type: ignore[arg-type]


def _held(name: str, body_hash: bytes, sealed: bytes, key: bytes, keyring: KeyRing) -> Reading:
    raw = unseal(key, f"{INBOX}|{name}", sealed)
    read = reading(Incoming(raw), keyring.index_token)
    read.body_hash = body_hash
    return read


def _cases_of(batch: Batch, kind: str) -> set[str]:
    return {hit.id for token, hits in batch.hits.items() if token[0] == kind for hit in hits if hit.kind == "case"}


def _ask(connection: Connection[TupleRow], name: str, *arguments: object) -> Any:
    return connection.execute(QUERIES[name], arguments or None, binary=True)


def with_tokens(read: Reading, keyring: KeyRing) -> tuple[Reading, Tokens]:
    """A message with everything by which its fact is found; nothing where it could not be read."""
    if read.fact is None or read.fault is not None:
        return read, NONE
    return read, tokens_of(read.fact, keyring.index_token)
