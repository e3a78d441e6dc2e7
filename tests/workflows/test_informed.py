"""The guide is advised and knows what they may come to; the investigation knows that there is a guide."""

import pytest

from events.guidance import GuideAsked
from events.values import Reported
from tests.support.ladder import (
    assessed,
    cleared,
    family_called,
    guide_accepted,
    guide_asked,
    need_reported,
    referred,
    row,
    to_closed,
    to_guided,
)
from tests.support.ladder_guidance import (
    advice_asked,
    advice_given,
    bl_confirmed,
    disclosed,
    guide_informed,
    investigator_told,
    prosecutor_told,
)
from tests.support.ladder_matter import charged, cleared_with, dismissed, judged, reported_later
from tests.support.marks import rule
from tests.support.stories_of_guides import GUIDED
from tests.support.story import Step, day, given
from workflows.informed import investigated
from workflows.policy import Policy
from workflows.workdays import add_workdays

OF_THE_GUIDE: dict[str, Step] = {"tell_investigator": investigator_told(), "confirm_bl_guide": bl_confirmed()}

OF_THE_PROGRAMME: dict[str, Step] = {
    "confirm_bl_programme": bl_confirmed(of="programme"),
    "tell_prosecutor": prosecutor_told(),
}


@rule(60, 61)
@pytest.mark.parametrize("kind", OF_THE_GUIDE)
def test_the_coordinator_sees_to_it_that_the_guide_is_known_in_a_reported_matter(kind: str):
    story = given(GUIDED).owed(kind, by="coordinator", due=add_workdays(day(0), 3), party="i1", pressing=0)
    story.when(OF_THE_GUIDE[kind]).recorded().not_owed(kind)
    given(to_guided()).not_owed(kind)


@rule(60, 61)
@pytest.mark.parametrize("kind", OF_THE_GUIDE)
def test_of_each_new_guide(kind: str):
    story = given(GUIDED, OF_THE_GUIDE[kind], guide_asked("g2", day=3), guide_accepted("g2", day=3))
    story.owed(kind, due=add_workdays(day(3), 3))


@rule(60, 61)
@pytest.mark.parametrize("kind", OF_THE_GUIDE)
def test_and_of_each_matter(kind: str):
    story = given(GUIDED, OF_THE_GUIDE[kind], row(key="row-2", day=5))
    story.owed(kind, party="i2", due=add_workdays(day(5), 3))
    assert [d.party for d in story.duties() if d.kind == kind] == ["i2"]


@rule(66, 67)
@pytest.mark.parametrize("kind", OF_THE_PROGRAMME)
def test_the_investigator_sees_to_it_that_the_programme_is_known_once_the_conversation_is_accepted(kind: str):
    story = given(referred(reported=True, investigator="e2"), assessed(), cleared()).not_owed(kind)
    story.when(family_called()).owed(kind, by="staff/e2", due=add_workdays(day(0), 3), party="i1")
    story.when(OF_THE_PROGRAMME[kind]).recorded().not_owed(kind)


@rule(66, 67)
@pytest.mark.parametrize("kind", OF_THE_PROGRAMME)
def test_where_none_of_ours_is_named_it_is_the_coordinators_and_unreported_it_is_nobodys(kind: str):
    """Another investigator of the unit has no part in the case, and sees nothing of it."""
    by_the_prosecutor = cleared_with(by="j1", capacity="prosecutor")
    given(referred(reported=True), assessed(), by_the_prosecutor, family_called()).owed(kind, by="coordinator")
    given(to_guided()).not_owed(kind)
    given(referred(reported=Reported.WITHDRAWN), assessed(), family_called()).not_owed(kind)


@rule(66, 67)
@pytest.mark.parametrize("kind", OF_THE_PROGRAMME)
def test_it_may_have_been_done_before_the_yes_arrived(kind: str):
    story = given(referred(reported=True, investigator="e2"), assessed(), cleared(), OF_THE_PROGRAMME[kind])
    story.when(family_called()).not_owed(kind)


@rule(60)
def test_of_incidents_that_there_are():
    given(GUIDED).asking(investigator_told("i7")).refused("no_such_incident")


@rule(60, 66)
def test_when_it_is_told_is_local_practice():
    given(GUIDED, policy=Policy(guide_told_wd=1)).owed("tell_investigator", due=1).owed("confirm_bl_programme", due=1)


@rule(141)
def test_the_guide_is_told_that_they_may_be_a_witness():
    story = given(GUIDED).owed("inform_guide", by="coordinator", due=add_workdays(day(0), 3))
    story.when(guide_informed()).recorded().not_owed("inform_guide")
    given(to_guided()).not_owed("inform_guide")


@rule(60, 61, 66, 67, 141)
def test_of_a_matter_that_is_reported_later_it_is_told_from_then_on():
    story = given(to_guided(), reported_later("i1").on(20))
    for kind in ("tell_investigator", "confirm_bl_guide", "confirm_bl_programme", "tell_prosecutor", "inform_guide"):
        story.owed(kind, due=add_workdays(day(20), 3))


@rule(141)
def test_or_knew_it_when_they_were_asked():
    asked = Step(GuideAsked(guide="g2", basis=("relation",), may_be_witness_told=True))
    given(GUIDED, guide_informed(), asked, guide_accepted("g2")).not_owed("inform_guide")


# advice


@rule(143, 144)
def test_a_guide_who_asks_is_advised_in_two_working_days():
    story = given(to_guided()).when(advice_asked(day=3)).recorded()
    story.owed("give_guidance", by="coordinator", due=add_workdays(day(3), 2), pressing=3)
    story.when(advice_given(day=4)).recorded().not_owed("give_guidance")


@rule(143)
def test_the_same_day_when_it_is_urgent():
    given(to_guided(), advice_asked(urgent=True, day=3)).owed("give_guidance", due=3)


@rule(143)
def test_advice_answers_what_was_asked_before_it_whenever_that_arrives():
    given(to_guided(), advice_asked(day=3), advice_given(day=4), advice_asked(day=5)).owed("give_guidance", due=8)
    given(to_guided(), advice_given(day=4), advice_asked(day=3)).not_owed("give_guidance")
    given(to_guided(), advice_asked("g1", day=3), advice_given("g2", day=4)).owed("give_guidance")


@rule(143)
def test_a_closed_case_needs_no_advice_and_a_new_period_begins_without():
    given(to_closed(), advice_asked(day=29)).not_owed("give_guidance")
    given(to_closed(), advice_asked(day=29), need_reported().on(60)).not_owed("give_guidance")


# § 35


@rule(148)
@pytest.mark.parametrize(("guide", "secrecy", "breach"), [
    ("n1", False, True), ("n1", True, False), ("g1", False, False), ("nobody", False, True),
])  # fmt: skip
def test_secrecy_is_imposed_before_a_guide_from_outside_is_told(guide: str, secrecy: bool, breach: bool):
    story = given(to_guided()).when(disclosed(guide, secrecy=secrecy))
    if breach:
        story.breach(148).owed("answer_breach")
    else:
        story.recorded()
        assert len(story.state.period.disclosures) == 1


@rule(60, 66)
@pytest.mark.parametrize("step", [dismissed(), judged()])
def test_of_a_matter_that_is_over_nobody_investigates_any_more(step: Step):
    story = given(referred(reported=True), assessed())
    assert len(investigated(story.state)) == 1
    story.when(step)
    assert investigated(story.state) == ()


@rule(60, 66)
def test_nor_of_one_that_is_not_reported():
    assert investigated(given(referred(), assessed()).state) == ()
    assert len(investigated(given(referred(reported=True), charged()).state)) == 1
