"""What `python -m tests.mutants` changes, and that it tells what no test notices."""

import pytest
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Example, Operator

from tests.mutants.__main__ import LEAST, chosen, files
from tests.mutants.listed import Listed, faults
from tests.mutants.mutating import Mutant, in_text
from tests.mutants.operators import OWN
from tests.mutants.table import Tried, table
from tests.mutants.trying import Verdict

TEXT = '''"""A rule and a duty."""

OPEN = Hard(47, on=(Called, Met), holds=lambda case, fact, known: case.is_open and fact.day <= known.last)


def owed(case: Case, days: tuple[int, ...] = ()) -> Iterator[Owed]:
    for one in case.calls:
        if one.due is not None:
            yield Owed(one.fact, one.due)
'''

LISTED = """
[[survivor]]
file = "workflows/one.py"
within = "OPEN"
changes = ["47 => 48"]
reason = "read by nobody"
"""


def found() -> list[Mutant]:
    return list(in_text("workflows/one.py", TEXT))


@pytest.mark.parametrize(("operator", "example"), [(one, shown) for one in OWN for shown in one.examples()])
def test_our_operators_change_what_they_say(operator: type[Operator], example: Example):
    changed = mutate_code(example.pre_mutation_code, operator(), example.occurrence)
    assert changed == example.post_mutation_code


def test_what_stands_outside_functions_is_changed_as_well():
    changes = {(one.within, one.operator) for one in found()}
    assert {
        ("OPEN", "NumberReplacer"),
        ("OPEN", "DropElement"),
        ("OPEN", "DropOperand"),
        ("OPEN", "ReplaceComparisonOperator_LtE_Lt"),
        ("owed", "ReplaceComparisonOperator_IsNot_Is"),
        ("owed", "ZeroIterationForLoop"),
    } <= changes


def test_an_annotation_is_nothing_that_a_rule_says():
    assert not [one for one in found() if "tuple[int]" in one.change]


def test_each_change_is_another_and_has_a_name_of_its_own():
    assert len({one.source for one in found()}) == len({one.key for one in found()}) == len(found())


def test_a_sample_is_the_same_one_each_time_and_part_of_a_larger_one():
    three, ten = chosen("workflows/one.py", found(), 3), chosen("workflows/one.py", found(), 10)
    assert (len(three), len(ten)) == (3, 10)
    assert [one for one in chosen("workflows/one.py", found(), 3) if one not in ten] == []
    assert chosen("workflows/one.py", found(), 3) == three
    assert chosen("workflows/one.py", found(), 0) == found()


def test_every_file_with_rules_or_duties_is_among_them():
    assert {"workflows/clearance.py", "workflows/fortnight.py", "workflows/case.py"} <= set(files())


# what it tells

ONE = Mutant("workflows/one.py", "OPEN", "NumberReplacer", "47 => 48", 3, "OPEN = 48")
OTHER = Mutant("workflows/one.py", "OPEN", "NumberReplacer", "47 => 46", 3, "OPEN = 46")
NOTICED, UNNOTICED = Verdict("killed", "test_one.py::test_it"), Verdict("survived")


def came_to(one: Verdict, other: Verdict) -> Tried:
    return Tried("workflows/one.py", [ONE, OTHER], {ONE.key: one, OTHER.key: other})


def test_what_has_its_reason_may_go_unnoticed():
    assert faults(Listed.read(LISTED), [came_to(UNNOTICED, NOTICED)]) == ()


def test_what_has_none_fails_the_run():
    (fault,) = faults(Listed.read(LISTED), [came_to(UNNOTICED, UNNOTICED)])
    assert fault.startswith("no test notices workflows/one.py:3 in OPEN: 47 => 46")


def test_what_is_noticed_now_leaves_the_list():
    (fault,) = faults(Listed.read(LISTED), [came_to(NOTICED, NOTICED)])
    assert fault.startswith("noticed by test_one.py::test_it: take it off")


def test_and_so_does_what_can_no_longer_be_changed():
    (fault,) = faults(Listed.read(LISTED), [Tried("workflows/one.py", [OTHER], {OTHER.key: NOTICED})])
    assert fault.startswith("no such change any more")


def test_a_reason_is_a_reason():
    with pytest.raises(ValueError, match="without a reason"):
        Listed.read(LISTED.replace("read by nobody", " "))


def test_what_cannot_be_loaded_is_counted_apart():
    result = came_to(Verdict("unloadable"), NOTICED)
    assert (result.killed, result.counted) == (1, 1)
    assert "100.0 %" in table([result]).splitlines()[-1]
    assert LEAST == 90
