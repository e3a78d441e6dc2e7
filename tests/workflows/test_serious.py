"""What is needed closes only with who was contacted; a serious case is taken further the same day."""

import pytest

from events.protection import MeasureConsidered, MeasuresConsidered
from tests.support.ladder import (
    assessed,
    cleared,
    closed,
    considered,
    mistaken,
    need_reported,
    referred,
    to_closed,
    to_guided,
)
from tests.support.ladder_follow import investigator_consulted, responsible_contacted, serious_judged
from tests.support.marks import rule
from tests.support.story import Step, given
from workflows.policy import Policy
from workflows.protection import MEASURES

OFFERED = (referred(), assessed())
REPORTED = (referred(reported=True, investigator="e2"), assessed())
NEEDED = (*OFFERED, considered(needed=("voldsalarm",)))


@rule(35)
@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_a_need_is_a_task_until_the_one_responsible_is_contacted(measure: str):
    story = given(OFFERED, considered(needed=(measure,)))
    story.owed("contact_responsible", by="coordinator", due=1, party=f"measure:{measure}")
    story.when(responsible_contacted(measure)).recorded().not_owed("contact_responsible")


@rule(35)
def test_only_what_it_was_about():
    two = considered(needed=("voldsalarm", "besoksforbud"))
    story = given(OFFERED, two, responsible_contacted("voldsalarm"))
    assert [d.party for d in story.duties() if d.kind == "contact_responsible"] == ["measure:besoksforbud"]


@rule(35)
def test_an_action_alone_closes_nothing_and_who_was_contacted_does():
    boxes = tuple(
        MeasureConsidered.model_validate(
            {"measure": name, "needed": name == "voldsalarm", "contacted": "Operasjonssentralen"}
        )
        for name in sorted(MEASURES)
    )
    given(OFFERED, Step(MeasuresConsidered(incidents=("i1",), boxes=boxes))).not_owed("contact_responsible")
    given(NEEDED).owed("contact_responsible")


@rule(35)
def test_contacted_before_the_need_is_not_contacted_about_it():
    story = given(OFFERED, responsible_contacted(day=1), considered(needed=("voldsalarm",), day=2))
    story.owed("contact_responsible").when(responsible_contacted(day=2, hour=14)).not_owed("contact_responsible")


@rule(35)
def test_it_counts_also_where_it_arrives_first():
    steps = (responsible_contacted(day=3), considered(needed=("voldsalarm",), day=2, recorded=4))
    given(OFFERED, steps).not_owed("contact_responsible")


@rule(35)
def test_considered_again_it_is_not_forgotten_and_not_doubled():
    story = given(NEEDED, considered(day=1)).owed("contact_responsible")
    story.when(considered(needed=("voldsalarm",), day=2))
    assert len([d for d in story.duties() if d.kind == "contact_responsible"]) == 1


@rule(35)
def test_a_closing_does_not_forget_it_a_mistake_and_a_death_do():
    given(NEEDED, closed("left_district").on(1)).owed("contact_responsible")
    given(NEEDED, closed("died").on(1)).not_owed("contact_responsible")
    given(NEEDED, mistaken(day=1)).not_owed("contact_responsible")


@rule(35, 37)
def test_same_day_when_serious():
    given(referred(), assessed(serious=True), considered(needed=("voldsalarm",))).owed("contact_responsible", due=0)


@rule(35)
def test_how_long_is_local_practice():
    given(NEEDED, policy=Policy(protection_wd=2)).owed("contact_responsible", due=2)


# serious: R37, R117


@rule(37)
@pytest.mark.parametrize("said", [(assessed(serious=True),), (assessed(), serious_judged())])
def test_a_serious_case_is_taken_to_the_witness_protection_of_the_district(said: tuple[Step, ...]):
    story = given(referred(), said).owed("contact_witness_protection", by="coordinator", due=0)
    story.when(responsible_contacted()).owed("contact_witness_protection")
    story.when(responsible_contacted("witness_protection")).not_owed("contact_witness_protection")


@rule(37)
def test_an_ordinary_case_is_not():
    given(OFFERED).not_owed("contact_witness_protection", "consult_investigator")
    given(OFFERED, serious_judged(serious=False)).not_owed("contact_witness_protection")


@rule(37, 117)
def test_judged_otherwise_it_is_owed_no_more():
    story = given(REPORTED, serious_judged(day=1), serious_judged(serious=False, day=2))
    story.not_owed("contact_witness_protection", "consult_investigator")
    assert story.state.period.serious is False
    story.when(serious_judged(day=3)).owed("contact_witness_protection", due=3)


@rule(37)
def test_the_latest_word_counts_in_whatever_order():
    story = given(OFFERED, serious_judged(serious=False, day=2), serious_judged(day=1, recorded=3))
    story.not_owed("contact_witness_protection")


@rule(117, 118)
def test_measures_in_a_serious_reported_case_are_talked_over_with_the_investigator():
    story = given(REPORTED, cleared(), serious_judged(day=1)).owed("consult_investigator", by="coordinator", due=1)
    story.when(investigator_consulted(day=1, hour=14)).recorded().not_owed("consult_investigator")


@rule(117)
def test_nobody_is_consulted_where_there_is_no_report():
    given(OFFERED, serious_judged(day=1)).not_owed("consult_investigator")


@rule(117)
def test_consulted_before_it_was_serious_is_not_consulted_about_it():
    given(REPORTED, investigator_consulted(day=1), serious_judged(day=2)).owed("consult_investigator", due=2)


@rule(37, 117)
def test_a_closed_case_asks_for_neither_and_a_new_period_begins_without():
    story = given(to_guided(), serious_judged(day=1), closed("left_district").on(2))
    story.not_owed("contact_witness_protection", "consult_investigator")
    given(to_closed(), need_reported().on(60)).not_owed("contact_witness_protection")
