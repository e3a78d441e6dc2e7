"""The first call: in which order, whom, what an answer leads to; and the loop when nobody answers."""

import pytest

from events.contact import ContactLogged, FirstContactMade
from events.values import Answer, CaseRole, Channel, LivesWith, PerpetratorIs
from tests.support.ladder import (
    assessed,
    cleared,
    consent_withdrawn,
    considered,
    contact,
    conversation_accepted,
    conversation_held,
    corrected,
    family_called,
    need_reported,
    nobody_answered,
    participant_called,
    referred,
    residence_checked,
    to_closed,
    to_conversation,
    to_guided,
    tried,
    youth_considered,
)
from tests.support.ladder_person import answers_resolved, relation_learned
from tests.support.marks import rule, shows
from tests.support.people import ADULT_BORN
from tests.support.story import Step, day, given
from workflows.workdays import add_workdays

OFFERED = (referred(), assessed())
ADULT = (referred(born=ADULT_BORN, hate=Answer.YES), assessed())


@rule(24, 44, 52, 69)
@shows("R52 not_assessed", "forbidden", "allowed")
def test_no_call_before_the_assessment():
    given(referred()).when(family_called()).breach(52).phase("detected")
    given(OFFERED).when(family_called()).recorded("conversation")


@rule(52, 69)
def test_order_goes_by_when_it_happened():
    story = given(referred(), assessed(day=3))
    story.asking(family_called(day=2)).breach(69)
    story.asking(family_called(day=3, hour=10)).recorded()


@rule(52)
def test_a_yes_to_an_offer_that_was_never_made_is_a_breach():
    given(referred()).when(conversation_accepted()).breach(52).phase("detected")


@rule(28, 29, 30)
def test_the_first_try_is_due_two_working_days_after_assessed_and_cleared():
    given(OFFERED).owed("call_family", by="coordinator", due=2)
    given(referred(reported=True), assessed(), cleared(day=3)).owed("call_family", due=add_workdays(day(3), 2))


@rule(28)
def test_the_family_is_called_within_seven_days_from_the_day_the_enquiry_came():
    given(referred(reported=True), assessed(), cleared(day=4)).owed("call_family", due=7)


@rule(70)
@shows("R70 guardians_first", "forbidden", "allowed")
def test_under_18_the_guardians_are_called():
    given(OFFERED).owed("call_family", party="guardian_1").when(participant_called()).breach(70).phase("assessed")
    given(OFFERED).when(family_called()).recorded()


@rule(70, 75)
def test_the_youth_may_be_spoken_to_in_the_same_call():
    given(OFFERED).when(family_called(reached=("guardian_1", "participant"), asked_to_speak_with_youth=True)).recorded()


@rule(71)
@shows("R71 adult_speaks_alone", "forbidden", "allowed")
def test_from_18_the_person_alone_is_called():
    given(ADULT).owed("call_family", party="participant").when(family_called()).breach(71)
    given(ADULT).when(participant_called()).recorded("conversation")


@rule(71)
def test_which_of_the_two_is_the_age_on_the_day_of_the_call():
    turns = day(5).replace(year=day(5).year - 18)
    story = given(referred(born=turns), assessed())
    story.asking(family_called(day=4)).recorded()
    story.asking(family_called(day=5)).breach(71)
    story.asking(participant_called(day=5)).recorded()


@rule(70, 72)
def test_an_unknown_age_counts_as_under_18():
    given(referred(born=None), assessed()).asking(participant_called()).breach(70)


@rule(17, 70)
def test_a_guardian_who_is_the_perpetrator_is_never_called():
    story = given(referred(perpetrator=PerpetratorIs.GUARDIAN_1), assessed(family=Answer.YES, reason="Skjermes"))
    story.owed("call_family", party="guardian_2").asking(family_called()).breach(17)
    story.asking(family_called(by="guardian_2")).recorded()


@rule(70)
def test_where_no_guardian_is_left_the_youth_is_called_by_a_reasoned_decision():
    lonely = referred(guardians=1, perpetrator=PerpetratorIs.GUARDIAN_1)
    story = given(lonely, assessed(family=Answer.YES, reason="Skjermes"))
    story.owed("find_guardian", by="coordinator", due=2).owed("call_family", waiting_for="find_guardian")
    story.asking(participant_called()).breach(70)
    story.when(youth_considered()).recorded().not_owed("find_guardian").owed("call_family", party="participant")
    story.when(participant_called()).recorded("conversation")


