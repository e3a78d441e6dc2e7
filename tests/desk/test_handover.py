"""Who hands over gets their own cases on one sheet: what was promised, what is owed, whom to call, and whom never."""

from datetime import timedelta

import pytest

from events.contact import ContactLogged, Tried
from events.guidance import GuideAsked, GuideEnded
from events.person import RelationLearned
from events.personal import Open
from events.values import Channel, PerpetratorIs, Role
from services.texts import texts
from tests.support.happenings import assessed, cleared, fact, guide_accepted, guide_asked, row, someone, staff
from tests.support.marks import rule
from tests.support.room import Room, words

NB = texts("nb")


@pytest.fixture(scope="module")
def refs(room: Room) -> list[str]:
    """Two reported cases of ost with a guide each, g-ost and g2; the mother of the first may not be called."""
    room.take(staff("g2", Role.GUIDE, "ost"), staff("drift", Role.OPERATOR, "ost"))
    found = [room.case(row(someone(n))) for n in (1, 2)]
    for ref, guide in zip(found, ("g-ost", "g2"), strict=True):
        room.take(assessed(ref), *cleared(ref), guide_asked(ref, guide), guide_accepted(ref, guide))
    talk = ContactLogged(
        direction="in", channel=Channel.PHONE, parties=(Tried(party="participant", reached=True),),
        next_agreed_at=room.clock.at + timedelta(days=3),
    )  # fmt: skip
    unsafe = RelationLearned(incident="i1", perpetrator_is=PerpetratorIs.GUARDIAN_1)
    room.take(
        fact(talk, f"case/{found[0]}", by="staff/g-ost"),
        fact(unsafe, f"case/{found[0]}", by="staff/k-ost"),
    )
    return found


@rule(57, 58, 59)
def test_a_guide_hands_over_their_own_cases_and_nobody_else_s(room: Room, refs: list[str]):
    before = room.ask("SELECT coalesce(max(id), 0) FROM ledger")[0]
    told = words(room.sit("g-ost").get("/overlevering").text)
    assert refs[0] in told
    assert refs[1] not in told
    assert someone(1).name in told
    for part in ("promised", "agreed", "owed", "conditions", "call", "never"):
        assert NB("handover", part) in told
    assert "26.11.2026" in told  # what is agreed next
    assert "Klarert av Syntetisk e1" in told
    noted = room.ask("SELECT actor, act, subject FROM ledger WHERE id > %s ORDER BY id", before)
    assert noted == [("staff/g-ost", "read_paper", f"case/{refs[0]}")]


@rule(17)
def test_whom_one_must_never_call_stands_there_without_a_number(room: Room, refs: list[str]):
    page = room.sit("g-ost").get("/overlevering").text
    never = page.partition('class="block-never never"')[2].partition("</div>")[0]
    assert NB("call_sheet", "unsafe").split(".")[0] in never
    assert "tel:" not in never
    assert "+47" not in never


@rule(59)
def test_what_was_promised_goes_along(room: Room, refs: list[str]):
    ended = GuideEnded(guide="g2", reason="own_wish", promised=Open("Bli med i retten"))
    again = GuideAsked(guide="g-ost", basis=("competence",))
    case = f"case/{refs[1]}"
    room.take(fact(ended, case, by="staff/k-ost"), fact(again, case, by="staff/k-ost"))
    room.take(guide_accepted(refs[1]))
    assert "Bli med i retten" in words(room.sit("g-ost").get("/overlevering").text)
    assert refs[1] not in words(room.sit("g2").get("/overlevering").text)


def test_a_coordinator_takes_what_lies_with_them_or_a_guide_of_the_unit(room: Room, refs: list[str]):
    k = room.sit("k-ost")
    assert refs[0] in words(k.get("/overlevering").text)
    assert refs[0] in words(k.get("/overlevering?av=g-ost").text)
    assert k.get("/overlevering?av=g-vest").status_code == 404
    assert room.sit("g-ost").get("/overlevering?av=g2").status_code == 404
    assert refs[0] not in room.sit("k-vest").get("/overlevering").text


def test_it_is_printed_as_the_other_papers_for_those_who_may(room: Room, refs: list[str]):
    for address in ("/overlevering.pdf", f"/sak/{refs[0]}/overlevering.pdf"):
        answer = room.sit("g-ost").get(address)
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["cache-control"] == "no-store"
    assert room.sit("k-vest").get(f"/sak/{refs[0]}/overlevering.pdf").status_code == 404
    assert room.sit("drift").get("/overlevering").status_code == 403
    assert room.sit("e1").get(f"/sak/{refs[0]}/overlevering.pdf").status_code == 403
    assert NB("desk_handover", "nothing") in words(room.sit("g-vest").get("/overlevering").text)


def test_whoever_has_many_leafs_through_all_of_them_and_prints_all(
    room: Room, refs: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("services.desk.pages.handover.ON_SCREEN", 1)
    k = room.sit("k-ost")
    first, second = (k.get(f"/overlevering?fra={n}").text for n in (0, 1))
    assert [sum(f'id="s-{ref}"' in page for ref in refs) for page in (first, second)] == [1, 1]
    assert "/overlevering?fra=1" in first
    assert "/overlevering?fra=0" in second
    assert all(NB("desk_handover", "print_all", count=2) in words(page) for page in (first, second))
    assert k.get("/overlevering?fra=77").text == k.get("/overlevering?fra=x").text
