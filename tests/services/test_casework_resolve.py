"""Whose a row or a referral is: the same report and person, the same person, or somebody new (D24, D26-D28)."""

from datetime import date, timedelta

import orjson

from events.correction import RegisteredByMistake
from events.fact import Fact
from events.intake import RowRead
from events.person import Died
from events.personal import Open
from tests.support.happenings import assessed, fact, referral, row, row_key, someone
from tests.support.office import Office


def incidents(office: Office, case: str | None) -> int:
    return len(office.ask("SELECT state FROM subjects WHERE id = %s", case)[0].split(b'"came_at"')) - 1


def closed(office: Office, case: str | None, *more: str) -> None:
    """The coordinator finds that the programme is not the right measure."""
    assert {a.outcome for a in office.take(*(assessed(str(case), "not", incident=i) for i in ("i1", *more)))} == {
        "recorded"
    }
    assert office.ask("SELECT phase FROM subjects WHERE id = %s", case) == ["closed"]


def test_the_same_row_again_is_known_and_a_changed_one_is_recorded_on_its_case(office: Office) -> None:
    first = office.one(row(someone(1)))
    known, changed = office.take(row(someone(1), row=2), row(someone(1), content="b", row=3))
    assert (known.outcome, known.row, known.case, known.to_decide) == ("known", "known", first.case, False)
    assert (changed.outcome, changed.row, changed.case) == ("recorded", "changed", first.case)
    assert incidents(office, first.case) == 1
    office.sound()


def test_rows_of_an_extract_are_listed_with_what_became_of_them(office: Office) -> None:
    old = someone(3, date(1990, 1, 1))
    rows = [row(someone(1), row=1), row(someone(1), row=2), row(old, row=3), row(someone(2), row=4)]
    answers = office.take(*rows)
    assert [a.row for a in answers] == ["new", "known", "outside", "new"]
    listed = office.ask("SELECT row, outcome, case_id, sealed IS NOT NULL FROM import_rows ORDER BY row")
    assert listed == [
        (1, "new", answers[0].case, False),
        (3, "outside", None, True),
        (4, "new", answers[3].case, False),
    ]


def test_a_row_that_was_outside_and_is_so_no_more_makes_a_case(office: Office) -> None:
    old = someone(3, date(2008, 10, 1))
    assert office.one(row(old, week="2026-W46")).outcome == "outside"
    assert office.one(row(old)).row == "outside"
    answer = office.one(row(old, incident_on=date(2026, 9, 1), content="b"))
    assert (answer.row, answer.outcome) == ("changed", "recorded")
    assert answer.case is not None


def test_a_further_report_on_the_same_person_is_a_further_incident(office: Office) -> None:
    first = office.one(row(someone(1)))
    second = office.one(row(someone(1), report="555"))
    assert (second.row, second.case, second.to_decide) == ("new", first.case, True)
    assert incidents(office, first.case) == 2
    again = office.one(row(someone(1), report="555", content="c"))
    assert (again.row, again.case) == ("changed", first.case)
    assert incidents(office, first.case) == 2


def test_two_young_people_in_one_report_are_two_cases(office: Office) -> None:
    one, other = office.take(row(someone(1), report="555"), row(someone(2), report="555"))
    assert one.case != other.case


def test_with_and_without_a_number_within_one_report_is_one_person(office: Office) -> None:
    with_number, without = office.take(row(someone(1)), row(someone(1), number=False, content="b", row=2))
    assert (without.row, without.case) == ("changed", with_number.case)
    back = office.one(row(someone(1), content="c", row=3))
    assert (back.row, back.case) == ("changed", with_number.case)
    assert incidents(office, with_number.case) == 1
    office.sound()


def test_without_a_number_another_report_is_another_case_that_may_be_of_the_same_person(office: Office) -> None:
    first = office.one(row(someone(1)))
    second = office.one(row(someone(1), number=False, report="555"))
    assert second.case != first.case
    assert second.alike == (first.case,)


def test_in_another_unit_it_is_only_said_that_they_may_be_known_there(office: Office) -> None:
    there = office.one(row(someone(1), "vest"))
    here = office.one(row(someone(1), number=False, report="555"))
    assert (here.alike, here.elsewhere) == ((), ("vest",))
    assert str(there.case).encode() not in office.ask("SELECT state FROM subjects WHERE id = %s", here.case)[0]


def test_what_should_never_have_been_is_nobody_to_compare_with(office: Office) -> None:
    first = office.one(row(someone(1)))
    office.one(fact(RegisteredByMistake(why=Open("feil person")), f"case/{first.case}", by="staff/k-ost"))
    assert office.one(row(someone(1), number=False, report="555")).alike == ()


def test_another_number_is_another_person_whatever_the_name(office: Office) -> None:
    one, twin = someone(1), someone(2)
    namesake = type(twin)(twin.n, one.born, one.name)
    assert namesake.number != one.number
    first, second = office.take(row(one, report="555"), row(namesake, report="555"))
    assert first.case != second.case
    assert second.alike == ()


def test_a_person_known_in_another_unit_gets_a_case_of_their_own_there(office: Office) -> None:
    here = office.one(row(someone(1)))
    there = office.one(row(someone(1), "vest", report="555"))
    assert (there.row, there.elsewhere) == ("new", ("ost",))
    assert there.case != here.case


def test_the_same_report_and_person_from_another_unit_is_the_same_incident(office: Office) -> None:
    here = office.one(row(someone(1)))
    there = office.one(row(someone(1), "vest"))
    assert (there.row, there.case, there.elsewhere) == ("known", here.case, ("ost",))


