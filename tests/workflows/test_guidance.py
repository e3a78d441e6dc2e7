"""The guide: asked before accepted, never the investigator, replaced in conflict, substituted when away."""

from dataclasses import replace

import pytest

from events.guidance import GuideAccepted, GuideAsked
from events.values import Answer
from tests.support.ladder import (
    consented,
    considered,
    contact,
    conversation_held,
    guide_accepted,
    guide_asked,
    guide_away,
    referred,
    row,
    to_closed,
    to_conversation,
    to_guided,
    to_held,
)
from tests.support.marks import rule, shows
from tests.support.people import STAFF
from tests.support.story import Step, day, given
from workflows.outcome import Verb
from workflows.workdays import add_workdays


@rule(49, 50)
def test_a_guide_is_in_place_seven_days_after_the_conversation():
    given(to_held()).owed("ask_guide", by="coordinator", due=7)


@rule(50)
def test_who_was_asked_answers_in_three_working_days():
    given(to_held(), guide_asked(day=1)).not_owed("ask_guide").owed("await_guide", due=add_workdays(day(1), 3))


@rule(50)
def test_a_yes_waits_for_the_question():
    story = given(to_held()).when(guide_accepted(day=2)).waiting("guide_not_asked", GuideAsked)
    story.when(guide_asked(day=1)).then(Verb.RECORDED, GuideAccepted)
    assert story.state.period.guide.staff == "g1"


@rule(50)
@shows("R50 guide_not_asked", "forbidden", "allowed")
def test_the_one_asked_last_is_the_one_who_may_accept():
    story = given(to_held(), guide_asked("g1"), guide_asked("g2"))
    story.asking(guide_accepted("g1")).waiting("guide_not_asked", GuideAsked)
    story.asking(guide_accepted("g2")).recorded()


@rule(51, 68)
@pytest.mark.parametrize("step", [guide_asked("e1"), guide_accepted("e1")])
def test_the_investigator_is_never_guide(step: Step):
    given(to_held(investigator="e1")).asking(step).refused("investigator_in_own_case", 51)
    given(to_held(investigator="e2")).asking(guide_asked("e1")).recorded()


@rule(51)
def test_of_any_incident():
    given(to_held(), row(key="row-2", investigator="e1")).asking(guide_asked("e1")).refused(
        "investigator_in_own_case", 51
    )


@rule(51)
def test_a_guide_who_becomes_the_investigator_is_in_conflict_at_once():
    story = given(to_held(), guide_asked("e1"), guide_accepted("e1"), consented()).phase("guided")
    story.when(row(key="row-2", investigator="e1").on(5)).owed("replace_guide", by="coordinator", due=5)
    story.owed("contact_youth", by="coordinator")
    story.when(guide_asked("g2", day=5, hour=10)).not_owed("replace_guide").owed("await_guide")


@rule(51)
def test_a_guide_in_conflict_does_not_begin():
    story = given(to_held(), guide_asked("e1"), guide_accepted("e1"), row(key="row-2", investigator="e1"))
    story.when(consented()).recorded("conversation").owed("replace_guide")


@rule(50)
@pytest.mark.parametrize("slug", ["k1", "h1", "nobody"])
def test_only_guides_are_asked(slug: str):
    given(to_held()).asking(guide_asked(slug)).refused("not_a_guide")


@rule(50)
def test_nor_anybody_who_has_left():
    gone = {**STAFF, "staff/g1": replace(STAFF["staff/g1"], active=False)}
    story = given(to_held())
    story.staff = gone
    story.asking(guide_asked("g1")).refused("not_a_guide")


def test_a_closed_case_takes_no_guide():
    given(to_closed()).asking(guide_asked("g2")).refused("case_closed")


# whichever of the four comes last moves the case

LAST = {
    "wanted": conversation_held(),
    "accepted": guide_accepted(),
    "consented": consented(),
    "considered": considered(),
}


