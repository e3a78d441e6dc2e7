"""What rules decided a person may decide after all: the row becomes a case, or its case is decided again (D26)."""

from datetime import date
from typing import Any

import pytest

from events.fact import Fact
from events.personal import Open
from events.unit import RowTakenBack
from events.values import Answer as Word
from services.casework.incoming import Incoming
from services.casework.kept_rows import KeptRow, RowPlace, rows_to_take_back
from services.store.connect import Role
from services.store.erase import erase
from tests.support.happenings import NOW, WEEK, assessed, extract, fact, hearing, row, row_key, someone
from tests.support.office import Office

OLD = someone(3, date(1990, 1, 1))
"""An adult without hate motive: outside the target group (D27)."""

LATER = "2026-W48"


def take_back(told: Fact, unit: str = "ost", week: str = WEEK, by: str = "k-ost") -> Fact:
    data = RowTakenBack(week=week, row_key=row_key(told), why=Open("Syntetisk begrunnelse"))
    return fact(data, f"unit/{unit}", by=f"staff/{by}", at=NOW)


def listed(office: Office, week: str = WEEK) -> tuple[str, str | None, bool]:
    (found,) = office.ask("SELECT outcome, case_id, sealed IS NOT NULL FROM import_rows WHERE week = %s", week)
    return tuple(found)


def week(office: Office, week: str = WEEK, unit: str = "ost") -> dict[str, object]:
    return next(w for w in office.state(f"unit/{unit}")["weeks"] if w["week"] == week)


