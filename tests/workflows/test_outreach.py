"""What a unit does to make the programme known, and whom it turns to: recorded on the unit, owed again each year."""

from datetime import timedelta

from events.personal import reveal
from events.unit import UnitAdded
from events.values import Source
from tests.support.ladder_telling import anchored, directory_told, made_known
from tests.support.marks import rule
from tests.support.story import Step, Story, day, given
from workflows.directory import to_turn_to
from workflows.policy import Policy

UNIT = "unit/ost"


def unit(*steps: Step, policy: Policy | None = None) -> Story:
    added = Step(UnitAdded(name="Enhet øst", since=day(0)), by="system/cli", source=Source.CLI)
    return given(added, *steps, subject=UNIT, policy=policy or Policy())


@rule(40, 41)
def test_the_programme_is_anchored_in_both_bodies_within_a_year_of_the_units_beginning():
    story = unit()
    for body in ("salto_steering_group", "police_council"):
        story.owed("anchor_programme", by="coordinator", party=body, due=day(0) + timedelta(weeks=52))
    assert "anchor_programme" not in story.pressing(303)
    assert "anchor_programme" in story.pressing(304)


@rule(40, 41)
def test_each_body_is_anchored_by_itself_and_owed_again_after_a_year():
    story = unit(anchored("police_council", day=100))
    story.owed("anchor_programme", party="police_council", due=day(100) + timedelta(weeks=52))
    story.owed("anchor_programme", party="salto_steering_group", due=day(0) + timedelta(weeks=52))
    story.when(anchored("salto_steering_group", day=120)).recorded()
    story.owed("anchor_programme", party="salto_steering_group", due=day(120) + timedelta(weeks=52))


@rule(40)
def test_an_anchoring_told_late_does_not_count_as_a_newer_one():
    story = unit(anchored("police_council", day=100), anchored("police_council", day=50))
    story.owed("anchor_programme", party="police_council", due=day(100) + timedelta(weeks=52))


@rule(40)
def test_how_often_is_local_practice():
    story = unit(policy=Policy(version="v", anchor_weeks=26))
    story.owed("anchor_programme", due=day(0) + timedelta(weeks=26))


@rule(18, 42)
def test_those_who_meet_young_victims_are_told_of_the_programme_each_year():
    story = unit().owed("make_known", by="coordinator", due=day(0) + timedelta(weeks=52))
    assert "make_known" not in story.pressing(303)
    assert "make_known" in story.pressing(304)
    story.when(made_known(day=310)).recorded().owed("make_known", due=day(310) + timedelta(weeks=52))
    assert "make_known" not in story.pressing(311)


@rule(20, 38, 54)
def test_the_unit_keeps_its_own_list_of_whom_to_turn_to():
    story = unit(
        directory_told("ost-salto", areas=("Bydel Øst",), phone="00000000"),
        directory_told("hele", kind="slt", agency="Kommunen"),
        directory_told("nord-salto", areas=("Bydel Nord",)),
        directory_told("vitne", kind="court_support", agency="Vitnestøtte"),
    )
    assert [one.entry for one in to_turn_to(story.state, "salto", "slt", area="Bydel Øst")] == ["ost-salto", "hele"]
    assert [one.entry for one in to_turn_to(story.state, "court_support")] == ["vitne"]
    assert len(to_turn_to(story.state)) == 4


@rule(38)
def test_a_number_is_changed_without_anybody_touching_the_service_and_is_never_in_the_state():
    story = unit(directory_told(phone="11111111"), directory_told(phone="22222222"))
    assert len(story.state.directory) == 1
    assert reveal(story.log[-1].fact.data.phone) == "22222222"  # type: ignore[attr-defined]
    assert "22222222" not in repr(story.state)
    assert story.state.directory[0].fact == story.log[-1].fact.key


@rule(20)
def test_who_is_not_turned_to_any_more_is_not_shown():
    story = unit(directory_told(), directory_told(ended=True))
    assert to_turn_to(story.state) == ()
    story.when(directory_told()).recorded()
    assert len(to_turn_to(story.state)) == 1


@rule(20)
def test_nobody_ends_what_is_not_there():
    unit().asking(directory_told(ended=True)).refused("no_such_contact")


@rule(20)
def test_an_older_telling_that_arrives_late_changes_nothing():
    story = unit(directory_told(areas=("Bydel Øst",), day=5), directory_told(areas=("Bydel Nord",), day=2))
    assert story.state.directory[0].areas == ("Bydel Øst",)
