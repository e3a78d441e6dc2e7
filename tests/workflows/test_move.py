"""A move is offered by one unit and accepted by the other; until then everything is the giver's (D9)."""

import pytest

from events.move import MoveOffered
from events.values import Answer
from tests.support.ladder import (
    HANDED_OVER,
    assessed,
    closed,
    closing_annulled,
    consented,
    contact,
    corrected,
    family_called,
    guide_asked,
    mistaken,
    need_reported,
    referred,
    to_closed,
    to_conversation,
    to_guided,
)
from tests.support.ladder_move import accepted, declined, died, left_district, offered, withdrawn
from tests.support.marks import rule
from tests.support.story import Step, Story, given
from workflows.invariants import CONTACTS


@rule(19)
def test_until_the_other_unit_has_said_yes_every_duty_is_the_givers():
    story = given(to_guided(), offered())
    assert story.state.unit == "ost"
    assert {d.owner.partition("@")[2] for d in story.duties() if d.kind != "answer_move" and "@" in d.owner} >= {"ost"}
    story.owed("answer_move", by="coordinator@vest", due=3)
    story.owed("answer_move_as_leader", by="leader@ost", party="ost")
    story.owed("answer_move_as_leader", by="leader@vest", party="vest")


@rule(19)
def test_accepted_it_is_the_other_units_with_guide_consent_and_clearance():
    before = given(to_guided())
    story = given(to_guided(), offered(), accepted()).phase("guided").not_owed("answer_move", "answer_move_as_leader")
    assert story.state.unit == "vest"
    assert story.state.period == before.state.period
    assert {d.owner.partition("@")[2] for d in story.duties() if "@" in d.owner} == {"vest"}
    assert [(m.from_unit, m.to_unit) for m in story.state.whereabouts.moves] == [("ost", "vest")]


def test_nobody_who_has_not_been_told_to_leave_is_closed_as_moved_without_being_handed_over():
    left = closed("left_district", without=("handed_over",))
    given(to_guided()).asking(left).refused("handover_missing")
    given(to_guided(), left_district()).asking(left).refused("handover_missing")
    given(to_guided(), left_district(wishes=Answer.NO)).asking(left).recorded()
    given(to_guided(), left_district(HANDED_OVER)).asking(left).recorded()
    given(to_guided(), left_district(HANDED_OVER), left_district(back=True)).asking(left).refused("handover_missing")


def test_the_guide_goes_on_from_the_unit_that_was():
    story = given(to_guided(), offered(), accepted()).owed("contact_youth", by="staff/g1")
    story.when(contact()).recorded()


def test_and_nobody_else_of_the_unit_that_was_decides_any_more():
    story = given(to_guided(), offered(), accepted())
    story.asking(guide_asked("g2")).refused("other_unit")
    story.asking(guide_asked("g9").reported_by("k9")).recorded()
    story.asking(contact(by="g2")).refused("other_unit")


def test_only_the_other_unit_accepts_or_declines_and_only_the_giver_withdraws():
    story = given(to_guided(), offered())
    story.asking(accepted("k1")).refused("other_unit")
    story.asking(declined("k1")).refused("other_unit")
    story.asking(withdrawn().reported_by("k9")).refused("other_unit")
    story.asking(withdrawn()).recorded()


def test_the_answer_is_owed_for_three_working_days_and_then_by_both_leaders():
    story = given(to_conversation(), offered(day=2))  # Wednesday
    assert "answer_move" in story.pressing(2)
    story.owed("answer_move", due=7)
    assert "answer_move_as_leader" not in story.pressing(7)
    assert "answer_move_as_leader" in story.pressing(8)
    story.when(accepted("l9", day=9)).not_owed("answer_move", "answer_move_as_leader")


def test_declined_the_giver_decides_what_now():
    story = given(to_conversation(), offered(), declined()).not_owed("answer_move", "answer_move_as_leader")
    story.owed("decide_declined_move", by="coordinator@ost", due=2)
    story.asking(accepted()).refused("no_such_offer")
    story.asking(offered()).recorded()
    story.when(withdrawn()).not_owed("decide_declined_move")


