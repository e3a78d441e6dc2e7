"""Every number of the handbook is carried by something that is there: a field that is told, an item, a text, a rule."""

from datetime import date
from typing import Any, cast

import pytest
from pydantic import BaseModel

from events.catalogue import CATALOGUE, read
from events.values import Role
from scripts.samples import FOLDER
from services.texts import LANGUAGES, texts
from tests.support.marks import each, rule
from tests.support.people import member
from workflows.access import MAY_REPORT, SEES, may
from workflows.age import may_have_support_centre
from workflows.checklists import ALWAYS_TOLD, CHECKLISTS, TICK, Item, said_in
from workflows.handbook.carrying import AccessRule, Carrier, Counted, Field, Information, Mechanism, Restates
from workflows.handbook.chapters import NUMBERS, SECTIONS, chapter_of, numbers_in
from workflows.handbook.conformance import KINDS, carried_by, cited_decisions, unaccounted
from workflows.handbook.elsewhere import ELSEWHERE, NOT_A_RULE
from workflows.handbook.ours import OURS
from workflows.handbook.practice import practice_of
from workflows.handbook.statutes import AVERTED, HANDBOOK_COUNTS, OF_RULES, STATUTES, behind, cited, unfound
from workflows.policy import names
from workflows.report.catalogue import FIGURES


def carriers(kind: type[Carrier]) -> list[tuple[int, Any]]:
    return [(number, one) for number in NUMBERS for one in carried_by(number) if isinstance(one, kind)]


def named(values: list[tuple[int, Any]]) -> list[str]:
    return [f"R{number}-{one.name}" for number, one in values]


def test_all_175_are_accounted_for():
    assert list(NUMBERS) == list(range(1, 176))
    assert unaccounted() == ()


