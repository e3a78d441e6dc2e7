"""The lists of cases behind a report tell nothing that the report itself does not tell."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given, settings

from tests.support.attacker import Attacker
from tests.workflows.test_report_hiding import FIGURES, SMALL, UNITS, Youth, many, published, youths_of
from workflows.report.behind import Behind, behind
from workflows.report.figure import Figure, Log
from workflows.report.publication import Publication

PLACES = {"kind": 2, "decided": 3, "age": 5}


def counting(figure: Figure) -> Figure:
    """The figure, asking the youths of these tests."""

    def counts(told: Any) -> Iterator[tuple[date, str]]:
        youth: Youth = told.youth
        word = cast("str", youth[PLACES[figure.id]]) if figure.id in PLACES else None
        if figure.id == "answer" and youth[3] == "offer":
            word = youth[4]
        elif figure.id == "threats" and youth[6]:
            word = "urged"
        elif figure.id == "work" and youth[5] != "youth":
            word = youth[2]
        if word is not None:
            yield date(youth[1], 6, 1), word

    return replace(figure, counts=counts)


def log_of(youths: Sequence[Youth]) -> Log:
    told = [
        SimpleNamespace(unit=youth[0], youth=youth, case=SimpleNamespace(subject=f"case/T-{n}"))
        for n, youth in enumerate(youths)
    ]
    return Log(date(2027, 1, 20), cases=cast("Any", tuple(told)))


def lists(one: Publication, youths: Sequence[Youth], unit: str) -> dict[str, Behind]:
    found = ((figure.id, behind(one, log_of(youths), counting(figure), unit)) for figure in FIGURES)
    return {name: told for name, told in found if told is not None}


def test_a_figure_that_tells_all_its_numbers_has_its_cases_behind_it():
    youths = [*many(7), *many(6, kind="violence"), *many(8, kind="threats")]
    found = lists(published(youths), youths, "ost")
    assert found["kind"]["robbery"] == tuple(f"T-{n}" for n in range(7))
    assert {row: len(refs) for row, refs in found["kind"].items()} == {"robbery": 7, "violence": 6, "threats": 8}
    assert lists(published(youths), youths, "vest").get("kind", {}).get("robbery", ()) == ()


def test_a_figure_with_a_hidden_number_has_no_list_not_even_of_the_numbers_beside_it():
    youths = [*many(20), *many(2, kind="violence"), *many(9, kind="threats")]
    assert "kind" not in lists(published(youths), youths, "ost")
    assert "decided" in lists(published(youths), youths, "ost")


def test_what_stands_as_it_was_sent_has_no_list():
    before = many(12)
    first = published(before)
    after = [*before, *many(2)]
    second = published(after, first)
    assert ("kind", 2026) in second.kept
    assert "kind" not in lists(second, after, "ost")


@given(youths_of(UNITS, (2026,), 60))
@settings(max_examples=25, deadline=None)
def test_who_has_every_list_of_every_unit_learns_no_hidden_number(youths: list[Youth]):
    one = published(youths)
    told = dict(one.told_of)
    for unit in UNITS:
        for name, found in lists(one, youths, unit).items():
            table = one.table(name)
            assert table is not None
            for row, refs in found.items():
                assert len(refs) in told[table.figure.row(row), unit, "2026"]
            everybody = {ref for refs in found.values() for ref in refs}
            assert len(everybody) in told[table.figure.total, unit, "2026"]
    assert Attacker([one]).finds(SMALL) == []
