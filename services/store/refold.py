"""After a new version of the rules: stored states and duties made anew from the logs, which stay as they are."""

from collections.abc import Callable

from psycopg import Connection
from psycopg.rows import TupleRow

from events.refs import SubjectKind, subject_kind
from services.store.codec import decode_entry, dump_state, open_values
from services.store.keys import KeyRing, KeyRow
from services.store.queries import QUERIES
from services.store.transaction import transaction
from workflows.duties import Subject, duties, unit_of, unit_owing
from workflows.policy import DEFAULT, Policy
from workflows.record import fold
from workflows.versions import FOLD_VERSION, RULES_VERSION

_AT_A_TIME = 200


def refold(
    connection: Connection[TupleRow], keyring: KeyRing, on_progress: Callable[[int], None] = lambda _done: None
) -> int:
    """Fold every subject of an older version anew, some hundred in a transaction; how many there were.

    As the owner, without an open transaction; stopped halfway, the next call goes on.
    """
    done = 0
    versions = {"fold": FOLD_VERSION, "rules": RULES_VERSION, "most": _AT_A_TIME}
    while True:
        with transaction(connection):
            older = connection.execute(QUERIES["subjects_of_older_versions"], versions).fetchall()
            for kind, name, policy_version in older:
                _refold_one(connection, keyring, f"{kind}/{name}", policy_version)
            if not older:
                connection.execute(QUERIES["all_is_folded"], versions)
        if not older:
            return done
        done += len(older)
        on_progress(done)


def _refold_one(connection: Connection[TupleRow], keyring: KeyRing, subject: str, policy_version: str) -> None:
    kind, name = subject_kind(subject), subject.partition("/")[2]
    state = fold_stored(connection, keyring, kind, name)
    unit = None if kind == "staff" else unit_of(state)
    connection.execute(
        QUERIES["store_refolded"],
        {
            "kind": kind,
            "id": name,
            "unit": unit,
            "phase": getattr(state, "phase", None),
            "people": list(getattr(state, "people", ())),
            "state": dump_state(state),
            "fold": FOLD_VERSION,
            "rules": RULES_VERSION,
        },
    )
    connection.execute(QUERIES["drop_duties_of"], (kind, name))
    owed = duties(state, _policy(connection, unit_of(state), policy_version))
    with connection.cursor() as cursor:
        cursor.executemany(
            QUERIES["store_duty"],
            [
                (
                    duty.key, kind, name, unit_owing(duty, unit), duty.kind, duty.party, duty.owner,
                    duty.from_date, duty.due_date, duty.until_date, list(duty.rules),
                    duty.caused_by, list(duty.cleared_by), list(duty.waiting_for),
                )
                for duty in owed
            ],
        )  # fmt: skip


def fold_stored(connection: Connection[TupleRow], keyring: KeyRing, kind: SubjectKind, name: str) -> Subject:
    """The state that the whole stored log of a subject makes. Raises ValueError where there is no log."""
    row = connection.execute(QUERIES["key_of"], (kind, name)).fetchone()
    key = keyring.open_key(KeyRow(kind, name, *row)) if row is not None else None
    entries = []
    for sequence, type_, body, ciphertext in connection.execute(QUERIES["lines_to_fold"], (kind, name)):
        values = None
        if key is not None and ciphertext is not None:
            values = open_values(key, f"{kind}/{name}", sequence, type_, ciphertext)
        entries.append(decode_entry(body, values))
    return fold(entries)


def _policy(connection: Connection[TupleRow], unit: str, version: str) -> Policy:
    row = connection.execute(QUERIES["policy_of_version"], (unit, version)).fetchone()
    return DEFAULT if row is None else Policy.model_validate_json(row[0])
