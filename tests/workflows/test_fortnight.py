"""R155, exactly: counted in calendar days from the participant last reached; who is addressed, when, and by whom."""

from datetime import date

import pytest

from events.values import Answer, Channel, LivesWith, PerpetratorIs
from tests.support.ladder import (
    assessed,
    clearance_refused,
    cleared,
    consented,
    considered,
    contact,
    conversation_held,
    family_called,
    guide_accepted,
    guide_asked,
    guide_away,
    referred,
    residence_checked,
    row,
    to_conversation,
    to_guided,
)
from tests.support.marks import rule
from tests.support.people import ADULT_BORN
from tests.support.story import Step, day, given
from workflows.policy import Policy
from workflows.workdays import add_workdays

pytestmark = rule(155)


def late_guide(accepted: int) -> tuple[Step, ...]:
    """The conversation on day 0, the guide's yes on a later day."""
    return (
        *to_conversation(),
        conversation_held(),
        guide_asked(),
        consented(),
        guide_accepted(day=accepted),
    )


def test_day_14_is_the_fourteenth_calendar_day_after_the_last_contact():
    given(to_guided(), contact(day=3)).owed("contact_youth", by="staff/g1", due=17)


def test_it_counts_from_the_conversation_where_that_was_the_last_contact():
    given(late_guide(5)).owed("contact_youth", due=14)


def test_never_reached_it_counts_from_the_guides_yes():
    talked = conversation_held(parties=("guardian_1",))
    given(*to_conversation(), talked, guide_asked(), consented(), guide_accepted(day=5)).owed("contact_youth", due=19)


def test_incoming_contact_counts_as_well():
    given(to_guided(), contact(incoming=True, day=6)).owed("contact_youth", due=20)


def test_a_message_without_an_answer_is_a_try():
    given(to_guided(), contact(vainly=("participant",), channel=Channel.SMS, day=6)).owed("contact_youth", due=14)


def test_parents_alone_reset_nothing():
    given(to_guided(), contact("guardian_1", day=6)).owed("contact_youth", due=14)


def test_a_coordinators_contact_is_not_the_guides():
    given(to_guided(), contact(by="k1", day=6)).owed("contact_youth", due=14)


def test_a_breach_resets_nothing():
    story = given(to_guided(), row(key="row-2").on(1))
    story.when(contact(day=9)).breach(47).owed("contact_youth", due=14)


@pytest.mark.parametrize(("tried_on", "due"), [(3, 14), (13, 14), (14, add_workdays(day(14), 3)), (16, None)])
def test_only_a_try_from_day_14_on_moves_the_next_one(tried_on: int, due: int | date | None):
    wanted = due if due is not None else add_workdays(day(16), 3)
    given(to_guided(), contact(vainly=("participant",), day=tried_on)).owed("contact_youth", due=wanted)


def test_three_tries_make_it_the_coordinators():
    tries = tuple(contact(vainly=("participant",), day=n) for n in (14, 17))
    story = given(to_guided(), tries).owed("contact_youth", by="staff/g1")
    story.when(contact(vainly=("participant",), day=20)).not_owed("contact_youth")
    story.owed("decide_not_reached", by="coordinator", due=add_workdays(day(20), 2), pressing=20)


def test_so_does_day_28():
    story = given(to_guided())
    assert "contact_youth" in story.pressing(27)
    assert "decide_not_reached" not in story.pressing(27)
    assert "contact_youth" not in story.pressing(28)
    story.owed("decide_not_reached", by="coordinator", pressing=28)


def test_a_late_guide_has_their_own_four_weeks():
    story = given(late_guide(35))
    story.owed("contact_youth", by="staff/g1", due=35)
    assert "decide_not_reached" not in story.pressing(36)


def test_the_coordinator_who_reaches_the_youth_then_ends_it():
    tries = tuple(contact(vainly=("participant",), day=n) for n in (14, 17, 20))
    given(to_guided(), tries, contact(by="k1", day=21)).owed("contact_youth", by="staff/g1", due=35)


@pytest.mark.parametrize(("agreed", "due"), [(5, 5), (13, 13), (14, 14), (30, 14)])
@rule(109)
def test_an_agreed_day_may_be_sooner_never_later(agreed: int, due: int):
    given(to_guided(), contact(agreed_on=agreed, day=0, hour=20)).owed("contact_youth", due=due)