def incidents(office: Office, case: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = office.state(f"case/{case}")["incidents"]
    return found


def test_a_row_outside_becomes_a_case_in_the_same_transaction(office: Office) -> None:
    told = row(OLD)
    office.take(told, extract())
    assert week(office)["gone_through"]
    answer = office.one(take_back(told))
    assert (answer.outcome, answer.subject, answer.to_decide) == ("recorded", "unit/ost", True)
    assert office.ask("SELECT unit, phase FROM subjects WHERE kind = 'case'") == [("ost", "detected")]
    assert "assess" in office.duties(f"case/{answer.case}")
    assert "go_through_extract" in office.duties("unit/ost")
    assert (week(office)["gone_through"], week(office)["open_rows"]) == (False, [row_key(told)])
    assert listed(office) == ("changed", answer.case, False)  # its content lies in the log of the case now
    assert office.verbs(f"case/{answer.case}") == [("row_read", "recorded")]
    office.sound()


def test_the_persons_decision_ends_the_week_again(office: Office) -> None:
    told = row(OLD)
    office.take(told, extract())
    case = str(office.one(take_back(told)).case)
    assert office.one(assessed(case, "not")).outcome == "recorded"
    assert office.verbs("unit/ost")[-2:] == [("row_decided", "recorded"), ("extract_gone_through", "recorded")]
    assert "go_through_extract" not in office.duties("unit/ost")
    office.sound()


def test_a_later_import_of_the_same_row_is_known(office: Office) -> None:
    told = row(OLD)
    office.one(told)
    case = office.one(take_back(told)).case
    for later in (row(OLD), row(OLD, week=LATER), row(OLD, number=False, row=2)):
        answer = office.one(later)
        assert (answer.row, answer.case) == ("known", case)
    first = office.one(told)
    assert (first.outcome, first.repeated) == ("outside", True)  # a fact has one final outcome
    assert office.ask("SELECT count(*) FROM subjects WHERE kind = 'case'") == [1]
    office.sound()


def test_the_case_is_found_by_number_and_report_and_gets_what_waited_for_it(office: Office) -> None:
    told = row(OLD)
    date_in_court = hearing("10000003")
    assert [answer.outcome for answer in office.take(told, date_in_court)] == ["outside", "no_case"]
    case = office.one(take_back(told)).case
    assert office.one(date_in_court).outcome == "recorded"
    assert office.verbs(f"case/{case}")[-1] == ("hearing_scheduled", "recorded")
    office.sound()


def test_a_further_incident_of_an_open_case_is_one_here_too(office: Office) -> None:
    of_age = someone(5, date(2008, 11, 1))  # eighteen when the second thing happened
    case = office.one(row(of_age, incident_on=date(2026, 10, 1))).case
    second = row(of_age, report="777", incident_on=date(2026, 11, 10), row=2)
    assert office.one(second).outcome == "outside"
    assert office.one(take_back(second)).case == case
    assert [i["decided"] for i in incidents(office, case)] == [None, None]
    office.sound()


def test_a_known_row_is_decided_again_on_its_case(office: Office) -> None:
    told = row(someone(1))
    case = str(office.one(told).case)
    office.one(assessed(case))
    again = row(someone(1), week=LATER)
    assert office.one(again).row == "known"
    office.one(extract(week=LATER))
    answer = office.one(take_back(again, week=LATER))
    assert (answer.outcome, answer.case, answer.to_decide) == ("recorded", case, True)
    assert [result.subject for result in answer.results] == ["unit/ost", f"case/{case}"]
    assert "assess_changed" in office.duties(f"case/{case}")
    assert "go_through_extract" in office.duties("unit/ost")
    assert office.ask("SELECT count(*) FROM subjects WHERE kind = 'case'") == [1]
    office.one(assessed(case))
    assert office.verbs("unit/ost")[-2:] == [("row_decided", "recorded"), ("extract_gone_through", "recorded")]
    assert "assess_changed" not in office.duties(f"case/{case}")
    office.sound()


def test_a_known_row_of_a_closed_case_is_a_linked_new_one(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    office.one(assessed(case, "not"))
    again = row(someone(1), week=LATER)
    assert office.one(again).row == "known"
    answer = office.one(take_back(again, week=LATER))
    assert answer.case not in (None, case)
    state = office.ask("SELECT state FROM subjects WHERE id = %s", answer.case)[0]
    assert f'"continues":"{case}"'.encode() in state
    assert "assess" in office.duties(f"case/{answer.case}")
    assert office.ask("SELECT phase FROM subjects WHERE id = %s", case) == ["closed"]
    office.one(assessed(str(answer.case)))
    assert week(office, LATER)["open_rows"] == []
    office.sound()


def test_a_row_known_in_another_unit_is_decided_where_the_case_is(office: Office) -> None:
    case = str(office.one(row(someone(1), "vest")).case)
    here = row(someone(1))
    assert office.one(here).row == "known"
    assert office.one(take_back(here)).case == case
    office.one(assessed(case, unit="vest"))
    for unit in ("ost", "vest"):
        assert ("row_decided", "recorded") in office.verbs(f"unit/{unit}")
    office.sound()


def test_a_row_that_does_not_exist_or_is_a_persons_already_is_refused(office: Office) -> None:
    there = row(OLD)
    new = row(someone(1), row=2)
    office.take(there, new)
    assert office.one(take_back(there)).outcome == "recorded"
    for told, at in ((there, WEEK), (new, WEEK), (row(someone(9)), WEEK), (there, LATER)):
        answer = office.one(take_back(told, week=at))
        assert (answer.outcome, answer.reasons[0].code) == ("refused", "no_row_to_take_back")
    elsewhere = office.one(take_back(there, "vest"))
    assert elsewhere.reasons[0].code == "other_unit"
    assert office.ask("SELECT count(*) FROM subjects WHERE kind = 'case'") == [2]
    office.sound()


def test_twice_in_a_batch_is_once(office: Office) -> None:
    told = row(OLD)
    office.one(told)
    answers = office.take(take_back(told), take_back(told))
    assert [answer.outcome for answer in answers] == ["recorded", "refused"]
    assert office.ask("SELECT count(*) FROM subjects WHERE kind = 'case'") == [1]
    office.sound()


def test_the_same_taking_back_again_changes_nothing(office: Office) -> None:
    told = row(OLD)
    office.one(told)
    back = take_back(told)
    first, again = office.one(back), office.one(back)
    assert (again.repeated, again.case) == (True, first.case)
    office.sound()


def test_a_guide_may_not(office: Office) -> None:
    told = row(OLD)
    office.one(told)
    assert office.one(take_back(told, by="g-ost")).reasons[0].code == "may_not_report"
    assert listed(office) == ("outside", None, True)


def test_what_has_been_erased_cannot_be_taken_back(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    again = row(someone(1), week=LATER)
    office.one(again)
    with office.record.connect(Role.ERASER) as connection:
        erase(connection, office.keyring, f"case/{case}", actor="system/operator:x", at=NOW, why="retention")
    answer = office.one(take_back(again, week=LATER))
    assert answer.reasons[0].code == "no_row_to_take_back"


def test_an_import_that_makes_the_case_meanwhile_is_seen(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    told = row(OLD)
    office.one(told)
    meanwhile = iter([row(OLD, content="b", hate_motive=Word.YES)])

    def looked_up(*of: Any) -> dict[RowPlace, KeptRow]:
        found = rows_to_take_back(*of)
        if found and (change := next(meanwhile, None)) is not None:  # this batch has looked, and has no locks yet
            assert office.another().take([Incoming.of(change)])[0].row == "changed"
        return found

    monkeypatch.setattr("services.casework.load.rows_to_take_back", looked_up)
    assert office.one(take_back(told)).reasons[0].code == "no_row_to_take_back"
    assert office.ask("SELECT count(*) FROM subjects WHERE kind = 'case'") == [1]
    office.sound()
