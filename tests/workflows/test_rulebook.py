"""Every rule of the slice is carried out somewhere and proved by at least one test; every list is whole."""

import re
from pathlib import Path

import pytest

from events.catalogue import BY_TYPE
from workflows.access import MAY_REPORT
from workflows.duty import DutyKind
from workflows.invariants import CONTACTS
from workflows.rule import Hard
from workflows.rulebook import CASE_DUTIES, RULEBOOK, STAFF_DUTIES, UNIT_DUTIES, rules_on

ROOT = Path(__file__).resolve().parents[2]

SLICE = (
    5, *range(7, 13), 17, *range(24, 29), 31, 32, *range(34, 38), 45, 47, 48, *range(49, 54), *range(55, 64), 66, 67,
    *range(69, 77), *range(81, 85), *range(101, 107), 109, *range(113, 120), *range(133, 137), *range(138, 156),
    *range(159, 162), *range(164, 176),
)  # fmt: skip
"""The rules that are carried out so far."""

AS_STATE = {
    5: ("events/measure.py", "never discharges the school's own duty"),
    12: ("workflows/incident.py", "reported: Reported"),
    26: ("workflows/unit.py", "gone_through: bool"),
    75: ("events/contact.py", "asked_to_speak_with_youth: bool"),
    105: ("events/measure.py", '"talk_at_home"'),
    138: ("events/contact.py", '"advice"'),
    142: ("events/contact.py", "class AddendumWritten(FactData)"),
    145: ("events/contact.py", '"court_information"'),
    146: ("events/contact.py", '"dialogue_with_investigator"'),
    147: ("events/contact.py", '"question_on_investigation"'),
    135: ("workflows/case.py", "earlier: tuple[Period, ...]"),
}
"""Rules that are a model or a field: where they stand."""

DUTIES: tuple[DutyKind, ...] = (*CASE_DUTIES, *UNIT_DUTIES, *STAFF_DUTIES)


def cited() -> set[int]:
    hard = {number for rule in RULEBOOK if isinstance(rule, Hard) for number in rule.rules}
    return hard | {number for kind in DUTIES for number in kind.rules} | set(AS_STATE)


def marked() -> set[int]:
    found: set[int] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for numbers in re.findall(r"(?:@|= )rule\(([\d, ]+)\)", path.read_text(encoding="utf-8")):
            found |= {int(number) for number in numbers.split(",") if number.strip()}
    return found


@pytest.mark.parametrize("number", SLICE)
def test_every_rule_of_the_slice_is_carried_out(number: int):
    assert number in cited()


@pytest.mark.parametrize("number", SLICE)
def test_every_rule_of_the_slice_is_proved(number: int):
    assert number in marked()


@pytest.mark.parametrize("number", sorted(AS_STATE))
def test_a_rule_that_is_a_field_stands_where_it_is_said_to(number: int):
    path, text = AS_STATE[number]
    assert text in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("number", sorted({n for r in RULEBOOK if isinstance(r, Hard) for n in r.rules}))
def test_no_rule_is_cited_that_the_handbook_does_not_have(number: int):
    assert 1 <= number <= 175


def test_every_rule_is_found_by_the_facts_that_it_is_on():
    for rule in RULEBOOK:
        assert rule.on
        for model in rule.on:
            assert rule in rules_on(model)


def test_a_rule_that_waits_waits_for_facts_that_there_are():
    for rule in RULEBOOK:
        if isinstance(rule, Hard):
            assert all(model.TYPE in BY_TYPE for model in (*rule.waits_for, *rule.cleared_by))


def test_a_hard_rule_says_where_it_comes_from():
    for rule in RULEBOOK:
        if isinstance(rule, Hard):
            assert rule.cites, rule.refusal


@pytest.mark.parametrize("kind", DUTIES, ids=lambda kind: kind.kind)
def test_every_duty_can_be_cleared_by_its_role(kind: DutyKind):
    assert kind.rules
    assert any(kind.role in MAY_REPORT[model].roles for model in kind.cleared_by)


def test_a_duty_is_blocked_only_by_kinds_that_there_are():
    kinds = {kind.kind for kind in DUTIES}
    for kind in DUTIES:
        assert set(kind.blocked_by) <= kinds
    assert kinds >= CONTACTS


def test_no_kind_is_there_twice():
    for kinds in (CASE_DUTIES, UNIT_DUTIES, STAFF_DUTIES):
        assert len({kind.kind for kind in kinds}) == len(kinds)


def test_every_rule_stands_in_the_list():
    """A rule or a duty that no list names would never be asked."""
    for path in (ROOT / "workflows").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"^([A-Z][A-Z_0-9]+) = (?:Hard|Form)\(", text, re.MULTILINE):
            listed = re.search(r"^RULES:.*?= \((.*?)\)$", text, re.MULTILINE | re.DOTALL)
            assert listed, path
            assert name in listed[1], f"{path.name}: {name} is in no list"
