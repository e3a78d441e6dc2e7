"""What has no effect yet is decided again when something is told that may change it, and said no to in the end."""

from datetime import timedelta

from events.contact import FirstContactMade
from events.guidance import GuideAccepted, GuideAsked
from events.intake import ReferralReceived
from events.person import RelationLearned
from events.values import PerpetratorIs
from tests.support.ladder import (
    assessed,
    corrected,
    family_called,
    guide_accepted,
    guide_asked,
    referred,
    to_held,
)
from tests.support.ladder_correction import wrong_case
from tests.support.ladder_move import accepted, offered
from tests.support.ladder_person import relation_learned
from tests.support.marks import rule
from tests.support.story import told
from workflows.held import again, not_waited_for, waited_in_vain
from workflows.outcome import Verb


@rule(47)
def test_a_correction_made_later_lifts_a_breach_that_never_was_one():
    story = told(referred(reported=True), assessed(), family_called(day=1)).breach(47)
    story.when(corrected(ReferralReceived, "reported", "no").on(5)).then(Verb.LIFTED, FirstContactMade)
    assert story.state.breaches == ()
    assert story.phase("conversation").state.period.accepted is not None


@rule(47)
def test_a_breach_is_decided_again_where_something_is_written_and_not_without():
    story = told(referred(reported=True), assessed(), family_called(day=1)).breach(47)
    assert again(story.state, []) == ()
    assert again(story.state, [story.log[0].fact]) == (story.key(FirstContactMade),)


@rule(17)
def test_so_does_that_what_made_it_stood_on_the_wrong_case():
    mother = relation_learned(PerpetratorIs.GUARDIAN_1, day=1)
    story = told(referred(), assessed(), mother, family_called(day=2)).breach(17)
    story.when(wrong_case(RelationLearned).on(5)).then(Verb.LIFTED, FirstContactMade).phase("conversation")


@rule(19, 50)
def test_what_waited_is_decided_by_whoever_told_it_though_another_unit_has_the_case_by_now():
    story = told(to_held(), guide_accepted("g1", day=3)).waiting("guide_not_asked", GuideAsked)
    asked = guide_asked("g1", day=2, recorded=6).reported_by("k9")
    story.when(offered(day=4), accepted(day=5), asked).then(Verb.RECORDED, GuideAccepted)
    assert story.state.unit == "vest"


def test_in_the_end_it_is_refused_with_why_and_with_what_it_waited_for():
    story = told(to_held(), guide_accepted("g1"))
    held, known, later = story.log[-1], story.known(story.log[-1].fact), story.now + timedelta(days=20)
    for refused, why in ((waited_in_vain, "waited_in_vain"), (not_waited_for, "not_waited_for")):
        entry = refused(held, known, later)
        assert entry.verb is Verb.REFUSED
        assert [reason.code for reason in entry.reasons] == [why, "guide_not_asked"]
        assert entry.recorded_at == later