def test_a_referral_of_somebody_with_an_open_case_is_a_further_incident(office: Office) -> None:
    first = office.one(row(someone(1)))
    second = office.one(referral(someone(1)))
    assert second.case == first.case
    assert incidents(office, first.case) == 2


def test_an_enquiry_on_a_closed_case_is_a_linked_new_one(office: Office) -> None:
    first = office.one(row(someone(1)))
    closed(office, first.case)
    for told in (referral(someone(1)), referral(someone(1), f"case/{first.case}"), row(someone(1), report="555")):
        answer = office.one(told)
        assert answer.outcome == "recorded"
        assert answer.case != first.case
        state = office.ask("SELECT state FROM subjects WHERE id = %s", answer.case)[0]
        if told.subject.startswith("case/"):
            assert f'"continues":"{first.case}"'.encode() in state
        closed(office, answer.case)
    assert office.ask("SELECT phase FROM subjects WHERE id = %s", first.case) == ["closed"]
    office.sound()


def test_a_row_of_the_same_report_changes_what_is_known_of_a_closed_case_and_no_more(office: Office) -> None:
    first = office.one(row(someone(1)))
    closed(office, first.case)
    changed = office.one(row(someone(1), content="b"))
    assert (changed.row, changed.case, changed.to_decide) == ("changed", first.case, False)
    assert office.ask("SELECT phase FROM subjects WHERE id = %s", first.case) == ["closed"]


def test_a_case_that_should_never_have_been_is_not_gone_on_with(office: Office) -> None:
    first = office.one(row(someone(1)))
    office.one(fact(RegisteredByMistake(why=Open("feil person")), f"case/{first.case}", by="staff/k-ost"))
    again = office.one(row(someone(1)))
    assert again.row == "known"  # the police's row is the same as before
    other = office.one(row(someone(1), report="555"))
    assert other.case != first.case
    assert office.state(f"case/{other.case}")["continues"] is None


def test_a_row_that_was_read_in_the_wrong_unit_makes_a_case_in_the_right_one(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    office.one(fact(RegisteredByMistake(why=Open("Fil fra vest")), f"case/{case}", by="staff/k-ost"))
    there = office.one(row(someone(1), "vest"))
    assert (there.row, there.case == case, there.elsewhere, there.to_decide) == ("new", False, (), True)
    again = office.one(row(someone(1), week="2026-W48"))
    assert (again.row, again.to_decide) == ("known", False), "what was a mistake does not come back every week"


def died(office: Office, case: str, unit: str = "ost") -> Fact:
    told = fact(Died(found_by=f"k-{unit}"), f"case/{case}", by=f"staff/k-{unit}")
    assert office.one(told).outcome == "recorded"
    return told


def test_what_comes_of_somebody_who_died_is_a_linked_new_one_that_says_so(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    died(office, case)
    same = office.one(row(someone(1), content="b"))
    assert (same.row, same.case, same.to_decide) == ("changed", case, False), "known facts only"
    assert office.duties(f"case/{case}") & {"assess", "call_family"} == set()
    for told in (referral(someone(1)), referral(someone(1), f"case/{case}"), row(someone(1), report="555")):
        answer = office.one(told)
        assert answer.case != case
        assert b'"after_death":true' in bytes(office.ask("SELECT state FROM subjects WHERE id = %s", answer.case)[0])
        offer = office.one(assessed(str(answer.case)))
        assert (offer.outcome, offer.reasons[0].code) == ("refused", "recorded_as_dead")
        assert "call_family" not in office.duties(f"case/{answer.case}")
        closed(office, answer.case)
    office.sound()


def test_age_is_kept_as_what_was_decided_and_the_day_stays_sealed(office: Office) -> None:
    born = date(2008, 11, 25)  # comes of age two days from now
    case = office.one(row(someone(1, born))).case
    state = office.ask("SELECT state FROM subjects WHERE id = %s", case)[0]
    assert b'"adult_from":"2026-11-30"' in state
    assert b"2008-11-25" not in state

    def minor(told: Fact) -> object:
        office.one(told)
        body = office.ask("SELECT body FROM events WHERE fact_id = %s", told.id)[0]
        return orjson.loads(body)["decided_with"]["minor"]

    assert minor(assessed(str(case))) is True
    office.clock.forward(days=3)
    assert minor(assessed(str(case), at=office.clock.now())) is False
    assert minor(assessed(str(case), at=office.clock.now() - timedelta(days=2))) is True


def test_a_fact_names_the_row_that_it_came_by(office: Office) -> None:
    told = row(someone(1))
    case = office.one(told).case
    assert isinstance(told.data, RowRead)
    assert row_key(told).encode() in office.ask("SELECT state FROM subjects WHERE id = %s", case)[0]


def test_a_referral_of_the_same_report_and_person_is_the_same_incident(office: Office) -> None:
    first = office.one(row(someone(1), report="AB 1"))
    case = str(first.case)
    office.one(assessed(case))
    again = office.take(
        referral(someone(1), report="ab1"),
        referral(someone(1), report="AB1", number=False),
        referral(someone(1), f"case/{case}", report="AB1"),
        referral(someone(1), "unit/vest", report="AB1"),
    )
    assert {answer.case for answer in again} == {case}
    assert incidents(office, case) == 1
    assert office.one(referral(someone(1), report="AB2")).case == case
    assert incidents(office, case) == 2
    office.sound()
