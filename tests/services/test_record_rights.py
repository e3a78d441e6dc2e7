"""Every role tries what it may not; the owner tries to change a log; and nobody sees another unit's cases."""

import psycopg
import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege, SerializationFailure

from services.store.connect import Role
from services.store.keys import key_values
from services.store.queries import QUERIES, read_queries
from tests.support.record import Record
from tests.support.writing import Writer, district, ref

ONLY_ADDED_TO = ("events", "ledger", "ledger_chain", "ledger_heads", "policies", "withheld")
TABLES = (
    "events", "sealed", "subjects", "duties", "blind_index", "keys", "units", "staff", "policies", "inbox",
    "quarantine", "imports", "import_rows", "outbox", "positions", "reminders", "ledger",
    "ledger_chain", "ledger_heads", "withheld",
)  # fmt: skip


@pytest.fixture(scope="module")
def written(shared_record: Record) -> Record:
    """A district; the tests here leave it as it is."""
    with shared_record.connect() as connection:
        list(district(Writer(connection, shared_record.keyring)))
    return shared_record


def refused(record: Record, role: Role, statement: str) -> None:
    with record.connect(role) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement)


# What each role may not, beyond what nobody may.
MAY_NOT: dict[Role, tuple[str, ...]] = {
    Role.WRITER: (
        "DELETE FROM sealed", "UPDATE sealed SET key_id = key_id", "DELETE FROM keys", "UPDATE keys SET epoch = 9",
        "DELETE FROM subjects", "DELETE FROM inbox", "DELETE FROM outbox", "UPDATE outbox SET body = ''",
        "DELETE FROM quarantine", "INSERT INTO reminders SELECT * FROM reminders", "DELETE FROM import_rows",
        "INSERT INTO ledger_chain VALUES (1, 1, '')", "UPDATE schema_version SET version_num = '0'",
        "CREATE TABLE trygghet.mine ()", "SET ROLE trygghet_owner",
    ),
    Role.READER: (
        "INSERT INTO events DEFAULT VALUES", "UPDATE subjects SET phase = phase", "DELETE FROM duties",
        "SELECT raw FROM quarantine", "SELECT * FROM outbox", "SELECT * FROM ledger", "SELECT * FROM access_log",
        "SELECT * FROM ledger_chain", "INSERT INTO inbox SELECT * FROM inbox",
        "INSERT INTO ledger (at, actor, act, event_hash) VALUES (now(), 'x', 'recorded', sha256(''))",
    ),
    Role.REMINDERS: (
        "SELECT * FROM inbox", "SELECT * FROM blind_index", "SELECT * FROM import_rows", "SELECT * FROM quarantine",
        "UPDATE duties SET due_date = due_date", "DELETE FROM duties", "UPDATE reminders SET state = 'skipped'",
        "DELETE FROM reminders", "INSERT INTO events DEFAULT VALUES", "SELECT * FROM ledger",
    ),
    Role.AUDITOR: (
        "INSERT INTO events DEFAULT VALUES", "UPDATE subjects SET phase = phase", "DELETE FROM keys",
        "DELETE FROM sealed", "UPDATE ledger SET actor = actor", "DELETE FROM ledger_chain",
        "UPDATE inbox SET held = NULL",
    ),
    Role.ERASER: (
        "INSERT INTO events DEFAULT VALUES", "UPDATE keys SET key_id = key_id",
        "INSERT INTO keys SELECT * FROM keys", "UPDATE subjects SET state = state", "DELETE FROM inbox",
        "UPDATE inbox SET outcome = 'refused'", "UPDATE sealed SET ciphertext = ciphertext", "SELECT * FROM ledger",
        "SELECT * FROM outbox", "DELETE FROM duties",
    ),
}  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_no_role_can_do_what_is_not_its_work(written: Record, role: Role):
    for statement in MAY_NOT[role]:
        refused(written, role, statement)
    for table in ONLY_ADDED_TO:
        refused(written, role, f"DELETE FROM {table}")
        refused(written, role, f"TRUNCATE {table}")
        refused(written, role, f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    for table in TABLES:
        refused(written, role, f"DROP TABLE {table}")


@pytest.mark.parametrize("table", ONLY_ADDED_TO)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {}", "UPDATE {} SET {}"])
def test_even_the_owner_and_a_superuser_only_add_to_a_log(written: Record, table: str, statement: str):
    columns = {"events": "verb = 'refused'", "policies": "version = 'x'", "ledger": "actor = 'x'"}
    columns["withheld"] = "event_id = event_id"
    column = columns.get(table, "hash = sha256('')")
    for address in (written.owner_dsn, written.superuser_dsn):
        with (
            psycopg.connect(address, options="-c search_path=trygghet") as connection,
            pytest.raises(InsufficientPrivilege, match="only added to"),
        ):
            connection.execute(statement.format(table, column))


def test_an_outcome_is_final_and_a_feed_number_is_given_once(written: Record):
    with written.connect() as connection, pytest.raises(InsufficientPrivilege, match="final"):
        connection.execute("UPDATE inbox SET outcome = 'refused' WHERE outcome = 'recorded'")
    with written.connect() as connection:
        connection.execute("UPDATE outbox SET feed = id")
        with pytest.raises(InsufficientPrivilege, match="once"):
            connection.execute("UPDATE outbox SET feed = id + 100")
        connection.rollback()


def test_a_key_of_an_earlier_epoch_comes_too_late(written: Record):
    keyring = written.keyring
    late, _ = keyring.new_subject_key("case", "late")
    keyring.begin_epoch()
    with written.connect() as connection:
        # Nothing of this is committed: the failure takes it back.
        connection.execute(QUERIES["keep_key"], key_values(keyring.new_subject_key("case", "early")[0]))
        with pytest.raises(SerializationFailure, match="try again"):
            connection.execute(QUERIES["keep_key"], key_values(late))


def test_what_cannot_be_is_refused_by_the_table(written: Record):
    with written.connect() as connection, pytest.raises(CheckViolation):
        connection.execute("UPDATE subjects SET phase = NULL WHERE kind = 'case'")
    with written.connect() as connection, pytest.raises(CheckViolation):
        connection.execute("UPDATE subjects SET touched = opened - interval '1 hour'")


def seen(record: Record, units: str | None, staff: str | None = None) -> dict[str, int]:
    """How many rows of each table the reader sees."""
    readable = [
        table for table in TABLES if table not in ("outbox", "positions", "ledger", "ledger_chain", "ledger_heads")
    ]
    with record.connect(Role.READER) as connection:
        if units is not None:
            connection.execute("SELECT set_config('trygghet.units', %s, true)", (units,))
        if staff is not None:
            connection.execute("SELECT set_config('trygghet.staff', %s, true)", (staff,))
        counted = {}
        for table in readable:
            column = "number" if table == "quarantine" else "*"
            (counted[table],) = connection.execute(f"SELECT count({column}) FROM {table}").fetchone() or (0,)
        return {table: number for table, number in counted.items() if number}


def test_nothing_is_seen_by_whoever_does_not_say_who_they_are(written: Record):
    assert seen(written, None) == {}
    assert seen(written, "") == {}
    assert seen(written, "", "") == {}


def test_a_unit_sees_its_own_cases_with_their_whole_log(written: Record):
    ost, vest, all_of_it = seen(written, "ost"), seen(written, "vest"), seen(written, "*")
    assert ost["subjects"] == 2 + 1 + 4  # cases, the unit, the staff
    assert vest["subjects"] == 1 + 1 + 4
    assert ost["events"] == 3 + 2 + 1 + 4
    assert vest["events"] == 1 + 1 + 4
    assert ost["inbox"] == 6
    assert all_of_it["events"] == 12
    assert seen(written, "ost,vest")["events"] == 12
    assert seen(written, "nowhere") == {"subjects": 4, "events": 4, "sealed": 4, "keys": 4}
    with written.connect(Role.READER) as connection:
        connection.execute("SELECT set_config('trygghet.units', 'vest', true)")
        assert {row[0] for row in connection.execute("SELECT id FROM subjects WHERE kind = 'case'")} == {ref(3)}
        assert {row[0] for row in connection.execute("SELECT subject_id FROM keys WHERE subject_kind = 'case'")} == {
            ref(3)
        }
        assert {row[0] for row in connection.execute("SELECT DISTINCT subject_id FROM blind_index")} == {ref(3)}


def test_somebody_with_a_part_in_a_case_sees_that_case_alone(written: Record):
    with written.connect(Role.READER) as connection:
        connection.execute("SELECT set_config('trygghet.staff', 'e1', true)")
        assert connection.execute("SELECT id FROM subjects WHERE kind = 'case'").fetchall() == [(ref(2),)]
        assert {row[0] for row in connection.execute("SELECT subject_id FROM duties")} == {ref(2)}


def test_what_was_set_for_one_transaction_is_gone_in_the_next(written: Record):
    with written.connect(Role.READER) as connection:
        connection.execute("SET LOCAL trygghet.units = 'ost'")
        connection.commit()
        assert connection.execute("SELECT count(*) FROM subjects").fetchone() == (0,)


def test_reminders_open_nothing_of_a_case(written: Record):
    with written.connect(Role.REMINDERS) as connection:
        for table in ("events", "keys"):
            kinds = connection.execute(f"SELECT DISTINCT subject_kind FROM {table}").fetchall()
            assert kinds == [("staff",)]
        assert connection.execute("SELECT count(*) FROM sealed").fetchone() == (4,)


def test_a_named_query_is_read_as_it_stands():
    text = "-- about\n\n-- name: one\nSELECT 1;\n\n-- name: two\nSELECT\n 2\n"
    assert dict(read_queries(text, "x.sql")) == {"one": "SELECT 1", "two": "SELECT\n 2"}
    with pytest.raises(ValueError, match="before the first name"):
        dict(read_queries("SELECT 1;\n-- name: one\nSELECT 1;", "x.sql"))
    with pytest.raises(ValueError, match="one is empty"):
        dict(read_queries("-- name: one\n-- name: two\nSELECT 1;", "x.sql"))
