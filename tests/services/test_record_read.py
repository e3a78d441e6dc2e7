"""Whoever asks gets what is theirs, and what they saw of a person is in the ledger before they see it."""

from collections.abc import Iterator
from datetime import date, timedelta

import psycopg
import pytest

from events.personal import ERASED, Open
from services.store.asking import Actor, NotAllowed, NotThere, operator
from services.store.connect import Role
from services.store.erase import erase
from services.store.read import Reader, standing
from tests.support.facts import CANARY
from tests.support.fixed_clock import FixedClock
from tests.support.record import Record
from tests.support.writing import START, Writer, district, ref

TODAY = date(2026, 11, 3)
OPERATOR = operator("nils")


@pytest.fixture
def written(record: Record) -> Record:
    with record.connect() as connection:
        list(district(Writer(connection, record.keyring)))
    return record


@pytest.fixture
def reader(written: Record) -> Iterator[Reader]:
    with written.database.pool(Role.READER) as pool:
        yield Reader(pool, written.keyring, FixedClock(at=START + timedelta(days=1)))


def reads(record: Record) -> list[tuple[object, ...]]:
    with psycopg.connect(record.superuser_dsn) as connection:
        return connection.execute("SELECT actor, act, subject, detail FROM trygghet.access_log ORDER BY id").fetchall()


def refs(reader: Reader, actor: Actor, **asked: object) -> set[str]:
    return {line.ref for line in reader.cases(actor, TODAY, **asked)}  # type: ignore[arg-type]


def test_each_sees_the_cases_that_are_theirs(reader: Reader):
    assert refs(reader, OPERATOR) == {ref(1), ref(2), ref(3)}
    assert refs(reader, reader.actor("k1")) == {ref(1), ref(2)}
    assert refs(reader, reader.actor("k2")) == {ref(3)}
    assert refs(reader, reader.actor("e1")) == {ref(2)}
    with pytest.raises(NotAllowed):  # SaLTo/SLT gets the yearly report, and no references
        reader.cases(reader.actor("s1"), TODAY)


def test_cases_are_found_by_phase_unit_and_what_is_overdue(reader: Reader):
    assert refs(reader, OPERATOR, phase="detected") == {ref(3)}
    assert refs(reader, OPERATOR, unit="ost") == {ref(1), ref(2)}
    assert refs(reader, OPERATOR, overdue=True) == set()
    later = reader.cases(OPERATOR, TODAY + timedelta(days=60), overdue=True)
    assert {line.ref for line in later} == {ref(1), ref(2), ref(3)}
    assert all(line.overdue and line.overdue <= line.duties and line.next_due for line in later)


def test_a_coordinator_sees_who_it_is_about_and_the_ledger_says_so(reader: Reader, written: Record):
    view = reader.case(reader.actor("k1"), ref(1))
    assert view.personal
    assert view.timeline[0].fact.data.person.name == Open(f"{CANARY} 1")  # type: ignore[attr-defined]
    assert [line.verb for line in view.timeline] == ["recorded", "recorded", "recorded"]
    assert view.case is not None
    assert view.case.phase == "assessed"
    assert {duty.subject for duty in view.duties} == {f"case/{ref(1)}"}
    assert reads(written) == [("staff/k1", "read_case", f"case/{ref(1)}", "personal")]


def test_the_operator_sees_the_case_and_nobodys_name(reader: Reader, written: Record):
    view = reader.case(OPERATOR, ref(1))
    assert not view.personal
    assert view.timeline[0].fact.data.person.name is ERASED  # type: ignore[attr-defined]
    assert view.duties
    assert reads(written) == [("system/operator:nils", "read_case", f"case/{ref(1)}", "without personal data")]


def test_what_is_not_theirs_is_not_there(reader: Reader, written: Record):
    for actor, number in (("k1", 3), ("e1", 1), ("k2", 1), ("k1", 9)):
        with pytest.raises(NotThere):
            reader.case(reader.actor(actor), ref(number))
    with pytest.raises(NotAllowed):
        reader.case(reader.actor("s1"), ref(1))
    with pytest.raises(NotThere, match="staff/nobody"):
        reader.actor("nobody")
    assert reads(written) == []


def test_no_entry_in_the_ledger_no_answer(reader: Reader, written: Record):
    with psycopg.connect(written.owner_dsn) as owner:
        owner.execute("REVOKE INSERT ON trygghet.ledger FROM trygghet_reader")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.case(reader.actor("k1"), ref(1))


