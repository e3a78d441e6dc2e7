"""What somebody pretends: to have seen more, to be somebody else, to hold a key, to be let in still."""

import asyncio
import re
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from events.guidance import GuideEnded
from services.desk.feed import signature
from services.desk.live import PATH
from services.texts import texts
from tests.security.conftest import ANNA, SOMEBODY, House
from tests.support.browser import Page
from tests.support.happenings import assessed, fact, guide_accepted, guide_asked, referral, someone
from tests.support.room import words
from tests.support.ways_in import closed
from workflows.access import SEES


@pytest.fixture(scope="module")
def case(house: House) -> str:
    """A case of ost that nobody else of these tests touches."""
    return house.room.case(referral(someone(20)))


def logged(house: House, case: str, **told: Any) -> str:
    """Who tells a concern by the form, with what they write into it besides; the outcome by the record."""
    k = house.room.sit("k-ost")
    path = f"/sak/{case}/ny/duty_to_report/concern_raised"
    opened = k.get(path)
    assert opened.status_code == 200
    typed = {**Page(opened.text).posted, "duty": "report", "what": "Syntetisk", **told}
    answer = k.post(path, data=typed)
    assert answer.status_code == 303, answer.text
    return str(typed["fact_id"][0] if isinstance(typed["fact_id"], list) else typed["fact_id"])


def test_the_reporter_is_whoever_sits_there_whatever_the_form_says(house: House, case: str):
    forged = {
        "reported_by": "staff/l-ost", "reportedby": "staff/l-ost", "recorded_by": "staff/l-ost", "source": "police",
        "subject": "case/T-0000-00", "type": "trygghet.closing.closed.v1", "hvem": "l-ost",
    }  # fmt: skip
    name = logged(house, case, **forged)
    found = house.room.ask(
        "SELECT source, subject_id, type, convert_from(body, 'UTF8') FROM events WHERE fact_id = %s", name
    )
    ((source, subject, type_, body),) = found
    assert (source, subject, type_) == ("desk", case, "trygghet.duty_to_report.concern_raised.v1")
    assert "staff/k-ost" in body
    assert "l-ost" not in body


def test_whoever_claims_to_have_seen_more_than_there_is_is_told_so(house: House, case: str):
    k, path = house.room.sit("k-ost"), f"/sak/{case}/ny/duty_to_report/concern_raised"
    typed = {**Page(k.get(path).text).posted, "duty": "report", "what": "Syntetisk", "seen": "999999999"}
    answer = k.post(path, data=typed)
    assert answer.status_code == 422
    assert texts("nb")("refusal", "seen_ahead").split(".")[0] in words(answer.text)
    assert "Syntetisk" in answer.text  # what was typed is still there


@pytest.mark.parametrize("seen", ["-1", "tull", "99999999999999999999", "²", ""])
def test_to_have_seen_what_is_no_number_is_to_have_seen_nothing(house: House, case: str, seen: str):
    name = logged(house, case, seen=seen)
    (body,) = house.room.ask("SELECT convert_from(body, 'UTF8') FROM events WHERE fact_id = %s", name)
    assert '"seen"' not in body


def test_what_came_in_between_is_told_whatever_the_form_says_that_it_showed(house: House, case: str):
    k, path = house.room.sit("k-ost"), f"/sak/{case}/ny/assessment/assessed"
    typed = {**Page(k.get(path).text).posted, "decision": "offer", "incident": "i1", "perpetrator_in_family": "no"}
    logged(house, case)
    house.room.take(assessed(case))
    answer = k.post(path, data={**typed, "digest": "0" * 32})
    assert answer.status_code == 409


def test_the_id_of_somebody_elses_fact_does_not_change_it(house: House, case: str):
    name = logged(house, case)
    before = house.room.ask("SELECT count(*) FROM events WHERE fact_id = %s", name)
    other = house.room.case(referral(someone(21)))
    k = house.room.sit("k-ost")
    path = f"/sak/{other}/ny/duty_to_report/concern_raised"
    typed = {**Page(k.get(path).text).posted, "duty": "report", "what": "Et annet", "fact_id": name}
    assert k.post(path, data=typed).status_code == 422
    assert house.room.ask("SELECT count(*) FROM events WHERE fact_id = %s", name) == before
    assert house.room.ask("SELECT count(*) FROM events WHERE subject_id = %s AND type LIKE %s", other, "%concern%") == [
        0
    ]


def test_an_id_is_no_way_to_write_into_a_log_or_a_file(house: House, case: str):
    for name in ("../../x", "a b", "a\nb", "'; --", "<b>", "æ", ""):
        kept = logged(house, case, fact_id=name)
        assert kept == name
        assert house.room.ask("SELECT count(*) FROM events WHERE fact_id = %s", name.replace("\0", "")) == [0]


