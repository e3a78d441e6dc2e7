"""What a unit owes: an extract for every week, every row of it decided, every bad row answered."""

import pytest

from events.unit import (
    ExtractGoneThrough,
    ExtractReceived,
    OpenRow,
    RejectedRowAnswered,
    RowDecided,
    RowRejected,
    RowTakenBack,
    UnitAdded,
)
from events.values import Source
from tests.support.ladder import answered
from tests.support.marks import rule
from tests.support.story import Step, Story, at, day, given, told
from workflows.policy import Policy

UNIT = "unit/ost"
WEEK = "2026-W03"
"""The week of day 0."""

ROW = OpenRow(row_key="row-1", case="T-7K3M-9K")
OTHER = OpenRow(row_key="row-2", case="T-7K3M-9K")


def unit_added() -> Step:
    return Step(UnitAdded(name="Enhet øst", since=day(0)), by="system/cli", source=Source.CLI)


def received(*rows: OpenRow, week: str = WEEK, kind: str = "extract", **when: object) -> Step:
    data = ExtractReceived.model_validate(
        {"week": week, "file_hash": "hash", "kind": kind, "rows": len(rows), "new": len(rows), "known": 0, "changed": 0,
         "outside": 0, "rejected": 0, "open": rows}
    )  # fmt: skip
    return Step(data, by="system/import", source=Source.IMPORT, **when)  # type: ignore[arg-type]


def decided(row: OpenRow, **when: object) -> Step:
    data = RowDecided(week=WEEK, row_key=row.row_key, case=row.case, decision="offer")
    return Step(data, by="system/clock", source=Source.CLOCK, derived=True, **when)  # type: ignore[arg-type]


def gone_through() -> Step:
    return Step(ExtractGoneThrough(week=WEEK), by="system/clock", source=Source.CLOCK, derived=True)


def rejected(fingerprint: str = "bad", week: str = WEEK, corrects: str | None = None) -> Step:
    about = {"week": week, "row": 3, "column": "fodselsnummer", "reason": "impossible", "content": {}}
    data = RowRejected.model_validate({**about, "fingerprint": fingerprint, "corrects": corrects})
    return Step(data, by="system/import", source=Source.IMPORT)


def row_answered(answer: str = "corrected", why: str | None = None) -> Step:
    return Step(RejectedRowAnswered.model_validate({"fingerprint": "bad", "answer": answer, "why": why}))


def taken_back(key: str = "row-1") -> Step:
    return Step(RowTakenBack(week=WEEK, row_key=key, why="Var likevel utsatt"))  # type: ignore[arg-type]


def unit(*steps: Step, **about: object) -> Story:
    return given(unit_added(), *steps, subject=UNIT, **about)  # type: ignore[arg-type]


@rule(25)
def test_the_weeks_extract_is_due_by_wednesday_of_the_week_after():
    unit().owed("receive_extract", by="coordinator", due=9)
    unit(policy=Policy(extract_weekday=5)).owed("receive_extract", due=11)


@rule(25)
def test_one_duty_stands_for_the_oldest_week_that_is_missing():
    story = unit(received(week="2026-W04")).owed("receive_extract", due=9)
    story.when(received(week="2026-W03")).owed("receive_extract", due=day(9 + 14))


@rule(25)
@pytest.mark.parametrize(("number", "missing"), [(6, 0), (7, 1), (13, 1), (14, 2)])
def test_missing_weeks_are_counted_when_they_have_ended(number: int, missing: int):
    assert len(unit().state.missing_weeks(day(number))) == missing


@rule(25, 26)
def test_a_file_without_rows_is_a_week_done():
    story = unit(received()).not_owed("go_through_extract").owed("receive_extract", due=16)
    assert story.state.week(WEEK).open_rows == ()


@rule(25, 43)
def test_a_search_is_no_extract_and_its_rows_are_decided_all_the_same():
    unit(received(ROW, kind="search")).owed("receive_extract", due=9).owed("go_through_extract")


