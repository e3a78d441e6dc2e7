"""Who is asked to be a guide sees what is asked and not whom it is about, and answers by one press; from a link too."""

from datetime import timedelta
from itertools import count

import pytest

from events.conversation import HolderAsked
from events.guidance import GuideDeclined
from events.person import InterpreterNeeded
from events.personal import Open
from events.staff import StaffAdded
from events.values import Role, Source
from services.texts import texts
from tests.support.browser import Page
from tests.support.happenings import assessed, fact, guide_asked, referral, someone, staff
from tests.support.room import Room, words

NB = texts("nb")
_number = count(1)


@pytest.fixture(scope="module", autouse=True)
def guides(room: Room) -> None:
    """A second guide of ost, and one who comes from outside and has signed nothing."""
    outside = StaffAdded(
        name=Open("Syntetisk Utenfra"), roles=(Role.GUIDE,), units=("ost",), organisation="Prøveforeningen",
        public_employee=False,
    )  # fmt: skip
    room.take(staff("g2", Role.GUIDE, "ost"), staff("h1", Role.HOLDER, "ost"))
    room.take(fact(outside, "staff/n1", by="system/cli", source=Source.CLI))


def asked(room: Room, guide: str = "g-ost") -> str:
    """A case, assessed, whose coordinator has asked a guide."""
    ref = room.case(referral(someone(next(_number)), at=room.clock.at))
    room.take(assessed(ref, at=room.clock.at), guide_asked(ref, guide, at=room.clock.at))
    room.clock.forward(minutes=1)
    return ref


def link(room: Room, ref: str) -> str:
    """The link to the request, as the coordinator copies it."""
    page = room.sit("k-ost").get(f"/sak/{ref}").text
    return page.partition('id="lenke" readonly value="http://127.0.0.1')[2].partition('"')[0]


def press(room: Room, slug: str, address: str, answer: str) -> dict[str, str]:
    """What one of the two buttons sends."""
    opened = room.sit(slug).get(address)
    assert opened.status_code == 200
    posted = Page(opened.text).posted
    return {"fact_id": posted["fact_id"][0], "shown": posted["shown"][0], "svar": answer}


def verbs(room: Room, ref: str, type_: str) -> list[str]:
    return room.ask("SELECT verb FROM events WHERE subject_id = %s AND type LIKE %s", ref, f"%.{type_}.v1")


def test_the_request_tells_what_is_wanted_and_nothing_of_whom(room: Room):
    ref = asked(room)
    room.take(
        fact(InterpreterNeeded(person="participant", language=Open("somali")), f"case/{ref}", by="staff/k-ost",
             at=room.clock.at)
    )  # fmt: skip
    for page in (room.sit("g-ost").get("/mine"), room.sit("g-ost").get(link(room, ref))):
        said = words(page.text)
        for told in ("16–17 år", "Ost", "somali", NB("desk_ask", "guide"), NB("desk_ask", "yes_guide"), "relasjon"):
            assert told in said, told
        assert not any(someone(n).name in page.text for n in range(60))
    noted = room.ask("SELECT actor, act, detail FROM ledger WHERE subject = %s ORDER BY id DESC LIMIT 2", f"case/{ref}")
    assert ("staff/g-ost", "read_ask", "language only") in noted


