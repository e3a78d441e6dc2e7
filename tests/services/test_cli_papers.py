"""What leaves the service on paper or as a document, and whom a unit says one can turn to, at the keyboard."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.extracts import WEEK, person, write
from tests.support.marks import rule
from tests.support.melding import WHOLE
from tests.support.terminal import Running, Terminal

OWN = {"orientert": True, "adresse": {"adresselinje1": "Veien 2"}}

MELDING = {
    **WHOLE,
    "offentligBarn": [OWN],
    "foresatte": [{**WHOLE["foresatte"][0]}],
}


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    return Terminal(tmp_path_factory.mktemp("papers") / "d")


@pytest.fixture(scope="module", autouse=True)
def up(terminal: Terminal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with terminal.running("up", "--port", "0") as running:
        rows = write(tmp_path_factory.mktemp("rows"), [person(n) for n in (1, 2)])
        assert terminal("import", rows, "--unit", "ost", "--week", WEEK).code == 0
        yield running


def test_whom_to_turn_to_is_the_units_own_list(terminal: Terminal):
    for slug, role in (("kd", "coordinator"), ("gq", "guide")):
        added = ("--name", "Kari Prøve", "--organisation", "Politiet", "--role", role, "--unit", "ost")
        assert terminal("staff", "add", slug, *added).code == 0
    by = ("--unit", "ost", "--as", "kd")
    told = ("--for", "salto", "--agency", "Bydel Øst", "--area", "Bydel Øst", "--person", "Kari Prøve", "--phone", "00")
    assert terminal("directory", "tell", "ost-salto", *told, *by).code == 0
    assert terminal("directory", "tell", "vitne", "--for", "court_support", "--agency", "Vitnestøtte", *by).code == 0
    assert terminal("directory", "tell", "x", "--for", "king", "--agency", "x", *by).code == 2
    listed = terminal("directory", *by, "--json").json
    assert [(one["entry"], one["person"], one["phone"]) for one in listed] == [
        ("vitne", None, None),
        ("ost-salto", "Kari Prøve", "00"),
    ]
    only = terminal("directory", "list", "--for", "salto", "--area", "Bydel Øst", "--as", "kd")
    assert "Kari Prøve" in only.out
    assert "Vitnestøtte" not in only.out
    assert terminal("directory", "--unit", "ost", "--as", "gq").code == 1
    assert terminal("directory", "--unit", "vest", "--as", "kd").code == 1
    assert terminal("directory", "--unit", "ost").code == 1  # the operator sees nobody's number
    assert terminal("directory", "end", "ost-salto", *by).code == 0
    assert [one["entry"] for one in terminal("directory", *by, "--json").json] == ["vitne"]
    assert terminal("directory", "end", "ost-salto", *by).code == 2


def test_making_the_programme_known_is_recorded_by_a_coordinator(terminal: Terminal):
    added = ("--name", "Kari Prøve", "--organisation", "Politiet", "--role", "coordinator", "--unit", "vest")
    assert terminal("staff", "add", "ko", *added).code == 0
    assert terminal("unit", "anchored", "vest", "--in", "police_council", "--as", "ko").code == 0
    assert terminal("unit", "anchored", "vest", "--in", "somewhere", "--as", "ko").code == 2
    told = ("--to", "schools", "--reached", "30", "--with-salto", "--as", "ko")
    assert terminal("unit", "made-known", "vest", *told).code == 0
    assert terminal("unit", "made-known", "vest", "--to", "nobody", "--as", "ko").code == 2
    assert terminal("unit", "anchored", "vest", "--in", "police_council").code == 1  # not the operator's


@rule(164, 165)
def test_a_report_to_barnevern_says_what_a_person_has_to_fill_in_and_is_then_printed(
    terminal: Terminal, tmp_path: Path
):
    assert terminal("staff", "add", "km", "--name", "Kari Prøve", "--organisation", "Politiet", "--role", "coordinator",
                    "--unit", "ost").code == 0  # fmt: skip
    ref = terminal("cases", "--json", "--as", "km").json[0]["case"]
    name = terminal("bekymringsmelding", ref, "--as", "km", "--json").json["known"]["offentligBarn"][0]["personnavn"]
    for nobody, asked in (((), ref), (("--as", "km"), "T-0000-00")):  # nobody is refused, and nothing is given away
        said = terminal("bekymringsmelding", asked, *nobody, "--json")
        assert (said.code, name in said.out) == (1, False)
        assert {"field": "offentligBarn.0.fnr", "why": "not_seen"} in said.json["gaps"]
        assert "skriv det du selv vet" in said.err
    said = terminal("bekymringsmelding", ref, "--as", "km", "--json")
    assert said.code == 1
    assert said.json["known"]["offentligMelder"]["personnavn"] == "Kari Prøve"
    assert {"field": "melding.melding", "why": "not_judged"} in said.json["gaps"]
    told = terminal("bekymringsmelding", ref, "--as", "km")
    assert "melderens e-post · ikke kjent i saken · offentligMelder.epost" in told.out
    assert "Ingenting diktes opp" in told.err
    file = tmp_path / "fylt.json"
    file.write_text(json.dumps(MELDING), encoding="utf-8")
    done = terminal("bekymringsmelding", ref, "--as", "km", "--fill", str(file))
    assert done.code == 0, done.out
    assert done.json["offentligBarn"][0]["personnavn"] in (person(1)["navn"], person(2)["navn"])
    assert done.json["melding"] == MELDING["melding"]


def paper(terminal: Terminal, to: Path, *words: str) -> bytes:
    """What a command printed; the same again gives the same bytes."""
    for _ in range(2):
        before = to.read_bytes() if to.exists() else b""
        said = terminal("paper", *words, "--out", to)
        assert said.code == 0, said.err
        assert str(to) in said.err
        assert before in (b"", to.read_bytes())
    assert to.stat().st_mode & 0o077 == 0
    return to.read_bytes()


@pytest.mark.parametrize("name", ["template", "log", "family", "call", "handover"])
def test_a_paper_is_for_who_may_have_it_and_stands_in_the_ledger_first(terminal: Terminal, tmp_path: Path, name: str):
    added = ("--name", "Kari Prøve", "--organisation", "Politiet", "--role", "coordinator")
    terminal("staff", "add", "ka", *added, "--unit", "ost")
    terminal("staff", "add", "kv", *added, "--unit", "vest")
    ref = terminal("cases", "--json", "--as", "ka").json[0]["case"]
    for nobody in ((), ("--as", "kv")):
        said = terminal("paper", name, ref, *nobody, "--out", tmp_path / "nei.pdf")
        assert (said.code, (tmp_path / "nei.pdf").exists()) == (1, False)
    assert paper(terminal, tmp_path / "ja.pdf", name, ref, "--as", "ka").startswith(b"%PDF-")
    assert terminal("paper", name, "T-1", "--out", tmp_path / "nei.pdf").code == 2
    assert terminal("paper", name, ref, "--as", "ka", "--lang", "de", "--out", tmp_path / "nei.pdf").code == 2


def test_all_that_somebody_hands_over_is_one_paper(terminal: Terminal, tmp_path: Path):
    added = ("--name", "Kari Prøve", "--organisation", "Politiet", "--unit", "ost")
    terminal("staff", "add", "khand", *added, "--role", "coordinator")
    terminal("staff", "add", "ghand", *added, "--role", "guide")
    everything = paper(terminal, tmp_path / "alt.pdf", "handover", "--as", "khand")
    refs = [one["case"] for one in terminal("cases", "--json", "--as", "khand").json]
    assert len(refs) == 2
    assert len(everything) > len(paper(terminal, tmp_path / "en.pdf", "handover", refs[0], "--as", "khand"))
    for words, code in ((("--of", "ghand"), 1), (("--of", "nobody"), 1), ((refs[0], "--of", "ghand"), 2)):
        assert terminal("paper", "handover", *words, "--as", "khand", "--out", tmp_path / "nei.pdf").code == code
    assert not (tmp_path / "nei.pdf").exists()
    assert terminal("paper", "handover", "--as", "khand", "--of", "khand", "--out", tmp_path / "ja.pdf").code == 0
    assert terminal("paper", "handover", "--out", tmp_path / "nei.pdf").code == 1  # the operator sees nobody's name


def test_the_blank_form_needs_nobody_and_no_installation(tmp_path: Path):
    nowhere = Terminal(tmp_path / "ingen")
    assert paper(nowhere, tmp_path / "blank.pdf", "template").startswith(b"%PDF-")
    assert not nowhere.data.exists()


def test_a_hash_that_no_line_has_is_said_to_be_nobodys(terminal: Terminal):
    said = terminal("paper", "check", "0" * 64)
    assert (said.code, said.out) == (1, "")
    assert "Ingen linje her" in said.err
    assert terminal("paper", "check", "0" * 63).code == 2
    assert terminal("paper", "check", "0" * 64, "--as", "ka").code == 1
