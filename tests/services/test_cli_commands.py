"""The commands on a living installation: one `trygghet up` in the background, everything else joins it."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from services.cli.call import Call
from services.cli.examination import _folder as examine_folder
from services.cli.examination import _Saying
from services.settings import Settings
from tests.support.extracts import WEEK, person
from tests.support.terminal import Running, Terminal


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    return Terminal(tmp_path_factory.mktemp("cli") / "d")


@pytest.fixture(scope="module", autouse=True)
def up(terminal: Terminal) -> Iterator[Running]:
    with terminal.running("up", "--port", "0") as running:
        yield running


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three rows, the last without a possible number."""
    rows = [person(n, sakstype="ran") for n in (1, 2)]
    rows.append({**person(3), "fodselsnummer": "11111111111"})
    titles = sorted({title for row in rows for title in row})
    file = tmp_path_factory.mktemp("extract") / "uttrekk.csv"
    lines = [titles, *([row.get(title, "") for title in titles] for row in rows)]
    file.write_text("".join(";".join(line) + "\n" for line in lines), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def imported(terminal: Terminal, extract: Path) -> dict[str, object]:
    said = terminal.apart("import", str(extract), "--unit", "ost", "--week", WEEK)
    assert said.code == 3, said.err
    summary: dict[str, object] = said.json
    return summary


def hearing(fact_id: str, report: str, **more: object) -> str:
    return json.dumps(
        {
            "specversion": "1.0",
            "id": fact_id,
            "source": "court",
            "type": "trygghet.court.hearing_scheduled.v1",
            "subject": "unit/ost",
            "time": "2026-11-20T10:00:00Z",
            "datacontenttype": "application/json",
            "reportedby": "system/court",
            "recordedby": "system/court",
            "data": {
                "report_number": report,
                "hearing_ref": "h1",
                "sequence": 1,
                "starts_at": "2026-12-20T10:00:00Z",
                "court": "Prøve tingrett",
            },
            **more,
        }
    )


def test_a_new_installation_has_three_units(terminal: Terminal):
    assert [unit["unit"] for unit in terminal("unit", "--json").json] == ["ost", "sentrum", "vest"]


def test_an_import_tells_exactly_what_became_of_the_rows(imported: dict[str, object]):
    assert list(imported) == ["rows", "new", "known", "changed", "outside", "rejected", "warnings"]
    assert [imported[name] for name in ("rows", "new", "known", "changed", "outside")] == [3, 2, 0, 0, 0]
    assert imported["rejected"] == [{"row": 3, "column": "fodselsnummer", "reason": "impossible_number"}]


@pytest.mark.usefixtures("imported")
def test_the_same_file_again_makes_no_case(terminal: Terminal, extract: Path):
    said = terminal("import", str(extract), "--unit", "ost", "--week", WEEK)
    assert (said.code, said.json["new"], said.json["known"]) == (3, 0, 2)
    assert len(terminal("cases", "--json").json) == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--unit", "nord", "--week", WEEK), "ost, sentrum, vest"),
        (("--unit", "ost", "--week", "2026-W60"), "2026-W60"),
    ],
)
def test_an_import_that_cannot_be_is_a_usage_error(
    terminal: Terminal, extract: Path, words: tuple[str, ...], says: str
):
    said = terminal("import", str(extract), *words)
    assert (said.code, said.out) == (2, "")
    assert says in said.err


@pytest.mark.usefixtures("imported")
def test_cases_are_listed_for_people_and_programs(terminal: Terminal):
    found = terminal("cases", "--phase", "detected", "--unit", "ost", "--json").json
    assert {case["phase"] for case in found} == {"detected"}
    shown = terminal("cases")
    assert all(case["case"] in shown.out for case in found)
    assert "Funnet" in shown.out
    assert "2 saker" in shown.err