def test_the_case_opens_to_the_one_who_is_asked_only_by_a_yes(room: Room):
    ref = asked(room)
    g = room.sit("g-ost")
    assert g.get(f"/sak/{ref}").status_code == 404
    assert ref not in g.get("/saker").text
    sent = press(room, "g-ost", link(room, ref), "ja")
    address = link(room, ref)
    answer = g.post(address, data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sak/{ref}")
    opened = g.get(f"/sak/{ref}")
    assert opened.status_code == 200
    assert NB("desk_notice", "guide_yes") in words(opened.text)


def test_pressed_twice_it_is_one_fact(room: Room):
    ref = asked(room)
    address, g = link(room, ref), room.sit("g-ost")
    sent = press(room, "g-ost", address, "ja")
    assert g.post(address, data=sent).status_code == 303
    again = g.post(address, data=sent)
    assert NB("desk_ask", "yours") in words(again.text)
    assert f'href="/sak/{ref}"' in again.text
    assert verbs(room, ref, "guide_accepted") == ["recorded"]


def test_a_no_is_told_to_the_coordinator_and_the_link_is_dead(room: Room):
    ref = asked(room)
    address, g = link(room, ref), room.sit("g-ost")
    sent = press(room, "g-ost", address, "nei")
    assert g.post(address, data=sent).headers["location"] == "/mine"
    assert verbs(room, ref, "guide_declined") == ["recorded"]
    for after in (g.get(address), g.post(address, data=sent)):
        assert after.status_code == 410
        assert NB("desk_ask", "gone_how") in words(after.text)
    assert verbs(room, ref, "guide_declined") == ["recorded"]


def test_who_was_asked_before_somebody_else_reads_that_it_no_longer_stands(room: Room):
    ref = asked(room)
    address, sent = link(room, ref), press(room, "g-ost", link(room, ref), "ja")
    room.take(guide_asked(ref, "g2", at=room.clock.at))
    assert room.sit("g-ost").post(address, data=sent).status_code == 410
    assert verbs(room, ref, "guide_accepted") == []
    assert link(room, ref) != address
    assert room.sit("g2").get(link(room, ref)).status_code == 200


def test_a_link_opens_for_nobody_but_the_one_who_is_asked(room: Room):
    ref = asked(room)
    address = link(room, ref)
    same_words = room.sit("g2").get("/foresporsel/T-0000-00/0123456789abcdef")
    for page in (room.sit("g2").get(address), room.sit("g-ost").get(address[:-1] + "x"), same_words):
        assert page.status_code == 410
        assert NB("desk_ask", "yes_guide") not in page.text
    assert room.sit("k-ost").get(address).status_code == 403


def test_the_letter_with_the_link_says_nothing_of_the_case(room: Room):
    page = room.sit("k-ost").get(f"/sak/{asked(room)}").text
    letter = page.partition('href="mailto:')[2].partition('"')[0]
    assert "/foresporsel/" in letter
    assert not any(word in letter.lower() for word in ("syntetisk", "trus", "%c3%a5r"))


def test_a_guide_from_outside_who_has_signed_nothing_is_told_so_and_reads_no_language(room: Room):
    ref = asked(room, "n1")
    address = link(room, ref)
    answer = room.sit("n1").post(address, data=press(room, "n1", address, "ja"))
    assert answer.status_code == 422
    assert NB("refusal", "acknowledgement_missing") in words(answer.text)
    assert room.ask("SELECT count(*) FROM ledger WHERE actor = 'staff/n1' AND act = 'read_ask'") == [0]


def test_without_an_answer_nothing_is_told(room: Room):
    ref = asked(room)
    address = link(room, ref)
    assert room.sit("g-ost").post(address, data={"svar": "kanskje"}).status_code == 422
    room.clock.forward(seconds=timedelta(minutes=1).seconds)
    room.take(fact(GuideDeclined(guide="g-ost"), f"case/{ref}", by="staff/k-ost", at=room.clock.at))
    assert room.sit("g-ost").get(address).status_code == 410


# ----------------------------------------------------------------------------------------- the conversation


def to_hold(room: Room, *, calls: bool = False) -> str:
    """A case whose coordinator has asked somebody to hold the conversation."""
    ref = room.case(referral(someone(next(_number)), at=room.clock.at))
    asked = HolderAsked(holder="h1", organisation="municipality", role="miljøterapeut", first_contact=calls)
    room.take(assessed(ref, at=room.clock.at), fact(asked, f"case/{ref}", by="staff/k-ost", at=room.clock.at))
    room.clock.forward(minutes=1)
    return ref


def link_to_hold(room: Room, ref: str) -> str:
    page = room.sit("k-ost").get(f"/sak/{ref}").text
    return page.partition('id="lenke-samtale" readonly value="http://127.0.0.1')[2].partition('"')[0]


@pytest.mark.parametrize(("calls", "said"), [(False, "holder"), (True, "holder_calls")])
def test_who_is_asked_to_hold_the_conversation_sees_what_and_not_with_whom(room: Room, calls: bool, said: str):
    ref = to_hold(room, calls=calls)
    h = room.sit("h1")
    assert h.get(f"/sak/{ref}").status_code == 404
    assert ref not in h.get("/saker").text
    for page in (h.get("/mine"), h.get(link_to_hold(room, ref))):
        assert NB("desk_ask", said) in words(page.text)
        assert NB("desk_ask", "title_holder") in words(page.text)
        assert not any(someone(n).name in page.text for n in range(90))


def test_a_yes_opens_the_case_to_who_holds_the_conversation(room: Room):
    ref = to_hold(room)
    address, h = link_to_hold(room, ref), room.sit("h1")
    assert h.post(address, data=press(room, "h1", address, "ja")).headers["location"] == f"/sak/{ref}"
    assert verbs(room, ref, "holder_accepted") == ["recorded"]
    assert h.get(f"/sak/{ref}").status_code == 200
    mine = words(h.get("/mine").text)
    assert NB("desk_mine", "holds") in mine
    assert NB("desk_mine", "conversation") in mine


def test_a_no_to_the_conversation_goes_to_the_coordinator(room: Room):
    ref = to_hold(room)
    address, h = link_to_hold(room, ref), room.sit("h1")
    assert h.post(address, data=press(room, "h1", address, "nei")).headers["location"] == "/mine"
    assert verbs(room, ref, "holder_declined") == ["recorded"]
    assert (h.get(address).status_code, h.get(f"/sak/{ref}").status_code) == (410, 404)
