"""The five protective measures: all boxes, every incident, before a guide, before an early closing, and again."""

import pytest

from events.protection import MeasureConsidered, MeasuresConsidered
from tests.support.ladder import (
    assessed,
    closed,
    considered,
    family_called,
    need_reported,
    not_offered,
    referred,
    row,
    to_closed,
    to_guided,
)
from tests.support.marks import rule
from tests.support.story import Step, given
from workflows.protection import MEASURES

pytestmark = rule(62)


def boxes(*names: str, needed: bool = False) -> Step:
    told = tuple(MeasureConsidered.model_validate({"measure": name, "needed": needed}) for name in names)
    return Step(MeasuresConsidered(incidents=("i1",), boxes=told))


def test_there_are_five_boxes():
    assert {"oppholdsforbud", "besoksforbud", "kontaktforbud", "voldsalarm", "other"} == MEASURES


def test_owed_from_the_assessment_the_next_working_day_and_the_same_day_when_serious():
    given(referred()).not_owed("consider_protection")
    given(referred(), assessed()).owed("consider_protection", by="coordinator", due=1)
    given(referred(), assessed(serious=True)).owed("consider_protection", due=0)


@pytest.mark.parametrize("left_out", sorted(MEASURES))
def test_every_box_is_considered(left_out: str):
    given(referred(), assessed()).when(boxes(*sorted(MEASURES - {left_out}))).refused("boxes_missing")


def test_a_needed_measure_names_what_was_done():
    given(referred(), assessed()).when(boxes(*sorted(MEASURES), needed=True)).refused("boxes_missing")
    given(referred(), assessed()).when(considered(needed=("voldsalarm",))).recorded().not_owed("consider_protection")


def test_every_offered_incident_is_considered():
    story = given(row(), row(key="row-2"), assessed("i1"), assessed("i2", day=2), considered("i1"))
    story.owed("consider_protection", due=3, party="i2")
    story.when(considered("i1", "i2")).not_owed("consider_protection")


def test_an_incident_that_is_not_offered_asks_for_none():
    given(row(), row(key="row-2"), assessed("i1"), not_offered("i2"), considered("i1")).not_owed("consider_protection")


def test_incidents_exist():
    given(referred(), assessed()).when(considered("i2")).refused("no_such_incident")


def test_a_further_incident_asks_again_while_the_guide_follows_up():
    story = given(to_guided(), row(key="row-2").on(5), assessed("i2", day=6)).phase("guided")
    story.owed("consider_protection", due=7)


def test_a_reopened_case_asks_again():
    given(to_closed(), need_reported().on(60), assessed(day=61)).owed("consider_protection")


def test_no_early_closing_before_it():
    heard = family_called("declined", reached=("guardian_1", "participant"), participant_view="safe_again")
    story = given(referred(), assessed(), heard).when(closed("safe_after_first_contact"))
    story.waiting("protection_not_considered", MeasuresConsidered).when(considered()).phase("closed")


def test_incidents_that_are_considered_one_after_the_other_are_all_considered():
    story = given(row(), row(key="row-2"), assessed("i1"), assessed("i2"), considered("i1"), considered("i2"))
    story.not_owed("consider_protection")
