"""Who has seen a case is told to those who answer for it, and that they looked is told too."""

import pytest

from events.values import Role
from services.texts import texts
from tests.support.happenings import referral, someone, staff
from tests.support.room import Room, words

NB = texts("nb")


@pytest.fixture(scope="module")
def case(room: Room) -> str:
    """Opened by the coordinator, and found by them in a search."""
    room.take(staff("revisor", Role.AUDITOR, "ost", "vest"))
    ref = room.case(referral(someone(1)))
    assert room.sit("k-ost").get(f"/sak/{ref}").status_code == 200
    assert room.sit("k-ost").post("/saker", data={"sok": someone(1).number}).status_code == 200
    return ref


def test_each_time_stands_there_with_who_and_how(room: Room, case: str):
    told = words(room.sit("l-ost").get(f"/sak/{case}/innsyn").text)
    assert "Syntetisk k-ost 2 ganger · 09.00 · med navn og nummer" in told
    assert "fant saken i et søk, åpnet saken Hver gang" in told
    assert "09.00 åpnet saken · med navn og nummer" in told
    assert someone(1).name not in told
    again = words(room.sit("revisor").get(f"/sak/{case.lower()}/innsyn").text)
    assert f"Syntetisk l-ost 09.00 · {texts('nb')('desk_read', 'read_access_log')}" in again


def test_a_page_has_so_many_and_a_way_to_the_next(room: Room, case: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("services.store.whoread.PAGE", 5)
    for _ in range(6):
        assert room.sit("k-ost").get(f"/sak/{case}").status_code == 200
    page = room.sit("l-ost").get(f"/sak/{case}/innsyn").text
    assert page.count('class="hour"') + page.count(f"· {NB('desk_read', 'read_access_log')}") == 5
    following = page.partition('rel="next" href="')[2].partition('"')[0]
    assert "fant saken i et søk" in words(room.sit("l-ost").get(following).text)


def test_nobody_else_is_told(room: Room, case: str):
    for slug in ("k-ost", "g-ost", "e1"):
        assert room.sit(slug).get(f"/sak/{case}/innsyn").status_code == 403
    assert room.sit("l-vest").get(f"/sak/{case}/innsyn").status_code == 404
    assert room.sit("l-ost").get("/sak/tull/innsyn").status_code == 404
    assert f"/sak/{case}/innsyn" not in room.sit("k-ost").get(f"/sak/{case}").text
    assert f"/sak/{case}/innsyn" in room.sit("l-ost").get(f"/sak/{case}").text
