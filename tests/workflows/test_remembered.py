"""What is remembered is the answer about the very same frozen values, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from workflows.case import Case, Mark
from workflows.duties import duties
from workflows.duty import Duty
from workflows.exploring.walking import steps
from workflows.exploring.watching import Watch
from workflows.period import Period
from workflows.remembered import remembered


@dataclass(frozen=True)
class Value:
    number: int

    @remembered
    def doubled(self, times: int = 1) -> int:
        ASKED.append(self.number)
        return self.number * 2 * times

    @remembered
    def more(self) -> int:
        ASKED.append(self.number)
        return self.number + 1


class Watched(Value):
    def __getattribute__(self, name: str) -> object:
        return super().__getattribute__(name)


ASKED: list[int] = []


def test_the_same_value_is_asked_once_and_an_equal_one_again():
    ASKED.clear()
    one, other = Value(21), Value(21)
    assert [one.doubled(), one.doubled(), other.doubled(), other.doubled(), one.doubled()] == [42] * 5
    assert ASKED == [21] * 3


def test_another_argument_is_another_question():
    ASKED.clear()
    one = Value(3)
    assert [one.doubled(1), one.doubled(2), one.doubled(times=3), one.doubled(2)] == [6, 12, 18, 12]


def test_a_value_that_tells_what_is_read_of_it_is_answered_anew():
    ASKED.clear()
    one = Watched(5)
    assert [one.doubled(), one.doubled()] == [10, 10]
    assert ASKED == [5, 5]


def test_a_question_about_nothing_but_the_value_is_remembered_too():
    ASKED.clear()
    one, other, watched = Value(1), Value(1), Watched(8)
    assert [one.more(), one.more(), other.more(), watched.more(), watched.more(), other.more()] == [2, 2, 2, 9, 9, 2]
    assert ASKED == [1, 1, 8, 8]


def owed_by_turns() -> Iterator[tuple[tuple[Duty, ...], tuple[Duty, ...]]]:
    """What each case of some walks owes, and the same asked of one that is answered anew every time."""
    watch = Watch()
    for world, _ in steps(seed=7, count=1500):
        if isinstance(world.state, Case):
            yield duties(world.state, world.policy), duties(watch.on(world.state), world.policy)


def test_every_case_owes_what_it_would_owe_if_nothing_were_remembered():
    seen = 0
    for remembering, anew in owed_by_turns():
        assert remembering == anew
        seen += len(anew)
    assert seen > 2_000


def test_an_answer_about_another_state_would_be_seen(monkeypatch: pytest.MonkeyPatch):
    right, kept = Period.said_no, list[tuple[Period, Mark | None]]()

    def stale(period: Period) -> Mark | None:
        if type(period) is not Period:
            return right(period)
        if not kept or kept[-1][0] is not period:
            kept.append((period, right(period)))
        return kept[max(0, len(kept) - 2)][1]

    monkeypatch.setattr(Period, "said_no", stale)
    assert any(remembering != anew for remembering, anew in owed_by_turns())
