"""What corrects personal data is sealed like the rest, is found by what is right, and can be erased."""

from datetime import timedelta

import pytest

from events.contact import FirstContactMade
from events.correction import Corrected
from events.fact import Fact
from services.store.connect import Role
from services.store.erase import erase
from tests.support.happenings import NOW, assessed, cleared, fact, hearing, row, someone
from tests.support.office import Office

CANARY = "Syntetisk Kanarifugl"


def correction(told: Fact, case: str, field: str, value: object) -> Fact:
    """The coordinator says what is right."""
    return fact(
        Corrected.model_validate({"fact": told.ref, "field": field, "value": value, "why": CANARY}),
        f"case/{case}",
        by="staff/k-ost",
    )


def in_the_clear(office: Office) -> bytes:
    """Everything of the log that is not sealed."""
    return b"\n".join(bytes(body) for body in office.ask("SELECT body FROM events"))


@pytest.mark.parametrize(
    ("field", "value", "outcome"),
    [
        ("person", {"name": CANARY, "birth_date": "2010-03-01", "address_protection": "strict"}, "recorded"),
        ("report_number", CANARY, "recorded"),
        ("category", CANARY, "refused"),
        ("no_such_field", CANARY, "refused"),
    ],
)
def test_no_value_of_a_correction_is_written_in_the_clear(
    office: Office, field: str, value: object, outcome: str
) -> None:
    told = row(someone(1))
    case = str(office.one(told).case)
    assert office.one(correction(told, case, field, value)).outcome == outcome
    assert CANARY.encode() not in in_the_clear(office)
    office.sound()


def test_a_field_is_named_by_a_word_that_can_be_no_name() -> None:
    with pytest.raises(ValueError, match="field"):
        Corrected.model_validate({"fact": {"source": "police", "id": "x"}, "field": "Kari Nordmann", "why": "x"})


def test_a_sealed_place_is_not_taken_for_a_value(office: Office) -> None:
    told = row(someone(1))
    case = str(office.one(told).case)
    hidden = correction(told, case, "person", {"name": {"$sealed": 0}, "birth_date": "2010-03-01"})
    assert office.one(hidden).reasons[0].code == "value_does_not_fit"


def test_the_plain_part_of_a_corrected_person_stays_when_the_rest_is_erased(office: Office) -> None:
    told = row(someone(1))
    case = str(office.one(told).case)
    office.one(assessed(case))
    right = {"name": CANARY, "birth_date": "2010-03-01", "address_protection": "strict"}
    office.one(correction(told, case, "person", right))
    assert b'"protection":"strict"' in bytes(office.ask("SELECT state FROM subjects WHERE id = %s", case)[0])
    with office.record.connect(Role.ERASER) as connection:
        erase(connection, office.keyring, f"case/{case}", actor="system/operator:x", at=office.clock.now(), why="x")
    office.sound()


def test_a_hearing_finds_the_case_by_the_corrected_report_number(office: Office) -> None:
    told = row(someone(1), report="111")
    case = str(office.one(told).case)
    office.one(correction(told, case, "report_number", "222"))
    assert office.one(hearing("222")).subject == f"case/{case}"
    assert office.one(row(someone(1), report="222")).case == case


def test_and_a_row_by_the_corrected_person(office: Office) -> None:
    wrong, right = someone(1), someone(2)
    told = row(wrong)
    case = str(office.one(told).case)
    number = {"national_number": right.number, "name": right.name}
    assert office.one(correction(told, case, "person", number)).outcome == "recorded"
    assert office.one(row(right, report="999")).case == case


@pytest.mark.parametrize("together", [True, False])
def test_a_breach_that_is_lifted_takes_effect_as_it_was_corrected(office: Office, together: bool) -> None:
    case = str(office.one(row(someone(1), at=NOW - timedelta(hours=3))).case)
    office.one(assessed(case, at=NOW - timedelta(hours=2)))
    call = fact(
        FirstContactMade.model_validate(
            {
                "parties": [{"party": "guardian_1", "reached": True}],
                "answered_by": "guardian_1",
                "outcome": "need",
                "answer": "accepted",
            }
        ),
        f"case/{case}",
        by="staff/k-ost",
        at=NOW - timedelta(minutes=10),
    )
    clearance = cleared(case, at=NOW - timedelta(hours=1))
    right = correction(call, case, "answer", "call_back")
    if together:
        assert [a.outcome for a in office.take(call, right, *clearance)][:2] == ["breached", "recorded"]
    else:
        assert office.one(call).outcome == "breached"
        assert office.one(right).outcome == "recorded"
        office.take(*clearance)
    assert office.verbs(f"case/{case}")[-1] == ("first_contact_made", "lifted")
    assert office.ask("SELECT phase FROM subjects WHERE kind = 'case'") == ["assessed"], "nobody has accepted anything"
    office.sound()


@pytest.mark.parametrize("together", [True, False])
def test_what_was_refused_is_recorded_anew_and_not_corrected(office: Office, together: bool) -> None:
    case = str(office.one(row(someone(1))).case)
    office.one(assessed(case))
    refused = assessed(case, incident="i9")
    right = correction(refused, case, "incident", "i1")
    answers = office.take(refused, right) if together else [office.one(refused), office.one(right)]
    assert [a.outcome for a in answers] == ["refused", "refused"]
    assert [reason.code for reason in answers[1].reasons] == ["fact_was_refused"]
    office.sound()
