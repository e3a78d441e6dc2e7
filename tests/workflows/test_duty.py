"""A duty is known by what it is, of whom, and what made it, however often it is computed."""

from dataclasses import replace
from typing import Any

from tests.support.ladder import to_guided
from tests.support.story import day, given


def test_the_key_of_a_duty_tells_apart_whom_it_is_of_what_it_is_and_what_made_it():
    one = given(to_guided()).duties()[0]
    told: list[dict[str, Any]] = [{name: "another"} for name in ("subject", "kind", "party", "caused_by")]
    others = [replace(one, **about) for about in told]
    assert len({one.key, *(other.key for other in others)}) == 5
    assert replace(one, owner="another", due_date=day(99)).key == one.key
    assert len(one.key) == 32
