"""A move changes hands in one transaction: rights, queues, what waits; and the record stays sound (D9)."""

from datetime import timedelta
from typing import Any

from events.consent import ConsentGiven
from events.fact import Fact, FactRef
from events.move import MoveAccepted, MoveOffered
from events.values import Channel, Source
from services.store.asking import Actor, NotThere
from services.store.connect import Role
from services.store.read import Reader
from tests.support.happenings import (
    NOW,
    assessed,
    cleared,
    extract,
    fact,
    guide_accepted,
    guide_asked,
    hearing,
    row,
    row_key,
    someone,
)
from tests.support.marks import rule
from tests.support.office import Office


def offer(case: str, to: str = "vest") -> Fact:
    return fact(MoveOffered(to_unit=to), f"case/{case}", by="staff/k-ost")


def accept(told: Fact, by: str = "k-vest") -> Fact:
    return fact(MoveAccepted(offer=FactRef(source=Source.DESK, id=told.id)), told.subject, by=f"staff/{by}")


def reader(office: Office) -> Reader:
    pool = office.record.database.pool(Role.READER, 2)
    office.others.append(pool)
    return Reader(pool, office.keyring, office.clock)


def sees(read: Reader, slug: str, case: str) -> bool:
    actor: Actor = read.actor(slug)
    try:
        return read.case(actor, case).personal
    except NotThere:
        return False


def test_rights_and_queues_change_in_the_accepting_transaction(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    told = offer(case)
    assert office.one(told).outcome == "recorded"
    read = reader(office)
    assert (sees(read, "k-ost", case), sees(read, "k-vest", case)) == (True, False)
    owed = read.duties(read.actor("k-vest"), office.clock.now().date())
    assert [(d.kind, d.unit) for d in owed if d.subject == f"case/{case}"] == [
        ("answer_move", "vest"),
        ("answer_move_as_leader", "vest"),
    ]
    assert office.one(accept(told, "k-ost")).reasons[0].code == "other_unit"
    assert office.one(accept(told)).outcome == "recorded"
    assert (sees(read, "k-ost", case), sees(read, "k-vest", case)) == (False, True)
    assert set(office.ask("SELECT unit FROM duties WHERE subject_id = %s", case)) == {"vest"}
    assert office.ask("SELECT unit FROM events WHERE subject_id = %s ORDER BY sequence", case) == [
        *["ost"] * 3,
        "vest",
    ]
    office.sound()


def test_offered_and_accepted_in_one_batch_is_the_same(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    told = offer(case)
    assert [a.outcome for a in office.take(told, accept(told))] == ["recorded", "recorded"]
    assert office.ask("SELECT unit FROM subjects WHERE id = %s", case) == ["vest"]
    office.sound()


def test_the_guide_keeps_the_case_and_what_waits_goes_along(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    office.take(assessed(case), *cleared(case), guide_asked(case), guide_accepted(case))
    assert office.one(guide_accepted(case, "g-vest")).outcome == "waiting"
    told = offer(case)
    office.take(told, accept(told))
    read = reader(office)
    assert sees(read, "g-ost", case)
    consent = fact(ConsentGiven(by="guardian_1", how=Channel.PHONE), f"case/{case}", by="staff/g-ost")
    assert office.one(consent).outcome in ("recorded", "breached")
    assert office.ask("SELECT unit FROM inbox WHERE subject_id = %s AND outcome = 'waiting'", case) == ["vest"]
    office.sound()


def test_a_fact_is_decided_in_the_present_unit_whatever_subject_it_came_on(office: Office) -> None:
    case = str(office.one(row(someone(1), report="111")).case)
    told = offer(case)
    office.take(told, accept(told))
    assert office.one(hearing("111", "ost", at=NOW + timedelta(minutes=1))).subject == f"case/{case}"
    assert office.ask("SELECT DISTINCT unit FROM events WHERE type LIKE '%%hearing%%'") == ["vest"]
    again = office.one(row(someone(1), report="111"))
    assert (again.row, again.case) == ("known", case)
    other = office.one(row(someone(1), report="222"))
    assert (other.case != case, other.elsewhere) == (True, ("vest",))
    office.sound()


def test_as_of_a_day_before_it_stood_where_it_was(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    before = office.clock.now()
    office.clock.forward(days=1)
    told = offer(case)
    office.take(told, accept(told))
    read = reader(office)
    then = read.case(read.actor("k-vest"), case, known=before)
    assert then.unit == "ost"
    assert {duty.owner.partition("@")[2] for duty in then.duties} == {"ost"}


def test_to_a_unit_that_is_not_there_nothing_is_offered(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    assert office.one(offer(case, "nord")).reasons[0].code == "no_such_unit"


def week_of(office: Office, unit: str = "ost") -> dict[str, Any]:
    found: dict[str, Any] = office.state(f"unit/{unit}")["weeks"][0]
    return found


@rule(26)
def test_a_row_that_nobody_has_decided_goes_along_and_ends_the_first_units_week(office: Office) -> None:
    told = row(someone(1))
    case = str(office.one(told).case)
    office.one(extract([(told, case)]))
    assert "go_through_extract" in office.duties("unit/ost")
    moving = offer(case)
    office.take(moving, accept(moving))
    assert week_of(office)["gone_through"]
    assert "go_through_extract" not in office.duties("unit/ost")
    assert "assess" in office.duties(f"case/{case}"), "the other unit owes the assessment"
    assert office.verbs("unit/ost")[-2:] == [("row_decided", "recorded"), ("extract_gone_through", "recorded")]
    assert office.one(assessed(case, unit="vest")).outcome == "recorded"
    assert office.verbs("unit/ost")[-1] == ("extract_gone_through", "recorded"), "a row is decided once"
    office.sound()


@rule(26)
def test_a_move_in_the_middle_of_a_file_leaves_nothing_open_either(office: Office) -> None:
    told = row(someone(1))
    case = str(office.one(told).case)
    moving = offer(case)
    office.take(moving, accept(moving), extract([(told, case)]))
    assert (week_of(office)["open_rows"], week_of(office)["decided_rows"]) == ([], [row_key(told)])
    assert week_of(office)["gone_through"]
    office.sound()


@rule(26)
def test_a_change_to_another_units_case_waits_there_and_not_here(office: Office) -> None:
    case = str(office.one(row(someone(1), "vest")).case)
    changed = office.one(row(someone(1), content="b"))
    assert (changed.row, changed.case, changed.to_decide, changed.elsewhere) == ("changed", case, False, ("vest",))
    assert "assess" in office.duties(f"case/{case}")
    office.sound()
