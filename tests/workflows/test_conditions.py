"""Who clears, and on which conditions: a no names the facts that make it (D23)."""

from events.values import Answer
from tests.support.ladder import assessed, cleared, participant_called, referred
from tests.support.ladder_matter import cleared_with, dismissed, investigator_named
from tests.support.ladder_person import safe_to_contact
from tests.support.marks import rule
from tests.support.people import ADULT_BORN
from tests.support.story import given
from workflows.rule import Hard
from workflows.rulebook import RULEBOOK

REPORTED = (referred(reported=True, investigator="e2"), assessed())


@rule(47)
def test_whoever_clears_without_being_the_one_is_told_who_is():
    named = investigator_named("e2", incident="i1").called("named")
    story = given(referred(reported=True), assessed(), named).asking(cleared_with(by="e1")).breach(47)
    (reason,) = story.entry.reasons
    assert (reason.code, reason.facts) == ("clears_without_capacity", ("desk:named",))
    rule_ = next(one for one in RULEBOOK if isinstance(one, Hard) and one.refusal == "clears_without_capacity")
    assert rule_.because(story.state, story.entry.fact) == reason.facts


@rule(47)
def test_of_a_dismissed_matter_the_dismissal_is_named_too():
    over = dismissed("i1").called("over")
    story = given(REPORTED, over).asking(cleared()).breach(47)
    (reason,) = story.entry.reasons
    assert reason.facts == ("police:over", story.log[0].fact.key)


@rule(17)
def test_before_anything_is_offered_nobody_looks_for_a_safe_way():
    given(referred(), safe_to_contact(safe=False)).not_owed("find_safe_way")
    adult = referred(born=ADULT_BORN, hate=Answer.YES)
    given(adult, assessed(), safe_to_contact(safe=False)).owed("find_safe_way").asking(participant_called()).breach(17)
