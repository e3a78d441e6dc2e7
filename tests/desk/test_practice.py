"""Local practice at the desk: what counts, what would change, and a new version from a day on."""

from time import sleep
from typing import Any

import pytest

from events.values import Role
from services.desk.practicewords import GROUPS
from tests.support.browser import Page
from tests.support.happenings import assessed, referral, someone, staff
from tests.support.room import Browser, Room, words
from workflows.policy import DEFAULT, names


@pytest.fixture(scope="module", autouse=True)
def cases(room: Room) -> None:
    room.take(staff("drift", Role.OPERATOR, "ost", "vest"), staff("revisor", Role.AUDITOR, "ost"))
    room.take(assessed(room.case(referral(someone(1)))))
    room.case(referral(someone(2)))


def filled(browser: Browser, unit: str = "ost", **told: str) -> dict[str, Any]:
    return {**Page(browser.get(f"/praksis/{unit}/endre").text).posted, **told}


def test_everything_that_a_unit_decides_stands_in_one_group():
    assert sorted(name for group in GROUPS.values() for name in group) == sorted(names())


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_number_is_told_in_words_with_its_bounds(room: Room, language: str):
    shown = words(room.sit("k-ost").get(f"/praksis?lang={language}").text)
    assert not [name for name in names() if "_" in name and name in shown]
    assert "1–5" in shown
    room.sit("k-ost").get("/praksis?lang=nb")


def test_what_would_change_is_seen_before_it_is_set_and_nothing_is_written(room: Room):
    k = room.sit("k-ost")
    said = k.post("/praksis/ost/endre", data=filled(k, assess_wd="4", why="Mange saker"))
    assert said.status_code == 303
    place = said.headers["location"]
    while "<progress" in (html := k.get(place).text):
        sleep(0.02)
    shown = words(html)
    assert "av 2 saker ville sett annerledes ut" in shown
    assert "Senere frist" in shown
    assert "2 → 4" in shown
    assert room.ask("SELECT count(*) FROM policies") == [0]
    assert room.sit("l-ost").get(place).headers["location"] == "/praksis/ost/endre"
    posted = Page(html).posted
    back = k.post("/praksis/ost/endre", data={**posted, "back": "1"})
    assert Page(back.text).posted["assess_wd"] == ["4"]
    for _ in range(2):  # a double click is one version
        assert k.post("/praksis/ost/endre", data={**posted, "set": "1"}).status_code == 303
    assert room.ask("SELECT version, from_date::text FROM policies") == [("2026-11-24.001", "2026-11-24")]
    assert room.ask("SELECT count(*) FROM quarantine") == [0]
    history = words(k.get("/praksis").text)
    for told in ("Fra 24. nov.", "gjelder ikke ennå", "Syntetisk k-ost", "Mange saker", ": 2 → 4"):
        assert told in history, told
    assert "Mange saker" not in room.sit("drift").get("/praksis?enhet=ost").text
    room.clock.forward(days=1)
    assert "alle andre: 2" in words(k.get("/praksis").text)
    assert Page(k.get("/praksis/ost/endre").text).posted["assess_wd"] == ["4"]


def test_a_number_out_of_its_bounds_and_a_day_that_has_gone_are_not_taken(room: Room):
    k = room.sit("k-ost")
    out = k.post("/praksis/ost/endre", data=filled(k, assess_wd="9", set="1"))
    assert (out.status_code, "fra 1 til 5" in words(out.text)) == (422, True)
    gone = k.post("/praksis/ost/endre", data=filled(k, from_date="2026-01-01", set="1"))
    assert gone.status_code == 422
    hour = k.post("/praksis/ost/endre", data=filled(k, morning="klokka sju", set="1"))
    assert hour.status_code == 422
    empty = k.post("/praksis/ost/endre", data=filled(k, assess_wd="", from_date="2027-01-01", set="1"))
    assert empty.status_code == 303
    assert str(DEFAULT.assess_wd) == "2"


def test_who_sees_it_and_who_sets_it(room: Room):
    assert room.sit("g-ost").get("/praksis").status_code == 403
    assert room.sit("k-vest").get("/praksis/ost/endre").status_code == 403
    assert room.sit("k-vest").post("/praksis/ost/endre", data={"set": "1"}).status_code == 403
    auditor = room.sit("revisor")
    assert auditor.get("/praksis?enhet=ost").status_code == 200
    assert auditor.get("/praksis/ost/endre").status_code == 403
