"""Whatever was not taken is somebody's to answer: owed, reminded of, tried again, or answered with a reason."""

from datetime import timedelta

import pytest

from events.catalogue import to_wire
from events.guidance import GuideAccepted
from events.person import ResidenceChecked
from events.values import Answer, LivesWith, Role, Source
from services.casework.incoming import Incoming
from services.casework.quarantine import Quarantine
from services.casework.refusals import NothingKept, NothingToAnswer
from services.store.asking import Actor, NotAllowed, NotThere, operator
from tests.support.happenings import NOW, assessed, fact, hearing, row, someone
from tests.support.office import Office
from workflows.known import StaffMember

OPERATOR = operator("drift")
KO = Actor("staff/k-ost", StaffMember("staff/k-ost", frozenset({Role.COORDINATOR}), frozenset({"ost"})))
KV = Actor("staff/k-vest", StaffMember("staff/k-vest", frozenset({Role.COORDINATOR}), frozenset({"vest"})))
CHECKED = ResidenceChecked(parents_live_together=Answer.YES, lives_with=LivesWith.BOTH)


@pytest.fixture
def quarantine(office: Office) -> Quarantine:
    return Quarantine(office.casework, office.pool, office.keyring, office.clock)


def owed(office: Office, kind: str) -> list[tuple[str, str, str | None]]:
    return office.ask("SELECT kind, owner, unit FROM duties WHERE subject_kind = %s ORDER BY subject_id", kind)


def test_a_message_put_aside_is_operations_until_it_is_dropped(office: Office, quarantine: Quarantine) -> None:
    office.raw(b"{broken", b"{also broken", b"{broken")
    assert owed(office, "quarantine") == [("answer_quarantine", "operator", None)] * 2
    office.sound()
    quarantine.drop(OPERATOR, 1, "en prøve")
    assert office.ask("SELECT subject_id FROM duties WHERE subject_kind = 'quarantine'") == ["2"]
    assert quarantine.retry(OPERATOR, 2).outcome == "quarantined"
    assert len(owed(office, "quarantine")) == 1
    office.sound()


