"""A record that an earlier version left is brought to this one, and nothing of it is lost."""

from pathlib import Path

import psycopg
import pytest

from events.correction import Corrected, WrongCase
from events.personal import Open
from services.clock import SystemClock
from services.installation import Installation
from services.settings import Settings
from services.store.connect import SCHEMA_VERSION, Database, Role
from services.store.faults import NewerRecord, NotFolded
from services.store.migrate import migrate
from tests.support.happenings import fact, referral, row, someone
from tests.support.office import Office
from tests.support.terminal import Terminal

AS_BEFORE = """
SET search_path = trygghet;
DROP TABLE reports_kept;
ALTER TABLE policies DROP COLUMN number;
DROP FUNCTION cases_with;
DROP TABLE folded;
DROP POLICY reader_of_reads ON ledger;
REVOKE SELECT (actor, subject) ON ledger FROM trygghet_reader;
DROP INDEX subjects_listed, events_hearings;
DROP TABLE drafts;
DROP POLICY reader ON sealed;
DROP TABLE withheld;
CREATE POLICY reader ON sealed TO trygghet_reader
    USING (EXISTS (SELECT 1 FROM events e WHERE e.event_id = sealed.event_id));
UPDATE schema_version SET version_num = '0002';
"""
"""The tables as version 0002 had them."""


def test_an_installation_that_an_earlier_version_left_is_migrated_by_the_command(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    terminal = Terminal(tmp_path / "d")
    assert terminal("migrate").code == 0
    with (
        Installation.open(Settings(data=terminal.data), {"postgres"}) as running,
        psycopg.connect(running.owner_dsn) as owner,
    ):
        owner.execute(AS_BEFORE.encode())
    said = terminal("cases")
    assert said.code == 1
    assert "trygghet migrate" in said.err
    assert terminal("migrate", "--json").json["schema"] == SCHEMA_VERSION
    assert terminal("cases").code == 0
    assert terminal("verify").code == 0


@pytest.mark.parametrize("older", ["fold_version = fold_version - 1", "rules_version = '2026-11-01.1'"])
def test_states_that_older_rules_made_are_made_anew_before_anything_begins(office: Office, older: str) -> None:
    case = str(office.one(row(someone(1))).case)
    address, secrets = office.record.owner_dsn, office.record.secrets
    with psycopg.connect(address) as owner:
        owner.execute(f"UPDATE trygghet.subjects SET state = 'of old', {older}".encode())
        owner.execute(f"UPDATE trygghet.folded SET {older}".encode())
    for role in Role:
        with pytest.raises(NotFolded, match="trygghet migrate"):
            Database(address, secrets, Settings()).connect(role)
    migrate(address, secrets, SystemClock())
    assert office.verbs(f"case/{case}") == [("row_read", "recorded")]
    office.sound()


def test_states_of_a_newer_version_are_left_alone(office: Office) -> None:
    with psycopg.connect(office.record.owner_dsn) as owner:
        owner.execute("UPDATE trygghet.folded SET fold_version = 9999")
    with pytest.raises(NewerRecord, match="9999"):
        Database(office.record.owner_dsn, office.record.secrets, Settings()).connect(Role.WRITER)


def test_what_stood_on_the_wrong_case_before_is_withheld_from_then_on(office: Office) -> None:
    here = str(office.one(row(someone(1))).case)
    told = referral(someone(3), f"case/{here}", report="333")
    right = Corrected.model_validate({"fact": told.ref, "field": "stated_need", "value": "syntetisk", "why": "x"})
    wrong = fact(WrongCase(fact=told.ref, why=Open("feil sak")), f"case/{here}", by="staff/k-ost")
    office.take(told, fact(right, f"case/{here}", by="staff/k-ost"), wrong)
    struck = sorted(office.ask("SELECT event_id FROM withheld"))
    assert len(struck) == 2
    with psycopg.connect(office.record.owner_dsn) as owner:
        owner.execute(AS_BEFORE.encode())
    migrate(office.record.owner_dsn, office.record.secrets, SystemClock())
    assert sorted(office.ask("SELECT event_id FROM withheld")) == struck
    with office.record.connect(Role.READER) as reader:
        reader.execute("SELECT set_config('trygghet.units', 'ost', false)")
        assert reader.execute("SELECT 1 FROM sealed WHERE event_id = ANY (%s)", [struck]).fetchall() == []
    office.sound()
