"""`trygghet rules`: the conformance map at the terminal, for programs, and as a page that a coordinator reads."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from services.rulebook import proofs
from services.rulebook.conformance import as_json
from services.rulebook.page import page
from services.texts import LANGUAGES, Language, texts
from tests.support.terminal import Terminal
from workflows.handbook.chapters import NUMBERS

TODAY = date(2026, 11, 27)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "d")


class Page(HTMLParser):
    """What a browser would find on the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.language = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if tag == "a" and name == "href" and value]
        self.loads += [value for name, value in attrs if name in ("src", "srcset", "action") and value]
        self.language += "".join(value for name, value in attrs if tag == "html" and name == "lang" and value)


def test_the_table_has_a_line_for_every_number(terminal: Terminal):
    said = terminal("rules")
    assert said.code == 0
    lines = said.out.splitlines()[1:]
    assert [line.split()[0] for line in lines] == [f"R{number}" for number in NUMBERS]
    assert "av 175 regler er gjort rede for" in said.err
    assert re.search(r"^R47 +§ 2 +\d+ +Sperre: clearance_missing", lines[46])


def test_programs_get_rule_mechanism_and_tests(terminal: Terminal):
    told = terminal.ask("rules")
    assert told["numbers"] == 175
    rule = next(rule for rule in told["rules"] if rule["rule"] == 47)
    guard = next(one for one in rule["carried_by"] if one["name"] == "clearance_missing")
    assert guard["by"] == "guard"
    assert set(guard["tests"]) == {"forbidden", "allowed"}
    assert all(name.startswith("workflows/test_") for names in guard["tests"].values() for name in names)
    duty = next(one for one in rule["carried_by"] if one["name"] == "ask_clearance")
    assert (duty["owner"], duty["practice"]) == ("coordinator", ["find_investigator_wd"])
    assert {one["decision"] for one in rule["ours"]} == {"D8", "D23", "R47"}
    law = next(rule for rule in told["rules"] if rule["rule"] == 165)["statutes"][0]
    assert [(one["section"], one["since"], one["sure"]) for one in law["cited"]] == [
        ("§ 6-4", "1993-01-01", False),
        ("§ 13-2", "2023-01-01", True),
    ]
    listed = next(rule for rule in told["rules"] if rule["rule"] == 172)
    assert listed["averted_not_found"] == 2
    assert {"section": "§ 275", "says": "drap", "since": None, "sure": True} in listed["averted"]
    assert {one["section"] for one in listed["averted"] if not one["sure"]} >= {"§ 253", "§ 284", "§ 303"}


def test_the_page_tells_what_of_the_law_has_not_been_found(terminal: Terminal):
    page = terminal("rules", "--html").out
    assert texts("nb")("rulebook", "unfound", count=2, of=11) in page
    assert "tvangsekteskap (senest fra 1.4.2021)" in page
    assert page.count(texts("nb")("rulebook", "not_seen_first")) == 1


def test_an_installed_package_brings_no_tests_and_says_so(terminal: Terminal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(proofs, "__file__", "/somewhere/site-packages/services/rulebook/proofs.py")
    assert proofs.folder_of_tests() is None
    said = terminal("rules", "--json")
    assert said.json["tests"] is None
    assert all("tests" not in rule for rule in said.json["rules"])
    assert "installert pakke" in said.err
    assert "installert pakke" in terminal("rules").err
    assert texts("nb")("rulebook", "without_tests") in terminal("rules", "--html").out


def test_a_language_that_there_is_not_is_said(terminal: Terminal):
    said = terminal("rules", "--lang", "sv")
    assert said.code == 2
    assert "nb, nn, en" in said.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_every_rule_and_loads_nothing(language: Language):
    html = page(texts(language), None, TODAY)
    found = Page(html)
    assert found.language == language
    assert [name for name in found.ids if name.startswith("R")] == [f"R{number}" for number in NUMBERS]
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)
    assert found.loads == []
    assert not {"script", "link", "img", "iframe", "form"} & set(found.tags)
    assert not re.search(r"url\(|@import|https?://", html)
    assert "{{" not in html
    assert "None" not in html


def test_the_page_tells_what_whose_when_and_what_we_decided():
    html = page(texts("nb"), None, TODAY)
    rule = html[html.index('id="R28"') : html.index('id="R29"')]
    assert "Familien kontaktes raskt" in rule
    assert "virkedager til det første forsøket på å ringe: <b>2</b>" in rule
    assert "(1–5)" in rule
    assert "Fristen løper fra den dagen raden eller henvendelsen kom" in rule
    two_weeks = html[html.index('id="R155"') : html.index('id="R156"')]
    assert "Kan bare forkortes" in html[html.index('id="R109"') : html.index('id="R110"')]
    assert "aldri forlenges" in two_weeks
    statutory = html[html.index('id="R165"') : html.index('id="R166"')]
    assert "barnevernsloven (2021) § 13-2 (før 1.1.2023: barnevernloven (1992) § 6-4)" in statutory
    assert 'class="none"' in html[html.index('id="R170"') - 20 : html.index('id="R171"')]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_offences_about_violence_and_abuse_that_are_to_be_averted_are_named(language: Language):
    t = texts(language)
    html = page(t, None, TODAY)
    rule = html[html.index('id="R172"') : html.index('id="R173"')]
    told = next(one for one in as_json(t, None)["rules"] if one["rule"] == 172)["averted"]
    named = [f"§ {n}" for n in (274, 275, 282, 283, 291, 295, 299, 312, 314)]
    assert [one["section"] for one in told] == [*named, *(f"§ {n}" for n in (253, 258, 284, 285, 303))]
    assert all(f"{one['section']}: {one['says']}" in rule for one in told)


def test_what_a_duty_is_is_told_once_and_pointed_to_after_that():
    html = page(texts("nb"), None, TODAY)
    later = html[html.index('id="R48"') : html.index('id="R49"')]
    assert '<a class="see" href="#R47">se R47</a>' in later


def test_the_map_counts_the_tests_that_are_marked():
    told = as_json(texts("nb"), (proofs.Proof("test_x.py", "test_one", frozenset({47})),))
    assert told["tests"] == 1
    assert [rule["rule"] for rule in told["rules"] if rule["tests"]] == [47]