@rule(26, 27)
def test_every_row_is_decided():
    story = unit(received(ROW, OTHER)).owed("go_through_extract", due=9, party=WEEK)
    story.when(decided(ROW)).owed("go_through_extract")
    story.when(decided(OTHER)).not_owed("go_through_extract").when(gone_through()).recorded()
    assert story.state.week(WEEK).gone_through


@rule(26)
def test_a_row_decided_before_the_file_was_through_does_not_wait():
    unit(decided(ROW), received(ROW)).not_owed("go_through_extract")


@rule(26)
def test_the_same_file_again_opens_nothing():
    unit(received(ROW), decided(ROW), gone_through(), received(ROW)).not_owed("go_through_extract")


@rule(27)
def test_a_row_taken_back_opens_the_week_again():
    story = unit(received(ROW), decided(ROW), gone_through(), taken_back()).owed("go_through_extract")
    assert not story.state.week(WEEK).gone_through
    story.when(decided(ROW)).not_owed("go_through_extract")


@rule(26)
@pytest.mark.parametrize("step", [decided(ROW), gone_through()])
def test_nobody_records_by_hand_what_the_service_concludes(step: Step):
    by_hand = Step(step.data, by="staff/k1")
    unit(received(ROW)).when(by_hand).refused("derived_only")


@rule(8)
def test_the_counts_add_up():
    data = {"week": WEEK, "file_hash": "h", "rows": 3, "new": 1, "known": 0, "changed": 0, "outside": 0, "rejected": 1}
    step = Step(ExtractReceived.model_validate(data), by="system/import", source=Source.IMPORT)
    unit().when(step).refused("counts_do_not_add_up")


@rule(8, 27)
def test_a_bad_row_is_a_duty_until_it_is_answered():
    story = unit(rejected()).owed("answer_rejected_row", by="coordinator", due=2)
    story.when(row_answered()).not_owed("answer_rejected_row")
    story.when(rejected()).not_owed("answer_rejected_row")


@rule(8)
def test_the_same_bad_row_again_is_the_same_duty():
    story = unit(rejected())
    before = story.duty("answer_rejected_row")
    assert story.when(rejected(week="2026-W04")).duty("answer_rejected_row") == before


@rule(8)
def test_a_row_that_was_to_be_mended_and_is_no_better_takes_the_first_ones_place():
    story = unit(rejected()).when(rejected("worse", corrects="bad"))
    assert [row.fingerprint for row in story.state.rejected] == ["worse"]
    story.when(rejected()).recorded()
    assert [row.fingerprint for row in story.state.rejected] == ["worse"]


@rule(8)
def test_writing_off_needs_a_reason():
    unit(rejected()).when(row_answered("written_off")).refused("reason_missing")
    unit(rejected()).when(row_answered("written_off", "Prøverad")).recorded()


def test_only_a_row_that_was_rejected_is_answered():
    unit().when(row_answered()).refused("no_such_rejected_row")


def test_a_unit_is_added_once():
    unit().when(unit_added()).refused("exists_already")
    told(received(), subject=UNIT).refused("unknown_subject")


def test_an_open_refusal_of_a_unit_can_be_answered():
    story = unit().when(Step(received().data, by="system/police", source=Source.POLICE))
    story.refused("may_not_report_from_here").owed("answer_refusal", by="coordinator")
    story.when(answered("refusal", f"police:{story.entry.fact.id}")).recorded().not_owed("answer_refusal")


def test_the_year_has_53_weeks():
    story = given(
        Step(UnitAdded(name="Enhet øst", since=at(350).date()), by="system/cli", source=Source.CLI), subject=UNIT
    )
    assert story.state.first_missing_week() == "2026-W53"
    story.when(received(week="2026-W53"))
    assert story.state.first_missing_week() == "2027-W01"
