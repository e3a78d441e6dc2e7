"""The guide away: somebody stands in for the days, the family is told, what was promised is kept."""

import pytest

from events.values import Answer
from tests.support.ladder import (
    assessed,
    consent_withdrawn,
    considered,
    contact,
    conversation_held,
    guide_accepted,
    guide_asked,
    guide_away,
    participant_called,
    referred,
    to_closed,
    to_guided,
)
from tests.support.ladder_guidance import (
    absence_told,
    guide_back,
    guide_declined,
    guide_replaced,
    substitute_asked,
    substitute_considered,
)
from tests.support.ladder_matter import reported_later
from tests.support.marks import rule, shows
from tests.support.people import ADULT_BORN
from tests.support.story import day, given
from workflows.workdays import add_workdays

AWAY = guide_away(5, 30, day=1)


# a substitute, for days known beforehand


@rule(59, 155)
def test_a_substitute_has_the_contact_on_their_days_and_the_guide_before_and_after():
    story = given(to_guided(), AWAY, substitute_asked("g2", 5, 30, day=2)).not_owed("consider_substitute")
    story.when(guide_accepted("g2", day=3)).recorded("guided").not_owed("consider_substitute", "find_guide")
    owners = {d.party: (d.owner, d.from_date, d.until_date) for d in story.duties() if d.kind == "contact_youth"}
    assert owners["participant"] == ("staff/g1", day(0), day(4))
    assert owners[f"participant:{day(5)}"] == ("staff/g2", day(5), day(27))
    assert story.state.period.guide.staff == "g1"
    assert story.state.people == ("g1", "g2", "h1")
    story.owed("contact_youth", due=14, party=f"participant:{day(5)}")


@rule(59, 155)
def test_a_substitutes_contact_counts_and_the_guide_comes_back():
    story = given(to_guided(), guide_away(5, 20, day=1), substitute_asked("g2", 5, 20, day=2))
    story.when(guide_accepted("g2", day=3), contact(day=13, by="g2")).owed("contact_youth", due=27)
    story.owed("contact_youth", by="staff/g1", party=f"participant:{day(21)}")


@rule(59)
def test_a_substitute_has_no_part_when_the_days_are_over_and_may_still_log_what_was_done_in_them():
    story = given(to_guided(), guide_away(5, 20, day=1), substitute_asked("g2", 5, 20, day=2))
    story.when(guide_accepted("g2", day=3), contact(day=13, by="g2"))
    assert story.state.people_on(day(20)) == ("g1", "g2", "h1")
    assert story.state.people_on(day(21)) == ("g1", "h1")
    story.when(contact(day=20, by="g2")).recorded()
    story.when(contact(day=21, by="g2")).refused("not_on_this_case")


@rule(59)
def test_a_guide_who_once_stood_in_keeps_the_part_as_guide():
    story = given(to_guided(), guide_away(5, 20, day=1), substitute_asked("g2", 5, 20, day=2))
    story.when(guide_accepted("g2", day=3), guide_asked("g2", day=22), guide_replaced("g2", day=22))
    story.recorded()
    assert "g2" in story.state.people_on(day(40))


@rule(59)
def test_a_substitute_who_is_away_too_leaves_it_to_the_coordinator():
    story = given(to_guided(), AWAY, substitute_asked("g2", 5, 30, day=2), guide_accepted("g2", day=3))
    story.when(guide_away(10, 12, "g2", day=4)).owed("contact_youth", by="coordinator", party=f"participant:{day(10)}")
    story.owed("contact_youth", by="staff/g2", party=f"participant:{day(13)}")


@rule(59)
@pytest.mark.parametrize(("first", "last", "owed_from"), [(5, 30, None), (5, 20, 21), (4, 31, None), (6, 30, 5)])
def test_what_the_substitute_does_not_cover_is_still_to_be_considered(first: int, last: int, owed_from: int | None):
    story = given(to_guided(), AWAY, substitute_asked("g2", first, last, day=2), guide_accepted("g2", day=3))
    if owed_from is None:
        story.not_owed("consider_substitute")
    else:
        story.owed("consider_substitute", due=owed_from)


@rule(59)
def test_days_that_are_gone_when_the_substitute_says_yes_are_not_asked_for():
    story = given(to_guided(), guide_away(2, 30, day=3), substitute_asked("g2", 4, 30, day=4))
    story.when(guide_accepted("g2", day=4)).not_owed("consider_substitute")


@rule(59)
def test_two_may_stand_in_one_after_the_other():
    story = given(to_guided(), AWAY, substitute_asked("g2", 5, 15, day=2), guide_accepted("g2", day=2))
    story.owed("consider_substitute", due=16)
    story.when(substitute_asked("g3", 16, 30, day=3), guide_accepted("g3", day=3)).not_owed("consider_substitute")


@rule(50, 59)
def test_a_substitute_who_says_no_leaves_the_question():
    given(to_guided(), AWAY, substitute_asked("g2", 5, 30), guide_declined("g2")).owed("consider_substitute")


@rule(59)
def test_it_may_be_considered_that_nobody_needs_to_stand_in():
    story = given(to_guided(), AWAY).owed("consider_substitute").when(substitute_considered(5, day=2)).recorded()
    story.not_owed("consider_substitute").owed("contact_youth", by="coordinator", party=f"participant:{day(5)}")
    given(to_guided(), AWAY, substitute_considered(5, needed=True)).owed("consider_substitute")