def test_one_that_goes_well_when_tried_again_is_owed_no_more(
    office: Office, quarantine: Quarantine, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.one(row(someone(1))).case
    with monkeypatch.context() as patched:
        patched.setattr("services.casework.owed.check", lambda *_: 1 / 0)
        office.one(fact(CHECKED, f"case/{case}", by="staff/k-ost"))
    assert len(owed(office, "quarantine")) == 1
    assert quarantine.retry(OPERATOR, 1).outcome == "recorded"
    assert owed(office, "quarantine") == []
    office.sound()


def test_a_fact_without_a_subject_is_the_units_that_it_names_else_operations(
    office: Office, quarantine: Quarantine
) -> None:
    here = row(someone(1), "nord")
    strange = fact(CHECKED, "case/T-7K3M-9K", by="system/municipality", source=Source.MUNICIPALITY)
    typed = fact(CHECKED, "case/T-7K3M-9K", by="staff/k-ost", source=Source.CLI)
    assert {answer.outcome for answer in office.take(here, strange, typed)} == {"refused"}
    assert owed(office, "inbox") == [("answer_unplaced", "operator", None)] * 2
    office.sound()
    with pytest.raises(NotAllowed):
        quarantine.refusals.drop(KO, strange.key, "Vår feil")
    with pytest.raises(NothingKept):
        quarantine.refusals.retry(OPERATOR, strange.key)
    assert quarantine.refusals.drop(OPERATOR, strange.key, "Avsender har rettet") is None
    assert len(owed(office, "inbox")) == 1
    assert office.ask("SELECT answered_by, why FROM inbox WHERE fact_id = %s", strange.id) == [
        ("system/operator:drift", "Avsender har rettet")
    ]
    assert office.ask("SELECT detail FROM ledger WHERE act = 'fact_answered'") == [strange.key]
    with pytest.raises(NothingToAnswer):
        quarantine.refusals.drop(OPERATOR, strange.key, "igjen")
    office.sound()


def test_a_fact_without_a_case_is_placed_dropped_or_runs_out(office: Office, quarantine: Quarantine) -> None:
    placed, dropped, old = hearing("10000001"), hearing("555"), hearing("666")
    assert {answer.outcome for answer in office.take(placed, dropped, old)} == {"no_case"}
    assert owed(office, "inbox") == [("place_fact", "coordinator@ost", "ost")] * 3
    office.sound()
    office.one(row(someone(1)))
    assert len(owed(office, "inbox")) == 2
    quarantine.refusals.drop(KO, dropped.key, "Gjelder ikke oss")
    assert len(owed(office, "inbox")) == 1
    assert office.ask("SELECT held FROM inbox WHERE fact_id = %s", dropped.id) == [None]
    office.clock.forward(days=31)
    assert office.casework.tick(office.clock.now()).dropped == 1
    assert owed(office, "inbox") == []
    office.sound()


def test_a_refused_fact_is_told_anew_by_who_stands_for_it(office: Office, quarantine: Quarantine) -> None:
    case = office.one(row(someone(1))).case
    refused = fact(CHECKED, f"case/{case}", by="staff/ny", source=Source.MUNICIPALITY)
    assert office.one(refused).reasons[0].code == "unknown_reporter"
    assert "answer_refusal" in office.duties(f"case/{case}")
    for actor in (OPERATOR, KV):
        with pytest.raises(NotAllowed):
            quarantine.refusals.retry(actor, refused.key)
    answer = quarantine.refusals.retry(KO, refused.key)
    assert (answer.outcome, answer.source) == ("recorded", "cli")
    assert "answer_refusal" not in office.duties(f"case/{case}")
    assert office.verbs(f"case/{case}")[-2:] == [("residence_checked", "recorded"), ("answered", "recorded")]
    assert office.one(refused).outcome == "refused"  # a fact has exactly one final outcome
    office.sound()


def test_a_refusal_is_answered_with_a_reason_once(office: Office, quarantine: Quarantine) -> None:
    case = office.one(row(someone(1))).case
    refused = fact(CHECKED, f"case/{case}", by="staff/ny", source=Source.MUNICIPALITY)
    office.one(refused)
    answer = quarantine.refusals.drop(KO, refused.key, "Sendt ved en feil")
    assert answer is not None
    assert answer.outcome == "recorded"
    assert "answer_refusal" not in office.duties(f"case/{case}")
    again = quarantine.refusals.drop(KO, refused.key, "igjen")
    assert again is not None
    assert again.reasons[0].code == "nothing_to_answer"
    office.sound()


def waiting_one(office: Office) -> tuple[str, str]:
    """A guide says yes before anybody has asked."""
    case = str(office.one(row(someone(1))).case)
    office.one(assessed(case))
    told = fact(GuideAccepted(guide="g-ost"), f"case/{case}", by="staff/k-ost", source=Source.GUIDELOG)
    assert office.one(told).outcome == "waiting"
    return case, told.key


def test_what_waits_is_followed_up_and_may_be_given_up(office: Office, quarantine: Quarantine) -> None:
    case, key = waiting_one(office)
    assert "await_fact" in office.duties(f"case/{case}")
    assert quarantine.refusals.retry(KO, key).outcome == "waiting"
    answer = quarantine.refusals.drop(KO, key, "Guiden har trukket seg")
    assert answer is not None
    assert answer.outcome == "recorded"
    assert "await_fact" not in office.duties(f"case/{case}")
    assert "answer_refusal" not in office.duties(f"case/{case}")
    assert office.verbs(f"case/{case}")[-2:] == [("answered", "recorded"), ("guide_accepted", "refused")]
    assert office.ask("SELECT outcome FROM inbox WHERE source || ':' || fact_id = %s", key) == ["refused"]
    office.sound()


def test_what_waits_in_vain_is_a_refusal_to_answer(office: Office) -> None:
    case, _ = waiting_one(office)
    office.clock.forward(days=20)
    assert office.casework.tick(office.clock.now()).refused == 1
    assert "await_fact" not in office.duties(f"case/{case}")
    assert "answer_refusal" in office.duties(f"case/{case}")
    office.sound()


def test_what_was_recorded_or_never_came_has_nothing_to_answer(office: Office, quarantine: Quarantine) -> None:
    told = row(someone(1))
    office.one(told)
    with pytest.raises(NothingToAnswer):
        quarantine.refusals.drop(KO, told.key, "nei")
    with pytest.raises(NotThere):
        quarantine.refusals.drop(KO, "police:never", "nei")
    with pytest.raises(NothingKept):
        quarantine.refusals.retry(KO, told.key)


def test_a_fact_without_a_case_is_due_when_the_wait_is_over(office: Office) -> None:
    assert office.casework.take([Incoming(to_wire(hearing("77")))])[0].outcome == "no_case"
    dates = office.ask("SELECT from_date, due_date FROM duties WHERE kind = 'place_fact'")
    assert dates == [(NOW.date(), NOW.date() + timedelta(days=14))]  # ten working days
