"""A fact comes in once, whatever happens on the way; what cannot be one is put aside, and the others are recorded."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import orjson
import psycopg
import pytest

from events.catalogue import to_wire
from events.fact import Fact
from events.guidance import GuideAway
from events.person import ResidenceChecked
from events.values import Answer, LivesWith, Source
from services.casework import casework as module
from services.casework.casework import where
from services.casework.faults import OlderFold
from services.casework.incoming import Incoming
from services.casework.write import write
from tests.support.happenings import NOW, assessed, fact, guide_asked, hearing, import_id, people, row, someone
from tests.support.office import Office
from workflows.invariants import InvariantBroken


def residence(case: str, fact_id: str | None = None) -> Fact:
    told = ResidenceChecked(parents_live_together=Answer.YES, lives_with=LivesWith.BOTH)
    return fact(told, f"case/{case}", by="staff/k-ost", fact_id=fact_id)


def test_a_row_makes_a_case_with_a_duty_and_tells_the_bus(office: Office) -> None:
    answer = office.one(row(someone(1)))
    assert (answer.outcome, answer.row, answer.to_decide, answer.sequence) == ("recorded", "new", True, 1)
    assert answer.subject == f"case/{answer.case}"
    assert "assess" in office.duties(answer.subject)
    (body,) = office.ask("SELECT body FROM outbox WHERE nats_subject = 'trygghet.cases.ost.case.recorded'")
    message = orjson.loads(body)
    assert (message["subject"], message["data"]["phase"], message["data"]["verb"]) == (
        answer.subject,
        "detected",
        "recorded",
    )
    office.sound()


def test_the_same_fact_again_changes_nothing_and_is_told_the_same(office: Office) -> None:
    once = row(someone(1))
    first = office.one(once)
    before = office.ask("SELECT count(*) FROM outbox")
    again = office.one(once)
    assert again.repeated
    assert (again.outcome, again.case, again.row, again.results) == (first.outcome, first.case, "new", first.results)
    assert office.ask("SELECT count(*) FROM outbox") == before


def test_the_same_fact_twice_in_a_batch_is_one(office: Office) -> None:
    once = row(someone(1))
    first, second = office.take(once, once)
    assert second.repeated
    assert first.case == second.case


def test_a_message_written_by_another_json_library_is_the_same(office: Office) -> None:
    raw = to_wire(hearing("77", fact_id="h1"))
    other = json.dumps(dict(reversed(json.loads(raw).items())), indent=2).encode()
    (first,) = office.raw(raw)
    (second,) = office.raw(other)
    assert (first.outcome, second.outcome, second.repeated) == ("no_case", "no_case", True)


def test_another_body_under_the_same_id_is_put_aside_and_the_first_keeps_its_outcome(office: Office) -> None:
    first, other = row(someone(1), fact_id="r1"), row(someone(2), fact_id="r1")
    kept = office.one(first)
    aside = office.one(other)
    assert (aside.outcome, aside.number) == ("quarantined", 1)
    assert office.one(other).number == 1  # delivered again: the same number
    assert office.one(first).case == kept.case
    assert office.ask("SELECT reason FROM quarantine") == ["other_body"]
    assert office.ask("SELECT outcome FROM inbox WHERE fact_id = 'r1'") == ["recorded"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{", "not_json"),
        (b"[]", "not_an_object"),
        (b'{"type": "trygghet.nothing.v1", "id": "x", "source": "court"}', "unknown_type"),
        (b'{"type": "trygghet.closing.closed.v1", "data": {}}', "wrong_shape"),
        (b"\xff\x00", "not_json"),
    ],
)
def test_what_cannot_be_read_is_put_aside_sealed_and_told(office: Office, raw: bytes, reason: str) -> None:
    good = row(someone(1))
    answers = office.raw(raw, to_wire(good))
    assert [answer.outcome for answer in answers] == ["quarantined", "recorded"]
    assert answers[0].reasons[0].code == reason
    ((kept, sealed),) = office.ask("SELECT reason, raw FROM quarantine")
    assert kept == reason
    assert raw not in bytes(sealed) or len(raw) < 3
    assert office.ask("SELECT count(*) FROM outbox WHERE nats_subject LIKE '%%quarantined'") == [1]


def test_a_source_that_is_not_the_subjects_is_put_aside(office: Office) -> None:
    raw = to_wire(hearing("77"))
    assert office.raw(raw, nats_subject="trygghet.intake.police.any.court")[0].reasons[0].code == "wrong_source"
    assert office.raw(raw, nats_subject="trygghet.intake.court.any.court")[0].outcome == "no_case"


def test_a_fact_on_the_wrong_kind_of_subject_is_put_aside(office: Office) -> None:
    told = json.loads(to_wire(assessed("T-0000-00")))
    told["subject"] = "unit/ost"
    assert office.raw(json.dumps(told).encode())[0].reasons[0].code == "wrong_subject"


def test_nobody_else_records_what_the_service_concludes(office: Office) -> None:
    case = office.one(row(someone(1))).case
    told = GuideAway(guide="g-ost", first_day=date(2026, 12, 1), last_day=date(2026, 12, 3))
    answer = office.one(fact(told, f"case/{case}", by="system/clock", source=Source.CLOCK))
    assert (answer.outcome, answer.reasons[0].code) == ("refused", "derived_only")


def test_a_subject_that_is_not_there_is_refused_and_kept(office: Office) -> None:
    for told in (assessed("T-0000-00"), row(someone(1), "nord"), hearing("77", "nord")):
        answer = office.one(told)
        assert (answer.outcome, answer.reasons[0].code) == ("refused", "unknown_subject")
    assert office.ask("SELECT unit FROM inbox WHERE outcome = 'refused' ORDER BY received, unit") == [
        "nord",
        "nord",
        None,
    ]
    assert office.one(told).repeated


def test_a_row_from_the_future_makes_no_case_and_is_the_units_to_answer(office: Office) -> None:
    answer = office.one(row(someone(1), at=NOW + timedelta(hours=1)))
    assert (answer.outcome, answer.subject, answer.row) == ("refused", "unit/ost", None)
    assert office.ask("SELECT count(*) FROM subjects WHERE kind = 'case'") == [0]
    assert "answer_refusal" in office.duties("unit/ost")
    office.sound()


def test_what_somebody_may_not_report_is_refused_on_the_case(office: Office) -> None:
    case = office.one(row(someone(1))).case
    answer = office.one(assessed(str(case), unit="vest"))
    assert (answer.outcome, answer.reasons[0].code) == ("refused", "other_unit")
    assert office.verbs(f"case/{case}") == [("row_read", "recorded"), ("assessed", "refused")]


def test_one_fact_that_a_bug_stumbles_over_holds_up_nobody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [a.case for a in office.take(*(row(someone(n)) for n in range(1, 8)))]
    facts = [residence(str(case), f"r-{case}") for case in cases]
    poisoned = facts[4].subject

    def fails(connection: object, decider: object, answers: object) -> object:
        if any(slot.subject == poisoned for slot, _ in decider.batch.lines):  # type: ignore[attr-defined]
            raise ZeroDivisionError("Syntetisk Person")
        return write(connection, decider, answers)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(module, "write", fails)
        answers = office.take(*facts)
    assert [a.outcome for a in answers] == ["recorded"] * 4 + ["quarantined"] + ["recorded"] * 2
    ((reason, detail),) = office.ask("SELECT reason, detail FROM quarantine")
    assert reason == "bug"
    assert detail.startswith("ZeroDivisionError in test_casework_take.py:")
    assert "Person" not in detail
    assert office.one(facts[4]).outcome == "quarantined"  # until somebody tries it again
    office.sound()


def test_a_broken_promise_of_the_design_puts_the_fact_aside(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise InvariantBroken("1")

    monkeypatch.setattr("services.casework.owed.check", broken)
    answer = office.one(row(someone(1)))
    assert answer.outcome == "quarantined"
    assert office.ask("SELECT count(*) FROM subjects WHERE kind = 'case'") == [0]
    assert office.ask("SELECT count(*) FROM blind_index") == [0]


def test_an_outage_leaves_nothing_and_quarantines_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = [row(someone(n)) for n in range(1, 4)]
    counts = "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM inbox), (SELECT count(*) FROM outbox)"
    before = office.ask(counts)

    def goes_away(connection: psycopg.Connection, decider: object, answers: object) -> object:
        done = write(connection, decider, answers)  # type: ignore[arg-type]
        connection.close()
        return done

    with monkeypatch.context() as patched:
        patched.setattr(module, "write", goes_away)
        with pytest.raises(module.OUTAGES):
            office.take(*facts)
    assert office.ask(counts) == before
    assert {a.outcome for a in office.take(*facts)} == {"recorded"}
    assert office.ask("SELECT count(*) FROM quarantine") == [0]
    office.sound()


def test_a_record_folded_by_another_version_is_an_outage_and_no_facts_fault(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    with office.record.connect() as connection:
        connection.execute("UPDATE subjects SET fold_version = 0 WHERE id = %s", [case])
    with pytest.raises(OlderFold, match="trygghet migrate"):
        office.one(assessed(case))
    assert office.ask("SELECT count(*) FROM quarantine") == [0]


def test_nothing_personal_leaves_the_seal(office: Office) -> None:
    office.take(row(someone(1)), hearing("77"), row(someone(2, date(1990, 1, 1)), incident_on=date(2026, 11, 1)))
    office.raw(b'{"Syntetisk Person": 1')
    texts: Iterator[str] = iter(
        office.ask(
            "SELECT string_agg(x::text, ' ') FROM (SELECT convert_from(body, 'utf8') AS x FROM events UNION ALL"
            " SELECT convert_from(body, 'utf8') FROM outbox UNION ALL SELECT convert_from(state, 'utf8') FROM subjects"
            " UNION ALL SELECT convert_from(answer, 'utf8') FROM inbox UNION ALL SELECT inbox::text FROM inbox"
            " UNION ALL SELECT import_rows::text FROM import_rows UNION ALL SELECT quarantine::text FROM quarantine"
            " UNION ALL SELECT ledger::text FROM ledger UNION ALL SELECT duties::text FROM duties) AS all_of_it"
        )
    )
    text = next(texts)
    for secret in ("Syntetisk Person", someone(1).number, someone(2).number, "10000001", "+47"):
        assert secret not in text
        assert secret.encode().hex() not in text


def test_every_line_has_its_ledger_entry_and_message(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    office.take(assessed(case), guide_asked(case))
    assert office.ask(
        "SELECT count(*) FROM events e LEFT JOIN ledger l ON l.event_hash = e.hash WHERE l.id IS NULL"
    ) == [0]
    assert office.ask("SELECT count(*) FROM events e LEFT JOIN outbox o USING (event_id) WHERE o.id IS NULL") == [0]
    assert office.ask("SELECT actor FROM ledger WHERE subject = %s ORDER BY id", f"case/{case}") == [
        "system/import", "staff/k-ost", "staff/k-ost",
    ]  # fmt: skip


def test_recorded_time_of_a_subject_never_goes_back(office: Office) -> None:
    case = str(office.one(row(someone(1))).case)
    office.clock.forward(minutes=-3)
    office.one(residence(case))
    times = office.ask("SELECT recorded FROM events WHERE subject_id = %s ORDER BY sequence", case)
    assert times == sorted(times)
    office.sound()


def test_units_and_staff_are_listed_for_those_who_look_them_up(office: Office) -> None:
    office.take(*people("nord"))
    assert office.ask("SELECT slug FROM units ORDER BY slug") == ["nord", "ost", "vest"]
    assert office.ask("SELECT roles, units FROM staff WHERE slug = 'g-nord'") == [(["guide"], ["nord"])]
    assert office.one(people("nord")[0]).reasons[0].code == "exists_already"


def test_an_empty_batch_is_nothing(office: Office) -> None:
    assert office.casework.take([]) == []


def test_a_fault_is_named_by_its_place_alone() -> None:
    with pytest.raises(KeyError) as raised:
        dict[str, int]()["secret"]
    assert where(raised.value).startswith("KeyError in test_casework_take.py:")
    assert where(KeyError("secret")) == "KeyError"


def test_an_import_is_named_on_its_rows(office: Office) -> None:
    told = row(someone(1))
    office.casework.take([Incoming.of(told, import_id(7))])
    assert office.ask("SELECT import_id FROM import_rows") == [import_id(7)]