def test_the_key_of_a_calendar_is_nobody_elses_and_cannot_be_guessed(house: House):
    room = house.room
    page = room.sit("k-ost").get("/kalender").text
    address = re.search(r'/kalender\.ics\?[^"]+', page)
    assert address is not None
    given = parse_qs(urlsplit(address[0].replace("&amp;", "&")).query)
    (key,) = given["nokkel"]
    assert len(key) * 4 >= 128
    nobody = house.nobody()
    assert nobody.get(f"/kalender.ics?hvem=k-ost&nokkel={key}").status_code == 200
    guesses = (
        key[:-1],
        key + "0",
        key.upper() if key.upper() != key else "0",
        "",
        "æ",
        key[::-1],
        room.sit("k-ost").cookies["who"],
    )
    for guess in guesses:
        assert nobody.get(f"/kalender.ics?hvem=k-ost&nokkel={guess}").status_code == 404, guess
    for other in ("l-ost", "k-vest", "drift", "", "k-ost%00", "K-OST"):
        assert nobody.get(f"/kalender.ics?hvem={other}&nokkel={key}").status_code in (400, 404), other
    assert nobody.get(f"/kalender.ics?hvem=salto&nokkel={signature(room.service.keyring, 'salto')}").status_code == 404
    assert room.sit("k-vest").get(f"/sak/{house.case}").status_code == 404  # the key opens nothing else
    told = nobody.get(f"/kalender.ics?hvem=k-ost&nokkel={key}")
    assert told.headers["cache-control"] == "private, no-store"
    assert ANNA.name not in told.text


def test_a_stream_ends_when_the_right_is_lost(house: House, case: str):
    """Whoever looks at a case hears that it is over as soon as it is not theirs any more, and hears nothing else."""
    room = house.room
    ref = room.case(referral(someone(22)))
    done = room.take(assessed(ref), guide_asked(ref, "g2-ost"), guide_accepted(ref, "g2-ost"))
    assert {answer.outcome for answer in done} == {"recorded"}
    cookie = room.sit("g2-ost").cookies["who"]
    assert room.sit("g2-ost").get(f"/sak/{ref}").status_code == 200
    heard: list[bytes] = []
    begun = asyncio.Event()

    async def listen() -> None:
        async def send(message: Any) -> None:
            heard.append(message.get("body", b""))
            if heard[-1]:
                begun.set()

        async def receive() -> Any:
            await asyncio.sleep(60)

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": PATH, "raw_path": PATH.encode(), "root_path": "", "query_string": f"side=/sak/{ref}".encode(),
            "headers": [(b"host", b"127.0.0.1"), (b"cookie", f"who={cookie}".encode())],
            "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 80),
        }  # fmt: skip
        await room.app(scope, receive, send)

    async def lose() -> None:
        task = asyncio.create_task(listen())
        await asyncio.wait_for(begun.wait(), 10)
        ended = GuideEnded(guide="g2-ost", reason="own_wish")
        await asyncio.to_thread(room.take, fact(ended, f"case/{ref}", by="staff/k-ost"))
        room.service.desk.bell._ring()
        await asyncio.wait_for(task, 10)

    room.loop.run(lose())
    told = b"".join(heard).decode()
    assert told.rstrip().endswith("event: lukket\ndata:")
    assert "Person" not in told
    assert room.sit("g2-ost").get(f"/sak/{ref}").status_code == 404


def test_a_stream_of_what_is_not_theirs_is_over_at_once(house: House):
    for slug in ("k-vest", "g2-ost", "salto", None):
        browser = house.nobody() if slug is None else house.room.sit(slug)
        told = browser.get(f"{PATH}?side=/sak/{house.case}")
        assert "event: lukket" in told.text, slug
        assert "endret" not in told.text


NO_PAGE: Final = ("//[", "", "/sak/", "https:elsewhere", "/strom", "/drift%2F..%2Fsak", "?")


@pytest.mark.parametrize("side", NO_PAGE)
def test_a_stream_of_what_is_no_page_is_none(house: House, side: str):
    answer = house.room.sit("k-ost").get(f"{PATH}?side={quote(side, safe='')}")
    assert answer.status_code in (400, 404)


def test_reading_never_writes_a_fact(house: House):
    """Whoever is made to open an address, by a link or a picture, has told nothing."""
    before = house.room.ask("SELECT count(*) FROM inbox")
    for way in closed(house.room.app):
        if way.method == "GET":
            house.come(way, next(slug for role, slug in SOMEBODY.items() if role in SEES[way.act]))
    assert house.room.ask("SELECT count(*) FROM inbox") == before
