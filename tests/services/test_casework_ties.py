"""Joined, separated, recorded on the wrong case: what follows in the record, and what nobody may read any more."""

from typing import Any

import pytest

from events.contact import ContactLogged
from events.correction import CasesJoined, CasesSeparated, Corrected, NotTheSame, RegisteredByMistake, WrongCase
from events.fact import Fact, FactRef
from events.personal import Open
from events.values import Source
from services.store.connect import Role
from services.store.read import Reader
from services.store.verify import verify
from tests.support.happenings import assessed, extract, fact, hearing, referral, row, row_key, someone
from tests.support.office import Office

CANARY = "Syntetisk Kanarifugl"


def told_of(told: Fact) -> FactRef:
    return FactRef(source=told.source, id=told.id)


def wrong(told: Fact, case: str, right: str | None) -> Fact:
    data = WrongCase(fact=told_of(told), right_case=right, why=Open("feil sak"))
    return fact(data, f"case/{case}", by="staff/k-ost")


def join(joined: str, into: str, *, on: str | None = None) -> Fact:
    return fact(CasesJoined(joined=joined, into=into, why=Open("samme")), f"case/{on or joined}", by="staff/k-ost")


def separate(case: str) -> Fact:
    return fact(CasesSeparated(separated=case, why=Open("to")), f"case/{case}", by="staff/k-ost")


def called_about(case: str, text: str = CANARY) -> Fact:
    data = ContactLogged.model_validate(
        {"direction": "in", "channel": "phone", "parties": [{"party": "participant", "reached": True}], "note": text}
    )
    return fact(data, f"case/{case}", by="staff/k-ost")


def state(office: Office, case: str | None) -> bytes:
    return bytes(office.ask("SELECT state FROM subjects WHERE id = %s", case)[0])


def phase(office: Office, case: str) -> str:
    return str(office.ask("SELECT phase FROM subjects WHERE id = %s", case)[0])


@pytest.fixture
def read(office: Office) -> Reader:
    pool = office.record.database.pool(Role.READER, 2)
    office.others.append(pool)
    return Reader(pool, office.keyring, office.clock)


def shown(read: Reader, case: str, **when: Any) -> str:
    view = read.case(read.actor("k-ost"), case, **when)
    return " ".join(repr(line.fact.data.model_dump(mode="python")) + _open(line.fact.data) for line in view.timeline)


def _open(data: Any) -> str:
    from events.personal import InTheClear

    return str(data.model_dump(mode="json", context=InTheClear()))


# on the wrong case


@pytest.mark.parametrize("together", [True, False])
def test_it_is_recorded_on_the_right_case_and_unreadable_on_the_wrong_one(
    office: Office, read: Reader, together: bool
) -> None:
    here, there = (str(office.one(row(someone(n))).case) for n in (1, 2))
    told = called_about(here)
    if together:
        office.take(told, wrong(told, here, there))
    else:
        office.one(told)
        before = office.clock.now()
        assert CANARY in shown(read, here)
        office.clock.forward(hours=1)
        assert office.one(wrong(told, here, there)).outcome == "recorded"
        assert CANARY not in shown(read, here, known=before)
    assert CANARY not in shown(read, here)
    assert CANARY in shown(read, there)
    assert office.verbs(f"case/{there}")[-1] == ("logged", "recorded")
    assert f'"stood_in":"{here}"'.encode() in bytes(
        office.ask("SELECT body FROM events WHERE subject_id = %s ORDER BY sequence DESC LIMIT 1", there)[0]
    )
    office.sound()


def sealed_parts(office: Office, case: str, role: Role = Role.READER) -> dict[str, int]:
    """How many sealed parts of each fact of a case a role is given, by id."""
    with office.record.connect(role) as connection:
        connection.execute("SELECT set_config('trygghet.units', 'ost', false)")
        rows = connection.execute(
            "SELECT e.fact_id, count(s.event_id) FROM events e LEFT JOIN sealed s ON s.event_id = e.event_id"
            " WHERE e.subject_id = %s GROUP BY e.fact_id",
            [case],
        ).fetchall()
    return dict(rows)