@rule(32, 50, 62, 85, 139)
@pytest.mark.parametrize("last", LAST)
def test_whichever_comes_last_begins_the_follow_up(last: str):
    before = to_conversation()
    steps = [before[0], before[1], before[3], guide_asked()]
    steps += [step for name, step in LAST.items() if name != last]
    story = given(tuple(steps))
    assert story.state.phase != "guided"
    story.when(LAST[last]).recorded(phase="guided")


@rule(32)
def test_without_a_wish_nothing_begins():
    steps = (*to_conversation(), conversation_held(Answer.UNKNOWN), guide_asked(), guide_accepted(), consented())
    given(steps).phase("conversation").owed("clarify_follow_up")


# the guide's absence, by R57 to R59 and D29


@rule(59)
@pytest.mark.parametrize(("last", "owed"), [(13 + 20, False), (14 + 20, True)])
def test_more_than_fourteen_days_away_asks_for_a_substitute(last: int, owed: bool):
    # days 20..33 are fourteen days, 20..34 are fifteen; the youth was reached on day 19, so nothing else falls due
    story = given(to_guided(), contact(day=19), guide_away(20, last, day=19))
    fell_due = day(19 + 14) <= day(last)
    assert ("consider_substitute" in story.kinds()) is (owed or fell_due)


@rule(59)
@pytest.mark.parametrize(("first", "last", "owed"), [(10, 13, False), (10, 14, True), (14, 15, True), (15, 16, False)])
def test_so_does_any_absence_in_which_the_two_weeks_run_out(first: int, last: int, owed: bool):
    story = given(to_guided(), guide_away(first, last, day=1))
    assert ("consider_substitute" in story.kinds()) is owed
    if owed:
        story.owed("consider_substitute", by="coordinator", due=first, pressing=1)


@rule(57, 58)
def test_a_sudden_absence_is_the_same_day():
    given(to_guided(), guide_away(2, 30, day=3)).owed("consider_substitute", due=3)


@rule(59)
def test_asking_a_substitute_answers_it():
    story = given(to_guided(), guide_away(2, 30, day=1), guide_asked("g2")).not_owed("consider_substitute")
    story.owed("await_guide").when(guide_accepted("g2")).recorded("guided").not_owed("consider_substitute")


@rule(59, 155)
def test_the_two_weeks_are_not_counted_anew_for_a_substitute():
    story = given(to_guided(), guide_asked("g2", day=10), guide_accepted("g2", day=10))
    story.owed("contact_youth", by="staff/g2", due=14)


@rule(59)
def test_absences_that_are_known_when_the_guide_accepts_count():
    away = {**STAFF, "staff/g1": replace(STAFF["staff/g1"], absences=((day(5), day(30)),))}
    story = given(to_guided(), staff=away).owed("consider_substitute").owed("contact_youth", by="staff/g1")
    story.owed("contact_youth", by="coordinator", party=f"participant:{day(5)}")


@rule(59)
def test_two_absences_stand_in_any_order():
    one, other = guide_away(3, 4, day=1), guide_away(8, 9, day=1, hour=11)
    first = given(to_guided(), one, other).state.period.guide.absences
    second = given(to_guided(), other, one).state.period.guide.absences
    assert [(a.first, a.last) for a in first] == [(a.first, a.last) for a in second]


def test_somebody_elses_absence_is_not_the_guides():
    given(to_guided(), guide_away(2, 30, "g2", day=1)).not_owed("consider_substitute")


def test_the_guide_has_a_part_in_the_case():
    assert given(referred(), guide_asked()).state.people == ("g1",)
    assert given(to_guided()).state.people == ("g1", "h1")


@rule(59)
def test_an_absence_that_was_known_at_the_yes_is_told_once():
    away = {**STAFF, "staff/g1": replace(STAFF["staff/g1"], absences=((day(5), day(30)),))}
    story = given(to_guided(), guide_away(5, 30, day=1), staff=away)
    assert [d.kind for d in story.duties()].count("consider_substitute") == 1
