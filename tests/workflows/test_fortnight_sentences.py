"""R155 as guide/decisions.md means it, sentence by sentence ("R155, exactly"), each with what it excludes."""

import pytest

from events.values import Answer, Channel, LivesWith, PerpetratorIs
from tests.support.ladder import (
    assessed,
    closed,
    consent_withdrawn,
    consented,
    considered,
    contact,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    guide_away,
    need_reported,
    referred,
    residence_checked,
    row,
    to_closed,
    to_conversation,
    to_guided,
)
from tests.support.ladder_follow import consent_decided, frequency_agreed, participant_ends, pause_agreed
from tests.support.ladder_guidance import substitute_asked
from tests.support.marks import rule
from tests.support.people import ADULT_BORN
from tests.support.story import Step, day, given
from workflows.policy import Policy
from workflows.workdays import add_workdays

pytestmark = rule(155)

TURNS = day(30)


# «Calendar days since the last contact in which the participant was reached, either way, by guide, substitute or
# conversation holder;»


@pytest.mark.parametrize(
    ("told", "due"),
    [
        (contact(day=4), 18),
        (contact(day=4, incoming=True), 18),
        (contact(day=4, by="h1"), 18),
        (contact(day=4, by="k1"), 14),
        (contact("guardian_1", day=4), 14),
        (contact("guardian_1", "participant", day=4), 18),
        (contact(vainly=("participant",), day=4), 14),
        (contact("guardian_1", vainly=("participant",), day=4), 14),
    ],
    ids=["out", "in", "holder", "coordinator", "parent", "both", "vain", "parent reached, youth not"],
)
def test_who_is_reached_by_whom_begins_the_days_anew(told: Step, due: int):
    given(to_guided(), told).owed("contact_youth", due=due)


def test_a_substitute_counts_and_so_does_a_guide_of_before():
    story = given(to_guided(), contact(day=1), guide_asked("g2", day=2), guide_accepted("g2", day=2))
    story.owed("contact_youth", by="staff/g2", due=15)
    story.when(contact(day=5, by="g2")).owed("contact_youth", by="staff/g2", due=19)


def test_a_coordinator_does_not_count_while_a_substitute_has_the_duty():
    away = (guide_away(5, 20, day=1), substitute_asked("g2", 5, 20, day=2), guide_accepted("g2", day=3))
    given(to_guided(), away, contact(by="k1", day=6)).owed("contact_youth", due=14)
    given(to_guided(), away, contact(by="g2", day=6)).owed("contact_youth", due=20)


def test_what_a_guide_did_before_another_took_over_counts_when_it_is_told_late():
    story = given(to_guided(), guide_asked("g2", day=8), guide_accepted("g2", day=8))
    story.when(contact(day=7, recorded=9)).recorded().owed("contact_youth", by="staff/g2", due=21)
    story.when(contact(day=10)).refused("not_on_this_case")


def test_weekends_and_holidays_count():
    """2026-03-30 is the Monday before Easter: calendar days."""
    story = given(to_guided(), *(contact(day=n) for n in range(7, 78, 7)))
    story.owed("contact_youth", due=91)


def test_contacts_with_professionals_are_none():
    story = given(to_guided())
    data = contact("guardian_1", day=4).data
    assert not callable(data)
    alone = data.model_copy(update={"parties": (), "professionals": ("investigator",)})
    story.when(Step(alone, by="staff/g1", day=4)).recorded().owed("contact_youth", due=14)


# «never reached: from the day the guide accepted.»


def test_a_talk_with_the_parents_alone_leaves_the_youth_never_reached():
    alone = conversation_held(parties=("guardian_1",))
    given(*to_conversation(), alone, guide_asked(), consented(), guide_accepted(day=6)).owed("contact_youth", due=20)


def test_a_second_guide_does_not_begin_them_anew():
    story = given(to_guided(), guide_asked("g2", day=10), guide_accepted("g2", day=10))
    story.owed("contact_youth", by="staff/g2", due=14)


