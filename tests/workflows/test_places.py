"""Who is not safe to contact stays so, in whatever order the next file lists the guardians (D4)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from events.intake import Detection
from events.person import Guardian
from events.personal import Open
from events.values import GuardianKind, LivesWith, PerpetratorIs
from tests.support.ladder import row
from tests.support.ladder_person import guardian_told, relation_learned, safe_to_contact
from tests.support.marks import rule
from tests.support.story import Step, given
from workflows.places import places_in
from workflows.reach import GUARDIANS

M, F, S, X = GuardianKind.MOTHER, GuardianKind.FATHER, GuardianKind.FOSTER_PARENT, GuardianKind.OTHER


def listing(step: Step, *kinds: GuardianKind) -> Step:
    """The same row with other guardians."""
    assert isinstance(step.data, Detection)
    listed = tuple(Guardian(name=Open(f"Oppdiktet {kind.value}"), kind=kind) for kind in kinds)
    return replace(step, data=step.data.model_copy(update={"guardians": listed}))


def again(*kinds: GuardianKind, day: int = 7, **about: Any) -> Step:
    return listing(row(content="content-2", week="2026-W03", day=day, **about), *kinds)


@rule(17, 72, 127)
def test_a_father_who_is_not_safe_is_not_called_after_a_file_that_lists_him_first():
    story = given(listing(row(), M, F), safe_to_contact("guardian_2", safe=False, day=1))
    assert story.state.callable_guardians() == ("guardian_1",)
    story.when(again(F, M)).recorded()
    assert [(place.party, place.kind) for place in story.state.guardians] == [("guardian_1", M), ("guardian_2", F)]
    assert story.state.callable_guardians() == ("guardian_1",)


@rule(17)
def test_a_file_that_lists_the_father_alone_does_not_make_the_mother_him():
    story = given(listing(row(), M, F), safe_to_contact("guardian_2", safe=False, day=1))
    story.when(again(F)).recorded()
    assert [(place.party, place.kind) for place in story.state.guardians] == [("guardian_1", M), ("guardian_2", F)]
    assert story.state.callable_guardians() == ("guardian_1",)


@rule(17)
def test_the_perpetrator_and_the_home_are_those_whom_the_file_means():
    story = given(listing(row(), M, F))
    story.when(again(F, M, perpetrator=PerpetratorIs.GUARDIAN_1, lives_with=LivesWith.GUARDIAN_2)).recorded()
    assert story.state.incidents[0].perpetrator_is is PerpetratorIs.GUARDIAN_2
    assert story.state.lives_with is LivesWith.GUARDIAN_1
    assert story.state.callable_guardians() == ("guardian_1",)


@rule(73)
def test_a_home_that_has_no_word_is_to_be_checked():
    story = given(listing(row(), M, F))
    story.when(again(S, M, lives_with=LivesWith.GUARDIAN_1)).recorded()
    assert [place.kind for place in story.state.guardians] == [M, F, S]
    assert story.state.lives_with is LivesWith.BOTH


@rule(73)
def test_a_home_with_somebody_who_is_not_listed_is_taken_at_its_word():
    story = given(listing(row(), M, F))
    story.when(again(F, lives_with=LivesWith.GUARDIAN_2)).recorded()
    assert story.state.lives_with is LivesWith.GUARDIAN_2


@rule(17)
def test_what_was_learned_of_a_guardian_told_by_hand_stays_with_them():
    story = given(
        listing(row(), M), guardian_told("guardian_2", kind=F, day=1), relation_learned(PerpetratorIs.GUARDIAN_2, day=2)
    )
    story.when(again(F, M)).recorded()
    assert story.state.callable_guardians() == ("guardian_1",)


@rule(17)
def test_a_file_goes_on_listing_whom_we_know_better():
    story = given(listing(row(), M, F), guardian_told("guardian_1", kind=S, day=1))
    story.when(safe_to_contact("guardian_1", safe=False, day=2)).when(again(F, M)).recorded()
    assert story.state.callable_guardians() == ("guardian_2",)


def test_a_further_incident_lists_them_as_it_likes():
    story = given(listing(row(), M, F), safe_to_contact("guardian_2", safe=False, day=1))
    story.when(again(F, M, key="row-2")).recorded()
    assert story.state.callable_guardians() == ("guardian_1",)


@pytest.mark.parametrize(
    ("known", "listed", "places"),
    [
        ((), (M, F), ("guardian_1", "guardian_2")),
        ((M, F), (M, F), ("guardian_1", "guardian_2")),
        ((M, F), (F, M), ("guardian_2", "guardian_1")),
        ((M, F), (F,), ("guardian_2",)),
        ((M, F), (S, M), ("guardian_3", "guardian_1")),
        ((M, F), (S, M, F), ("guardian_3", "guardian_1", "guardian_2")),
        ((X, F), (M, F), ("guardian_1", "guardian_2")),
        ((M, M), (M, M), ("guardian_1", "guardian_2")),
        ((M, M), (F,), ("guardian_3",)),
        ((M, F, S), (X,), ("guardian_1",)),
    ],
)
def test_places(known: tuple[GuardianKind, ...], listed: tuple[GuardianKind, ...], places: tuple[str, ...]):
    reach = given(listing(row(), *known)).state.reach
    assert places_in(reach, listed) == places


KINDS = st.lists(st.sampled_from(GuardianKind), max_size=3)


@whatever(known=KINDS, listed=KINDS)
def test_nobody_shares_a_place_and_whoever_is_the_only_one_keeps_theirs(
    known: list[GuardianKind], listed: list[GuardianKind]
):
    reach = given(listing(row(), *known)).state.reach
    places = places_in(reach, listed)
    assert len(set(places)) == len(places) == len(listed)
    for kind, place in zip(listed, places, strict=True):
        if known.count(kind) == listed.count(kind) == 1:
            assert place == GUARDIANS[known.index(kind)]
