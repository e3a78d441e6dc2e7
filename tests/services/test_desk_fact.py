"""A form at the desk becomes a fact by the one way in; what stands in its way is said, and nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest

from events.contact import ContactLogged, FirstContactMade
from events.fact import Fact
from events.person import ResidenceChecked
from events.personal import Open
from events.values import Answer, LivesWith
from services.casework.casework import Casework
from services.store.connect import Role
from services.store.erase import erase
from tests.support.desk import Sitting, sits
from tests.support.happenings import assessed, cleared, fact, row, someone
from tests.support.office import Office

__all__ = ["sits"]

Sits = Callable[[str], Sitting]
RANG = {"direction": "in", "channel": "phone", "parties__guardian_1__reached": "yes"}
CALLED = {"parties__guardian_1__reached": "yes", "answered_by": "guardian_1", "answer": "wants_time"}


@pytest.fixture
def case(office: Office) -> str:
    """A reported case that is assessed: the programme is offered, and nobody has cleared the family yet."""
    ref = office.one(row(someone(1))).case
    assert ref is not None
    office.one(assessed(ref))
    office.clock.forward(minutes=10)
    return ref


def at(ref: str, fact_: str) -> str:
    return f"/sak/{ref}/ny/{fact_}"


def told(office: Office, ref: str, name: str) -> list[Fact]:
    """The facts of a kind on a case, opened."""
    keys = office.ask(
        "SELECT source || ':' || fact_id FROM events WHERE subject_id = %s AND type LIKE %s ORDER BY sequence",
        ref,
        f"%.{name}.v1",
    )
    found = [office.casework.fact(("case", ref), key) for key in keys]
    return [one for one in found if one is not None]


def test_what_somebody_tells_is_a_fact_of_theirs(office: Office, sits: Sits, case: str):
    office.take(*cleared(case, at=office.clock.now()))
    office.clock.forward(minutes=5)
    answer = sits("k-ost").send(at(case, "contact/first_contact_made"), **CALLED, note="Ringte mor")
    assert (answer.status, answer.to) == (303, f"/sak/{case}")
    (call,) = told(office, case, "first_contact_made")
    assert isinstance(call.data, FirstContactMade)
    assert call.data.note == Open("Ringte mor")
    assert (call.source.value, call.reported_by, call.recorded_by) == ("desk", "staff/k-ost", "staff/k-ost")
    assert call.time == office.clock.now()
    assert call.seen is not None
    office.sound()


def test_a_double_click_is_one_fact(office: Office, sits: Sits, case: str):
    office.take(*cleared(case, at=office.clock.now()))
    desk = sits("k-ost")
    path, typed = desk.fill(at(case, "contact/first_contact_made"), **CALLED)
    office.clock.forward(seconds=2)
    assert [desk.post(path, typed).status, desk.post(path, typed).status] == [303, 303]
    assert len(told(office, case, "first_contact_made")) == 1


def test_what_is_wrong_is_said_where_it_is_wrong_and_what_was_typed_stands(office: Office, sits: Sits, case: str):
    desk = sits("k-ost")
    answer = desk.send(at(case, "contact/logged"), channel="phone", note="Snakket med <læreren>")
    assert answer.status == 422
    assert "Velg et svar på «Hvem tok kontakt?»." in answer.words
    assert "#f-direction" in answer.page.links
    assert "autofocus" in answer.html.partition("ds-error-summary")[2][:80]
    assert answer.page.posted["note"] == ["Snakket med <læreren>"]
    assert told(office, case, "logged") == []


def test_a_call_before_clearance_is_told_before_it_is_recorded(office: Office, sits: Sits, case: str):
    desk = sits("k-ost")
    opened = desk.get(at(case, "contact/first_contact_made"))
    assert "Ikke gjør dette nå" in opened.words
    assert "R47" in opened.words
    assert at(case, "clearance/given") in opened.page.links
    path, typed = desk.fill(at(case, "contact/first_contact_made"), **CALLED, note="Måtte ringe")
    answer = desk.post(path, typed)
    assert answer.status == 422
    assert "Dette er et avvik fra veilederen" in answer.words
    assert answer.page.posted["note"] == ["Måtte ringe"]
    assert told(office, case, "first_contact_made") == []
    meant = desk.post(path, {**answer.page.posted, "breach_meant": "1"})
    assert meant.status == 303
    assert office.verbs(f"case/{case}")[-1] == ("first_contact_made", "breached")


def test_a_refusal_says_why_and_how_and_is_owed_by_nobody(office: Office, sits: Sits, case: str):
    desk = sits("k-ost")
    typed = {"ground": "youth_and_guide_agree", "assessment": "Alle er enige"}
    path, posted = desk.fill(at(case, "closing/closed"), **typed)
    refused = desk.post(path, posted)
    assert refused.status == 422
    assert "finnes ikke blant valgene" in refused.words
    answer = desk.send(at(case, "closing/closed"), ground="not_right_measure", assessment="Alle er enige")
    assert answer.status == 422
    assert "Dette kunne ikke registreres" in answer.words
    assert "R53" in answer.words
    assert answer.page.posted["assessment"] == ["Alle er enige"]
    assert office.verbs(f"case/{case}")[-1] == ("closed", "refused")
    assert "answer_refusal" not in office.duties(f"case/{case}")
    mended = {**answer.page.posted, "handed_over.reason_for_none": "Familien har hjelp"}
    assert desk.post(path, mended).status == 303
    assert office.verbs(f"case/{case}")[-1] == ("closed", "recorded")


def test_what_came_in_between_is_shown_where_it_touches_the_form(office: Office, sits: Sits, case: str):
    desk = sits("k-ost")
    path, typed = desk.fill(at(case, "contact/first_contact_made"), **CALLED, note="Ringte mor")
    office.clock.forward(minutes=1)
    office.take(*cleared(case, at=office.clock.now()))
    office.clock.forward(minutes=1)
    answer = desk.post(path, {**typed, "happened.time": f"{office.clock.now() + timedelta(hours=1):%H:%M}"})
    assert answer.status == 409
    assert "klarering gitt" in answer.words
    assert answer.page.posted["note"] == ["Ringte mor"]
    assert told(office, case, "first_contact_made") == []
    assert desk.post(path, answer.page.posted).status == 303


def test_what_does_not_touch_the_form_is_no_hindrance(office: Office, sits: Sits, case: str):
    office.take(*cleared(case, at=office.clock.now()))
    desk = sits("k-ost")
    path, typed = desk.fill(at(case, "contact/first_contact_made"), **CALLED)
    home = ResidenceChecked(parents_live_together=Answer.YES, lives_with=LivesWith.BOTH)
    office.one(fact(home, f"case/{case}", by="staff/k-ost", at=office.clock.now()))
    assert desk.post(path, typed).status == 303


def test_a_record_that_is_away_loses_nothing_and_takes_it_once_when_it_is_back(
    office: Office, sits: Sits, case: str, monkeypatch: pytest.MonkeyPatch
):
    office.take(*cleared(case, at=office.clock.now()))
    desk = sits("k-ost")
    path, typed = desk.fill(at(case, "contact/first_contact_made"), **CALLED, note="Ringte mor")
    with monkeypatch.context() as outage:
        outage.setattr(Casework, "take", _away)
        answer = desk.post(path, typed)
    assert answer.status == 503
    assert "Det kunne ikke registreres akkurat nå" in answer.words
    assert answer.page.posted["note"] == ["Ringte mor"]
    assert answer.page.posted["fact_id"] == typed["fact_id"]
    assert desk.post(path, answer.page.posted).status == 303
    assert len(told(office, case, "first_contact_made")) == 1


def _away(*_: object) -> list[object]:
    raise psycopg.OperationalError("the server has gone away")


def test_one_row_more_loses_nothing(office: Office, sits: Sits, case: str):
    desk = sits("k-ost")
    path, typed = desk.fill(at(case, "guidance/guide_asked"), considered__0__candidate="Utekontakten")
    more = desk.post(path, {**typed, "more": "considered"})
    assert more.status == 200
    assert more.page.posted["considered.0.candidate"] == ["Utekontakten"]
    assert more.page.posted["considered.1.candidate"] == [""]


def test_in_two_weeks_is_two_weeks_from_now(office: Office, sits: Sits, case: str):
    office.take(*cleared(case, at=office.clock.now()))
    assert sits("k-ost").send(at(case, "contact/logged"), **RANG, next_agreed_at__in="14").status == 303
    (logged,) = told(office, case, "logged")
    assert isinstance(logged.data, ContactLogged)
    assert logged.data.next_agreed_at == office.clock.now().replace(second=0) + timedelta(days=14)


def test_a_correction_is_told_in_steps(office: Office, sits: Sits, case: str):
    desk = sits("k-ost")
    (came,) = told(office, case, "row_read")
    path, typed = desk.fill(at(case, "correction/corrected"), fact=came.key)
    which = desk.post(path, typed)
    assert which.status == 200
    assert "hate_motive" in which.html
    right = desk.post(path, {**which.page.posted, "field": "hate_motive"})
    assert right.status == 200
    sent = desk.post(path, {**right.page.posted, "value": "yes", "why": "Står i anmeldelsen"})
    assert sent.status == 303
    assert office.verbs(f"case/{case}")[-1] == ("corrected", "recorded")


def test_one_call_is_told_of_every_child_that_it_was_about(office: Office, sits: Sits, case: str):
    twin = row(someone(2), report="10000001")
    other = office.one(twin).case
    assert other is not None
    office.one(assessed(other, at=office.clock.now()))
    for one in (case, other):
        office.take(*cleared(one, at=office.clock.now()))
    office.clock.forward(minutes=1)
    desk = sits("k-ost")
    opened = desk.get(at(case, "contact/first_contact_made"))
    assert "Gjelder samtalen også disse sakene?" in opened.words
    sent = desk.send(at(case, "contact/first_contact_made"), **CALLED, participant_view="need", also=other)
    assert sent.status == 303
    (there,) = told(office, other, "first_contact_made")
    assert isinstance(there.data, FirstContactMade)
    assert [one.party for one in there.data.parties] == ["guardian_1"]
    assert there.data.participant_view is None
    office.sound()


@pytest.mark.parametrize(("slug", "status"), [("g-ost", 403), ("k-vest", 404), ("e1", 403)])
def test_nobody_opens_a_form_about_a_case_that_is_not_theirs(sits: Sits, case: str, slug: str, status: int):
    assert sits(slug).get(at(case, "closing/closed")).status == status


def test_everybody_reaches_the_statutory_duties(sits: Sits, case: str):
    for slug in ("g-ost", "k-vest", "e1"):
        opened = sits(slug).get(at(case, "duty_to_report/concern_raised"))
        assert opened.status == 200
        assert "Syntetisk" not in opened.words.replace(f"Syntetisk {slug}", "")


def test_what_no_person_tells_has_no_form(sits: Sits, case: str):
    desk = sits("k-ost")
    for name in ("intake/row_read", "guidance/guide_away", "contact/invented", "unit/added"):
        opened = desk.get(at(case, name))
        assert opened.status == 404
        assert "Siden finnes ikke" in opened.words  # in words: no code of a fact, no address
        assert name not in opened.words
    assert desk.get("/enhet/ost/ny/outreach/made_known").status == 200
    assert desk.get("/folk/g-ost/ny/staff/absent").status == 200


def test_a_unit_and_a_colleague_are_told_of_in_the_same_way(office: Office, sits: Sits):
    desk = sits("k-ost")
    assert desk.send("/enhet/ost/ny/outreach/made_known", audience="schools", reached="40").status == 303
    away = {"first_day": "2026-12-01", "last_day": "2026-12-03"}
    assert desk.send("/folk/g-ost/ny/staff/absent", **away).status == 303
    assert office.verbs("unit/ost")[-1] == ("made_known", "recorded")
    assert office.verbs("staff/g-ost")[-1] == ("absent", "recorded")


# drafts


def test_what_somebody_writes_is_kept_for_them_alone(office: Office, sits: Sits, case: str):
    desk = sits("k-ost")
    path, typed = desk.fill(at(case, "contact/logged"), note="Ikke ferdig ennå")
    kept = desk.post(f"{path}/kladd", typed)
    assert (kept.status, kept.html) == (200, "Lagret 09.10")
    (ciphertext,) = office.ask("SELECT ciphertext FROM drafts")
    assert "ferdig" not in bytes(ciphertext).decode("latin-1")
    again = desk.get(path)
    assert again.page.posted["note"] == ["Ikke ferdig ennå"]
    assert "Du har en kladd" in again.words
    assert "note" not in sits("l-ost").get(path).page.posted or not any(sits("l-ost").get(path).page.posted["note"])


def test_a_draft_is_gone_when_it_is_recorded_or_thrown_away(office: Office, sits: Sits, case: str):
    desk = sits("k-ost")
    path, typed = desk.fill(at(case, "contact/logged"), **RANG, note="Mor ringte")
    desk.post(f"{path}/kladd", typed)
    assert desk.post(path, typed).status == 303
    assert office.ask("SELECT owner FROM drafts") == []
    desk.post(f"{path}/kladd", typed)
    assert desk.post(f"{path}/forkast", typed).status == 303
    assert office.ask("SELECT owner FROM drafts") == []


def test_a_draft_is_kept_two_weeks(office: Office, sits: Sits, case: str):
    desk = sits("k-ost")
    path, typed = desk.fill(at(case, "contact/logged"), note="Ikke ferdig")
    saved = desk.post(path, {**typed, "draft": "1"})
    assert saved.status == 303
    office.casework.tick(office.clock.now() + timedelta(days=14))
    assert office.ask("SELECT owner FROM drafts") == ["k-ost"]
    assert office.casework.tick(office.clock.now() + timedelta(days=14, seconds=1)).drafts == 1
    assert office.ask("SELECT owner FROM drafts") == []


def test_a_draft_is_erased_with_its_case(office: Office, sits: Sits, case: str):
    desk = sits("k-ost")
    path, typed = desk.fill(at(case, "contact/logged"), note="Om Kim")
    desk.post(f"{path}/kladd", typed)
    with office.record.connect(Role.ERASER) as connection:
        erase(connection, office.keyring, f"case/{case}", actor="system/operator:x", at=office.clock.now(), why="test")
    assert office.ask("SELECT owner FROM drafts") == []
    assert desk.post(f"{path}/kladd", typed).html == "Kladden ble ikke lagret"


def test_the_database_itself_shows_a_draft_to_nobody_else(office: Office, sits: Sits, case: str):
    desk = sits("k-ost")
    path, typed = desk.fill(at(case, "contact/logged"), note="Ikke ferdig")
    desk.post(f"{path}/kladd", typed)
    for role in (Role.READER, Role.WRITER):
        for who, seen in (("", 0), ("l-ost", 0), ("k-ost", 1)):
            with office.record.connect(role) as connection:
                connection.execute("SELECT set_config('trygghet.staff', %s, true)", [who])
                assert connection.execute("SELECT count(*) FROM trygghet.drafts").fetchone() == (seen,)