@pytest.mark.parametrize("together", [True, False])
def test_the_record_itself_gives_it_to_nobody_who_reads_the_wrong_case(
    office: Office, read: Reader, together: bool
) -> None:
    here, there = (str(office.one(row(someone(n))).case) for n in (1, 2))
    told = called_about(here, "et annet ord")
    right = Corrected.model_validate({"fact": told.ref, "field": "note", "value": CANARY, "why": "x"})
    mended = fact(right, f"case/{here}", by="staff/k-ost")
    late = fact(right, f"case/{here}", by="staff/k-ost")
    if together:
        office.take(told, mended, wrong(told, here, there), late)
    else:
        office.take(told, mended)
        assert (sealed_parts(office, here)[told.id], sealed_parts(office, here)[mended.id]) == (1, 1)
        office.one(wrong(told, here, there))
        assert office.one(late).reasons[0].code == "fact_stands_elsewhere"
    given = sealed_parts(office, here)
    assert [given[one.id] for one in (told, mended, late)] == [0, 0, 0]
    assert sum(given.values()) == 2, "the row, and why it was on the wrong case"
    assert sealed_parts(office, here, Role.AUDITOR)[told.id] == 1, "and it can be verified"
    assert CANARY not in shown(read, here)
    assert CANARY in shown(read, there)
    office.sound()


def test_what_is_withheld_or_not_behind_our_back_is_found(office: Office) -> None:
    here, there = (str(office.one(row(someone(n))).case) for n in (1, 2))
    told, other = called_about(here), called_about(here)
    office.take(told, other, wrong(told, here, there))
    office.ask("SELECT set_config('session_replication_role', 'replica', false)")
    office.ask("DELETE FROM withheld RETURNING event_id")
    office.ask("INSERT INTO withheld SELECT event_id FROM events WHERE fact_id = %s RETURNING event_id", other.id)
    with office.record.connect(Role.AUDITOR) as connection:
        found = {(one.what, one.subject) for one in verify(connection, office.keyring)}
    assert found == {("not_withheld", f"case/{here}"), ("withheld_without_reason", f"case/{here}")}


def test_a_row_on_the_wrong_case_finds_it_no_more(office: Office) -> None:
    here, there = (str(office.one(row(someone(n))).case) for n in (1, 2))
    told = referral(someone(3), f"case/{here}", report="333")
    office.one(told)
    assert office.one(hearing("333")).subject == f"case/{here}"
    assert office.one(wrong(told, here, there)).outcome == "recorded"
    assert office.one(hearing("333", version=2)).subject == f"case/{there}"
    assert b'"i2"' in state(office, there)
    assert office.one(row(someone(1), report="999")).case == here
    office.sound()


def test_what_belongs_nowhere_is_only_taken_away(office: Office, read: Reader) -> None:
    here = str(office.one(row(someone(1))).case)
    told = called_about(here)
    office.take(told, wrong(told, here, None))
    assert CANARY not in shown(read, here)
    office.sound()


def test_the_right_case_is_one_of_the_unit(office: Office) -> None:
    here = str(office.one(row(someone(1))).case)
    elsewhere = str(office.one(row(someone(2), "vest")).case)
    told = called_about(here)
    office.one(told)
    for other in (elsewhere, "T-0000-00"):
        answer = office.one(wrong(told, here, other))
        assert [reason.code for reason in answer.reasons] == ["no_such_case_here"]


# joined


def test_a_case_lives_on_in_another_with_its_incident(office: Office) -> None:
    one = str(office.one(row(someone(1))).case)
    other = str(office.one(row(someone(1), number=False, report="555")).case)
    assert "compare_cases" in office.duties(f"case/{other}")
    answer = office.one(join(other, one))
    assert {(r.subject, r.verb) for r in answer.results} == {
        (f"case/{one}", "recorded"),
        (f"case/{other}", "recorded"),
    }
    assert phase(office, other) == "closed"
    assert f'"joined_into":"{one}"'.encode() in state(office, other)
    assert b'"i2"' in state(office, one)
    assert f"case/{one}" in {r.subject for r in office.one(hearing("555")).results}
    again = office.one(row(someone(1), number=False, report="555", content="c"))
    assert again.case == one
    office.sound()


