"""Who clears, and on which conditions: a no names the facts that make it (D23)."""

from events.clearance import ClearanceAsked
from events.values import Answer
from tests.support.ladder import assessed, clearance_refused, cleared, participant_called, referred
from tests.support.ladder_matter import cleared_with, dismissed, investigator_named, prosecutor_named
from tests.support.ladder_person import safe_to_contact
from tests.support.marks import rule
from tests.support.people import ADULT_BORN
from tests.support.story import Step, Story, at, given
from workflows.conditions import capacity_of, whose_answer
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


# whose word it is


@rule(47, 48)
def test_whose_answer_is_waited_for():
    """The investigator's; the prosecutor's where they are asked, nobody investigates, or it is dismissed (D23)."""
    story = given(REPORTED)
    assert whose(story) == ("e2", "investigator")
    assert whose(story.when(prosecutor_named("j1"))) == ("e2", "investigator")
    asked = story.when(Step(ClearanceAsked(incidents=("i1",), asked="j9", capacity="prosecutor"), day=3))
    assert whose(asked) == ("j9", "prosecutor")
    assert whose(asked.when(clearance_refused(day=4))) == ("e2", "investigator")
    assert whose(story.when(prosecutor_named("j1"), dismissed(day=2))) == ("j1", "prosecutor")
    assert whose(given(referred(reported=True), assessed())) == (None, "investigator")
    assert whose(given(referred(reported=True), assessed(), prosecutor_named("j1"))) == ("j1", "prosecutor")


@rule(47)
def test_in_which_capacity_somebody_speaks():
    story = given(REPORTED, prosecutor_named("j1"))
    assert [capacity(story, slug) for slug in ("e2", "j1", "e1")] == [
        "investigator",
        "prosecutor",
        "leader_of_investigation",
    ]
    assert capacity(story.when(dismissed(day=2)), "e2") == "leader_of_investigation"
    asked = story.when(Step(ClearanceAsked(incidents=("i1",), asked="l1", capacity="leader_of_investigation"), day=3))
    assert capacity(asked, "l1") == "leader_of_investigation"


def whose(story: Story) -> tuple[str | None, str]:
    case = story.state
    return whose_answer(case, case.incidents[0], at(10))


def capacity(story: Story, slug: str) -> str:
    case = story.state
    return capacity_of(case, case.incidents[0], slug, at(10))
