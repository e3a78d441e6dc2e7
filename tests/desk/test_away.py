"""While the record is away: said in words and with when to come back, whoever asks; and what was typed is not lost."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from services.texts import texts
from tests.support.browser import Page
from tests.support.happenings import assessed, referral, someone
from tests.support.room import Browser, Room, words

NB = texts("nb")


@contextmanager
def away(room: Room) -> Iterator[None]:
    """A record that answers nobody: not even who asks."""
    with pytest.MonkeyPatch.context() as outage:
        outage.setattr("psycopg_pool.ConnectionPool.connection", _gone)
        yield


def _gone(*_: object, **__: object) -> None:
    raise psycopg.OperationalError("hemmelig")


@pytest.mark.parametrize("path", ["/", "/saker", "/sak/T-0000-00", "/kalender", "/hvem", "/tilgjengelighet", "/nei"])
def test_a_page_says_that_the_record_is_away_and_when_to_come_back(room: Room, path: str):
    browser = room.sit("k-ost")
    with away(room):
        answer = browser.get(path)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert NB("desk_fault", "away") in words(answer.text)
    assert "hemmelig" not in answer.text


@pytest.mark.parametrize("path", ["/me", "/worklist", "/cases/T-0000-00"])
def test_a_program_is_told_as_a_problem(room: Room, path: str):
    browser = room.sit("k-ost")
    with away(room):
        answer = browser.get(f"/api/v1{path}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].endswith("away")


def test_whoever_has_not_said_who_they_are_is_asked_as_ever(room: Room):
    with away(room):
        assert Browser(room.app, room.loop).get("/saker").status_code == 303


def test_what_was_typed_stands_on_the_page_and_is_recorded_once_when_the_record_is_back(room: Room):
    k, ref = room.sit("k-ost"), room.case(referral(someone(1), at=room.clock.at))
    room.take(assessed(ref, at=room.clock.at))
    path = f"/sak/{ref}/ny/duty_to_report/concern_raised"
    typed = {**Page(k.get(path).text).posted, "duty": "report", "what": "Sa at «far» <slår>"}
    with away(room):
        answer = k.post(path, data=typed)
    assert answer.status_code == 503
    assert NB("desk_fault", "typed_kept") in words(answer.text)
    kept = Page(answer.text).posted
    assert kept["what"] == ["Sa at «far» <slår>"]
    assert [k.post(path, data=kept).status_code for _ in range(2)] == [303, 303]
    raised = "SELECT count(*) FROM events WHERE subject_id = %s AND type LIKE '%%concern_raised%%'"
    assert room.ask(raised, ref) == [1]
