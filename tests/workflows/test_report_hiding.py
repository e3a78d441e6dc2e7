"""Small numbers stay hidden from somebody who has every report of every unit and of every year, and computes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.attacker import Attacker
from workflows.report.figure import Figure
from workflows.report.publication import Publication, publish
from workflows.report.tally import Tally

SMALL = 5
UNITS = ("ost", "sentrum", "vest")


def nothing(_told: Any) -> Iterator[tuple[date, str]]:
    yield from ()


def figure(id_: str, *rows: str, of: str | None = None) -> Figure:
    return Figure(id_, "found", (8,), "case", nothing, "word", rows, of=of)


KIND = figure("kind", "robbery", "violence", "threats", of="cases")
DECIDED = figure("decided", "offer", "not", "waiting", of="cases")
ANSWER = figure("answer", "yes", "no", of="decided/offer")
AGE = figure("age", "child", "youth", "adult", of="cases")
THREATS = figure("threats", "urged", "not_urged")

WORK = figure("work")
"""An open list: it has the rows that occur."""

FIGURES = (KIND, DECIDED, ANSWER, AGE, THREATS, WORK)

Youth = tuple[str, int, str, str, str, str, bool]


def counted(youths: Sequence[Youth], figures: Sequence[Figure] = FIGURES) -> Tally:
    """What a district with these youths counts."""
    found: dict[tuple[str, str], Counter[tuple[str, int]]] = {
        (one.id, row): Counter() for one in figures for row in one.categories
    }
    for unit, year, kind, decided, answer, age, threatened in youths:
        told = {"kind": kind, "decided": decided, "age": age}
        told |= {"answer": answer} if decided == "offer" else {}
        told |= {"threats": "urged"} if threatened else {}
        told |= {"work": kind} if age != "youth" else {}
        for id_, row in told.items():
            found.setdefault((id_, row), Counter())[unit, year] += 1
    return found


def published(
    youths: Sequence[Youth],
    *earlier: Publication,
    year: int = 2026,
    years: Sequence[int] = (2026,),
    units: Sequence[str] = UNITS,
    small: int = SMALL,
) -> Publication:
    return publish(counted(youths), year, date(year + 1, 1, 20), units, years, small, FIGURES, earlier)


def youths_of(units: Sequence[str], years: Sequence[int], most: int) -> st.SearchStrategy[list[Youth]]:
    one = st.tuples(
        st.sampled_from(units),
        st.sampled_from(years),
        st.sampled_from(("robbery", "robbery", "robbery", "violence", "threats")),
        st.sampled_from(("offer", "offer", "offer", "not", "waiting")),
        st.sampled_from(("yes", "yes", "yes", "no")),
        st.sampled_from(("youth", "youth", "youth", "child", "adult")),
        st.sampled_from((False, False, False, True)),
    )
    return st.lists(one, max_size=most)


def many(number: int, unit: str = "ost", year: int = 2026, **about: str) -> list[Youth]:
    told = {"kind": "robbery", "decided": "offer", "answer": "yes", "age": "youth"} | about
    return [(unit, year, told["kind"], told["decided"], told["answer"], told["age"], False)] * number


def told(one: Publication, id_: str, row: str, place: str = "ost", year: int | str = 2026) -> int | None:
    """A number as the report tells it, None where it is hidden."""
    table = one.table(id_)
    assert table is not None
    cell = (table.figure.row(row) if row else table.figure.total, place, str(year))
    return None if one.hides(table, cell) else table.cells[cell]


# what is hidden


def test_a_small_number_is_hidden_and_another_one_with_it():
    one = published(many(20) + many(2, kind="violence") + many(9, kind="threats"), units=("ost",))
    assert (told(one, "kind", "violence"), told(one, "kind", ""), told(one, "decided", "offer")) == (None, 31, 31)
    assert [told(one, "kind", row) for row in ("robbery", "threats")].count(None) == 1


def test_a_nought_is_told_and_so_is_a_number_that_is_large_enough():
    one = published(many(20) + many(SMALL, kind="violence"), units=("ost",))
    assert [told(one, "kind", row) for row in ("robbery", "violence", "threats")] == [20, SMALL, 0]
    assert not one.hidden


def test_among_a_few_the_noughts_are_hidden_too():
    one = published(many(3) + many(40, unit="vest") + many(40, unit="sentrum"))
    assert [told(one, "kind", row) for row in ("robbery", "violence", "threats", "")] == [None] * 4


def test_the_unit_is_not_the_difference_between_the_district_and_the_others():
    one = published(many(30) + many(3, kind="violence") + many(30, unit="vest") + many(30, unit="sentrum"))
    violence = [told(one, "kind", "violence", place) for place in (*UNITS, "*")]
    assert violence.count(None) >= 2


def test_how_small_is_small_is_local_practice():
    youths = many(20) + many(4, kind="violence")
    assert not published(youths, units=("ost",), small=3).hidden
    assert published(youths, units=("ost",), small=5).hidden


def test_figures_on_the_work_are_told_whatever_they_are():
    weeks = replace(figure("weeks", "late", "in_time"), about="work")
    once = {("weeks", "late"): Counter({("ost", 2026): 1}), ("weeks", "in_time"): Counter({("ost", 2026): 51})}
    assert not publish(once, 2026, date(2027, 1, 20), ("ost",), (2026,), SMALL, (weeks,)).hidden


# years together


THREE = (2024, 2025, 2026)


def in_three(number: int, *years: int, **about: str) -> list[Youth]:
    return [youth for year in years or THREE for youth in many(number, year=year, **about)]


def test_what_is_too_little_in_a_year_is_told_of_three_years_together():
    one = published(in_three(20) + in_three(3, kind="violence"), years=THREE, units=("ost",))
    assert [told(one, "kind", "violence", year=year) for year in THREE] == [None] * 3
    assert [told(one, "kind", row, year="2024-2026") for row in ("robbery", "violence", "")] == [60, 9, 69]
    assert Attacker([one]).finds(SMALL) == []


def test_two_years_and_the_sum_do_not_give_away_the_third():
    one = published(in_three(20) + in_three(9, 2024, 2025, kind="violence") + many(2, kind="violence"), years=THREE)
    violence = [told(one, "kind", "violence", year=year) for year in (2024, 2025, "2024-2026")]
    assert violence == [9, 9, None]


def test_the_number_of_a_year_is_told_sooner_than_that_of_the_years_together():
    youths = in_three(20) + in_three(9, kind="violence") + in_three(2, 2024, kind="threats")
    one = published(youths, years=THREE, units=("ost",))
    assert [told(one, "kind", row) for row in ("robbery", "violence", "threats")] == [20, 9, 0]


def test_what_stands_at_the_end_of_each_year_is_not_added_up():
    at_the_end = replace(figure("standing", "open"), adds_years=False)
    once = {("standing", "open"): Counter({("ost", year): 30 for year in THREE})}
    one = publish(once, 2026, date(2027, 1, 20), ("ost",), THREE, SMALL, (at_the_end,))
    assert {when for _, _, when in one.tables[0].cells} == {"2024", "2025", "2026"}


def test_years_that_change_enough_each_and_hardly_together_stand_as_they_were_sent():
    first = published(in_three(20, 2025, 2026), years=(2025, 2026), units=("ost",))
    moved = published(many(26, year=2025) + many(15, year=2026), first, years=(2025, 2026), units=("ost",))
    assert [told(moved, "kind", "robbery", year=year) for year in (2025, 2026, "2025-2026")] == [20, 20, 40]
    assert {("kind", 2025), ("kind", 2026)} <= moved.kept
    assert Attacker([first, moved]).differences(SMALL) == []
    enough = published(many(36, year=2025) + many(15, year=2026), first, moved, years=(2025, 2026), units=("ost",))
    assert [told(enough, "kind", "robbery", year=year) for year in (2025, 2026, "2025-2026")] == [36, 15, 51]


# the attack


@settings(max_examples=6, deadline=None)
@given(youths=youths_of(UNITS, (2025, 2026), 120))
def test_nobody_learns_more_of_a_small_number_than_that_it_is_small(youths: list[Youth]):
    assert Attacker([published(youths, years=(2025, 2026))]).finds(SMALL) == []


@settings(max_examples=6, deadline=None)
@given(youths=youths_of(("ost", "vest"), (2026,), 60), small=st.sampled_from((3, 5, 10)))
def test_nor_in_a_district_of_two_whatever_counts_as_small(youths: list[Youth], small: int):
    one = published(youths, units=("ost", "vest"), small=small)
    assert Attacker([one]).finds(small) == []


@settings(max_examples=6, deadline=None)
@given(youths=youths_of(("ost",), (2026,), 60))
def test_nor_where_the_unit_is_the_district(youths: list[Youth]):
    assert Attacker([published(youths, units=("ost",))]).finds(SMALL) == []


@settings(max_examples=6, deadline=None)
@given(youths=youths_of(UNITS, (2026,), 90), late=youths_of(UNITS, (2026,), 14), gone=st.integers(0, 8))
def test_nor_from_two_versions_of_a_report(youths: list[Youth], late: list[Youth], gone: int):
    first = published(youths)
    second = published([*youths[gone:], *late], first)
    third = published([*youths[gone:], *late, *late[:6]], first, second)
    attacker = Attacker([first, second, third])
    assert attacker.finds(SMALL) == []
    assert attacker.differences(SMALL) == []


@settings(max_examples=6, deadline=None)
@given(
    youths=youths_of(UNITS, (2025, 2026), 90),
    late=youths_of(UNITS, (2025, 2026), 14),
    new=youths_of(UNITS, (2027,), 40),
)
def test_nor_from_the_reports_of_two_years(youths: list[Youth], late: list[Youth], new: list[Youth]):
    first = published(youths, years=(2025, 2026))
    second = published([*youths, *late, *new], first, year=2027, years=(2025, 2026, 2027))
    attacker = Attacker([first, second])
    assert attacker.finds(SMALL) == []
    assert attacker.differences(SMALL) == []


@settings(max_examples=6, deadline=None)
@given(youths=youths_of(UNITS, (2026,), 90), late=youths_of(UNITS, (2026,), 14), small=st.sampled_from((3, 10)))
def test_nor_where_another_number_counts_as_small_since(youths: list[Youth], late: list[Youth], small: int):
    """What was hidden stays as well hidden as it was: a later version cannot take back what the first one told."""
    first = published(youths)
    second = published([*youths, *late], first, small=small)
    assert Attacker([first, second]).finds(min(small, SMALL)) == []


# the attack finds what is planted


FAULTY = many(20) + many(2, kind="violence") + many(30, unit="vest") + many(30, unit="sentrum")


def test_the_attacker_computes_a_small_number_where_nothing_else_is_hidden(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workflows.report.publication.hidden", lambda _system, first: frozenset(first))
    found = Attacker([published(FAULTY)]).finds(SMALL)
    assert ("kind", 2, (2, 2)) in {(name[0].partition("/")[0], value, range_) for name, value, range_ in found}


def test_and_a_year_where_the_years_together_are_told_beside_the_others(monkeypatch: pytest.MonkeyPatch):
    youths = in_three(20) + in_three(9, 2024, 2025, kind="violence") + many(2, kind="violence")
    monkeypatch.setattr("workflows.report.publication.told_for", lambda _figure, years: tuple(map(str, years)))
    only_years = published(youths, years=THREE, units=("ost",))
    told_all_the_same = replace(only_years, hidden=frozenset(n for n in only_years.hidden if "-" not in n[0][2]))
    found = Attacker([told_all_the_same]).finds(SMALL)
    assert (("kind/violence", "ost", "2026", 0), 2, (2, 2)) in found


def test_and_who_came_late_where_the_second_version_forgets_the_first():
    late = many(3, kind="violence")
    first = published(many(30) + many(6, kind="violence"), units=("ost",))
    forgetful = published(many(30) + many(6, kind="violence") + late, units=("ost",))
    assert (("kind/violence", "ost", "2026"), 6, 9) in Attacker([first, forgetful]).differences(SMALL)
    careful = published(many(30) + many(6, kind="violence") + late, first, units=("ost",))
    assert Attacker([first, careful]).differences(SMALL) == []


# what a sent version has told


def test_a_table_is_kept_as_it_was_sent_until_enough_has_changed():
    first = published(many(20) + many(6, kind="violence"), units=("ost",))
    little = published(many(22) + many(6, kind="violence"), first, units=("ost",))
    assert (told(little, "kind", "robbery"), ("kind", 2026) in little.kept) == (20, True)
    enough = published(many(25) + many(6, kind="violence"), first, little, units=("ost",))
    assert (told(enough, "kind", "robbery"), ("kind", 2026) in enough.kept) == (25, False)


def test_a_year_that_was_sent_stands_so_in_the_next_years_report():
    first = published(many(20), years=(2026,), units=("ost",))
    second = published(many(22) + many(9, year=2027), first, year=2027, years=(2026, 2027), units=("ost",))
    assert (told(second, "kind", "robbery"), told(second, "kind", "robbery", year=2027)) == (20, 9)


def test_what_was_hidden_stays_hidden_though_it_is_hidden_for_another_now():
    first = published(many(20) + many(2, kind="violence") + many(9, kind="threats"), units=("ost",))
    second = published(many(20) + many(2, kind="violence") + many(9, kind="threats"), first, units=("ost",))
    assert second.hidden == first.hidden


def test_a_version_that_tells_the_same_hides_the_same_whatever_way_its_numbers_can_move():
    """A large number that is hidden beside small ones may be a little less and a little more, not much of either."""
    youths = many(10) + many(3, unit="sentrum") + many(2, unit="sentrum", age="child")
    first = published(youths)
    assert published(youths, first).hidden == first.hidden


def test_the_same_figures_hide_the_same_cells():
    youths = many(20) + many(2, kind="violence") + many(9, unit="vest", age="child") + many(4, unit="sentrum")
    assert published(youths).hidden == published(list(reversed(youths))).hidden
