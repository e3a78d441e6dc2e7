"""A birth date stays sealed: what the log keeps of it tells the same at every boundary, the month and the day."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.support.ladder import consented, referred, row
from tests.support.marks import rule
from tests.support.story import OSLO, Step, Story
from workflows.age import Age, may_have_support_centre, month_end, years_on
from workflows.outcome import Entry, Verb

BORN = date(2008, 5, 20)
"""Of age on 20 May 2026."""

MONTH = date(2026, 5, 31)


def a_row(happened: date | None) -> Step:
    """A row that tells when the incident was, or does not."""
    step = row()
    return replace(step, data=step.data.model_copy(update={"incident_on": happened}))  # type: ignore[union-attr]


def told(step: Step, day: date) -> Entry:
    """A fact that happened on that day, as it is in the log."""
    fact = Story().fact(Step(step.data, moment=datetime(day.year, day.month, day.day, 12, tzinfo=OSLO)))
    return Entry(Verb.RECORDED, fact, fact.time, (), {"minor": "as it was decided"})


@rule(140)
@pytest.mark.parametrize(
    ("day", "minor"),
    [
        (date(2025, 5, 31), True),
        (date(2026, 4, 30), True),
        (date(2026, 5, 1), True),
        (date(2026, 5, 19), True),
        (date(2026, 5, 20), False),
        (date(2026, 5, 31), False),
        (date(2026, 6, 1), False),
        (date(2027, 5, 1), False),
    ],
)
def test_whoever_is_under_18_is_so_until_the_day_before_the_birthday(day: date, minor: bool):
    entry = told(consented(), day)
    age = Age.of(BORN, [entry.fact])
    assert age.minor_when(entry.fact) is minor
    assert age.applied(entry).decided_with == {"minor": minor}


@rule(140)
def test_of_the_birthday_nothing_is_kept_but_its_month_and_what_happened_in_it_before():
    before, after, earlier = (told(consented(), date(2026, *on)) for on in ((5, 19), (5, 20), (4, 19)))
    age = Age.of(BORN, [before.fact.model_copy(update={"id": "b"}), after.fact, earlier.fact])
    assert age == Age(MONTH, minor=("desk:b",))


@rule(7)
@pytest.mark.parametrize(
    ("happened", "under_18"), [((5, 19), True), ((5, 20), False), ((4, 30), True), ((6, 1), False)]
)
def test_of_a_row_it_is_the_day_of_the_incident_that_counts(happened: tuple[int, int], under_18: bool):
    entry = told(a_row(date(2026, *happened)), date(2026, 6, 2))
    decided = Age.of(BORN, [entry.fact]).applied(entry).decided_with
    assert decided == {"minor": False, "under_18": under_18, "adult_from": "2026-05-31"}


@rule(7)
def test_of_a_row_that_does_not_tell_it_the_day_on_which_it_came():
    entry = told(a_row(None), date(2026, 5, 19))
    assert Age.of(BORN, [entry.fact]).under_18 == (entry.fact.key,)


def test_what_tells_of_no_incident_is_kept_of_none():
    entry = told(consented(), date(2026, 5, 19))
    age = Age.of(BORN, [entry.fact])
    assert age.under_18 == ()
    assert "under_18" not in age.applied(entry).decided_with


def test_without_a_birth_date_nothing_is_said_of_an_age():
    entry = told(referred(), date(2026, 5, 19))
    assert Age.of(None, [entry.fact]) == Age()
    assert Age().applied(entry).decided_with == {"minor": None, "under_18": None, "adult_from": None}


@pytest.mark.parametrize("age", [Age(), Age(MONTH, ("desk:a",), ("desk:b",))])
def test_it_reads_back_as_it_was_written(age: Age):
    assert Age.read(age.plain()) == age


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 12, 5), date(2026, 12, 31)),
        (date(2028, 2, 3), date(2028, 2, 29)),
    ],
)
def test_the_last_day_of_a_month(day: date, last: date):
    assert month_end(day) == last


@rule(64)
@pytest.mark.parametrize(
    ("minor", "adult_from", "today", "may"),
    [
        (False, MONTH, date(2026, 5, 20), True),
        (False, None, date(2026, 5, 20), True),
        (True, MONTH, date(2024, 5, 30), False),
        (True, MONTH, date(2024, 5, 31), True),
        (True, date(2026, 2, 28), date(2024, 2, 28), False),
        (True, date(2026, 2, 28), date(2024, 2, 29), True),
        (None, None, date(2026, 5, 20), False),
    ],
)
def test_the_support_centre_is_suggested_from_the_end_of_the_month_of_the_16th_birthday(
    minor: bool | None, adult_from: date | None, today: date, may: bool
):
    assert may_have_support_centre(minor, adult_from, today) is may


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2026, 5, 30), 17),
        (date(2026, 5, 31), 18),
        (date(2026, 4, 30), 17),
        (date(2026, 6, 1), 18),
        (date(2025, 5, 31), 17),
        (date(2025, 5, 30), 16),
    ],
)
def test_how_old_somebody_is_by_the_end_of_the_month_of_their_birthday(day: date, years: int):
    assert years_on(MONTH, day) == years


def test_nor_how_old_where_no_birth_date_is_known():
    assert years_on(None, MONTH) is None
