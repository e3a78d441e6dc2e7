"""The criminal case: reported later, withdrawn, dismissed; who investigates and who prosecutes."""

import pytest

from events.clearance import ClearanceGiven
from events.contact import FirstContactMade
from events.values import Answer, MatterStatus, PerpetratorIs, Reported, Source
from tests.support.ladder import (
    assessed,
    clearance_asked,
    clearance_refused,
    cleared,
    closed,
    consented,
    considered,
    contact,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    need_reported,
    referred,
    row,
    to_closed,
    to_conversation,
    to_guided,
)
from tests.support.ladder_matter import (
    appealed,
    charged,
    cleared_with,
    dismissed,
    investigator_named,
    judged,
    prosecutor_named,
    report_withdrawn,
    reported_later,
)
from tests.support.marks import rule, shows
from tests.support.story import day, given
from workflows.outcome import Verb
from workflows.workdays import add_workdays

UNREPORTED = (referred(), assessed())
REPORTED = (referred(reported=True, investigator="e2"), assessed())


@rule(12, 47)
def test_what_is_reported_later_is_cleared_from_then_on():
    story = given(UNREPORTED).not_owed("ask_clearance").when(reported_later(investigator="e2", day=3)).recorded()
    assert story.state.incidents[0].reported is Reported.YES
    story.owed("ask_clearance", by="coordinator", due=3).owed(
        "call_family", party="guardian_1:halted", waiting_for="ask_clearance"
    )
    story.asking(family_called(day=4)).breach(47)
    story.when(cleared(day=4)).asking(family_called(day=4, hour=12)).recorded()


@rule(47)
def test_a_call_before_the_report_needs_no_clearance_whenever_it_is_told():
    given(UNREPORTED, reported_later(day=3)).when(family_called(day=2)).recorded()
    given(UNREPORTED, reported_later(day=3)).when(family_called(day=3, hour=10)).breach(47)


@rule(47)
def test_a_late_report_makes_no_breach_of_what_was_done_before_it():
    story = given(UNREPORTED, family_called(day=2)).when(reported_later(day=1)).recorded(phase="conversation")
    assert story.state.breaches == ()


@rule(47)
@pytest.mark.parametrize(("number", "allowed"), [(7, True), (14, True), (15, False)])
def test_reported_while_follow_up_runs_agreed_contact_goes_on_for_five_working_days(number: int, allowed: bool):
    story = given(to_guided(), reported_later(day=7)).owed("ask_clearance", due=7)
    story.asking(contact(day=number, hour=15))
    if allowed:
        story.recorded()
    else:
        story.breach(47)
    story.asking(contact(initiative="starts", day=8)).breach(47)


@rule(47)
def test_a_row_about_what_was_not_reported_reports_it_from_then_on():
    story = given(to_guided(), row(day=7), assessed("i2"))
    assert [i.reported for i in story.state.incidents] == [Reported.NO, Reported.YES]
    story.asking(contact(day=8)).recorded()


@rule(47)
def test_a_withdrawn_report_needs_no_clearance_from_then_on():
    story = given(REPORTED, clearance_asked()).when(report_withdrawn(day=3)).recorded()
    assert story.state.incidents[0].reported is Reported.WITHDRAWN
    story.not_owed("ask_clearance", "ask_clearance_again", "escalate_clearance", "leader_asks_clearance")
    story.asking(family_called(day=4)).recorded()


@rule(47)
def test_it_legalises_no_earlier_call():
    story = given(REPORTED).when(family_called(day=2)).breach(47)
    story.when(report_withdrawn(day=3)).then(Verb.BREACHED, FirstContactMade).owed("answer_breach")
    story.when(report_withdrawn(day=1)).then(Verb.LIFTED, FirstContactMade)


def test_the_latest_word_on_the_report_counts_whichever_arrives_first():
    for order in ((0, 1), (1, 0)):
        told = (reported_later(day=5), report_withdrawn(day=4))
        story = given(referred(), assessed(), *(told[n].arriving(6) for n in order))
        assert story.state.incidents[0].reported is Reported.YES
        assert story.state.incidents[0].needs_clearance


def test_a_row_takes_back_no_word_on_the_report():
    story = given(row(), report_withdrawn(day=1), row(content="content-2", day=3))
    assert story.state.incidents[0].reported is Reported.WITHDRAWN


@rule(47)
def test_of_a_dismissed_matter_the_prosecutor_or_the_leader_of_investigation_clears():
    story = given(REPORTED, dismissed(day=1)).asking(cleared(day=2)).breach(47)
    story.asking(cleared_with(by="j1", capacity="prosecutor", day=2)).recorded()
    story.when(cleared_with(by="e1", capacity="leader_of_investigation", day=2)).recorded()
    story.asking(family_called(day=3)).recorded()


@rule(47)
def test_what_the_investigator_cleared_before_the_dismissal_stands():
    given(REPORTED, cleared(day=1), dismissed(day=2)).asking(family_called(day=3)).recorded()
    given(REPORTED, dismissed(day=2)).when(cleared(day=1)).recorded()


@rule(47)
def test_taken_up_again_it_is_the_investigators_again():
    story = given(REPORTED, dismissed(day=1), charged(day=2)).when(cleared(day=3)).recorded()
    assert story.state.incidents[0].matter is MatterStatus.CHARGED


@rule(47)
@shows("R47 clears_without_capacity", "forbidden", "allowed")
def test_nobody_clears_as_investigator_instead_of_the_one_who_investigates():
    story = given(REPORTED).when(cleared_with(by="e1")).breach(47)
    story.asking(family_called(day=2)).breach(47)
    given(REPORTED, investigator_named("e1", day=1)).when(cleared_with(by="e1", day=2)).recorded()