@pytest.mark.usefixtures("imported")
def test_coming_hearings_are_listed_without_anybodys_name(terminal: Terminal):
    number = person(1)["anmeldelsesnr"]
    terminal("publish", "-", "--wait", stdin=hearing("c9", number) + "\n")
    (found,) = terminal("hearings", "--unit", "ost", "--json").json
    assert found["case"] in {case["case"] for case in terminal("cases", "--json").json}
    assert found.keys() == {"case", "unit", "phase", "starts", "court", "kind", "attends"}
    shown = terminal("hearings")
    assert found["case"] in shown.out
    assert "1 rettsmøter" in shown.err
    assert "Syntetisk" not in shown.out
    assert terminal("hearings", "--unit", "vest", "--json").json == []
    assert terminal("hearings", "--on", "2099-01-01", "--json").json == []


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(("language", "says"), [("nb", "0 av 0 kan"), ("nn", "0 av 0 kan"), ("en", "0 of 0 may")])
def test_who_may_be_guide_is_told(terminal: Terminal, language: str, says: str):
    ref = terminal("cases", "--json").json[0]["case"]
    assert set(terminal("eligible", ref, "--json").json) == {"guides", "holders"}
    shown = terminal("eligible", ref, TRYGGHET_LANGUAGE=language)
    assert (shown.code, says in shown.err) == (0, True)
    assert terminal("eligible", "T-1").code == 2


@pytest.mark.usefixtures("imported")
def test_a_case_tells_why_however_its_reference_is_typed(terminal: Terminal):
    ref = terminal("cases", "--json").json[0]["case"]
    shown = terminal("case", ref.lower().replace("-", ""), "--why")
    assert shown.code == 0
    assert shown.out.startswith(ref)
    assert "R52 (§ 2)" in shown.out
    assert "fødsel" not in shown.out
    assert terminal("case", ref, "--json", "--why").json["duties"][0]["why"]["rules"]


@pytest.mark.usefixtures("imported")
def test_a_case_as_it_stood_before_it_was_there_is_not_there(terminal: Terminal):
    ref = terminal("cases", "--json").json[0]["case"]
    assert terminal("case", ref, "--as-of", "2020-01-01").code == 1
    assert terminal("case", ref, "--happened", "2020-01-01").code == 2


def test_a_reference_that_is_none_and_one_that_is_not_here(terminal: Terminal):
    assert terminal("case", "T-0000-01").code == 2
    said = terminal("case", "T-0000-00")
    assert said.code == 1
    assert "Traceback" not in said.err


@pytest.mark.usefixtures("imported")
def test_duties_are_listed_with_owner_and_rules(terminal: Terminal):
    found = terminal("duties", "--unit", "ost", "--json").json
    assert {"assess", "answer_rejected_row"} <= {duty["kind"] for duty in found}
    assert all(duty["rules"] and duty["owner"] for duty in found)
    assert terminal("duties", "--owner", "coordinator@vest", "--json").json[0]["unit"] == "vest"
    assert terminal("duties", "--overdue", "--on", "2027-01-01", "--json").json
    assert terminal("duties", "--on", "yesterday").code == 2


@pytest.mark.usefixtures("imported")
def test_a_process_of_its_own_says_the_same_and_ends_the_same(terminal: Terminal):
    for words in (("duties",), ("case", "T-0000-00")):
        assert terminal.apart(*words) == terminal(*words)


def test_what_is_published_is_answered(terminal: Terminal, imported: dict[str, object]):
    said = terminal.apart("publish", "-", "--wait", "--json", stdin=hearing("c1", person(2)["anmeldelsesnr"]) + "\n")
    assert said.code == 0, said.err
    assert [(line["id"], line["verb"]) for line in said.lines] == [("c1", "recorded")]


def test_what_is_refused_or_put_aside_is_exit_3_with_the_reason(terminal: Terminal):
    unknown = hearing("c2", "1", type="trygghet.court.unheard_of.v1")
    future = hearing("c3", "99999998", time="2099-01-01T00:00:00Z")
    said = terminal("publish", "-", "--wait", stdin=f"{unknown}\n{future}\nno json\n")
    assert said.code == 3
    assert "court:c2  satt til side, kunne ikke leses – typen er ukjent" in said.out
    assert "Linje 3" in said.err
    again = terminal("publish", "-", "--wait", "--json", stdin=unknown + "\n")
    assert [(line["id"], line["verb"]) for line in again.lines] == [("c2", "quarantined")]


