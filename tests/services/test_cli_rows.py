"""An extract at the keyboard: tried, imported, its rows listed, decided, corrected, written off (D26)."""

import os
import pty
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.extracts import WEEK, person, write, write_sheet
from tests.support.terminal import TRYGGHET, Running, Terminal

ADULT = {"fodselsnummer": "", "fodselsdato": "1990-01-09", "hatmotiv": "nei"}
UNKNOWN = {"fodselsnummer": "", "fodselsdato": "1980-01-09"}


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    return Terminal(tmp_path_factory.mktemp("rows") / "d")


@pytest.fixture(scope="module", autouse=True)
def up(terminal: Terminal) -> Iterator[Running]:
    with terminal.running("up", "--port", "0") as running:
        for slug, role, unit in (("ko", "coordinator", "ost"), ("kv", "coordinator", "vest"), ("g", "guide", "ost")):
            words = ("--name", "Syntetisk Ansatt", "--organisation", "Politiet", "--role", role, "--unit", unit)
            assert terminal("staff", "add", slug, *words).code == 0
        yield running


def listed(terminal: Terminal, *words: str, week: str = WEEK) -> list[dict[str, object]]:
    found: list[dict[str, object]] = terminal("rows", "--unit", "ost", "--week", week, "--json", *words).json
    return found


def keys(terminal: Terminal, *words: str, week: str = WEEK) -> list[str]:
    return [str(row["row_key"]) for row in listed(terminal, *words, week=week)]


def test_a_dry_run_says_what_would_come_and_writes_nothing(terminal: Terminal, tmp_path: Path):
    path = write_sheet(tmp_path, [person(90), person(91) | {"rolle": "?"}])
    said = terminal("import", path, "--unit", "vest", "--week", WEEK, "--dry-run")
    assert (said.code, said.json["rows"], said.json["new"], len(said.json["rejected"])) == (3, 2, 1, 1)
    assert "Ingenting er skrevet" in said.err
    assert terminal("rows", "--unit", "vest", "--week", WEEK, "--json").json == []
    assert terminal("cases", "--unit", "vest", "--json").json == []
    real = terminal("import", path, "--unit", "vest", "--week", WEEK)
    assert real.json == said.json


def test_each_decision_closes_its_row_and_the_last_one_the_week(terminal: Terminal, tmp_path: Path):
    rows = [person(1), person(2), person(3), person(4) | ADULT, person(5) | UNKNOWN]
    assert terminal("import", write(tmp_path, rows), "--unit", "ost", "--week", WEEK).code == 0
    assert [(row["outcome"], row["state"]) for row in listed(terminal)] == [
        ("new", "open"), ("new", "open"), ("new", "open"), ("outside", "by_rule"), ("new", "open")
    ]  # fmt: skip
    one, two, three, outside, adult = keys(terminal)

    said = terminal("decide", one[:8], "offer")
    assert (said.code, "--as" in said.err) == (2, True)
    said = terminal("decide", one[:8], "offer", "--as", "ko")
    assert (said.code, "--family yes|no" in said.err) == (1, True)
    said = terminal("decide", one[:8], "offer", "--family", "yes", "--as", "ko")
    assert (said.code, "--reason" in said.err) == (1, True)
    refused = next(r for r in terminal.ask("refusals") if r["type"] == "trygghet.assessment.assessed.v1")
    shown = terminal("refusals", "show", f"{refused['source']}:{refused['id']}")
    assert "rad i ukens uttrekk (nr. 1)" in shown.out
    said = terminal("decide", one[:8], "offer", "--family", "nei", "--as", "ko")
    assert (said.code, "rader som venter: 4" in said.err or "rader som venter: 3" in said.err) == (0, True), said.err

    assert terminal("decide", two, "not", "--because", "Har alt hjelp", "--as", "ko").code == 1
    handed = ("--agency", "Barneverntjenesten", "--handed-over", "2026-11-20")
    assert terminal("decide", two, "not", "--because", "Har alt hjelp", *handed, "--as", "ko").code == 0

    case = str(listed(terminal)[0]["case"])
    assert "--of" in terminal("decide", three, "duplicate", "--as", "ko").err
    assert terminal("decide", three, "duplicate", "--of", case, "--as", "ko").code == 0

    hate = terminal("decide", adult, "offer", "--family", "no", "--as", "ko")
    assert (hate.code, "--hate yes" in hate.err) == (1, True)
    assert terminal("decide", adult, "offer", "--family", "no", "--hate", "yes", "--as", "ko").code == 0
    assert keys(terminal, "--open") == []
    duties = terminal("duties", "--unit", "ost", "--json").json
    assert "go_through_extract" not in {duty["kind"] for duty in duties if duty["subject"] == "unit/ost"}

    assert "take-back" in terminal("decide", outside, "offer", "--family", "no", "--as", "ko").err
    assert terminal("decide", outside, "take-back", "--as", "ko").code == 2
    back = terminal("decide", outside, "take-back", "--because", "Var 17 likevel", "--as", "ko", "--json")
    assert (back.code, back.json["open_rows"]) == (0, 1)
    assert keys(terminal, "--open") == [outside]
    shown = terminal("rows", "--unit", "ost", "--week", WEEK)
    assert "avgjort: tilbys" in shown.out
    assert "5 rader, 1 venter." in shown.err


