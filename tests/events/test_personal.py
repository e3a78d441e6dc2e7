"""What tells about a person is shown by nothing but what was made to show it."""

import copy
import json
import traceback
from unittest.mock import Mock

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from events.contact import YouthConsidered
from events.person import Guardian, Person
from events.personal import ERASED, Erased, InTheClear, Open, Sealing, Unsealing, dumped, reveal, searchable

SECRET = "Hemmelig Navnesen"

person = Person.model_validate({"name": SECRET, "national_number": SECRET, "phone": SECRET, "birth_date": "2010-06-15"})


def test_it_is_never_shown():
    shown = (
        repr(person),
        str(person),
        f"{person}",
        repr(person.name),
        str(person.name),
        str(person.model_dump()),
        person.model_dump_json(),
        str(person.model_dump(mode="json")),
        json.dumps(person.model_dump(mode="json")),
        repr(copy.deepcopy(person)),
        repr({"person": person}),
        str(list(person.__repr_args__())),
    )
    for text in shown:
        assert SECRET not in text
        assert "2010" not in text


def test_nor_by_an_exception():
    for wrong in ({"talk_to_youth": SECRET, "why": SECRET}, {"talk_to_youth": True, "why": {SECRET: 1}}):
        try:
            YouthConsidered.model_validate(wrong)
        except ValidationError as error:
            safe = error.errors(include_url=False, include_context=False, include_input=False)
            assert SECRET not in str(safe)
        else:
            pytest.fail("it should not have been read")


def test_nor_by_a_traceback_of_a_value():
    try:
        raise ValueError(person)
    except ValueError:
        assert SECRET not in traceback.format_exc()


def test_only_on_purpose():
    assert reveal(person.name) == SECRET
    assert reveal(None) is None
    assert reveal(ERASED) is None
    assert SECRET in str(person.model_dump(context=InTheClear()))


def test_whoever_interrupts_it_interrupts_it(monkeypatch: pytest.MonkeyPatch):
    person = Person(name=Open("Kari"))
    monkeypatch.setattr("events.personal.to_jsonable_python", Mock(side_effect=KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        dumped(person, context=InTheClear())
    monkeypatch.setattr("events.personal.to_jsonable_python", Mock(side_effect=RuntimeError))
    with pytest.raises(PydanticSerializationError):
        dumped(person, context=InTheClear())


def test_sealing_takes_it_out_and_unsealing_puts_it_back():
    values: list[object] = []
    sealed = person.model_dump(mode="json", exclude_none=True, context=Sealing(values))
    assert sealed["name"] == {"$sealed": 0}
    assert SECRET not in str(sealed)
    assert len(values) == 4
    assert Person.model_validate(sealed, context=Unsealing(values)) == person


def test_once_the_key_is_gone_it_reads_as_erased_and_stays_so():
    values: list[object] = []
    sealed = person.model_dump(mode="json", exclude_none=True, context=Sealing(values))
    erased = Person.model_validate(sealed, context=Unsealing(None))
    assert isinstance(erased.name, Erased)
    again: list[object] = []
    assert erased.model_dump(mode="json", context=Sealing(again))["name"] == {"$sealed": -1}
    assert again == []
    assert erased.model_dump(mode="json", context=InTheClear())["name"] == "***"


def test_nobody_sends_a_sealed_place_in():
    with pytest.raises(ValidationError, match="sealed_from_outside"):
        Person.model_validate({"name": {"$sealed": 0}})


@pytest.mark.parametrize("values", [[], ["x"]])
def test_a_place_that_is_not_there_is_an_error(values: list[str]):
    with pytest.raises((ValidationError, IndexError)):
        Person.model_validate({"name": {"$sealed": 5}}, context=Unsealing(values))


@given(st.text(min_size=1, max_size=50).filter(lambda text: text.strip()))
def test_any_text_round_trips(text: str):
    one = Guardian.model_validate({"name": text})
    values: list[object] = []
    sealed = orjson.dumps(one.model_dump(mode="json", exclude_none=True, context=Sealing(values)))
    assert Guardian.model_validate(orjson.loads(sealed), context=Unsealing(values)) == one


def test_what_may_be_searched_for_is_marked():
    assert dict(searchable(person)) == {"name": SECRET, "person": SECRET, "phone": SECRET}


def test_the_schema_says_what_is_personal():
    def marked(schema: object) -> int:
        if isinstance(schema, dict):
            return (schema.get("x-personal") is True) + sum(marked(value) for value in schema.values())
        return sum(marked(value) for value in schema) if isinstance(schema, list) else 0

    assert marked(TypeAdapter(Person).json_schema()) == 5


def test_equal_values_are_equal():
    assert Open("a") == Open("a")
    assert Open("a") != Open("b")
    assert issubclass(Person, BaseModel)
