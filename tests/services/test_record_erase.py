"""What has been erased is gone: from the tables, from the recycled log of the database, from every key that is left."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from events.personal import ERASED
from services.clock import SystemClock
from services.store import erase as erasing
from services.store.codec import decode_entry
from services.store.connect import Role
from services.store.erase import end_old_epochs, erase
from services.store.keys import KeyRing, epoch_file, epochs_in
from services.store.migrate import migrate
from services.store.queries import QUERIES
from services.store.verify import verify
from tests.support.facts import CANARY
from tests.support.happenings import assessed as decided
from tests.support.happenings import row, someone
from tests.support.office import Office
from tests.support.record import Record
from tests.support.writing import START, Writer, assessed, district, ref, referred

CASE = f"case/{ref(1)}"
LATER = START + timedelta(days=30)


class Killed(BaseException):
    """Stands for kill -9."""


@pytest.fixture
def written(record: Record) -> Record:
    with record.connect() as connection:
        list(district(Writer(connection, record.keyring)))
        connection.execute(
            "INSERT INTO import_rows VALUES ('ost', '2026-W45', 'r1', 1, 'new', %s, 'c', NULL, 'sealed row',"
            " gen_random_uuid())",
            (ref(1),),
        )
    return record


def erased(record: Record, subject: str = CASE) -> erasing.Erasure:
    with record.connect(Role.ERASER) as connection:
        return erase(connection, record.keyring, subject, actor="system/operator:x", at=LATER, why="retention")


def rows(record: Record, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(record.superuser_dsn, options="-c search_path=trygghet") as connection:
        return connection.execute(statement).fetchall()


def sound(record: Record) -> None:
    with record.connect(Role.AUDITOR) as connection:
        assert verify(connection, record.keyring) == []


def test_only_what_was_to_be_erased_is_erased(written: Record):
    others = {row.key_id: written.keyring.open_key(row) for row in written.all_keys() if row.subject_id != ref(1)}
    outcome = erased(written)
    assert (outcome.sealed, outcome.epoch, outcome.epochs_ended) == (3, 2, (1,))
    assert epochs_in(written.secrets) == (2,)
    assert {row.key_id: written.keyring.open_key(row) for row in written.all_keys()} == others
    assert {row.epoch for row in written.all_keys()} == {2}
    assert rows(written, f"SELECT 1 FROM blind_index WHERE subject_id = '{ref(1)}'") == []
    assert rows(written, "SELECT 1 FROM import_rows WHERE sealed IS NOT NULL") == []
    ledger = rows(written, "SELECT actor, act, subject, detail FROM ledger WHERE act = 'erased'")
    assert ledger == [("system/operator:x", "erased", CASE, "retention")]
    bodies = rows(written, f"SELECT body FROM events WHERE subject_id = '{ref(1)}' ORDER BY sequence")
    first = decode_entry(bytes(bodies[0][0]), None)  # type: ignore[call-overload]
    assert first.fact.data.person.name is ERASED  # type: ignore[attr-defined]
    sound(written)


def test_erasing_again_is_no_error(written: Record):
    erased(written)
    assert erased(written).sealed == 0
    sound(written)


def test_staff_and_units_can_be_erased_and_nothing_else(written: Record):
    assert erased(written, "staff/k2").sealed == 1
    with pytest.raises(ValueError, match="no kind of subject"):
        erased(written, "installation/-")
    sound(written)


def test_nothing_on_the_disk_tells_of_anybody_and_nothing_opens_what_the_disk_still_holds(written: Record):
    (wrapped,) = [row.wrapped for row in written.all_keys() if row.subject_id == ref(1)]
    server = Path(rows(written, "SHOW data_directory")[0][0]).parent  # type: ignore[arg-type]
    flushed(written)
    assert canaries(server, wrapped), "the search finds what is there"
    erased(written)
    flushed(written)
    assert canaries(server, CANARY.encode()) == []
    assert canaries(written.secrets, CANARY.encode()) == []
    assert canaries(server, wrapped), "a deleted row stays readable in the log: this is what epochs are for"
    master = (written.secrets / "master.key").read_bytes()
    (left,) = epochs_in(written.secrets)
    epoch = aes_key_unwrap(master, epoch_file(written.secrets, left).read_bytes())
    with pytest.raises(InvalidUnwrap):
        aes_key_unwrap(epoch, wrapped)


def flushed(record: Record) -> None:
    """Have the server write everything to its files."""
    with psycopg.connect(record.superuser_dsn, autocommit=True) as connection:
        connection.execute("CHECKPOINT")


def canaries(folder: Path, what: bytes) -> list[str]:
    """The files below a folder in which some bytes stand."""
    return [str(path) for path in folder.rglob("*") if path.is_file() and what in path.read_bytes()]


@pytest.mark.parametrize("step", ["begin_epoch", "rewrapped", "end_epochs_before", "shred"])
def test_killed_at_any_step_it_can_be_finished(written: Record, step: str, monkeypatch: pytest.MonkeyPatch):
    target = "services.store.keys.shred" if step == "shred" else f"services.store.keys.KeyRing.{step}"
    with monkeypatch.context() as patched:
        patched.setattr(target, dying(step))
        with pytest.raises(Killed):
            erased(written)
    gone = not rows(written, f"SELECT 1 FROM keys WHERE subject_id = '{ref(1)}'")
    assert gone == (step in ("end_epochs_before", "shred"))
    sound(written)
    migrate(written.owner_dsn, written.secrets, SystemClock())
    with written.connect(Role.ERASER) as connection:
        assert end_old_epochs(connection, written.keyring) == ()
    assert len(epochs_in(written.secrets)) == 1
    sound(written)
    erased(written)
    assert rows(written, f"SELECT 1 FROM keys WHERE subject_id = '{ref(1)}'") == []
    sound(written)


def dying(step: str) -> Callable[..., object]:
    """A step that dies: begin_epoch when its file is written, the others before they do anything."""
    original = KeyRing.begin_epoch

    def die(*arguments: object) -> object:
        if step == "begin_epoch":
            original(*arguments)  # type: ignore[arg-type]
        raise Killed

    return die


def test_an_open_transaction_is_refused(written: Record):
    with written.connect(Role.ERASER) as connection:
        connection.execute("SELECT 1")
        with pytest.raises(ValueError, match="open transaction"):
            erase(connection, written.keyring, CASE, actor="system/operator:x", at=LATER, why="retention")
    assert epochs_in(written.secrets) == (1,)


def test_a_process_that_knew_the_key_writes_on_for_others(written: Record):
    working = KeyRing(written.secrets, SystemClock())
    erased(written)
    with written.connect() as connection:
        Writer(connection, working).write(referred(4), assessed(4))
    assert {row.epoch for row in written.all_keys()} == {2}
    sound(written)


def test_a_case_goes_on_after_an_erasure_with_a_key_of_its_own(office: Office):
    case = office.one(row(someone(1))).subject
    assert case is not None
    with office.record.connect(Role.ERASER) as connection:
        erase(connection, office.keyring, case, actor="system/operator:x", at=office.clock.now(), why="retention")
    office.sound()
    office.clock.forward(minutes=5)
    told = office.one(decided(case.removeprefix("case/"), "not", at=office.clock.now()))
    assert (told.outcome, told.sequence) == ("recorded", 2)
    office.sound()


def test_what_was_removed_without_an_erasure_is_missed(written: Record):
    with psycopg.connect(written.superuser_dsn, options="-c search_path=trygghet") as connection:
        connection.execute("DELETE FROM keys WHERE subject_id = %s", (ref(1),))
        connection.execute(QUERIES["erase_sealed"], ("case", ref(1)))
    with written.connect(Role.AUDITOR) as connection:
        assert {d.what for d in verify(connection, written.keyring)} == {"sealed_part_missing"}
