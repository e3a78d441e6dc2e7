"""What stops a command is told in the language of who reads it, whatever it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.bus.faults import NoCasework
from services.cli.faults import Misused, told, words
from services.errors import OwnerLacksServer, PortInUse
from services.texts import LANGUAGES, Language, texts

SERVICES = Path(__file__).parents[2] / "services"
TREES = [ast.parse(file.read_text(encoding="utf-8")) for file in sorted(SERVICES.rglob("*.py"))]
NO_WORDS = {"NATS", "PostgreSQL", "TRYGGHET_NATS_URL", "TRYGGHET_DATABASE_URL", "TRYGGHET_NATS_PORT", "keys"}
NO_WORDS |= {"--port / TRYGGHET_PORT", "TRYGGHET_OPS_PORT", "epoch-*.key", "?"}


def faults() -> Iterator[tuple[str, str]]:
    """(name, docstring) of every start error."""
    known = {"StartError"}
    grown = True
    while grown:
        before = len(known)
        for tree in TREES:
            for node in ast.walk(tree):
                if not isinstance(node, ast.ClassDef):
                    continue
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                if bases & known or node.name == "StartError":
                    known.add(node.name)
        grown = len(known) > before
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in known - {"Misused"}:
                yield node.name, " ".join((ast.get_docstring(node) or "").split("\n"))


FAULTS = dict(faults())


def test_every_fault_has_its_text_and_the_norwegian_one_is_its_docstring() -> None:
    assert len(FAULTS) > 30
    assert dict(texts("nb").sections()["start"]) == FAULTS
    for language in LANGUAGES:
        assert texts(language).sections()["start"].keys() == FAULTS.keys()


def test_every_word_that_fills_a_text_has_its_translation() -> None:
    said = texts("en").sections()["said"]
    found = set()
    for tree in TREES:
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in FAULTS or name == "Serving":
                for value in (keyword.value for keyword in node.keywords):
                    ends = value.values if isinstance(value, ast.BoolOp) else [value]
                    ends = [value.body, value.orelse] if isinstance(value, ast.IfExp) else ends
                    found |= {one.value for one in ends if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    assert "overvåkingen" in found
    assert found - NO_WORDS - said.keys() == set()


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("nb", "Port 80 på ::1 er opptatt av et annet program (overvåkingen skulle bruke den)."),
        ("nn", "Port 80 på ::1 er oppteken av eit anna program (overvakinga skulle bruke han)."),
        ("en", "Port 80 on ::1 is taken by another program (the monitoring was to use it)."),
    ],
)
def test_a_fault_and_the_words_in_it_come_in_the_language(language: Language, says: str) -> None:
    fault = PortInUse(port=80, host="::1", what="overvåkingen", setting="--port / TRYGGHET_PORT")
    assert words(texts(language), fault).startswith(says)


def test_numbers_and_other_values_stay_as_they_are() -> None:
    assert "(3 facts wait on the bus" in words(texts("en"), NoCasework(count=3))
    fault = OwnerLacksServer(pid=1, command="x", folder=Path("d"), missing="det som trengs")
    assert "is not running what is needed" in words(texts("en"), fault)


def test_what_ends_several_services_of_a_process_is_told_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    inner = ExceptionGroup("consumer and clock", [NoCasework(count=3)])
    assert told(ExceptionGroup("casework", [inner])) == NoCasework.exit_code
    assert "NoCasework" not in capsys.readouterr().err
    told(ExceptionGroup("casework", [KeyError("x")]))
    assert "KeyError" in capsys.readouterr().err


def test_what_was_misused_is_said_by_the_command_itself() -> None:
    assert words(texts("en"), Misused(what="There is no {unit}.")) == "There is no {unit}."