def test_what_is_no_rule_has_its_reason_and_nothing_that_carries_it():
    for number in NOT_A_RULE:
        assert carried_by(number) == ()
        assert all(str(number) in texts(language).sections()["does"] for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_has_words_of_its_own(language: Any):
    said = texts(language).sections()["rule"]
    assert set(said) == {str(number) for number in NUMBERS}
    assert len(set(said.values())) > len(NUMBERS) - 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_carries_a_number_by_name_is_told_in_a_sentence(language: Any):
    said = texts(language).sections()["does"]
    plain = {n for n, found in ELSEWHERE.items() if not all(isinstance(one, Restates | Information) for one in found)}
    assert {str(number) for number in plain} - set(said) == set()


def test_chapters_follow_each_other():
    assert [number for _, chapter in SECTIONS for number in numbers_in(chapter)] == list(NUMBERS)
    assert [chapter_of(n) for n in (38, 39, 155, 156, 175)] == ["1", "2", "7", "short", "avert"]


# what carries by name


FIELDS = carriers(Field)


@each("field")
@pytest.mark.parametrize("carrier", [one for _, one in FIELDS], ids=named(FIELDS))
def test_a_field_is_there_and_is_told_in_the_frozen_sample(carrier: Field):
    assert carrier.field in carrier.model.model_fields
    assert tells(carrier.model, carrier.field)


def tells(model: type[BaseModel], field: str) -> bool:
    """Whether the full sample of some fact tells this field."""
    for fact in CATALOGUE:
        told = read((FOLDER / f"{fact.TYPE}.full.json").read_bytes())
        if any(field in part.model_fields_set for part in parts(told) if isinstance(part, model)):
            return True
    return False


def parts(value: object) -> list[BaseModel]:
    """A fact and everything inside it."""
    if isinstance(value, tuple):
        return [part for one in value for part in parts(one)]
    if not isinstance(value, BaseModel):
        return []
    inner = [part for name in type(value).model_fields for part in parts(getattr(value, name))]
    return [value, *inner]


ITEMS = [(checklist.name, item) for checklist in CHECKLISTS for item in checklist.items]


@each("item")
@pytest.mark.parametrize(("name", "item"), ITEMS, ids=[f"{name}-{item.number}" for name, item in ITEMS])
def test_an_item_is_told_in_its_fact_and_read_back(name: str, item: Item):
    assert item.field in item.model.model_fields
    minimal = read((FOLDER / f"{item.model.TYPE}.minimal.json").read_bytes()).data
    full = read((FOLDER / f"{item.model.TYPE}.full.json").read_bytes()).data
    if item.field == TICK:
        assert item.number not in said_in(minimal)
        assert item.number in said_in(full.model_copy(update={TICK: (item.number,)}))
    else:
        assert item.number in said_in(full)
        assert item.field in minimal.model_fields_set or item.number not in said_in(minimal)


@rule(93, 94, 112)
def test_what_is_always_told_is_data():
    assert ALWAYS_TOLD == (93, 94, 112)


def test_no_item_stands_twice_in_a_checklist():
    for checklist in CHECKLISTS:
        numbers = [item.number for item in checklist.items]
        assert len(numbers) == len(set(numbers)), checklist.name


ACCESS = carriers(AccessRule)


@each("access", "forbidden", "allowed")
@pytest.mark.parametrize("carrier", [one for _, one in ACCESS], ids=named(ACCESS))
def test_an_access_rule_lets_some_and_not_others(carrier: AccessRule):
    if isinstance(carrier.of, str):
        act = cast("Any", carrier.of)
        allowed = {role for role in Role if may(member("x", role), act, "ost", ("x",))}
        assert set(SEES[act]) == allowed
    else:
        allowed = set(MAY_REPORT[carrier.of].roles)
    assert allowed
    assert allowed != set(Role)


COUNTED = carriers(Counted)


@each("figure")
@pytest.mark.parametrize("carrier", [one for _, one in COUNTED], ids=named(COUNTED))
def test_a_figure_is_one_of_the_report_with_a_title_and_a_definition(carrier: Counted):
    assert carrier.figure in FIGURES
    assert all(texts(language)(section, carrier.name) for language in LANGUAGES for section in ("figure", "figure_how"))


INFORMATION = carriers(Information)


@each("information")
@pytest.mark.parametrize("carrier", [one for _, one in INFORMATION], ids=named(INFORMATION))
def test_an_information_has_its_words(carrier: Information):
    assert all(texts(language)("information", carrier.key) for language in LANGUAGES)


def test_no_information_is_there_that_nobody_names():
    assert set(texts("nb").sections()["information"]) == {one.key for _, one in INFORMATION}


MECHANISMS = carriers(Mechanism)


@each("mechanism")
@pytest.mark.parametrize("carrier", [one for _, one in MECHANISMS], ids=named(MECHANISMS))
def test_a_mechanism_is_ours_and_says_why(carrier: Mechanism):
    assert carrier.what.__module__.startswith("workflows.")
    assert carrier.what.__doc__


def test_what_restates_another_number_names_one_that_carries_itself():
    for _, one in carriers(Restates):
        assert any(not isinstance(other, Restates) for other in carried_by(one.number))


# what we decided


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_decision_has_words_and_is_about_a_number(language: Any):
    assert set(texts(language).sections()["ours"]) == set(OURS)
    assert {f"D{n}" for n in range(1, 31)} <= set(OURS)
    assert all(number in NUMBERS for about in OURS.values() for number in about)


def test_every_decision_that_a_rule_names_is_one_of_ours():
    assert {name for number in NUMBERS for name in cited_decisions(number)} <= set(OURS)


# local practice


def test_every_number_of_local_practice_that_a_duty_goes_by_is_found():
    found = {name for kind in KINDS for name in practice_of(kind)}
    assert "assess_wd" in found
    assert found <= set(names())
    by_kind = {kind.kind: practice_of(kind) for kind in KINDS}
    assert by_kind["assess"] == ("assess_wd",)
    assert by_kind["call_family"] == ("first_call_wd", "call_warn_days", "try_again_wd", "unreachable_tries")
    assert by_kind["judge_report"] == ()


# the laws


@rule(56, 164, 165)
def test_a_statute_is_named_as_it_was_on_the_day_of_the_decision():
    def named_on(day: date) -> list[tuple[str, str]]:
        return [(one.law, one.section) for one in behind(165, day)]

    assert named_on(date(2022, 12, 31)) == [("barnevernloven_1992", "§ 6-4")]
    assert named_on(date(2023, 1, 1)) == [("barnevernsloven_2021", "§ 13-2")]


@rule(171, 173)
@pytest.mark.parametrize(
    ("statute", "last", "before", "after"),
    [
        ("duty_to_avert", date(2015, 9, 30), "§ 139", "§ 196"),
        ("mutilation", date(2015, 9, 30), "§ 2", "§ 284"),
        ("mutilation", date(2021, 3, 31), "§ 284", "§ 196"),
        ("school_environment", date(2024, 7, 31), "§ 9 A-4", "§ 12-4"),
    ],
)
def test_the_old_citation_holds_until_the_day_before_the_new_one(statute: Any, last: date, before: str, after: str):
    old, new = cited(statute, last), cited(statute, date.fromordinal(last.toordinal() + 1))
    assert old is not None
    assert new is not None
    assert (old.section, new.section) == (before, after)


def test_before_there_was_a_law_nothing_is_cited():
    assert cited("police_secrecy", date(2014, 6, 30)) is None
    assert cited("mutilation", date(2004, 8, 31)) is None
    assert behind(47, date(2026, 1, 1)) == ()


def test_citations_stand_in_order_and_have_their_words():
    nb = texts("nb").sections()
    for name, sections in STATUTES.items():
        assert name in nb["statute"]
        assert [one.since for one in sections] == sorted(one.since for one in sections)
        assert all(one.law in nb["law"] for one in sections)
    assert {name for named_ in OF_RULES.values() for name in named_} == set(STATUTES)


@rule(172)
def test_what_the_handbook_counts_and_we_have_not_found_is_told_and_never_made_up():
    named = [one for one in AVERTED[172] if one.since is None]
    assert (len(named), unfound(172), HANDBOOK_COUNTS[172]) == (9, 2, 11)
    assert unfound(171) == 0


@rule(172, 173)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_offence_to_avert_has_its_words_and_is_named_once(language: Any):
    sections = [one.section for one in AVERTED[172]]
    assert len(sections) == len(set(sections))
    assert {str(one) for one in sections} == set(texts(language).sections()["provision"])


# the support centre (R64)


@rule(64)
@pytest.mark.parametrize(
    ("minor", "adult_from", "today", "may_be"),
    [
        (False, None, date(2026, 1, 12), True),
        (True, date(2028, 6, 30), date(2026, 6, 29), False),
        (True, date(2028, 6, 30), date(2026, 6, 30), True),
        (True, date(2028, 2, 29), date(2026, 2, 28), True),
        (None, None, date(2026, 1, 12), False),
    ],
)
def test_the_support_centre_is_suggested_from_16(
    minor: bool | None, adult_from: date | None, today: date, may_be: bool
):
    assert may_have_support_centre(minor, adult_from, today) is may_be
