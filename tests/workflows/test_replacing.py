"""Our own `replace` makes what the standard one makes, and knows no other fields."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.ladder import to_guided
from tests.support.story import told
from workflows.case import Case
from workflows.exploring.watching import Watch
from workflows.replacing import replace


@dataclass(frozen=True, slots=True)
class Lone:
    """As few fields as there can be."""

    only: int = 0


FIELDS = tuple(field.name for field in dataclasses.fields(Case))


@pytest.fixture(scope="module")
def guided() -> Any:
    """A case with as much in it as follow-up brings."""
    return told(*to_guided()).state


@given(names=st.sets(st.sampled_from(FIELDS), max_size=4))
def test_it_makes_what_the_standard_library_makes(guided: Any, names: set[str]):
    now = {name: f"another {name}" for name in names}
    made = replace(guided, **now)
    assert made == dataclasses.replace(guided, **now)
    assert type(made) is Case
    assert made is not guided


def test_a_class_of_one_field():
    assert replace(Lone(1), only=2) == Lone(2)


def test_a_field_that_there_is_not_is_an_error():
    nowhere: dict[str, int] = {"nowhere": 2}
    with pytest.raises(AttributeError, match="nowhere"):
        replace(Lone(1), **nowhere)


def test_to_copy_is_not_to_read_and_the_copy_tells_what_is_read_of_it(guided: Any):
    watch = Watch()
    case = watch.on(guided)
    copied = watch.during(lambda: replace(case, minor=False))
    assert copied == set()
    assert watch.during(lambda: replace(case, minor=False).phase) == {"Case.phase"}
