"""Facts about the criminal case find every case with the report number, and wait thirty days for one (D30)."""

from datetime import timedelta

import pytest
from psycopg import errors

from events.correction import Corrected
from events.fact import Fact
from events.matter import InvestigatorNamed, MatterDismissed, MatterFact, MatterReported
from events.personal import Open
from events.values import Source
from services.store.codec import load_state
from tests.support.happenings import NOW, fact, hearing, referral, row, someone
from tests.support.office import Office
from workflows.case import Case


def test_a_hearing_stands_on_every_case_with_the_report_number(office: Office) -> None:
    cases = [a.case for a in office.take(row(someone(1), report="55 5"), row(someone(2), "vest", report="555"))]
    answer = office.one(hearing("5-55"))
    assert answer.outcome == "recorded"
    assert {r.subject for r in answer.results} == {f"case/{case}" for case in cases}
    assert office.ask("SELECT count(*) FROM inbox WHERE source = 'court'") == [1]
    assert office.one(hearing("555", version=1)).outcome == "recorded"
    office.sound()


def test_with_no_case_the_whole_fact_waits_sealed_and_is_decided_when_one_appears(office: Office) -> None:
    told = hearing("555")
    assert office.one(told).outcome == "no_case"
    ((outcome, held),) = office.ask("SELECT outcome, held FROM inbox WHERE source = 'court'")
    assert outcome == "no_case"
    assert b"555" not in bytes(held)
    case = office.one(row(someone(1), report="555")).case
    assert office.verbs(f"case/{case}") == [("row_read", "recorded"), ("hearing_scheduled", "recorded")]
    assert office.ask("SELECT outcome, held FROM inbox WHERE source = 'court'") == [("recorded", None)]
    assert office.ask("SELECT count(*) FROM blind_index WHERE subject_kind = 'inbox'") == [0]
    again = office.one(told)
    assert (again.outcome, again.subject, again.repeated) == ("recorded", f"case/{case}", True)
    office.sound()


def test_within_one_batch_too_in_either_order(office: Office) -> None:
    before, first, second, after = office.take(
        hearing("1"), row(someone(1), report="1"), row(someone(2), report="2"), hearing("2")
    )
    assert before.outcome == "no_case"
    assert after.outcome == "recorded"
    for answer in (first, second):
        assert office.verbs(str(answer.subject))[1:] == [("hearing_scheduled", "recorded")]
    office.sound()


def test_several_facts_wait_and_a_second_case_gets_them_too(office: Office) -> None:
    office.take(hearing("555"), hearing("555", version=2))
    first, second = office.take(row(someone(1), report="555"), row(someone(2), report="555"))
    assert len(office.verbs(str(first.subject))) == 3
    assert office.verbs(str(second.subject))[1:] == [("hearing_scheduled", "recorded")] * 2
    office.sound()


def test_a_sibling_who_is_found_later_is_not_forgotten_before_the_hearing(office: Office) -> None:
    first = office.one(row(someone(1), report="555")).case
    office.take(hearing("555"), hearing("556"))
    second = office.one(row(someone(2), "vest", report="555")).case
    assert office.verbs(f"case/{second}") == [("row_read", "recorded"), ("hearing_scheduled", "recorded")]
    states = [
        load_state("case", office.ask("SELECT state FROM subjects WHERE id = %s", case)[0]) for case in (first, second)
    ]
    mine, theirs = (
        [(h.hearing_ref, h.starts_at) for h in state.hearings] for state in states if isinstance(state, Case)
    )
    assert mine == theirs != []
    assert office.ask("SELECT outcome FROM inbox WHERE source = 'clock'") == ["recorded"]
    again = office.one(row(someone(2), "vest", report="555", content="other"))
    assert again.case == second
    assert len(office.verbs(f"case/{second}")) == 3
    office.sound()


def test_a_matter_reported_later_brings_what_the_others_know(office: Office) -> None:
    office.one(row(someone(1), report="555"))
    office.one(hearing("555"))
    case = office.one(referral(someone(2))).case
    told = MatterReported(report_number=Open("555"), investigator="e-ost")
    assert office.one(fact(told, f"case/{case}", by="staff/k-ost")).outcome == "recorded"
    assert office.verbs(f"case/{case}")[-1] == ("hearing_scheduled", "recorded")
    office.sound()