@rule(17)
@shows("R17 guardian_unsafe (contact)", "forbidden", "allowed")
def test_an_unsafe_guardian_who_calls_is_recordable():
    story = given(referred(perpetrator=PerpetratorIs.GUARDIAN_1), assessed(family=Answer.YES, reason="Skjermes"))
    story.when(contact("guardian_1", incoming=True, by="k1")).recorded()
    story.when(contact("guardian_1", by="k1")).breach(17)


@rule(17, 70, 76)
@pytest.mark.parametrize("word", [True, False], ids=["yes", "no"])
def test_an_unsafe_guardians_own_answer_is_kept_and_decides_nothing(word: bool):
    story = given(referred(perpetrator=PerpetratorIs.GUARDIAN_1), assessed(family=Answer.YES, reason="Skjermes"))
    taken = family_called("accepted" if word else "declined", by="guardian_1", reached=("guardian_2",))
    story.when(conversation_accepted("guardian_1") if word else taken).recorded("assessed")
    story.owed("call_family", party="guardian_2").not_owed("consider_youth", "hold_conversation")
    story.when(taken).recorded("assessed").owed("call_family", party="guardian_2").not_owed("consider_youth")
    story.when(family_called(by="guardian_2")).recorded("conversation")


@rule(17)
def test_a_yes_from_before_anybody_knew_stands():
    late = relation_learned(PerpetratorIs.GUARDIAN_1, day=3)
    given(OFFERED, conversation_accepted("guardian_1").on(2), late).phase("conversation").owed("hold_conversation")


# the loop


@rule(28)
def test_nobody_reached_is_tried_again_the_next_working_day():
    given(OFFERED, nobody_answered(day=1)).owed("call_family", due=2)
    given(OFFERED, nobody_answered(day=4)).owed("call_family", due=7)  # Friday -> Monday


@rule(28)
def test_a_call_back_is_due_on_the_day_agreed():
    given(OFFERED, family_called("call_back", call_back_at="2026-01-20T10:00:00+01:00")).owed("call_family", due=8)


@rule(28, 74)
def test_after_three_tries_the_other_guardian_is_called():
    story = given(OFFERED, nobody_answered(), nobody_answered()).owed("call_family", party="guardian_1")
    story.when(nobody_answered()).owed("call_family", party="guardian_2")


@rule(28)
def test_after_five_tries_the_coordinator_decides():
    four = tuple(nobody_answered(day=n) for n in (1, 2, 3, 4))
    story = given(OFFERED, four).not_owed("decide_unreached").when(nobody_answered(day=5))
    story.not_owed("call_family").owed("decide_unreached", by="coordinator", due=add_workdays(day(5), 2))
    story.when(family_called("wants_time", day=6)).not_owed("decide_unreached").owed("call_family")


@rule(76)
def test_after_r76_the_loop_ends_with_the_coordinator_too():
    story = given(OFFERED, family_called("declined"), youth_considered())
    story.when(tuple(nobody_answered("participant") for _ in range(5))).owed("decide_unreached")


def test_an_answer_that_arrives_late_does_not_undo_a_later_one():
    story = given(OFFERED, family_called("call_back", day=3), nobody_answered(day=2))
    assert story.state.period.answer == "call_back"
    assert [t.at for t in story.state.period.tries] == sorted(t.at for t in story.state.period.tries)


# answers


@rule(30, 82, 160)
@pytest.mark.parametrize(
    ("answer", "phase"),
    [
        ("accepted", "conversation"),
        ("held", "conversation"),
        ("wants_time", "assessed"),
        ("declined", "assessed"),
        ("not_reached", "assessed"),
        ("call_back", "assessed"),
    ],
)
def test_only_accepted_and_held_move_the_case(answer: str, phase: str):
    given(OFFERED).when(family_called(answer)).recorded(phase=phase)


@rule(76)
def test_a_guardians_no_asks_whether_to_talk_to_the_youth():
    story = given(OFFERED, family_called("declined")).owed("consider_youth", by="coordinator", due=3)
    story.not_owed("call_family", "close_case")
    story.when(youth_considered(talk=False)).not_owed("consider_youth").owed("close_case")


