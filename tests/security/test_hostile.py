"""What somebody means ill by: names that are script, cells that calculate, letters of SQL, bodies that are none."""

import re
from collections.abc import Iterator
from html import escape
from io import BytesIO
from typing import Any, Final
from urllib.parse import quote
from zipfile import ZipFile

import orjson
import pytest

from events.catalogue import DERIVED, to_wire
from events.correction import CasesJoined, Corrected, RegisteredByMistake, WrongCase
from events.fact import Fact
from events.intake import ReferralReceived
from events.personal import Open
from events.staff import StaffAdded
from events.unit import UnitAdded
from events.values import Role, Source
from services.casework.incoming import Incoming
from services.contracts.examples import SUBJECTS, fields
from services.desk.asking import NOTICE
from services.desk.page import MOST_SENT
from tests.security.conftest import SOMEBODY, House
from tests.security.test_guard import Unsafe, ask
from tests.support.extracts import csv_of, person
from tests.support.happenings import fact, referral, someone
from tests.support.ways_in import closed
from workflows.access import MAY_REPORT, SEES
from workflows.report.catalogue import SECTIONS

SCRIPT: Final = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}"

ANGRY: Final = re.compile(r"<img src=x|<script>alert")
"""The script as script; escaped it is harmless."""

NOT_TOLD: Final = (*DERIVED, CasesJoined, Corrected, RegisteredByMistake, WrongCase, UnitAdded, StaffAdded)
"""What the service says itself, and what would take the case away from the tests after this one."""


def hostile(case: str) -> Iterator[Fact]:
    """Every fact that is told at the desk, with the script wherever text is free."""
    for model, rule in MAY_REPORT.items():
        if model in NOT_TOLD or Source.DESK not in rule.sources:
            continue
        kind = model.addressed()[0]
        yield fact(
            model.model_validate(fields(model, full=True, text=SCRIPT)),
            f"case/{case}" if kind == "case" else SUBJECTS[kind].replace("k1", "s-ost"),
            by="staff/k-ost" if {Role.COORDINATOR, Role.LEADER} & rule.roles else "staff/drift",
        )


@pytest.fixture(scope="module")
def case(house: House) -> str:
    """A case, a unit and a member of staff that hostile texts have been told of, in every type of fact."""
    room = house.room
    data = ReferralReceived.model_validate(fields(ReferralReceived, full=True, text=SCRIPT) | {"reported": "no"})
    ref = room.case(fact(data, "unit/ost", by="staff/k-ost"))
    name = StaffAdded(name=Open(SCRIPT), roles=(Role.GUIDE,), units=("ost",), organisation=SCRIPT)
    room.take(fact(name, "staff/s-ost", by="system/cli", source=Source.CLI))
    outcomes = [answer.outcome for answer in room.take(*hostile(ref))]
    assert len(outcomes) > 90
    assert {"recorded", "refused"} <= set(outcomes)
    room.service.casework.take([Incoming(orjson.dumps({"id": SCRIPT, "source": SCRIPT, "type": SCRIPT}))])
    k = room.sit("k-ost")
    cells = person(1) | dict.fromkeys(("navn", "rolle", "sakstype"), SCRIPT)
    sent = k.post(
        "/uttrekk", data={"enhet": "ost", "uke": "2026-W46", "kilde": "uttrekk"},
        files={"fil": (f"{SCRIPT}.csv", csv_of([cells]).encode())},
    )  # fmt: skip
    while "<progress" in k.get(sent.headers["location"]).text:
        pass
    return ref


def test_a_name_that_is_script_is_shown_as_it_is_written(house: House, case: str):
    parts = {**house.parts, "ref": case, "slug": "s-ost", "week": "2026-W46"}
    shown = 0
    for way in closed(house.room.app):
        if way.method != "GET":
            continue
        for slug in ("k-ost", "l-ost", "drift", "revisor", "e1"):
            answer = house.room.sit(slug).get(way.at(parts))
            if "text/html" in answer.headers.get("content-type", ""):
                assert answer.status_code < 500, (slug, way)
                assert not ANGRY.search(answer.text), (slug, way)
                assert Unsafe(answer.text).found == [], (slug, way)
                shown += escape("<img src=x onerror", quote=False) in answer.text
    assert shown >= 10  # the pages do show it
    assert "49" not in house.room.sit("k-ost").get(f"/sak/{case}").text.partition("{{7*7}}")[0][-5:]