def test_addressed_to_the_one_that_lives_on_it_is_the_same(office: Office) -> None:
    one, other = (str(office.one(row(someone(n))).case) for n in (1, 2))
    office.one(join(other, one, on=one))
    assert (phase(office, one), phase(office, other)) == ("detected", "closed")
    office.sound()


def test_its_rows_wait_no_more(office: Office) -> None:
    first, second = row(someone(1)), row(someone(1), number=False, report="555", row=2)
    one, other = (str(a.case) for a in office.take(first, second))
    office.one(extract([(first, one), (second, other)]))
    office.one(join(other, one))
    assert row_key(second).encode() not in _open_rows(office)
    office.one(assessed(one))
    assert ("extract_gone_through", "recorded") in office.verbs("unit/ost")
    office.sound()


def test_a_mistake_leaves_no_week_open(office: Office) -> None:
    first = row(someone(1))
    case = str(office.one(first).case)
    office.one(extract([(first, case)]))
    office.one(fact(RegisteredByMistake(why=Open("feil")), f"case/{case}", by="staff/k-ost"))
    assert ("extract_gone_through", "recorded") in office.verbs("unit/ost")
    office.sound()


def _open_rows(office: Office) -> bytes:
    stored = bytes(office.ask("SELECT state FROM subjects WHERE id = 'ost'")[0])
    return stored.partition(b'"open_rows":')[2].partition(b"]")[0]


def test_separated_both_stand_as_before(office: Office) -> None:
    one = str(office.one(row(someone(1))).case)
    other = str(office.one(row(someone(1), number=False, report="555")).case)
    office.one(join(other, one))
    office.one(assessed(one, incident="i2"))
    answer = office.one(separate(other))
    assert [r.verb for r in answer.results] == ["recorded", "recorded"], answer
    assert phase(office, other) == "detected"
    assert b'"key":"i2"' not in state(office, one)
    assert "look_again" in office.duties(f"case/{one}")
    assert [r.subject for r in office.one(hearing("555")).results] == [f"case/{other}"]
    assert not {"compare_cases"} & (office.duties(f"case/{one}") | office.duties(f"case/{other}"))
    office.sound()


def test_joined_and_separated_in_one_batch(office: Office) -> None:
    one, other = (str(office.one(row(someone(n))).case) for n in (1, 2))
    told = join(other, one)
    assert [a.outcome for a in office.take(told, separate(other))] == ["recorded", "recorded"]
    assert phase(office, other) == "detected"
    office.sound()


def test_a_closed_case_joined_brings_nothing(office: Office) -> None:
    one, other = (str(office.one(row(someone(n))).case) for n in (1, 2))
    office.one(assessed(other, "not"))
    office.one(join(other, one))
    assert b'"i2"' not in state(office, one)
    office.sound()


def test_across_units_nothing_is_joined(office: Office) -> None:
    one, other = str(office.one(row(someone(1))).case), str(office.one(row(someone(2), "vest")).case)
    answer = office.one(join(one, other))
    assert [reason.code for reason in answer.reasons] == ["no_such_case_here"]


def test_not_the_same_is_an_answer(office: Office) -> None:
    one = str(office.one(row(someone(1))).case)
    other = str(office.one(row(someone(1), number=False, report="555")).case)
    assert office.one(fact(NotTheSame(other=one), f"case/{other}", by="staff/k-ost")).outcome == "recorded"
    assert "compare_cases" not in office.duties(f"case/{other}")
    office.sound()


# corrected


@pytest.mark.parametrize("together", [True, False])
def test_a_corrected_report_number_claims_a_hearing_that_waits(office: Office, together: bool) -> None:
    told = row(someone(1), report="111")
    case = str(office.one(told).case)
    waits = hearing("222")
    right = fact(
        Corrected.model_validate({"fact": told.ref, "field": "report_number", "value": "222", "why": "x"}),
        f"case/{case}",
        by="staff/k-ost",
    )
    if together:
        office.take(waits, right)
    else:
        assert office.one(waits).outcome == "no_case"
        office.one(right)
    assert office.ask("SELECT outcome FROM inbox WHERE fact_id = %s", waits.id) == ["recorded"]
    assert ("hearing_scheduled", "recorded") in office.verbs(f"case/{case}")
    assert waits.source is Source.COURT
    office.sound()
