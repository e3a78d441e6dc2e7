"""From a figure of the yearly report to what it counts, and to its cases where nothing hidden is found by them."""

from datetime import timedelta

import pytest

from events.values import Role
from services.texts import texts
from tests.support.happenings import NOW, referral, row, someone, staff
from tests.support.room import Room, words

NB = texts("nb")
FIGURE = "/rapport/figur/found_by?ar=2026&enhet="


@pytest.fixture(scope="module")
def refs(room: Room) -> list[str]:
    """Seven referrals to ost, and a day that is over."""
    room.take(staff("revisor", Role.AUDITOR, "ost"), staff("salto", Role.SALTO, "ost"))
    found = [room.case(referral(someone(n))) for n in range(7)]
    room.clock.at = NOW + timedelta(days=2)
    return found


def test_a_coordinator_sees_what_is_counted_and_which_cases(room: Room, refs: list[str]):
    report = room.sit("k-ost").get("/rapport?ar=2026&enhet=ost").text
    assert f'href="{FIGURE.replace("&", "&amp;")}ost"' in report
    page = room.sit("k-ost").get(f"{FIGURE}ost").text
    assert NB("figure_how", "found_by") in words(page)
    assert all(f'href="/sak/{ref}"' in page for ref in refs)


def test_who_sees_figures_and_no_cases_gets_no_list(room: Room, refs: list[str]):
    for slug in ("salto", "revisor"):
        page = room.sit(slug).get(f"{FIGURE}ost")
        assert page.status_code == 200
        assert 'href="/sak/' not in page.text
        assert NB("desk_figure", "not_listed") not in words(page.text)
    assert room.sit("k-vest").get(f"{FIGURE}ost").status_code == 404
    assert room.sit("k-ost").get(f"{FIGURE}alle").status_code == 404
    assert room.sit("g-ost").get(f"{FIGURE}ost").status_code == 403
    assert room.sit("k-ost").get("/rapport/figur/none?ar=2026&enhet=ost").status_code == 404


def test_one_small_number_shuts_every_list_of_its_figure(room: Room, refs: list[str]):
    room.case(row(someone(20), at=room.clock.at))
    room.clock.forward(days=1)
    page = room.sit("k-ost").get(f"{FIGURE}ost").text
    assert NB("desk_figure", "not_listed") in words(page)
    assert 'href="/sak/' not in page
