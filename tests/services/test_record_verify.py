"""What was changed behind our back is found and named; what was not, is not."""

from collections.abc import Callable

import psycopg
import pytest

from services.clock import SystemClock
from services.store.connect import Role
from services.store.ledger import FIRST, LedgerEntry, head_message
from services.store.migrate import migrate
from services.store.verify import verify
from tests.support.record import Record
from tests.support.writing import START, Writer, district, ref

CASE = f"case/{ref(1)}"


@pytest.fixture
def written(record: Record) -> Record:
    """A record with a district in it, its ledger chained and signed."""
    with record.connect() as connection:
        assert len(list(district(Writer(connection, record.keyring)))) == 12
    keyring, before = record.keyring, FIRST
    with record.connect(Role.AUDITOR) as connection:
        rows = connection.execute(
            "SELECT id, at, actor, act, subject, event_hash, detail FROM ledger ORDER BY id LIMIT 10"
        ).fetchall()
        for number, row in enumerate(rows, start=1):
            before = LedgerEntry(*row).hash(before)
            connection.execute("INSERT INTO ledger_chain VALUES (%s, %s, %s)", (number, row[0], before))
            if number % 5 == 0:
                signature = keyring.sign(head_message(number, before, START))
                connection.execute(
                    "INSERT INTO ledger_heads VALUES (%s, %s, %s, %s)", (number, before, signature, START)
                )
    return record


def found(record: Record) -> set[tuple[str, str | None, int | None]]:
    with record.connect(Role.AUDITOR) as connection:
        return {(d.what, d.subject, d.sequence) for d in verify(connection, record.keyring)}


def behind_our_back(record: Record, statement: str) -> None:
    """As somebody with the superuser's password, with the triggers switched off."""
    with psycopg.connect(record.superuser_dsn, options="-c search_path=trygghet") as connection:
        connection.execute("SET session_replication_role = replica")
        assert connection.execute(statement).rowcount > 0


def test_a_sound_record_differs_nowhere_and_tells_how_far_it_is(written: Record):
    told: list[tuple[int, int]] = []
    with written.connect(Role.AUDITOR) as connection:
        assert verify(connection, written.keyring, lambda done, of: told.append((done, of))) == []
        assert connection.isolation_level is None
    assert told[-1] == (22, 22)


