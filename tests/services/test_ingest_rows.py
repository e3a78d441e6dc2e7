"""A row is read, partly read, or rejected with the column and the reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.intake import RowRead
from events.personal import reveal
from events.values import (
    AddressProtection,
    Answer,
    CaseRole,
    Category,
    GuardianKind,
    LivesWith,
    MatterStatus,
    PerpetratorIs,
)
from services.ingest.columns import COLUMNS
from services.ingest.rows import NAME_MISSING, REASONS, WHOLE_ROW, Rejected, read_row, usable
from services.national_number import control_digits
from tests.support.extracts import FULL, TODAY, WEEK, number_of, person, record, token, without

BORN = date(2010, 1, 9)
NUMBER = number_of(BORN)


def read(cells: dict[str, str], row: int = 1) -> RowRead:
    kept = read_row(record(cells, row), WEEK, TODAY, token)
    assert isinstance(kept, RowRead), kept
    return kept


def rejected(cells: dict[str, str]) -> tuple[str, str]:
    refused = read_row(record(cells), WEEK, TODAY, token)
    assert isinstance(refused, Rejected), refused
    return refused.column, refused.reason


def unread(kept: RowRead) -> set[tuple[str, str]]:
    return {(value.column, value.reason) for value in kept.unread}


def test_every_column_is_kept():
    kept = read(FULL | {"fodselsnummer": NUMBER})
    assert kept.unread == ()
    assert reveal(kept.report_number) == "1234 5678"
    assert (kept.incident_on, kept.reported_on) == (date(2026, 11, 1), date(2026, 11, 2))
    assert kept.matter_status is MatterStatus.INVESTIGATED
    assert kept.category is Category.THREATS
    assert kept.role is CaseRole.VICTIM
    assert kept.hate_motive is Answer.NO
    assert kept.perpetrator_is is PerpetratorIs.PARTNER
    assert kept.lives_with is LivesWith.GUARDIAN_1
    assert kept.investigator == "ett-7"
    assert [reveal(v) for v in (kept.stated_need, kept.scene, kept.municipality, kept.district)] == [
        "Trenger følge til skolen", "Testtorget", "Prøvekommune", "Øst",
    ]  # fmt: skip
    assert [reveal(v) for v in (kept.investigator_name, kept.prosecutor)] == [
        "Syntetisk Etterforsker",
        "Syntetisk Jurist",
    ]
    who = kept.person
    assert [reveal(v) for v in (who.name, who.national_number, who.phone)] == ["Syntetisk Blåbær", NUMBER, "01234567"]
    assert reveal(who.birth_date) == BORN
    assert (who.address_protection, reveal(who.language), who.interpreter) == (
        AddressProtection.PROTECTED,
        "somali",
        True,
    )
    mother, father = kept.guardians
    assert (reveal(mother.name), reveal(mother.phone), mother.kind) == (
        "Syntetisk Tyttebær", "01234568", GuardianKind.MOTHER,
    )  # fmt: skip
    assert (reveal(father.phone), father.address_protection) == ("+46701234567", AddressProtection.STRICT)


def test_what_is_missing_is_unknown():
    kept = read(person(1))
    assert kept.unread == ()
    assert kept.guardians == ()
    assert kept.matter_status is MatterStatus.UNKNOWN
    assert kept.hate_motive is Answer.UNKNOWN
    assert kept.lives_with is LivesWith.UNKNOWN
    assert kept.perpetrator_is is PerpetratorIs.UNKNOWN
    assert "address_protection" not in kept.person.model_fields_set


@pytest.mark.parametrize("column", ["anmeldelsesnr", "hendelsesdato", "sakstype", "rolle", "navn"])
def test_a_required_value_that_is_missing_rejects_the_row(column):
    assert rejected(without(person(1), column)) == (column, "missing")


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("hendelsesdato", "31.02.2026", "not_a_date"),
        ("hendelsesdato", "11/02/2026", "not_a_date"),
        ("hendelsesdato", "24.11.2026", "in_the_future"),
        ("hendelsesdato", "31.12.2009", "born_after_incident"),
        ("sakstype", "innbrudd", "unknown_word"),
        ("rolle", "mistenkt", "unknown_word"),
        ("navn", "x" * 201, "too_long"),
        ("anmeldelsesnr", "---", "unknown_word"),
        ("fodselsnummer", "12345678901", "impossible_number"),
        ("fodselsnummer", "ukjent", "impossible_number"),
    ],
)
def test_a_required_value_that_cannot_be_used_rejects_the_row(column, value, reason):
    blamed = "fodselsnummer" if reason == "born_after_incident" else column
    assert rejected(person(1) | {column: value}) == (blamed, reason)


def test_without_a_number_the_birth_date_says_who_it_is():
    born = without(person(1), "fodselsnummer")
    assert reveal(read(born | {"fodselsdato": "9.1.2010"}).person.birth_date) == BORN
    assert rejected(born) == ("fodselsnummer", "missing")
    assert rejected(born | {"fodselsdato": "i fjor"}) == ("fodselsdato", "not_a_date")


def test_a_shared_auxiliary_number_tells_no_birth_date_and_is_enough():
    nine = next(n for i in range(100, 999) if control_digits(n := f"895510{i}"))
    kept = read(person(1) | {"fodselsnummer": nine + str(control_digits(nine))})
    assert kept.person.birth_date is None


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("anmeldt_dato", "i går", "not_a_date"),
        ("anmeldt_dato", "2027-01-01", "in_the_future"),
        ("saksstatus", "glemt", "unknown_word"),
        ("hatmotiv", "kanskje", "unknown_word"),
        ("fodselsdato", "08.01.2010", "differs_from_number"),
        ("fodselsdato", "tull", "not_a_date"),
        ("telefon", "ring mor", "not_a_phone"),
        ("gjerningssted", "x" * 201, "too_long"),
        ("annet_behov", "x" * 4001, "too_long"),
        ("tolk", "litt", "unknown_word"),
        ("gjerningsperson_er", "naboen", "unknown_word"),
        ("foresatt_1_rolle", "onkel", "unknown_word"),
        ("bor_hos", "besteforeldre", "unknown_word"),
        ("etterforsker_id", "???", "not_an_id"),
    ],
)
def test_an_optional_value_that_cannot_be_read_counts_as_unknown_and_is_looked_at(column, value, reason):
    kept = read(person(1) | {column: value})
    assert (column, reason) in unread(kept)
    assert reveal(kept.person.birth_date) is not None
    dumped = kept.model_dump(mode="json")
    assert value not in str(dumped)


def test_an_address_protection_that_cannot_be_read_is_the_strictest():
    kept = read(
        person(1) | {"adressesperre": "kode 6", "foresatt_1_navn": "Syntetisk", "foresatt_1_adressesperre": "6"}
    )
    assert kept.person.address_protection is AddressProtection.STRICT
    assert kept.guardians[0].address_protection is AddressProtection.STRICT
    assert unread(kept) == {("adressesperre", "unknown_word"), ("foresatt_1_adressesperre", "unknown_word")}


def test_a_guardian_keeps_the_place_by_which_other_columns_name_them():
    kept = read(person(1) | {"foresatt_2_navn": "Syntetisk Multe", "gjerningsperson_er": "Foresatt 2"})
    assert [reveal(guardian.name) for guardian in kept.guardians] == [NAME_MISSING, "Syntetisk Multe"]
    assert kept.perpetrator_is is PerpetratorIs.GUARDIAN_2
    assert unread(kept) == {("foresatt_1_navn", "name_missing")}


def test_a_guardian_without_a_name_keeps_the_telephone():
    kept = read(person(1) | {"foresatt_1_telefon": "01234568"})
    assert reveal(kept.guardians[0].phone) == "01234568"
    assert unread(kept) == {("foresatt_1_navn", "name_missing")}


def test_values_that_may_be_in_the_wrong_place_are_not_used():
    shifted = record(person(1))
    refused = read_row(type(shifted)(1, shifted.cells, ("x",)), WEEK, TODAY, token)
    assert isinstance(refused, Rejected)
    assert (refused.column, refused.reason) == (WHOLE_ROW, "values_beyond_columns")


# keys


def test_the_same_person_in_the_same_matter_has_the_same_key_however_it_is_written():
    one = read(person(1) | {"anmeldelsesnr": "ab 123/26", "navn": "Syntetisk Blåbær"})
    two = read(person(1) | {"anmeldelsesnr": "AB123-26", "navn": "SYNTETISK  blåbær"}, row=9)
    assert one.row_key == two.row_key
    assert len(one.row_key) == 26
    assert one.row_key != read(person(1)).row_key
    assert one.row_key != read(person(1) | {"anmeldelsesnr": "ab 123/26", "fodselsnummer": NUMBER}).row_key


def test_without_a_number_birth_date_and_name_are_the_key():
    nameless = without(person(1), "fodselsnummer") | {"fodselsdato": "09.01.2010"}
    assert read(nameless).row_key == read(nameless | {"navn": "SYNTETISK  Person 1"}).row_key
    assert read(nameless).row_key != read(nameless | {"fodselsdato": "10.01.2010"}).row_key


def test_the_content_changes_with_everything_that_is_kept_and_nothing_else():
    whole = FULL | {"fodselsnummer": NUMBER}
    before = read(whole).content
    assert read(whole, row=77).content == before
    assert read(whole | {"telefon": "01234567"}).content == before
    changes = {
        "hendelsesdato": "02.11.2026", "anmeldt_dato": "2026-11-03", "saksstatus": "henlagt", "sakstype": "vold",
        "hatmotiv": "ja", "rolle": "vitne", "adressesperre": "ingen", "tolk": "nei", "bor_hos": "begge",
        "gjerningsperson_er": "kjent", "foresatt_1_rolle": "far", "foresatt_2_rolle": "mor",
        "foresatt_1_adressesperre": "fortrolig", "foresatt_2_adressesperre": "fortrolig",
    }  # fmt: skip
    for column in set(FULL) - {"fodselsdato"}:
        assert read(whole | {column: changes.get(column, "76543210")}).content != before, column


def test_the_same_bad_row_has_the_same_fingerprint():
    bad = person(1) | {"sakstype": "innbrudd"}
    one, again = (read_row(record(bad, row), WEEK, TODAY, token) for row in (1, 5))
    other = read_row(record(bad | {"navn": "En Annen"}), WEEK, TODAY, token)
    assert isinstance(one, Rejected)
    assert isinstance(again, Rejected)
    assert isinstance(other, Rejected)
    assert one.fingerprint == again.fingerprint != other.fingerprint
    assert "Syntetisk" not in repr(one)


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(min_size=1, max_size=30).filter(str.strip)))
def test_any_values_are_read_or_rejected(cells):
    kept = read_row(record({c: v.strip() for c, v in cells.items()}), WEEK, TODAY, token)
    assert isinstance(kept, RowRead) or kept.reason in REASONS


@given(st.dictionaries(st.sampled_from(sorted(set(COLUMNS) - {"fodselsnummer"})), st.text(max_size=30)))
def test_no_optional_value_ever_loses_a_child(cells):
    required = {"anmeldelsesnr", "hendelsesdato", "sakstype", "rolle", "navn"}
    optional = {c: v.strip() for c, v in cells.items() if c not in required}
    assert isinstance(read_row(record(person(1) | optional), WEEK, TODAY, token), RowRead)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"sakstype": "innbrudd"},
        {"rolle": ""},
        {"hendelsesdato": "i går"},
        {"fodselsnummer": "01010112345"},
        {"navn": ""},
        {"anmeldelsesnr": "1,2E+16"},
        {"telefon": "ukjent"},
        {"fodselsnummer": "", "fodselsdato": "2030-01-01"},
    ],
)
def test_the_first_look_at_a_row_agrees_with_the_reading(change: dict[str, str]):
    row = record(person(1) | change)
    assert usable(row, TODAY) == (not isinstance(read_row(row, WEEK, TODAY, token), Rejected))