def test_rejected_rows_go_out_as_a_file_and_come_back_corrected(terminal: Terminal, tmp_path: Path):
    week, bad = "2026-W46", [person(20) | {"rolle": "mistenkt"}, person(21) | {"sakstype": "=1+1", "navn": "@nord"}]
    bad.append(person(22) | {"hendelsesdato": "i går"})
    assert terminal("import", write(tmp_path, bad), "--unit", "ost", "--week", week).code == 3
    words = ("rows", "--unit", "ost", "--week", week, "--rejected")
    assert [row["reason"] for row in listed(terminal, "--rejected", week=week)] == [
        "unknown_word", "unknown_word", "not_a_date"
    ]  # fmt: skip
    assert terminal(*words, "--out", tmp_path / "rad.csv").code == 1  # the operator sees nobody's name
    assert terminal(*words, "--out", tmp_path / "rad.pdf", "--as", "ko").code == 2
    assert terminal(*words, "--out", tmp_path / "rad.csv", "--as", "kv").code == 1
    for name in ("rad.csv", "rad.xlsx"):
        assert terminal(*words, "--out", tmp_path / name, "--as", "ko").code == 0
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert "finnes fra før" in terminal(*words, "--out", tmp_path / "rad.csv", "--as", "ko").err
    text = (tmp_path / "rad.csv").read_text(encoding="utf-8-sig")
    assert "avvist_rad;feil" in text.splitlines()[0]
    assert "'=1+1" in text  # nothing calculates when a spreadsheet opens it
    first = text.splitlines()[1]
    assert "mistenkt" in first
    assert "rolle: har et ukjent ord" in first

    again = terminal("import", tmp_path / "rad.xlsx", "--unit", "ost", "--week", week)  # nothing was corrected
    assert (again.code, len(again.json["rejected"]), again.json["warnings"]) == (3, 3, [])
    corrected = tmp_path / "rettet.csv"
    corrected.write_text(text.replace("mistenkt", "fornærmet"), encoding="utf-8")
    assert terminal("import", corrected, "--unit", "ost", "--week", week).json["new"] == 1
    waiting = [row for row in listed(terminal, "--rejected", week=week) if row["state"] == "open"]
    assert {row["column"] for row in waiting} == {"sakstype", "hendelsesdato"}

    one, two = sorted({str(row["row_key"]) for row in waiting})
    assert terminal("decide", one, "write-off", "--as", "ko").code == 2
    assert "corrected" in terminal("decide", one, "offer", "--as", "ko").err
    assert terminal("decide", one, "write-off", "--because", "Prøverad", "--as", "ko").code == 0
    assert terminal("decide", two, "corrected", "--as", "ko").code == 0
    assert terminal("decide", two, "corrected", "--as", "ko").code == 1
    assert "Ingen rader" in terminal(*words, "--out", tmp_path / "tom.csv", "--as", "ko").err
    assert not (tmp_path / "tom.csv").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("decide", "zz", "offer", "--as", "ko"), "minst fire"),
        (("decide", "zzzzzz", "offer", "--as", "ko"), "ingen rad"),
        (("decide", "zzzzzz", "maybe", "--as", "ko"), "offer, not, duplicate"),
        (("decide", "zzzzzz", "offer", "--agency", "x", "--as", "ko"), "--agency hører ikke til offer"),
        (("rows", "--unit", "nord", "--week", WEEK), "ost, sentrum, vest"),
        (("rows", "--unit", "ost", "--week", WEEK, "--out", "x.csv"), "--rejected"),
    ],
)
def test_what_cannot_be_is_a_usage_error(terminal: Terminal, words: tuple[str, ...], says: str):
    said = terminal(*words)
    assert (said.code, says in said.err) == (2, True), said.err


