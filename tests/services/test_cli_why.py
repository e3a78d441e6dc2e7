"""`trygghet case --why`: what is owed and what stands out, with rules, the facts behind them and what clears them."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from events.correction import Corrected
from events.duty_to_report import ReportJudged
from events.person import ContactDataChanged, GuardianTold, RelationLearned, SafeToContact
from events.personal import Open
from events.values import GuardianKind, PerpetratorIs
from services.cli.onecase import Telling
from services.store.asking import Actor, operator
from services.store.connect import Role
from services.store.read import Reader
from services.texts import texts
from tests.support.happenings import NOW, Someone, assessed, fact, guide_accepted, row
from tests.support.office import Office

ANNA = Someone(1, date(2011, 5, 5), "Anna Prøve")
TODAY = date(2026, 11, 23)


@pytest.fixture
def reader(office: Office) -> Iterator[Reader]:
    pool: ConnectionPool[Connection[TupleRow]] = office.record.database.pool(Role.READER, 2)
    yield Reader(pool, office.keyring, office.clock)
    pool.close()


def case_of(office: Office) -> str:
    answer = office.one(row(ANNA))
    assert answer.case is not None
    return answer.case


def shown(reader: Reader, ref: str, actor: Actor | None = None) -> Telling:
    return Telling(reader.case(actor or operator("test"), ref), texts("nb"), TODAY)


def test_a_duty_tells_its_rule_and_the_fact_that_made_it(office: Office, reader: Reader):
    text = shown(reader, case_of(office)).as_text(why=True)
    assert "Vurder om programmet er rett tiltak (hendelse 1) · koordinator ost" in text
    assert "hvorfor: R52 (§ 2): I hver sak vurderes det alltid om programmet er rett tiltak" in text
    assert "fordi: 23.11.2026 09.00 rad i ukens uttrekk (nr. 1)" in text
    assert "gjort når: vurdering" in text


def test_without_why_there_are_no_rules(office: Office, reader: Reader):
    assert "hvorfor" not in shown(reader, case_of(office)).as_text(why=False)


def test_what_waits_tells_what_it_waits_for(office: Office, reader: Reader):
    ref = case_of(office)
    office.one(assessed(ref))
    office.one(guide_accepted(ref))
    told = shown(reader, ref)
    text = told.as_text(why=True)
    assert "Avvik, avslag og det som venter" in text
    assert "guide har sagt ja · venter" in text
    assert "Guiden er ikke spurt ennå." in text
    assert "hvorfor: R50 (§ 2)" in text
    assert "gjort når: guide spurt" in text
    line = next(line for line in told.as_json(why=True)["timeline"] if line["verb"] == "waiting")
    reason = next(reason for reason in line["reasons"] if reason["code"] == "guide_not_asked")
    assert reason["says"] == "Guiden er ikke spurt ennå."
    assert reason["why"]["rules"] == [
        {
            "rule": 50,
            "section": "§ 2",
            "says": "Den som passer, spørres og svarer; et spørsmål uten svar følges opp.",
            "laws": [],
            "ours": [],
        }
    ]


def test_the_operator_sees_no_name_and_the_coordinator_does(office: Office, reader: Reader):
    ref = case_of(office)
    for why in (True, False):
        assert ANNA.name not in shown(reader, ref).as_text(why=why)
        assert ANNA.name not in str(shown(reader, ref).as_json(why=why))
        assert ANNA.number not in str(shown(reader, ref).as_json(why=why))
    coordinator = reader.actor("k-ost")
    assert ANNA.name in shown(reader, ref, coordinator).as_text(why=False)
    assert ANNA.number in str(shown(reader, ref, coordinator).as_json(why=False)["timeline"])


def test_a_correction_is_what_is_shown_and_a_strict_address_is_said_aloud(office: Office, reader: Reader):
    told = row(ANNA)
    ref = str(office.one(told).case)
    right = {"name": "Berit Prøve", "birth_date": "2011-05-05", "address_protection": "strict"}
    wrong = {"fact": told.ref, "field": "person", "value": right, "why": "feil person"}
    office.one(fact(Corrected.model_validate(wrong), f"case/{ref}", by="staff/k-ost"))
    text = shown(reader, ref, reader.actor("k-ost")).as_text(why=False)
    assert "den utsatte: Berit Prøve · ADRESSESPERRE: STRENGT FORTROLIG" in text
    assert ANNA.name not in text
    assert "retting · k-ost · 23.11.2026 09.00 rad i ukens uttrekk (nr. 1)" in text
    assert "Berit" not in shown(reader, ref).as_text(why=True)


def test_what_was_shown_is_in_the_ledger_first(office: Office, reader: Reader):
    ref = case_of(office)
    shown(reader, ref, reader.actor("k-ost"))
    noted = office.ask("SELECT actor, act, subject FROM ledger WHERE act = 'read_case'")
    assert noted == [("staff/k-ost", "read_case", f"case/{ref}")]


def test_json_has_the_same_and_names_the_facts(office: Office, reader: Reader):
    ref = case_of(office)
    told = shown(reader, ref).as_json(why=True)
    assert (told["case"], told["phase"], told["step"], told["personal"]) == (ref, "detected", "detected", False)
    duty = next(duty for duty in told["duties"] if duty["kind"] == "assess")
    assert duty["why"]["because"]["type"] == "trygghet.intake.row_read.v1"
    assert duty["why"]["because"]["happened"] == NOW
    assert duty["why"]["cleared_by"] == [{"type": "trygghet.assessment.assessed.v1", "says": "vurdering"}]


def test_a_decision_tells_the_rules_that_it_kept(office: Office, reader: Reader):
    ref = case_of(office)
    office.one(assessed(ref))
    told = shown(reader, ref)
    assert "etter: R24 (§ 1)" in told.as_text(why=True)
    assert "lokal praksis: default-1" in told.as_text(why=True)
    assert "etter: R24" not in told.as_text(why=False)
    decision = told.as_json(why=True)["timeline"][-1]["why"]
    assert {rule["rule"] for rule in decision["rules"]} >= {7, 9, 11, 17, 24, 53}
    assert told.as_json(why=True)["timeline"][0]["why"] is None


def test_what_is_blocked_tells_what_is_to_be_done_first_and_by_whom(office: Office, reader: Reader):
    ref = case_of(office)
    office.one(assessed(ref))
    told = shown(reader, ref)
    assert "må gjøres først: Be etterforsker om klarering" in told.as_text(why=True)
    call = next(duty for duty in told.as_json(why=True)["duties"] if duty["kind"] == "call_family")
    assert "ask_clearance" in {other["kind"] for other in call["why"]["blocked_by"]}


def test_cases_that_belong_together_are_shown_by_reference(office: Office, reader: Reader):
    one = str(office.one(row(ANNA, report="555")).case)
    sibling = str(office.one(row(Someone(2, date(2012, 5, 5), "Berit Prøve"), report="555")).case)
    elsewhere = str(office.one(row(Someone(3, date(2012, 6, 5), "Cato Prøve"), "vest", report="555")).case)
    told = shown(reader, one, reader.actor("k-ost"))
    assert f"Hører sammen med {sibling} (samme navn, samme telefon, samme anmeldelse)" in told.as_text(why=False)
    assert [other["case"] for other in told.as_json(why=False)["together"]] == [sibling]
    assert elsewhere not in told.as_text(why=False)
    assert "Berit" not in told.as_text(why=False)


def test_a_person_known_in_another_unit_is_told_of_without_a_reference(office: Office, reader: Reader):
    there = str(office.one(row(ANNA, "vest", report="777")).case)
    here = case_of(office)
    text = shown(reader, here, reader.actor("k-ost")).as_text(why=False)
    assert "Kjent også i vest: snakk med koordinator der" in text
    assert there not in text


def test_one_that_may_be_the_same_person_is_to_be_looked_at(office: Office, reader: Reader):
    one = case_of(office)
    other = str(office.one(row(ANNA, number=False, report="555")).case)
    told = shown(reader, other, reader.actor("k-ost"))
    assert f"Kan gjelde samme person som {one}: se på det" in told.as_text(why=False)
    assert told.as_json(why=False)["alike"] == [one]


def test_what_had_happened_is_told_with_the_values_of_the_world(office: Office, reader: Reader):
    ref = case_of(office)
    office.one(assessed(ref))
    known = office.clock.now()
    view = reader.case(reader.actor("k-ost"), ref, known=known, happened=NOW)
    told = Telling(view, texts("nb"), TODAY)
    assert "Slik var det" in told.as_text(why=False)
    assert told.as_json(why=False)["world"]["incidents"][0]["reported"] == "yes"
    before = reader.case(reader.actor("k-ost"), ref, known=known, happened=NOW - timedelta(days=1))
    assert (before.world, before.timeline) == (None, ())


@pytest.mark.parametrize("language", ["nn", "en"])
def test_other_languages_say_it_too(office: Office, reader: Reader, language: str):
    view = reader.case(operator("test"), case_of(office))
    text = Telling(view, texts(language), TODAY).as_text(why=True)
    assert "R52" in text
    assert "Vurder om programmet" not in text or language == "nn"


def test_nobody_unsafe_and_no_number_in_the_perpetrators_reach_is_shown(office: Office, reader: Reader):
    ref = case_of(office)
    people = (
        GuardianTold(place="guardian_2", kind=GuardianKind.FATHER, name=Open("Far Prøve"), phone=Open("00000002")),
        SafeToContact(person="participant", safe=True, shared_number=True, phone=Open("00000009")),
        RelationLearned(perpetrator_is=PerpetratorIs.GUARDIAN_2),
    )
    assert {a.outcome for a in office.take(*(fact(one, f"case/{ref}", by="staff/k-ost") for one in people))} == {
        "recorded"
    }
    text = shown(reader, ref, reader.actor("k-ost")).as_text(why=False)
    assert "00000009" in text
    assert "+47 00000000" not in text
    assert "Far Prøve (far) · SKAL IKKE KONTAKTES" in text
    assert "00000002" not in text
    office.sound()


def test_what_is_told_of_people_later_is_found_too(office: Office):
    ref = case_of(office)
    office.one(fact(ContactDataChanged(phone=Open("00000008")), f"case/{ref}", by="staff/k-ost"))
    token = office.keyring.index_token("phone", "00000008")
    assert office.ask("SELECT subject_id FROM blind_index WHERE kind = 'phone' AND token = %s", token) == [ref]
    office.sound()


def test_a_rule_is_told_with_what_we_decided_of_it(office: Office, reader: Reader):
    ref = case_of(office)
    office.one(assessed(ref))
    text = shown(reader, ref).as_text(why=True)
    assert "vår lesning: Etterforskeren klarerer" in text
    told = shown(reader, ref).as_json(why=True)
    clearance = next(duty for duty in told["duties"] if duty["kind"] == "ask_clearance")
    rules = {rule["rule"]: rule for rule in clearance["why"]["rules"]}
    assert {one["decision"] for one in rules[47]["ours"]} >= {"D8", "D23", "R47"}


def test_a_statutory_judgement_cites_the_law_as_it_was_named_on_its_day(office: Office, reader: Reader):
    ref = case_of(office)
    judged = ReportJudged(sent=False, why=Open("Ingen grunn"))
    office.one(fact(judged, f"case/{ref}", by="staff/k-ost", fact_id="judged-1"))
    told = shown(reader, ref)
    assert "lov: barnevernsloven (2021) § 13-2" in told.as_text(why=True)
    line = next(line for line in told.as_json(why=True)["timeline"] if line["id"] == "judged-1")
    assert [law["section"] for law in line["why"]["laws"]] == ["§ 13-2"]
    assert "barnevernsloven" not in told.as_text(why=False)


def test_a_refusal_by_the_record_names_the_fact_that_stands_against_it(office: Office, reader: Reader):
    ref = case_of(office)
    office.one(assessed(ref, "not"))
    office.one(assessed(ref))
    line = shown(reader, ref).as_json(why=True)["timeline"][-1]
    assert (line["verb"], [reason["code"] for reason in line["reasons"]]) == ("refused", ["case_closed"])
    assert [told["type"] for told in line["reasons"][0]["why"]["because"]] == ["trygghet.assessment.assessed.v1"]
    assert [one["type"] for one in line["reasons"][0]["why"]["cleared_by"]] == ["trygghet.assessment.assessed.v1"]


def test_the_support_centre_is_suggested_once_the_participant_is_old_enough(office: Office, reader: Reader):
    ref = case_of(office)
    office.one(assessed(ref))
    words = texts("nb")("information", "support_centre")
    assert words not in shown(reader, ref).as_text(why=False)
    later = Telling(reader.case(operator("test"), ref), texts("nb"), date(2027, 5, 31))
    assert words in later.as_text(why=False)
