"""How a case begins: which rows are outside, known, changed or new, and what a referral brings."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from events.intake import RowRead, UnreadValue
from events.values import AddressProtection, Answer, CaseRole, Reported
from tests.support.ladder import answered, corrected, referred, row
from tests.support.marks import rule
from tests.support.people import ADULT_BORN, BORN
from tests.support.story import day, given
from workflows.intake import birthday, comes_into_the_group, judge_row, outside_target_group
from workflows.workdays import monday_of

WEEK = "2026-W47"
MONDAY = monday_of(WEEK)


def a_row(**about: object) -> RowRead:
    data = row(week=WEEK, **about).data  # type: ignore[arg-type]
    assert isinstance(data, RowRead)
    return data


def a_row_on(incident_on: date, **about: object) -> RowRead:
    return a_row(**about).model_copy(update={"incident_on": incident_on})


@rule(7, 27)
@pytest.mark.parametrize(("days", "outside"), [(-1, True), (0, True), (1, False)])
def test_a_victim_who_was_18_on_the_day_of_the_incident_is_outside(days: int, outside: bool):
    born = date(2008, 11, 10)
    incident = birthday(born, 18) - timedelta(days=days)
    assert outside_target_group(a_row_on(incident, hate=Answer.NO), born) is outside


@rule(7, 27)
@pytest.mark.parametrize(("days", "outside"), [(179, False), (180, False), (181, True)])
def test_so_is_one_who_turned_18_more_than_180_days_before_the_week(days: int, outside: bool):
    turned = MONDAY - timedelta(days=days)
    born = turned.replace(year=turned.year - 18)
    assert outside_target_group(a_row_on(turned - timedelta(days=10), hate=Answer.NO), born) is outside


@rule(10)
@pytest.mark.parametrize("hate", [Answer.YES, Answer.UNKNOWN])
def test_hate_crime_or_not_knowing_is_never_outside(hate: Answer):
    assert not outside_target_group(a_row(hate=hate), ADULT_BORN)


@rule(11)
def test_an_adult_witness_comes_by_referral():
    assert outside_target_group(a_row(role=CaseRole.WITNESS, hate=Answer.YES), ADULT_BORN)
    assert not outside_target_group(a_row(role=CaseRole.WITNESS), BORN)


def test_without_a_birth_date_nobody_is_outside():
    assert not outside_target_group(a_row(hate=Answer.NO), None)


@rule(26, 27)
@pytest.mark.parametrize(
    ("has_case", "kept", "was_outside", "born", "outcome"),
    [
        (True, "content-1", False, BORN, "known"),
        (True, "content-0", False, BORN, "changed"),
        (True, "content-0", False, ADULT_BORN, "changed"),
        (False, None, False, ADULT_BORN, "outside"),
        (False, None, True, ADULT_BORN, "outside"),
        (False, None, True, BORN, "changed"),
        (False, None, False, BORN, "new"),
    ],
)
def test_the_first_that_fits(has_case: bool, kept: str | None, was_outside: bool, born: date, outcome: str):
    judged = judge_row(a_row(hate=Answer.NO), born, has_case=has_case, kept=kept, was_outside=was_outside)
    assert judged == outcome


@for_any(st.dates(date(1920, 1, 1), date(2020, 12, 31)))
def test_a_birthday_is_the_same_day_or_the_first_of_march(born: date):
    turned = birthday(born, 18)
    assert turned == born.replace(year=born.year + 18) if (born.month, born.day) != (2, 29) else turned >= born


def test_who_is_born_on_a_leap_day_turns_18_on_the_first_of_march_in_other_years():
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


# what a row makes


@rule(26, 28)
def test_a_row_makes_a_case_of_the_unit():
    story = given(row()).phase("detected").owed("assess", by="coordinator")
    assert (story.state.unit, story.state.incidents[0].reported) == ("ost", Reported.YES)
    assert story.state.incidents[0].rows[0].row_key == "row-1"


def test_another_report_is_a_further_incident():
    assert [i.key for i in given(row(), row(key="row-2")).state.incidents] == ["i1", "i2"]


def test_a_case_begins_with_its_first_line_and_its_address_is_protected_from_then_on():
    state = given(row(protection=AddressProtection.STRICT)).state
    assert (state.sequence, state.protection) == (1, AddressProtection.STRICT)


def test_each_further_incident_has_a_name_that_none_had_before():
    state = given(row(), row(key="row-2"), row(key="row-3"), referred()).state
    assert [i.key for i in state.incidents] == ["i1", "i2", "i3", "i4"]


def test_the_same_row_in_another_week_is_the_same_incident():
    state = given(row(), row(week="2026-W03")).state
    assert [len(i.rows) for i in state.incidents] == [2]


@rule(12)
def test_a_referral_may_be_unreported():
    assert given(referred()).state.incidents[0].reported is Reported.NO


@rule(27)
def test_a_value_that_could_not_be_read_is_a_duty_until_somebody_has_looked():
    unread = (UnreadValue(column="hatmotiv", reason="unknown_word"),)
    story = given(row(unread=unread)).owed("check_value", by="coordinator", due=2)
    story.when(answered("unread_value", RowRead)).recorded().not_owed("check_value")


def test_a_correction_of_the_row_answers_it_too():
    unread = (UnreadValue(column="hatmotiv", reason="unknown_word"),)
    story = given(row(unread=unread)).when(corrected(RowRead, "hate_motive", "yes")).recorded()
    assert story.state.incidents[0].hate is Answer.YES


def test_names_are_in_no_state():
    story = given(referred(), row(key="row-2", day=1))
    assert "Syntetisk" not in repr(story.state)
    assert str(BORN) not in repr(story.state)
    assert day(0).isoformat() not in str(story.state.adult_from)


@rule(7, 10)
@pytest.mark.parametrize(
    ("known", "hate", "outside", "comes"),
    [
        ({"outside_since": "import:f1"}, Answer.UNKNOWN, False, True),
        ({"outside_since": "import:f1"}, Answer.UNKNOWN, True, False),
        ({"under_18": False, "hate": Answer.NO}, Answer.YES, False, True),
        ({"under_18": False, "hate": Answer.NO}, Answer.UNKNOWN, False, False),
        ({"under_18": False, "hate": Answer.NO}, Answer.YES, True, False),
        ({"under_18": False, "hate": Answer.YES}, Answer.YES, False, False),
        ({"under_18": None, "hate": Answer.NO}, Answer.YES, False, False),
        ({"under_18": True, "hate": Answer.NO}, Answer.UNKNOWN, False, False),
        ({"under_18": True, "hate": Answer.NO, "outside_since": "import:f1"}, Answer.UNKNOWN, False, True),
        ({}, Answer.UNKNOWN, False, False),
    ],
)
def test_a_row_brings_into_the_target_group_only_what_was_out_of_it(
    known: dict[str, Any], hate: Answer, outside: bool, comes: bool
):
    incident = replace(given(referred()).state.incidents[0], **known)
    told = row(hate=hate).data
    assert isinstance(told, RowRead)
    assert comes_into_the_group(incident, told, outside) is comes
