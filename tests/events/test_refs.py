"""References: short, checkable, telling nothing."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from events.refs import ALPHABET, case_ref, check_character, read_case_ref, subject_kind

entropy = st.binary(min_size=4, max_size=16)


@given(entropy)
def test_a_reference_reads_back_as_itself(random: bytes):
    ref = case_ref(random)
    assert read_case_ref(ref) == ref
    assert len(ref) == 9


@given(entropy)
def test_however_it_is_typed_or_heard(random: bytes):
    ref = case_ref(random)
    heard = ref[2:].lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert read_case_ref(heard) == ref
    assert read_case_ref(f" {ref.replace('-', '')} ") == ref


@given(entropy, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_found(random: bytes, place: int, wrong: str):
    body = case_ref(random)[2:].replace("-", "")
    assume(body[place] != wrong)
    with pytest.raises(ValueError, match="check character"):
        read_case_ref(body[:place] + wrong + body[place + 1 :])


@given(st.text(ALPHABET, min_size=5, max_size=5), st.integers(0, 3))
def test_swapped_neighbours_are_found_but_for_the_one_pair_that_luhn_misses(body: str, place: int):
    one, other = body[place], body[place + 1]
    assume(one != other)
    assume({one, other} != {ALPHABET[0], ALPHABET[31]})
    swapped = body[:place] + other + one + body[place + 2 :]
    assert check_character(swapped) != check_character(body)


@pytest.mark.parametrize("text", ["", "T-", "T-7K3M", "T-7K3M-9KX", "T-7K3U-9K", "7K3M9Ø", "12345678901"])
def test_what_is_no_reference_says_so(text: str):
    with pytest.raises(ValueError, match="is not a case reference"):
        read_case_ref(text)


def test_the_alphabet_has_no_lookalikes():
    assert not set("ILOU") & set(ALPHABET)
    assert len(ALPHABET) == 32


def test_the_kind_of_a_subject():
    assert [subject_kind(s) for s in ("case/T-7K3M-9K", "unit/ost", "staff/k1")] == ["case", "unit", "staff"]
    with pytest.raises(ValueError, match="no kind of subject"):
        subject_kind("person/1")
