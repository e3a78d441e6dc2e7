"""National numbers: every kind that the police write, and nothing that can be nobody's."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import national_number
from services.national_number import control_digits, read, synthetic


def numbered(nine: str) -> str:
    """The nine digits with their control digits, taking the next individual number where there are none."""
    digits = control_digits(nine)
    return nine + digits if digits else numbered(f"{int(nine) + 1:09d}")


# The months below are synthetic (81-92, 66-77) or the digits make no birth date: none can be a living person's.
@pytest.mark.parametrize(
    ("nine", "kind", "born", "is_synthetic"),
    [
        ("098110900", "fodselsnummer", date(2010, 1, 9), True),
        ("496610900", "d_number", date(2010, 1, 9), True),
        ("099210520", "fodselsnummer", date(2010, 12, 9), True),
        ("097710520", "fodselsnummer", date(2010, 12, 9), True),
        ("895510520", "shared_auxiliary", None, False),
    ],
)
def test_every_kind_is_known_by_its_offset(nine, kind, born, is_synthetic):
    number = read(numbered(nine))
    assert number is not None
    assert (number.kind, number.birth_date, number.synthetic) == (kind, born, is_synthetic)


def test_the_police_auxiliary_number_has_forty_added_to_its_month():
    number = read(numbered("095210520"))
    assert number is not None
    assert (number.kind, number.birth_date, number.synthetic) == ("auxiliary", date(2010, 12, 9), False)


@pytest.mark.parametrize("nine", ["329110900", "098010900", "099310900", "308210900", "495210900", "000010900"])
def test_a_day_or_a_month_that_does_not_exist_is_nobodys_number(nine):
    assert read(numbered(nine)) is None


@pytest.mark.parametrize("text", ["", "12345", "abcdefghijk", "٠٩٨١١٠٩٠٠٠٠", "0981109001234"])
def test_what_is_not_eleven_digits_is_no_number(text):
    assert read(text) is None


def test_spaces_hyphens_and_a_lost_zero_are_forgiven():
    digits = synthetic(date(2010, 1, 9), 900)
    assert digits is not None
    for written in (f"{digits[:6]} {digits[6:]}", f"{digits[:6]}-{digits[6:]}", digits[1:]):
        number = read(written)
        assert number is not None
        assert number.digits == digits


@given(st.dates(date(1999, 1, 1), date(2035, 12, 31)), st.integers(500, 999), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(born, individual, place, more):
    digits = synthetic(born, individual)
    if digits is not None:
        wrong = digits[:place] + str((int(digits[place]) + more) % 10) + digits[place + 1 :]
        assert read(wrong) is None


@given(st.dates(date(1954, 1, 1), date(2039, 12, 31)), st.integers(0, 999))
def test_a_made_up_number_is_synthetic_and_tells_the_birth_date(born, individual):
    digits = synthetic(born, individual)
    if digits is not None:
        number = read(digits)
        assert number is not None
        assert number.synthetic
        assert number.birth_date == born
        assert 81 <= int(digits[2:4]) <= 92


@given(st.text(max_size=15))
def test_no_text_breaks_the_reading(text):
    number = read(text)
    assert number is None or len(number.digits) == 11


def test_a_number_does_not_show_itself():
    digits = synthetic(date(2010, 1, 9), 900)
    assert digits is not None
    assert digits not in repr(national_number.read(digits))
