"""A threat: urged to report, an own report by a guide in the police, and the five boxes again the same day."""

from typing import Any

import pytest

from events.protection import OwnReportWritten, ThreatLearned, UrgedToReport
from events.values import Answer, PerpetratorIs
from tests.support.ladder import (
    assessed,
    cleared,
    closed,
    consented,
    considered,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    mistaken,
    need_reported,
    referred,
    row,
    to_closed,
    to_conversation,
    to_guided,
)
from tests.support.ladder_follow import own_report_written, participant_ends, threat_learned, urged_to_report
from tests.support.ladder_telling import threat_reported
from tests.support.marks import rule
from tests.support.story import day, given
from workflows.rule import Hard
from workflows.rulebook import rules_on
from workflows.workdays import add_workdays


def followed_by(guide: str, *, reported: bool = True) -> tuple[Any, ...]:
    """A case with clearance that the guide follows up; everything on day 0."""
    first = (referred(reported=reported, investigator="e2" if reported else None), assessed(), considered())
    clear = (cleared(),) if reported else ()
    held = (family_called(), conversation_held(), guide_asked(guide), guide_accepted(guide), consented())
    return (*first, *clear, *held)


@rule(149)
def test_the_victim_is_urged_to_report_the_same_day():
    story = given(to_guided(), threat_learned(day=3)).owed("urge_to_report", by="staff/g1", due=3)
    story.when(urged_to_report(day=3, hour=15)).recorded().not_owed("urge_to_report")


@rule(149)
def test_urged_in_the_same_breath_is_urged():
    given(to_guided(), threat_learned(urged=True, day=3)).not_owed("urge_to_report")


@rule(149)
def test_before_there_is_a_guide_the_coordinator_urges():
    given(to_conversation(), threat_learned("h1", day=1)).owed("urge_to_report", by="coordinator", due=1)


@rule(149)
def test_no_rule_of_the_handbook_refuses_what_is_told_of_a_threat():
    for model in (ThreatLearned, UrgedToReport, OwnReportWritten):
        assert not [one for one in rules_on(model) if isinstance(one, Hard)]


@rule(149)
@pytest.mark.parametrize("steps", [(referred(),), to_conversation(), to_guided(), to_closed()])
def test_a_threat_is_recordable_in_every_phase(steps: tuple[Any, ...]):
    given(steps).when(threat_learned("k1").on(40)).recorded()


@rule(149)
def test_each_threat_is_urged_about():
    two = (threat_learned(day=3).called("one"), threat_learned(day=3, hour=10).called("two"))
    story = given(to_guided(), two).when(urged_to_report(about="desk:one", day=3, hour=11))
    assert [d.caused_by for d in story.duties() if d.kind == "urge_to_report"] == ["desk:two"]
    story.when(urged_to_report(day=3, hour=12)).not_owed("urge_to_report")


@rule(149)
def test_urged_before_the_threat_is_not_urged_about_it():
    given(to_guided(), urged_to_report(day=2), threat_learned(day=3)).owed("urge_to_report")


@rule(149)
def test_only_a_threat_that_is_known_is_named():
    given(to_guided()).when(urged_to_report(about="desk:f2")).refused("no_such_threat")


@rule(149)
def test_nobody_urges_who_wants_no_more_or_is_closed():
    given(to_guided(), threat_learned(day=3), participant_ends(day=4)).not_owed("urge_to_report")
    given(to_guided(), threat_learned(day=3), closed("left_district").on(4)).not_owed("urge_to_report")


# R150: the egenrapport


@rule(150)
def test_a_guide_in_the_police_writes_an_own_report():
    story = given(followed_by("p1"), threat_learned("p1", day=1)).owed("write_own_report", by="staff/p1", due=2)
    story.when(own_report_written("p1", day=2)).recorded().not_owed("write_own_report")


@rule(150)
def test_a_guide_who_has_left_the_case_can_no_longer_write_it_and_the_coordinator_sees_to_it():
    story = given(followed_by("p1"), threat_learned("p1", day=1)).owed("write_own_report", by="staff/p1", due=2)
    story.when(guide_asked("g1", day=1), guide_accepted("g1", day=1)).recorded()
    story.owed("write_own_report", by="coordinator", due=2)
    story.when(own_report_written("p1", day=2)).refused("not_on_this_case")
    story.when(own_report_written("k1", day=2)).recorded().not_owed("write_own_report")


@rule(150)
def test_a_guide_elsewhere_does_not():
    given(followed_by("g1"), threat_learned(day=1)).not_owed("write_own_report")


@rule(150)
def test_only_where_the_matter_is_reported():
    given(followed_by("p1", reported=False), threat_learned("p1", day=1)).not_owed("write_own_report")


@rule(150)
def test_whoever_learned_of_it():
    given(followed_by("p1"), threat_learned("k1", day=1)).owed("write_own_report", by="staff/p1")


@rule(150)
def test_a_record_is_owed_after_the_closing_too():
    story = given(followed_by("p1"), threat_learned("p1", day=1), closed("left_district").on(1))
    story.owed("write_own_report").when(own_report_written("k1", day=3)).recorded().not_owed("write_own_report")
    given(followed_by("p1"), threat_learned("p1", day=1), closed("died").on(1)).not_owed("write_own_report")
    given(followed_by("p1"), threat_learned("p1", day=1), mistaken(day=1)).not_owed("write_own_report")


