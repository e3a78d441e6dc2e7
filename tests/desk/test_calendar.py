"""What is coming stands in the calendar of those who see the case; the feed says an appointment and no more."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from icalendar import Calendar

from events.conversation import ConversationBooked
from services.texts import texts
from tests.support.happenings import NOW, assessed, cleared, fact, hearing, referral, someone
from tests.support.room import Browser, Room, words

ANNA, OLE = someone(1), someone(2)


@pytest.fixture(scope="module")
def cases(room: Room) -> tuple[str, str]:
    """One with a conversation booked and a date in court; one closed, with a date in court."""
    open_, closed = room.case(referral(ANNA, report="11111111")), room.case(referral(OLE, report="22222222"))
    told = ConversationBooked(appointment_at=NOW + timedelta(days=3), parties=("participant",), holder="k-ost")
    room.take(assessed(open_), *cleared(open_), fact(told, f"case/{open_}", by="staff/k-ost"))
    room.take(assessed(closed, "not"))
    assert {answer.outcome for answer in room.take(hearing("11111111"), hearing("22222222"))} == {"recorded"}
    return open_, closed


@pytest.fixture
def there(room: Room) -> Iterator[None]:
    """Five weeks on, when the dates in court are near."""
    room.clock.at = NOW + timedelta(days=35)
    yield
    room.clock.at = NOW


def feed_of(room: Room, slug: str) -> str:
    page = room.sit(slug).get("/kalender").text
    return page.partition('href="/kalender.ics')[2].partition('"')[0].replace("&amp;", "&")


def test_a_conversation_stands_on_its_day_with_a_way_to_the_case(room: Room, cases: tuple[str, str]):
    page = room.sit("k-ost").get("/kalender").text
    assert f'href="/sak/{cases[0]}"' in page
    assert "Torsdag 26. november 2026" in words(page)
    assert ANNA.name not in page


def test_a_hearing_in_a_closed_case_is_shown_without_a_way_on(room: Room, cases: tuple[str, str], there: None):
    page = room.sit("k-ost").get("/kalender").text
    assert f'href="/sak/{cases[0]}"' in page
    assert cases[1] in words(page)
    assert f"/sak/{cases[1]}" not in page
    assert "tel:" not in page
    assert texts("nb")("desk_calendar", "closed") in words(page)


def test_later_weeks_are_an_address_and_a_strange_one_is_this_week(room: Room, cases: tuple[str, str]):
    k = room.sit("k-ost")
    assert cases[1] in k.get("/kalender?uke=2026-W53").text
    assert "Uke 48" in words(k.get("/kalender?uke=tull").text)
    assert "Uke 48" in words(k.get("/kalender?uke=2020-W02").text)


def test_another_unit_sees_none_of_it(room: Room, cases: tuple[str, str]):
    page = room.sit("k-vest").get("/kalender").text
    assert not any(ref in page for ref in cases)


def test_the_feed_says_an_appointment_and_a_reference_and_nothing_else(room: Room, cases: tuple[str, str]):
    address = f"/kalender.ics{feed_of(room, 'k-ost')}"
    answer = Browser(room.app, room.loop).get(address)  # a calendar has no cookie
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert {str(event["summary"]) for event in events} == {f"Avtale {cases[0]}"}
    assert len(events) == 2
    for personal in (ANNA.name, "tingrett", "Trygghetssamtale", cases[1]):
        assert personal not in answer.text


def test_the_address_of_the_feed_opens_for_its_own_alone(room: Room, cases: tuple[str, str]):
    address = feed_of(room, "k-ost")
    assert room.sit("k-ost").get(f"/kalender.ics{address.replace('k-ost', 'k-vest')}").status_code == 404
    assert room.sit("k-ost").get("/kalender.ics?hvem=k-ost&nokkel=x").status_code == 404
    assert room.sit("k-ost").get("/kalender.ics").status_code == 404
    theirs = room.sit("k-ost").get(f"/kalender.ics{feed_of(room, 'k-vest')}")
    assert not Calendar.from_ical(theirs.content).walk("VEVENT")
