"""What is remembered is the answer about the very same frozen values, and nothing else."""

from dataclasses import dataclass

from workflows.remembered import remembered


@dataclass(frozen=True)
class Value:
    number: int

    @remembered
    def doubled(self, times: int = 1) -> int:
        ASKED.append(self.number)
        return self.number * 2 * times


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
