"""The weekly extract at the desk: a file is dropped, its rows are decided one by one, those that failed are mended."""

import tempfile
from datetime import date
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from events.values import Role
from services.desk.jobs import KEPT_FOR, Jobs, TooMany
from tests.support.browser import Page
from tests.support.extracts import csv_of, person, write_sheet
from tests.support.happenings import NOW, SteppingClock, staff
from tests.support.room import Browser, Room, words

ADULT = {"fodselsnummer": "", "fodselsdato": "1990-01-09", "hatmotiv": "nei"}


@pytest.fixture(scope="module", autouse=True)
def operator(room: Room) -> None:
    room.take(staff("drift", Role.OPERATOR, "ost", "vest"), staff("r1", Role.REFERRER, "ost"))


def dropped(browser: Browser, rows: list[dict[str, str]] | bytes, week: str, unit: str = "ost", **more: str) -> str:
    """The page of a file once it is read."""
    content = rows if isinstance(rows, bytes) else csv_of(rows).encode()
    said = browser.post(
        "/uttrekk", data={"enhet": unit, "uke": week, "kilde": "uttrekk", **more}, files={"fil": ("u.csv", content)}
    )
    assert said.status_code == 303, words(said.text)
    waited = monotonic()
    while "<progress" in (shown := browser.get(said.headers["location"]).text) and monotonic() - waited < 30:
        sleep(0.02)
    return shown


def asked(browser: Browser, week: str, choice: str = "", unit: str = "ost") -> tuple[str, dict[str, Any]]:
    """The week's page, and what its first form of a row would post."""
    html = browser.get(f"/uttrekk/{unit}/{week}{choice}").text
    return html, {name: told[0] for name, told in Page(html).posted.items() if name != "avgjorelse"}


def keys(room: Room, week: str, unit: str = "ost") -> list[str]:
    return room.ask("SELECT row_key FROM import_rows WHERE unit = %s AND week = %s ORDER BY row", unit, week)


def answer(browser: Browser, week: str, key: str, posted: dict[str, Any], **told: str) -> Any:
    return browser.post(f"/uttrekk/ost/{week}/rad/{key}", data={**posted, **told})


def test_a_file_is_tried_and_then_read_and_no_copy_of_it_is_left(room: Room):
    k, week = room.sit("k-ost"), "2026-W41"
    before = set(Path(tempfile.gettempdir()).iterdir())
    rows = [person(1), person(2) | {"rolle": "mistenkt"}]
    tried = words(dropped(k, rows, week, prove="1"))
    assert "Ingenting er lagret" in tried
    assert "Har et ukjent ord" in tried
    assert keys(room, week) == []
    read = words(dropped(k, rows, week))
    assert "2 rader inn Nye 1 Kjente 0 Endrede 0 Utenfor 0 Ubrukelige 1" in read
    assert len(keys(room, week)) == 2
    assert set(Path(tempfile.gettempdir()).iterdir()) == before


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"hei;du\n1;2\n", "mangler kolonnene"), (b"\x00\x01", "ikke en CSV-fil"), (b"PK\x03\x04rot", "Regnearket u.csv")],
)
def test_what_is_no_extract_is_not_read_and_says_why(room: Room, content: bytes, says: str):
    assert says in words(dropped(room.sit("k-ost"), content, "2026-W41"))


def test_a_spreadsheet_is_read_as_well(room: Room, tmp_path: Path):
    content = write_sheet(tmp_path, [person(3), person(4)]).read_bytes()
    assert "2 rader inn Nye 2" in words(dropped(room.sit("k-ost"), content, "2026-W40"))


def test_nothing_to_read_and_a_search_without_a_purpose_are_told_where_they_are(room: Room):
    k = room.sit("k-ost")
    none = k.post("/uttrekk", data={"enhet": "ost", "uke": "2026-W41"})
    assert (none.status_code, "Velg filen" in words(none.text)) == (422, True)
    asked_for = {"enhet": "ost", "uke": "2026-W41", "kilde": "sok"}
    for purpose, says in (("", "trenger et formål"), ("Gjelder 15891012345", "blir stående for godt")):
        said = k.post("/uttrekk", data={**asked_for, "formal": purpose}, files={"fil": ("u.csv", b"x")})
        assert (said.status_code, says in words(said.text)) == (422, True)