def test_so_is_what_stands_in_an_address_or_a_form(house: House, case: str):
    names = (
        "vis",
        "enhet",
        "etter",
        "haug",
        "rad",
        "uke",
        "ar",
        "lang",
        "til",
        "fact",
        "field",
        "fane",
        "side",
        "stor",
    )
    for way in closed(house.room.app):
        for slug in ("k-ost", "drift"):
            if way.method == "GET":
                query = "&".join(f"{name}={SCRIPT.replace('&', '%26').replace('#', '%23')}" for name in names)
                answer = house.room.sit(slug).get(f"{way.at(house.parts)}?{query}")
            else:
                fields_ = dict.fromkeys(
                    ("sok", "hva", "hvorfor", "hvem", "unit", "velg", "ord", "note", "what", "text"), SCRIPT
                )
                answer = house.room.sit(slug).post(way.at(house.parts), data=fields_)
            assert answer.status_code < 500, (way, slug)
            if "text/html" in answer.headers.get("content-type", ""):
                assert not ANGRY.search(answer.text), (way, slug)
                assert Unsafe(answer.text).found == [], (way, slug)
    for path in (f"/{SCRIPT}", f"/sak/{SCRIPT}", f"/folk/{SCRIPT}/ny/staff/absent", f"/hvem?til={SCRIPT}"):
        answer = house.room.sit("k-ost").get(path.replace("#", "%23"))
        assert not ANGRY.search(answer.text), path
    cookie = ask(house, "GET", "/kalender", headers=[("cookie", f'{NOTICE}=<script>; scheme="><script>; lang=<b>')])
    assert "<script>;" not in cookie.text


