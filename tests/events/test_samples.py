"""Frozen samples: what was once published is read for ever, and comes out again as it went in."""

from pathlib import Path

import orjson
import pytest

from events.catalogue import BY_TYPE, CATALOGUE, read, to_wire
from events.personal import Sealing, Unsealing
from scripts import samples
from scripts.samples import FOLDER

FILES = sorted(FOLDER.glob("*.json"))


def test_every_type_has_both_samples_and_no_sample_is_without_a_type():
    expected = {f"{model.TYPE}.{name}.json" for model in CATALOGUE for name in ("full", "minimal")}
    assert {path.name for path in FILES} == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_parses_and_round_trips(path: Path):
    raw = path.read_bytes()
    fact = read(raw)
    assert f"{fact.type}." in path.name
    told = orjson.loads(raw)
    assert read(to_wire(fact)) == fact
    again = orjson.loads(to_wire(fact))
    assert {k: v for k, v in again.items() if k != "data"} == {k: v for k, v in told.items() if k != "data"}
    assert _holds(again["data"], told["data"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_is_the_shape_that_the_type_has_today(path: Path):
    model = BY_TYPE[read(path.read_bytes()).type]
    content = dict(samples.samples(model))[path]
    assert path.read_bytes() == content, "the shape has changed: give the field a default, or make a v2"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_sealed_it_shows_nothing_personal_and_unsealed_it_is_the_same(path: Path):
    fact = read(path.read_bytes())
    values: list[object] = []
    sealed = fact.model_dump(mode="json", by_alias=True, exclude_none=True, context=Sealing(values))
    assert read(orjson.dumps(sealed), Unsealing(values)) == fact
    assert orjson.dumps(sealed).count(b"$sealed") == len(values)


@pytest.mark.parametrize("path", [p for p in FILES if ".minimal." in p.name], ids=lambda path: path.name)
def test_the_minimal_one_has_nothing_that_could_be_left_out(path: Path):
    fact = read(path.read_bytes())
    model = type(fact.data)
    assert fact.data.model_fields_set == {name for name, field in model.model_fields.items() if field.is_required()}


@pytest.mark.parametrize("path", [p for p in FILES if ".full." in p.name], ids=lambda path: path.name)
def test_the_full_one_has_every_field(path: Path):
    fact = read(path.read_bytes())
    assert fact.data.model_fields_set == set(type(fact.data).model_fields)


def test_the_generator_never_writes_over_a_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(samples, "FOLDER", tmp_path)
    assert samples.main() == 0
    one = next(tmp_path.glob("*.json"))
    one.write_bytes(b"{}")
    assert samples.main() == 0
    assert one.read_bytes() == b"{}"


def _holds(whole: object, part: object) -> bool:
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and _holds(whole[key], value) for key, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(_holds, whole, part))
    return whole == part