def test_the_quarantine_is_listed_tried_again_and_dropped(terminal: Terminal):
    terminal("publish", "-", "--wait", stdin=hearing("c4", "1", type="trygghet.court.nothing.v1") + "\n")
    number = str(terminal("quarantine", "--json").json[-1]["number"])
    assert "typen er ukjent" in terminal("quarantine", "show", number).out
    assert terminal("quarantine", "retry", number).code == 1
    assert terminal("quarantine", "drop", number).code == 2
    assert terminal("quarantine", "drop", number, "--why", "prøve").code == 0
    assert terminal("quarantine", "show", number, "--json").json["state"] == "dropped"
    assert "allerede besvart" in terminal("quarantine", "drop", number, "--why", "igjen").err


def test_a_member_of_staff_changes_leaves_and_comes_back(terminal: Terminal):
    added = ("--name", "Kim Prøve", "--organisation", "Foreningen", "--not-public")
    assert terminal("staff", "add", "np", *added, "--role", "guide", "--unit", "ost").code == 0
    assert terminal("staff", "change", "np", "--role", "boss").code == 2
    assert terminal("staff", "change", "np", "--role", "guide", "--role", "holder").code == 0
    assert terminal("staff", "left", "np").code == 0
    assert terminal("staff", "back", "np", "--from", "2026-12-08").code == 0


def test_what_a_guide_from_outside_signs_and_their_supervision(terminal: Terminal):
    added = ("--name", "Kim Prøve", "--organisation", "Foreningen")
    assert terminal("staff", "add", "sp", *added, "--role", "guide", "--unit", "ost", "--not-public").code == 0
    assert terminal("staff", "add", "lp", *added, "--role", "leader", "--unit", "ost").code == 0
    assert terminal("staff", "signed", "sp", "--text", "2026-1", "--as", "lp").code == 0
    assert terminal("staff", "supervised", "sp", "--as", "lp").code == 0
    assert terminal("staff", "supervised", "sp").code == 1


@pytest.mark.usefixtures("imported")
def test_staff_see_what_is_theirs_and_names_where_they_may(terminal: Terminal):
    added = ("--name", "Kari Prøve", "--organisation", "Politiet")
    assert terminal("staff", "add", "kp", *added, "--role", "coordinator", "--unit", "ost").code == 0
    assert terminal("staff", "add", "vp", *added, "--role", "coordinator", "--unit", "vest").code == 0
    assert terminal("staff", "add", "kp", *added, "--role", "coordinator", "--unit", "ost").code == 1
    assert terminal("staff", "add", "xx", *added, "--role", "king", "--unit", "ost").code == 2
    assert terminal("staff", "absent", "kp", "--from", "2026-12-01", "--to", "2026-12-04").code == 0
    name = person(1)["navn"].split()[0]
    refs = [case["case"] for case in terminal("cases", "--json", "--as", "kp").json]
    assert len(refs) == 2
    assert any(name in terminal("case", ref, "--as", "kp").out for ref in refs)
    assert all(name not in terminal("case", ref).out for ref in refs)
    assert terminal("cases", "--json", "--as", "vp").json == []
    assert terminal("case", refs[0], "--as", "vp").code == 1
    assert terminal("quarantine", "--as", "kp").code == 1


def test_a_unit_is_added_once(terminal: Terminal):
    assert terminal("unit", "add", "sor", "--name", "Sør").code == 0
    assert terminal("unit", "add", "sor", "--name", "Sør").code == 1
    assert terminal("unit", "add", "Sør", "--name", "Sør").code == 2


def test_refusals_are_told_with_reasons(terminal: Terminal):
    terminal("publish", "-", "--wait", stdin=hearing("c5", "123456", time="2099-01-01T00:00:00Z") + "\n")
    found = terminal("refusals", "--json", "--why").json
    line = next(line for line in found if line["id"] == "c5")
    assert line["outcome"] in ("refused", "no_case")
    assert terminal("refusals").code == 0


def test_options_may_stand_before_the_command_too(terminal: Terminal):
    said = terminal("--json", "--data", str(terminal.data), "cases", TRYGGHET_DATA="/nonexistent")
    assert isinstance(said.json, list)


