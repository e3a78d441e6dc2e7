"""The command line without an installation: help, languages, usage, contracts."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from events.catalogue import CATALOGUE, from_object
from events.fact import FactData
from services.cli.app import COMMANDS, GROUPS
from services.cli.call import Call
from services.cli.faults import told
from services.contracts.schemas import asyncapi_document, fact_schema
from services.errors import PortInUse
from services.store.asking import NotThere
from tests.support.terminal import Terminal

FAST_CPU_SECONDS = 0.5


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "d")


def test_help_shows_every_command_and_imports_nothing_heavy(terminal: Terminal):
    before = os.times()
    said = terminal.apart("--help")
    after = os.times()
    spent = (after.children_user + after.children_system) - (before.children_user + before.children_system)
    assert said.code == 0
    for name in (*(name for name, _, _ in COMMANDS), *(name for name, _, _ in GROUPS)):
        assert re.search(rf"^  {name}\s", said.out, re.MULTILINE), name
    assert spent < FAST_CPU_SECONDS


def test_help_leaves_psycopg_nats_and_the_calendar_alone():
    code = "import sys, services.cli.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"psycopg", "nats", "holidays", "rich", "faststream", "uvicorn", "alembic"} & set(loaded)


def test_the_services_start_without_the_solver_of_the_yearly_report():
    code = "import sys, services.casework.consumer, services.desk.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"highspy", "numpy"} & set(loaded)


@pytest.mark.parametrize(
    ("environment", "says"),
    [({}, "ingen ungdom glemmes"), ({"LANG": "nn_NO.UTF-8"}, "gløymd"), ({"TRYGGHET_LANGUAGE": "en"}, "is forgotten")],
)
def test_help_speaks_the_language_of_whoever_asks(terminal: Terminal, environment: dict[str, str], says: str):
    assert says in terminal("--help", **environment).out


@pytest.mark.parametrize("words", [("nothing",), ("cases", "--nothing"), ("import",), ("case",), ("serve", "nothing")])
def test_wrong_use_is_exit_2_and_makes_no_folder(terminal: Terminal, words: tuple[str, ...]):
    said = terminal(*words)
    assert (said.code, said.out) == (2, "")
    assert "Traceback" not in said.err
    assert not terminal.data.exists()


def test_a_process_of_its_own_ends_with_the_same_code(terminal: Terminal):
    for words in (("nothing",), ("case", "T-0000-01"), ("schema",)):
        assert terminal.apart(*words) == terminal(*words)


def test_a_setting_that_cannot_be_is_named(terminal: Terminal):
    said = terminal("cases", TRYGGHET_PORT="eighty")
    assert said.code == 2
    assert "TRYGGHET_PORT" in said.err


@pytest.mark.parametrize("setting", ["TRYGGHET_DATABASE_URL", "TRYGGHET_NATS_URL"])
def test_servers_out_of_reach_are_exit_4(terminal: Terminal, setting: str):
    url = {"TRYGGHET_DATABASE_URL": "postgresql://a:hemmelig@127.0.0.1:1/b", "TRYGGHET_NATS_URL": "nats://127.0.0.1:1"}
    said = terminal("migrate", TRYGGHET_CONNECT_TIMEOUT_SECONDS="1", **{setting: url[setting]})
    assert said.code == 4
    assert "127.0.0.1:1" in said.err
    assert "hemmelig" not in said.err


def test_a_database_that_is_down_is_told_where_there_are_no_passwords_for_it_yet(terminal: Terminal):
    down = {"TRYGGHET_DATABASE_URL": "postgresql://a:hemmelig@127.0.0.1:1/b", "TRYGGHET_CONNECT_TIMEOUT_SECONDS": "1"}
    said = terminal("cases", **down)
    assert said.code == 4
    assert "127.0.0.1:1/b" in said.err
    assert "migrate" not in said.err
    doctor = terminal("doctor", "--json", **down)
    assert doctor.code == 1
    wrong = [finding["what"] for finding in doctor.json["findings"] if finding["level"] == "wrong"]
    assert wrong == ["OutOfReach"]
    assert "servers" not in {finding["what"] for finding in doctor.json["findings"]}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_doctor_names_settings_that_do_not_exist(terminal: Terminal, language: str):
    misspelt = {"TRYGGHET_SMPT_URL": "smtp://a:hemmelig@mail.example.org", "trygghet_log_level": "error"}
    down = {"TRYGGHET_DATABASE_URL": "postgresql://a@127.0.0.1:1/b", "TRYGGHET_NATS_URL": "nats://127.0.0.1:1"}
    said = terminal(
        "doctor", "--json", TRYGGHET_CONNECT_TIMEOUT_SECONDS="1", TRYGGHET_LANGUAGE=language, **down, **misspelt
    )
    assert said.code == 1
    (says,) = [finding["says"] for finding in said.json["findings"] if finding["what"] == "unknown_setting"]
    assert "TRYGGHET_SMPT_URL" in says
    assert "TRYGGHET_SMTP_URL" in says
    assert "hemmelig" not in said.out


def test_the_sample_writes_a_district_without_an_installation(terminal: Terminal, tmp_path: Path):
    said = terminal("sample", "--cases", "20", "--seed", "7", "--out", str(tmp_path / "district"), "--json")
    assert said.code == 0
    files = [Path(name) for name in said.json["files"]]
    assert all(file.is_file() for file in files)
    assert {file.suffix for file in files} == {".csv", ".ndjson", ".txt"}
    assert not terminal.data.exists()


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.TYPE)
def test_every_fact_has_a_schema_that_marks_what_is_personal(model: type[FactData]):
    schema = fact_schema(model)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"]["type"] == {"const": model.TYPE}
    text = str(schema)
    assert ("x-personal" in text) == ("Personal" in str([f.annotation for f in _fields(model)]))


def _fields(model: type[FactData]) -> list[FieldInfo]:
    """The fields of a model and of the parts in it."""
    found: list[FieldInfo] = []
    seen: list[type[BaseModel]] = [model]
    for part in seen:
        for field in part.model_fields.values():
            found.append(field)
            seen += [m for m in _models(field.annotation) if m not in seen]
    return found


def _models(annotation: object) -> list[type]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def test_the_frozen_samples_fit_the_schemas():
    samples = sorted((Path(__file__).parents[1] / "events" / "samples").rglob("*.json"))
    models = {model.TYPE: model for model in CATALOGUE}
    read = 0
    for sample in samples:
        message = json.loads(sample.read_text(encoding="utf-8"))
        if isinstance(message, dict) and message.get("type") in models:
            jsonschema.Draft202012Validator(fact_schema(models[message["type"]])).validate(message)
            from_object(message)
            read += 1
    assert read == len(samples)


def test_the_asyncapi_document_has_both_streams_and_only_facts_that_others_may_report():
    document = asyncapi_document()
    assert document["asyncapi"] == "3.0.0"
    assert set(document["channels"]) == {"INTAKE", "CASES"}
    assert "trygghet.unit.row_decided.v1" not in document["components"]["messages"]
    for channel in document["channels"].values():
        for message in channel["messages"].values():
            assert message["$ref"].rpartition("/")[2] in document["components"]["messages"]


def test_the_schemas_of_the_asyncapi_document_are_the_draft_07_that_they_claim_to_be():
    messages = asyncapi_document()["components"]["messages"]
    for message in messages.values():
        payload = message["payload"]
        assert payload["schemaFormat"] == "application/schema+json;version=draft-07"
        jsonschema.Draft7Validator.check_schema(payload["schema"])
        assert not {"$ref", "$defs", "$id", "prefixItems", "discriminator"} & set(_keywords(payload["schema"]))
    samples = (Path(__file__).parents[1] / "events" / "samples").rglob("*.json")
    facts = [fact for sample in samples if (fact := json.loads(sample.read_text(encoding="utf-8")))["type"] in messages]
    assert facts
    for fact in facts:
        validator = jsonschema.Draft7Validator(messages[fact["type"]]["payload"]["schema"])
        assert validator.is_valid(fact)
        assert not validator.is_valid(fact | {"data": None})


def _keywords(schema: Any) -> Iterator[str]:
    for key, value in schema.items() if isinstance(schema, dict) else enumerate(schema):
        if isinstance(key, str):
            yield key
        if isinstance(value, dict | list):
            yield from _keywords(value)


def test_a_fault_is_one_paragraph_and_its_code(capsys: pytest.CaptureFixture[str]):
    assert told(PortInUse(port=8080, host="127.0.0.1", what="overvåkingen", setting="--port")) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "--port" in said


def test_a_bug_tells_its_place_and_never_its_text(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(ValueError, match="Anna") as caught:
        raise ValueError("Anna Prøve, 01010199999")
    assert told(caught.value) == 1
    said = capsys.readouterr().err
    assert "test_cli_help.py:" in said
    assert "Anna" not in said


def test_what_is_not_there_is_told(capsys: pytest.CaptureFixture[str]):
    assert told(NotThere("T-7K3M-9Q")) == 1
    assert "T-7K3M-9Q" in capsys.readouterr().err


def test_a_table_that_goes_into_a_file_is_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    long = "court:" + "x" * 300
    Call(tmp_path, json=False, as_staff=None).table(
        ("subject", "owner", "rules"), [(long, "koordinator ost", "R25 R26")]
    )
    assert f"{long}  koordinator ost  R25 R26" in capsys.readouterr().out
