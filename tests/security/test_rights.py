"""Who may not is not let in: every address of the desk and of the interface, for every role, as the rights have it."""

import re
from collections.abc import Iterator
from typing import Final

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from events.staff import StaffLeft
from events.values import Role
from services.desk.app import app
from tests.security.conftest import ANNA, OUTSIDERS, REPORT, SOMEBODY, House
from tests.support.happenings import fact, staff
from tests.support.ways_in import ACTS, OPEN, WayIn, closed, open_doors, ways_in
from workflows.access import SEES

_BEGINS_ELSEWHERE: Final = WayIn("/", "GET")
"""Whoever has no worklist is sent to what they have."""


def wrongly_let_in(house: House) -> Iterator[tuple[str, str, str, int]]:
    """Roles that came further than the door though the rights do not let them."""
    for way in closed(house.room.app):
        for role, slug in SOMEBODY.items():
            if role in SEES[way.act]:
                continue
            answer = house.come(way, slug)
            sent_on = way == _BEGINS_ELSEWHERE and answer.status_code == 303
            if answer.status_code != 403 and not sent_on:
                yield way.method, way.path, slug, answer.status_code


def test_every_address_is_a_page_an_operation_or_open_for_a_reason(house: House):
    there = set(ways_in(house.room.app.routes))
    assert {(one.method, one.path) for one in there if one.path not in OPEN} == set(ACTS)
    assert {one.path for one in there} >= OPEN


def test_nobody_comes_in_without_saying_who_they_are(house: House):
    assert open_doors(house.room.app, house.come) == []


def test_an_address_that_asks_nobody_is_seen(house: House):
    made = app(house.room.service.desk)
    made.router.routes.insert(0, Route("/hull", lambda _: PlainTextResponse("hull")))
    planted = House(house.room, house.case, house.parts)
    way = WayIn("/hull", "GET")
    assert way in closed(made)
    answers = {way: httpx.Response(200)}
    assert open_doors(made, lambda one: answers.get(one) or planted.come(one)) == [way]


def test_no_role_comes_where_the_rights_do_not_let_it(house: House):
    assert list(wrongly_let_in(house)) == []


def test_a_door_that_lets_everybody_in_is_seen(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("services.desk.asking.may", lambda *_: True)
    found = {(method, path) for method, path, *_ in wrongly_let_in(house)}
    assert ("GET", "/ringeliste") in found
    assert ("GET", "/drift") not in found  # a second lock: the question itself asks who asks


def test_every_role_has_somewhere_to_go(house: House):
    for role, slug in SOMEBODY.items():
        opened = [way for way in closed(house.room.app) if way.method == "GET" and role in SEES[way.act]]
        assert any(house.come(way, slug).status_code == 200 for way in opened), role


@pytest.mark.parametrize("slug", OUTSIDERS)
def test_a_case_is_not_there_for_whoever_has_nothing_to_do_with_it(house: House, slug: str):
    for way in closed(house.room.app):
        if "{ref}" not in way.path:
            continue
        answer = house.come(way, slug)
        assert answer.status_code in (403, 404, 410), (way, answer.status_code)
        assert not personal(answer.text), way


@pytest.mark.parametrize("slug", ["k-vest", "l-vest"])
def test_a_unit_is_not_open_to_the_people_of_another(house: House, slug: str):
    unit = [way for way in closed(house.room.app) if way.path.startswith(("/uttrekk/{unit}", "/praksis/{unit}"))]
    assert len(unit) >= 9
    for way in unit:
        assert house.come(way, slug).status_code in (403, 404), way
    for path in (
        "/folk?enhet=ost",
        "/rapport?enhet=ost&ar=2026",
        "/rapport/fil.json?enhet=ost&ar=2026",
        "/saker?enhet=ost",
    ):
        answer = house.room.sit(slug).get(path)
        assert answer.status_code in (200, 403, 404)
        assert "k-ost" not in answer.text
        assert house.case not in answer.text


@pytest.mark.parametrize("slug", ["k-vest", "g2-ost", "x-ost"])
def test_the_same_is_answered_of_a_case_that_is_not_theirs_and_of_one_that_is_none(house: House, slug: str):
    none = {**house.parts, "ref": "T-0000-00"}
    for way in closed(house.room.app):
        if "{ref}" in way.path and way.method == "GET":
            theirs, there_is_none = (house.room.sit(slug).get(way.at(parts)) for parts in (house.parts, none))
            assert theirs.status_code == there_is_none.status_code, way
            assert theirs.text.replace(house.case, "T-0000-00") == there_is_none.text, way


def test_who_sees_the_case_and_not_the_person_is_shown_no_person(house: House):
    for slug in ("drift", "revisor", "e1"):
        for way in closed(house.room.app):
            if way.method == "GET":
                shown = personal(house.come(way, slug).text)
                theirs = (
                    [REPORT] if (slug, way.path) == ("e1", "/klareringer") else []
                )  # the number of their own matter
                assert shown == theirs, (slug, way)


def test_somebody_who_works_here_no_more_is_nobody(house: House):

    room = house.room
    room.take(staff("k9-ost", Role.COORDINATOR, "ost"))
    browser = room.sit("k9-ost")
    assert browser.get("/saker").status_code == 200
    room.take(fact(StaffLeft(), "staff/k9-ost", by="staff/l-ost"))
    room.clock.forward(days=1)
    try:
        assert browser.get("/saker").status_code == 403
        assert browser.get("/api/v1/me").status_code == 403
    finally:
        room.clock.forward(days=-1)


def personal(text: str) -> list[str]:
    """What of Anna stands in a text."""
    wanted = (ANNA.name, ANNA.number, REPORT, "Syntetisk Melder")
    return [one for one in wanted if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text)]