TAMPERING: dict[str, tuple[str, set[tuple[str, str | None, int | None]]]] = {
    "body": (
        f"UPDATE events SET body = replace(encode(body, 'escape'), '\"offer\"', '\"not\"')::bytea"
        f" WHERE subject_id = '{ref(1)}' AND sequence = 2",
        {
            ("line_changed", CASE, 2),
            ("state_differs", CASE, 3),
            ("column_differs", CASE, None),  # another phase, and so other duties
            ("duty_too_many", CASE, None),
        },
    ),
    "hash": (
        f"UPDATE events SET hash = sha256(hash) WHERE subject_id = '{ref(1)}' AND sequence = 2",
        {
            ("line_changed", CASE, 2),
            ("chain_broken", CASE, 3),
            ("events_without_a_ledger_entry", CASE, 2),
            ("ledger_entries_without_an_event", CASE, None),
        },
    ),
    "line removed": (
        f"DELETE FROM events WHERE subject_id = '{ref(2)}' AND sequence = 2",
        {
            ("log_ends_elsewhere", f"case/{ref(2)}", 1),
            ("ledger_entries_without_an_event", f"case/{ref(2)}", None),
            ("outcomes_without_their_event", f"case/{ref(2)}", None),
            ("sealed_without_an_event", None, None),
        },
    ),
    "column": (
        f"UPDATE events SET unit = 'vest', happened = happened - interval '1 day' WHERE subject_id = '{ref(2)}'"
        " AND sequence = 2",
        {("column_differs", f"case/{ref(2)}", 2)},
    ),
    "ciphertext": (
        "UPDATE sealed s SET ciphertext = set_byte(ciphertext, 20, 255 - get_byte(ciphertext, 20)) FROM events e"
        f" WHERE e.event_id = s.event_id AND e.subject_id = '{ref(1)}' AND e.sequence = 2",
        {("sealed_part_changed", CASE, 2)},
    ),
    "sealed removed": (
        f"DELETE FROM sealed s USING events e WHERE e.event_id = s.event_id AND e.subject_id = '{ref(1)}'"
        " AND e.sequence = 2",
        {("sealed_part_missing", CASE, 2)},
    ),
    "key removed": (
        f"DELETE FROM keys WHERE subject_id = '{ref(2)}'",
        {("key_missing", f"case/{ref(2)}", 1), ("key_missing", f"case/{ref(2)}", 2)},
    ),
    "key of another": (
        f"UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE subject_id = '{ref(3)}'),"
        f" key_id = gen_random_uuid() WHERE subject_id = '{ref(2)}'",
        {("sealed_part_does_not_open", f"case/{ref(2)}", 1), ("sealed_part_does_not_open", f"case/{ref(2)}", 2)},
    ),
    "state": (
        "UPDATE subjects SET state = replace(encode(state, 'escape'), 'assessed', 'guided')::bytea"
        f" WHERE id = '{ref(1)}'",
        {("state_differs", CASE, 3)},
    ),
    "phase": (
        f"UPDATE subjects SET phase = 'guided' WHERE id = '{ref(1)}'",
        {("column_differs", CASE, None)},
    ),
    "subject removed": (
        f"DELETE FROM subjects WHERE id = '{ref(3)}'",
        {("state_missing", f"case/{ref(3)}", None), ("duties_without_a_subject", f"case/{ref(3)}", None)},
    ),
    "duty removed": (
        f"DELETE FROM duties WHERE key = (SELECT min(key) FROM duties WHERE subject_id = '{ref(1)}')",
        {("duty_missing", CASE, None)},
    ),
    "duty postponed": (
        "UPDATE duties SET due_date = due_date + 30"
        f" WHERE key = (SELECT min(key) FROM duties WHERE subject_id = '{ref(1)}')",
        {("duty_differs", CASE, None)},
    ),
    "duty invented": (
        "INSERT INTO duties SELECT 'x', subject_kind, subject_id, unit, kind, party, owner, from_date, due_date,"
        f" until_date, rules, caused_by, cleared_by, waiting_for FROM duties WHERE subject_id = '{ref(1)}' LIMIT 1",
        {("duty_too_many", CASE, None)},
    ),
    "inbox removed": (
        f"DELETE FROM inbox WHERE fact_id = '{ref(1)}-10'",
        {("events_not_in_the_inbox", CASE, 2)},
    ),
    "outcome invented": (
        f"UPDATE inbox SET outcome = 'waiting' WHERE fact_id = '{ref(1)}-10'",
        {("outcomes_without_their_event", CASE, None), ("waiting_although_decided", CASE, 2)},
    ),
    "outbox removed": (
        "DELETE FROM outbox o USING events e WHERE e.event_id = o.event_id"
        f" AND e.subject_id = '{ref(1)}' AND e.sequence = 2",
        {("events_not_in_the_outbox", CASE, 2)},
    ),
    "ledger changed": (
        "UPDATE ledger SET actor = 'staff/k9' WHERE id = (SELECT ledger_id FROM ledger_chain WHERE no = 3)",
        {("ledger_changed", "staff/k1", None)},
    ),
    "ledger removed": (
        "DELETE FROM ledger WHERE id = (SELECT ledger_id FROM ledger_chain WHERE no = 3)",
        {("ledger_entry_missing", None, None), ("events_without_a_ledger_entry", "staff/k1", 1)},
    ),
    "ledger link removed": (
        "DELETE FROM ledger_chain WHERE no = 3",
        {("ledger_links_missing", None, None), ("ledger_changed", "staff/k2", None)},
    ),
    "signature": (
        "UPDATE ledger_heads SET at = at + interval '1 second' WHERE no = 5",
        {("ledger_signature_wrong", None, None)},
    ),
    "unknown type": (
        "UPDATE events SET body = replace(encode(body, 'escape'), 'assessed.v1', 'assessed.v9')::bytea"
        f" WHERE subject_id = '{ref(1)}' AND sequence = 2",
        {("line_changed", CASE, 2), ("line_unreadable", CASE, 2)},
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_named(written: Record, what: str):
    statement, expected = TAMPERING[what]
    behind_our_back(written, statement)
    assert found(written) == expected


def test_an_older_fold_says_run_migrate(written: Record):
    behind_our_back(written, f"UPDATE subjects SET fold_version = 0, state = 'old' WHERE id = '{ref(1)}'")
    with written.connect(Role.AUDITOR) as connection:
        (difference,) = verify(connection, written.keyring)
    assert (difference.what, difference.subject, difference.only_older) == ("older_fold", CASE, True)


def test_migrate_folds_anew_what_an_older_version_stored(written: Record):
    behind_our_back(written, f"UPDATE subjects SET fold_version = 0, state = 'old', phase = 'x' WHERE id = '{ref(1)}'")
    behind_our_back(written, f"UPDATE subjects SET rules_version = 'older' WHERE id = '{ref(2)}'")
    behind_our_back(written, "DELETE FROM duties WHERE subject_kind = 'case'")
    assert {what for what, _, _ in found(written)} == {"older_fold", "duty_missing"}
    behind_our_back(written, f"UPDATE subjects SET rules_version = 'older' WHERE id = '{ref(3)}'")
    migrate(written.owner_dsn, written.secrets, SystemClock())
    assert found(written) == set()


def test_a_record_that_is_broken_everywhere_is_told_in_few_lines(written: Record, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("services.store.difference.MOST", 5)
    behind_our_back(written, "UPDATE events SET prev_hash = sha256(prev_hash)")
    with written.connect(Role.AUDITOR) as connection:
        differences = verify(connection, written.keyring)
    assert len(differences) == 6
    assert differences[-1].what == "more_differences"
    assert int(differences[-1].detail) >= 12


def test_others_may_write_meanwhile(written: Record):
    added: list[str] = []

    def meanwhile(append: Callable[[], None]) -> Callable[[int, int], None]:
        return lambda _done, _of: append() if not added else None

    def append() -> None:
        added.append("once")
        with written.connect() as connection:
            connection.execute("INSERT INTO ledger (at, actor, act) VALUES (now(), 'staff/k1', 'other')")
            connection.execute("DELETE FROM duties")

    with written.connect(Role.AUDITOR) as connection:
        assert verify(connection, written.keyring, meanwhile(append)) == []
    assert added == ["once"]