def test_a_search_stands_in_the_ledger_and_its_mended_row_is_a_search_too(room: Room):
    k, week = room.sit("k-ost"), "2026-W42"
    shown = dropped(k, [person(5) | {"sakstype": "tull"}], week, kilde="sok", formal="Gamle saker")
    assert "Søk i politiets systemer" in words(shown)
    html, posted = asked(k, week)
    assert "Rad 1" in words(html)
    mended = k.post(f"/uttrekk/ost/{week}/avvist/{keys(room, week)[0]}", data={**posted, "celle.sakstype": "vold"})
    assert mended.status_code == 303
    assert room.ask("SELECT kind FROM imports WHERE week = %s", week) == ["search", "search"]
    assert len(room.ask("SELECT 1 FROM ledger WHERE act = 'search'")) == 2
    assert "bare et søk er lest inn" in words(k.get("/uttrekk").text)


def test_each_row_is_decided_once_and_the_last_one_ends_the_week(room: Room):
    k, week = room.sit("k-ost"), "2026-W43"
    dropped(k, [person(10), person(11), person(12), person(13) | ADULT], week)
    one, two, three, outside = keys(room, week)
    html, posted = asked(k, week)
    assert "4 rader inn = 0 avgjort + 1 av regler + 3 venter" in words(html)
    assert "Syntetisk Person 10" in html

    unanswered = answer(k, week, one, posted, avgjorelse="offer")
    assert (unanswered.status_code, "Er gjerningspersonen i familien" in words(unanswered.text)) == (422, True)
    family = answer(k, week, one, posted, avgjorelse="offer", **{"offer.perpetrator_in_family": "yes"})
    assert (family.status_code, "R17" in words(family.text)) == (422, True)
    html, posted = asked(k, week)
    offered = {"avgjorelse": "offer", "offer.perpetrator_in_family": "no"}
    taken = [answer(k, week, one, posted, **offered) for _ in range(2)]
    assert [said.status_code for said in taken] == [303, 303]
    assert f"rad={two}" in taken[0].headers["location"]
    ref = room.ask("SELECT case_id FROM import_rows WHERE row_key = %s", one)[0]
    assert room.ask(
        "SELECT count(*) FROM events WHERE subject_id = %s AND verb = 'recorded' AND type LIKE %s", ref, "%assessed%"
    ) == [1]
    assert room.ask("SELECT count(*) FROM quarantine") == [0]

    html, posted = asked(k, week)
    told = {"not.not_because": "Har alt hjelp", "not.handed_over.reason_for_none": "Ønsker det ikke"}
    assert answer(k, week, two, posted, avgjorelse="not", **told).status_code == 303
    html, posted = asked(k, week)
    wrong = answer(k, week, three, posted, avgjorelse="duplicate", **{"duplicate.duplicate_of": "T-1"})
    assert (wrong.status_code, "ikke referansen til en sak" in words(wrong.text)) == (422, True)
    last = answer(k, week, three, posted, avgjorelse="duplicate", **{"duplicate.duplicate_of": ref})
    assert last.status_code == 303
    done = words(k.get(last.headers["location"]).text)
    assert "Uken er gjennomgått" in done
    assert "4 rader inn = 3 avgjort + 1 av regler + 0 venter" in done

    html, posted = asked(k, week, f"?vis=by_rule&rad={outside}")
    assert "for gammel" in words(html)
    assert answer(k, week, outside, posted, avgjorelse="take-back").status_code == 422
    assert answer(k, week, outside, posted, avgjorelse="take-back", why="Var 17").status_code == 303
    assert "1 venter" in words(asked(k, week)[0])


def test_what_came_in_between_is_shown_before_anything_is_decided(room: Room):
    k, week = room.sit("k-ost"), "2026-W44"
    dropped(k, [person(20)], week)
    (key,) = keys(room, week)
    _, posted = asked(k, week)
    dropped(k, [person(20) | {"telefon": "01234567"}], week)
    said = answer(k, week, key, posted, avgjorelse="not", **{"not.not_because": "Et langt svar"})
    assert said.status_code == 409
    assert "Saken er endret siden du åpnet raden" in words(said.text)
    assert "Et langt svar" in said.text