def test_local_practice_may_only_shorten():
    given(to_guided(), policy=Policy(no_contact_days=10)).owed("contact_youth", due=10)
    with pytest.raises(ValueError, match="less than or equal to 14"):
        Policy(no_contact_days=15)


# the parents


def test_under_18_the_parents_too():
    given(to_guided()).owed("contact_parents", by="staff/g1", due=14)


def test_from_18_the_participant_alone():
    adult = (referred(born=ADULT_BORN), assessed(hate_motive=Answer.YES), considered())
    held = conversation_held(parties=("participant",))
    given(adult, held, guide_asked(), guide_accepted()).phase("guided").not_owed("contact_parents")


def test_both_are_owed_also_when_the_youth_was_reached_on_day_14():
    given(to_guided(), contact(day=14)).owed("contact_parents", due=14)
    given(to_guided(), contact("participant", "guardian_1", day=14)).owed("contact_parents", due=28)


def test_a_youth_who_is_reached_in_time_leaves_the_parents_be():
    story = given(to_guided(), contact(day=10)).owed("contact_parents", due=24)
    assert "contact_parents" not in story.pressing(14)


@pytest.mark.parametrize(("number", "due"), [(10, 14), (11, None)])
def test_a_parent_spoken_to_towards_the_end_is_addressed(number: int, due: int | None):
    story = given(to_guided(), contact("guardian_1", day=number))
    if due:
        story.owed("contact_parents", due=due)
    else:
        story.not_owed("contact_parents")


def test_a_try_addresses_a_parent():
    given(to_guided(), contact(vainly=("guardian_1",), day=14)).not_owed("contact_parents")


def test_where_parents_live_apart_the_one_the_youth_lives_with():
    apart = (referred(lives_with=LivesWith.GUARDIAN_2), assessed(), considered())
    called = (residence_checked(LivesWith.GUARDIAN_2), family_called(by="guardian_2"))
    story = given(apart, called, conversation_held(), guide_asked(), guide_accepted(), consented("guardian_2"))
    story.phase("guided").when(contact("guardian_1", day=14)).owed("contact_parents")
    story.when(contact("guardian_2", day=14, hour=15)).not_owed("contact_parents")


def test_a_parent_who_is_the_perpetrator_is_not_addressed():
    story = given(to_guided(), row(key="row-2", perpetrator=PerpetratorIs.GUARDIAN_1).on(1))
    story.owed("contact_parents")
    alone = given(to_guided(guardians=1), row(key="row-2", guardians=1, perpetrator=PerpetratorIs.GUARDIAN_1).on(1))
    alone.not_owed("contact_parents")


# whose it is


def test_while_the_guide_is_away_it_is_the_coordinators():
    story = given(to_guided(), guide_away(10, 16, day=1))
    assert "contact_youth" in story.pressing(14)
    owners = {d.owner for d in story.duties() if d.kind == "contact_youth" and d.pressing(day(14))}
    assert owners == {"coordinator@ost"}
    owners = {d.owner for d in story.duties() if d.kind == "contact_youth" and d.pressing(day(17))}
    assert owners == {"staff/g1"}
    owners = {d.owner for d in story.duties() if d.kind == "contact_parents" and d.pressing(day(14))}
    assert owners == {"coordinator@ost"}


def test_a_coordinator_who_stands_in_for_an_absent_guide_ends_it():
    given(to_guided(), guide_away(10, 16, day=1), contact(by="k1", day=12)).owed("contact_youth", due=26)


def test_an_absence_does_not_stop_the_clock():
    given(to_guided(), guide_away(2, 13, day=1)).owed("contact_youth", due=14, party=f"participant:{day(14)}")


def test_a_clearance_taken_back_stops_the_two_weeks():
    reported = (referred(reported=True, investigator="e2"), assessed(), considered())
    story = given(reported, cleared(), family_called(), conversation_held(), guide_asked(), guide_accepted())
    story.when(consented()).phase("guided").when(clearance_refused(day=3))
    story.owed("contact_youth", party="participant:halted", waiting_for="ask_clearance_again")
    assert "contact_youth" not in story.pressing(3)
