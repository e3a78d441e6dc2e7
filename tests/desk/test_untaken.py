"""What was not taken stands with its reasons until somebody of the unit has answered it."""

import pytest

from events.guidance import GuideAccepted
from events.values import Source
from services.texts import texts
from tests.support.happenings import fact, hearing, referral, someone
from tests.support.room import Room, words

NOTICES = texts("nb").sections()["desk_notice"]


@pytest.fixture(scope="module")
def case(room: Room) -> str:
    """A case whose guide said yes without having been asked (waits), and as another unit has it (refused)."""
    ref = room.case(referral(someone(1)))
    told = GuideAccepted(guide="g-ost")
    waiting = fact(told, f"case/{ref}", by="staff/k-ost", fact_id="too-early")
    refused = fact(told, f"case/{ref}", by="staff/k-vest", source=Source.GUIDELOG, fact_id="not-theirs")
    loose = hearing("99999999", fact_id="nobodys")
    assert [answer.outcome for answer in room.take(waiting, refused, loose)] == ["waiting", "refused", "no_case"]
    return ref


def told_after(room: Room, slug: str, **sent: str) -> str:
    browser = room.sit(slug)
    assert browser.post("/avvist", data=sent).headers["location"] == "/avvist"
    return words(browser.get("/avvist").text)


def test_each_stands_with_its_reasons_its_rule_and_what_would_clear_it(room: Room, case: str):
    page = room.sit("k-ost").get("/avvist").text
    told = words(page)
    assert "Guiden er ikke spurt ennå" in told
    assert 'href="/regler#R50"' in page
    assert "Løses av: guide spurt" in told
    assert texts("nb")("refusal", "other_unit") in told
    assert texts("nb")("desk_not_taken", "no_case_yet") in told
    only = room.sit("k-ost").get("/avvist?vis=no_case").text
    assert only.count("<article") == 1


def test_others_see_nothing_of_it(room: Room, case: str):
    page = room.sit("k-vest").get("/avvist").text
    assert texts("nb")("desk_not_taken", "none") in words(page)
    assert case not in page
    assert room.sit("g-ost").get("/avvist").status_code == 403
    assert room.sit("k-vest").post("/avvist", data={"hva": "desk:too-early", "gjor": "prov"}).status_code == 403


def test_what_waits_is_looked_at_again_and_taken_once_what_was_missing_is_there(room: Room, case: str):
    assert NOTICES["waits_still"] in told_after(room, "k-ost", hva="desk:too-early", gjor="prov")
    assert room.ask("SELECT outcome FROM inbox WHERE fact_id = 'too-early'") == ["waiting"]


def test_an_answer_needs_a_reason_and_is_a_fact_of_who_gave_it(room: Room, case: str):
    k = room.sit("k-ost")
    asked = k.post("/avvist", data={"hva": "guidelog:not-theirs", "gjor": "svar", "hvorfor": " "})
    assert asked.status_code == 422
    assert texts("nb")("desk_not_taken", "why_missing") in words(asked.text)
    done = told_after(room, "k-ost", hva="guidelog:not-theirs", gjor="svar", hvorfor="Feil enhet, snakket med dem")
    assert NOTICES["answered"] in done
    assert room.ask("SELECT source FROM events WHERE type LIKE %s", "%.answered.%") == ["desk"]
    assert NOTICES["answered"] in told_after(room, "k-ost", hva="court:nobodys", gjor="svar", hvorfor="Gammel sak")
    assert NOTICES["answered_before"] in told_after(room, "k-ost", hva="court:nobodys", gjor="svar", hvorfor="Igjen")
    assert room.ask("SELECT answered_by, why FROM inbox WHERE fact_id = 'nobodys'") == [("staff/k-ost", "Gammel sak")]


def test_what_is_not_kept_is_sent_again_by_its_sender(room: Room, case: str):
    room.take(hearing("88888888", fact_id="another"))
    assert NOTICES["nothing_kept"] in told_after(room, "k-ost", hva="court:another", gjor="prov")


def test_what_is_not_there_is_said(room: Room, case: str):
    assert room.sit("k-ost").post("/avvist", data={"hva": "court:none", "gjor": "prov"}).status_code == 404
    assert room.sit("k-ost").post("/avvist", data={"hva": "none"}).status_code == 404
