"""A coordinator's Monday: the week's extract, twice, and every child in it once."""

from pathlib import Path

from tests.support.extracts import csv_of, person
from tests.support.terminal import Terminal

WEEK = "2026-W46"


def extract(folder: Path, name: str = "uttrekk.csv") -> Path:
    """Eight rows: five children, one of them twice, an adult that is outside, and a row that cannot be used."""
    rows = [person(n) for n in range(5)]
    rows += [person(1), person(5, fodselsnummer="", fodselsdato="01.02.1980", hatmotiv="nei"), person(6, sakstype="?")]
    path = folder / name
    path.write_bytes(csv_of(rows).encode("cp1252"))
    return path


def test_an_extract_imported_twice_gives_each_case_once(installation: Terminal, tmp_path: Path) -> None:
    first = installation.apart("import", extract(tmp_path), "--unit", "ost", "--week", WEEK)
    assert first.code == 3, "a rejected row is said by the exit code"
    told = first.json
    assert (told["rows"], told["new"], told["known"], told["changed"], told["outside"]) == (8, 5, 1, 0, 1)
    assert [(r["row"], r["column"]) for r in told["rejected"]] == [(8, "sakstype")]

    again = installation("import", extract(tmp_path), "--unit", "ost", "--week", WEEK).json
    assert (again["rows"], again["new"], again["known"], again["changed"], again["outside"]) == (8, 0, 6, 0, 1)

    assert len(installation.ask("cases", "--unit", "ost")) == 5


def test_each_case_waits_for_the_coordinators_assessment_and_says_why(installation: Terminal, tmp_path: Path) -> None:
    installation("import", extract(tmp_path), "--unit", "ost", "--week", WEEK)
    owed = [d for d in installation.ask("duties", "--unit", "ost") if d["kind"] == "assess"]
    assert len(owed) == 5
    assert {d["owner"] for d in owed} == {"coordinator@ost"}
    assert all(52 in d["rules"] for d in owed)
    reference = installation.ask("cases", "--unit", "ost")[0]["case"]
    why = installation("case", reference, "--why")
    assert why.code == 0, why.err
    assert "R52" in why.out
    assert "Syntetisk" not in why.out, "the operator sees no names"


def test_a_file_that_is_no_extract_changes_nothing(installation: Terminal, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a;b\n1;2\n", encoding="utf-8")
    before = installation.ask("cases")
    refused = installation("import", wrong, "--unit", "ost", "--week", WEEK)
    assert refused.code in (1, 2)
    assert "anmeldelsesnr" in refused.err
    assert installation.ask("cases") == before


def test_a_unit_that_does_not_exist_is_a_usage_error_that_names_the_others(
    installation: Terminal, tmp_path: Path
) -> None:
    refused = installation("import", extract(tmp_path), "--unit", "nord", "--week", WEEK)
    assert refused.code == 2
    assert all(unit in refused.err for unit in ("ost", "vest", "sentrum"))
