"""Every kind of duty: not before its day, due on its day, over the day after, gone when answered."""

from datetime import timedelta

import pytest

from tests.support.due import DUE
from tests.support.marks import each, rule
from tests.support.stories_of_units import STORIES as OTHERS
from tests.support.story import FIRST_DAY, Story, day, given, told
from tests.workflows.test_duties import STORIES
from workflows.duty import Duty
from workflows.handbook.conformance import KINDS
from workflows.rulebook import CASE_DUTIES


def owed(story: Story, kind: str, first: int, due: int) -> Duty:
    """The duty of that kind whose days these are."""
    days = {(d.from_date, d.due_date): d for d in story.duties() if d.kind == kind}
    assert (day(first), day(due)) in days, [tuple((on - FIRST_DAY).days for on in found) for found in days]
    return days[day(first), day(due)]


def keeps_its_days(duty: Duty, first: int, due: int) -> None:
    """Not pressing the day before, pressing on the day, not over on the due day, over the day after."""
    assert not duty.pressing(day(first) - timedelta(days=1))
    assert duty.pressing(day(first))
    assert not duty.overdue(day(due))
    assert duty.overdue(day(due) + timedelta(days=1)) is duty.stands(day(due) + timedelta(days=1))


def test_every_kind_has_its_days():
    assert set(DUE) == {kind.kind for kind in CASE_DUTIES}
    assert set(DUE) | set(OTHERS) == {kind.kind for kind in KINDS}


@each("duty", "before", "due")
@rule(6)
@pytest.mark.parametrize("kind", DUE)
def test_of_a_case(kind: str):
    steps, number = STORIES[kind]
    story = told(steps)
    duty = owed(story, kind, *DUE[kind])
    keeps_its_days(duty, *DUE[kind])
    assert duty.pressing(day(number))


@each("duty", "before", "due", "answered")
@rule(6)
@pytest.mark.parametrize("kind", OTHERS)
def test_of_a_unit_or_of_staff(kind: str):
    one = OTHERS[kind]
    story = given(one.steps, subject=one.subject)
    duty = owed(story, kind, one.first, one.due)
    keeps_its_days(duty, one.first, one.due)
    story.when(one.answer).recorded()
    assert duty.key not in {d.key for d in story.duties()}