@rule(76)
def test_after_r76_the_youth_may_be_called_and_may_accept():
    story = given(OFFERED, family_called("declined"), youth_considered())
    story.owed("call_family", party="participant").when(participant_called()).recorded("conversation")


@rule(76)
def test_the_youths_own_yes_counts_only_after_r76():
    given(OFFERED, family_called("wants_time")).when(conversation_accepted("participant")).recorded("assessed")
    given(OFFERED, family_called("declined"), youth_considered()).when(conversation_accepted("participant")).recorded(
        "conversation"
    )


@rule(76)
def test_r76_is_about_a_guardians_no():
    given(OFFERED).when(youth_considered()).refused("no_guardians_no")
    given(OFFERED, family_called("declined", by="participant", reached=("guardian_1", "participant"))).when(
        youth_considered()
    ).refused("no_guardians_no")
    given(to_guided(), consent_withdrawn()).when(youth_considered()).recorded()


@rule(71)
def test_from_18_a_guardians_no_is_nobodys():
    turns = day(5).replace(year=day(5).year - 18)
    story = given(referred(born=turns), assessed(), family_called("declined", day=1)).owed("consider_youth")
    story.when(residence_checked(together=Answer.YES, lives_with=LivesWith.BOTH).on(6))
    story.not_owed("consider_youth", "close_case").owed("call_family", party="participant")


# no means no (invariant 5)


@rule(76)
@pytest.mark.parametrize("before", [OFFERED, ADULT])
def test_the_participants_own_no_ends_all_asking(before: tuple[Step, ...]):
    story = given(before, considered()).when(
        family_called("declined", by="participant", reached=("participant",))
        if before is ADULT
        else family_called("declined", by="participant", reached=("guardian_1", "participant"))
    )
    story.recorded().owed("close_case", due=3).not_owed("call_family", "hold_conversation", "consider_youth")


def test_no_guardian_undoes_the_participants_no():
    no = family_called("declined", by="participant", reached=("guardian_1", "participant"))
    story = given(OFFERED, no).when(conversation_accepted("guardian_1")).recorded("assessed").owed("close_case")
    story.when(family_called("accepted")).recorded("assessed").not_owed("call_family")


def test_until_they_ask_again_themselves():
    no = family_called("declined", by="participant", reached=("guardian_1", "participant"))
    yes = family_called("accepted", by="participant", reached=("guardian_1", "participant"))
    story = given(to_conversation(), no).phase("conversation").not_owed("hold_conversation").owed("close_case")
    given(ADULT, participant_called("declined")).when(conversation_accepted("participant")).recorded("conversation")
    assert story.when(yes).state.said_no is not None  # under 18 a yes of theirs counts after R76


def test_a_no_while_the_guide_follows_up_ends_the_two_weeks():
    story = given(to_guided()).when(consent_withdrawn("participant")).recorded("guided")
    story.not_owed("contact_youth", "contact_parents", "restore_consent", "ask_youth_at_18").owed("close_case")
    story.asking(contact()).breach(139)


@rule(76)
def test_two_guardians_who_differ_are_a_state_of_its_own_that_the_coordinator_resolves():
    differ = (family_called("declined", by="guardian_2", day=1), family_called("accepted", by="guardian_1", day=2))
    story = given(OFFERED, differ).phase("conversation").owed("resolve_answers", by="coordinator", due=7)
    story.owed("hold_conversation", waiting_for="resolve_answers")
    story.when(answers_resolved("guardian_1", day=3)).recorded().not_owed("resolve_answers", "consider_youth")
    story.owed("hold_conversation", pressing=3)
    story = given(OFFERED, differ, answers_resolved("guardian_2", day=3)).not_owed("resolve_answers")
    story.owed("consider_youth").owed("hold_conversation", waiting_for="consider_youth")


@rule(76)
def test_a_new_answer_after_that_is_weighed_anew_and_nothing_is_resolved_where_all_agree():
    differ = (family_called("accepted", by="guardian_1", day=1), family_called("declined", by="guardian_2", day=2))
    story = given(OFFERED, differ, answers_resolved("guardian_1", day=3))
    story.when(family_called("declined", by="guardian_2", day=4)).owed("resolve_answers")
    story.when(family_called("accepted", by="guardian_2", day=5)).not_owed("resolve_answers", "consider_youth")
    story.when(answers_resolved()).refused("answers_agree")
    given(OFFERED, family_called()).when(answers_resolved()).refused("answers_agree")


