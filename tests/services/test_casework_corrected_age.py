"""A corrected birth date is what every rule goes by from then on, and nothing of it is told outside the seal."""

from datetime import date, timedelta
from typing import Any

from events.fact import Fact
from services.store.codec import load_state
from services.store.connect import Role
from services.store.erase import erase
from tests.services.test_casework_corrections import correction, in_the_clear
from tests.support.happenings import NOW, Someone, assessed, referral, row, someone
from tests.support.office import Office
from workflows.case import Case

CHILD = date(2010, 3, 1)
ADULT = date(1990, 3, 1)


def age(told: Fact, case: str, born: date, name: str) -> Fact:
    """The coordinator says when somebody is born."""
    return correction(told, case, "person", {"name": name, "birth_date": born.isoformat()})


def as_it_is(office: Office, case: str) -> Case:
    slot = office.ask("SELECT state FROM subjects WHERE kind = 'case' AND id = %s", case)
    state = load_state("case", bytes(slot[0]))
    assert isinstance(state, Case)
    return state


def minor_of_last(office: Office) -> Any:
    query = "SELECT convert_from(body, 'utf8')::json -> 'decided_with' ->> 'minor' FROM events"
    return office.ask(f"{query} WHERE subject_kind = 'case' ORDER BY position DESC LIMIT 1")[0]


def told_of(office: Office, who: Someone) -> tuple[Fact, str]:
    told = row(who)
    return told, str(office.one(told).case)


def test_somebody_who_turns_out_to_be_grown_up_is_so_for_every_rule_and_the_decision_is_looked_at(
    office: Office,
) -> None:
    who = someone(1, CHILD)
    told, case = told_of(office, who)
    assert office.one(assessed(case)).outcome == "recorded"
    assert office.one(age(told, case, ADULT, who.name)).outcome == "recorded"
    state = as_it_is(office, case)
    assert (state.minor, state.adult_from, state.incidents[0].under_18) == (False, date(2008, 3, 31), False)
    assert "look_again" in office.duties(f"case/{case}")
    assert office.one(assessed(case, at=NOW + timedelta(minutes=1))).outcome == "refused"
    assert minor_of_last(office) == "false"
    assert b"1990-03-01" not in in_the_clear(office)
    office.sound()


def test_somebody_who_turns_out_to_be_a_child_is_offered_help(office: Office) -> None:
    who = someone(1, ADULT)
    told = referral(who)
    case = str(office.one(told).case)
    assert office.one(assessed(case)).outcome == "refused"
    assert office.one(age(told, case, CHILD, who.name)).outcome == "recorded"
    state = as_it_is(office, case)
    assert (state.minor, state.adult_from, state.incidents[0].under_18) == (True, date(2028, 3, 31), True)
    assert office.one(assessed(case)).outcome == "recorded"
    office.sound()


def test_a_corrected_national_number_tells_the_age_as_well(office: Office) -> None:
    told, case = told_of(office, someone(1, CHILD))
    right = someone(2, ADULT)
    office.one(correction(told, case, "person", {"name": right.name, "national_number": right.number}))
    assert as_it_is(office, case).minor is False
    office.sound()


def test_in_the_month_of_the_birthday_the_corrected_day_counts(office: Office) -> None:
    who = someone(1, date(2008, 11, 24))
    told, case = told_of(office, who)
    assert as_it_is(office, case).minor is True
    office.one(age(told, case, date(2008, 11, 20), who.name))
    state = as_it_is(office, case)
    assert (state.minor, state.incidents[0].under_18) == (False, True), "of age at the call, a child on the 10th"
    office.one(assessed(case))
    assert minor_of_last(office) == "false"
    office.one(age(told, case, date(2008, 11, 25), who.name))
    assert as_it_is(office, case).minor is True
    office.one(correction(told, case, "incident_on", "2026-11-26"))
    assert as_it_is(office, case).incidents[0].under_18 is False
    assert b"2008-11-2" not in in_the_clear(office)
    office.sound()


def test_the_wrong_date_told_again_stays_corrected_and_so_it_does_when_all_is_erased(office: Office) -> None:
    who = someone(1, CHILD)
    told, case = told_of(office, who)
    office.one(age(told, case, ADULT, who.name))
    again = row(who, content="b", at=NOW + timedelta(minutes=1))
    assert office.one(again).case == case
    office.one(correction(told, case, "category", "threats"))
    state = as_it_is(office, case)
    assert (state.minor, state.adult_from, state.incidents[0].under_18) == (False, date(2008, 3, 31), False)
    with office.record.connect(Role.ERASER) as connection:
        erase(connection, office.keyring, f"case/{case}", actor="system/operator:x", at=office.clock.now(), why="x")
    office.one(correction(told, case, "incident_on", "2026-11-09"))
    assert as_it_is(office, case).adult_from == date(2008, 3, 31)
    office.sound()