# R151, R62: the five boxes again


@rule(62, 151)
def test_the_five_boxes_are_owed_again_the_same_day():
    story = given(to_guided(), threat_learned(day=3)).owed("consider_protection", by="coordinator", due=3)
    story.when(considered(day=3, hour=14)).not_owed("consider_protection")


@rule(62, 151)
def test_for_every_offered_incident():
    story = given(to_guided(), row(key="row-2", day=1), assessed("i2", day=1), considered("i2", day=1))
    story.not_owed("consider_protection").when(threat_learned(day=3))
    assert {d.party for d in story.duties() if d.kind == "consider_protection"} == {"i1", "i2"}
    story.when(considered("i1", day=3, hour=12)).owed("consider_protection", party="i2", due=3)


@rule(151)
def test_considered_after_it_counts_also_where_the_threat_is_told_later():
    given(to_guided(), considered(day=5), threat_learned(day=4, recorded=6)).not_owed("consider_protection")
    given(to_guided(), threat_learned(day=4), considered(day=3, recorded=5)).owed("consider_protection")


@rule(62, 151)
def test_a_guide_waits_for_it():
    steps = (*to_conversation(), conversation_held(), guide_asked(), threat_learned("h1", day=1))
    story = given(steps, guide_accepted(day=1, hour=12), consented(day=1, hour=13)).phase("conversation")
    story.when(considered(day=1, hour=14)).phase("guided")


@rule(62)
def test_so_does_a_perpetrator_who_turns_out_to_be_family():
    story = given(to_guided(), row(key="row-2", day=1), assessed("i2", day=1), considered("i2", day=1))
    story.when(row(key="row-2", content="new", perpetrator=PerpetratorIs.FAMILY, day=35))
    assert [d.party for d in story.duties() if d.kind == "consider_protection"] == ["i2"]


@rule(62, 151)
def test_in_a_reopened_case_as_well():
    again = (need_reported().on(60), assessed(day=61), considered(day=61))
    given(to_closed(), again, threat_learned("k1", day=62)).owed("consider_protection", due=62)


# the participant wants to report it


@rule(12, 149, 151)
def test_who_wants_to_report_a_threat_is_helped_to():
    story = given(to_guided(), threat_learned(urged=True, wants=Answer.YES, day=1))
    story.owed("report_threat", by="staff/g1", due=add_workdays(day(1), 1))
    story.when(threat_reported(day=2)).recorded().not_owed("report_threat")
    story.owed("ask_clearance", due=2)  # from now on the way of a reported matter (R12, D8)


@rule(149)
def test_the_answer_may_come_with_the_urge():
    story = given(to_guided(), threat_learned(day=1)).not_owed("report_threat")
    story.when(urged_to_report(about=ThreatLearned, wants=Answer.YES, day=3)).owed("report_threat")
    given(to_guided(), threat_learned(day=1), urged_to_report(wants=Answer.YES, day=3)).owed("report_threat")


@rule(149)
def test_who_does_not_want_to_or_has_thought_better_of_it_is_left_in_peace():
    given(to_guided(), threat_learned(wants=Answer.NO, day=1)).not_owed("report_threat")
    story = given(to_guided(), threat_learned(wants=Answer.YES, day=1))
    story.when(urged_to_report(about=ThreatLearned, wants=Answer.NO, day=2)).not_owed("report_threat")
    given(to_guided(), threat_learned(wants=Answer.YES, day=1), participant_ends(day=2)).not_owed("report_threat")


@rule(149)
def test_what_is_said_of_one_threat_says_nothing_of_another():
    two = (threat_learned(day=3, wants=Answer.YES).called("one"), threat_learned(day=3, hour=10).called("two"))
    story = given(to_guided(), two, urged_to_report(about="desk:two", wants=Answer.NO, day=4))
    assert [d.caused_by for d in story.duties() if d.kind == "report_threat"] == ["desk:one"]
    story.when(urged_to_report(wants=Answer.NO, day=5)).not_owed("report_threat")
    given(to_guided(), urged_to_report(wants=Answer.YES, day=2), threat_learned(day=3)).not_owed("report_threat")


@rule(151)
def test_what_was_reported_before_the_threat_does_not_report_it():
    story = given(followed_by("p1"), threat_learned("p1", wants=Answer.YES, day=3)).owed("report_threat")
    story.when(threat_reported(day=4)).not_owed("report_threat")


@rule(151)
def test_a_new_matter_that_comes_reported_does():
    story = given(to_guided(), threat_learned(wants=Answer.YES, day=1)).owed("report_threat")
    story.when(row(key="row-2", day=3)).not_owed("report_threat")


@rule(149)
def test_a_threat_that_comes_with_the_guide_in_conflict_is_the_coordinators():
    story = given(to_guided(), threat_learned(wants=Answer.YES, day=1), row(key="row-2", investigator="g1", day=0))
    story.owed("replace_guide").owed("report_threat", by="coordinator").owed("urge_to_report", by="coordinator")