@pytest.mark.usefixtures("imported")
def test_the_record_verifies(terminal: Terminal, up: Running):
    said = terminal("verify")
    assert (said.code, said.out) == (0, ""), said.out
    assert "Alt står slik det ble skrevet." in said.err
    assert terminal("verify", "--json").json == {"differences": []}


def test_only_who_may_checks_the_record_and_the_installation(terminal: Terminal):
    for slug, role in (("rev", "auditor"), ("gd", "guide")):
        words = ("--name", "Syntetisk Noen", "--role", role, "--unit", "ost", "--organisation", "Prøvekommune")
        assert terminal("staff", "add", slug, *words).code == 0
    assert terminal("verify", "--as", "rev").code == 0
    for command, slug in (("verify", "gd"), ("verify", "nobody"), ("doctor", "gd"), ("doctor", "rev")):
        said = terminal(command, "--as", slug)
        assert (said.code, said.out) == (1, ""), (command, slug)


def test_the_doctor_finds_nothing_wrong_and_tells_an_open_key(terminal: Terminal):
    well = terminal("doctor", "--json")
    assert (well.code, well.json["well"]) == (0, True), well.out
    key = terminal.data / "secrets" / "master.key"
    key.chmod(0o644)
    try:
        ill = terminal("doctor")
    finally:
        key.chmod(0o600)
    assert ill.code == 1
    assert str(key) in ill.out
    assert "chmod go-rwx" in ill.out


def test_the_doctor_tells_what_belongs_to_somebody_else(terminal: Terminal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("services.cli.examination.os.geteuid", lambda: 4_294_967)
    found = examine_folder(_Saying(Call(terminal.data, json=False, as_staff=None)), Settings(data=terminal.data))
    foreign = [finding.says for finding in found if finding.what == "foreign"]
    assert len(foreign) == 2 + len(list((terminal.data / "secrets").iterdir()))
    assert any("chown 4294967" in says and "master.key" in says for says in foreign)


def test_a_second_up_joins_the_servers_but_not_the_port(terminal: Terminal, up: Running):
    port = up.address.rstrip("/").rpartition(":")[2]
    said = terminal.apart("serve", "ops", "--port", port)
    assert said.code == 1
    assert port in said.err
    with terminal.running("serve", "relay", "ops", "--port", "0") as second:
        assert httpx.get(second.address.replace("metrics", "healthz")).text == "ok\n"


def test_migrate_again_changes_nothing(terminal: Terminal):
    assert terminal("migrate", "--json").json["made"] == []


def test_what_was_not_taken_is_shown_owed_and_answered(terminal: Terminal):
    """A hearing without a case and a message put aside: listed, owed, dropped with a reason."""
    lost = hearing("c8", "404040") + "\n" + hearing("c10", "1", type="trygghet.court.nobody_knows.v1") + "\n"
    terminal("publish", "-", "--wait", stdin=lost)
    shown = terminal("refusals", "show", "court:c8", "--json").json
    assert (shown["outcome"], shown["open"], shown["unit"]) == ("no_case", True, "ost")
    owed = {duty["kind"]: duty["owner"] for duty in terminal("duties", "--json").json}
    assert (owed["place_fact"], owed["answer_quarantine"]) == ("coordinator@ost", "operator")
    assert terminal("refusals", "drop", "court:c8").code == 2
    assert terminal("refusals", "retry", "court:c8").code == 1
    assert terminal("refusals", "drop", "court:c8", "--why", "gjelder ikke oss").code == 0
    assert "gjelder ikke oss" in terminal("refusals", "show", "court:c8").out
    assert "court:c8" not in terminal("refusals", "--open").out
    assert "besvart fra før" in terminal("refusals", "drop", "court:c8", "--why", "igjen").err


def test_exploring_a_part_that_there_is_not_names_those_that_there_are(terminal: Terminal):
    said = terminal("explore", "--only", "guidnce")
    assert (said.code, said.out) == (2, "")
    assert "guidnce" in said.err
    assert "guidance" in said.err