def test_a_guide_has_no_part_in_rows(terminal: Terminal):
    assert terminal("rows", "--unit", "ost", "--week", WEEK, "--as", "g").code == 1
    assert terminal("rows", "--unit", "ost", "--week", WEEK, "--as", "kv").code == 1
    assert terminal("decide", "aaaa", "offer", "--family", "no", "--as", "g").code == 1


def test_a_search_has_a_purpose_and_somebody_who_answers_for_it(terminal: Terminal, tmp_path: Path):
    words = ("import", write(tmp_path, [person(40)]), "--unit", "ost", "--week", "2026-W45")
    assert terminal(*words, "--purpose", "Vold").code == 2
    assert terminal(*words, "--source", "sok", "--as", "ko").code == 2
    assert terminal(*words, "--source", "google", "--purpose", "Vold").code == 2
    assert terminal(*words, "--source", "sok", "--purpose", "Vold ved stasjonen").code == 2
    assert "nummer" in terminal(*words, "--source", "sok", "--purpose", "Gjelder 01 02 03 12345", "--as", "ko").err
    for slug in ("kv", "g"):
        assert terminal(*words, "--source", "sok", "--purpose", "Vold ved stasjonen", "--as", slug).code == 1
    assert terminal(*words, "--as", "g").code == 1
    done = terminal(*words, "--source", "sok", "--purpose", "Vold ved stasjonen", "--as", "ko")
    assert (done.code, done.json["new"]) == (0, 1)
    assert [row["state"] for row in listed(terminal, week="2026-W45")] == ["open"]


def as_at_a_terminal() -> None:
    """Ctrl-C ends what somebody types, also where whoever started these tests has it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_in_the_middle_loses_nothing_and_is_explained(terminal: Terminal, tmp_path: Path):
    path = write(tmp_path, [person(n) for n in range(2000, 3200)])
    command = [str(TRYGGHET), "import", str(path), "--unit", "sentrum", "--week", WEEK]
    main, its = pty.openpty()  # a terminal, so that there is a progress bar
    process = subprocess.Popen(
        command,
        env=terminal.environment({"TERM": "xterm"}),
        stderr=its,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=as_at_a_terminal,
    )
    os.close(its)
    seen = b""
    deadline = time.monotonic() + 40
    while b"/1200" not in seen and time.monotonic() < deadline:
        seen += os.read(main, 4096)
    os.killpg(process.pid, signal.SIGINT)
    told = seen.decode(errors="replace")
    while process.poll() is None:
        try:
            told += os.read(main, 4096).decode(errors="replace")
        except OSError:
            break
    os.close(main)
    assert process.wait(20) == 130, told
    assert "Les inn den samme filen" in " ".join(told.split())
    assert 0 < len(terminal("cases", "--unit", "sentrum", "--json").json) < 1200
    whole = terminal("import", path, "--unit", "sentrum", "--week", WEEK)
    assert (whole.code, whole.json["new"]) == (0, 1200)
    assert terminal("verify").code == 0


def test_nothing_of_a_person_lies_in_the_clear(terminal: Terminal):
    found = subprocess.run(["grep", "-rlaF", "Syntetisk Person", str(terminal.data)], capture_output=True, check=False)
    assert (found.returncode, found.stdout) == (1, b"")


def test_a_file_that_lists_the_father_first_changes_nobody_s_place(terminal: Terminal, tmp_path: Path):
    mother = {"navn": "Rosa Sky", "telefon": "01000001", "rolle": "mor"}
    father = {"navn": "Lilla Berg", "telefon": "01000002", "rolle": "far"}

    def listing(name: str, *guardians: dict[str, str], **more: str) -> Path:
        cells = {f"foresatt_{n}_{key}": text for n, one in enumerate(guardians, 1) for key, text in one.items()}
        return write(tmp_path, [person(7001, **cells, **more)], name)

    first = terminal("import", listing("a.csv", mother, father), "--unit", "vest", "--week", "2026-W44").json
    assert (first["new"], first["rejected"]) == (1, [])
    later = listing("b.csv", father, mother, gjerningsperson_er="foresatt_1")
    assert terminal("import", later, "--unit", "vest", "--week", "2026-W45").json["changed"] == 1
    (row,) = terminal("rows", "--unit", "vest", "--week", "2026-W45", "--json").json
    seen = terminal("case", row["case"], "--as", "kv").out
    assert "foresatt 1: Rosa Sky, 01000001 (mor)" in seen
    assert "foresatt 2: Lilla Berg (far) · SKAL IKKE KONTAKTES" in seen
