"""A case as of a day that has been: what was known and owed then, marked as past, with nothing to press."""

from datetime import timedelta

import pytest

from services.texts import LANGUAGES, Language, texts
from tests.support.happenings import NOW, assessed, cleared, row, someone
from tests.support.room import Room, words

NB = texts("nb")


@pytest.fixture(scope="module")
def ref(room: Room) -> str:
    """A row on Monday, assessed on Tuesday, cleared on Thursday; it is Friday."""
    found = room.case(row(someone(1)))
    room.clock.at = NOW + timedelta(days=1)
    room.take(assessed(found, at=room.clock.at))
    room.clock.at = NOW + timedelta(days=3)
    room.take(*cleared(found, at=room.clock.at))
    room.clock.at = NOW + timedelta(days=4)
    return found


def on(room: Room, ref: str, day: str, slug: str = "k-ost") -> str:
    answer = room.sit(slug).get(f"/sak/{ref}/slik?dag={day}")
    assert answer.status_code == 200
    return answer.text


def test_it_tells_what_was_known_and_owed_at_the_end_of_that_day(room: Room, ref: str):
    monday, wednesday = words(on(room, ref, "2026-11-23")), words(on(room, ref, "2026-11-25"))
    assert NB("duty", "assess") in monday
    assert NB("duty", "assess") not in wednesday
    assert NB("duty", "ask_clearance") in wednesday
    assert "Vurdering" not in monday.partition(NB("desk_then", "known"))[2].partition(NB("desk_then", "title"))[0]
    assert NB("step", "assessed") in wednesday
    assert NB("duty", "ask_clearance") not in words(on(room, ref, "2026-11-27"))


def test_it_is_the_same_as_the_command_line_tells(room: Room, ref: str):
    day = NOW.replace(hour=22, minute=59, second=59) + timedelta(days=2)
    view = room.service.reader.case(room.service.reader.actor("k-ost"), ref, known=day)
    told = words(on(room, ref, "2026-11-25"))
    for duty in view.duties:
        assert NB.duty(duty.kind, duty.party) in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_says_under_which_rules_and_which_practice_it_was_taken(room: Room, ref: str, language: Language):
    """On the case's own page and on the page of a day, as the command line tells it; what only reports says nothing."""
    t, k = texts(language), room.sit("k-ost")
    name = t("fact", "trygghet.assessment.assessed.v1").capitalize()
    for path in (f"/sak/{ref}?lang={language}", f"/sak/{ref}/slik?dag=2026-11-25&lang={language}"):
        line = k.get(path).text.partition(f"<strong>{name}</strong>")[2].partition("</details>")[0]
        told = words(f"<body>{line}</body>")
        assert t("desk", "why") in told
        assert f"{t('case', 'kept')}: {t.rule(24)}" in told
        assert f"{t('case', 'practice')}: default-1" in told
    k.get("/saker?lang=nb")


def test_it_is_marked_as_past_and_has_nothing_to_press(room: Room, ref: str):
    page = on(room, ref, "2026-11-24")
    assert NB("desk_then", "past", day="tirsdag 24. november 2026") in words(page)
    assert "/ny/" not in page
    assert "tel:" not in page
    assert 'method="post"' not in page.partition("<main")[2].partition("</main>")[0]
    assert f'href="/sak/{ref}"' in page


def test_it_is_a_showing_and_for_those_who_see_the_case(room: Room, ref: str):
    before = room.ask("SELECT coalesce(max(id), 0) FROM ledger")[0]
    on(room, ref, "2026-11-24")
    assert room.ask("SELECT act, subject FROM ledger WHERE id > %s", before) == [("read_case", f"case/{ref}")]
    assert room.sit("k-vest").get(f"/sak/{ref}/slik?dag=2026-11-24").status_code == 404
    assert someone(1).name not in on(room, ref, "2026-11-24", "e1")


@pytest.mark.parametrize(
    ("day", "fault"), [("2026-11-22", "before"), ("2026-11-28", "ahead"), ("i går", "no_day"), ("", "no_day")]
)
def test_a_day_without_a_case_is_said(room: Room, ref: str, day: str, fault: str):
    answer = room.sit("k-ost").get(f"/sak/{ref}/slik?dag={day}")
    assert answer.status_code == 422
    assert NB("desk_then", fault).partition("{")[0].strip() in words(answer.text)
    assert 'type="date"' in answer.text