def test_as_of_a_moment_is_what_was_known_and_owed_then(reader: Reader):
    k1 = reader.actor("k1")
    then = reader.case(k1, ref(1), known=START + timedelta(minutes=5))
    assert [line.sequence for line in then.timeline] == [1]
    assert then.case is not None
    assert then.case.phase == "detected"
    assert "assess" in {duty.kind for duty in then.duties}
    assert "assess" not in {duty.kind for duty in reader.case(k1, ref(1)).duties}
    with pytest.raises(NotThere):
        reader.case(k1, ref(1), known=START - timedelta(minutes=5))


def test_as_happened_shows_the_timeline_alone(reader: Reader):
    view = reader.case(reader.actor("k1"), ref(1), happened=START + timedelta(minutes=12))
    assert [line.sequence for line in view.timeline] == [1, 2]
    assert view.case is None
    assert view.duties == ()


def test_an_erased_person_reads_as_erased(reader: Reader, written: Record):
    with written.connect(Role.ERASER) as connection:
        erase(
            connection,
            written.keyring,
            f"case/{ref(1)}",
            actor="system/operator:x",
            at=START + timedelta(days=1),
            why="retention",
        )
    view = reader.case(reader.actor("k1"), ref(1))
    assert view.personal
    assert view.timeline[0].fact.data.person.name is ERASED  # type: ignore[attr-defined]
    assert reader.case(reader.actor("k1"), ref(2)).timeline[0].fact.data.person.name == Open(f"{CANARY} 2")  # type: ignore[attr-defined]


def test_duties_are_found_by_unit_owner_and_day(reader: Reader):
    everything = reader.duties(OPERATOR, TODAY)
    assert {line.unit for line in everything} == {"ost", "vest"}
    assert {line.unit for line in reader.duties(reader.actor("k2"), TODAY)} == {"vest"}
    assert {line.subject for line in reader.duties(reader.actor("e1"), TODAY)} == {f"case/{ref(2)}"}
    assert {line.owner for line in reader.duties(OPERATOR, TODAY, owner="coordinator@ost")} == {"coordinator@ost"}
    assert {line.unit for line in reader.duties(OPERATOR, TODAY, unit="vest")} == {"vest"}
    late = reader.duties(OPERATOR, TODAY + timedelta(days=90), overdue=True)
    assert late
    assert {line.standing for line in late} <= {"overdue", "waiting"}
    with pytest.raises(NotAllowed):
        reader.duties(reader.actor("s1"), TODAY)


@pytest.mark.parametrize(
    ("start", "due", "waiting_for", "says"),
    [(4, 5, (), "later"), (3, 5, (), "now"), (3, 3, (), "now"), (1, 2, (), "overdue"), (1, 2, ("x",), "waiting")],
)
def test_how_a_duty_stands(start: int, due: int, waiting_for: tuple[str, ...], says: str):
    assert standing(date(2026, 11, start), date(2026, 11, due), waiting_for, TODAY) == says


def test_what_was_not_taken_is_shown_with_its_reasons(reader: Reader, written: Record):
    reason = b'{"reasons":[{"code":"late","rules":[47],"facts":[],"waits_for":[],"cleared_by":[]}]}'
    with written.connect() as connection:
        for unit, outcome, fact_id in (("ost", "refused", "r1"), ("vest", "waiting", "w1"), (None, "no_case", "n1")):
            connection.execute(
                "INSERT INTO inbox VALUES"
                " ('police', %s, sha256(''), 'trygghet.x.v1', NULL, NULL, %s, %s, NULL, %s, %s, %s)",
                (fact_id, outcome, reason, unit, START, START),
            )
    (refusal,) = reader.not_taken(reader.actor("k1"))
    assert (refusal.id, refusal.outcome, refusal.open, refusal.reasons[0].code) == ("r1", "refused", False, "late")
    assert {one.id for one in reader.not_taken(OPERATOR)} == {"r1", "w1"}
    assert {one.id for one in reader.not_taken(OPERATOR, outcomes=["no_case"])} == {"n1"}


def test_the_quarantine_is_the_operators(reader: Reader, written: Record):
    with written.connect() as connection:
        connection.execute(
            "INSERT INTO quarantine (reason, detail, raw, raw_hash, received)"
            " VALUES ('not_json', 'character 3', 'sealed', substr(sha256(''), 1, 16), %s)",
            (START,),
        )
    (one,) = reader.quarantined(OPERATOR, state="open")
    assert (one.reason, one.detail, one.state) == ("not_json", "character 3", "open")
    assert reader.quarantined(OPERATOR, number=one.number) == (one,)
    with pytest.raises(NotThere):
        reader.quarantined(OPERATOR, number=one.number + 1)
    with pytest.raises(NotAllowed):
        reader.quarantined(reader.actor("k1"))
