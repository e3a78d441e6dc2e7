"""The people of a unit at the desk: youths, competence, absence, declaration and supervision."""

from datetime import date, timedelta

import pytest

from events.personal import Open
from events.staff import Acknowledged, StaffAbsent, StaffAdded
from events.values import Role, Source
from tests.support.browser import Page
from tests.support.happenings import NOW, fact, staff
from tests.support.room import Room, words


@pytest.fixture(scope="module", autouse=True)
def guides(room: Room) -> None:
    added = StaffAdded(
        name=Open("Syntetisk Utenfra"), roles=(Role.GUIDE,), units=("ost",), organisation="Prøveforeningen",
        profession="outreach_worker", public_employee=False, languages=("somali",), skills=("idrett",),
    )  # fmt: skip
    days = StaffAbsent(first_day=NOW.date(), last_day=NOW.date() + timedelta(days=3))
    room.take(
        fact(added, "staff/n1", by="system/cli", source=Source.CLI),
        staff("drift", Role.OPERATOR, "ost", "vest"),
        fact(days, "staff/g-ost", by="staff/k-ost"),
    )


def test_each_is_shown_with_what_they_can_and_whether_they_are_here(room: Room):
    shown = words(room.sit("k-ost").get("/folk").text)
    assert "Syntetisk Utenfra" in shown
    for told in ("idrett", "somali", "Prøveforeningen", "Har ikke signert", "Veiledning innen", "Borte nå"):
        assert told in shown, told
    assert "Syntetisk g-vest" not in shown


def test_a_declaration_is_good_for_a_year_and_told_before_it_runs_out(room: Room):
    k = room.sit("k-ost")
    room.take(fact(Acknowledged(text_version="1"), "staff/n1", by="staff/k-ost"))
    assert "Signert, gjelder til 23. nov. 2027" in words(k.get("/folk").text)
    room.clock.at = NOW + timedelta(days=340)
    assert "Går ut 23. nov." in words(k.get("/folk").text)
    room.clock.at = NOW + timedelta(days=366)
    assert "Gikk ut 23. nov." in words(k.get("/folk").text)
    room.clock.at = NOW
    assert date(2026, 11, 23) == NOW.date()


def test_each_fact_is_a_link_for_those_who_may_tell_it(room: Room):
    coordinator, leader = room.sit("k-ost").get("/folk").text, room.sit("l-ost").get("/folk").text
    assert 'href="/folk/n1/ny/staff/supervision_held"' in coordinator
    assert 'href="/folk/g-ost/ny/staff/supervision_held"' not in coordinator
    assert 'href="/folk/g-ost/ny/staff/back"' in coordinator
    assert 'href="/folk/n1/ny/staff/back"' not in coordinator
    assert 'href="/folk/n1/ny/staff/changed"' not in coordinator
    assert 'href="/folk/n1/ny/staff/changed"' in leader


def test_guides_do_not_look_at_each_other(room: Room):
    assert room.sit("g-ost").get("/folk").status_code == 403
    assert {"Syntetisk g-ost", "Syntetisk g-vest"} <= set(Page(room.sit("drift").get("/folk").text).words)
