"""Every list of rules and duties is whole, and names nothing that is not there."""

import re
from pathlib import Path

import pytest

from events.catalogue import BY_TYPE, CATALOGUE
from events.correction import Corrected, WrongCase
from scripts.rulebook import TARGET, page
from workflows.access import MAY_REPORT
from workflows.duty import DutyKind
from workflows.invariants import CONTACTS
from workflows.rule import Hard
from workflows.rulebook import BIRTHS, CASE_DUTIES, CHANGES, RULEBOOK, STAFF_DUTIES, UNIT_DUTIES, rules_on

ROOT = Path(__file__).resolve().parents[2]

DUTIES: tuple[DutyKind, ...] = (*CASE_DUTIES, *UNIT_DUTIES, *STAFF_DUTIES)


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


def test_every_fact_changes_something_and_what_mends_another_folds_the_case_anew():
    assert {model for model in CATALOGUE if model not in {**CHANGES, **BIRTHS}} == {Corrected, WrongCase}


def test_what_is_declared_is_what_stands_on_its_page():
    """A fact, a role, a number, a rule's reach: whoever changes one sees it in the page, and so does who reviews it."""
    assert TARGET.read_text(encoding="utf-8") == page(), "run python -m scripts.rulebook"
