"""Somebody in the municipality refers a youth: a receipt, and later one word; nothing of the case."""

import re
from typing import Any

import pytest

from events.values import Role
from tests.support.browser import Page
from tests.support.happenings import assessed, staff
from tests.support.room import Browser, Room, words

TOLD = {
    "person.name": "Syntetisk Ungdom",
    "category": "violence",
    "role": "victim",
    "reported": "no",
}


@pytest.fixture(scope="module", autouse=True)
def referrers(room: Room) -> None:
    room.take(staff("r1", Role.REFERRER, "ost"), staff("r2", Role.REFERRER, "ost"), staff("salto", Role.SALTO, "ost"))


def filled(browser: Browser, **told: str) -> dict[str, Any]:
    return {**Page(browser.get("/henvis").text).posted, **TOLD, **told}


def sent(browser: Browser, **told: str) -> str:
    said = browser.post("/henvis", data=filled(browser, **told))
    assert said.status_code == 303, words(said.text)
    return said.headers["location"].rpartition("/")[2]


def test_the_form_knows_who_refers(room: Room):
    posted = Page(room.sit("r1").get("/henvis").text).posted
    assert posted["referrer.name"] == ["Syntetisk r1"]
    assert posted["referrer.agency"] == ["Prøvekommune"]
    assert posted["unit"] == ["ost"]


def test_a_referral_gets_a_receipt_and_says_later_that_it_was_assessed(room: Room):
    r1 = room.sit("r1")
    number = sent(r1)
    receipt = words(r1.get(f"/henvis/kvittering/{number}").text)
    assert f"{number[:5]}-{number[5:]}" in receipt
    assert "Ost" in receipt
    assert "Syntetisk Ungdom" not in receipt
    listed = words(r1.get("/henvis").text)
    assert f"{number[:5]}-{number[5:]}" in listed
    assert "Vurdert" not in listed
    ref = room.ask("SELECT subject_id FROM inbox WHERE fact_id = %s", f"henvis.r1.{number}")[0]
    assert re.fullmatch("T-.*", ref)
    assert room.take(assessed(ref))[0].outcome == "recorded"
    assert "Vurdert" in words(r1.get(f"/henvis/kvittering/{number}").text)
    assert ref not in r1.get("/henvis").text


def test_sent_twice_it_is_one_referral(room: Room):
    r1 = room.sit("r1")
    posted = filled(r1, **{"person.name": "Syntetisk To"})
    places = {r1.post("/henvis", data=posted).headers["location"] for _ in range(2)}
    (place,) = places
    number = place.rpartition("/")[2]
    assert room.ask("SELECT count(*) FROM inbox WHERE fact_id = %s", f"henvis.r1.{number}") == [1]
    assert room.ask("SELECT count(*) FROM quarantine") == [0]


def test_what_is_missing_is_told_and_nothing_typed_is_lost(room: Room):
    r1 = room.sit("r1")
    said = r1.post("/henvis", data={**filled(r1), "person.name": "", "stated_need": "Vil snakke med noen"})
    assert said.status_code == 422
    assert "Fyll ut «Navn»" in words(said.text)
    assert "Vil snakke med noen" in said.text
    more = r1.post("/henvis", data={**filled(r1), "more": "guardians", "guardians.0.name": "Syntetisk Forelder"})
    assert (more.status_code, "guardians.1.name" in more.text) == (200, True)
    elsewhere = r1.post("/henvis", data={**filled(r1), "unit": "nord"})
    assert elsewhere.status_code == 422


def test_nobody_sees_what_others_have_sent_or_takes_their_number(room: Room):
    r1, r2 = room.sit("r1"), room.sit("r2")
    number = sent(r1, **{"person.name": "Syntetisk Tre"})
    assert r2.get(f"/henvis/kvittering/{number}").status_code == 404
    assert number[:5] not in r2.get("/henvis").text
    taken = r2.post("/henvis", data=filled(r2, fact_id=f"henvis.r1.{number}"))
    assert number not in taken.headers["location"]
    assert r1.get("/henvis/kvittering/x-y").status_code == 404
    assert room.sit("salto").get("/henvis").status_code == 403


def test_whoever_has_no_worklist_begins_with_what_they_have(room: Room):
    said = room.sit("r1").get("/")
    assert (said.status_code, said.headers["location"]) == (303, "/henvis")