def test_what_a_spreadsheet_would_calculate_is_text(house: House):
    k, week = house.room.sit("k-ost"), "2026-W45"
    formulas = ('=HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1")
    rows = [person(n) | {"navn": formula, "rolle": "ukjent"} for n, formula in enumerate(formulas, start=11)]
    sent = k.post(
        "/uttrekk", data={"enhet": "ost", "uke": week, "kilde": "uttrekk"},
        files={"fil": ("u.csv", csv_of(rows).encode())},
    )  # fmt: skip
    while "<progress" in k.get(sent.headers["location"]).text:
        pass
    as_csv = k.get(f"/uttrekk/ost/{week}/avviste.csv").content.decode("utf-8-sig")
    cells = [cell.strip('"') for line in as_csv.splitlines() for cell in line.split(";")]
    assert len(as_csv.splitlines()) == len(formulas) + 1
    assert not [cell for cell in cells if re.match(r"[=@\t]|[+-](?![\d\s()]+$)", cell)]
    with ZipFile(BytesIO(k.get(f"/uttrekk/ost/{week}/avviste.xlsx").content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower()
    words_of_unit = {"ar": "2026", "enhet": "ost", "gjor": "tekst", "del": SECTIONS[0], "tekst": formulas[0]}
    assert k.post("/rapport", data=words_of_unit).status_code == 303
    house.room.clock.forward(days=1)
    try:
        report = k.get("/rapport/fil.xlsx?enhet=ost&ar=2026")
    finally:
        house.room.clock.forward(days=-1)
    with ZipFile(BytesIO(report.content)) as book:
        parts = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}
    assert any("HYPERLINK" in part for part in parts.values())
    assert not [name for name, part in parts.items() if "<f>" in part]


SQL: Final = (
    "' OR 1=1 --", "%", "_", "\\", "%_%", "'; DROP TABLE trygghet.subjects; --", "$$",
    "\u0000", "a\u0000b", "\ud7ff", "{}", "²", "9" * 30, "9" * 5_000,
    "T-'-'", "1e999", "٣", "x" * 5_000, "💥",
)  # fmt: skip


ASKED: Final = (
    "/saker?etter=", "/?haug=overdue&etter=", "/avvist?etter=", "/saker?enhet=", "/rapport?ar=", "/rapport?utgave=",
    "/kalender?uke=", "/praksis?enhet=", "/uttrekk/ost/2026-W47?vis=",
)  # fmt: skip
NAMED: Final = ("/sak/{}", "/folk/{}/ny/staff/absent", "/uttrekk/ost/{}", "/uttrekk/{}/2026-W47", "/drift/karantene/{}")


@pytest.mark.parametrize("typed", SQL)
def test_letters_of_sql_find_nobody_and_break_nothing(house: House, typed: str):
    k = house.room.sit("k-ost")
    found = k.post("/saker", data={"sok": typed})
    assert found.status_code in (200, 303, 422), typed
    assert 'href="/sak/' not in found.text
    for path in (
        "/saker?etter=",
        "/?etter=",
        "/avvist?etter=",
        "/saker?enhet=",
        "/rapport?ar=",
        "/kalender?uke=",
        "/praksis?enhet=",
    ):
        assert k.get(path + quote(typed, safe="")).status_code < 500, path
    for path in (
        "/sak/{}",
        "/folk/{}/ny/staff/absent",
        "/uttrekk/ost/{}",
        "/uttrekk/{}/2026-W47",
        "/drift/karantene/{}",
    ):
        slug = "drift" if path.startswith("/drift") else "k-ost"
        assert house.room.sit(slug).get(path.format(quote(typed, safe=""))).status_code in (400, 403, 404), path


def test_a_letter_that_the_record_cannot_keep_is_told_and_not_stumbled_over(house: House, case: str):
    nul = "a\u0000b"
    k = house.room.sit("k-ost")
    for path in (f"/sak/{case}/ny/contact/logged", "/enhet/ost/ny/outreach/made_known"):
        answer = k.post(path, data={"note": nul, "happened.day": "2026-11-23", "happened.clock": "08:00"})
        assert answer.status_code < 500, path
    message = orjson.loads(to_wire(fact(referral(someone(8)).data, "unit/ost", by="staff/k-ost")))
    message["data"]["referrer"]["name"] = nul
    answer = k.post("/api/v1/facts", content=orjson.dumps(message), headers={"content-type": "application/json"})
    assert answer.status_code in (201, 422), answer.text


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/json", b"{}"),
        ("text/xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM '/etc/passwd'>]><a>&b;</a>"),
        ("multipart/form-data", b"--"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="sok"\r\n\r\n'),
        ("application/x-www-form-urlencoded; charset=utf-7", b"sok=+ADw-"),
        ("application/x-www-form-urlencoded", b"\xff\xfe=%zz&&&=&sok=%"),
        ("application/x-www-form-urlencoded", b"a=1&" * 5_000),
        ("", b"sok=x"),
    ],
)
def test_bodies_that_are_no_forms_are_answered_in_words(house: House, kind: str, content: bytes):
    for way in closed(house.room.app):
        if way.method == "POST" and not way.path.startswith("/api/"):
            slug = "drift" if way.path.startswith("/drift") else "k-ost"
            headers = {"content-type": kind} if kind else {}
            answer = ask(house, "POST", way.at(house.parts), slug=slug, content=content, headers=headers)
            assert answer.status_code < 500, way
            assert answer.headers.get("content-type", "text/html").startswith("text/html"), way


def test_more_than_a_form_can_be_is_not_taken_and_before_that_it_is_asked_who_sends(house: House):
    much = b"sok=" + b"x" * MOST_SENT
    kind = {"content-type": "application/x-www-form-urlencoded"}
    for way in closed(house.room.app):
        if way.method == "POST" and way.path != "/uttrekk" and not way.path.startswith("/api/"):
            sent: dict[str, Any] = {"content": much, "headers": kind}
            for role, slug in SOMEBODY.items():
                answer = ask(house, "POST", way.at(house.parts), slug=slug, **sent)
                assert answer.status_code == (413 if role in SEES[way.act] else 403), (way, slug)
            assert ask(house, "POST", way.at(house.parts), **sent).status_code == 303, way


def test_a_number_in_the_name_of_a_field_does_not_make_a_form_as_long_as_it_says(house: House, case: str):
    for number in ("99999999", "9" * 400, "²", "-1"):
        path = f"/sak/{case}/ny/measure/agreed"
        answer = house.room.sit("k-ost").post(
            path, data={f"guardians.{number}.name": "x", "seen": number, "next.in": number}
        )
        assert answer.status_code in (422, 409), number
        assert len(answer.text) < 500_000


@pytest.mark.parametrize(
    "name",
    [
        "../app.py", "..%2fapp.py", "%2e%2e/app.py", "%2e%2e%2fapp.py", "..%5capp.py", "..%252fapp.py",
        "desk.css",
        "vendor/theme.css", "/etc/passwd", "%2fetc%2fpasswd", "desk.css%00.js", "....//app.py",
        "%c0%ae%c0%ae/app.py", "",
    ],
)  # fmt: skip
def test_no_file_but_those_of_the_pages_is_handed_out(house: House, name: str):
    answer = ask(house, "GET", f"/static/{name}")
    assert answer.status_code == (400 if "%00" in name else 404)
    assert "import" not in answer.text


def test_bare_numbers_tell_nothing_of_how_many_there_are(house: House):
    for number in ("0", "-1", "99999999999999999999", "1e3", "0x1"):
        assert house.room.sit("drift").get(f"/drift/karantene/{number}").status_code == 404