def test_a_rejected_row_is_mended_in_place_written_off_or_taken_out(room: Room):
    k, week = room.sit("k-ost"), "2026-W45"
    bad = [person(30) | {"rolle": "x"}, person(31) | {"rolle": "y"}, person(32) | {"navn": "=1+1", "rolle": "z"}]
    dropped(k, bad, week)
    one, two, three = keys(room, week)
    taken = k.get(f"/uttrekk/ost/{week}/avviste.csv")
    assert "attachment" in taken.headers["content-disposition"]
    assert "'=1+1" in taken.text
    assert k.get(f"/uttrekk/ost/{week}/avviste.xlsx").content.startswith(b"PK")
    assert k.get(f"/uttrekk/ost/{week}/avviste.pdf").status_code == 404

    html, posted = asked(k, week)
    assert "fornærmet, vitne" in words(html)
    still = k.post(f"/uttrekk/ost/{week}/avvist/{one}", data={**posted, "celle.rolle": "q"})
    assert still.status_code == 303
    assert one not in still.headers["location"]
    html, posted = asked(k, week, "?" + still.headers["location"].partition("?")[2])
    again = still.headers["location"].rpartition("=")[2]
    assert k.post(f"/uttrekk/ost/{week}/avvist/{again}", data={**posted, "celle.rolle": "vitne"}).status_code == 303

    path = f"/uttrekk/ost/{week}/avvist/{two}"
    assert k.post(path, data={"avgjorelse": "write-off"}).status_code == 422
    assert k.post(path, data={"avgjorelse": "write-off", "why": "Sendt ved en feil"}).status_code == 303
    _, posted = asked(k, week, f"?vis=rejected&rad={three}")
    assert k.post(f"/uttrekk/ost/{week}/avvist/{three}", data={**posted, "celle.rolle": "fornærmet"}).status_code == 303
    states = words(asked(k, week, "?vis=all")[0])
    assert "6 rader inn = 0 avgjort + 0 av regler + 4 besvart + 2 venter" in states


def test_everybody_sees_what_is_theirs_and_no_more(room: Room):
    week = "2026-W38"
    dropped(room.sit("k-ost"), [person(70)], week)
    assert room.sit("g-ost").get("/uttrekk").status_code == 403
    assert room.sit("r1").get("/uttrekk").status_code == 403
    assert room.sit("k-vest").get(f"/uttrekk/ost/{week}").status_code == 403
    assert room.sit("k-vest").get("/uttrekk/ost/nei").status_code in (403, 404)
    operator = room.sit("drift").get(f"/uttrekk/ost/{week}?vis=all&rad={keys(room, week)[0]}")
    assert operator.status_code == 200
    assert "Syntetisk Person" not in operator.text
    assert room.sit("drift").get(f"/uttrekk/ost/{week}/avviste.csv").status_code == 403
    assert answer(room.sit("k-vest"), week, keys(room, week)[0], {}, avgjorelse="offer").status_code == 403


def test_a_file_that_is_being_read_is_seen_by_whoever_dropped_it(room: Room):
    k = room.sit("k-ost")
    said = k.post(
        "/uttrekk",
        data={"enhet": "ost", "uke": "2026-W46"},
        files={"fil": ("u.csv", csv_of([person(40)]).encode())},
    )
    page = said.headers["location"]
    assert k.get(page).status_code == 200
    assert room.sit("k-vest").get(page).headers["location"] == "/uttrekk"


def test_work_beside_the_pages_is_told_kept_and_let_go():
    clock = SteppingClock(NOW)
    jobs: Jobs[int] = Jobs(clock)

    def wait(progress: Any) -> int:
        progress(1, 4)
        while not ready:
            sleep(0.001)
        return 7

    ready: list[int] = []
    running = [jobs.start("staff/k1", {}, wait) for _ in range(4)]
    with pytest.raises(TooMany):
        jobs.start("staff/k1", {}, wait)
    ready.append(1)
    while any(job.running for job in running):
        sleep(0.001)
    assert [(job.result, job.share) for job in running] == [(7, 25)] * 4
    assert jobs.of("staff/k2", running[0].id) is None
    clock.forward(seconds=KEPT_FOR.total_seconds() + 1)

    def broken(_progress: Any) -> int:
        raise ZeroDivisionError

    last = jobs.start("staff/k1", {}, broken)
    while last.running:
        sleep(0.001)
    assert (last.broken, jobs.of("staff/k1", running[0].id)) == (True, None)


def test_the_weeks_tell_how_each_stands(room: Room):
    room.clock.at = NOW
    shown = words(room.sit("k-vest").get("/uttrekk").text)
    assert "Uke 48" in shown
    assert "Uken er ikke omme" in shown
    assert shown.count("Mangler") + shown.count("Ventes") == 3
    assert date(2026, 11, 2) <= NOW.date()
