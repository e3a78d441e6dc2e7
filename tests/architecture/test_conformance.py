"""The build fails where a number of the handbook is carried by nobody or not proved; what is planted is seen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from events.contact import FirstContactMade
from services.rulebook import proving
from services.rulebook.proofs import Proof, folder_of_tests, proofs, read
from services.rulebook.proving import of_number, unproved
from tests.support import witness
from tests.support.ladder import assessed, cleared, family_called, referred
from tests.support.story import given
from workflows.handbook import conformance
from workflows.handbook.carrying import Field, Guard, Owes
from workflows.handbook.chapters import NUMBERS
from workflows.handbook.conformance import carried_by

TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def found() -> tuple[Proof, ...]:
    return proofs(TESTS)


def test_every_number_is_proved_on_every_side(found: tuple[Proof, ...]):
    assert list(unproved(found)) == []


def test_the_tests_are_found_beside_the_code():
    assert folder_of_tests() == TESTS


def test_a_number_that_restates_another_has_its_tests(found: tuple[Proof, ...]):
    marked = {proof.name for proof in found if 52 in proof.rules}
    assert marked
    assert marked <= {proof.name for proof in of_number(157, found)}


# what is planted


def without(found: tuple[Proof, ...], **gone: object) -> tuple[Proof, ...]:
    """The tests as if one claim stood in none of them."""
    side, kind = gone.get("shows"), gone.get("each")
    return tuple(
        Proof(one.file, one.test, one.rules - {gone.get("rule")}, one.shows - {side}, one.each - {kind})
        for one in found
    )


@pytest.mark.parametrize("side", ["forbidden", "allowed"])
def test_a_guard_with_one_side_alone_is_seen(found: tuple[Proof, ...], side: str):
    problems = list(unproved(without(found, shows=("R47 clearance_missing", side))))
    assert problems == [
        f"R47: no test shows guard clearance_missing {side}",
        f"R69: no test shows guard clearance_missing {side}",
    ]


@pytest.mark.parametrize("side", ["before", "due", "answered"])
def test_duties_without_one_of_their_days_are_seen(found: tuple[Proof, ...], side: str):
    problems = list(unproved(without(found, each=("duty", side))))
    assert f"R28: no test shows duty call_family {side}" in problems
    assert len(problems) == sum(isinstance(one, Owes) for number in NUMBERS for one in carried_by(number))


@pytest.mark.parametrize(("what", "number"), [("field", 38), ("item", 78), ("information", 99)])
def test_what_is_nowhere_present_is_seen(found: tuple[Proof, ...], what: str, number: int):
    problems = list(unproved(without(found, each=(what, "present"))))
    assert any(problem.startswith(f"R{number}: no test shows {what}") for problem in problems)


def test_a_number_without_a_mark_is_seen(found: tuple[Proof, ...]):
    assert list(unproved(without(found, rule=139))) == ["R139: no test is marked with it"]


@pytest.fixture
def nothing_elsewhere() -> Iterator[None]:
    """Nothing is carried by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conformance, "ELSEWHERE", {})
        carried_by.cache_clear()
        yield
    carried_by.cache_clear()


@pytest.mark.usefixtures("nothing_elsewhere")
def test_a_number_that_nobody_carries_is_seen():
    assert {5, 38, 39, 44, 64, 77, 124} <= set(conformance.unaccounted())


def test_every_way_of_carrying_has_its_word_and_its_sides():
    assert set(proving.KIND.values()) == set(proving.SIDES)


# what a test claims is held against what it came to

CALLED = (referred(reported=True), assessed())
NAME = "R47 clearance_missing"


def claimed(*sides: str, name: str = NAME) -> list[str]:
    return list(witness.untrue([(name, *sides)], witness.SEEN))


def test_a_claim_that_is_not_shown_is_untrue():
    witness.SEEN.clear()
    given(*CALLED, cleared()).asking(family_called()).recorded()
    assert claimed("forbidden", "allowed") == [f"{NAME} is not seen forbidden", f"{NAME} is not seen allowed"]
    given(*CALLED).asking(family_called()).breach(47)
    assert claimed("forbidden", "allowed") == []


def test_another_fact_that_is_allowed_does_not_show_the_allowed_side():
    witness.SEEN.clear()
    given(*CALLED).asking(family_called()).breach(47)
    assert claimed("forbidden", "allowed") == [f"{NAME} is not seen allowed"]


def test_a_guard_or_a_side_that_there_is_not_is_no_claim():
    assert claimed("forbidden", name="R47 clearance") == ["there is no guard R47 clearance"]
    assert claimed("either") == [f"{NAME}: either is no side; sides are forbidden, allowed"]


# marks are read without running anything


def test_marks_are_read_out_of_the_source():
    source = """
import pytest
pytestmark = pytest.mark.rule(6)
both = rule(1, 2)

@both
@shows("R1 a", "forbidden", "allowed")
def test_one(): ...

@each("field")
class TestIt:
    @rule(3)
    async def test_two(self): ...

def helper(): ...
"""
    one, two = read(source, "test_x.py")
    assert (one.name, one.rules) == ("test_x.py::test_one", frozenset({1, 2, 6}))
    assert one.shows == {("R1 a", "forbidden"), ("R1 a", "allowed")}
    assert (two.name, two.rules, two.each) == (
        "test_x.py::TestIt::test_two",
        frozenset({3, 6}),
        frozenset({("field", "present")}),
    )


def test_a_test_without_a_mark_proves_nothing():
    assert list(read("def test_one(): ...", "test_x.py")) == []


def test_names_of_what_carries_are_what_people_look_for():
    assert Field(FirstContactMade, "needs").name == "contact.FirstContactMade.needs"
    assert [one.name for one in carried_by(51) if isinstance(one, Guard)] == ["investigator_in_own_case"] * 2