@rule(47, 51)
def test_whoever_clears_a_matter_without_a_known_investigator_is_known_to_investigate():
    story = given(referred(reported=True), assessed()).owed("find_investigator").when(cleared_with(by="e1"))
    assert story.recorded().state.incidents[0].investigator == "e1"
    story.not_owed("find_investigator").asking(guide_asked("e1")).refused("investigator_in_own_case", 51)


@rule(47, 48)
def test_who_investigates_is_found_out_in_two_working_days():
    story = given(referred(reported=True), assessed()).owed("find_investigator", by="coordinator", due=2)
    assert "find_investigator" in story.pressing(0)
    story.when(investigator_named(None, name="Etterforsker Syntetisk")).recorded().not_owed("find_investigator")
    story.owed("ask_clearance", due=1)
    given(REPORTED).not_owed("find_investigator")
    given(referred(reported=True), assessed(), clearance_asked(capacity="prosecutor")).not_owed("find_investigator")
    given(UNREPORTED).not_owed("find_investigator")


@rule(51)
def test_a_guide_who_becomes_the_investigator_is_in_conflict_at_once():
    story = given(to_conversation(reported=False), guide_asked("e1"), guide_accepted("e1"))
    story.when(investigator_named("e1", day=3)).recorded().owed("replace_guide", by="coordinator", due=3)
    assert story.state.guide_in_conflict is not None
    story.when(investigator_named("e2", day=4)).not_owed("replace_guide")


@rule(51)
def test_one_who_was_only_asked_cannot_accept_any_more():
    story = given(to_conversation(), guide_asked("e1"), investigator_named("e1"))
    story.when(guide_accepted("e1")).refused("investigator_in_own_case", 51)


@rule(51)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_who_is_named_last_investigates_whichever_arrives_first(order: tuple[int, int]):
    told = (investigator_named("e1", day=2), investigator_named("e2", day=4))
    story = given(UNREPORTED, *(told[n].arriving(5) for n in order))
    assert story.state.incidents[0].investigator == "e2"


@rule(51)
def test_a_guide_who_prosecutes_is_looked_at_and_may_go_on():
    story = given(to_conversation(), guide_asked("g1"), guide_accepted("g1"))
    story.when(prosecutor_named("g1")).recorded().owed("look_again", by="coordinator").not_owed("replace_guide")
    story = given(to_conversation(), prosecutor_named("g1")).not_owed("look_again")
    story.when(guide_asked("g1")).recorded().owed("look_again")
    given(to_conversation(), prosecutor_named("j1"), guide_asked("g1")).not_owed("look_again")


def test_it_must_be_clear_who_is_named_and_which_incident_is_meant():
    given(UNREPORTED).when(investigator_named(None)).refused("not_named")
    two = given(row(), row(key="row-2"))
    two.asking(investigator_named("e1")).refused("which_incident")
    two.asking(investigator_named("e1", incident="i3")).refused("which_incident")
    two.when(investigator_named("e1", incident="i2")).recorded()
    assert [i.investigator for i in two.state.incidents] == ["e2", "e1"]


def test_the_matter_stands_where_the_latest_step_says():
    story = given(REPORTED, charged(day=1), judged(day=5), appealed(day=7)).when(dismissed(day=3)).superseded()
    assert story.state.incidents[0].matter is MatterStatus.APPEALED


@rule(136)
def test_what_is_told_of_the_matter_moves_no_closed_case():
    steps = (reported_later(), dismissed(), charged(), judged(), appealed(), investigator_named(), prosecutor_named())
    for step in steps:
        given(to_closed()).when(step.on(40)).recorded(phase="closed").not_owed("ask_clearance", "find_investigator")


def test_police_and_prosecution_tell_what_becomes_of_the_matter():
    given(REPORTED).when(dismissed().reported_by("g1")).refused("may_not_report")
    given(REPORTED).when(dismissed().reported_by("system/municipality", Source.MUNICIPALITY)).refused(
        "may_not_report_from_here"
    )
    given(REPORTED).when(dismissed().reported_by("j1", Source.POLICE)).recorded()


@rule(48)
def test_a_refusal_still_stands_when_the_report_is_made_again():
    story = given(REPORTED, clearance_refused(day=1), report_withdrawn(day=2), reported_later(day=3))
    story.owed("ask_clearance_again", due=add_workdays(day(1), 3)).asking(family_called(day=4)).breach(47)


@rule(17)
def test_a_row_takes_back_no_family_that_somebody_learned_of():
    story = given(referred(), assessed(family=Answer.YES, reason="Skjermes"))
    assert story.state.incidents[0].family_known is not None
    story.when(referred(perpetrator=PerpetratorIs.ACQUAINTED))
    assert story.state.incidents[0].family_known is not None


@rule(47)
def test_a_guide_who_waits_for_clearance_comes_when_none_is_needed_any_more():
    story = given(REPORTED, guide_asked()).when(guide_accepted()).waiting("clearance_missing", ClearanceGiven)
    story.when(report_withdrawn())
    assert story.state.waiting == ()


@rule(48)
def test_asked_at_the_very_moment_that_the_family_asked_again_is_asked_in_this_run():
    reported = referred(reported=True)
    before = (
        cleared_with(by="j1", capacity="prosecutor"),
        considered(),
        family_called(),
        conversation_held(),
        guide_asked(),
    )
    story = given(reported, assessed(), before, guide_accepted(), consented())
    story.when(closed("youth_and_guide_agree").on(30), need_reported().on(60), assessed().on(61))
    story.owed("find_investigator", party="i1")
    story.when(clearance_asked().on(60).arriving(61)).recorded().not_owed("find_investigator")