def test_one_offer_at_a_time_to_a_unit_that_there_is_and_that_is_another():
    story = given(to_conversation(), offered())
    story.asking(offered()).refused("offered_already")
    other = given(to_conversation())
    other.asking(offered("ost")).refused("same_unit")
    other.asking(offered("nord")).refused("no_such_unit")
    other.asking(withdrawn()).refused("no_such_offer")


def test_a_case_moves_twice_and_back():
    story = given(to_guided(), offered(), accepted())
    story.when(offered("ost").reported_by("k9"), accepted("k1")).recorded(phase="guided")
    assert story.state.unit == "ost"
    assert len(story.state.whereabouts.moves) == 2


def test_a_closed_case_moves_as_well_and_is_asked_for_where_the_family_lives():
    story = given(to_closed(), offered(), accepted(), need_reported().on(60)).phase("reopened")
    story.owed("assess_again", by="coordinator@vest")


def test_an_offer_ends_with_the_case():
    story = given(to_guided(), offered(), closed("youth_and_guide_agree").on(30))
    story.not_owed("answer_move", "answer_move_as_leader").asking(accepted("k1")).refused("no_such_offer")


def test_nobody_moves_what_should_never_have_been():
    given(referred(), mistaken()).asking(offered()).refused("case_void")


def test_a_corrected_unit_does_not_move_the_case():
    story = given(to_guided(), offered(), accepted()).when(corrected(MoveOffered, "note", "Skrevet feil"))
    assert story.state.unit == "vest"


# out of the district


@rule(6)
@pytest.mark.parametrize(
    "left", [left_district(HANDED_OVER), left_district(wishes=Answer.NO)], ids=["handed over", "wish not to"]
)
def test_a_family_that_left_is_handed_over_or_wants_not_to_be(left: Step):
    story = given(to_guided(), left).phase("guided").owed("close_case", by="coordinator", due=3)
    story.when(closed("left_district", without=("handed_over",))).recorded(phase="closed")


def test_else_the_closing_says_to_whom():
    story = given(to_guided(), left_district())
    story.asking(closed("left_district", without=("handed_over",))).refused("handover_missing")
    story.asking(closed("left_district")).recorded()


def test_the_family_may_be_back():
    story = given(to_guided(), left_district(), left_district(back=True)).not_owed("close_case")
    story.when(left_district(day=0, hour=1)).superseded().not_owed("close_case")


# a death


PHASES = {
    "detected": (referred(),),
    "assessed": (referred(), assessed()),
    "conversation": to_conversation(),
    "guided": to_guided(),
    "reopened": (*to_closed(), need_reported().on(60)),
}


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("by", ["k1", "g1"])
def test_with_a_death_everything_stops_at_once(phase: str, by: str):
    story = given(PHASES[phase]).phase(phase)
    if by == "g1" and phase != "guided":
        story.asking(died("g1")).refused("not_on_this_case")
        return
    story.when(died(by)).recorded(phase="closed")
    assert story.state.period.closing.ground == "died"
    assert not story.kinds() & CONTACTS
    assert story.kinds() == set()


def test_it_may_be_learned_after_the_closing_and_then_it_is_closed_for_good():
    story = given(to_closed(), died()).phase("closed")
    assert story.state.period.closing.ground == "youth_and_guide_agree"
    story.asking(need_reported()).refused("closed_for_good")
    story.asking(offered()).refused("closed_for_good")


def test_the_ground_says_the_same():
    story = given(to_guided(), closed("died"))
    assert story.state.whereabouts.died is not None
    given(to_guided()).asking(closed("died", without=("found_by",))).refused("found_by_missing")


def test_a_death_that_was_somebody_elses_is_annulled():
    story = given(to_guided(), died(), closing_annulled()).phase("guided").owed("contact_youth")
    assert story.state.whereabouts.died is None
    closed_before: Story = given(to_closed(), died(), closing_annulled()).phase("closed")
    closed_before.asking(need_reported()).recorded()


def test_what_is_told_late_of_a_time_before_it_takes_its_place():
    story = given(to_guided(), died(day=5), contact(day=3)).phase("closed")
    assert story.kinds() == set()


def test_a_call_that_was_made_all_the_same_is_a_breach():
    story = given(referred(), assessed(), died())
    story.when(family_called()).breach(136).owed("answer_breach")


def test_consent_stands_with_the_new_unit():
    story = given(to_guided(), offered(), accepted(), consented().reported_by("k9"))
    story.phase("guided")