def test_in_a_new_period_it_counts_from_the_new_yes():
    again = (need_reported().on(60), assessed(), considered(), guide_asked(), guide_accepted(day=63), consented())
    given(to_closed(), again).phase("guided").owed("contact_youth", due=77)


# «Day 14: participant, and if under 18 the guardians who may be contacted (never one who is perpetrator, excluded,
# unsafe or not cleared; where parents live apart, the one the youth lives with).»


def test_day_14_asks_for_both():
    given(to_guided()).owed("contact_youth", due=14, pressing=14).owed("contact_parents", due=14, pressing=14)


def test_a_perpetrator_is_none_of_them_also_where_the_youth_lives_there():
    lives = (referred(lives_with=LivesWith.GUARDIAN_1), assessed(), considered(), residence_checked())
    story = given(lives, family_called(), conversation_held(), guide_asked(), guide_accepted(), consented())
    story.when(row(key="row-2", perpetrator=PerpetratorIs.GUARDIAN_1, lives_with=LivesWith.GUARDIAN_1).on(1))
    story.when(contact("guardian_1", by="k1", day=14)).breach(17).owed("contact_parents")
    story.when(contact(vainly=("guardian_2",), by="g1", day=14, hour=12)).breach(47)


def test_where_parents_live_together_one_of_them_is_enough():
    given(to_guided(), contact("guardian_2", day=14)).not_owed("contact_parents")


# «18+: the participant alone.»


def test_an_adult_alone():
    adult = (referred(born=ADULT_BORN), assessed(hate_motive=Answer.YES), considered())
    held = conversation_held(parties=("participant",))
    given(adult, held, guide_asked(), guide_accepted()).owed("contact_youth", due=14).not_owed("contact_parents")


@rule(140)
def test_from_the_birthday_on_the_parents_have_no_place_in_it():
    born = TURNS.replace(year=TURNS.year - 18)
    story = given(to_guided(born=born), consented("participant", day=20))
    assert story.duty("contact_parents").until_date == story.state.adult_from
    story.when(contact(day=31)).not_owed("contact_parents").owed("contact_youth", by="staff/g1", due=45)


# «*Addressed* = reached or tried.»


@pytest.mark.parametrize("told", [contact("guardian_1", day=14), contact(vainly=("guardian_1",), day=14)])
def test_a_parent_is_addressed_by_a_try(told: Step):
    given(to_guided(), told).not_owed("contact_parents").owed("contact_youth")


# «All addressed and the participant not reached: next try in 3 working days;»


@pytest.mark.parametrize("on", [14, 15, 18])
def test_the_next_try_is_three_working_days_after_the_last(on: int):
    tried = contact(vainly=("participant", "guardian_1"), day=on)
    given(to_guided(), tried).owed("contact_youth", by="staff/g1", due=add_workdays(day(on), 3))


# «after 3 tries or day 28 it is the coordinator's (…, R152).»


@rule(152)
def test_three_tries_from_day_14_on_hand_it_to_the_coordinator():
    tries = tuple(contact(vainly=("participant",), day=n) for n in (14, 17, 22))
    given(to_guided(), tries[:2]).owed("contact_youth", by="staff/g1")
    story = given(to_guided(), tries).not_owed("contact_youth")
    story.owed("decide_not_reached", by="coordinator", pressing=22)


def test_tries_before_day_14_are_not_among_the_three():
    early = tuple(contact(vainly=("participant",), day=n) for n in (3, 6, 9))
    story = given(to_guided(), early).owed("contact_youth", by="staff/g1", due=14)
    assert "decide_not_reached" not in story.pressing(14)


@pytest.mark.parametrize(("on", "whose"), [(27, "contact_youth"), (28, "decide_not_reached")])
def test_day_28_hands_it_over_whatever_was_tried(on: int, whose: str):
    pressing = given(to_guided(), contact(vainly=("participant",), day=14)).pressing(on)
    assert pressing & {"contact_youth", "decide_not_reached"} == {whose}