@rule(159)
def test_safe_again_is_a_no_to_the_offer_and_by_a_guardian_a_question_for_r76():
    given(OFFERED, family_called("declined", outcome="safe_again")).owed("consider_youth")
    given(ADULT, participant_called("declined", outcome="safe_again", participant_view="safe_again")).owed("close_case")


@rule(159)
def test_the_participants_word_is_heard_only_where_they_were_reached():
    heard = family_called("declined", reached=("guardian_1", "participant"), participant_view="safe_again")
    unheard = family_called("declined", participant_view="safe_again")
    assert given(OFFERED, heard).state.period.participant_safe is not None
    assert given(OFFERED, unheard).state.period.participant_safe is None


@rule(159)
def test_the_latest_word_of_the_participant_counts():
    safe = family_called("wants_time", reached=("guardian_1", "participant"), participant_view="safe_again", day=1)
    need = family_called("wants_time", reached=("guardian_1", "participant"), participant_view="need", day=2)
    assert given(OFFERED, safe, need).state.period.participant_safe is None
    assert given(OFFERED, need, safe).state.period.participant_safe is None


@rule(83)
def test_the_conversation_may_be_part_of_the_same_call():
    held = family_called("held", reached=("guardian_1", "participant"), follow_up_wanted=Answer.YES)
    story = given(OFFERED).when(held).recorded("conversation").not_owed("hold_conversation").owed("ask_guide")
    assert story.state.period.held is not None


# contact after the closing


@rule(136)
@shows("R136 closed_no_outreach", "forbidden", "allowed")
def test_after_the_closing_nobody_is_called():
    story = given(to_closed())
    story.asking(contact(day=31)).breach(136)
    story.asking(contact(day=29)).recorded()
    story.asking(contact("guardian_1", incoming=True, day=31)).recorded()
    story.asking(family_called(day=31)).breach(136)
    story.asking(conversation_held(day=31)).breach(136)


@rule(135, 136)
def test_a_call_between_closing_and_reopening_is_a_breach_whenever_it_is_told():
    story = given(to_closed(), need_reported().on(60))
    story.asking(contact(day=45, recorded=61)).breach(136)
    story.when(contact(day=29, recorded=61)).recorded("reopened")
    assert len(story.state.earlier[0].contacts) == 2
    assert story.state.period.contacts == ()


def test_a_witness_is_called_like_a_victim():
    given(referred(role=CaseRole.WITNESS, need="Så alt"), assessed()).when(family_called()).recorded("conversation")


def test_who_was_tried_and_reached_is_kept_by_place():
    story = given(OFFERED, nobody_answered("guardian_1", channel=Channel.SMS))
    assert story.state.period.tries[0].tried == ("guardian_1",)
    assert story.state.period.tries[0].reached == ()
    assert ContactLogged.model_fields["parties"].is_required()
    assert [t.reached for t in tried(("participant",), ("guardian_1",))] == [True, False]


@rule(70, 76)
def test_only_a_yes_to_talking_to_the_youth_lets_them_be_called_and_only_from_then_on():
    story = given(OFFERED, family_called("declined", day=1), youth_considered(talk=False, day=2))
    story.asking(participant_called(day=3)).breach(70)
    story = given(OFFERED, family_called("declined", day=1), youth_considered(day=2))
    story.asking(participant_called(day=3)).recorded()
    story.asking(participant_called(day=1)).breach(70)


@rule(30)
def test_answers_that_differ_are_resolved_whichever_phase_they_brought():
    differ = (family_called("accepted", by="guardian_1", day=2), family_called("declined", by="guardian_2", day=1))
    given(OFFERED, differ).phase("conversation").owed("resolve_answers")
    given(OFFERED, family_called("wants_time", day=1), differ[1]).phase("assessed").not_owed("resolve_answers")


@rule(76)
def test_an_answer_that_is_corrected_may_make_them_differ_before_anything_is_agreed():
    told = (family_called("declined", by="guardian_2", day=1), family_called("wants_time", by="guardian_1", day=2))
    story = given(OFFERED, told).not_owed("resolve_answers")
    story.when(corrected(FirstContactMade, "answer", "accepted").on(3)).recorded("assessed").owed("resolve_answers")
