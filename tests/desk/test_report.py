"""The yearly report is read, written, put forward, approved and sent at the desk, by those who may."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import orjson
import pytest

from events.values import Role
from services.report.kept import Wanted
from services.texts import texts
from tests.support.happenings import NOW, referral, someone, staff
from tests.support.room import Room, words

ADDRESS = "/rapport?ar=2026&enhet=ost"


@pytest.fixture(scope="module", autouse=True)
def a_case(room: Room) -> None:
    """One, and a day that is over."""
    room.take(staff("salto", Role.SALTO, "ost"))
    room.case(referral(someone(1)))
    room.clock.at = NOW + timedelta(days=2)


def told(room: Room, slug: str, **sent: str) -> str:
    answer = room.sit(slug).post("/rapport", data={"ar": "2026", "enhet": "ost", **sent})
    return words(answer.text) if answer.status_code != 303 else words(room.sit(slug).get(ADDRESS).text)


def test_small_numbers_are_hidden_and_the_files_say_the_same(room: Room):
    page = room.sit("k-ost").get(ADDRESS)
    assert page.status_code == 200
    assert f'aria-label="{texts("nb")("report", "hidden_word")}"' in page.text
    made = orjson.loads(room.sit("k-ost").get("/rapport/fil.json?ar=2026&enhet=ost").content)
    assert made["year"] == 2026
    assert room.sit("k-ost").get("/rapport/fil.pdf?ar=2026&enhet=ost").content.startswith(b"%PDF")
    assert room.sit("k-ost").get("/rapport/fil.xlsx?ar=2026&enhet=ost").content.startswith(b"PK")
    assert room.sit("k-ost").get("/rapport/fil.exe?ar=2026&enhet=ost").status_code == 404


def test_a_year_goes_from_text_to_every_level(room: Room):
    written = "Uka etter skolestart var travel."
    assert texts("nb")("desk_report", "incomplete") in told(room, "k-ost", gjor="tekst", tekst=" ", **{"del": "found"})
    section = room.sit("k-ost").get(ADDRESS).text.partition('name="del" value="')[2].partition('"')[0]
    told(room, "k-ost", gjor="tekst", tekst=written, **{"del": section})
    room.clock.forward(days=1)
    assert written in words(room.sit("k-ost").get(ADDRESS).text)
    assert "Utgave 1" in told(room, "k-ost", gjor="utkast")
    assert "Det ble ikke registrert" in told(room, "k-ost", gjor="godkjenn", utgave="1")
    assert "Godkjent" in told(room, "l-ost", gjor="godkjenn", utgave="1")
    page = room.sit("k-ost").get(ADDRESS).text.partition('name="niva"')[2]
    levels = [part.partition('"')[0] for part in page.partition("</select>")[0].split('value="')[1:]]
    assert len(levels) > 1
    for one in levels:
        told(room, "k-ost", gjor="sendt", utgave="1", niva=one, til="Styringsgruppa")
    assert "Sendt" in words(room.sit("k-ost").get(ADDRESS).text)
    assert room.ask("SELECT count(*) FROM events WHERE type LIKE %s", "%report.sent%") == [len(levels)]


def test_those_who_only_read_get_no_buttons_and_others_nothing(room: Room):
    page = room.sit("salto").get(ADDRESS)
    assert page.status_code == 200
    assert 'name="gjor"' not in page.text
    assert room.sit("k-vest").get(ADDRESS).status_code == 404
    assert room.sit("g-ost").get(ADDRESS).status_code == 403


def test_a_year_without_figures_and_a_version_that_is_none_are_said(room: Room):
    assert texts("nb")("desk_report", "no_year", year=2023) in words(
        room.sit("k-ost").get("/rapport?ar=2023&enhet=ost").text
    )
    assert texts("nb")("desk_report", "no_version", year=2026) in words(
        room.sit("k-ost").get(f"{ADDRESS}&utgave=99").text
    )


# it is made once, and whoever waits sees how far it has come


def paused(room: Room, then: Callable[[], None]) -> Event:
    """What makes reports waits in the middle until the event is set, and goes on with `then`."""
    makings, go_on = room.service.desk.makings, Event()
    make = makings.make

    def made(wanted: Wanted, progress: Callable[[int, int], None]) -> None:
        progress(3, 4)
        assert go_on.wait(60)
        makings.make = make
        then()
        make(wanted, progress)

    makings.make = made
    return go_on


def test_a_report_that_takes_its_time_is_made_once_for_all_who_wait_and_shown_when_it_is_there(room: Room):
    room.clock.forward(days=1)
    made: list[Any] = []
    go_on = paused(room, lambda: made.append("made"))
    room.service.desk.makings.patience = 0.01
    pages = [room.sit(slug).get(ADDRESS) for slug in ("k-ost", "l-ost", "salto")]
    assert all(texts("nb")("desk_report", "making_reads", done=3, lines=4) in words(page.text) for page in pages)
    assert room.sit("k-ost").get("/rapport/fil.json?ar=2026&enhet=ost").headers["location"] == ADDRESS
    room.service.desk.makings.patience = 60.0
    go_on.set()
    assert texts("nb")("report", "title", year=2026) in words(room.sit("k-ost").get(ADDRESS).text)
    assert made == ["made"]


def test_a_making_that_broke_off_says_so_and_can_be_tried_again(room: Room):
    def breaks() -> None:
        raise RuntimeError("for a reason")

    room.clock.forward(days=1)
    paused(room, breaks).set()
    assert texts("nb")("desk_report", "making_failed") in words(room.sit("k-ost").get(ADDRESS).text)
    assert texts("nb")("report", "title", year=2026) in words(room.sit("k-ost").get(ADDRESS).text)