@rule(59)
def test_only_of_an_absence_that_there_is():
    given(to_guided(), AWAY).asking(substitute_considered(6)).refused("no_such_absence")
    given(to_guided(), AWAY).asking(substitute_considered(5, guide="g2")).refused("no_such_absence")


@rule(51)
@shows("R51 investigator_in_own_case (guidance)", "forbidden", "allowed")
def test_the_investigator_does_not_stand_in():
    given(to_guided(investigator="e1")).asking(substitute_asked("e1", 5, 9)).refused("investigator_in_own_case", 51)


@rule(51, 59)
def test_nor_covers_who_has_come_to_investigate_the_days_of_the_guide():
    story = given(to_guided(), AWAY, substitute_asked("e1", 5, 30, day=2), guide_accepted("e1", day=3))
    story.not_owed("consider_substitute").when(reported_later(investigator="e1", day=4)).owed("consider_substitute")


@rule(59)
def test_first_and_last_day_belong_together():
    given(to_guided()).asking(substitute_asked("g2", 9, 5)).refused("days_out_of_order")


# back sooner


@rule(59)
def test_back_again_sooner_than_was_said():
    story = given(to_guided(), AWAY).owed("consider_substitute").when(guide_back(8, day=7)).recorded()
    story.not_owed("consider_substitute").owed("contact_youth", by="staff/g1", party=f"participant:{day(8)}")
    assert [(a.first, a.last) for a in story.state.period.guide.absences] == [(day(5), day(7))]


@rule(59)
def test_back_before_the_first_day_is_no_absence_and_other_days_stand():
    story = given(to_guided(), AWAY, guide_away(40, 60, day=1), guide_back(5, day=4))
    assert [(a.first, a.last) for a in story.state.period.guide.absences] == [(day(40), day(60))]


# the family is told


@rule(57)
def test_the_guide_tells_youth_and_parents_before_they_go():
    story = given(to_guided(), AWAY)
    for party in ("participant", "guardian_1", "guardian_2"):
        story.owed("tell_of_absence", by="staff/g1", due=4, party=party, pressing=1)
    story.when(absence_told("participant", day=2)).recorded()
    assert {d.party.partition(":")[0] for d in story.duties() if d.kind == "tell_of_absence"} == {
        "guardian_1",
        "guardian_2",
    }
    story.when(absence_told("guardian_1", "guardian_2", day=3)).not_owed("tell_of_absence")


@rule(57)
def test_what_the_guide_has_not_told_by_then_the_coordinator_tells():
    story = given(to_guided(), AWAY).owed("tell_of_absence", by="coordinator", due=5 + 2, party="participant:away")
    assert "tell_of_absence" in story.pressing(4)
    assert "tell_of_absence" in story.pressing(5)
    assert story.duty("tell_of_absence", "participant").until_date == day(4)


@rule(57)
@pytest.mark.parametrize("known", [2, 3, 5])
def test_of_a_sudden_absence_the_coordinator_tells_the_same_working_day(known: int):
    story = given(to_guided(), guide_away(2, 30, day=known))
    duty = story.duty("tell_of_absence", "participant:away")
    assert (duty.owner, duty.due_date) == ("coordinator@ost", add_workdays(day(known - 1), 1))
    assert day(5).weekday() == 5


@rule(57, 59)
@pytest.mark.parametrize(("first", "last", "owed"), [(36, 49, False), (36, 50, True), (35, 35, True), (36, 36, False)])
def test_only_of_a_long_one_or_of_one_in_which_the_next_contact_falls_due(first: int, last: int, owed: bool):
    story = given(to_guided(), contact(day=21)).owed("contact_youth", due=35)
    story.when(guide_away(first, last, day=22))
    assert ("tell_of_absence" in story.kinds()) is owed
    assert ("consider_substitute" in story.kinds()) is owed


@rule(57)
@pytest.mark.parametrize(("told_on", "knows"), [(4, False), (5, True), (30, True), (31, False)])
def test_they_know_of_an_absence_that_was_known_by_then_and_is_not_over(told_on: int, knows: bool):
    story = given(to_guided(), guide_away(2, 30, day=5), absence_told("participant", day=told_on))
    assert story.state.period.guide.absences[0].told == (("participant",) if knows else ())


@rule(57)
def test_from_18_the_participant_alone():
    story = given(
        referred(born=ADULT_BORN, hate=Answer.YES),
        assessed(),
        considered(),
        participant_called(),
        conversation_held(parties=("participant",)),
        guide_asked(),
        guide_accepted(),
        AWAY,
    )
    assert {d.party.partition(":")[0] for d in story.duties() if d.kind == "tell_of_absence"} == {"participant"}


@rule(57)
def test_who_has_said_no_is_not_told_and_without_consent_nobody_is():
    given(to_guided(), AWAY, conversation_held(Answer.NO, day=2)).not_owed("tell_of_absence")
    given(to_guided(), AWAY, consent_withdrawn(day=2)).not_owed("tell_of_absence")


@rule(139)
def test_telling_without_consent_is_a_breach():
    given(to_guided(), AWAY, consent_withdrawn(day=2)).when(absence_told(day=3)).breach(139)
    given(to_guided(), AWAY).when(absence_told(day=3)).recorded()


@rule(136)
def test_nor_after_the_closing():
    given(to_closed()).when(absence_told(day=35)).breach(136)


@rule(57)
def test_back_again_there_is_nothing_more_to_tell():
    given(to_guided(), AWAY, guide_back(6, day=6)).not_owed("tell_of_absence")
