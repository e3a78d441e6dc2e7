"""Operations see how cases flow, and answer the messages that were put aside, without seeing whom they are about."""

import re
from collections.abc import Iterator

import pytest

from events.catalogue import to_wire
from events.values import Role
from services.casework.incoming import Incoming
from services.desk.flow import chart
from services.ops.standing import Phase, Record
from services.texts import LANGUAGES, texts
from tests.support.happenings import referral, someone, staff
from tests.support.room import Room, words

ANNA = someone(1)


@pytest.fixture(scope="module", autouse=True)
def at_work(room: Room) -> str:
    """An operator, and one case."""
    room.take(staff("drift", Role.OPERATOR, "ost", "vest"))
    return room.case(referral(ANNA))


def put_aside(room: Room, *messages: bytes) -> list[int]:
    """Their numbers."""
    before = room.ask("SELECT coalesce(max(number), 0) FROM quarantine")[0]
    answers = room.service.casework.take([Incoming(message, None) for message in messages])
    assert {answer.outcome for answer in answers} == {"quarantined"}
    return room.ask("SELECT number FROM quarantine WHERE number > %s ORDER BY number", before)


def state(room: Room, number: int) -> tuple[str, str | None, str | None]:
    (found,) = room.ask("SELECT state, answered_by, why FROM quarantine WHERE number = %s", number)
    return found[0], found[1], found[2]


@pytest.fixture
def later(room: Room) -> Iterator[None]:
    """Twenty days on, and the figures looked at anew."""
    before = room.clock.at
    room.clock.forward(days=20)
    yield
    room.clock.at = before


def looked(room: Room, path: str = "/drift") -> str:
    """The page, its figures as of now."""
    room.service.standing._seen_at = 0.0
    answer = room.sit("drift").get(path)
    assert answer.status_code == 200
    return answer.text


def test_the_page_tells_where_the_cases_are_and_what_is_overdue(room: Room, later: None):
    page = looked(room)
    told = words(page)
    assert re.search(r"Funnet 1 1 over frist 1 1 over frist 0 20 dager 20 dager", told)
    assert texts("nb")("ops", "bus_away") in told
    assert 'href="/saker?vis=detected"' in page


def test_nothing_on_it_is_about_anybody(room: Room, at_work: str):
    put_aside(room, b'{"name": "%s"' % ANNA.name.encode())
    page = looked(room)
    for personal in (ANNA.name, ANNA.number, at_work):
        assert personal not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moment_is_kept_together_in_each_language(room: Room, language: str):
    page = looked(room, f"/drift?lang={language}")
    room.sit("drift").get("/drift?lang=nb")
    elsewhere = re.sub(r"<time .*?</time>|<svg.*?</svg>", "", page, flags=re.DOTALL)
    assert not re.search(r"\d{1,2}[:.]\d{2}\b(?!\.)", words(elsewhere).replace(texts("nb")("ops", "versions"), ""))


def test_only_operations_look_and_act(room: Room):
    (number,) = put_aside(room, b"not json for nobody")
    for slug in ("k-ost", "l-ost", "g-ost"):
        browser = room.sit(slug)
        assert browser.get("/drift").status_code == 403
        assert browser.get(f"/drift/karantene/{number}").status_code == 403
        assert browser.post("/drift/karantene", data={"en": str(number)}).status_code == 403
        assert browser.post(f"/drift/karantene/{number}", data={"hvorfor": "x"}).status_code == 403
    assert state(room, number) == ("open", None, None)


def test_a_message_is_shown_without_what_stood_in_it_and_dropped_with_a_reason(room: Room):
    (number,) = put_aside(room, b'{"hemmelig": "Kari"')
    drift = room.sit("drift")
    page = drift.get(f"/drift/karantene/{number}").text
    assert "Meldingen er ikke JSON" in words(page)
    assert "Kari" not in page
    asked = drift.post(f"/drift/karantene/{number}", data={"hvorfor": "  "})
    assert asked.status_code == 422
    assert texts("nb")("ops", "why_missing") in words(asked.text)
    done = drift.post(f"/drift/karantene/{number}", data={"hvorfor": "En prøve fra leverandøren"})
    assert (done.status_code, done.headers["location"]) == (303, "/drift#til-side")
    assert state(room, number) == ("dropped", "staff/drift", "En prøve fra leverandøren")
    told = words(drift.get("/drift").text)
    assert texts("nb")("desk_notice", "dropped") in told
    assert "En prøve fra leverandøren" in words(drift.get(f"/drift/karantene/{number}").text)


def test_messages_are_tried_again_when_what_was_wrong_has_been_mended(room: Room, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patched:
        patched.setattr("services.casework.owed.check", lambda *_: 1 / 0)
        first, second = put_aside(room, to_wire(referral(someone(2))), to_wire(referral(someone(3))))
    (still,) = put_aside(room, b"never json")
    drift = room.sit("drift")

    def told(**sent: object) -> str:
        assert drift.post("/drift/karantene", data=sent).headers["location"] == "/drift#til-side"
        return words(drift.get("/drift").text)

    notices = texts("nb").sections()["desk_notice"]
    assert notices["aside_again"] in told(en=str(still))
    assert notices["retried"] in told(en=str(first))
    assert notices["answered_before"] in told(en=str(first))
    assert notices["aside_some"] in told(nr=[str(second), str(still)])
    assert state(room, first) == state(room, second) == ("retried", "staff/drift", "recorded")
    assert state(room, still)[0] == "open"


def test_nothing_chosen_and_nothing_there_are_said(room: Room):
    drift = room.sit("drift")
    drift.post("/drift/karantene", data={})
    assert texts("nb")("desk_notice", "none_chosen") in words(drift.get("/drift").text)
    assert drift.get("/drift/karantene/99999").status_code == 404
    assert drift.get("/drift/karantene/tull").status_code == 404
    assert drift.post("/drift/karantene", data={"en": "99999"}).status_code == 404


def test_the_drawing_has_every_phase_and_its_count():
    drawn = chart(Record(phases={("ost", "guided"): Phase(7, 2), ("vest", "guided"): Phase(4, 1)}), texts("nb"))
    assert "Oppfølging 11" in drawn
    assert ">3 over frist<" in drawn
    assert drawn.count("<rect") == 6
