"""The catalogue is complete, reads what it is given, and says clearly what it cannot read."""

from importlib import import_module
from pkgutil import iter_modules

import orjson
import pytest
from pydantic import ValidationError

import events
from events.catalogue import BY_TYPE, CATALOGUE, DERIVED, Unreadable, build, from_object, read, to_wire
from events.contact import YouthConsidered
from events.fact import FactData
from events.person import ResidenceChecked
from events.values import Answer, LivesWith
from workflows.access import MAY_REPORT
from workflows.rulebook import BIRTHS, CHANGES

ENVELOPE = {
    "id": "f1",
    "source": "desk",
    "subject": "case/T-7K3M-9K",
    "time": "2026-11-23T08:00:00Z",
    "reported_by": "staff/k1",
    "recorded_by": "staff/k1",
}

BY_THE_FOLD_ITSELF = {"Corrected", "WrongCase"}
"""Facts whose change is the whole fold done anew."""


def every_kind_of_fact() -> set[type[FactData]]:
    for module in iter_modules(events.__path__):
        import_module(f"events.{module.name}")
    found, edge = set(), {FactData}
    while edge:
        edge = {sub for one in edge for sub in one.__subclasses__()}
        found |= edge
    return {model for model in found if "TYPE" in vars(model)}


def message(**changes: object) -> dict[str, object]:
    data = {"parents_live_together": "no", "lives_with": "guardian_1"}
    wire = {
        "specversion": "1.0",
        "id": "f1",
        "source": "desk",
        "type": ResidenceChecked.TYPE,
        "subject": "case/T-7K3M-9K",
        "time": "2026-11-23T09:00:00+01:00",
        "reportedby": "staff/k1",
        "recordedby": "staff/k1",
        "data": data,
    }
    return wire | changes


def test_every_fact_is_in_the_catalogue_once():
    assert set(CATALOGUE) == every_kind_of_fact()
    assert len(BY_TYPE) == len(CATALOGUE)


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.TYPE)
def test_every_fact_is_named_by_its_topic_may_be_reported_and_changes_something(model: type[FactData]):
    words = model.TYPE.split(".")
    assert words[0] == "trygghet"
    assert words[3] == "v1"
    assert len(words) == 4
    assert model.topic() == model.__module__.partition(".")[2]
    assert import_module(f"workflows.{model.topic()}") is not None
    assert model in MAY_REPORT
    assert model in CHANGES or model in BIRTHS or model.__name__ in BY_THE_FOLD_ITSELF
    assert model.MODE in ("reports", "decides")
    assert model.__doc__


def test_what_the_service_derives_nobody_else_may_report():
    for model in DERIVED:
        assert MAY_REPORT[model].roles == frozenset()


def test_attribute_names_are_valid_cloudevents():
    wire = orjson.loads(to_wire(read(orjson.dumps(message(onbehalfchannel="phone", seen=1)))))
    for name in wire:
        assert name.isascii()
        assert name.isalnum()
        assert name.islower()
        assert len(name) <= 20
    assert {"id", "source", "specversion", "type"} <= wire.keys()


def test_unknown_fields_are_ignored_when_reading_and_errors_when_building():
    told = message(unknownattribute="x")
    told["data"] = {**told["data"], "new_field": 1}  # type: ignore[dict-item]
    assert read(orjson.dumps(told)).data == ResidenceChecked(
        parents_live_together=Answer.NO, lives_with=LivesWith.GUARDIAN_1
    )
    with pytest.raises(ValidationError, match="extra_forbidden"):
        ResidenceChecked.model_validate({**told["data"], "new_field": 1})  # type: ignore[dict-item]
    with pytest.raises(ValidationError, match="extra_forbidden"):
        build(read(orjson.dumps(told)).data, **ENVELOPE, unknown="x")


def test_a_naive_time_is_refused():
    with pytest.raises(Unreadable) as caught:
        from_object(message(time="2026-11-23T08:00:00"))
    assert caught.value.where == ("time (timezone_aware)",)


def test_inside_time_is_utc():
    assert from_object(message()).time.isoformat() == "2026-11-23T08:00:00+00:00"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"[]", "not_an_object"),
        (b"{}", "unknown_type"),
        (orjson.dumps(message(type="trygghet.contact.nothing.v1")), "unknown_type"),
        (orjson.dumps(message(type=7)), "unknown_type"),
        (orjson.dumps(message(data=None)), "wrong_shape"),
        (orjson.dumps(message(data={})), "wrong_shape"),
        (orjson.dumps(message(specversion="0.3")), "wrong_shape"),
        (orjson.dumps(message(source="elsewhere")), "wrong_shape"),
        (orjson.dumps(message(id="")), "wrong_shape"),
        (orjson.dumps(message(reportedby="participant/1")), "wrong_shape"),
        (orjson.dumps(message(subject="case/T-7K3M-9Z")), "wrong_shape"),
    ],
)
def test_what_cannot_be_read_says_why(raw: bytes, code: str):
    with pytest.raises(Unreadable) as caught:
        read(raw)
    assert caught.value.code == code


def test_what_cannot_be_read_never_shows_what_it_said():
    told = message(type=YouthConsidered.TYPE, data={"talk_to_youth": "Kari Hemmelig", "why": ["Ola Hemmelig"]})
    with pytest.raises(Unreadable) as caught:
        from_object(told)
    assert "Hemmelig" not in str(caught.value)
    assert "Hemmelig" not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_fact_is_addressed_to_what_it_is_about():
    data = ResidenceChecked(parents_live_together=Answer.NO, lives_with=LivesWith.GUARDIAN_1)
    assert build(data, **ENVELOPE).key == "desk:f1"
    with pytest.raises(ValueError, match="is addressed to case, not to unit/ost"):
        build(data, **{**ENVELOPE, "subject": "unit/ost"})


def test_facts_never_change():
    fact = from_object(message())
    with pytest.raises(ValidationError):
        fact.id = "f2"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        fact.data.lives_with = LivesWith.BOTH  # type: ignore[attr-defined]