def test_reached_or_closed_ends_it():
    tries = tuple(contact(vainly=("participant",), day=n) for n in (14, 17, 22))
    story = given(to_guided(), tries, contact(incoming=True, day=23))
    story.owed("contact_youth", by="staff/g1", due=37)
    assert "decide_not_reached" not in story.pressing(37)
    given(to_guided(), tries, closed("left_district").on(24)).not_owed("decide_not_reached", "contact_youth")


# «A message without an answer is a try.»


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL, Channel.SOCIAL_MEDIA, Channel.LETTER])
def test_a_message_without_an_answer(channel: Channel):
    sent = contact(vainly=("participant",), channel=channel, day=14)
    given(to_guided(), sent).owed("contact_youth", due=add_workdays(day(14), 3))


# «No consent, or guide away: the duty is the coordinator's.»


def test_without_consent_it_is_the_coordinators_and_waits():
    story = given(to_guided(), consent_withdrawn(day=3))
    story.owed("contact_youth", by="coordinator", party="participant:halted", waiting_for="restore_consent")
    story.when(consent_decided("close", day=4))
    story.owed("contact_youth", by="coordinator", party="participant:halted", waiting_for="end_without_consent")
    story.when(consented(day=5)).owed("contact_youth", by="staff/g1", due=14)


def test_what_the_coordinator_does_then_counts():
    heard = contact(by="k1", purpose="hear_youth", day=5)
    story = given(to_guided(), consent_withdrawn(day=3), consent_decided("talk_to_youth", day=4), heard)
    story.when(consented(day=6)).owed("contact_youth", by="staff/g1", due=19)


def test_while_the_guide_is_away_only_then():
    story = given(to_guided(), guide_away(12, 20, day=1))
    owners = [(n, d.owner) for n in (11, 12, 20, 21) for d in story.duties() if d.kind == "contact_youth"
              and d.pressing(day(n))]  # fmt: skip
    assert owners == [(11, "staff/g1"), (12, "coordinator@ost"), (20, "coordinator@ost"), (21, "staff/g1")]


# «The 14 days may be shortened, never lengthened or postponed; what can be moved is the time of the try.»


@rule(109)
@pytest.mark.parametrize(("every", "due"), [(1, 1), (7, 7), (13, 13), (14, 14), (15, 14), (30, 14)])
def test_the_youths_wish_shortens_and_never_lengthens(every: int, due: int):
    given(to_guided(), frequency_agreed(every)).owed("contact_youth", due=due)


@rule(109)
def test_the_latest_wish_counts_and_never_lies_before_it_was_said():
    story = given(to_guided(), frequency_agreed(7, day=1), frequency_agreed(3, day=5))
    story.owed("contact_youth", due=5).when(contact(day=6)).owed("contact_youth", due=9)
    story.when(frequency_agreed(10, day=4, recorded=7)).owed("contact_youth", due=9)


@rule(109)
def test_the_sooner_of_wish_and_agreed_day():
    given(to_guided(), frequency_agreed(7), contact(day=1, agreed_on=4)).owed("contact_youth", due=4)
    given(to_guided(), frequency_agreed(7), contact(day=1, agreed_on=12)).owed("contact_youth", due=8)


def test_a_pause_is_shown_and_moves_nothing():
    """D10."""
    story = given(to_guided()).when(pause_agreed(5, 40)).recorded()
    assert [(p.first, p.last) for p in story.state.period.follow_up.pauses] == [(day(5), day(40))]
    story.owed("contact_youth", due=14).owed("contact_parents", due=14).owed("decide_not_reached")


@pytest.mark.parametrize("name", ["no_contact_days", "no_contact_vainly_days", "no_contact_retry_wd"])
def test_local_practice_may_shorten_only(name: str):
    highest = getattr(Policy(), name)
    with pytest.raises(ValueError, match="less than or equal"):
        Policy.model_validate({name: highest + 1})
    assert getattr(Policy.model_validate({name: highest - 1}), name) == highest - 1


# and nobody is contacted who wants no more (invariant 5)


def test_who_ends_it_is_not_contacted():
    story = given(to_guided(), participant_ends(day=3)).phase("guided")
    story.not_owed("contact_youth", "contact_parents").owed("close_case")
