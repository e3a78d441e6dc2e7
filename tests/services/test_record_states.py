"""A subject's state is read as it was stored, though what stands at its default is left out."""

import orjson
import pytest

from events.refs import SubjectKind, subject_kind
from services.store.codec import dump_state, load_state
from workflows.duties import Subject
from workflows.exploring.walking import steps

STATES: dict[SubjectKind, list[Subject]] = {"case": [], "unit": [], "staff": []}
for world, _ in steps(seed=11, count=1_500):
    if world.state is not None:
        STATES[subject_kind(world.state.subject)].append(world.state)


@pytest.mark.parametrize("kind", STATES)
def test_a_state_is_the_same_after_it_was_stored(kind: SubjectKind):
    assert len(STATES[kind]) > 50
    for state in STATES[kind]:
        stored = dump_state(state)
        assert load_state(kind, stored) == state
        assert dump_state(load_state(kind, stored)) == stored


@pytest.mark.parametrize("kind", STATES)
def test_a_state_that_an_earlier_version_stored_whole_is_read_the_same(kind: SubjectKind):
    for state in STATES[kind][::10]:
        assert load_state(kind, orjson.dumps(state, option=orjson.OPT_UTC_Z)) == state


def test_what_stands_at_its_default_is_not_stored():
    fresh = min(STATES["case"], key=lambda state: state.sequence)
    assert b"hearings" not in dump_state(fresh)
    assert b"null" not in dump_state(fresh)