def test_after_thirty_days_the_content_is_gone_and_the_outcome_stays(office: Office) -> None:
    told = hearing("555")
    office.one(told)
    assert office.casework.tick(NOW + timedelta(days=29)).dropped == 0
    assert office.casework.tick(NOW + timedelta(days=30)).dropped == 1
    assert office.casework.tick(NOW + timedelta(days=30)).dropped == 0
    assert office.ask("SELECT outcome, held FROM inbox WHERE source = 'court'") == [("no_case", None)]
    assert office.ask("SELECT count(*) FROM blind_index WHERE subject_kind = 'inbox'") == [0]
    assert office.ask("SELECT detail FROM ledger WHERE act = 'no_case_dropped'") == [told.key]
    case = office.one(row(someone(1), report="555")).case
    assert len(office.verbs(f"case/{case}")) == 1
    assert office.one(told).outcome == "no_case"
    office.sound()


def test_a_fact_has_one_final_outcome_whatever_the_code_tries(office: Office) -> None:
    office.one(row(someone(1), fact_id="r1"))
    with office.record.connect() as connection:
        with pytest.raises(errors.InsufficientPrivilege, match="final"):
            connection.execute("UPDATE inbox SET outcome = 'refused' WHERE fact_id = 'r1'")
        connection.rollback()


def matter_fact(told: MatterFact, subject: str, *, by: str = "system/police", source: Source = Source.POLICE) -> Fact:
    return fact(told, subject, by=by, source=source)


def test_what_is_reported_later_makes_the_case_findable_by_its_number_and_gets_what_has_waited(office: Office) -> None:
    assert office.one(hearing("777")).outcome == "no_case"
    case = office.one(referral(someone(1))).case
    told = MatterReported(report_number=Open("77 7"), investigator="e1")
    answer = office.one(matter_fact(told, f"case/{case}", by="staff/k-ost", source=Source.DESK))
    assert answer.outcome == "recorded"
    assert office.verbs(f"case/{case}")[1:] == [("reported", "recorded"), ("hearing_scheduled", "recorded")]
    assert office.ask("SELECT outcome FROM inbox WHERE source = 'court'") == ["recorded"]
    later = office.one(hearing("777", version=2))
    assert later.subject == f"case/{case}"
    office.sound()


def test_who_investigates_is_recorded_on_every_case_of_the_matter_and_on_its_incident(office: Office) -> None:
    first, second = office.take(row(someone(1), report="555"), row(someone(2), "vest", report="555"))
    office.one(row(someone(1), report="556"))
    named = InvestigatorNamed(report_number=Open("555"), investigator="g-ost")
    answer = office.one(matter_fact(named, "unit/ost", by="staff/k-ost", source=Source.DESK))
    assert {(r.subject, r.verb) for r in answer.results} == {
        (str(first.subject), "recorded"),
        (str(second.subject), "recorded"),
    }
    state = office.state(f"case/{first.case}")
    assert [i["investigators"][-1]["staff"] for i in state["incidents"]] == ["g-ost", "e1"]
    office.sound()


def test_who_may_not_report_it_changes_no_case(office: Office) -> None:
    first, second = office.take(row(someone(1), report="555"), row(someone(2), "vest", report="555"))
    named = InvestigatorNamed(report_number=Open("555"), investigator="g-ost")
    answer = office.one(matter_fact(named, "unit/ost", by="staff/g-ost", source=Source.DESK))
    assert answer.outcome == "refused"
    for case in (first, second):
        assert office.verbs(str(case.subject))[-1] == ("investigator_named", "refused")
    office.sound()


def test_a_fact_of_a_matter_without_number_and_case_is_refused(office: Office) -> None:
    answer = office.one(matter_fact(MatterDismissed(), "unit/ost"))
    assert [reason.code for reason in answer.reasons] == ["report_number_missing"]
    assert office.one(matter_fact(MatterDismissed(report_number=Open("555")), "unit/ost")).outcome == "no_case"
    office.sound()


def test_a_corrected_number_is_found_too(office: Office) -> None:
    case = office.one(referral(someone(1))).case
    told = matter_fact(MatterReported(report_number=Open("778")), f"case/{case}", by="staff/k-ost", source=Source.DESK)
    office.one(told)
    mended = Corrected(fact=told.ref, field="report_number", value=Open("779"), why=Open("Skrivefeil"))
    assert office.one(fact(mended, f"case/{case}", by="staff/k-ost")).outcome == "recorded"
    answer = office.one(matter_fact(MatterDismissed(report_number=Open("779")), "unit/ost"))
    assert answer.subject == f"case/{case}"
    state = office.state(f"case/{case}")
    assert state["incidents"][0]["matter"] == "dismissed"
    office.sound()
