"""The page for integrators: every fact with its fields, and programs that run as they stand there."""

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from events.catalogue import CATALOGUE, DERIVED, from_object
from events.intake import ReferralReceived
from events.subjects import CASES_SUBJECTS, OUTSIDE, intake_from
from events.values import Role
from services.contracts.examples import example, written
from services.contracts.fields import envelope_of, fields_of
from services.texts import LANGUAGES, texts
from tests.support.happenings import staff
from tests.support.livingdesk import LivingDesk
from tests.support.room import Room


def shown(html: str, name: str) -> str:
    """The example of that name, as somebody copies it."""
    return unescape(html.partition(f'id="eksempel-{name}"')[2].partition("<code>")[2].partition("</code>")[0])


def page_of(desk: LivingDesk, slug: str = "drift") -> str:
    answer = subprocess.run(
        ["curl", "-fsS", "--cookie", f"who={desk.cookie(slug)}", f"{desk.address}/integrasjon"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return answer.stdout


def run(tmp_path: Path, command: list[str], **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_program_on_the_bus_runs_as_it_stands(desk: LivingDesk, tmp_path: Path):
    html = page_of(desk)
    (tmp_path / "fakta.json").write_text(shown(html, "of_system"), encoding="utf-8")
    (tmp_path / "fortell.py").write_text(shown(html, "python"), encoding="utf-8")
    said = run(tmp_path, [sys.executable, "fortell.py"], NATS_URL=desk.service.running.nats_url)
    assert re.search(r"stored as number \d+\nrecorded \[\]", said), said
    (outcome,) = desk.ask("SELECT outcome FROM inbox WHERE source = 'municipality' AND fact_id = 'eksempel-1'")
    assert outcome == "recorded"


NATS = """\
import argparse, asyncio, os, sys
import nats

line = argparse.ArgumentParser()
told = line.add_subparsers(dest="command")
sub, pub = told.add_parser("sub"), told.add_parser("pub")
sub.add_argument("--raw", action="store_true", required=True)
sub.add_argument("subject")
pub.add_argument("--jetstream", action="store_true", required=True)
pub.add_argument("--force-stdin", action="store_true", required=True)
pub.add_argument("-H", action="append", dest="headers")
pub.add_argument("subject")

async def main(asked) -> None:
    bus = await nats.connect(os.environ["NATS_URL"])
    if asked.command == "pub":
        headers = dict(one.split(":", 1) for one in asked.headers)
        answer = await bus.request(asked.subject, sys.stdin.buffer.read(), headers=headers)
        print(answer.data.decode(), file=sys.stderr)
        sys.exit(b'"error"' in answer.data)
    async for message in (await bus.subscribe(asked.subject)).messages:
        print(message.data.decode(), flush=True)

asyncio.run(main(line.parse_args()))
"""
"""What `nats sub --raw` and `nats pub --jetstream` do with what the example gives them, by that command's reference: it
is not to be had everywhere that these tests run."""


def test_the_subject_stream_and_headers_for_the_command_of_nats_are_right(desk: LivingDesk, tmp_path: Path):
    html = page_of(desk)
    (tmp_path / "fakta.json").write_text(shown(html, "of_system").replace("eksempel-1", "eksempel-n"), encoding="utf-8")
    (tmp_path / "for_nats.py").write_text(NATS, encoding="utf-8")
    (tmp_path / "nats").write_text(f'#!/bin/sh\nexec "{sys.executable}" for_nats.py "$@"\n', encoding="utf-8")
    (tmp_path / "nats").chmod(0o700)
    commands = shown(html, "nats").replace("eksempel-1", "eksempel-n")
    said = run(
        tmp_path, ["bash", "-e", "-c", commands], NATS_URL=desk.service.running.nats_url,
        PATH=f"{tmp_path}:{os.environ['PATH']}",
    )  # fmt: skip
    assert json.loads(said.splitlines()[0])["data"]["verb"] == "recorded"


def test_the_commands_over_http_run_as_they_stand(desk: LivingDesk, tmp_path: Path):
    html = page_of(desk)
    (tmp_path / "fakta.json").write_text(shown(html, "of_person"), encoding="utf-8")
    said = run(tmp_path, ["bash", "-e", "-c", shown(html, "curl")])
    tried, told, work = (json.loads(part) for part in said.replace("}{", "}\n{").splitlines())
    assert (tried["tried"], tried["outcome"]) == (True, "recorded")
    assert (told["tried"], told["outcome"]) == (False, "recorded")
    assert sum(work["counts"].values()) > 0


def test_what_the_command_line_would_read_is_one_fact_a_line(desk: LivingDesk, tmp_path: Path):
    html = page_of(desk)
    (tmp_path / "fakta.json").write_text(shown(html, "of_system"), encoding="utf-8")
    said = run(tmp_path, ["bash", "-e", "-c", shown(html, "shell").partition("|")[0]])
    assert len(said.splitlines()) == 1
    assert from_object(json.loads(said)).id == "eksempel-1"
    assert shown(html, "shell").endswith("| trygghet publish - --wait\n")


def test_the_page_has_every_fact_and_every_subject(room: Room):
    room.take(staff("drift", Role.OPERATOR, "ost"), staff("revisor", Role.AUDITOR, "ost"))
    html = room.sit("drift").get("/integrasjon").text
    listed = set(re.findall(r'href="/integrasjon/([a-z_.0-9]+)"', html))
    assert listed == {model.TYPE for model in CATALOGUE if model not in DERIVED}
    for subject in (*(intake_from(source) for source in OUTSIDE), CASES_SUBJECTS):
        assert f"<code>{subject.replace('>', '&gt;')}</code>" in html
    for link in re.findall(r'href="(/api/v1/[^"]+)"', html):
        assert room.sit("drift").get(link).status_code == 200
    assert 'href="/integrasjon"' in room.sit("revisor").get("/regler").text
    assert 'href="/integrasjon"' not in room.sit("k-ost").get("/").text
    assert room.sit("k-ost").get("/integrasjon").status_code == 403


def test_each_fact_has_its_page_its_schema_and_an_example_that_fits(room: Room):
    room.take(staff("drift", Role.OPERATOR, "ost"))
    for model in CATALOGUE:
        html = room.sit("drift").get(f"/integrasjon/{model.TYPE}").text
        assert f'href="/api/v1/schemas/{model.TYPE}"' in html
        for line in fields_of(model):
            assert f"<code>{line.path}</code>" in html, (model, line)
        sample = example(model)
        assert from_object(json.loads(written(sample))) == sample
    assert room.sit("drift").get("/integrasjon/none").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_value_and_every_field_of_the_envelope_has_its_words(language: str):
    t = texts(language)
    for model in CATALOGUE:
        for line in (*fields_of(model), *envelope_of()):
            assert t("contract_kind", line.kind)
    assert {line.path for line in envelope_of()} == set(t.sections()["envelope"])


def test_what_is_personal_is_marked_wherever_it_stands():
    marked = {line.path: line.personal for line in fields_of(ReferralReceived)}
    assert marked["person.name"]
    assert marked["guardians[].phone"]
    assert not marked["category"]
