"""The days of a guide and of whoever stands in, each to its last."""

from tests.support.marks import rule
from tests.support.story import at, day
from workflows.guiding import Absence, GuideState
from workflows.mark import Mark

ASKED = Mark(at(0), "desk:f1")
AWAY = Absence(day(5), day(9), "guidelog:a", known_on=day(1))


@rule(57)
def test_an_absence_is_sudden_that_nobody_knew_of_before_its_first_day():
    assert not Absence(day(5), day(9), "guidelog:a", known_on=day(4)).sudden
    assert Absence(day(5), day(9), "guidelog:a", known_on=day(5)).sudden
    assert Absence(day(5), day(9), "guidelog:a", known_on=day(6)).sudden


@rule(59)
def test_away_from_the_first_day_to_the_last():
    guide = GuideState("g1", ASKED, absences=(AWAY,))
    assert [guide.away(day(number)) for number in (4, 5, 9, 10)] == [False, True, True, False]
    assert [guide.on_duty(day(number)) for number in (4, 5, 9, 10)] == [True, False, False, True]
    assert not GuideState("g1", ASKED).away(day(5))
    assert GuideState("g1", ASKED).turns() == ()


@rule(59)
def test_standing_in_from_the_first_day_to_the_last_less_the_days_away():
    guide = GuideState("g2", ASKED, days=(day(4), day(12)), absences=(AWAY,))
    assert [number for number in range(15) if guide.on_duty(day(number))] == [4, 10, 11, 12]
    assert guide.turns() == (day(5), day(10), day(4), day(13))
