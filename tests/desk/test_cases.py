"""The cases that somebody sees, a page at a time; and finding one by what somebody who phones can say."""

from datetime import timedelta

import pytest

from events.values import Role
from services.store.listing import PAGE
from tests.support.happenings import NOW, assessed, referral, someone, staff
from tests.support.room import Room, words


@pytest.fixture(scope="module")
def refs(room: Room) -> list[str]:
    """53 referrals to ost, an hour between them, the last one assessed; two to vest."""
    room.take(staff("drift", Role.OPERATOR, "ost", "vest"), staff("salto", Role.SALTO, "ost"))
    found = []
    for n in range(PAGE + 3):
        room.clock.at = NOW + timedelta(hours=n)
        found.append(room.case(referral(someone(n), at=room.clock.at, report=f"1234567{n:02}" if n == 7 else None)))
    room.take(assessed(found[-1], at=room.clock.at))
    found += [room.case(referral(someone(100 + n), "unit/vest", at=room.clock.at)) for n in range(2)]
    return found


def listed(html: str) -> list[str]:
    return [part.partition('"')[0] for part in html.split('href="/sak/')[1:]]


def test_a_coordinator_pages_through_the_cases_of_the_unit_each_once_the_newest_first(room: Room, refs: list[str]):
    k = room.sit("k-ost")
    first = k.get("/saker")
    assert first.status_code == 200
    seen = listed(first.text)
    assert seen == refs[PAGE + 2 : 2 : -1]
    following = first.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    seen += listed(k.get(following).text)
    assert seen == refs[PAGE + 2 :: -1]


def test_the_chips_count_and_choose(room: Room, refs: list[str]):
    page = room.sit("k-ost").get("/saker?vis=assessed").text
    assert listed(page) == [refs[PAGE + 2]]
    told = words(page)
    assert f"Åpne {PAGE + 3}" in told
    assert f"Funnet {PAGE + 2}" in told
    assert "Vurdert 1" in told
    assert "Gjenopptatt" not in told


def test_what_is_overdue_comes_by_its_day_a_page_at_a_time(room: Room, refs: list[str]):
    before = room.clock.at
    room.clock.at = NOW + timedelta(days=12)
    try:
        k = room.sit("k-ost")
        first = k.get("/saker?vis=overdue")
        following = first.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        seen = listed(first.text) + listed(k.get(following).text)
        assert sorted(seen) == sorted(refs[: PAGE + 3])
        assert f"Over frist {PAGE + 3}" in words(first.text)
    finally:
        room.clock.at = before


def test_another_unit_sees_its_own_operations_all_and_salto_none(room: Room, refs: list[str]):
    assert set(listed(room.sit("k-vest").get("/saker").text)) == set(refs[PAGE + 3 :])
    assert set(listed(room.sit("drift").get("/saker?enhet=vest").text)) == set(refs[PAGE + 3 :])
    assert room.sit("g-ost").get("/saker").status_code == 200
    assert listed(room.sit("g-ost").get("/saker").text) == []
    assert room.sit("salto").get("/saker").status_code == 403


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        (someone(7).name.upper(), "Navn"),
        (someone(7).number, "Fødselsnummer"),
        (f"{someone(7).number[:6]} {someone(7).number[6:]}", "Fødselsnummer"),
        ("12345-6707", "Anmeldelsesnummer"),
    ],
)
def test_a_case_is_found_by_what_it_is_about_and_the_ledger_says_so_without_it(
    room: Room, refs: list[str], typed: str, by: str
):
    before = room.ask("SELECT coalesce(max(id), 0) FROM ledger")[0]
    page = room.sit("k-ost").post("/saker", data={"sok": typed}).text
    assert listed(page) == [refs[7]]
    assert by in words(page)
    assert someone(7).name not in words(page)
    noted = room.ask("SELECT actor, act, subject, detail FROM ledger WHERE id > %s ORDER BY id", before)
    assert [(actor, act, subject) for actor, act, subject, _ in noted] == [
        ("staff/k-ost", "searched", None),
        ("staff/k-ost", "read_hit", f"case/{refs[7]}"),
    ]
    assert all(typed not in detail for *_, detail in noted)


def test_a_reference_opens_the_case(room: Room, refs: list[str]):
    answer = room.sit("k-ost").post("/saker", data={"sok": refs[3].lower().replace("-", " ")})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sak/{refs[3]}")


def test_nobody_finds_what_they_do_not_see(room: Room, refs: list[str]):
    for typed in (someone(7).number, refs[7]):
        page = room.sit("k-vest").post("/saker", data={"sok": typed})
        assert page.status_code == 200
        assert listed(page.text) == []
    for slug in ("g-ost", "drift"):
        assert room.sit(slug).post("/saker", data={"sok": someone(7).number}).status_code == 403
        assert 'type="search"' not in room.sit(slug).get("/saker").text


def test_nothing_typed_is_the_whole_list_and_a_strange_page_the_first(room: Room, refs: list[str]):
    assert room.sit("k-ost").post("/saker", data={"sok": "  "}).headers["location"] == "/saker"
    assert listed(room.sit("k-ost").get("/saker?etter=tull_x").text)[0] == refs[PAGE + 2]
